"""The office of a world: decides conflicts and takes it back, releases or discards held work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.decide_conflict import Decision, resolve_conflict, undo_conflict
from backend.services.list_conflicts import list_conflicts
from backend.services.release_held import Repair, list_held_work, repair_held
from tests.phone import Json
from tests.simulation.server import Server

if TYPE_CHECKING:
    from tests.simulation.world import World

LOOKED_AT = 40
CHOICES: tuple[Literal["current", "incoming", "value"], ...] = ("current", "incoming", "value")


class Office:
    """Acts as the commune's admin, through the same use cases as the endpoints."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.done = 0
        self.refused = 0

    def act(self) -> None:
        act = self.world.chance.pick_weighted(
            {self.resolve: 5.0, self.undo: 1.5, self.release: 3.0, self.discard: 0.4}
        )
        try:
            self.done += act()
        except Problem as problem:
            if problem.status >= 500:
                raise
            self.refused += 1

    def caller(self, server: Server) -> Caller:
        village = self.world.village
        return server.caller(village.people["xa"].user_id, village.office_device)

    def _conflicts(self, status: str) -> list[Json]:
        server = self.world.server
        page = list_conflicts(
            server.context,
            self.caller(server),
            status=status,
            stream=None,
            cursor=None,
            limit=LOOKED_AT,
        )
        return page.items

    def _held(self) -> list[Json]:
        server = self.world.server
        page = list_held_work(
            server.context, self.caller(server), status="open", cursor=None, limit=LOOKED_AT
        )
        return page.items

    def resolve(self) -> bool:
        found = self._conflicts("open")
        if not found:
            return False
        conflict = self.world.chance.pick(found)
        decision = self._decision(conflict)
        self.world.server.act(
            lambda server: resolve_conflict(
                server.context, self.caller(server), conflict["id"], decision
            )
        )
        return True

    def _decision(self, conflict: Json) -> Decision:
        chance = self.world.chance
        choice = chance.pick(CHOICES)
        is_text = conflict["field"] not in (None, "stream", "location", "members_count")
        if choice == "value" and not is_text:
            choice = "incoming"
        value = chance.new_word("decided") if choice == "value" else None
        side = chance.randrange(len(conflict["incoming"]))
        rev = conflict["current"]["rev"] - int(chance.happens(0.1))
        return Decision(choice, side, value, "đã gọi hỏi", rev)

    def undo(self) -> bool:
        found = self._conflicts("resolved")
        if not found:
            return False
        conflict = self.world.chance.pick(found)
        self.world.server.act(
            lambda server: undo_conflict(server.context, self.caller(server), conflict["id"])
        )
        return True

    def release(self) -> bool:
        """As it came, or with the offending fields taken out."""
        found = self._held()
        if not found:
            return False
        held = self.world.chance.pick(found)
        is_wrong = any(each["code"] == "invalid_field" for each in held["reasons"])
        changes = _mended(held) if is_wrong or self.world.chance.happens(0.2) else None
        self._repair(held, Repair("released", changes))
        return True

    def discard(self) -> bool:
        found = self._held()
        if not found:
            return False
        self._repair(self.world.chance.pick(found), Repair("discarded", reason="trùng"))
        return True

    def _repair(self, held: Json, repair: Repair) -> None:
        self.world.server.act(
            lambda server: repair_held(server.context, self.caller(server), held["id"], repair)
        )


def _mended(held: Json) -> list[object] | None:
    """The changes without the fields that the reasons name."""
    wrong = {(reason["change"], reason["field"]) for reason in held["reasons"]}
    changes = held["changeset"].get("changes")
    if not isinstance(changes, list):
        return None
    return [
        {
            **change,
            "fields": {
                name: value
                for name, value in change.get("fields", {}).items()
                if (index, name) not in wrong
            },
        }
        for index, change in enumerate(changes)
    ]
