"""A connection that the database ended is answered as busy once at most, and never kept."""

import psycopg
import pytest

from backend.core.problems import Problem
from backend.store.database import Database
from backend.store.sql import select
from tests.conftest import POSTGRES


def end_all_connections(url: str) -> None:
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def ask(database: Database) -> int:
    with database.read() as connection:
        return int(select(connection, "SELECT 1")[0][0])


@pytest.mark.parametrize("database_url", [POSTGRES], indirect=True)
def test_after_the_database_ended_its_connections_new_ones_are_made(database: Database) -> None:
    assert ask(database) == 1
    end_all_connections(database.url)
    with pytest.raises(Problem) as busy:
        ask(database)
    assert (busy.value.status, busy.value.code) == (503, "server_busy")
    assert [ask(database) for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("database_url", [POSTGRES], indirect=True)
def test_a_connection_that_was_idle_is_asked_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(database) == 1
    end_all_connections(database.url)
    monkeypatch.setattr("backend.store.database.PING_SECONDS", 0)
    assert ask(database) == 1
