"""What people do with their phones: each act is one changeset, recorded without any network."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.phone import Json
from tests.simulation.chance import Chance
from tests.simulation.phone import FieldPhone
from tests.simulation.village import COMMUNE_STREAM

HOT = 8
WORDS = ("phone", "address", "note", "cluster")
OUTCOMES = ("met", "absent", "refused", "moved")
TOPICS = ("vneid", "wallet", "account", "postmart", "shop")
TOO_LONG = "x" * 5_000
BAD_VALUES = (
    ("members_count", "5"),
    ("members_count", True),
    ("members_count", 1.5),
    ("phone", "\ud800"),
    ("phone", "a\x00b"),
    ("note", TOO_LONG),
    ("location", {"lat": 91, "lon": 105}),
    ("consent", {"purposes": "all"}),
)


@dataclass
class Desk:
    """Makes changesets for one phone out of what its owner sees now."""

    phone: FieldPhone
    chance: Chance
    at: str

    # -- changes

    def create(self, kind: str, stream: str, fields: Json) -> Json:
        return {
            "op": "create",
            "type": kind,
            "id": self.chance.new_id(),
            "stream": stream,
            "fields": fields,
        }

    def update(self, record_id: str, fields: Json, *, is_blind: bool = False) -> Json:
        change = self.act("update", record_id, fields=fields)
        if not is_blind:
            change["from"] = {name: self.phone.shown(record_id, name) for name in fields}
        return change

    def act(self, op: str, record_id: str, **more: object) -> Json:
        found = self.phone.find(record_id)
        assert found is not None
        stream, record = found
        return {
            "op": op,
            "type": record["type"],
            "id": record_id,
            "stream": stream,
            "base": record["rev"],
            **more,
        }

    # -- what there is to act upon

    def hamlets(self) -> list[str]:
        return [name for name in self.phone.books if name.startswith("hamlet:")]

    def any_of(self, kind: str, *, mine: bool = False) -> str | None:
        """A record of the type, most often one that all work on."""
        found = [
            record_id
            for record_id, record in self.phone.on_screen()
            if record["type"] == kind and (not mine or record["created_by"] == self.phone.user_id)
        ]
        if not found:
            return None
        hot = found[:HOT] if self.chance.happens(0.7) else found
        return self.chance.pick(hot)

    # -- acts

    def new_household(self) -> list[Json]:
        return [self._household(self.chance.pick(self.hamlets()))]

    def _household(self, stream: str) -> Json:
        fields = {"head_name": self.chance.new_word("Ông"), "phone": self.chance.new_word("phone")}
        if self.chance.happens(0.3):
            fields["field_of_later"] = self.chance.new_word("later")
        return self.create("household", stream, fields)

    def visit(self) -> list[Json]:
        """A knock at a door, with what was shown there; sometimes the household is new."""
        household = self.any_of("household")
        changes = []
        if household is None or self.chance.happens(0.15):
            stream = self.chance.pick(self.hamlets())
            changes.append(self._household(stream))
            household = str(changes[0]["id"])
        else:
            found = self.phone.find(household)
            assert found is not None
            stream = found[0]
        return [*changes, *self._visit(stream, household)]

    def _visit(self, stream: str, household: str) -> list[Json]:
        visit = self.create(
            "visit",
            stream,
            {
                "household_id": household,
                "visited_at": self.at,
                "outcome": self.chance.pick(OUTCOMES),
                "note": self.chance.new_word("visit"),
            },
        )
        return [visit, *(self._session(visit) for _ in range(self.chance.randrange(3)))]

    def _session(self, visit: Json) -> Json:
        return self.create(
            "guidance",
            visit["stream"],
            {
                "topic": self.chance.pick(TOPICS),
                "outcome": "done",
                "at": self.at,
                "visit_id": visit["id"],
                "household_id": visit["fields"]["household_id"],
                "quantity": 1 + self.chance.randrange(3),
                "person_name": self.chance.new_word("person"),
            },
        )

    def edit_household(self) -> list[Json]:
        household = self.any_of("household")
        if household is None:
            return []
        fields: Json = {
            name: self.chance.new_word(name)
            for name in self.chance.sample(WORDS, 1 + self.chance.randrange(2))
        }
        if self.chance.happens(0.25):
            mark = self.chance.randrange(10**6) / 10**5
            fields["location"] = {"lat": mark, "lon": 100 + mark}
        if self.chance.happens(0.15):
            fields["field_of_later"] = self.chance.new_word("later")
        if self.chance.happens(0.1):
            fields["members_count"] = self.chance.randrange(9)
        return [self.update(household, fields, is_blind=self.chance.happens(0.2))]

    def edit_visit(self) -> list[Json]:
        visit = self.any_of("visit", mine=self.chance.happens(0.8))
        if visit is None:
            return []
        return [self.update(visit, {"note": self.chance.new_word("visit")})]

    def delete(self) -> list[Json]:
        kind = self.chance.pick(("visit", "visit", "household", "guidance"))
        found = self.any_of(kind, mine=kind != "household")
        return [self.act("delete", found)] if found else []

    def restore(self) -> list[Json]:
        """Takes back a deletion of one's own."""
        deleted = [
            change
            for changes in self.phone.mine.values()
            for _, change in changes
            if change["op"] == "delete"
        ]
        if not deleted:
            return []
        change = self.chance.pick(deleted)
        return [{**change, "op": "restore", "base": change["base"] + 1}]

    def merge(self) -> list[Json]:
        """Two entries are one household, or after all are not."""
        household, other = self.any_of("household"), self.any_of("household")
        if household is None or other is None:
            return []
        if self.phone.shown(household, "merged_into") is not None and self.chance.happens(0.6):
            return [self.update(household, {"merged_into": None})]
        if household == other:
            return []
        return [self.update(household, {"merged_into": other})]

    def move(self) -> list[Json]:
        household = self.any_of("household")
        targets = self.hamlets()
        if household is None or len(targets) < 2:
            return []
        found = self.phone.find(household)
        assert found is not None
        to = next((each for each in targets if each != found[0]), None)
        return [self.act("move", household, to=to)] if to else []

    def activity(self) -> list[Json]:
        known = self.any_of("activity")
        if known is None or self.chance.happens(0.2):
            counts = {topic: self.chance.randrange(5) for topic in self.chance.sample(TOPICS, 2)}
            fields = {
                "kind": "farmers_club",
                "title": self.chance.new_word("gathering"),
                "starts_at": self.at,
                "partners": ["bank", "police"],
                "counts": counts,
            }
            return [self.create("activity", self.chance.pick(self.hamlets()), fields)]
        return [self._recount(known)]

    def _recount(self, activity: str) -> Json:
        """Counters move and partners come and go, whatever others do to them meanwhile."""
        counts = dict(self._dict(activity, "counts"))
        topic = self.chance.pick(TOPICS)
        counts[topic] = counts.get(topic, 0) + 1 + self.chance.randrange(4)
        partners = list(self._list(activity, "partners"))
        if partners and self.chance.happens(0.4):
            partners.remove(self.chance.pick(partners))
        else:
            partners.append(self.chance.new_word("partner"))
        return self.update(activity, {"counts": counts, "partners": partners})

    def _dict(self, record_id: str, name: str) -> dict[str, int]:
        value = self.phone.shown(record_id, name)
        return value if isinstance(value, dict) else {}

    def _list(self, record_id: str, name: str) -> list[str]:
        value = self.phone.shown(record_id, name)
        return value if isinstance(value, list) else []

    def filing(self) -> list[Json]:
        """Only the commune's own people may; from others it is held."""
        fields = {
            "procedure_name": "Đăng ký khai sinh",
            "outcome": "submitted",
            "applicant_name": self.chance.new_word("applicant"),
        }
        return [self.create("filing", COMMUNE_STREAM, fields)]

    # -- what will be held

    def bad_value(self) -> list[Json]:
        name, value = self.chance.pick(BAD_VALUES)
        household = self.any_of("household")
        if household is None or self.chance.happens(0.5):
            change = self._household(self.chance.pick(self.hamlets()))
            change["fields"][name] = value
            return [change]
        return [self.update(household, {"address": self.chance.new_word("address"), name: value})]

    def orphan(self) -> list[Json]:
        """A visit of a household that the server does not know, or not yet."""
        unsent = [
            change["id"]
            for changes in self.phone.mine.values()
            for n, change in changes
            if change["op"] == "create" and change["type"] == "household"
        ]
        household = self.chance.pick(unsent) if unsent else self.chance.new_id()
        return self._visit(self.chance.pick(self.hamlets()), household)


ACTS: dict[Callable[[Desk], list[Json]], float] = {
    Desk.visit: 10,
    Desk.edit_household: 14,
    Desk.new_household: 2,
    Desk.edit_visit: 3,
    Desk.activity: 5,
    Desk.delete: 1.5,
    Desk.restore: 0.7,
    Desk.merge: 1.2,
    Desk.move: 1.2,
    Desk.filing: 1,
    Desk.bad_value: 0.8,
    Desk.orphan: 0.6,
}
