"""The project's own text files, as git lists them; what is generated is left out."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Written by a tool and compared with its source by a check of its own.
GENERATED = {
    "pwa/package-lock.json",
    "tests/bench/lighthouse/package-lock.json",
    "pwa/src/api/schema.d.ts",
    "pwa/src/core/record_types.gen.ts",
}


def list_tracked(*suffixes: str) -> list[str]:
    """Paths from the root, new files included that git does not ignore; `()` means all."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return sorted(
        path
        for path in listed.stdout.split("\0")
        if path
        and path not in GENERATED
        and (ROOT / path).is_file()
        and (not suffixes or path.endswith(suffixes))
    )


def iter_lines(path: str) -> Iterator[tuple[int, str]]:
    """Numbered lines from 1; nothing for a file that is not text."""
    content = (ROOT / path).read_bytes()
    if b"\0" in content:
        return
    yield from enumerate(content.decode().splitlines(), start=1)
