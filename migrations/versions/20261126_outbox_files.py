"""Delivered outbox files that wait for a gap to close."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_outbox_files"
down_revision = "20261126_invitations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_file",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("delivered_by", sa.String(), nullable=False),
        sa.Column("delivered_at", sa.String(), nullable=False),
        sa.Column("refused_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("place", "device", "digest"),
    )


def downgrade() -> None:
    op.drop_table("outbox_file")
