"""The `tungnha` command: serves, prepares the database, fills the demo, adds accounts.

Each command calls one use case; what a person reads on the terminal is written here.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from os import environ
from pathlib import Path
from typing import NoReturn

from backend import __version__
from backend.core.problems import Problem
from backend.core.scope import Role
from backend.services.context import Context, real_context
from backend.services.upkeep.prepare_database import prepare_database
from backend.settings import read_settings

HOST = "127.0.0.1"
PORT = 8000
GOODBYE_SECONDS = 5
REFUSED = 1

Command = Callable[[argparse.Namespace], int | None]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Exits with 0, with 1 where the command was refused, with 2 where it was misspelt."""
    options = _parser().parse_args(arguments)
    run: Command = options.run
    try:
        code = run(options) or 0
    except Problem as problem:
        print(f"tungnha: {_explain(problem)}", file=sys.stderr)
        code = REFUSED
    except (LookupError, OSError, RuntimeError) as error:
        print(f"tungnha: {error}", file=sys.stderr)
        code = REFUSED
    raise SystemExit(code)


def _explain(problem: Problem) -> str:
    """Beside the problem the database's own words, which the operator may read."""
    reason = problem.__cause__
    if reason is None:
        return problem.title
    return f"{problem.title} ({str(getattr(reason, 'orig', reason)).strip()})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tungnha", description="Từng Nhà, the server.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = _add(commands, "serve", _serve, "migrate, then serve the API and the app")
    serve.add_argument("--host", default=HOST, help="0.0.0.0 lets other machines in")
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument("--workers", type=int, default=1, help="processes that serve")
    serve.add_argument("--access-log", action="store_true", help="a line for each request")

    _add(commands, "migrate", _migrate, "bring the database to the newest schema")

    demo = _add(commands, "demo", _demo, "fill a new database with the demo commune")
    demo.add_argument("--seed", type=int, default=1, help="another seed tells another story")
    demo.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="DAY",
        help="the day it is told for; default: now",
    )

    _add_upkeep(commands)

    user = commands.add_parser("user", help="accounts").add_subparsers(
        required=True, metavar="COMMAND"
    )
    add = _add(user, "add", _add_user, "add an account")
    add.add_argument("--username", required=True)
    add.add_argument("--password", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument(
        "--unit", required=True, action="append", help="code or hamlet id; may be repeated"
    )
    add.add_argument("--full-name", required=True)

    openapi = commands.add_parser("openapi", help="print the API's OpenAPI document")
    openapi.set_defaults(run=_openapi)
    record_types = commands.add_parser(
        "record-types", help="print the record types as a TypeScript module"
    )
    record_types.add_argument(
        "--phone", action="store_true", help="only what every app reads of them"
    )
    record_types.set_defaults(run=_record_types)
    return parser


def _add_upkeep(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What the operator of a server does now and then."""
    backup = _add(commands, "backup", _back_up, "write a verified backup while the server runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="where to; replaced when verified")

    restore = _add(commands, "restore", _restore, "replace all that is there by a backup")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `backup` wrote")

    erase = _add(commands, "erase", _erase, "erase a record at its subject's request")
    erase.add_argument("type", metavar="TYPE", help="household, visit, guidance, …")
    erase.add_argument("id", metavar="ID")

    _add(commands, "prune", _prune, "take away what has been kept long enough")
    check = _add(commands, "check", _check, "recompute digests, facts and the audit chain")
    check.add_argument(
        "--backup",
        type=Path,
        metavar="FILE",
        help="whether the audit logs still have what they had in this backup",
    )


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Command,
    summary: str,
) -> argparse.ArgumentParser:
    """A command on a database."""
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument("--database", metavar="URL", help="SQLAlchemy URL; default: SQLite")
    parser.add_argument("--data", metavar="DIR", type=Path, help="where the SQLite file is")
    parser.set_defaults(run=run)
    return parser


@contextmanager
def _ready(options: argparse.Namespace) -> Iterator[Context]:
    """The context of a database that is ready to serve; closed at the end."""
    context = real_context(read_settings(database_url=options.database, data_dir=options.data))
    try:
        prepare_database(context)
        yield context
    finally:
        context.database.close()


def _serve(options: argparse.Namespace) -> None:
    import uvicorn  # noqa: PLC0415 - the other commands start faster without it

    with _ready(options) as context:
        settings = context.settings
    environ["TUNGNHA_DATABASE"] = settings.database_url
    environ["TUNGNHA_DATA"] = str(settings.data_dir)
    uvicorn.run(
        "backend.app:create_app_from_environment",
        factory=True,
        workers=options.workers,
        host=options.host,
        port=options.port,
        access_log=options.access_log,
        log_level="info" if options.access_log else "warning",
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )


def _migrate(options: argparse.Namespace) -> None:
    with _ready(options):
        pass


def _add_user(options: argparse.Namespace) -> None:
    from backend.services.people.add_account import add_account  # noqa: PLC0415
    from backend.services.people.create_user import NewUser  # noqa: PLC0415

    new = NewUser(
        username=options.username,
        full_name=options.full_name,
        role=Role(options.role),
        units=options.unit,
        password=options.password,
    )
    with _ready(options) as context:
        user = add_account(context, new)
    print(f"{user.username}: {user.id}")


def _demo(options: argparse.Namespace) -> None:
    from backend.services.demo.open_commune import DemoRefused  # noqa: PLC0415
    from backend.services.demo.record_demo import record_demo  # noqa: PLC0415

    try:
        with _ready(options) as context:
            demo = record_demo(context, seed=options.seed, today=options.today)
    except DemoRefused as refused:
        raise RuntimeError(str(refused)) from refused
    print(
        "Xã Mỹ Thọ đã sẵn sàng." if demo.is_new else "Xã Mỹ Thọ đã có sẵn trong cơ sở dữ liệu này."
    )
    print(
        f"Kể đến ngày {demo.today:%d/%m/%Y}, hạt giống {demo.seed}. Mật khẩu chung: {demo.password}"
    )
    for account in demo.accounts:
        print(f"  {account.username:<12} {account.role:<15} {account.unit:<12} {account.full_name}")
    print("  ".join(f"{code} {value}" for code, value in demo.figures.items()))
    print("Mở: tungnha serve, rồi đăng nhập tại http://127.0.0.1:8000")


def _back_up(options: argparse.Namespace) -> None:
    from backend.services.upkeep.back_up import back_up  # noqa: PLC0415

    with _ready(options) as context:
        made = back_up(context, options.file)
    print(f"{options.file}: {made.row_count} rows, {made.device_count} devices, verified")


def _restore(options: argparse.Namespace) -> None:
    from backend.services.upkeep.restore_backup import restore_backup  # noqa: PLC0415

    with _ready(options) as context:
        restored = restore_backup(context, options.file)
    print(f"{options.file}: {restored.row_count} rows of {restored.made_at} are in place")
    print(f"A new history begins: {restored.epoch}. Restart the server.")


def _erase(options: argparse.Namespace) -> None:
    from backend.services.subjects.erase_record import erase_record  # noqa: PLC0415

    with _ready(options) as context:
        erased = erase_record(context, options.type, options.id)
    print(
        f"{options.type} {options.id}: {erased.record_count} records erased, "
        f"{erased.fact_count} of them still count, {erased.changeset_count} changesets cleaned"
    )


def _prune(options: argparse.Namespace) -> None:
    from backend.services.upkeep.prune import prune  # noqa: PLC0415

    with _ready(options) as context:
        pruned = prune(context)
    print(
        f"{pruned.markers} deletions and moves leave their streams; {pruned.outcomes} outcomes, "
        f"{pruned.tokens} tokens and {pruned.invitations} invitations are gone"
    )


def _check(options: argparse.Namespace) -> int:
    from backend.services.upkeep.check_database import (  # noqa: PLC0415
        check_against,
        check_database,
        describe_checked,
    )

    with _ready(options) as context:
        differences = check_database(context)
        if options.backup is not None:
            differences += check_against(context, options.backup)
        checked = describe_checked(context)
    for difference in differences:
        print(difference)
    print(f"{checked}: {f'{len(differences)} differences' if differences else 'all agree'}")
    return REFUSED if differences else 0


def _record_types(options: argparse.Namespace) -> None:
    from backend.api.record_schemas import phone_typescript, typescript  # noqa: PLC0415

    print(phone_typescript() if options.phone else typescript(), end="")


def _openapi(_options: argparse.Namespace) -> None:
    from backend.app import create_app  # noqa: PLC0415

    app = create_app(real_context(read_settings(database_url="sqlite://")))
    print(json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True))
