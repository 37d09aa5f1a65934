"""Releases held work when the record that it misses has come to be."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from backend.core.plan import Plan
from backend.core.recovered import read_returned
from backend.core.validate import Fields
from backend.services.context import Context
from backend.services.syncing.changeset_body import created_ids, parse_body
from backend.services.syncing.decide_changeset import author_of, decide
from backend.services.syncing.office_targets import Targets, find_targets, open_plan_with
from backend.services.syncing.open_plan import MovedMeanwhile
from backend.services.syncing.settle_hamlets import settle_arrivals
from backend.services.syncing.sync_request import Incoming
from backend.services.syncing.take_office_acts import OfficeActs
from backend.store import log, records
from backend.store.callers import find_caller
from backend.store.epochs import number_epochs
from backend.store.log import Held, NewHeld
from backend.store.outcomes import Outcome, append_outcomes

TRIES_MAX = 5
ROUNDS_MAX = 32


def find_waiting(connection: Connection, record_ids: set[str]) -> list[Held]:
    """Held work that waits for these records, or for what its release would create."""
    found: dict[str, Held] = {}
    for _ in range(ROUNDS_MAX):
        if not record_ids:
            break
        more = [each for each in log.find_waiting(connection, record_ids) if each.id not in found]
        found.update({each.id: each for each in more})
        record_ids = created_ids(bodies_of(more))
    return sorted(found.values(), key=lambda held: held.id)


def bodies_of(held: Iterable[Held]) -> list[Fields]:
    return [parse_body(each.body) for each in held]


def gather(
    connection: Connection, bodies: Sequence[Fields], created: set[str]
) -> tuple[Targets, list[Held]]:
    """What the acts in these changesets are about, and the held work that waits for what they or
    their acts create. What waits may hold acts of its own, and these may release more."""
    waiting: list[Held] = []
    for _ in range(ROUNDS_MAX):
        targets = find_targets(connection, [*bodies, *bodies_of(waiting)])
        found = find_waiting(connection, created | created_ids(targets.bodies))
        if len(found) == len(waiting):
            break
        waiting = found
    return targets, waiting


class Releaser:
    """Tries waiting work again within a plan, each under its own author."""

    def __init__(
        self,
        connection: Connection,
        plan: Plan,
        epochs: Mapping[str, int],
        waiting: Sequence[Held],
        acts: OfficeActs,
    ) -> None:
        self.connection = connection
        self.acts = acts
        self.plan = plan
        self.epochs = epochs
        self.waiting = {held.id: held for held in waiting}
        self.outcomes: list[Outcome] = []

    def release(self) -> None:
        """Goes round until nothing more is released."""
        for _ in range(ROUNDS_MAX):
            if not [held for held in list(self.waiting.values()) if self._try(held)]:
                return

    def _try(self, held: Held) -> bool:
        if held.id in self.acts.closed:
            return False
        return self._settle(held) if held.is_recovered else self._release(held)

    def _settle(self, held: Held) -> bool:
        """What a phone gave back needs nobody once the record is there as it was."""
        returned = read_returned(parse_body(held.body).get("recovered"))
        record = self.plan.world.records.get(returned.id) if returned else None
        if returned is None or record is None or not returned.is_in(record):
            return False
        self._close(held)
        return True

    def _close(self, held: Held) -> None:
        del self.waiting[held.id]
        self.acts.closed.add(held.id)
        if not log.close_held(
            self.connection, held, status="released", by=None, at=self.plan.now, why=None
        ):
            raise MovedMeanwhile

    def _release(self, held: Held) -> bool:
        caller = find_caller(self.connection, held.author, held.device)
        if caller is None:
            return False
        body = parse_body(held.body)
        incoming = Incoming(held.n, str(body.get("id")), body, held.body)
        author = author_of(caller, incoming, held.offset_ms, self.epochs)
        decided = decide(self.plan, author, caller, incoming, acts=self.acts)
        if decided.status == "held":
            again = NewHeld(held.id, held.n, decided.reasons, (), decided.waits_for)
            log.hold_again(self.connection, held.place, again)
            return False
        self._close(held)
        self.outcomes.append(
            Outcome(
                place=caller.partition,
                device=held.device,
                n=held.n,
                changeset_id=incoming.id,
                status="released",
                by=None,
                reason=None,
                conflicts=decided.conflicts,
            )
        )
        return True


def release_what_waits(context: Context, record_ids: set[str]) -> None:
    """Looks again after the commit: what was held earlier in the same transaction was not there to
    be found, and on PostgreSQL two transactions do not see each other's rows."""
    with context.database.read() as connection:
        if not log.find_waiting(connection, record_ids):
            return
    for _ in range(TRIES_MAX):
        try:
            with context.database.write() as connection:
                plan = release_held_now(context, connection, find_waiting(connection, record_ids))
        except MovedMeanwhile:
            continue
        settle_arrivals(context, plan.arrivals)
        return


def release_held_now(context: Context, connection: Connection, held: Sequence[Held]) -> Plan:
    """Tries these again, in their order, and then what waited for them; the plan as it was
    written. Raises MovedMeanwhile."""
    bodies, epochs = bodies_of(held), number_epochs(connection)
    targets, more = gather(connection, bodies, created_ids(bodies))
    waiting = list({each.id: each for each in [*held, *more]}.values())
    plan = open_plan_with(context, connection, bodies_of(waiting), targets)
    acts = OfficeActs(context, connection, targets, epochs)
    releaser = Releaser(connection, plan, epochs, waiting, acts)
    releaser.release()
    records.write_plan(connection, plan)
    append_outcomes(connection, [*releaser.outcomes, *acts.outcomes()], at=plan.now)
    acts.write(at=plan.now)
    return plan
