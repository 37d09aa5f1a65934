"""What tests of merged and split hamlets share: households, work done at them, and figures."""

from backend.core.scope import Caller
from backend.services.figures.report_indicators import report_indicators
from backend.services.places.hamlet_desk import Grounds
from tests.commune import COMMUNE, Commune
from tests.phone import Json, Phone

TODAY = "2026-11-23"
GROUNDS = Grounds(TODAY, "Nghị quyết 12/NQ-HĐND")


def caller_of(commune: Commune, username: str) -> Caller:
    device = commune.phone(username).device
    with commune.context.database.read() as connection:
        return commune.caller(connection, username, device)


def id_of(stream: str) -> str:
    return stream.removeprefix("hamlet:")


def house(phone: Phone, stream: str, name: str = "Nguyễn Văn Bảy", **fields: object) -> Json:
    return phone.create("household", stream, head_name=name, **fields)


def visit(phone: Phone, stream: str, household_id: str, *, day: str = TODAY) -> list[Json]:
    """A visit with one counted session."""
    at = f"{day}T09:00:00+07:00"
    made = phone.create("visit", stream, household_id=household_id, visited_at=at, outcome="met")
    told = {"topic": "DVC-ACC", "outcome": "done", "at": at, "quantity": 1}
    session = phone.create(
        "guidance", stream, visit_id=made["id"], household_id=household_id, **told
    )
    return [made, session]


def record(phone: Phone, *changes: Json) -> Json:
    """Records, syncs and gives the result."""
    phone.record(*changes)
    phone.sync()
    return dict(phone.results[len(phone.log)])


def figure(commune: Commune, unit_id: str, **period: str) -> int:
    told = report_indicators(commune.context, caller_of(commune, "xa"), unit_id=unit_id, **period)
    return sum(item.value for item in told.items)


def figures(commune: Commune, units: list[str], **period: str) -> tuple[list[int], int]:
    """Of each unit, and of their commune."""
    return [figure(commune, unit, **period) for unit in units], figure(commune, COMMUNE, **period)


def whereabouts(phone: Phone, record_id: str) -> str:
    return phone.find(record_id)[0]
