"""Raw statements for the hot path, written once for both databases.

Statements use `?`; PostgreSQL's driver gets `%s`. Lists go in as one parameter, so that every
statement has one text however many ids it asks for.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


@cache
def _for(statement: str, *, sqlite: bool) -> str:
    if sqlite:
        return statement.replace("IN (?*)", "IN (SELECT value FROM json_each(?))").replace(
            " FOR UPDATE", ""
        )
    return statement.replace("%", "%%").replace("IN (?*)", "= ANY(?)").replace("?", "%s")


def listed(connection: Connection, values: Iterable[object]) -> object:
    """The parameter for `IN (?*)`."""
    items = list(values)
    return json.dumps(items) if is_sqlite(connection) else items


def select(connection: Connection, statement: str, *parameters: object) -> Sequence[Any]:
    """All rows of a statement; `IN (?*)` takes a `listed` parameter."""
    text = _for(statement, sqlite=is_sqlite(connection))
    return connection.exec_driver_sql(text, parameters).fetchall()


def execute(connection: Connection, statement: str, *parameters: object) -> int:
    """The number of rows that it changed."""
    text = _for(statement, sqlite=is_sqlite(connection))
    return connection.exec_driver_sql(text, parameters).rowcount


def execute_many(
    connection: Connection, statement: str, rows: Sequence[tuple[object, ...]]
) -> None:
    if not rows:
        return
    text = _for(statement, sqlite=is_sqlite(connection))
    connection.exec_driver_sql(text, list(rows))
