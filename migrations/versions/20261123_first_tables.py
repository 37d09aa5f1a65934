"""The tables of places, people and the sync core."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
    )
    op.create_table(
        "account_unit",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "unit_id", "since"),
    )
    op.create_index("ix_account_unit_unit", "account_unit", ["unit_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), server_default="", nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "seq"),
    )
    op.create_table(
        "conflict",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "id"),
    )
    op.create_index(
        "ix_conflict_stream", "conflict", ["place", "stream", "status", "id"], unique=False
    )
    op.create_index(
        "uq_conflict_open",
        "conflict",
        ["place", "record_id", "field"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("lineage", sa.String(), nullable=False),
        sa.Column("ancestors", sa.String(), nullable=False),
        sa.Column("acked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=True),
        sa.Column("app", sa.String(), nullable=True),
        sa.Column("offset_ms", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("last_seen_at", sa.String(), nullable=True),
        sa.Column("revoked_at", sa.String(), nullable=True),
        sa.Column("healed_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_device_lineage", "device", ["lineage"], unique=False)
    op.create_index("ix_device_user", "device", ["user_id"], unique=False)
    op.create_table(
        "epoch",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "erased",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "id"),
    )
    op.create_table(
        "fact",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=True),
        sa.Column("person_key", sa.String(), nullable=True),
        sa.Column("shop_id", sa.String(), nullable=True),
        sa.Column("product_id", sa.String(), nullable=True),
        sa.Column("member_id", sa.String(), nullable=True),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("place", "stream", "id"),
    )
    op.create_index("ix_fact_day", "fact", ["place", "stream", "day"], unique=False)
    op.create_table(
        "gone",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("tag", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moved_to", sa.String(), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "stream", "id"),
    )
    op.create_index("uq_gone_stream_seq", "gone", ["place", "stream", "seq"], unique=True)
    op.create_table(
        "held",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("streams", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(), nullable=False),
        sa.Column("closed_at", sa.String(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("place", "id"),
    )
    op.create_index("ix_held_device", "held", ["place", "device", "status"], unique=False)
    op.create_index("ix_held_status", "held", ["status", "id"], unique=False)
    op.create_table(
        "held_wait",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("held_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", "record_id", "held_id"),
    )
    op.create_table(
        "lineage",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("head", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("place", "id"),
    )
    op.create_table(
        "log",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("changeset_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.String(), nullable=False),
        sa.Column("offset_ms", sa.Integer(), nullable=True),
        sa.Column("repeat_of", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("place", "device", "n"),
    )
    op.create_index(
        "uq_log_changeset",
        "log",
        ["place", "user_id", "changeset_id"],
        unique=True,
        sqlite_where=sa.text("repeat_of IS NULL"),
        postgresql_where=sa.text("repeat_of IS NULL"),
    )
    op.create_table(
        "lost",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("place", "device", "first"),
    )
    op.create_table(
        "outcome",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("lineage", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "lineage", "seq"),
    )
    op.create_table(
        "projection",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("place", "stream"),
    )
    op.create_table(
        "record",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("tag", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.String(), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("place", "id"),
    )
    op.create_index("uq_record_stream_seq", "record", ["place", "stream", "seq"], unique=True)
    op.create_table(
        "revision",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("tag", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", "id", "rev"),
    )
    op.create_table(
        "server",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "stream",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("head", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("live", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tag_sum", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("place", "id"),
    )
    op.create_table(
        "token",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expires_at", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("ix_token_family", "token", ["family"], unique=False)
    op.create_index("ix_token_parent", "token", ["parent"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("province", sa.String(), nullable=True),
        sa.Column("commune", sa.String(), nullable=True),
        sa.Column("valid_from", sa.String(), nullable=True),
        sa.Column("valid_to", sa.String(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("legal_note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_unit_code"), "unit", ["code"], unique=False)
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_table(
        "unit_succession",
        sa.Column("old_id", sa.String(), nullable=False),
        sa.Column("new_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("effective", sa.String(), nullable=False),
        sa.Column("legal_ref", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("old_id", "new_id"),
    )


def downgrade() -> None:
    op.drop_table("unit_succession")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_code"), table_name="unit")
    op.drop_table("unit")
    op.drop_index("ix_token_parent", table_name="token")
    op.drop_index("ix_token_family", table_name="token")
    op.drop_table("token")
    op.drop_table("stream")
    op.drop_table("server")
    op.drop_table("revision")
    op.drop_index("uq_record_stream_seq", table_name="record")
    op.drop_table("record")
    op.drop_table("projection")
    op.drop_table("outcome")
    op.drop_table("lost")
    op.drop_index(
        "uq_log_changeset",
        table_name="log",
        sqlite_where=sa.text("repeat_of IS NULL"),
        postgresql_where=sa.text("repeat_of IS NULL"),
    )
    op.drop_table("log")
    op.drop_table("lineage")
    op.drop_table("held_wait")
    op.drop_index("ix_held_status", table_name="held")
    op.drop_index("ix_held_device", table_name="held")
    op.drop_table("held")
    op.drop_index("uq_gone_stream_seq", table_name="gone")
    op.drop_table("gone")
    op.drop_index("ix_fact_day", table_name="fact")
    op.drop_table("fact")
    op.drop_table("erased")
    op.drop_table("epoch")
    op.drop_index("ix_device_user", table_name="device")
    op.drop_index("ix_device_lineage", table_name="device")
    op.drop_table("device")
    op.drop_index(
        "uq_conflict_open",
        table_name="conflict",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index("ix_conflict_stream", table_name="conflict")
    op.drop_table("conflict")
    op.drop_table("audit")
    op.drop_index("ix_account_unit_unit", table_name="account_unit")
    op.drop_table("account_unit")
    op.drop_table("account")
