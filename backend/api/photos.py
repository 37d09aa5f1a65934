"""The bytes of photos, apart from their records: sent in parts, fetched one by one."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from backend.api.http import Acting, Given, SignedIn, known_id, receive_body
from backend.services.photos.find_photo import get_photo
from backend.services.photos.receive_photo import Received, get_received, receive_photo

router = APIRouter(prefix="/photos", tags=["photos"])

JPEG = "image/jpeg"
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {JPEG: _BYTES}}}
_PART = {"requestBody": {"content": {"application/octet-stream": _BYTES}}}
Offset = Annotated[
    int,
    Header(
        ge=0, le=2**31, description="Where in the photo the part belongs.", alias="Upload-Offset"
    ),
]


class ReceivedOut(BaseModel):
    """How far the server has it; others see the photo once it `has_arrived`."""

    offset: Annotated[int, Field(description="Bytes received so far: where to go on.")]
    bytes: Annotated[int, Field(description="Bytes that the record announces.")]
    has_arrived: bool

    @classmethod
    def of(cls, received: Received) -> "ReceivedOut":
        return cls(offset=received.offset, bytes=received.bytes, has_arrived=received.has_arrived)


@router.get("/{photo_id}", operation_id="get_photo", response_class=Response, responses=_PICTURE)
def get_one(context: Given, caller: Acting, photo_id: str) -> Response:
    """The picture. 404 `photo_on_its_way` until its bytes have arrived, else `not_found`."""
    name = known_id(photo_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.jpg"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(get_photo(context, caller, name), media_type=JPEG, headers=headers)


@router.get("/{photo_id}/upload", operation_id="get_photo_upload")
def get_upload(context: Given, caller: SignedIn, photo_id: str) -> ReceivedOut:
    """Where to go on. 403, 404."""
    return ReceivedOut.of(get_received(context, caller, known_id(photo_id)))


@router.patch("/{photo_id}/upload", operation_id="send_photo_part", openapi_extra=_PART)
async def send_part(
    request: Request, context: Given, caller: SignedIn, photo_id: str, offset: Offset = 0
) -> ReceivedOut:
    """The next bytes, at most `photo_part_bytes_max`. 403, 404, 409 `wrong_offset` with the
    `offset` to go on from, 413, 422 `unfit_photo` with `why`, 429 `too_many_photos`."""
    part = await receive_body(request, context.settings.limits, limit="photo_part_bytes_max")
    received = await run_in_threadpool(
        receive_photo, context, caller, known_id(photo_id), offset=offset, part=part
    )
    return ReceivedOut.of(received)
