"""What JSON cannot carry is shown as its text."""

import json

from backend.core.values import NUMBER_MAX, NumberText, displayable


def test_surrogates_and_numbers_beyond_exact_ones_are_shown_as_text() -> None:
    shown = displayable(
        {"a\ud800": ["\udfff", NUMBER_MAX, NUMBER_MAX + 1, -(2**70), 1.5, True, None]}
    )
    texts = [str(NUMBER_MAX + 1), str(-(2**70))]
    assert shown == {"a\\ud800": ["\\udfff", NUMBER_MAX, *texts, 1.5, True, None]}
    assert displayable(NumberText("1e999")) == "1e999"
    json.dumps(shown, ensure_ascii=False).encode("utf-8")
