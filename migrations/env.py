"""Alembic's entry: runs on the connection that the caller made; never opens its own."""

from alembic import context
from sqlmodel import SQLModel

from backend.store import account_tables, fact_tables, tables

TABLES = (account_tables, fact_tables, tables)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
