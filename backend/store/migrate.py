"""Brings a database to the newest schema; safe to run again, safe beside another process."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from backend.store.database import Database

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
ADVISORY_LOCK = 7_402_601


def upgrade(database: Database) -> None:
    """Runs what is missing in one transaction; a failure leaves the schema as it was."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the database has the schema that this code was written for."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
