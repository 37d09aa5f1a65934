"""Raw statements for the hot path, written once for both databases.

Statements use `?`; PostgreSQL's driver gets `%s`. Lists and pairs go in as one parameter, so that
every statement has one text however many ids it asks for. They go to the driver itself:
SQLAlchemy's results cost as much as the statements
(docs/decisions/0021-statements-go-to-the-driver.md).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, inspect
from sqlalchemy.exc import DBAPIError
from sqlmodel import AutoString, SQLModel

from backend.store import wire

INSERT_SIZES = (100, 10, 1)
COPY_ROWS_MIN = 8
"""Below it the extra round trips of COPY cost more than they save."""


@dataclass(frozen=True, slots=True, eq=False)
class Insert:
    """New rows of a table; the columns with PostgreSQL's names of their types."""

    table: str
    columns: Mapping[str, str]

    @cache  # noqa: B019 - there are three, made with the modules
    def statement(self, rows: int = 1) -> str:
        row = f"({', '.join('?' * len(self.columns))})"
        return (
            f"INSERT INTO {self.table} ({', '.join(self.columns)}) VALUES {', '.join([row] * rows)}"
        )


def insert_into(model: type[SQLModel], *columns: str) -> Insert:
    """An insert of these columns of the table, in this order."""
    table = inspect(model).local_table
    return Insert(table.name, {name: _COPIED_AS[type(table.c[name].type)] for name in columns})


_COPIED_AS = {
    AutoString: "text",
    BigInteger: "int8",
    Integer: "int4",
    Boolean: "bool",
    LargeBinary: "bytea",
}


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


@cache
def _for(statement: str, *, sqlite: bool) -> str:
    if sqlite:
        lists = statement.replace("IN (?*)", "IN (SELECT value FROM json_each(?))")
        lists = lists.replace("PAIRS (?)", "json_each(?)")
        for lock in (" SKIP LOCKED", " FOR UPDATE", " FOR SHARE"):
            lists = lists.replace(lock, "")
        return lists
    lists = statement.replace("%", "%%").replace("IN (?*)", "= ANY(?)")
    return lists.replace("PAIRS (?)", "json_each_text(?::json)").replace("?", "%s")


def listed(connection: Connection, values: Iterable[object]) -> object:
    """The parameter for `IN (?*)`."""
    items = list(values)
    if is_sqlite(connection):
        return wire.encode(items).decode()
    return _array(items) if items and isinstance(items[0], str) else items


def _array(texts: Sequence[Any]) -> str:
    """An array as PostgreSQL writes one; the driver spends ten times as long on each item."""
    joined = '","'.join(texts)
    if "\\" in joined or joined.count('"') != 2 * (len(texts) - 1):
        joined = '","'.join(each.replace("\\", r"\\").replace('"', r"\"") for each in texts)
    return f'{{"{joined}"}}'


def paired(pairs: Mapping[str, str]) -> str:
    """The parameter for `PAIRS (?)`, rows of `key` and `value`."""
    return json.dumps(dict(pairs))


def select(connection: Connection, statement: str, *parameters: object) -> Sequence[Any]:
    """All rows of a statement; `IN (?*)` takes a `listed` parameter."""
    rows: Sequence[Any] = _run(connection, statement, parameters).fetchall()
    return rows


def execute(connection: Connection, statement: str, *parameters: object) -> int:
    """The number of rows that it changed."""
    changed: int = _run(connection, statement, parameters).rowcount
    return changed


def execute_many(
    connection: Connection, statement: str, rows: Sequence[tuple[object, ...]]
) -> None:
    if not rows:
        return
    sqlite = is_sqlite(connection)
    text = _for(statement, sqlite=sqlite)
    cursor = _driver(connection).cursor()
    try:
        cursor.executemany(text, rows)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, text, error) from error
    finally:
        cursor.close()


def insert_many(connection: Connection, insert: Insert, rows: Sequence[tuple[object, ...]]) -> None:
    """As `execute_many`, in fewer steps."""
    if is_sqlite(connection):
        _insert_by_hundreds(connection, insert, rows)
    elif len(rows) < COPY_ROWS_MIN:
        execute_many(connection, insert.statement(), rows)
    else:
        _copy(connection, insert, rows)


def _insert_by_hundreds(
    connection: Connection, insert: Insert, rows: Sequence[tuple[object, ...]]
) -> None:
    """Between two statements the driver lets other threads have the interpreter, and waits for it
    again: with four busy ones a row by itself takes twice as long as one of a hundred."""
    begin = 0
    for size in INSERT_SIZES:
        statement = insert.statement(size)
        while len(rows) - begin >= size:
            part = rows[begin : begin + size]
            execute(connection, statement, *chain.from_iterable(part))
            begin += size


def _copy(connection: Connection, insert: Insert, rows: Sequence[tuple[object, ...]]) -> None:
    text = f"COPY {insert.table} ({', '.join(insert.columns)}) FROM STDIN (FORMAT BINARY)"
    try:
        with _driver(connection).cursor() as cursor, cursor.copy(text) as copy:
            copy.set_types(list(insert.columns.values()))
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, text, error) from error


def _run(connection: Connection, statement: str, parameters: Sequence[object]) -> Any:  # noqa: ANN401 - two drivers' cursors
    sqlite = is_sqlite(connection)
    text = _for(statement, sqlite=sqlite)
    try:
        if sqlite:
            return _driver(connection).execute(text, parameters)
        # In text a byte string takes twice its length and has to be decoded.
        return _driver(connection).execute(text, parameters, binary=True)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, text, error) from error


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - two drivers' connections
    return connection.connection.driver_connection


def _wrapped(connection: Connection, statement: str, error: Exception) -> Exception:
    """SQLAlchemy's name for the driver's error, without the values."""
    dialect = connection.dialect
    wrapped: Exception = DBAPIError.instance(
        statement, (), error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
    return wrapped
