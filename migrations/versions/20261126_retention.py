"""What pruning needs: deletions that phones are still told are found; when a user was disabled."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_retention"
down_revision = "20261126_places"
branch_labels = None
depends_on = None

STILL_TOLD = sa.text("is_deleted AND seq > 0")


def upgrade() -> None:
    op.create_index(
        "ix_record_deleted",
        "record",
        ["place", "stream", "seq"],
        sqlite_where=STILL_TOLD,
        postgresql_where=STILL_TOLD,
    )
    op.add_column("account", sa.Column("disabled_at", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "disabled_at")
    op.drop_index("ix_record_deleted", table_name="record")
