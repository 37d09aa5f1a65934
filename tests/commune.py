"""Builds a small commune for tests: xã Mỹ Thọ with two hamlets, people of each role, phones."""

import json
from dataclasses import dataclass, field

from sqlalchemy import Connection

from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.syncing.sync import sync
from backend.store.callers import find_caller
from backend.store.sql import execute
from tests.phone import Exchange, Json, Phone, new_id

PROVINCE, COMMUNE, OTHER_COMMUNE = "82", "30076", "30085"
AT = "2026-11-23T03:00:00.000Z"


@dataclass
class Commune:
    """`hamlets` are stream names; `users` and `devices` by username."""

    context: Context
    hamlets: list[str] = field(default_factory=list)
    users: dict[str, str] = field(default_factory=dict)

    @property
    def stream(self) -> str:
        return f"commune:{COMMUNE}"

    def add_user(self, username: str, role: str, *units: str) -> str:
        user_id = new_id()
        with self.context.database.write() as connection:
            execute(
                connection,
                "INSERT INTO account (id, place, username, name_key, full_name, role, is_active, "
                "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                user_id,
                COMMUNE if role != "province_admin" else PROVINCE,
                username,
                username,
                username.title(),
                role,
                True,
                AT,
            )
            self.place_user(connection, user_id, *units)
        self.users[username] = user_id
        return user_id

    def place_user(self, connection: Connection, user_id: str, *units: str) -> None:
        execute(connection, "DELETE FROM account_unit WHERE user_id = ?", user_id)
        for unit in units:
            execute(
                connection,
                "INSERT INTO account_unit (user_id, unit_id, since) VALUES (?, ?, ?)",
                user_id,
                unit,
                AT,
            )

    def phone(self, username: str, *, replaces: str | None = None) -> Phone:
        """A phone that signed in; it pulls every stream that its user lists."""
        device = new_id()
        lineage, ancestors = device, ""
        with self.context.database.write() as connection:
            if replaces is not None:
                old = self.caller(connection, username, replaces)
                lineage = old.lineage
                ancestors = " ".join([*sorted(old.ancestors), replaces])
            execute(
                connection,
                "INSERT INTO device (id, place, user_id, name, lineage, ancestors, acked, "
                "created_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
                device,
                COMMUNE,
                self.users[username],
                f"Máy của {username}",
                lineage,
                ancestors,
                AT,
            )
            caller = self.caller(connection, username, device)
        return Phone(
            exchange=self.exchange_as(username, device),
            device=device,
            streams=[place.stream for place, _ in caller.listed],
        )

    def caller(self, connection: Connection, username: str, device: str) -> Caller:
        caller = find_caller(connection, self.users[username], device)
        assert caller is not None
        return caller

    def exchange_as(self, username: str, device: str) -> Exchange:
        def exchange(request: Json) -> Json:
            return self.exchange_bytes(username, device, json.dumps(request).encode())

        return exchange

    def exchange_bytes(self, username: str, device: str, request: bytes) -> Json:
        """As a client that writes its JSON in its own way."""
        with self.context.database.read() as connection:
            caller = self.caller(connection, username, device)
        answer: Json = json.loads(sync(self.context, caller, request))
        return answer


def build_commune(context: Context) -> Commune:
    """Two hamlets, volunteers an and binh (first hamlet), cuc (second), leader, desk, admins."""
    commune = Commune(context)
    with context.database.write() as connection:
        for name in ("Ấp Mỹ Phú", "Ấp Mỹ Hòa"):
            hamlet = new_id()
            execute(
                connection,
                "INSERT INTO unit (id, level, type, name, parent_id, province, commune) "
                "VALUES (?, 'hamlet', 'ap', ?, ?, ?, ?)",
                hamlet,
                name,
                COMMUNE,
                PROVINCE,
                COMMUNE,
            )
            commune.hamlets.append(f"hamlet:{hamlet}")
    first, second = (stream.removeprefix("hamlet:") for stream in commune.hamlets)
    for name, role, unit in (
        ("an", "volunteer", first),
        ("binh", "volunteer", first),
        ("cuc", "volunteer", second),
        ("totruong", "leader", first),
        ("quay", "desk", COMMUNE),
        ("xa", "commune_admin", COMMUNE),
        ("tinh", "province_admin", PROVINCE),
        ("xakhac", "commune_admin", OTHER_COMMUNE),
    ):
        commune.add_user(name, role, unit)
    return commune
