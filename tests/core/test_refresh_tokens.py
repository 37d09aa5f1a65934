"""What presenting a refresh token does to its family."""

from backend.core.refresh_tokens import Presented, RefreshToken, TokenState, present

LIVE, SUPERSEDED = TokenState.LIVE, TokenState.SUPERSEDED
SPENT, DEAD, REVOKED = TokenState.SPENT, TokenState.DEAD, TokenState.REVOKED


def family(**states: TokenState) -> dict[str, RefreshToken]:
    """Tokens by hash; `a` is the first, `b` and `c` its successors, `d` the successor of `b`."""
    parents = {"a": None, "b": "a", "c": "a", "d": "b"}
    return {name: RefreshToken(name, parents[name], state) for name, state in states.items()}


def test_a_live_token_is_superseded_by_its_use() -> None:
    assert present(family(a=LIVE), "a") == Presented(is_good=True, changes={"a": SUPERSEDED})


def test_a_superseded_token_is_still_good_as_its_answer_may_have_been_lost() -> None:
    assert present(family(a=SUPERSEDED, b=LIVE), "a") == Presented(is_good=True)


def test_the_first_use_of_a_successor_spends_its_parent_and_ends_its_siblings() -> None:
    presented = present(family(a=SUPERSEDED, b=LIVE, c=LIVE), "b")
    assert presented == Presented(is_good=True, changes={"b": SUPERSEDED, "a": SPENT, "c": DEAD})


def test_a_sibling_of_the_one_that_was_used_is_refused_without_harm() -> None:
    assert present(family(b=SUPERSEDED, c=DEAD), "c") == Presented(is_good=False)


def test_a_spent_token_shown_again_revokes_the_family() -> None:
    presented = present(family(a=SPENT, b=SUPERSEDED, d=LIVE), "a")
    assert not presented.is_good
    assert presented.is_reuse
    assert presented.changes == {"a": REVOKED, "b": REVOKED, "d": REVOKED}


def test_a_token_of_a_revoked_family_changes_nothing_more() -> None:
    assert present(family(d=REVOKED), "d") == Presented(is_good=False, is_reuse=True)


def test_a_parent_that_is_forgotten_does_no_harm() -> None:
    assert present(family(b=LIVE), "b").changes == {"b": SUPERSEDED}
