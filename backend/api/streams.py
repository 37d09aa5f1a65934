"""The streams that the caller's device pulls."""

from fastapi import APIRouter

from backend.api.account_types import StreamOut
from backend.api.http import Given, Page, SignedIn
from backend.services.people import list_streams as listing

router = APIRouter(prefix="/streams", tags=["sync"])


@router.get("")
def list_streams(context: Given, caller: SignedIn) -> Page[StreamOut]:
    """Province, communes, hamlets, always on one page; none for who may pull nothing."""
    items = [StreamOut.of(stream) for stream in listing.list_streams(context, caller)]
    return Page(items=items, cursor=None)
