"""What is told of a browser test that fails: enough to understand it from words alone."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenDevice


def test_a_failure_tells_where_the_browser_was_what_it_showed_and_complained_of(
    device: OpenDevice,
) -> None:
    phone = device("phone-1")
    expect(phone.page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    told = phone.describe()
    assert told.startswith(f"{phone.server.origin}/")
    assert '- heading "Đăng nhập" [level=1]' in told
    with phone.page.expect_console_message():
        phone.page.evaluate("() => console.error('no room')")
    assert phone.watch.heard == ["error: no room"]
    phone.watch.complaints.clear()
    phone.close()
    assert phone.describe() == "not open"
