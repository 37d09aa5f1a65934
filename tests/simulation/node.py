"""The process of Node in which the app's own store and exchange run, spoken to in lines of JSON.

One command runs at a time, and the process asks for every exchange with the server, so that the
world decides what the network does. Without Node there is no simulation: it fails and says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO

from tests.phone import Json

PWA = Path(__file__).resolve().parents[2] / "pwa"
BUNDLE = "TUNGNHA_REAL_PHONE"
BUNDLE_SECONDS_MAX = 60


class NoNode(Exception):
    """The real phone cannot run here."""


class PhoneFailed(Exception):
    """The app threw what none of its screens would have seen."""


class Node:
    """`bundle` is a folder that `bundled` made."""

    def __init__(self, bundle: Path) -> None:
        environment = {**os.environ, "TZ": "Asia/Ho_Chi_Minh", "NODE_OPTIONS": ""}
        self._process = subprocess.Popen(
            [_find_node(), str(bundle / "main.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )

    def order(self, command: Json, ask: Callable[[Json], Json | None]) -> Json:
        """What became of a command; `ask` answers what the phone asks of the network meanwhile."""
        self._say(command)
        while True:
            line = self._hear()
            if "ask" not in line:
                break
            self._say({"answer": ask(line["ask"])})
        if "failed" in line:
            raise PhoneFailed(line["failed"])
        done: Json = line["done"]
        return done

    def _say(self, what: Json) -> None:
        pipe = _open(self._process.stdin)
        pipe.write(json.dumps(what).encode() + b"\n")
        pipe.flush()

    def _hear(self) -> Json:
        line = _open(self._process.stdout).readline()
        if not line:
            raise NoNode(f"the real phone's process has ended: {self._process.wait()}")
        heard: Json = json.loads(line)
        return heard


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


_running: dict[tuple[int, str], Node] = {}


def get_node() -> Node:
    """The one of this process; a process that was forked from it gets its own."""
    bundle = os.environ.get(BUNDLE)
    if bundle is None:
        raise NoNode("the app was not bundled for this run")
    key = (os.getpid(), bundle)
    if key not in _running:
        _running[key] = Node(Path(bundle))
    return _running[key]


def bundled_once() -> AbstractContextManager[None]:
    """As it was bundled around this, perhaps with bugs planted; else as it is."""
    return nullcontext() if BUNDLE in os.environ else bundled()


@contextmanager
def bundled(patches: Sequence[Json] = ()) -> Iterator[None]:
    """Bundles the app as it is, or with bugs planted, for all worlds within."""
    before = os.environ.get(BUNDLE)
    folder = Path(tempfile.mkdtemp(prefix="tungnha-phone-"))
    try:
        planted = folder / "patches.json"
        planted.write_text(json.dumps(list(patches)), encoding="utf-8")
        _bundle(folder, planted)
        os.environ[BUNDLE] = str(folder)
        yield
    finally:
        _restore(before)
        shutil.rmtree(folder, ignore_errors=True)


def _restore(before: str | None) -> None:
    if before is None:
        os.environ.pop(BUNDLE, None)
    else:
        os.environ[BUNDLE] = before


def _bundle(folder: Path, patches: Path) -> None:
    done = subprocess.run(
        [_find_node(), "tests/world/bundle.mjs", str(folder), str(patches)],
        cwd=PWA,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BUNDLE_SECONDS_MAX,
        check=False,
    )
    if done.returncode != 0:
        raise NoNode(f"the app could not be bundled:\n{done.stdout}")


def _find_node() -> str:
    found = shutil.which("node")
    if found is None or not (PWA / "node_modules").is_dir():
        raise NoNode(
            "The app's own store and exchange take part in the worlds, so Node and the app's "
            "packages are needed: `./test` installs both (tools/install.py: node, pwa-packages)."
        )
    return found
