"""Everything that differs from one installation to another, read once from the environment.

Limits have their names here and stand nowhere else; `/health` lists them.
"""

from dataclasses import asdict, dataclass, field
from os import environ
from pathlib import Path

MIB = 1024 * 1024
KIB = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request, one changeset and one record; sizes in bytes, the rest in counts."""

    body_bytes_max: int = 4 * MIB
    decoded_bytes_max: int = 16 * MIB
    refused_bytes_max: int = 64 * MIB
    depth_max: int = 16
    changesets_max: int = 500
    changes_max: int = 200
    changeset_bytes_max: int = 1 * MIB
    fields_bytes_max: int = 64 * KIB
    page_default: int = 500
    page_max: int = 2_000
    cursors_max: int = 256
    file_changesets_max: int = 20_000
    kept_files_max: int = 20
    form_bytes_max: int = 256 * KIB
    held_open_max: int = 10_000
    conflicts_open_max: int = 1_000
    conflict_bytes_max: int = 256 * 1024
    deletions_a_day_max: int = 200
    recovered_max: int = 2_000
    recovered_open_max: int = 50_000
    list_bytes_max: int = 8 * MIB
    user_units_max: int = 64
    devices_signed_in_max: int = 100
    device_chain_max: int = 100
    password_length_min: int = 8
    import_rows_max: int = 20_000
    import_columns_max: int = 64
    import_unpacked_bytes_max: int = 64 * MIB
    export_rows_max: int = 50_000
    exports_a_day_max: int = 20
    photo_part_bytes_max: int = 64 * KIB
    photos_a_day_max: int = 200

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What Argon2id spends on one password: a sign-in takes some 80 ms on a small server."""

    rounds: int = 2
    memory_kib: int = 32 * 1024
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class SignInPace:
    """Failed sign-ins allowed within `window_seconds`; nobody is locked out for longer.

    Of one account from one address, of all accounts from one address, and of one account from
    all addresses by devices that it does not know. So many of one account from one address are
    looked at at once.
    """

    window_seconds: int = 60
    account_address_max: int = 10
    address_max: int = 100
    account_max: int = 100
    at_once_max: int = 40


@dataclass(frozen=True, slots=True)
class RefusalPace:
    """How often the same refused body of a device is looked at within `window_seconds`; of how
    many devices the last one is remembered."""

    window_seconds: int = 60
    same_max: int = 20
    devices_max: int = 10_000


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what may go is kept, in days of the server's clock (docs/decisions/0060).

    `marker_days`: deletions and leave markers in a stream. `stopped_days`: how long a revoked
    device, or one of a disabled user, may still send what it holds. `undo_days`: how long a
    decision can be taken back. `batch_rows` go in one transaction of a prune.
    """

    marker_days: int = 180
    outcome_days: int = 180
    stopped_days: int = 180
    invitation_days: int = 180
    undo_days: int = 30
    prune_hours: int = 24
    batch_rows: int = 500

    def as_dict(self) -> dict[str, int]:
        """Those that a client may rely on."""
        told = ("marker_days", "outcome_days", "stopped_days", "undo_days")
        return {name: getattr(self, name) for name in told}


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_url` in SQLAlchemy's form; `pwa_dir` holds the built PWA or is absent."""

    database_url: str
    data_dir: Path = Path("data")
    pwa_dir: Path = Path("pwa/dist")
    access_seconds: int = 15 * 60
    refresh_days: int = 180
    invitation_hours: int = 24
    epoch_heal_days: int = 1
    photo_part_days: int = 7
    changes_a_transaction: int = 1_000
    limits: Limits = field(default_factory=Limits)
    retention: Retention = field(default_factory=Retention)
    password_cost: PasswordCost = field(default_factory=PasswordCost)
    sign_in_pace: SignInPace = field(default_factory=SignInPace)
    refusal_pace: RefusalPace = field(default_factory=RefusalPace)


def sqlite_url(data_dir: Path) -> str:
    return f"sqlite:///{data_dir / 'tungnha.sqlite3'}"


def full_url(url: str) -> str:
    """SQLAlchemy's form of what people write: `postgres://…` names no driver, a path no kind."""
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return f"postgresql+psycopg://{url.removeprefix(short)}"
    return url if "://" in url else f"sqlite:///{url}"


def read_settings(*, database_url: str | None = None, data_dir: Path | None = None) -> Settings:
    """Arguments win over TUNGNHA_DATABASE, TUNGNHA_DATA and TUNGNHA_PWA, these over defaults."""
    folder = data_dir or Path(environ.get("TUNGNHA_DATA", "data"))
    url = full_url(database_url or environ.get("TUNGNHA_DATABASE") or sqlite_url(folder))
    package_side = Path(__file__).resolve().parent.parent / "pwa" / "dist"
    return Settings(
        database_url=url,
        data_dir=folder,
        pwa_dir=Path(environ.get("TUNGNHA_PWA", str(package_side))),
    )
