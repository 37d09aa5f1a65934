"""Whoever changes an entry of the audit log changes its hash."""

from dataclasses import asdict, replace

from backend.core.audit_chain import FIRST, AuditEntry

ENTRY = AuditEntry("30076", 1, "2026-11-23T03:00:00.000Z", "u", None, "act", "s", "d", FIRST)


def test_the_hash_covers_every_field() -> None:
    words = asdict(ENTRY)
    others = [{**words, name: 2 if name == "seq" else "other"} for name in words]
    changed = [AuditEntry(**other) for other in others]
    assert len({each.hash for each in (ENTRY, *changed)}) == len(changed) + 1


def test_a_value_cannot_slip_from_one_field_into_the_next() -> None:
    assert replace(ENTRY, action="ab", subject="c").hash != (
        replace(ENTRY, action="a", subject="bc").hash
    )


def test_a_text_that_is_not_utf_8_has_a_hash_too() -> None:
    assert replace(ENTRY, detail="\ud800").hash != ENTRY.hash
