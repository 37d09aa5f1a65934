"""The TypeScript wire types come from the server's OpenAPI document; this writes and compares them.

`python -m tools.wire_types` writes pwa/src/api/schema.d.ts anew; `--check` only compares.
"""

import subprocess
import sys
from pathlib import Path

from tools import install
from tools.install import PWA, PYTHON, ROOT, TOOLS

SCHEMA = PWA / "src" / "api" / "schema.d.ts"


def compare() -> None:
    """Raises SystemExit when the committed types are not those of the API."""
    fresh = generate(TOOLS / "schema.d.ts")
    if not SCHEMA.exists() or SCHEMA.read_bytes() != fresh.read_bytes():
        raise SystemExit(f"{SCHEMA.relative_to(ROOT)} is out of date: python -m tools.wire_types")


def generate(target: Path) -> Path:
    TOOLS.mkdir(exist_ok=True)
    document = TOOLS / "openapi.json"
    python = str(PYTHON) if PYTHON.exists() else sys.executable
    with document.open("wb") as written:
        subprocess.run([python, "-m", "backend", "openapi"], cwd=ROOT, stdout=written, check=True)
    command = ["npx", "openapi-typescript", str(document), "--output", str(target)]
    subprocess.run(command, cwd=PWA, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=True)
    return target


if __name__ == "__main__":
    install.install_node()
    if "--check" in sys.argv[1:]:
        compare()
    else:
        generate(SCHEMA)
