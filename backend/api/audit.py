"""The audit log of a place, for its admins; entries name ids, never people."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from backend.api.account_types import UnitId
from backend.api.http import Acting, Given, Page, Paged
from backend.core.audit_chain import AuditEntry
from backend.core.problems import invalid_request
from backend.services.upkeep import read_audit as reading

router = APIRouter(prefix="/audit", tags=["audit"])
Place = Annotated[UnitId, Query(description="A commune or a province.")]


class AuditEntryOut(BaseModel):
    """One act: `subject` is the id of what it was done to, `hash` covers it and all before it."""

    seq: int
    at: str
    by: str | None
    device: str | None
    action: str
    subject: str
    detail: str
    hash: str

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditEntryOut":
        return cls(
            seq=entry.seq,
            at=entry.at,
            by=entry.by,
            device=entry.device,
            action=entry.action,
            subject=entry.subject,
            detail=entry.detail,
            hash=entry.hash,
        )


class ChainOut(BaseModel):
    """The chain as computed anew; `broken_at` is null where every entry fits."""

    place: str
    entries: int
    head: str
    broken_at: int | None


def _seq(entry: AuditEntry) -> str:
    return str(entry.seq)


@router.get("")
def list_audit(context: Given, caller: Acting, page: Paged, place: Place) -> Page[AuditEntryOut]:
    """The newest first. 403 for who is no admin, 404 for a place out of scope."""
    if page.after and not (page.after.isdecimal() and page.after.isascii()):
        raise invalid_request("cursor", "not one of ours")
    before = int(page.after) if page.after else None
    found = reading.list_audit(context, caller, place, before=before, limit=page.one_more)
    items, cursor = page.cut(found, _seq)
    return Page(items=[AuditEntryOut.of(entry) for entry in items], cursor=cursor)


@router.get("/chain")
def check_audit(context: Given, caller: Acting, place: Place) -> ChainOut:
    """Whether anything was changed or taken away since it was written. 403, 404 as the list."""
    state = reading.check_audit(context, caller, place)
    return ChainOut(
        place=state.place, entries=state.entries, head=state.head, broken_at=state.broken_at
    )
