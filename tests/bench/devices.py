"""Devices of a measurement: what they record, and their requests as finished bytes, so that the
load generator spends nothing on them while the clock runs."""

import os
import random
import time
import uuid
from dataclasses import dataclass, field

import msgspec

BATCH = 100
PLACES = "kênh rạch Ông Kho Cái Bèo đình vườn xoài bờ nam chợ Mỹ Phú tạp hóa Vân Anh"
WORDS = PLACES.split()


def seven() -> str:
    """A UUIDv7 of now, as devices make them."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = raw[6] & 0x0F | 0x70, raw[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


def make_household(number: int, chance: random.Random) -> dict[str, object]:
    """Fields of about the size of a real household's record (720 bytes on the wire)."""
    return {
        "head_name": f"Nguyễn Văn {number}",
        "phone": f"09{chance.randrange(10**8):08d}",
        "address": " ".join(chance.choices(WORDS, k=8)),
        "cluster": f"Tổ {chance.randrange(1, 12)}",
        "members_count": chance.randrange(1, 8),
        "producing": chance.random() < 0.5,
        "shop": chance.random() < 0.2,
        "location": {"lat": 10.4 + chance.random() / 10, "lon": 105.7 + chance.random() / 10},
        "note": " ".join(chance.choices(WORDS, k=30)),
    }


@dataclass
class Device:
    """One device that signed in; `ids` are the records that it made."""

    token: str
    id: str
    stream: str
    chance: random.Random
    n: int = 0
    ids: list[str] = field(default_factory=list)

    def push(self, records: int = BATCH, *, updates: int = 0) -> bytes:
        """A push of new records, and of updates of its own that it made before."""
        known = self.ids[:]
        changes = [self._create() for _ in range(records - updates)]
        changes += [self._update(self.chance.choice(known)) for _ in range(updates)]
        return self.request(changesets=[self._changeset(change) for change in changes])

    def pull(self, cursor: str | None, *, limit: int = 2_000, packed: str | None = "gzip") -> bytes:
        return self.request(
            packed=packed, cursors=[{"stream": self.stream, "cursor": cursor}], limit=limit
        )

    def request(self, *, packed: str | None = None, **content: object) -> bytes:
        """The whole request over a kept connection."""
        body = msgspec.json.encode(
            {"protocol": 1, "device": self.id, "waiting": 0, "cursors": [], **content}
        )
        lines = [
            "POST /api/v1/sync HTTP/1.1",
            "Host: bench",
            f"Authorization: Bearer {self.token}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        if packed:
            lines.append(f"Accept-Encoding: {packed}")
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _changeset(self, change: dict[str, object]) -> dict[str, object]:
        self.n += 1
        return {
            "n": self.n,
            "id": seven(),
            "at": "2026-11-23T09:40:11+07:00",
            "schema": 1,
            "app": "bench",
            "epoch": None,
            "changes": [change],
        }

    def _create(self) -> dict[str, object]:
        record_id = seven()
        self.ids.append(record_id)
        fields = make_household(len(self.ids), self.chance)
        return {**self._about("create", record_id), "fields": fields}

    def _update(self, record_id: str) -> dict[str, object]:
        phone = f"09{self.chance.randrange(10**8):08d}"
        return {**self._about("update", record_id), "base": 0, "fields": {"phone": phone}}

    def _about(self, op: str, record_id: str) -> dict[str, object]:
        return {"op": op, "type": "household", "id": record_id, "stream": self.stream}
