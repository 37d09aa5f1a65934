"""The office of a world: decides conflicts and takes it back, releases or discards held work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.core.problems import Problem
from backend.core.scope import Caller, Role
from backend.services.cases.decide_conflict import Decision, resolve_conflict, undo_conflict
from backend.services.cases.list_conflicts import list_conflicts
from backend.services.cases.release_held import Repair, list_held_work, repair_held
from tests.phone import Json
from tests.simulation.desk_acts import CHOICES, NO_TEXTS, mended
from tests.simulation.phone import FieldPhone
from tests.simulation.server import Server

if TYPE_CHECKING:
    from tests.simulation.world import World

LOOKED_AT = 40


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
        return self._list_held(self.caller(server))

    def _list_held(self, caller: Caller) -> list[Json]:
        context = self.world.server.context
        page = list_held_work(context, caller, status="open", cursor=None, limit=LOOKED_AT)
        return page.items

    def show_held(self, phone: FieldPhone) -> None:
        """An admin's app lists held work while it has a network."""
        if self.world.village.person_of(phone.user_id).role is not Role.COMMUNE_ADMIN:
            return
        caller = self.world.server.caller(phone.user_id, phone.device)
        if not caller.is_silenced:
            phone.desk = self._list_held(caller)

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
        if choice == "value" and conflict["field"] in NO_TEXTS:
            choice = "incoming"
        value = chance.new_word("decided") if choice == "value" else None
        side = chance.randrange(len(conflict["incoming"]))
        rev = conflict["current"]["rev"] - int(chance.happens(0.1))
        return Decision(choice, side, value, self._reason("đã gọi hỏi"), rev)

    def _reason(self, why: str) -> str:
        """One that nobody else gives."""
        reason = self.world.chance.new_word(why)
        self.world.ledger.deciders[reason] = None
        return reason

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
        changes = mended(held) if is_wrong or self.world.chance.happens(0.2) else None
        if changes is not None:
            self.world.ledger.corrected.setdefault(held["id"], []).append(changes)
        self._repair(held, Repair("released", None if changes is None else [*changes]))
        return True

    def discard(self) -> bool:
        found = self._held()
        if not found:
            return False
        reason = self._reason("trùng")
        self._repair(self.world.chance.pick(found), Repair("discarded", reason=reason))
        return True

    def _repair(self, held: Json, repair: Repair) -> None:
        self.world.server.act(
            lambda server: repair_held(server.context, self.caller(server), held["id"], repair)
        )
