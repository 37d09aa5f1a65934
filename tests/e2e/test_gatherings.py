"""Gatherings by the thumb: heads are counted, nobody is named, and the figures add up."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Account, Server
from tests.e2e.phone_work import expect_draft


def test_a_party_cell_meeting_is_counted_by_heads_and_survives_a_kill(
    device: OpenDevice, server: Server
) -> None:
    phone = device("phone-1")
    phone.sign_in("doanvien1")
    phone.get_ready()
    server.stop()
    phone.watch.is_server_expected = False
    phone.go_to_tab("Tổ")
    page = phone.page
    page.get_by_role("link", name="Ghi buổi sinh hoạt").tap()
    page.get_by_role("button", name="Họp chi bộ").tap()
    expect(page.get_by_text("không ghi tên ai")).to_be_visible()
    page.get_by_role("button", name="+10 người").tap()
    more = page.get_by_role("button", name="Thêm một: Dịch vụ công")
    for _ in range(3):
        more.tap()
    page.get_by_role("button", name="Công an xã").tap()
    expect_draft(page, "Công an xã")

    phone.kill()
    page = phone.open("/#/to/buoi/moi")
    expect(page.get_by_role("button", name="Họp chi bộ")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Lưu buổi này").tap()
    expect(page.get_by_text("Đã lưu buổi này lúc")).to_be_visible()

    server.start()
    phone.send_now()
    phone.expect_waiting(0)
    account = Account(server.origin, "doanvien1")
    account.sign_in()
    book = account.pull()
    activity = max(book.all_of("activity"), key=lambda each: str(each["id"]))
    fields = activity["fields"]
    assert (fields["kind"], fields["attendees"]) == ("party_cell", 10)
    assert fields["partners"] == ["Công an xã"]
    assert fields["counts"] == {"DVC-GUIDE": 3}
    assert "note" not in fields
    [session] = [
        each["fields"]
        for each in book.all_of("guidance")
        if each["fields"].get("activity_id") == activity["id"]
    ]
    assert (session["topic"], session["quantity"]) == ("DVC-GUIDE", 3)
    assert not {"person_name", "household_id"} & session.keys()
