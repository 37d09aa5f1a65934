"""Invitations: one-use links that sign a person in without a password."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_invitations"
down_revision = "20261123_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("expires_at", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("used_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_invitation_user", "invitation", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("invitation")
