"""A broken warehouse put aside, and the place of a new one taken: files moved so that a kill at any point is harmless.

The new one is made under another name. The broken one goes first, then its log, then the new one takes the name: in
between there is no warehouse at all, which is known for what it is, and never one with another's log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.checks import failed_checks
from warehouse.connection import opened
from warehouse.copying import copy_database, sync
from warehouse.damage import WarehouseBroken, log_of
from warehouse.generation import count_change
from warehouse.journalled import journalled
from warehouse.statements import as_json, rows, run, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class SoundCopy:
    """A published copy that can be read. `failed` are the names of the checks that it does not pass."""

    path: Path
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownDelivery:
    """A delivery as the journal has it. What older programs did not write is None."""

    alert_id: str
    channel: str
    state: str  # delivered, given up, failed
    settled_at: datetime
    figure_key: str | None = None
    quote_id: str | None = None
    rule_id: str | None = None
    count_attempts: int | None = None
    is_maybe_sent: bool = False  # it may have arrived all the same
    next_attempt_at: datetime | None = None
    error: str | None = None


def what_is_wrong(warehouse: Path, *, wait_seconds: float) -> str | None:
    """Why the warehouse cannot be used, None where it can; for those who hold the lock file."""
    if not warehouse.exists():
        return "the file is gone"
    try:
        with opened(warehouse, wait_seconds=wait_seconds) as con:
            value(con, "reads/count_schema_tables")
    except WarehouseBroken as error:
        return error.cause or str(error)
    return None


def sound_copy(published: Path) -> SoundCopy | None:
    """The newest published copy that can be read, one that passes all checks before one that does not."""
    readable = [found for copy in _copies(published) if (found := _read(copy)) is not None]
    return next((copy for copy in readable if not copy.failed), readable[0] if readable else None)


def copies_of(published: Path) -> tuple[tuple[Path, str], ...]:
    """The published copies that can be read, the newest first, each with the last line of the journal that it holds."""
    found = ((copy, _held_by(copy)) for copy in _copies(published))
    return tuple((copy, held) for copy, held in found if held is not None)


def _held_by(copy: Path) -> str | None:
    try:
        with duckdb.connect(str(copy), read_only=True) as con:
            return journalled(con)
    except duckdb.Error:
        return None  # damaged, or of a schema that knows of no lines


def _copies(published: Path) -> list[Path]:
    """The files of the published copies, the newest first."""
    stem = published.name.removesuffix(".published.duckdb")
    folder = published.resolve().parent if published.exists() else published.parent / "published"
    return sorted(folder.glob(f"{stem}.*.duckdb"), key=lambda copy: (copy.stat().st_mtime, copy.name), reverse=True)


def _read(copy: Path) -> SoundCopy | None:
    try:
        with duckdb.connect(str(copy), read_only=True) as con:
            return SoundCopy(copy, tuple(check.name for check in failed_checks(con)))
    except (duckdb.CatalogException, duckdb.BinderException):
        return SoundCopy(copy, ("of another schema",))  # older or newer than the checks; opening it for good will tell
    except duckdb.Error:
        return None  # damaged, too: the one before is tried


def begin_with(copy: Path | None, side: Path) -> None:
    """Nothing; the new warehouse under its other name is that copy, or not there yet."""
    side.unlink(missing_ok=True)
    log_of(side).unlink(missing_ok=True)
    if copy is not None:
        copy_database(copy, side)


def put_aside(warehouse: Path, folder: Path, now: datetime) -> tuple[Path, ...]:
    """Where the files of the broken warehouse are now: moved, dated, never deleted."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{warehouse.stem}.{now.astimezone(UTC):%Y-%m-%dT%H%M%S}.duckdb"
    moved = []
    for file, target in ((warehouse, folder / name), (log_of(warehouse), folder / f"{name}.wal")):
        if file.exists():
            file.rename(target)
            moved.append(target)
            sync(warehouse.parent)
    sync(folder)
    return tuple(moved)


def take_over(side: Path, warehouse: Path) -> None:
    """Nothing; the new warehouse has the name. Premise: it is closed, and all of it is in its one file."""
    assert not log_of(side).exists(), "a connection to it is open, or its last checkpoint failed"
    sync(side)
    side.replace(warehouse)
    sync(warehouse.parent)


# --- what is known from elsewhere -------------------------------------------------------------------------------------


def raw_records(con: "DuckDBPyConnection") -> frozenset[tuple[str, str]]:
    """The raw records that the warehouse has taken in: file and record id."""
    return frozenset((file, record_id) for file, record_id in rows(con, "reads/raw_records"))


def load_known_deliveries(con: "DuckDBPyConnection", deliveries: Sequence[KnownDelivery]) -> int:
    """How many deliveries of alerts are on record now as the journal has them, and will not be made again.

    An alert is known again by its id; else, where statements were put together otherwise than before, by its rule,
    its figure and the quote; and where no such rule is left, by figure and quote: whoever was told that these words
    were said is not told again. Notices are known by their id.
    """
    changed = run(con, "loads/deliveries_known", rows=as_json(deliveries))
    count_change(con, changed + run(con, "loads/notices_known", rows=as_json(deliveries)))
    return changed
