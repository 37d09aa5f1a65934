"""Links and QR codes that sign a person in once, for the admins and leaders of their units."""

from fastapi import APIRouter
from pydantic import BaseModel

from backend.api.account_types import StrictIn, Uuid
from backend.api.http import Acting, FormRoute, Given, Page, Paged
from backend.core.people import Invitation
from backend.services.people import invite_user as inviting

router = APIRouter(prefix="/invitations", tags=["sign-in"], route_class=FormRoute)


class InvitationIn(StrictIn):
    """Whom to invite."""

    user_id: Uuid


class InvitationOut(BaseModel):
    """A link as it stands; `used_at` and `device` are null until somebody has used it."""

    id: str
    user_id: str
    created_by: str
    created_at: str
    expires_at: str
    device: str | None
    used_at: str | None

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationOut":
        return cls(
            id=invitation.id,
            user_id=invitation.user_id,
            created_by=invitation.created_by,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
            device=invitation.device,
            used_at=invitation.used_at,
        )


class NewInvitationOut(InvitationOut):
    """`token` is told this once; the link is the app's address with `path` behind it, which
    begins with `#`, so that no server and no proxy ever writes it down."""

    token: str
    path: str


def _id(invitation: Invitation) -> str:
    return invitation.id


@router.post("", status_code=201)
def invite_user(context: Given, caller: Acting, body: InvitationIn) -> NewInvitationOut:
    """A link good for a day and one device; 403 `not_allowed`, 404 for who is out of scope."""
    invited = inviting.invite_user(context, caller, body.user_id)
    shown = InvitationOut.of(invited.invitation).model_dump()
    return NewInvitationOut(**shown, token=invited.token, path=f"#/moi/{invited.token}")


@router.get("")
def list_invitations(context: Given, caller: Acting, page: Paged) -> Page[InvitationOut]:
    """The links of the people in the caller's units, without their tokens; 403 `not_allowed`."""
    found = inviting.list_invitations(context, caller, after=page.after, limit=page.one_more)
    items, cursor = page.cut(found, _id)
    return Page(items=[InvitationOut.of(item) for item in items], cursor=cursor)
