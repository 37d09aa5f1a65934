"""Phones and browsers: the list for leaders and the office, and revoking one."""

from fastapi import APIRouter

from backend.api.account_types import DeviceOut
from backend.api.http import Acting, Given, Page, Paged, known_id
from backend.core.people import Device
from backend.services.people import list_devices as listing
from backend.services.people import revoke_device as revoking

router = APIRouter(prefix="/devices", tags=["devices"])


def _id(device: Device) -> str:
    return device.id


@router.get("")
def list_devices(context: Given, caller: Acting, page: Paged) -> Page[DeviceOut]:
    """Devices of the caller's units for leaders and admins, the caller's own for others."""
    found = listing.list_devices(context, caller, after=page.after, limit=page.one_more)
    items, cursor = page.cut(found, _id)
    return Page(items=[DeviceOut.of(device) for device in items], cursor=cursor)


@router.post("/{device_id}/revoke")
def revoke_device(context: Given, caller: Acting, device_id: str) -> DeviceOut:
    """It pulls nothing more and wipes what has arrived; its unsent work is still taken."""
    return DeviceOut.of(revoking.revoke_device(context, caller, known_id(device_id)))
