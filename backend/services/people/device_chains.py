"""Which devices count as one because one replaced the other, whichever of them signs in first.

After a restore a device may name one that the server has lost: its word is taken until that one
signs in. Then those that named it join its own chain, or leave it where it is another person's.
"""

from backend.core.people import Device, DeviceClaim
from backend.core.problems import device_not_yours, invalid_request
from backend.store import devices
from backend.store.database import Connection
from backend.store.outcomes import renumber_outcomes


def find_ancestors(
    connection: Connection, claim: DeviceClaim, user_id: str, *, length_max: int
) -> tuple[str, ...]:
    """The devices that a new one succeeds, the first of them first.

    Raises Problem 403 `device_not_yours`, 422 `invalid_request` where it would succeed itself, or
    more devices than `length_max`: each of a chain keeps the ids of all before it. A phone then
    goes on as a device that replaces none.
    """
    if claim.replaces is None:
        return ()
    replaced = devices.find_device(connection, claim.replaces)
    if replaced is not None and replaced.user_id != user_id:
        raise device_not_yours()
    ancestors = (*(replaced.ancestors if replaced else ()), claim.replaces)
    if claim.id in ancestors:
        raise invalid_request("device.replaces", "a device cannot replace itself")
    if len(ancestors) > length_max:
        raise invalid_request("device.replaces", f"at most {length_max} in a row")
    return ancestors


def lineage_of(device_id: str, ancestors: tuple[str, ...]) -> str:
    return ancestors[0] if ancestors else device_id


def join_successors(connection: Connection, device: Device) -> None:
    """After the device was registered: who named it before, and whoever succeeds those, has its
    chain before their own, and with it the outcomes of all of it."""
    moved = dict[str, set[str]]()
    for each in devices.list_lineage(connection, device.id):
        if each.id == device.id:
            continue
        ancestors = _joined(device, each)
        lineage = lineage_of(each.id, ancestors)
        if (lineage, ancestors) != (each.lineage, each.ancestors):
            devices.update_chain(connection, each.id, lineage=lineage, ancestors=ancestors)
            moved.setdefault(each.place, {device.id}).add(lineage)
    for place, lineages in moved.items():
        renumber_outcomes(connection, place, lineages)


def _joined(device: Device, successor: Device) -> tuple[str, ...]:
    if successor.user_id == device.user_id:
        return (*device.ancestors, *successor.ancestors)
    return tuple(each for each in successor.ancestors if each != device.id)
