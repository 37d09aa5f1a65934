"""Brings the facts up to their streams, or makes them anew. Off the path of every push."""

from collections.abc import Iterable

from backend.services.context import Context
from backend.store.facts import forget_facts, list_lagging, project


def follow_streams(context: Context, partitions: Iterable[str]) -> int:
    """One transaction for each part of each stream that has moved on; their number."""
    with context.database.read() as connection:
        lagging = list_lagging(connection, partitions)
    transactions = 0
    for place, stream in lagging:
        has_more = True
        while has_more:
            transactions += 1
            with context.database.write() as connection:
                has_more = project(connection, place, stream)
    return transactions


def rebuild_facts(context: Context, streams: Iterable[tuple[str, str]]) -> None:
    """Makes the facts of these streams (place and id) anew from their records."""
    for place, stream in streams:
        with context.database.write() as connection:
            forget_facts(connection, place, stream)
            has_more = project(connection, place, stream)
        while has_more:
            with context.database.write() as connection:
                has_more = project(connection, place, stream)
