"""Numbers that a device names freely get 64 bits: SQLite has them anyway, PostgreSQL refused."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_wide_numbers"
down_revision = "20261126_household_keys"
branch_labels = None
depends_on = None

WIDE = (("device", "acked"), ("device", "waiting"), ("device", "offset_ms"), ("log", "offset_ms"))


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in WIDE:
            op.alter_column(table, column, type_=sa.BigInteger())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in WIDE:
            op.alter_column(table, column, type_=sa.Integer())
