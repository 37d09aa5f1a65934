"""The chain of the audit log: each entry's hash covers its words and the hash before it."""

import hashlib
import json
from dataclasses import dataclass

FIRST = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. `subject` and `detail` name people and records by their ids only."""

    place: str
    seq: int
    at: str
    by: str | None
    device: str | None
    action: str
    subject: str
    detail: str
    previous: str

    @property
    def hash(self) -> str:
        """SHA-256 over the entry as a JSON list, in the order of its fields."""
        words = [
            self.place,
            self.seq,
            self.at,
            self.by,
            self.device,
            self.action,
            self.subject,
            self.detail,
            self.previous,
        ]
        text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
