"""Brings a database to the newest schema; safe to run again, safe beside another process."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import text

from backend.store.database import Connection, Database

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
ADVISORY_LOCK = 7_402_601


def upgrade(database: Database, revision: str = "head") -> None:
    """Runs what is missing in one transaction; a failure leaves the schema as it was."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def is_current(database: Database) -> bool:
    """Whether the database has the schema that this code was written for."""
    newest = _scripts().get_current_head()
    with database.read() as connection:
        return find_revision(connection) == newest


def find_revision(connection: Connection) -> str | None:
    """The schema that a database has, None where it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known_revision(revision: str) -> bool:
    """Whether this code knows the way from that schema to the newest."""
    try:
        return _scripts().get_revision(revision) is not None
    except (ResolutionError, CommandError):
        return False


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)
