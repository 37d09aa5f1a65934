"""Finds the Chromium that the browser tests drive, and installs one where that is allowed."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-core")


def find_chromium() -> Path | None:
    """The browser named by TUNGNHA_CHROMIUM, else the first one on PATH."""
    for name in (os.environ.get("TUNGNHA_CHROMIUM"), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return Path(found)
    return None


def install_chromium() -> None:
    """Installs Debian's package as root or through sudo; raises SystemExit where it cannot."""
    if find_chromium() and _has_vietnamese_font():
        return
    apt = shutil.which("apt-get")
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    if apt is None or (sudo and not shutil.which("sudo")):
        raise SystemExit("No Chromium: install one, or name it in TUNGNHA_CHROMIUM.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = (apt, "install", "--yes", "--quiet", "--no-install-recommends", *PACKAGES)
    for command in ((apt, "update", "--quiet"), install):
        subprocess.run([*sudo, *command], env=environment, stdin=subprocess.DEVNULL, check=False)
    if not find_chromium():
        raise SystemExit("Chromium could not be installed; name one in TUNGNHA_CHROMIUM.")


def _has_vietnamese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    fonts = subprocess.run(["fc-list", ":lang=vi"], capture_output=True, text=True, check=False)
    return bool(fonts.stdout.strip())


if __name__ == "__main__":
    install_chromium()
