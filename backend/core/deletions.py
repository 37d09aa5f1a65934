"""How much one person deletes in a day before somebody looks: a faulty app or a malicious hand
empties a book no further than this (docs/decisions/0047).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from backend.core.merge import Draft


@dataclass(slots=True)
class Deletions:
    """What people delete today: each may delete `most`, `count` tells how much a person has
    deleted before this transaction, `added` how much is deleted in it. What its author recorded
    after `fresh_since` and takes back is not counted: nobody has built on it. `day` is today in
    Vietnam."""

    most: int
    count: Callable[[str], int]
    fresh_since: str
    day: str
    before: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)

    def would_be_too_many(self, draft: Draft) -> bool:
        """Whether the author has deleted too much once this is done as well."""
        new, user = self._count_in(draft), draft.author.user_id
        if not new or user is None:
            return False
        if user not in self.before:
            self.before[user] = self.count(user)
        return self.before[user] + self.added.get(user, 0) + new > self.most

    def note(self, draft: Draft) -> None:
        """It is done, whoever let it pass."""
        new, user = self._count_in(draft), draft.author.user_id
        if new and user is not None:
            self.added[user] = self.added.get(user, 0) + new

    def _count_in(self, draft: Draft) -> int:
        if "delete" not in draft.ops.values():
            return 0
        return sum(
            1
            for record_id, op in draft.ops.items()
            if op == "delete" and not self._is_own_and_fresh(draft, record_id)
        )

    def _is_own_and_fresh(self, draft: Draft, record_id: str) -> bool:
        record = draft.world.records[record_id]
        return record.created_by == draft.author.user_id and record.created_at > self.fresh_since
