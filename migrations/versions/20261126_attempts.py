"""Failed sign-ins are counted where all server processes see them."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_attempts"
down_revision = "20261126_conflicts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_attempt_last_at", "attempt", ["last_at"])


def downgrade() -> None:
    op.drop_table("attempt")
