"""The commands that an operator's night job calls: what they leave, and with which exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.core.scope import Role
from backend.services.context import Context
from backend.store.sql import execute, select
from tests.cli.test_cli import run
from tests.people import add_user


def test_a_backup_goes_back_in_by_its_command(
    context: Context, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(context, "tinh", Role.PROVINCE_ADMIN, ["82"])
    file = str(tmp_path / "backup")
    assert run("backup", "--database", database_url, file) == 0
    assert "verified" in capsys.readouterr().out
    add_user(context, "tinh2", Role.PROVINCE_ADMIN, ["82"])
    assert run("restore", file, "--database", database_url) == 0
    with context.database.read() as connection:
        assert select(connection, "SELECT username FROM account") == [("tinh",)]
    assert run("check", "--database", database_url) == 0


def test_a_backup_that_does_not_verify_is_no_file_and_a_failure(
    context: Context, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_user(context, "tinh", Role.PROVINCE_ADMIN, ["82"])
    with context.database.write() as connection:
        execute(connection, "UPDATE audit SET subject = 'x'")
    file = tmp_path / "backup"
    assert run("backup", "--database", database_url, str(file)) == 1
    assert "does not verify" in capsys.readouterr().err
    assert not file.exists()


def test_what_is_no_backup_or_no_folder_is_a_clear_refusal(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter").write_text("not a backup")
    assert run("restore", str(tmp_path / "letter"), "--database", database_url) == 1
    assert run("restore", str(tmp_path / "nothing"), "--database", database_url) == 1
    assert run("backup", str(tmp_path / "no" / "backup"), "--database", database_url) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_the_commands_work_as_real_processes(tmp_path: Path) -> None:
    data, file = str(tmp_path / "data"), str(tmp_path / "backup")
    for arguments in (
        ("migrate",),
        ("backup", file),
        ("restore", file),
        ("check",),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "backend", *arguments, "--data", data],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "TUNGNHA_DATABASE": ""},
        )
        assert done.returncode == 0, done.stderr
    assert Path(file).is_file()


def test_what_cannot_be_erased_is_a_refusal(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = "01980000-0000-7000-8000-000000000001"
    assert run("erase", "household", nobody, "--database", database_url) == 1
    assert "There is no household" in capsys.readouterr().err
