"""Requests of data subjects, kept with their legal clocks."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_subject_requests"
down_revision = "20261126_device_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subject_request",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("received_on", sa.String(), nullable=False),
        sa.Column("answer_by", sa.String(), nullable=False),
        sa.Column("fulfil_by", sa.String(), nullable=False),
        sa.Column("due_on", sa.String(), nullable=False),
        sa.Column("answered_on", sa.String(), nullable=True),
        sa.Column("closed_on", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("household_id", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("acts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "id"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_subject_request_due", "subject_request", ["place", "status", "due_on", "id"]
    )


def downgrade() -> None:
    op.drop_table("subject_request")
