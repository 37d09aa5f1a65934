"""No text that anybody records ever runs: every field of every record type bears a corpus of script
payloads, every screen is opened, and nothing is run, refused by the policy, or put into the page.
"""

import re
import urllib.request

import pytest
from playwright.sync_api import Dialog, Page

from tests.e2e.browsers import Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import Server
from tests.e2e.hostile import read_corpus, spoil
from tests.e2e.screens import SCREENS, WIDE_ROLES, Look, enter, show

ACCOUNTS = sorted({screen.account or "" for screen in SCREENS})
PAYLOADS_MIN = 100
FIND_INJECTED = """() => {
  const found = window.heardViolations ?? [];
  const never = 'iframe object embed base marquee math foreignobject applet isindex xmp'.split(' ');
  for (const each of document.querySelectorAll('*')) {
    if (never.includes(each.localName)) found.push(each.localName);
    const from = each.src ?? (each.localName === 'link' ? each.href : '');
    if (/^(script|link)$/.test(each.localName) && !String(from).startsWith(location.origin)) {
      found.push(each.outerHTML.slice(0, 200));
    }
    for (const { name, value } of each.attributes) {
      const isScript = /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data:text)/i.test(value);
      const isAddress = /^(href|src|srcset|action|formaction|data|srcdoc|xlink:href)$/i.test(name);
      const isStyle = name === 'style' && /x\\.invalid|alert|javascript/.test(value);
      if (/^on/i.test(name) || (isAddress && isScript) || isStyle) {
        found.push(`${each.localName} ${name}=${value.slice(0, 100)}`);
      }
    }
  }
  return found;
}"""
LISTEN = """document.addEventListener('securitypolicyviolation', (event) => {
  (window.heardViolations ??= []).push(`${event.violatedDirective} ${event.blockedURI}`);
});"""


class Guard:
    """Hears every dialog and looks for what the page should not hold."""

    def __init__(self, device: Device) -> None:
        self.page = device.page
        self.dialogs: list[str] = []
        self.page.add_init_script(LISTEN)
        self.page.on("dialog", self._hear)

    def _hear(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def find(self) -> list[str]:
        return [*self.dialogs, *self.page.evaluate(FIND_INJECTED)]


def type_into_search(page: Page, payload: str) -> None:
    page.get_by_role("searchbox").fill(payload)


def go_to_fragment(page: Page, payload: str) -> None:
    page.evaluate("(fragment) => { location.hash = fragment; }", f"#/{payload}")


def test_the_corpus_is_large_and_has_no_line_twice() -> None:
    payloads = read_corpus()
    assert len(payloads) >= PAYLOADS_MIN
    assert len(set(payloads)) == len(payloads)
    assert all(payloads)


def test_the_policy_lets_no_script_in_but_the_builds_own(server: Server) -> None:
    with urllib.request.urlopen(f"{server.origin}/", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["base-uri"] == rules["form-action"] == rules["frame-ancestors"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert not re.search("unsafe|nonce|sha256|strict-dynamic|https?:", policy)


def test_what_would_be_wrong_is_seen(device: OpenDevice) -> None:
    opened = device("phone-1")
    guard = Guard(opened)
    opened.page.reload()
    assert guard.find() == []
    opened.page.evaluate(
        "() => { const link = document.createElement('a');"
        " link.href = 'javascript:alert(1)'; document.body.append(link); }"
    )
    assert guard.find() == ["a href=javascript:alert(1)"]
    refused = opened.page.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return ''; }"
        " catch (error) { return String(error); } }"
    )
    assert "TrustedHTML" in refused
    with opened.page.expect_event("dialog"):
        opened.page.evaluate("() => { setTimeout(() => window.alert('1')); }")
    assert "1" in guard.find()
    assert any("trusted-types" in each for each in guard.find())
    assert opened.watch.complaints != []
    opened.watch.complaints.clear()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_screen_runs_what_people_have_written(
    device: OpenDevice, server: Server, account: str
) -> None:
    households = spoil(server)
    is_wide = account in WIDE_ROLES
    opened = device("desk-1" if is_wide else "phone-1")
    guard = Guard(opened)
    if account:
        enter(opened, account)
    look = Look("vi", "light", 1280, 800) if is_wide else Look()
    for screen in SCREENS:
        if (screen.account or "") == account:
            show(opened, screen, look)
            assert guard.find() == [], screen.name
    # Each household bears another part of the corpus.
    for each in households if account == "totruong1" else []:
        opened.page.goto(f"{server.origin}/#/ho/{each}")
        opened.page.locator("h1").first.wait_for()
        assert guard.find() == [], each


@pytest.mark.parametrize(
    ("account", "address"), [("totruong1", "/ho"), ("quay", "/tim"), ("xa", "/nguoi")]
)
def test_no_search_and_no_address_runs_what_it_is_given(
    device: OpenDevice, server: Server, account: str, address: str
) -> None:
    opened = device("desk-1" if account in WIDE_ROLES else "phone-1")
    guard = Guard(opened)
    enter(opened, account)
    page = opened.page
    page.goto(f"{server.origin}/#{address}")
    for payload in read_corpus():
        type_into_search(page, payload)
    assert guard.find() == []
    for payload in read_corpus():
        go_to_fragment(page, payload)
    page.goto(f"{server.origin}/#{address}?tu={read_corpus()[0]}")
    page.locator("h1").first.wait_for()
    assert guard.find() == []
