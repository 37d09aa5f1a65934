"""Loads the administrative units that come with the package: the 34 provinces and 3,321 communes
in force, and Đồng Tháp and Tiền Giang as they were, with what became of each commune.

Loading again changes nothing; a newer package's data updates what it names and removes nothing.
"""

import csv
import hashlib
from collections.abc import Iterator
from importlib.resources import files

from backend.store.database import Connection
from backend.store.server_facts import find_fact, keep_fact
from backend.store.sql import execute_many

IN_FORCE = "units.csv"
BEFORE = "units_before_2025_dong_thap_tien_giang.csv"
SUCCESSION = "unit_succession_2025_dong_thap.csv"
FACT = "units_sha256"
REFORM_DAY = "2025-07-01"
LAST_DAY_BEFORE = "2025-06-30"
TYPES = {
    "Phường": "phuong",
    "Thị trấn": "thi-tran",
    "Xã": "xa",
    "Huyện": "huyen",
    "Thành phố": "thanh-pho",
    "Thị xã": "thi-xa",
}
_INSERT_UNIT = (
    "INSERT INTO unit (id, code, level, type, name, parent_id, province, commune, valid_from, "
    "valid_to, lat, lon, legal_note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET code = excluded.code, level = excluded.level, "
    "type = excluded.type, name = excluded.name, parent_id = excluded.parent_id, "
    "province = excluded.province, commune = excluded.commune, valid_from = excluded.valid_from, "
    "valid_to = excluded.valid_to, lat = excluded.lat, lon = excluded.lon, "
    "legal_note = excluded.legal_note"
)
_INSERT_SUCCESSION = (
    "INSERT INTO unit_succession (old_id, new_id, kind, effective, legal_ref) "
    "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)

Row = tuple[object, ...]


def seed_units(connection: Connection) -> bool:
    """Whether there was anything to load."""
    texts = {name: _read(name) for name in (IN_FORCE, BEFORE, SUCCESSION)}
    digest = hashlib.sha256("".join(texts.values()).encode()).hexdigest()
    if find_fact(connection, FACT) == digest:
        return False
    execute_many(connection, _INSERT_UNIT, list(_units_in_force(texts[IN_FORCE])))
    execute_many(connection, _INSERT_UNIT, list(_units_before(texts[BEFORE])))
    execute_many(connection, _INSERT_SUCCESSION, list(_successions(texts[SUCCESSION])))
    keep_fact(connection, FACT, digest)
    return True


def former_id(code: str) -> str:
    """The id of a unit that ended with the reform: its code may live on as another unit's."""
    return f"{code}~{LAST_DAY_BEFORE}"


def _read(name: str) -> str:
    return (files("backend.data") / name).read_text(encoding="utf-8")


def _units_in_force(text: str) -> Iterator[Row]:
    for row in csv.DictReader(text.splitlines()):
        code, parent = row["code"], row["parent_code"] or None
        is_province = row["level"] == "province"
        yield (
            code,
            code,
            row["level"],
            row["type"],
            row["name"],
            parent,
            code if is_province else parent,
            None if is_province else code,
            REFORM_DAY,
            None,
            *_coordinates(row),
            row["legal_note"] or None,
        )


def _units_before(text: str) -> Iterator[Row]:
    rows = {row["code"]: row for row in csv.DictReader(text.splitlines())}
    for code, row in rows.items():
        parent = row["parent_code"]
        district = rows.get(parent)
        province = code
        if parent:
            province = district["parent_code"] if district and district["parent_code"] else parent
        yield (
            former_id(code),
            code,
            row["level"],
            TYPES.get(row["type"], row["type"]),
            row["name"],
            former_id(parent) if parent else None,
            former_id(province),
            former_id(code) if row["level"] == "commune" else None,
            None,
            LAST_DAY_BEFORE,
            *_coordinates(row),
            None,
        )


def _successions(text: str) -> Iterator[Row]:
    for row in csv.DictReader(text.splitlines()):
        yield (
            former_id(row["old_code"]),
            row["new_code"],
            row["kind"],
            row["effective"],
            row["legal_ref"],
        )


def _coordinates(row: dict[str, str]) -> tuple[float | None, float | None]:
    return (
        float(row["lat"]) if row["lat"] else None,
        float(row["lon"]) if row["lon"] else None,
    )
