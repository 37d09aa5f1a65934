"""The main job in real browsers against the real server: what was recorded with no signal, on a
phone that died in between, arrives exactly once, and a person decides where two differ.
"""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from backend.core.text import fold
from tests.e2e.browsers import READY_MS, TOPICS, Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Account, Server, sign_in
from tests.phone import Json, Phone

TAPS_MAX = 8
PHONE_OF_A, SHOWN_OF_A = "0912000222", "0912 000 222"
PHONE_OF_B, SHOWN_OF_B = "0913000333", "0913 000 333"
ADDRESS_OF_B = "Tổ 9, nhà mái tôn xanh sau chùa"
APPLICANT = "Trần Thị Bông Điên Điển"
REASON = "Đã gọi thử, số này đúng"
CONFLICTS_MAX = 10
TYPES = ("visit", "guidance", "filing", "conflict")


@dataclass
class Story:
    """The cast, the house that two people know, and what the book held before."""

    server: Server
    admin: Account
    a: Device
    b: Device
    clerk: Device
    office: Device
    house: Json
    before: set[str]
    names: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        name: str = self.house["fields"]["head_name"]
        return name

    @property
    def phones(self) -> list[Device]:
        return [self.a, self.b]

    def new_records(self) -> dict[str, list[Json]]:
        """What the server has now and had not before, by type, as the admin sees it."""
        book = self.admin.pull()
        return {
            kind: [each for each in book.all_of(kind) if each["id"] not in self.before]
            for kind in TYPES
        }


def known_house(book: Phone, hamlet: str) -> Json:
    """A house with a phone number whose name is the only one, and about which nobody differs."""
    houses = [each for each in book.records[hamlet].values() if each["type"] == "household"]
    keys = [fold(each["fields"]["head_name"]) for each in houses]
    disputed = {each["fields"]["record_id"] for each in book.all_of("conflict")}
    for house, key in zip(houses, keys, strict=True):
        is_only = sum(key in other for other in keys) == 1
        if is_only and house["fields"].get("phone") and house["id"] not in disputed:
            return house
    raise AssertionError("no such house in the demo")


@pytest.fixture
def story(server: Server, device: OpenDevice) -> Story:
    """Everybody has signed in and has the whole book."""
    admin, volunteer = sign_in(server, "xa"), sign_in(server, "doanvien1")
    book = admin.pull()
    [hamlet] = [name for name in volunteer.pull().streams if name.startswith("hamlet:")]
    before = {each["id"] for kind in TYPES for each in book.all_of(kind)}
    house = known_house(book, hamlet)
    a, b, clerk, office = (device(name) for name in ("phone-a", "phone-b", "desk-1", "desk-2"))
    names = {"doanvien1": a, "doanvien2": b, "quay": clerk, "xa": office}
    for username, each in names.items():
        each.sign_in(username)
    for phone in (a, b):
        phone.get_ready()
    for desk in (clerk, office):
        desk.expect_waiting(0)
    users = {each: sign_in(server, each) for each in ("doanvien1", "doanvien2")}
    return Story(
        server,
        admin,
        *(a, b, clerk, office),
        house=house,
        before=before,
        names={each.user_id: each.full_name for each in users.values()},
    )


def open_house(phone: Device, story: Story) -> Page:
    """Found in the list without diacritics, as people type."""
    page = phone.page
    phone.go_to_tab("Hộ dân")
    page.get_by_role("searchbox", name="Tìm hộ").fill(fold(story.name))
    expect(page.get_by_role("status").filter(has_text="1 trong")).to_be_visible()
    phone.tap(page.locator("a.row", has_text=story.name))
    expect(page.get_by_role("heading", level=1, name=story.name)).to_be_visible()
    return page


def correct_house(phone: Device, story: Story, number: str, address: str | None = None) -> None:
    page = open_house(phone, story)
    phone.tap(page.get_by_role("link", name="Sửa thông tin hộ"))
    page.get_by_label("Số điện thoại").fill(number)
    if address is not None:
        page.get_by_label("Địa chỉ, cách nhận ra nhà").fill(address)
    phone.tap(page.get_by_role("button", name="Lưu thay đổi"))
    expect(page.get_by_role("heading", level=1, name=story.name)).to_be_visible()


def log_filing(desk: Device) -> None:
    """Seven cells without a pointer: typed, or chosen by a digit."""
    page = desk.page
    keys = page.keyboard
    keys.press("F2")
    expect(page.locator("#cell-applicant")).to_be_focused()
    keys.type(f"{APPLICANT} 0939000444")
    keys.press("Tab")
    keys.type("khai sinh")
    expect(page.locator("#option-0")).to_contain_text("khai sinh", ignore_case=True)
    keys.press("Enter")
    for cell, digit in (("level", "1"), ("outcome", "1"), ("own_phone", "1")):
        if cell == "own_phone":
            keys.press("Tab")
        expect(page.locator(f"#cell-{cell}")).to_be_focused()
        keys.press(digit)
        keys.press("Tab")
    expect(page.locator("#cell-self_reliance")).to_be_focused()
    keys.press("2")
    keys.press("Enter")
    expect(
        page.get_by_role("status").filter(has_text=f"Đã lưu trên máy này: {APPLICANT}")
    ).to_be_visible()
    expect(filing_row(page)).to_contain_text("Chờ gửi")


def filing_row(page: Page) -> Locator:
    return page.get_by_role("row").filter(has_text=APPLICANT)


def work_without_server(story: Story) -> str:
    """All of it recorded with nobody to send to; A's phone dies in between. Gives A's house."""
    visited = story.a.record_visit()
    assert story.a.taps <= TAPS_MAX
    correct_house(story.a, story, PHONE_OF_A)
    story.a.expect_waiting(2)
    story.a.kill()
    correct_house(story.b, story, PHONE_OF_B, ADDRESS_OF_B)
    story.b.expect_waiting(1)
    log_filing(story.clerk)
    return visited


def expect_all_there(story: Story, visited: str) -> None:
    """The phone that died opens with no server and has what was recorded on it."""
    page = story.a.open()
    story.a.expect_waiting(2)
    expect(page.locator(".thread .past")).to_contain_text(visited)
    expect(page.locator(".thread .past")).to_contain_text(f"{TOPICS} nội dung · chờ gửi")
    open_house(story.a, story)
    expect(page.get_by_role("link", name=f"Gọi {SHOWN_OF_A}")).to_be_visible()
    story.a.go_to_tab("Sổ gửi")
    expect(page.locator("a.row").filter(has_text="Chờ gửi")).to_have_count(2)


def deliver(story: Story) -> None:
    story.server.start()
    story.a.send_now()
    story.a.expect_waiting(0)
    story.b.send_now()
    story.b.expect_waiting(0)
    story.clerk.send_now()
    story.clerk.expect_waiting(0)
    story.a.send_now()


def expect_exactly_once(story: Story) -> Json:
    """As the server has it; gives the one new conflict."""
    new = story.new_records()
    [visit] = new["visit"]
    at_door = [each["fields"] for each in new["guidance"] if each["fields"].get("visit_id")]
    assert [each["visit_id"] for each in at_door] == [visit["id"]] * TOPICS
    assert len({each["topic"] for each in at_door}) == TOPICS
    [filing] = new["filing"]
    assert filing["fields"]["applicant_name"] == APPLICANT
    assert filing["fields"]["applicant_phone"] == "0939000444"
    at_desk = [each["fields"] for each in new["guidance"] if each["fields"].get("filing_id")]
    assert [(each["filing_id"], each["topic"]) for each in at_desk] == [(filing["id"], "DVC-FILE")]
    assert len(new["guidance"]) == TOPICS + 1
    [conflict] = new["conflict"]
    items = story.admin.get("/conflicts", status="open", limit="200")["items"]
    found: Json
    [found] = [each for each in items if each["id"] == conflict["id"]]
    assert (found["record_id"], found["field"]) == (story.house["id"], "phone")
    values = {found["current"]["value"], *(side["value"] for side in found["incoming"])}
    assert values == {PHONE_OF_A, PHONE_OF_B}
    fields = story.admin.pull().find(story.house["id"])[1]["fields"]
    assert fields["address"] == ADDRESS_OF_B
    return found


def decide(story: Story, conflict: Json) -> None:
    """By keys alone: to the case, both sides read, the device's value taken, a reason given."""
    page = story.office.page
    keys = page.keyboard
    case = page.locator("#case")
    expect(page.locator(".queue")).to_contain_text(story.name, timeout=READY_MS)
    for _ in range(CONFLICTS_MAX):
        if story.name in case.inner_text():
            break
        before = case.inner_text()
        keys.press("n")
        expect(case).not_to_have_text(before, use_inner_text=True)
    expect(case).to_contain_text("điện thoại")
    [side] = conflict["incoming"]
    shown = {PHONE_OF_A: SHOWN_OF_A, PHONE_OF_B: SHOWN_OF_B}
    for role, seen in (("current", conflict["current"]), ("incoming", side)):
        card = page.locator(f".side.{role}")
        expect(card).to_contain_text(shown[seen["value"]])
        expect(card).to_contain_text(story.names[seen["by"]])
        expect(card).to_contain_text(re.compile(r"Máy báo\s*\d\d/\d\d/\d{4} \d\d:\d\d"))
    keys.press("3")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    keys.press("r")
    expect(page.locator("#reason")).to_be_focused()
    keys.type(REASON)
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Đã quyết định:")).to_contain_text(story.name)


def expect_decision(story: Story, conflict: Json) -> None:
    """Both phones show the chosen number, and the author of the other one is told."""
    [side] = conflict["incoming"]
    chosen = {PHONE_OF_A: SHOWN_OF_A, PHONE_OF_B: SHOWN_OF_B}[side["value"]]
    for phone in story.phones:
        phone.page.reload()
        open_house(phone, story)
        number = phone.page.get_by_role("link", name=f"Gọi {chosen}")
        expect(number).to_be_visible(timeout=READY_MS)
        expect(phone.page.get_by_text(ADDRESS_OF_B)).to_be_visible()
    is_a = conflict["current"]["value"] == PHONE_OF_A
    loser = story.a if is_a else story.b
    loser.go_to_tab("Sổ gửi")
    row = loser.page.locator("a.row").filter(has_text="Đã quyết định")
    expect(row).to_contain_text(story.name)
    expect(row).to_contain_text(chosen)
    loser.tap(row)
    expect(loser.page.get_by_text(REASON)).to_be_visible()
    winner = story.names[side["by"]].split()[-1]
    expect(loser.page.get_by_text(f"Văn phòng xã chọn bản của {winner}: {chosen}")).to_be_visible()
    lost = SHOWN_OF_A if chosen == SHOWN_OF_B else SHOWN_OF_B
    phone_sides = loser.page.get_by_role("region", name="Điện thoại")
    expect(phone_sides.get_by_role("definition").nth(0)).to_have_text(lost)
    expect(phone_sides.get_by_role("definition").nth(1)).to_have_text(chosen)


def expect_counts_agree(story: Story) -> None:
    """Nothing waits anywhere; the books add up to the server's digests; each act is in it once."""
    for each in (story.a, story.b, story.clerk):
        each.expect_waiting(0)
    for username in ("doanvien1", "doanvien2", "xa"):
        book = sign_in(story.server, username).pull()
        assert book.find(story.house["id"])[1]["fields"]["address"] == ADDRESS_OF_B
    counts = {kind: len(records) for kind, records in story.new_records().items()}
    assert counts == {"visit": 1, "guidance": TOPICS + 1, "filing": 1, "conflict": 1}
    expect(filing_row(story.clerk.page)).not_to_contain_text("Chờ gửi")


def test_work_done_without_signal_arrives_once_and_its_conflict_is_decided(story: Story) -> None:
    story.server.stop()
    story.a.watch.is_server_expected = False
    visited = work_without_server(story)
    expect_all_there(story, visited)
    deliver(story)
    conflict = expect_exactly_once(story)
    decide(story, conflict)
    expect_decision(story, conflict)
    expect_counts_agree(story)
