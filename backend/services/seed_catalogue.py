"""Gives a province its catalogue to begin with: topics, indicators, procedures, lessons, consent
texts and its units, as records of its stream. The province edits them afterwards; what it has
changed or deleted is never put back.
"""

import csv
from collections.abc import Iterator
from hashlib import blake2b
from importlib.resources import files
from io import StringIO

from backend.core.scope import Place
from backend.core.validate import Fields
from backend.services.context import Context
from backend.services.server_records import put_records
from backend.store import records
from backend.store.catalogue import list_communes
from backend.store.database import Connection
from backend.store.server_facts import find_fact, keep_fact

FACT = "catalogue"
EDITION = "1"
"""Raise it when the seed data grows: what a province then lacks is added."""

SEED_MILLIS = 1_767_225_600_000
"""The time within ids of seed records: the first moment of 2026, so that they sort first."""

Item = tuple[str, str, Fields]


def ensure_catalogue(context: Context, connection: Connection, province: Place) -> bool:
    """Whether there was anything to add; cheap where there is not."""
    fact = f"{FACT}:{province.province}"
    if find_fact(connection, fact) == EDITION:
        return False
    items = [*list_catalogue(province.province), *_units(connection, province)]
    ids = [record_id for _, record_id, _ in items]
    existing = records.find_records(
        connection, [province.partition], ids, {province.stream: province}
    )
    missing = [item for item in items if item[1] not in existing]
    put_records(context, connection, province, missing)
    keep_fact(connection, fact, EDITION)
    return bool(missing)


def seed_id(*words: str) -> str:
    """The id of a seed record: a UUIDv7 that the same words always give."""
    digest = blake2b("\n".join(words).encode(), digest_size=10).digest()
    raw = bytearray(SEED_MILLIS.to_bytes(6, "big") + digest)
    raw[6] = (raw[6] & 0x0F) | 0x70
    raw[8] = (raw[8] & 0x3F) | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def list_catalogue(province: str) -> Iterator[Item]:
    """Type, id and fields of each seed record but the units."""
    for row in _rows("indicators.csv"):
        named = {name: row[name] for name in ("code", "label_vi", "label_en", "unit_vi")}
        yield "indicator", seed_id(province, "indicator", row["code"]), dict(named)
    for row in _rows("topics.csv"):
        yield "topic", seed_id(province, "topic", row["code"]), _topic(row)
    for row in _rows("procedures.csv"):
        fields: Fields = {"label_vi": row["label_vi"], "active": True}
        if row["code"]:
            fields["code"] = row["code"]
        yield "procedure", seed_id(province, "procedure", row["label_vi"]), fields
    for row in _rows("learning_items.csv"):
        yield "learning_item", seed_id(province, "learning_item", row["title"]), dict(row)
    for row in _rows("consent_texts.csv"):
        yield "consent_text", seed_id(province, "consent_text", row["version"]), dict(row)


def _topic(row: dict[str, str]) -> Fields:
    outcomes: list[object] = [word for word in row["counts_when"].split("|") if word]
    return {
        "code": row["code"],
        "label_vi": row["label_vi"],
        "label_en": row["label_en"],
        "indicator": row["indicator"] or None,
        "counts_when": outcomes,
        "dedupe_by": row["dedupe_by"] or None,
        "active": True,
    }


def _units(connection: Connection, province: Place) -> Iterator[Item]:
    for unit in list_communes(connection, province.province):
        fields: Fields = {
            "code": unit.code,
            "level": unit.level,
            "type": unit.type,
            "name": unit.name,
            "parent_id": unit.parent_id,
            "valid_from": unit.valid_from,
            "valid_to": unit.valid_to,
        }
        yield "unit", seed_id(province.province, "unit", unit.id), fields


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("backend.data") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))
