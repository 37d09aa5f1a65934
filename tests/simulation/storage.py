"""Where a world's database lies: an SQLite file or a PostgreSQL database, copied and put back."""

import shutil
import tempfile
from pathlib import Path
from typing import Protocol

import pysqlite3.dbapi2 as pysqlite

from tests.postgres import create_database, drop_database


class Storage(Protocol):
    """One database that can be copied while nobody is connected; in `folder` lie its files."""

    url: str
    folder: Path

    def copy(self) -> str: ...

    def put_back(self, copy: str) -> None: ...

    def another(self) -> "Storage":
        """A new empty one, for a replay."""

    def remove(self) -> None: ...


class SqliteStorage:
    """Files in a folder; the template is a prepared database."""

    def __init__(self, folder: Path, template: Path, *, name: str = "world") -> None:
        self.folder = folder
        self._template = template
        self._path = folder / f"{name}.sqlite3"
        self._copies = 0
        self.url = f"sqlite:///{self._path}"
        shutil.copyfile(template, self._path)

    def copy(self) -> str:
        connection = pysqlite.connect(self._path)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        self._copies += 1
        target = self._path.with_suffix(f".backup{self._copies}")
        shutil.copyfile(self._path, target)
        return str(target)

    def put_back(self, copy: str) -> None:
        for suffix in ("-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(copy, self._path)

    def another(self) -> "SqliteStorage":
        return SqliteStorage(self.folder, self._template, name="replay")

    def remove(self) -> None:
        for path in self.folder.glob(f"{self._path.stem}.*"):
            path.unlink(missing_ok=True)


class PostgresStorage:
    """Databases of one server, each a copy of a prepared one."""

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url = server_url
        self._template = template
        self._made: list[str] = []
        self.folder = Path(tempfile.mkdtemp(prefix="tungnha-world-"))
        self.url = self._new(template)

    def _new(self, template: str) -> str:
        url = create_database(self._server_url, template=template)
        self._made.append(url)
        return url

    def copy(self) -> str:
        return self._new(self.url)

    def put_back(self, copy: str) -> None:
        """The copy stays as it is: it may be put back again."""
        self.url = self._new(copy)

    def another(self) -> "PostgresStorage":
        return PostgresStorage(self._server_url, self._template)

    def remove(self) -> None:
        for url in self._made:
            drop_database(url)
        shutil.rmtree(self.folder, ignore_errors=True)
