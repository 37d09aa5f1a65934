"""What restores and erasures need: how much is in a backup, tags before, records given back."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_restores"
down_revision = "20261126_outbox_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name in (("device", "safe"), ("stream", "pruned")):
        op.add_column(table, sa.Column(name, sa.BigInteger(), server_default="0", nullable=False))
    op.add_column(
        "fact", sa.Column("is_kept", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("revision", sa.Column("tag_before", sa.BigInteger(), nullable=True))
    op.add_column("held", sa.Column("body", sa.LargeBinary(), nullable=True))
    op.create_table(
        "recovered",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("held_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "key"),
    )


def downgrade() -> None:
    op.drop_table("recovered")
    op.drop_column("held", "body")
    op.drop_column("revision", "tag_before")
    op.drop_column("fact", "is_kept")
    op.drop_column("stream", "pruned")
    op.drop_column("device", "safe")
