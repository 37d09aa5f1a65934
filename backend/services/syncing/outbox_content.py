"""What an outbox file holds once it is open: the part of a device log, read as a sync reads it."""

from dataclasses import dataclass, replace

from backend.core.problems import invalid_request
from backend.core.strict_json import parse_json
from backend.services.gunzip import gunzip
from backend.services.syncing.sync_request import Incoming, read_sync_request
from backend.settings import Limits
from backend.store import wire


@dataclass(frozen=True, slots=True)
class OutboxContent:
    """`first` as in a sync: the lowest number that the device still keeps."""

    first: int
    changesets: tuple[Incoming, ...]

    def passes_below(self) -> int:
        """The `first` that counts: where it is only the number of the file's own first changeset
        it says where the file begins, and a file may come before the one that fills its gap."""
        lowest = min((each.n for each in self.changesets), default=0)
        return 1 if self.first >= lowest else self.first


def read_outbox(packed: bytes, device: str, limits: Limits) -> OutboxContent:
    """Raises Problem 400 `malformed_json`, 413 `too_large`, 422 `invalid_request`."""
    plain = gunzip(packed, "decoded_bytes_max", limits.decoded_bytes_max)
    content = parse_json(plain, depth_max=limits.depth_max)
    if not isinstance(content, dict):
        raise invalid_request("box", "must hold an object")
    request = {
        "device": device,
        "first": content.get("first", 1),
        "changesets": content.get("changesets", []),
    }
    within = replace(limits, changesets_max=limits.file_changesets_max)
    read = read_sync_request(wire.encode(request), within)
    return OutboxContent(read.first, read.changesets)
