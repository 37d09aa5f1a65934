"""The end of each audit chain beside it, so that entries cut off the end are missed."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_audit_heads"
down_revision = "20261126_undone_hamlets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place"),
    )
    op.execute(
        "INSERT INTO audit_head (place, seq, hash) SELECT a.place, a.seq, a.hash FROM audit a "
        "JOIN (SELECT place, MAX(seq) AS seq FROM audit GROUP BY place) last "
        "ON last.place = a.place AND last.seq = a.seq"
    )


def downgrade() -> None:
    op.drop_table("audit_head")
