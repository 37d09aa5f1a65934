"""Records whose every text is a script that wants to run, made through the API."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from backend.core.record_types import RECORD_TYPES, Field, Kind, RecordType
from backend.core.scope import ADMIN_TYPES, SERVER_TYPES
from tests.e2e.harness import Account, Server, sign_in
from tests.phone import Json, Phone, new_id

CORPUS = Path(__file__).resolve().parents[1] / "vectors" / "script_payloads.txt"
TEXT_CHARS_MAX = 200
AT = "2026-11-26T09:30:00+07:00"
VALUES: Mapping[Kind, object] = {
    Kind.BOOLEAN: True,
    Kind.NUMBER: 1,
    Kind.DATE: "2026-11-26",
    Kind.TIME: AT,
    Kind.HASH: "0" * 64,
}
PASSED_OVER = frozenset({"merged_into", "apart_from", "user_id", "member_id"})
"""What would take a record off the screens, or names a person of the server's."""


def read_corpus() -> list[str]:
    return CORPUS.read_text(encoding="utf-8").splitlines()


def pack(payloads: list[str]) -> Iterator[str]:
    """All of them, as many in one text as fit into a name."""
    text = ""
    for each in payloads:
        if text and len(text) + 1 + len(each) > TEXT_CHARS_MAX:
            yield text
            text = ""
        text = f"{text} {each}".strip()
    yield text


def spoil(server: Server) -> list[str]:
    """Every record type bears the whole corpus in every text field; ids of the households."""
    texts = list(pack(read_corpus()))
    volunteer, office, province = (sign_in(server, name) for name in ("doanvien1", "xa", "tinh"))
    hamlet = next(each for each in volunteer.pull().streams if each.startswith("hamlet:"))
    made: dict[str, list[str]] = {}
    for record_type in RECORD_TYPES.values():
        if record_type.name in SERVER_TYPES:
            continue
        account, stream = _place(record_type, hamlet, volunteer, office, province)
        made[record_type.name] = _record_all(account.pull(), record_type, stream, texts, made)
    _dispute(server, made["household"])
    _hold(volunteer.pull(), hamlet, texts)
    _name_people(office, hamlet.partition(":")[2], texts)
    return made["household"]


def _place(
    record_type: RecordType, hamlet: str, volunteer: Account, office: Account, province: Account
) -> tuple[Account, str]:
    if "hamlet" in record_type.levels:
        return volunteer, hamlet
    if record_type.name in ADMIN_TYPES or "commune" in record_type.levels:
        return office, "commune:30076"
    return province, "province:82"


def _record_all(
    phone: Phone,
    record_type: RecordType,
    stream: str,
    texts: list[str],
    made: Mapping[str, list[str]],
) -> list[str]:
    ids = []
    for number, text in enumerate(texts):
        fields = {
            name: _value(field, text, made, number)
            for name, field in record_type.fields.items()
            if name not in PASSED_OVER
        }
        kept = {name: value for name, value in fields.items() if value is not None}
        change = phone.create(record_type.name, stream, **kept)
        phone.record(change)
        ids.append(str(change["id"]))
    phone.sync()
    statuses = {each["status"] for each in phone.results.values()}
    assert statuses == {"applied"}, (record_type.name, statuses, phone.results)
    return ids


def _value(field: Field, text: str, made: Mapping[str, list[str]], number: int) -> object:
    if field.kind is Kind.TEXT:
        return text[: field.chars_max]
    if field.kind is Kind.ID:
        known = made.get(field.parent or "", [])
        return known[number] if known else (new_id() if field.is_required else None)
    made_of_text: Mapping[Kind, object] = {
        Kind.WORD: min(field.words, default=""),
        Kind.SET: [text],
        Kind.COUNTERS: {text: 1},
        Kind.INTEGER: max(field.minimum, 1),
        Kind.CONSENT: {"purposes": ["contact", text], "text_version": text, "how": text},
    }
    return made_of_text.get(field.kind, VALUES.get(field.kind))


def _dispute(server: Server, households: list[str]) -> None:
    """Two people changed the same texts at the same time."""
    phones = [sign_in(server, name).pull() for name in ("doanvien1", "doanvien2")]
    for phone, word in zip(phones, ("1", "2"), strict=True):
        for each in households[:3]:
            fields = phone.find(each)[1]["fields"]
            address, note = f"{fields['address'][:190]} {word}", f"{fields['note']} {word}"
            phone.record(phone.update(each, address=address, note=note))
    for phone in phones:
        phone.sync()


def _hold(phone: Phone, hamlet: str, texts: list[str]) -> None:
    """What the server cannot take bears them too."""
    for text in texts[:3]:
        phone.record(phone.create("household", hamlet, head_name=text, members_count=text))
    phone.sync()


def _name_people(office: Account, hamlet: str, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        user = {"username": f"ten{number}", "full_name": text, "phone": text[:50]}
        office.post("/users", {**user, "role": "volunteer", "units": [hamlet]})
        asks: Json = {"id": new_id(), "commune": "30076", "kind": "see", "channel": "counter"}
        told = {"received_on": "2026-11-20", "name": text, "phone": text[:50], "note": text}
        office.post("/subjects/requests", {**asks, **told})
