"""`python -m tests.e2e.gallery OUT [--only WORD] [--looks vi-light,en-dark]`: a picture of every
screen with the demo's data, in both languages, light and dark, 360 and 1280 wide, for people to
look at. It judges nothing.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.browsers import Device, Watch
from tests.e2e.harness import Server, run_module
from tests.e2e.screens import SCREENS, Look, Screen, enter, show

WIDTHS = ((360, 640), (1280, 800))


def main() -> None:
    options = _read_options()
    options.out.mkdir(parents=True, exist_ok=True)
    chosen = [screen for screen in SCREENS if options.only in screen.name]
    count = 0
    with _server() as server:
        for account, screens in groupby(chosen, key=lambda screen: screen.account):
            count += _draw(server, account, list(screens), options)
    print(f"{count} pictures in {options.out}")


def _draw(
    server: Server, account: str | None, screens: list[Screen], options: argparse.Namespace
) -> int:
    """One browser a person; the pictures are named screen-language-theme-width."""
    count = 0
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as driver:
        is_phone = not screens[0].is_wide
        device = Device(driver, server, Path(profile), is_phone, Watch(server.origin))
        device.open()
        if account is not None:
            enter(device, account)
        for screen in screens:
            for look in _looks(options, is_phone=is_phone):
                page = show(device, screen, look)
                page.screenshot(path=options.out / f"{screen.name}-{look}.png")
                count += 1
        device.close()
    return count


def _looks(options: argparse.Namespace, *, is_phone: bool) -> Iterator[Look]:
    """A phone's screens are looked at on the phone; `--wide` shows them on a desk too."""
    for width, height in WIDTHS:
        if width != WIDTHS[0][0] and is_phone and not options.wide:
            continue
        for each in options.looks.split(","):
            language, theme = each.split("-")
            yield Look(language, theme, width, height)


@contextmanager
def _server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        run_module("backend", "demo", "--data", folder)
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.gallery", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    parser.add_argument("--only", default="", metavar="WORD", help="screens whose name has it")
    parser.add_argument("--looks", default="vi-light,vi-dark,en-light,en-dark")
    parser.add_argument("--wide", action="store_true", help="a phone's screens at 1280 too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
