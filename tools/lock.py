"""Writes the requirements files, hash-locked, from pyproject.toml.

The files must name no registry and no path of a machine. `--upgrade` takes newer releases.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "python tools/lock.py"),
)


def lock(target: str, *, options: tuple[str, ...], asked: str | None = None) -> None:
    """Locks what pyproject.toml asks for, or only the requirement `asked`."""
    source = "pyproject.toml" if asked is None else "-"
    command = [sys.executable, "-m", *COMPILE, *options, source, "-o", target]
    subprocess.run(command, cwd=ROOT, input=asked, text=True, check=True)


def main() -> None:
    upgrade = ("--upgrade",) if "--upgrade" in sys.argv[1:] else ()
    lock("requirements.txt", options=("--extra", "build", *upgrade))
    held = ("-c", "requirements.txt")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    node = "\n".join(project["optional-dependencies"]["node"])
    lock("requirements-node.txt", options=upgrade, asked=node)
    lock("requirements-dev.txt", options=("--extra", "build", "--extra", "dev", *held, *upgrade))


if __name__ == "__main__":
    main()
