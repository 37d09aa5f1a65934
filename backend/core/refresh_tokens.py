"""What presenting a refresh token does to its family (see "Signing in" in the contract).

A token that was answered stays good until one of its successors is used, because the answer may
have been lost on the way; from then on it is spent, and whoever shows it again has copied it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class TokenState(StrEnum):
    LIVE = "live"
    SUPERSEDED = "superseded"
    SPENT = "spent"
    DEAD = "dead"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """`hash` names the token, `parent` the one it succeeded."""

    hash: str
    parent: str | None
    state: TokenState


@dataclass(frozen=True, slots=True)
class Presented:
    """What follows: a successor or none, a stolen family, and the states that change."""

    is_good: bool
    is_reuse: bool = False
    changes: Mapping[str, TokenState] = field(default_factory=dict)


def present(family: Mapping[str, RefreshToken], token_hash: str) -> Presented:
    """`family` holds the token and all of its sign-in that are live or superseded, by hash."""
    token = family[token_hash]
    if token.state is TokenState.SUPERSEDED:
        return Presented(is_good=True)
    if token.state is TokenState.LIVE:
        return Presented(is_good=True, changes=_use(family, token))
    if token.state is TokenState.SPENT:
        return Presented(
            is_good=False, is_reuse=True, changes=dict.fromkeys(family, TokenState.REVOKED)
        )
    return Presented(is_good=False, is_reuse=token.state is TokenState.REVOKED)


def _use(family: Mapping[str, RefreshToken], token: RefreshToken) -> dict[str, TokenState]:
    changes = {token.hash: TokenState.SUPERSEDED}
    if token.parent is None:
        return changes
    if token.parent in family:
        changes[token.parent] = TokenState.SPENT
    for other in family.values():
        if other.parent == token.parent and other.hash != token.hash:
            changes[other.hash] = TokenState.DEAD
    return changes
