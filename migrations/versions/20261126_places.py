"""What becomes of hamlets: old names, the parts of a split, and the households that passed; facts
whose person keys know no household, so that they follow a merge."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_places"
down_revision = "20261126_photos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "unit_succession",
        sa.Column("takes_rest", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "unit_succession", sa.Column("clusters", sa.String(), nullable=False, server_default="")
    )
    op.create_index("ix_unit_succession_new", "unit_succession", ["new_id"])
    op.create_table(
        "unit_name",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("legal_ref", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "until"),
    )
    op.create_table(
        "household_passage",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("next_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "household_id", "until"),
    )
    op.create_index("ix_household_passage_unit", "household_passage", ["place", "unit_id"])
    op.create_index(
        "ix_household_key_merged",
        "household_key",
        ["place"],
        sqlite_where=sa.text("merged_into <> ''"),
        postgresql_where=sa.text("merged_into <> ''"),
    )
    # Person keys are made anew; what outlived its record keeps the one it has.
    op.execute("DELETE FROM fact WHERE NOT is_kept")
    op.execute("DELETE FROM household_key")
    op.execute("DELETE FROM projection")


def downgrade() -> None:
    op.drop_index("ix_household_key_merged", table_name="household_key")
    op.drop_index("ix_household_passage_unit", table_name="household_passage")
    op.drop_table("household_passage")
    op.drop_table("unit_name")
    op.drop_index("ix_unit_succession_new", table_name="unit_succession")
    op.drop_column("unit_succession", "clusters")
    op.drop_column("unit_succession", "takes_rest")
    op.execute("DELETE FROM fact WHERE NOT is_kept")
    op.execute("DELETE FROM household_key")
    op.execute("DELETE FROM projection")
