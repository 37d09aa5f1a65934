"""What Python and TypeScript must answer alike; the twin is pwa/tests/core/vectors.test.ts."""

import json
from pathlib import Path
from typing import Any

from backend.core.record import TAG_MODULUS
from backend.core.record_types import RECORD_TYPES, Kind
from backend.core.text import fold
from backend.core.values import merge_counters, merge_set

VECTORS = Path(__file__).parent.parent / "vectors"


def read(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["cases"]
    return cases


def test_search_keys_are_those_of_the_phone() -> None:
    for case in read("search_keys"):
        assert fold(case["text"]) == case["key"]


def test_digests_are_those_of_the_phone() -> None:
    for case in read("digests"):
        digest = {"count": len(case["tags"]), "sum": sum(case["tags"]) % TAG_MODULUS}
        assert digest == case["digest"]


def test_sets_and_counters_merge_as_the_phone_lays_them_over() -> None:
    for case in read("merged_fields"):
        merged = dict(case["before"])
        for name, wanted in case["fields"].items():
            values = (case["before"].get(name), case["from"].get(name), wanted)
            merged[name] = merge(RECORD_TYPES[case["type"]].fields[name].kind, values)
        assert merged == case["after"], case["about"]


def merge(kind: Kind, values: tuple[Any, Any, Any]) -> object:
    if kind is Kind.SET:
        return merge_set(*values)
    return merge_counters(*values) if kind is Kind.COUNTERS else values[2]
