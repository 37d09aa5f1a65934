"""The `tungnha` command: what it does to a database, what it prints, and how it says no."""

import json
from pathlib import Path

import pytest

from backend.cli import main
from backend.core.scope import Role
from backend.services.context import Context
from backend.store.sql import execute, select
from tests.conftest import WITHOUT_STORE
from tests.people import COMMUNE, add_user


def run(*arguments: str) -> int:
    """The exit code."""
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    return int(raised.value.code or 0)


def add(database_url: str, **changed: str) -> int:
    options = {
        "database": database_url,
        "username": "tinh",
        "password": "mat-khau-tinh",
        "role": "province_admin",
        "unit": "82",
        "full-name": "Quản trị tỉnh",
        **changed,
    }
    return run("user", "add", *(part for name in options for part in (f"--{name}", options[name])))


def test_migrating_again_changes_nothing(database_url: str) -> None:
    assert run("migrate", "--database", database_url) == 0
    assert run("migrate", "--database", database_url) == 0


def test_a_new_sqlite_file_is_made_with_its_folder(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("cli") / "new"
    assert run("migrate", "--data", str(folder)) == 0
    assert (folder / "tungnha.sqlite3").is_file()


def test_the_first_account_comes_with_its_provinces_catalogue(
    database_url: str, context: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(database_url) == 0
    assert capsys.readouterr().out.startswith("tinh: ")
    with context.database.read() as connection:
        types = select(connection, "SELECT DISTINCT type FROM record WHERE stream = 'province:82'")
    assert {"topic", "indicator", "procedure", "unit"} <= {row[0] for row in types}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": "99"}, "There is no such thing"),
        ({"unit": COMMUNE}, "belongs to a province"),
        ({"password": "short"}, "at least 8 characters"),
        ({"username": "  "}, "must not be blank"),
        ({"full-name": "\udcff"}, "not allowed"),
    ],
)
@WITHOUT_STORE
def test_an_account_that_cannot_be_is_refused_with_the_reason(
    database_url: str, changed: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(database_url, **changed) == 1
    assert said in capsys.readouterr().err


def test_a_name_that_is_taken_is_refused(
    context: Context, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(context, "Tỉnh", Role.PROVINCE_ADMIN, ["82"])
    assert add(database_url) == 1
    assert "in use" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_a_clear_refusal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("migrate", "--database", "postgresql://nobody@127.0.0.1:1/none") == 1
    assert "onnection" in capsys.readouterr().err


def test_check_finds_a_changed_audit_entry(
    context: Context, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(context, "tinh", Role.PROVINCE_ADMIN, ["82"])
    assert run("check", "--database", database_url) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 1
    assert told[0].endswith(": all agree")
    assert "1 audit entries" in told[0]
    with context.database.write() as connection:
        execute(connection, "UPDATE audit SET subject = 'x'")
    assert run("check", "--database", database_url) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert "82" in first
    assert last.endswith(": 1 differences")


def test_check_compares_the_audit_log_with_a_backup(
    context: Context, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(context, "tinh", Role.PROVINCE_ADMIN, ["82"])
    backup = str(tmp_path / "backup")
    assert run("backup", backup, "--database", database_url) == 0
    assert run("check", "--database", database_url, "--backup", backup) == 0
    with context.database.write() as connection:
        execute(connection, "DELETE FROM audit")
        execute(connection, "DELETE FROM audit_head")
    assert run("check", "--database", database_url) == 0
    assert run("check", "--database", database_url, "--backup", backup) == 1
    assert run("check", "--database", database_url, "--backup", f"{backup}.no") == 1
    assert "backup.no" in capsys.readouterr().err


def test_the_api_document_is_printed_the_same_each_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = []
    for _ in range(2):
        assert run("openapi") == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert json.loads(printed[0])["info"]["title"] == "Từng Nhà"


@pytest.mark.parametrize("arguments", [[], ["fly"], ["user"], ["user", "add"], ["serve", "--x"]])
def test_a_misspelt_command_is_told_apart_from_a_refused_one(arguments: list[str]) -> None:
    assert run(*arguments) == 2
