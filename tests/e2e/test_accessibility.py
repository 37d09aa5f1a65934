"""Every screen is usable by everybody: axe-core finds nothing on any of them, in both languages,
light and dark, at the width of a phone and of a desk (WCAG 2.2 AA); nothing is cut off, on phones
not even with letters twice as large on the narrowest of them.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.browsers import Device
from tests.e2e.conftest import OpenDevice
from tests.e2e.harness import ROOT
from tests.e2e.layout import find_faults, find_faults_squeezed, find_overflow
from tests.e2e.screens import SCREENS, WIDE_ROLES, Look, enter, settle, show

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "(tags) => axe.run({ runOnly: tags, resultTypes: ['violations'] })"
PHONE_LOOKS = (Look("vi", "light"), Look("en", "dark", 320, 568))
DESK_LOOKS = (Look("vi", "light", 1280, 800), Look("en", "dark", 1280, 800))
ACCOUNTS = sorted({screen.account or "" for screen in SCREENS})


def find_barriers(page: Page, axe: str) -> list[str]:
    """One line for each rule that is broken, with the first place."""
    # Motion that is wanted again begins anew, and half faded in nothing has its contrast.
    settle(page)
    page.evaluate(axe)
    # Told of what is wrong alone, it is four times as quick.
    found = page.evaluate(RUN_AXE, RULES)
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
    ]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_screen_bars_anybody(device: OpenDevice, account: str) -> None:
    axe = Path(AXE).read_text(encoding="utf-8")
    is_wide = account in WIDE_ROLES
    opened: Device = device("desk-1" if is_wide else "phone-1")
    if account:
        enter(opened, account)
    barriers = []
    for screen in SCREENS:
        if (screen.account or "") != account:
            continue
        for look in DESK_LOOKS if is_wide else PHONE_LOOKS:
            page = show(opened, screen, look)
            cut = find_overflow(page) if is_wide else find_faults(page)
            squeezed = [] if is_wide else find_faults_squeezed(page)
            found = [*find_barriers(page, axe), *cut, *squeezed]
            barriers += [f"{screen.name} {look}: {each}" for each in found]
    assert not barriers, "\n".join(barriers)
