"""What people of the demo recorded, as their phones would send it: changesets of one device each,
numbered without gaps and sent in sessions, one at the end of a day's work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from backend.core.facts import LOCAL_TIME
from backend.core.record_types import SCHEMA
from backend.services.demo.chance import Chance
from backend.services.demo.staff import Staff

APP = "0.1.0"
EVENING = time(21, 5, tzinfo=LOCAL_TIME)
AFTER_WORK = timedelta(minutes=7)

Change = dict[str, Any]
Changeset = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person: what becomes a changeset."""

    author: Staff
    at: datetime
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Session:
    """What one device sends at once; `at` is the server's time then."""

    author: Staff
    at: datetime
    changesets: list[Changeset]


@dataclass(slots=True)
class Book:
    """Collects acts in any order."""

    acts: list[Act] = field(default_factory=list)

    def add(self, author: Staff, at: datetime, *changes: Change) -> None:
        self.acts.append(Act(author, at, list(changes)))


def create(record_type: str, record_id: str, stream: str, **fields: object) -> Change:
    """A new record; fields that are None are not sent."""
    kept = {name: value for name, value in fields.items() if value is not None}
    return {
        "op": "create",
        "type": record_type,
        "id": record_id,
        "stream": stream,
        "fields": kept,
    }


def update(
    record_type: str, record_id: str, stream: str, *, base: int, **fields: tuple[object, object]
) -> Change:
    """A changed record: each field as what the author saw and what it becomes."""
    return {
        "op": "update",
        "type": record_type,
        "id": record_id,
        "stream": stream,
        "base": base,
        "from": {name: pair[0] for name, pair in fields.items()},
        "fields": {name: pair[1] for name, pair in fields.items()},
    }


def sessions(chance: Chance, acts: Sequence[Act], epoch: str) -> Iterator[Session]:
    """All sessions in the order of time; a day's acts of one device make one."""
    ordered = sorted(acts, key=lambda act: (act.at, act.author.username))
    days: dict[tuple[str, str], list[Act]] = {}
    for act in ordered:
        days.setdefault((act.at.date().isoformat(), act.author.username), []).append(act)
    sent: dict[str, int] = {}
    whole = []
    for made in days.values():
        author = made[0].author
        changesets = []
        for act in made:
            number = sent[author.username] = sent.get(author.username, 0) + 1
            changesets.append(
                {
                    "n": number,
                    "id": chance.id_at(act.at),
                    "at": local_text(act.at),
                    "schema": SCHEMA,
                    "app": APP,
                    "epoch": epoch,
                    "changes": act.changes,
                }
            )
        whole.append(Session(author, _sent_at(made), changesets))
    yield from sorted(whole, key=lambda session: (session.at, session.author.username))


def _sent_at(made: Sequence[Act]) -> datetime:
    """Volunteers have a network in the evening, the desk when it closes."""
    last = made[-1].at + AFTER_WORK
    evening = datetime.combine(last.date(), EVENING)
    return last if made[-1].author.role == "desk" else max(last, evening)


def local_text(moment: datetime) -> str:
    """RFC 3339 with Vietnam's offset, as a phone there writes it."""
    return moment.astimezone(LOCAL_TIME).isoformat(timespec="seconds")
