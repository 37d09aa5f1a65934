"""Every error that a client can meet, on one page (RFC 9457; codes are stable, texts are not)."""

from collections.abc import Mapping


class Problem(Exception):
    """An answer other than success. It never carries what the client sent."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        *,
        retry_after_seconds: int | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.title = title
        self.retry_after_seconds = retry_after_seconds
        self.extra = dict(extra or {})


def malformed_json(why: str) -> Problem:
    return Problem(400, "malformed_json", f"The body is not strict JSON: {why}.")


def not_signed_in() -> Problem:
    return Problem(401, "not_signed_in", "Sign in first.")


def bad_credentials() -> Problem:
    return Problem(401, "bad_credentials", "The name or the password is wrong.")


def bad_invitation() -> Problem:
    return Problem(401, "bad_invitation", "This invitation was used, has ended, or never was.")


def token_reused() -> Problem:
    return Problem(401, "token_reused", "This sign-in was used elsewhere. Sign in again.")


def access_ended() -> Problem:
    """For a device that was revoked, or whose user was disabled, longer ago than it may send."""
    return Problem(
        401, "access_ended", "This phone may not send any more. Hand over its outbox as a file."
    )


def not_allowed() -> Problem:
    return Problem(403, "not_allowed", "Your role does not permit this.")


def device_not_yours() -> Problem:
    return Problem(403, "device_not_yours", "This device belongs to another user.")


def bad_signature() -> Problem:
    return Problem(403, "bad_signature", "The file is not signed by its device.")


def not_found() -> Problem:
    return Problem(404, "not_found", "There is no such thing, or not for you.")


def method_not_allowed() -> Problem:
    return Problem(405, "method_not_allowed", "This address does not take that method.")


def device_log_diverged() -> Problem:
    return Problem(409, "device_log_diverged", "This number already holds another changeset.")


def wrong_offset(offset: int) -> Problem:
    """Of a photo's bytes: `offset` says how many are there, and so where to go on."""
    return Problem(
        409, "wrong_offset", "The bytes go on at another place.", extra={"offset": offset}
    )


def already_resolved(conflict: object = None) -> Problem:
    """Of a conflict, which goes with it, or of held work."""
    extra = {} if conflict is None else {"conflict": conflict}
    return Problem(409, "already_resolved", "This is already decided.", extra=extra)


def stale(
    title: str = "The record has changed since you looked.", *, reason: str | None = None
) -> Problem:
    """`reason` is a word for programs where there are several."""
    return Problem(409, "stale", title, extra={} if reason is None else {"reason": reason})


def name_taken() -> Problem:
    return Problem(409, "name_taken", "This name is in use.")


def too_large(limit: str, most: int) -> Problem:
    return Problem(
        413,
        "too_large",
        f"Over the limit {limit} of {most}.",
        extra={"limit": limit, "max": most},
    )


def unsupported_encoding() -> Problem:
    return Problem(415, "unsupported_encoding", "The body may be plain or gzip.")


def invalid_request(where: str, why: str) -> Problem:
    return Problem(422, "invalid_request", f"{where}: {why}.", extra={"field": where})


def photo_on_its_way() -> Problem:
    """The record is here, its bytes are not yet."""
    return Problem(404, "photo_on_its_way", "The photo has not arrived yet.")


def unfit_photo(why: str) -> Problem:
    """What was sent is thrown away; `why` is one of the words of core.jpeg, or `hash`, `bytes`,
    `shape`, `owner`."""
    return Problem(422, "unfit_photo", "This cannot be kept as a photo.", extra={"why": why})


def still_held(reasons: object) -> Problem:
    return Problem(422, "still_held", "It still cannot be applied.", extra={"reasons": reasons})


def too_many_attempts(retry_after_seconds: int) -> Problem:
    return Problem(
        429,
        "too_many_attempts",
        "Too many attempts. Wait a moment.",
        retry_after_seconds=retry_after_seconds,
    )


def held_quota(retry_after_seconds: int) -> Problem:
    return Problem(
        429,
        "quota",
        "Too much held work from this device.",
        retry_after_seconds=retry_after_seconds,
    )


def photo_quota(retry_after_seconds: int) -> Problem:
    return Problem(
        429,
        "too_many_photos",
        "Too many photos in one day.",
        retry_after_seconds=retry_after_seconds,
    )


def server_busy(retry_after_seconds: int = 2) -> Problem:
    return Problem(
        503,
        "server_busy",
        "The server is busy. Nothing is lost.",
        retry_after_seconds=retry_after_seconds,
    )


def server_full() -> Problem:
    return Problem(
        503, "server_full", "The server's disk is full. Nothing is lost.", retry_after_seconds=60
    )
