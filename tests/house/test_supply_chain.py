"""Nothing is installed, built or loaded whose hash is not known, or that others could swap."""

import json
import re
from pathlib import Path

import pytest

from tests.house.tracked import ROOT

REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))
PINNED = re.compile(r"^[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?==\S+")
ELSEWHERE = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE)


def _requirements(path: Path) -> list[str]:
    """One line for each package, its hashes with it."""
    joined = path.read_text().replace("\\\n", " ")
    lines = [line.partition(" #")[0].strip() for line in joined.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_python_package_is_one_version_with_its_hashes(path: Path) -> None:
    lines = _requirements(path)
    assert lines
    loose = [line for line in lines if not PINNED.match(line) or "--hash=sha256:" not in line]
    assert loose == []


def test_every_node_package_has_its_hash() -> None:
    packages = json.loads((ROOT / "pwa" / "package-lock.json").read_text())["packages"]
    fetched = {name: each for name, each in packages.items() if name and not each.get("link")}
    assert len(fetched) > 100
    loose = [
        name
        for name, each in fetched.items()
        if not each.get("integrity", "").startswith("sha512-") and not each.get("inBundle")
    ]
    assert loose == []


@pytest.mark.parametrize("name", ["Dockerfile", "tools/install.py"])
def test_installing_asks_for_the_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "--require-hashes" in text
    assert re.search(r"\bnpm\W+ci\b", text)
    assert not re.search(r"\bnpm\W+(install|i|add)\b", text)


def test_the_page_loads_nothing_from_anywhere_else() -> None:
    assert not ELSEWHERE.search((ROOT / "pwa" / "index.html").read_text())
