"""Writes requirements.txt and requirements-dev.txt, hash-locked, from pyproject.toml.

The files must name no registry and no path of a machine. `--upgrade` takes newer releases.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "python tools/lock.py"),
)


def lock(target: str, *, options: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", *COMPILE, *options, "pyproject.toml", "-o", target]
    subprocess.run(command, cwd=ROOT, check=True)


def main() -> None:
    upgrade = ("--upgrade",) if "--upgrade" in sys.argv[1:] else ()
    lock("requirements.txt", options=("--extra", "build", *upgrade))
    held = ("-c", "requirements.txt")
    lock("requirements-dev.txt", options=("--extra", "build", "--extra", "dev", *held, *upgrade))


if __name__ == "__main__":
    main()
