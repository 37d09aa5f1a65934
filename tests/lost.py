"""A server that lost what only phones still have, and the office that gets it back."""

from dataclasses import dataclass
from pathlib import Path

from backend.services.cases.release_held import Repair, list_held_work, repair_held
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.restore_backup import restore_backup
from tests.commune import Commune
from tests.phone import Json, Phone
from tests.services.test_conflicts import caller_of


@dataclass
class Lost:
    """An recorded a household; Binh's phone has pulled it."""

    commune: Commune
    an: Phone
    binh: Phone
    household: str


class Office:
    """The commune's admin at their desk."""

    def __init__(self, commune: Commune, username: str = "xa") -> None:
        self.context = commune.context
        self.caller = caller_of(commune, username, commune.phone(username))

    def items(self, status: str = "open") -> list[Json]:
        page = list_held_work(self.context, self.caller, status=status, cursor=None, limit=100)
        return list(page.items)

    def release(self, item: Json, changes: list[object] | None = None) -> Json:
        repair = Repair("released", changes)
        return repair_held(self.context, self.caller, str(item["id"]), repair)

    def discard(self, item: Json) -> Json:
        return repair_held(
            self.context, self.caller, str(item["id"]), Repair("discarded", reason="trùng")
        )


def tell(commune: Commune, teller: Phone, **fields: object) -> str:
    change = teller.create("household", commune.hamlets[0], **{"head_name": "Lê Văn Ba", **fields})
    teller.record(change)
    teller.sync()
    return str(change["id"])


def given_back(phone: Phone, record_id: str) -> Json:
    stream, record = phone.find(record_id)
    return {**record, "stream": stream}


def send(phone: Phone, *items: object) -> Json:
    """Gives these back, whatever the phone itself would."""
    return phone.exchange({**phone.request([]), "recovered": list(items)})


def make_known(commune: Commune) -> Lost:
    """The server has it."""
    return _tell_both(commune, commune.phone("an"), commune.phone("binh"))


def make_lost(commune: Commune, tmp_path: Path) -> Lost:
    """The server went back to a backup from before it."""
    an, binh = commune.phone("an"), commune.phone("binh")
    back_up(commune.context, tmp_path / "backup")
    made = _tell_both(commune, an, binh)
    restore_backup(commune.context, tmp_path / "backup")
    return made


def _tell_both(commune: Commune, an: Phone, binh: Phone) -> Lost:
    household = tell(commune, an, phone="0911")
    binh.sync()
    return Lost(commune, an, binh, household)
