"""`tungnha prune` says what it took away, and may be run at any time."""

import pytest

from backend.services.context import Context
from backend.store.sql import execute
from tests.cli.test_cli import run

OVER = "2020-01-01T00:00:00.000Z"


def test_prune_tells_what_is_gone_and_finds_nothing_more(
    context: Context, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # What opens a database for a command forgets expired tokens already.
    with context.database.write() as connection:
        execute(
            connection,
            "INSERT INTO invitation (id, hash, user_id, created_by, created_at, expires_at) "
            "VALUES ('one', 'h', 'u', 'u', ?, ?)",
            OVER,
            OVER,
        )
    said = []
    for _ in range(2):
        assert run("prune", "--database", database_url) == 0
        said.append(capsys.readouterr().out.rsplit(" and ", 1)[1])
    assert said == ["1 invitations are gone\n", "0 invitations are gone\n"]
