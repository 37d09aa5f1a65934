"""Access and refresh tokens, known only by their hashes; a family is what one sign-in led to."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.core.refresh_tokens import RefreshToken, TokenState
from backend.store.database import Connection
from backend.store.sql import execute, execute_many, select


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """Whose sign-in a token is part of."""

    family: str
    user_id: str
    device_id: str


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token about to be stored; `kind` is access or refresh."""

    hash: str
    kind: str
    owner: TokenOwner
    expires_at: str
    created_at: str
    parent: str | None = None


def insert_tokens(connection: Connection, *tokens: NewToken) -> None:
    execute_many(
        connection,
        "INSERT INTO token (hash, kind, family, parent, user_id, device_id, state, expires_at, "
        "created_at) VALUES (?, ?, ?, ?, ?, ?, 'live', ?, ?)",
        [
            (
                token.hash,
                token.kind,
                token.owner.family,
                token.parent,
                token.owner.user_id,
                token.owner.device_id,
                token.expires_at,
                token.created_at,
            )
            for token in tokens
        ],
    )


def find_owner(
    connection: Connection, token_hash: str, *, kind: str | None, now: str
) -> TokenOwner | None:
    """The owner of a token that has not expired, whatever its state; `kind` None is either."""
    rows = select(
        connection,
        "SELECT family, user_id, device_id, kind FROM token WHERE hash = ? AND expires_at > ?",
        token_hash,
        now,
    )
    if not rows or (kind is not None and rows[0][3] != kind):
        return None
    return TokenOwner(*rows[0][:3])


def lock_family(connection: Connection, family: str, token_hash: str) -> dict[str, RefreshToken]:
    """The refresh tokens of a sign-in that are still good, and the one named, whatever its state;
    by hash, locked until the commit."""
    rows = select(
        connection,
        "SELECT hash, parent, state FROM token WHERE family = ? AND kind = 'refresh' "
        "AND (hash = ? OR state IN ('live', 'superseded')) ORDER BY hash FOR UPDATE",
        family,
        token_hash,
    )
    return {row[0]: RefreshToken(row[0], row[1], TokenState(row[2])) for row in rows}


def set_states(connection: Connection, changes: Mapping[str, TokenState]) -> None:
    execute_many(
        connection,
        "UPDATE token SET state = ? WHERE hash = ?",
        [(state.value, token_hash) for token_hash, state in sorted(changes.items())],
    )


def revoke_access(connection: Connection, family: str) -> None:
    """Ends the family's access tokens; its refresh tokens keep their states."""
    execute(connection, "DELETE FROM token WHERE family = ? AND kind = 'access'", family)


def delete_family(connection: Connection, family: str) -> None:
    execute(connection, "DELETE FROM token WHERE family = ?", family)


def delete_tokens_of(connection: Connection, user_id: str) -> None:
    """Signs the user out everywhere."""
    execute(connection, "DELETE FROM token WHERE user_id = ?", user_id)


def delete_tokens_at(connection: Connection, user_id: str, device_id: str) -> None:
    """Signs the user out at one device."""
    statement = "DELETE FROM token WHERE user_id = ? AND device_id = ?"
    execute(connection, statement, user_id, device_id)


def delete_expired(connection: Connection, family: str, *, now: str) -> None:
    """Forgets what can no longer be used, and which nobody is told from an unknown token."""
    execute(connection, "DELETE FROM token WHERE family = ? AND expires_at <= ?", family, now)


def delete_all_expired(connection: Connection, *, now: str) -> None:
    """As `delete_expired`, for sign-ins that nobody refreshes any more; reads the whole table."""
    free = "SELECT hash FROM token WHERE expires_at <= ? FOR UPDATE SKIP LOCKED"
    execute(connection, f"DELETE FROM token WHERE hash IN ({free})", now)
