"""When a hamlet's change was decided, and where what was recorded in one that was taken back
belongs."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_undone_hamlets"
down_revision = "20261126_attempts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "unit_succession", sa.Column("made_at", sa.String(), nullable=False, server_default="")
    )
    op.create_table(
        "undone_home",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("home_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "unit_id", "subject_id"),
    )


def downgrade() -> None:
    op.drop_table("undone_home")
    op.drop_column("unit_succession", "made_at")
