"""The keys by which households are compared; made from the records at the next projection."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_household_keys"
down_revision = "20261126_restores"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "household_key",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("phone_key", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("apart", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "stream", "id"),
    )
    op.create_index("ix_household_key_phone", "household_key", ["place", "phone_key"])
    op.create_index("ix_household_key_name", "household_key", ["place", "name_key", "address_key"])
    # What was projected before has no keys: everything is projected once more.
    op.execute("DELETE FROM fact")
    op.execute("DELETE FROM projection")


def downgrade() -> None:
    op.drop_index("ix_household_key_name", table_name="household_key")
    op.drop_index("ix_household_key_phone", table_name="household_key")
    op.drop_table("household_key")
