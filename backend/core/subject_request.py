"""A request of a data subject as a kept thing: who asks for what, by when, and what was done.

Source: Law 91/2025/QH15 with Decree 356/2025/NĐ-CP. After an erasure it stays without what names
the person, as the proof that it was fulfilled.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from backend.core.legal_clock import RequestKind
from backend.core.problems import already_resolved, invalid_request
from backend.core.validate import Fields

OPEN, DONE, REFUSED = "open", "done", "refused"
STATUSES = (OPEN, DONE, REFUSED)
CHANNELS = ("counter", "phone", "letter", "message", "home")
"""How it came: at the counter, by telephone, by letter or e-mail, by a message, at the door."""

ACTS = ("answered", "copied", "corrected", "withdrawn", "done", "nothing_found", "refused")
"""What the office may say it has done; an erasure is done by the server, which says so itself."""

REASONS = ("not_proven", "kept_by_law", "taken_back")
"""Why it is refused: who asks has not shown to be the person, a law keeps the data, the person no
longer asks."""

FULFILLED_BY: Mapping[RequestKind, str] = {
    RequestKind.SEE: "copied",
    RequestKind.CORRECT: "corrected",
    RequestKind.ERASE: "erased",
    RequestKind.WITHDRAW: "withdrawn",
}
_CLOSES: Mapping[str, str] = {"done": DONE, "nothing_found": DONE, "refused": REFUSED}


@dataclass(frozen=True, slots=True)
class RequestAct:
    """`record_id` is the record it was done to, `why` one of `REASONS`."""

    act: str
    at: str
    by: str | None
    record_id: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What names who asks, as the office was told; all None once erased."""

    name: str | None = None
    phone: str | None = None
    household_id: str | None = None
    note: str | None = None

    @property
    def is_named(self) -> bool:
        return any((self.name, self.phone, self.household_id))


@dataclass(frozen=True, slots=True)
class SubjectRequest:
    """`answer_by` and `fulfil_by` are the last days in time, fixed when it was received."""

    id: str
    place: str
    kind: RequestKind
    channel: str
    received_on: date
    answer_by: date
    fulfil_by: date
    person: Person
    created_at: str
    created_by: str | None
    status: str = OPEN
    answered_on: date | None = None
    closed_on: date | None = None
    acts: tuple[RequestAct, ...] = ()

    @property
    def due_on(self) -> date:
        """What comes next: the answer, then the fulfilment."""
        return self.fulfil_by if self.answered_on else min(self.answer_by, self.fulfil_by)


def apply_act(request: SubjectRequest, act: RequestAct, today: date) -> SubjectRequest:
    """The request after an act. Whatever is done answers it too.

    Raises Problem 409 `already_resolved` for one that is closed, 422 for a refusal without a
    reason, and for "done" where nothing was done that fulfils it.
    """
    if request.status != OPEN:
        raise already_resolved()
    if (act.act == "refused") != (act.why in REASONS):
        raise invalid_request("why", "a refusal needs a reason, and only a refusal has one")
    if act.act == "done" and not _is_fulfilled(request):
        raise invalid_request("act", "nothing was done yet that fulfils the request")
    status = _CLOSES.get(act.act, OPEN)
    return replace(
        request,
        status=status,
        answered_on=request.answered_on or today,
        closed_on=None if status == OPEN else today,
        acts=(*request.acts, act),
    )


def has_consent(fields: Fields) -> bool:
    """Whether a household agrees to anything."""
    consent = fields.get("consent")
    return isinstance(consent, dict) and bool(consent.get("purposes"))


def forget_person(request: SubjectRequest, *, at: str) -> SubjectRequest:
    """What names the person goes, also the ids of records; what was done when stays. One that
    asked for it and is open says that it has been done."""
    acts = [replace(act, record_id=None) for act in request.acts]
    is_asked = request.kind is RequestKind.ERASE and request.status == OPEN
    if is_asked and not _is_fulfilled(request):
        acts.append(RequestAct("erased", at, None))
    return replace(request, person=Person(), acts=tuple(acts))


def _is_fulfilled(request: SubjectRequest) -> bool:
    return any(act.act == FULFILLED_BY[request.kind] for act in request.acts)
