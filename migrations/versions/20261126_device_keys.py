"""Finds a device by its key: two users never share one."""

from alembic import op

revision = "20261126_device_keys"
down_revision = "20261126_wide_numbers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_device_key", "device", ["key"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_device_key", table_name="device")
