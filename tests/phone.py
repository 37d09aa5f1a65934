"""A virtual phone: keeps a device log and what it pulled, and speaks the changeset API.

It knows the protocol and no more; tests of services, the API and the simulation drive it.
"""

import itertools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

TAG_MODULUS = 2**48

Json = dict[str, Any]
Exchange = Callable[[Json], Json]


class AnswerLost(Exception):
    """The request arrived, its answer did not."""


@dataclass
class Phone:
    """`exchange` sends a sync request and gives the answer; `streams` what it wants to pull."""

    exchange: Exchange
    device: str
    streams: list[str]
    clock: Callable[[], str] = lambda: "2026-11-23T03:00:00.000Z"
    epoch: str | None = None
    acked: int = 0
    outcomes_cursor: str | None = None
    log: list[Json] = field(default_factory=list)
    cursors: dict[str, str | None] = field(default_factory=dict)
    records: dict[str, dict[str, Json]] = field(default_factory=dict)
    results: dict[int, Json] = field(default_factory=dict)
    outcomes: list[Json] = field(default_factory=list)
    page: int = 500
    before: dict[str, dict[str, Json]] = field(default_factory=dict)
    giving_back: list[Json] = field(default_factory=list)

    # -- recording

    def record(self, *changes: Json, at: str = "2026-11-23T09:40:11+07:00") -> Json:
        """Numbers a changeset in the log; it is sent with the next sync."""
        changeset = {
            "n": len(self.log) + 1,
            "id": new_id(),
            "at": at,
            "schema": 1,
            "app": "0.1.0",
            "epoch": self.epoch,
            "changes": list(changes),
        }
        self.log.append(changeset)
        return changeset

    def create(self, record_type: str, stream: str, **fields: object) -> Json:
        return {
            "op": "create",
            "type": record_type,
            "id": new_id(),
            "stream": stream,
            "fields": fields,
        }

    def update(self, record_id: str, *, blind: bool = False, **fields: object) -> Json:
        """An update of a record that it has, with what it sees as `from` (not where `blind`)."""
        stream, seen = self.find(record_id)
        change = {
            "op": "update",
            "type": seen["type"],
            "id": record_id,
            "stream": stream,
            "base": seen["rev"],
            "fields": fields,
        }
        if not blind:
            change["from"] = {name: seen["fields"].get(name) for name in fields}
        return change

    def act(self, op: str, record_id: str, **more: object) -> Json:
        """A delete, restore or move of a record that it has."""
        stream, seen = self.find(record_id)
        return {
            "op": op,
            "type": seen["type"],
            "id": record_id,
            "stream": stream,
            "base": seen["rev"],
            **more,
        }

    def find(self, record_id: str) -> tuple[str, Json]:
        for stream, held in self.records.items():
            if record_id in held:
                return stream, held[record_id]
        raise KeyError(record_id)

    # -- exchanging

    def request(self, changesets: Iterable[Json] | None = None) -> Json:
        waiting = [each for each in self.log if each["n"] > self.acked]
        return {
            "protocol": 1,
            "device": self.device,
            "clock": self.clock(),
            "epoch": self.epoch,
            "acked": self.acked,
            "first": 1,
            "waiting": 0,
            "outcomes_cursor": self.outcomes_cursor,
            "changesets": waiting if changesets is None else list(changesets),
            "cursors": [
                {"stream": stream, "cursor": self.cursors.get(stream)} for stream in self.streams
            ],
            "limit": self.page,
            "recovered": list(self.giving_back),
        }

    def sync(self) -> Json:
        """One round trip, and as many more as there are pages; gives the last answer."""
        for _ in range(1_000):
            answer = self.exchange(self.request())
            self.giving_back = []
            self.take(answer)
            is_done = all(part["remaining"] == 0 for part in answer["streams"])
            if is_done and not self.giving_back:
                return answer
        raise AssertionError("the pull never ends")

    def take(self, answer: Json) -> None:
        is_new = answer["epoch"] != self.epoch
        if is_new:
            self.epoch = answer["epoch"]
            self.acked = 0
        self.acked = answer["acked"]
        self.results.update({each["n"]: each for each in answer["results"]})
        self.outcomes += answer["outcomes"]
        self.outcomes_cursor = answer["outcomes_cursor"]
        for part in answer["streams"]:
            if is_new and part["reset"]:
                self.before[part["stream"]] = self.records.get(part["stream"], {})
            self._take_stream(part)
        for stream in answer["lost"]:
            self.records.pop(stream, None)
            self.streams.remove(stream)
        self.streams += [stream for stream in answer["gained"] if stream not in self.streams]

    def _take_stream(self, part: Json) -> None:
        held = {} if part["reset"] else self.records.setdefault(part["stream"], {})
        self.records[part["stream"]] = held
        for record in part["records"]:
            mine = held.get(record["id"])
            if record["deleted"]:
                held.pop(record["id"], None)
            elif mine is None or mine["rev"] <= record["rev"]:
                held[record["id"]] = record
        self.cursors[part["stream"]] = part["cursor"]
        if part["remaining"] == 0:
            digest = {
                "count": len(held),
                "sum": sum(record["tag"] for record in held.values()) % TAG_MODULUS,
            }
            assert part["digest"] == digest, f"{part['stream']} does not add up"
            self._give_back(part["stream"], held)

    def _give_back(self, stream: str, now: dict[str, Json]) -> None:
        """In a new history, what the server does not have as this phone had it."""
        for record in self.before.pop(stream, {}).values():
            if record["type"] in ("conflict", "unit"):
                continue
            mine = now.get(record["id"])
            if mine is None or mine["rev"] < record["rev"] or mine["tag"] != record["tag"]:
                self.giving_back.append({**record, "stream": stream})

    def all_of(self, record_type: str) -> list[Json]:
        return [
            record
            for record in itertools.chain(*(held.values() for held in self.records.values()))
            if record["type"] == record_type
        ]


def new_id() -> str:
    """Version 4 serves in tests: nothing depends on the order of ids."""
    return str(uuid.uuid4())
