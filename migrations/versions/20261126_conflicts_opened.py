"""Who opened a conflict, so that nobody opens more than the office can bear."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_conflicts"
down_revision = "20261126_retention"
branch_labels = None
depends_on = None

OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    op.add_column("conflict", sa.Column("opened_by", sa.String(), nullable=True))
    op.create_index(
        "ix_conflict_opened_by",
        "conflict",
        ["opened_by"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_conflict_opened_by", table_name="conflict")
    op.drop_column("conflict", "opened_by")
