"""A list goes into a statement as one parameter, whatever its texts hold."""

from backend.store.database import Database
from backend.store.sql import execute, listed, select

ODD = (
    "",
    "plain",
    'a"b',
    '","',
    "back\\slash",
    '\\"',
    "{x,y}",
    "NULL",
    "đình, “chợ”",
    "a b\tc",
    "'",
)


def test_texts_of_any_kind_are_found_by_a_list_of_them(database: Database) -> None:
    with database.write() as connection:
        for text in ODD:
            execute(
                connection,
                "INSERT INTO stream (place, id, head, live, tag_sum) VALUES ('82', ?, 0, 0, 0)",
                text,
            )
        for wanted in ((), ODD, *((text,) for text in ODD), ODD[1:4]):
            rows = select(
                connection, "SELECT id FROM stream WHERE id IN (?*)", listed(connection, wanted)
            )
            assert {row[0] for row in rows} == set(wanted)


def test_numbers_are_found_by_a_list_of_them(database: Database) -> None:
    with database.write() as connection:
        rows = select(
            connection, "SELECT no FROM epoch WHERE no IN (?*)", listed(connection, [0, 1, 2**40])
        )
        assert [row[0] for row in rows] == [1]
