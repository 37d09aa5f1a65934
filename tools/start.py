"""What ./run does: install, build, fill a new database with the demo, then become the server."""

import argparse
import os
import subprocess
from pathlib import Path

from tools import install
from tools.install import PYTHON, ROOT, say

DEMO_ACCOUNTS = (
    ("tinh", "quản trị tỉnh · province admin"),
    ("xa", "quản trị xã · commune admin"),
    ("quay", "quầy Một cửa · desk clerk"),
    ("totruong1 … totruong5", "tổ trưởng · team leaders"),
    ("doanvien1 … doanvien20", "đoàn viên · volunteers"),
)
DEMO_PASSWORD = "tungnha-demo"  # works in demo databases only


def main() -> None:
    options = _read_options()
    install.extend_path()
    install.install_python(is_dev=False)
    _build_if_changed()
    data = Path(options.data).resolve()
    data.mkdir(parents=True, exist_ok=True)
    os.environ["TUNGNHA_DATA"] = str(data)
    has_demo = _fill(data, wants_demo=not options.no_demo)
    _greet(options.host, options.port, has_demo=has_demo)
    # The server takes this process over, so that whoever stops ./run stops the server.
    serve = ["serve", "--host", options.host, "--port", str(options.port)]
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "backend", *serve])


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description="Serves Từng Nhà on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in")
    parser.add_argument("--data", default="data", metavar="DIR", help="where the database is")
    parser.add_argument("--no-demo", action="store_true", help="start with an empty database")
    return parser.parse_args()


def _build_if_changed() -> None:
    if install.is_pwa_built():
        return
    install.install_node()
    install.install_pwa_packages()
    say("Building the PWA …")
    install.build_pwa()


def _fill(data: Path, *, wants_demo: bool) -> bool:
    """Fills a database that does not exist yet; says whether the demo accounts are in it.

    A demo that was cut short is thrown away and made again: the mark stands while it is made.
    """
    mark_begun, mark_done = data / ".demo-begun", data / ".demo"
    if os.environ.get("TUNGNHA_DATABASE"):
        return False
    if mark_begun.exists():
        for path in data.glob("tungnha.sqlite3*"):
            path.unlink()
    is_new = not (data / "tungnha.sqlite3").exists()
    if is_new and wants_demo:
        say("Making the demo commune (once) …")
        mark_begun.touch()
        _tungnha("migrate")
        _tungnha("demo")
        mark_done.touch()
        mark_begun.unlink()
    return mark_done.exists()


def _tungnha(*arguments: str) -> None:
    """What it says of success is left out, since `_greet` says it at every start."""
    command = [str(PYTHON), "-m", "backend", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise SystemExit(f"tungnha {' '.join(arguments)} failed ({done.returncode})")


def _greet(host: str, port: int, *, has_demo: bool) -> None:
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host
    say(f"\n  Từng Nhà: http://{shown}:{port}\n")
    if has_demo:
        for name, role in DEMO_ACCOUNTS:
            say(f"  {name:<24}{role}")
        say(f"  {'mật khẩu · password':<24}{DEMO_PASSWORD}\n")
    else:
        say("  Thêm người dùng · add people: .venv/bin/tungnha user add --help\n")
    say("  Ctrl+C dừng · stops\n")


if __name__ == "__main__":
    main()
