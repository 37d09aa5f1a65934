"""A disk that forgets, when the power goes, what was written and not yet flushed.

SQLite's own calls of `fsync` and `fdatasync` are led here through the table of imported functions
of its shared library (ELF, Linux), so each file is known as it was when it was last flushed.
"""

import ctypes
import mmap
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pysqlite3

FLUSHES = ("fsync", "fdatasync")
DYNSYM, RELA = 11, 4
SECTION = struct.Struct("<IIQQQQIIQQ")
SYMBOL = struct.Struct("<IBBHQQ")
RELOCATION = struct.Struct("<QQq")
READ_WRITE = 3

_Flush = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)


class Disk:
    """`folder` as it would be after a loss of power: each file as it was at its last flush."""

    def __init__(self, kept: Path, folder: Path) -> None:
        self.kept, self.folder = kept, folder
        self.flushes = 0
        kept.mkdir()
        for path in folder.iterdir():
            shutil.copyfile(path, kept / path.name)

    def flush(self, descriptor: int) -> int:
        os.fdatasync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.parent == self.folder:
            self.flushes += 1
            shutil.copyfile(path, self.kept / path.name)
        return 0


@contextmanager
def forgetful_disk(kept: Path, folder: Path) -> Iterator[Disk]:
    """Until its end SQLite's flushes in this process are noted; `kept` becomes the disk after."""
    disk = Disk(kept, folder)
    callback = _Flush(disk.flush)
    address = ctypes.cast(callback, ctypes.c_void_p).value
    assert address is not None
    slots = list(_slots(_library()))
    assert slots, "SQLite's library imports no flush"
    old = [_write(slot, address) for slot in slots]
    try:
        yield disk
    finally:
        for slot, before in zip(slots, old, strict=True):
            _write(slot, before)


def _library() -> Path:
    return next(Path(pysqlite3.__file__).resolve().parent.glob("_sqlite3*.so"))


def _slots(library: Path) -> Iterator[int]:
    """Where the addresses of the flushing functions stand in this process."""
    raw = library.read_bytes()
    sections = list(_sections(raw))
    symbols, names = next(
        (section, sections[section[6]]) for section in sections if section[1] == DYNSYM
    )
    base = _base_of(library)
    for section in (each for each in sections if each[1] == RELA):
        for offset, info, _ in RELOCATION.iter_unpack(_bytes(raw, section)):
            name = _name(_bytes(raw, symbols), _bytes(raw, names), info >> 32)
            if name in FLUSHES:
                yield base + offset


def _sections(raw: bytes) -> Iterator[tuple[int, ...]]:
    (start,) = struct.unpack_from("<Q", raw, 40)
    size, count = struct.unpack_from("<HH", raw, 58)
    for number in range(count):
        yield SECTION.unpack_from(raw, start + number * size)


def _bytes(raw: bytes, section: tuple[int, ...]) -> bytes:
    return raw[section[4] : section[4] + section[5]]


def _name(symbols: bytes, names: bytes, index: int) -> str:
    (start, *_) = SYMBOL.unpack_from(symbols, index * SYMBOL.size)
    return names[start : names.index(b"\0", start)].decode()


def _base_of(library: Path) -> int:
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, _, offset, *_, path = line.split()
        if path == str(library) and int(offset, 16) == 0:
            return int(addresses.partition("-")[0], 16)
    raise AssertionError("SQLite's library is not loaded")


def _write(slot: int, address: int) -> int:
    """What stood there before."""
    page = slot & -mmap.PAGESIZE
    protect: Callable[[ctypes.c_void_p, ctypes.c_size_t, int], int]
    protect = ctypes.CDLL(None, use_errno=True).mprotect
    assert protect(ctypes.c_void_p(page), ctypes.c_size_t(mmap.PAGESIZE), READ_WRITE) == 0
    cell = ctypes.c_uint64.from_address(slot)
    before, cell.value = cell.value, address
    return before
