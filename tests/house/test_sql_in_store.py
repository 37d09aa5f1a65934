"""SQL is written in backend/store; a service may hold a connection and pass it on, no more.

import-linter knows modules only, so which names of SQLAlchemy are taken is checked here.
"""

import ast

from tests.house.tracked import ROOT, list_tracked

ALLOWED = {("sqlalchemy", "Connection"), ("sqlalchemy.exc", "IntegrityError")}


def _list_taken(path: str) -> list[tuple[str, str]]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [
        (node.module or "", name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for name in node.names
    ]


def test_a_service_takes_nothing_of_sqlalchemy_but_the_connection() -> None:
    paths = [path for path in list_tracked(".py") if path.startswith("backend/services/")]
    assert paths
    taken = {path: [name for name in _list_taken(path) if name not in ALLOWED] for path in paths}
    assert {path: names for path, names in taken.items() if names} == {}
