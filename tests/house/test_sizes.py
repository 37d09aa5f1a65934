"""Files, functions and components stay small enough to be read in one go.

Functions of TypeScript are measured by ESLint (`max-lines-per-function`), not here.
"""

import ast

import pytest

from tests.house.tracked import ROOT, iter_lines, list_tracked

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
COMPONENT_LINES_MAX = 200
FILE_BYTES_MAX = 1_500_000
CODE = (".py", ".ts", ".js", ".css")


def _function_lines(path: str) -> list[tuple[str, int]]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [
        (f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize(
    ("suffixes", "lines_max"), [(CODE, FILE_LINES_MAX), ((".svelte",), COMPONENT_LINES_MAX)]
)
def test_a_file_is_short(suffixes: tuple[str, ...], lines_max: int) -> None:
    sizes = {path: sum(1 for _ in iter_lines(path)) for path in list_tracked(*suffixes)}
    assert {path: size for path, size in sizes.items() if size > lines_max} == {}


def test_a_python_function_is_short() -> None:
    # A migration lists tables and columns in order; cutting it up would only hide them.
    paths = [path for path in list_tracked(".py") if not path.startswith("migrations/versions/")]
    sizes = [found for path in paths for found in _function_lines(path)]
    assert sizes
    assert [found for found in sizes if found[1] > FUNCTION_LINES_MAX] == []


def test_no_tracked_file_is_large() -> None:
    sizes = {path: (ROOT / path).stat().st_size for path in list_tracked()}
    assert {path: size for path, size in sizes.items() if size > FILE_BYTES_MAX} == {}
