"""The office changes its places and its catalogue, and the phones hear of it by themselves."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server, sign_in, wait_until
from tests.e2e.test_office_people import open_part
from tests.phone import Json

COMMUNE = "30076"
DECISION = "Nghị quyết 12/NQ-HĐND"


def open_hamlet(page: Page, name: str) -> None:
    page.get_by_role("table", name="Địa bàn").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()


def units_now(server: Server) -> set[str]:
    items = sign_in(server, "xa").get("/units", parent=COMMUNE)["items"]
    return {each["name"] for each in items}


def fields_on_a_phone(server: Server, record_type: str, name: str, value: str) -> Json | None:
    """As a volunteer's phone receives it."""
    found = sign_in(server, "doanvien1").pull().all_of(record_type)
    return next((each["fields"] for each in found if each["fields"].get(name) == value), None)


def hamlets_of_held_visits(server: Server) -> set[str]:
    """Where the houses lie whose visits are held: all of them for being the other hamlet's."""
    office = sign_in(server, "xa")
    names = {each["id"]: each["name"] for each in office.get("/units", parent=COMMUNE)["items"]}
    book, found = office.pull(), set()
    for item in office.get("/held", status="open")["items"]:
        assert {each["code"] for each in item["reasons"]} == {"out_of_scope"}
        houses = {each["fields"]["household_id"] for each in item["changeset"]["changes"]}
        found |= {names[book.find(house)[0].removeprefix("hamlet:")] for house in houses}
    return found


def test_two_hamlets_become_one_and_a_phone_of_theirs_loses_nothing(
    device: OpenDevice, server: Server
) -> None:
    phone, office = device("phone-1"), device("desk-xa")
    phone.sign_in("doanvien1")
    phone.get_ready()
    office.sign_in("xa")
    open_part(office, "Địa bàn")
    phone.cut_off(is_off=True)
    phone.record_visit()
    page = office.page
    open_hamlet(page, "Ấp Mỹ Phú")
    page.get_by_role("button", name="Nhập với ấp khác").click()
    page.get_by_label("Ấp Mỹ Hòa").check()
    page.get_by_label("Tên mới").fill("Ấp Mỹ Phú Hòa")
    page.get_by_label("Căn cứ").fill(DECISION)
    told = page.get_by_text(re.compile(r"hộ và 10 người sẽ chuyển sang Ấp Mỹ Phú Hòa"))
    expect(told).to_be_visible()
    page.get_by_role("button", name="Nhập thành Ấp Mỹ Phú Hòa").click()
    expect(page.get_by_role("heading", level=2, name="Ấp Mỹ Phú Hòa")).to_be_visible()
    rows = page.get_by_role("table", name="Địa bàn").get_by_role("row")
    expect(rows.filter(has_text="└ Ấp Mỹ")).to_have_count(2)
    assert {"Ấp Mỹ Phú", "Ấp Mỹ Hòa"}.isdisjoint(units_now(server))
    phone.cut_off(is_off=False)
    phone.expect_waiting(0)
    phone.record_visit()
    phone.expect_waiting(0)
    phone.go_to_tab("Hôm nay")
    expect(phone.page.get_by_text("Ấp Mỹ Phú Hòa").first).to_be_visible()


def test_a_merge_is_taken_back_and_the_phone_goes_home_with_what_it_had_not_sent(
    device: OpenDevice, server: Server
) -> None:
    phone, office = device("phone-1"), device("desk-xa")
    phone.sign_in("doanvien1")
    phone.get_ready()
    office.sign_in("xa")
    open_part(office, "Địa bàn")
    page = office.page
    open_hamlet(page, "Ấp Mỹ Phú")
    page.get_by_role("button", name="Nhập với ấp khác").click()
    page.get_by_label("Ấp Mỹ Hòa").check()
    page.get_by_label("Tên mới").fill("Ấp Mỹ Phú Hòa")
    page.get_by_label("Căn cứ").fill(DECISION)
    page.get_by_role("button", name="Nhập thành Ấp Mỹ Phú Hòa").click()
    expect(page.get_by_role("heading", level=2, name="Ấp Mỹ Phú Hòa")).to_be_visible()
    phone.record_visit()
    phone.expect_waiting(0)
    phone.go_to_tab("Hôm nay")
    expect(phone.page.get_by_text("Ấp Mỹ Phú Hòa").first).to_be_visible()
    phone.cut_off(is_off=True)
    phone.record_visit()
    page.get_by_role("button", name="Hoàn tác việc nhập").press("Enter")
    expect(page.get_by_text("trở lại như chưa từng đổi")).to_contain_text("900 hộ")
    page.get_by_role("button", name="Hoàn tác việc nhập").press("Enter")
    expect(page.get_by_text("đã trở lại như trước")).to_be_visible()
    assert {"Ấp Mỹ Phú", "Ấp Mỹ Hòa"} <= units_now(server)
    rows = page.get_by_role("table", name="Địa bàn").get_by_role("row")
    expect(rows.filter(has_text="đã hoàn tác")).to_have_count(1)
    phone.cut_off(is_off=False)
    phone.expect_waiting(0)
    phone.record_visit()
    phone.expect_waiting(0)
    phone.go_to_tab("Hôm nay")
    expect(phone.page.get_by_text(re.compile("· Ấp Mỹ Phú$"))).to_be_visible()
    assert "Ấp Mỹ Phú" not in hamlets_of_held_visits(server)


def test_a_hamlet_is_renamed_by_keyboard_and_has_its_old_name_again(
    device: OpenDevice, server: Server
) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Địa bàn")
    page = office.page
    open_hamlet(page, "Ấp Mỹ Phú")
    page.get_by_role("button", name="Đổi tên").press("Enter")
    page.get_by_label("Tên mới").focus()
    page.keyboard.type("Ấp Cù Lao")
    page.get_by_label("Căn cứ").focus()
    page.keyboard.type(DECISION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Ấp Cù Lao")).to_be_visible()
    expect(page.get_by_text("Tên Ấp Mỹ Phú đến")).to_contain_text(DECISION)
    assert "Ấp Cù Lao" in units_now(server)
    page.get_by_role("button", name="Lấy lại tên cũ").press("Enter")
    expect(page.get_by_role("heading", level=2, name="Ấp Mỹ Phú")).to_be_visible()
    assert "Ấp Mỹ Phú" in units_now(server)


def test_a_split_tells_what_each_part_will_have_and_does_it(
    device: OpenDevice, server: Server
) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Địa bàn")
    page = office.page
    open_hamlet(page, "Ấp Mỹ Phú")
    page.get_by_role("button", name="Tách ra").click()
    page.get_by_label("Tên phần 1").fill("Ấp Bắc")
    page.get_by_label("Tên phần 2").fill("Ấp Nam")
    cluster = page.get_by_label(re.compile(r"hộ\) thuộc$")).last
    cluster.select_option(label="Ấp Nam")
    expect(page.get_by_text(re.compile(r"^Ấp Nam: 75 hộ, 5 người\.$"))).to_be_visible()
    page.get_by_label("Hộ riêng lẻ").fill("nguyen")
    # A book that is still arriving shows what it has found as it comes.
    expect(page.get_by_role("button", name=re.compile("^Nguyễn .* Tổ ")).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"^Ấp Nam: 76 hộ, 5 người\.$"))).to_be_visible()
    page.get_by_label("Căn cứ").fill(DECISION)
    page.get_by_role("button", name="Tách Ấp Mỹ Phú").click()
    expect(page.get_by_role("heading", level=2, name="Ấp Bắc")).to_be_visible()
    assert {"Ấp Bắc", "Ấp Nam"} <= units_now(server)
    row = page.get_by_role("table", name="Địa bàn").get_by_role("row").filter(has_text="Ấp Nam")
    expect(row).to_contain_text("76")


def test_a_team_is_founded_where_there_was_none(device: OpenDevice, server: Server) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Địa bàn")
    page = office.page
    expect(page.get_by_text("5/5 ấp, khóm đã có Tổ")).to_be_visible()
    page.keyboard.press("n")
    page.get_by_label("Ấp, khóm", exact=True).fill("Ấp Mới")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Ấp Mới")).to_be_visible()
    expect(page.get_by_text("5/6 ấp, khóm đã có Tổ")).to_be_visible()
    page.get_by_role("button", name="Thành lập Tổ").click()
    page.get_by_label("Số quyết định").fill("15/QĐ-UBND")
    page.get_by_role("button", name="Thành lập Tổ").click()
    expect(page.get_by_text("6/6 ấp, khóm đã có Tổ")).to_be_visible()
    office.expect_waiting(0)
    team = fields_on_a_phone(server, "team", "founding_no", "15/QĐ-UBND")
    assert team is not None


def test_the_province_changes_its_catalogue_offline_and_phones_receive_it(
    device: OpenDevice, server: Server
) -> None:
    office = device("desk-tinh")
    office.sign_in("tinh")
    open_part(office, "Danh mục")
    page = office.page
    topics = page.get_by_role("table", name="Danh mục")
    expect(topics.get_by_role("row")).to_have_count(24)
    office.cut_off(is_off=True)
    page.get_by_role("searchbox").fill("phan anh")
    page.keyboard.press("Enter")
    page.get_by_label("Chỉ tiêu", exact=True).fill("I1")
    page.get_by_label("xong").check()
    page.get_by_label("Đang dùng").uncheck()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã ghi vào sổ trên máy này")).to_be_visible()
    # However much the head has to say of the network, all of it is on the screen.
    expect(page.get_by_role("button", name=re.compile("mục của tôi$"))).to_be_in_viewport(ratio=1)
    row = topics.get_by_role("row").filter(has_text="PAKN")
    expect(row).to_contain_text("chờ gửi")
    expect(row).to_contain_text("đã tắt")
    office.cut_off(is_off=False)
    office.expect_waiting(0)
    told = fields_on_a_phone(server, "topic", "code", "PAKN")
    assert told is not None
    assert (told["active"], told["indicator"], told["counts_when"]) == (False, "I1", ["done"])


def test_a_consent_text_gets_a_new_version_and_an_old_one_is_never_changed(
    device: OpenDevice, server: Server
) -> None:
    office = device("desk-tinh")
    office.sign_in("tinh")
    open_part(office, "Danh mục")
    page = office.page
    page.get_by_label("Danh mục nào").select_option(label="Lời xin đồng ý")
    page.get_by_role("table").get_by_role("button", name="2026-01", exact=True).click()
    panel = page.locator(".adm-panel")
    expect(panel).to_contain_text("không sửa")
    expect(panel.get_by_role("textbox")).to_have_count(0)
    page.get_by_role("button", name="Thêm bản mới").click()
    page.get_by_label("Bản", exact=True).fill("2026-01")
    page.get_by_label("Nội dung", exact=True).fill("Ông bà có đồng ý không?")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Mã này đã có")).to_be_visible()
    page.get_by_label("Bản", exact=True).fill("2026-12")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=2, name="2026-12")).to_be_visible()
    office.expect_waiting(0)

    def has_arrived() -> bool:
        return fields_on_a_phone(server, "consent_text", "version", "2026-12") is not None

    wait_until(has_arrived, "the new text is on a phone")


def test_a_commune_sets_a_target_by_keyboard(device: OpenDevice, server: Server) -> None:
    office = device("desk-xa")
    office.sign_in("xa")
    open_part(office, "Danh mục")
    page = office.page
    expect(page.get_by_role("table", name="Danh mục")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_label("Chỉ tiêu", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.get_by_label("Giao cho").select_option(label="Ấp Mỹ Phú")
    page.get_by_label("Từ ngày", exact=True).fill("2027-01-01")
    page.get_by_label("Đến ngày", exact=True).fill("2027-01-31")
    page.get_by_label("Số giao").focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã ghi vào sổ trên máy này")).to_be_visible()
    office.expect_waiting(0)
    told = fields_on_a_phone(server, "target", "period_start", "2027-01-01")
    assert told is not None
    assert told["value"] == 40
