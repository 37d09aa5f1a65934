"""A class of the sheets that every screen shares belongs to one of them.

Two sheets that lay out the same name spoil each other's screens, and no compiler says so.
"""

import re

from tests.house.tracked import ROOT, list_tracked

SHARED = "pwa/src/ui/styles/"
# Of each selector that begins a rule at the margin, the class that it begins with.
OWNED = re.compile(r"^\.([a-z][a-z0-9-]*)", re.MULTILINE)


def find_shared_names(sheets: dict[str, str]) -> dict[str, list[str]]:
    """Names of classes that begin rules in several sheets, with those sheets."""
    owners: dict[str, list[str]] = {}
    for path, text in sheets.items():
        for name in sorted(set(OWNED.findall(text))):
            owners.setdefault(name, []).append(path)
    return {name: paths for name, paths in owners.items() if len(paths) > 1}


def test_a_class_of_the_shared_sheets_has_one_owner() -> None:
    paths = [path for path in list_tracked(".css") if path.startswith(SHARED)]
    assert len(paths) > 1
    assert find_shared_names({path: (ROOT / path).read_text("utf-8") for path in paths}) == {}


def test_a_name_in_two_sheets_is_found() -> None:
    sheets = {"a.css": ".facts {\n}\n.one > p {\n}\n", "b.css": ".facts > div {\n}\n"}
    assert find_shared_names(sheets) == {"facts": ["a.css", "b.css"]}
