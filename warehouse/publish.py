"""The readers' copy: the database checkpointed, its file copied while writers go on, and the link switched atomically.

The writer's lock is held for the checkpoint only. While the file is copied, writers leave what they write in the
write-ahead log (`locking.is_copied`), so that the file stays what it was, however long the copy takes. What readers
would have to count over all history is counted in the copy, before it is theirs: writers do not wait for that, either.
"""

import os
import re
import shutil
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.connection import opened, up_to_date
from warehouse.copying import CopyTorn, copy_database, sync
from warehouse.current import give_to_readers, keep_counts
from warehouse.generation import Edition, edition
from warehouse.locking import copying, locked

_COPY = re.compile(r"\.(?P<edition>[0-9a-f]{8}-(?P<generation>\d+))(?:-\d+)?\.duckdb$")
_SPARE_BYTES = 64 * 1024 * 1024  # left free on the disk for everything else
_UNDER_WAY = "Another copy is being made just now. What has changed since it began follows with the next one."


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of publishing. `reason` is a sentence; generation and size are those of the newest copy.

    `is_failed` says that a copy was due and could not be made: the one before is still there.
    """

    is_published: bool
    reason: str
    generation: int
    count_bytes: int
    is_failed: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy that the link names. It remembers when it was published as the time of its file."""

    path: Path
    edition: Edition
    count_bytes: int
    published_at: float


def publish(
    warehouse: Path, published: Path, *, now: datetime, min_seconds: float, keep: int, wait_seconds: float
) -> Publication:
    """What became of publishing the warehouse under the link `published`, and why.

    It is skipped where nothing changed since the last copy, or that is not `min_seconds` old yet. A copy that cannot be
    made, because the disk is full or the folder may not be written, is a value, too: the last one stays.

    Raises:
        WarehouseBusy: another process has the warehouse.
        WarehouseNewer, MigrationChanged, BackupFailed: the schema cannot be brought up to date.
    """
    with copying(warehouse, wait_seconds=0 if min_seconds else wait_seconds) as is_ours, ExitStack() as writers_row:
        last = newest(published)
        if not is_ours:
            return _kept(last, _UNDER_WAY)
        try:
            writers_row.enter_context(locked(warehouse, wait_seconds=wait_seconds))
            current = _checkpointed(warehouse, wait_seconds)
            _forget_unfinished(warehouse)
            if reason := _too_soon(last, current, now.timestamp(), min_seconds):
                return _kept(last, reason)
            if short := _short(warehouse, last):
                return _kept(last, short, is_failed=True)
            writers_row.close()  # from here on they go on
            copy = _copied(warehouse, published, current, now.timestamp())
            _link(published, copy)
        except (OSError, CopyTorn, duckdb.OperationalError, duckdb.FatalException) as error:
            return _kept(last, _said(published, error), is_failed=True)
        _clean_up(copy, keep)
        said = f"Published as generation {current.generation}."
        return Publication(True, said, current.generation, copy.stat().st_size)


def _kept(last: "Copy | None", reason: str, *, is_failed: bool = False) -> Publication:
    there = (last.edition.generation, last.count_bytes) if last else (0, 0)
    return Publication(False, reason, *there, is_failed)


def _said(published: Path, error: Exception) -> str:
    cause = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return (
        f"{published}: the copy could not be written ({cause}). "
        "The last copy stays; free space or mend the folder, and publish again."
    )


def _checkpointed(warehouse: Path, wait_seconds: float) -> Edition:
    """What the warehouse holds, after all of it is in its one file."""
    with up_to_date(warehouse, wait_seconds=wait_seconds) as con:
        con.execute("checkpoint")
        return edition(con)


def newest(published: Path) -> Copy | None:
    """The copy that the link names, if there is one."""
    path = published.resolve()
    named = _COPY.search(path.name)
    if not named or not path.exists():
        return None
    stat = path.stat()
    return Copy(path, Edition(named["edition"], int(named["generation"])), stat.st_size, stat.st_mtime)


def _too_soon(last: Copy | None, current: Edition, now: float, min_seconds: float) -> str | None:
    if last and last.edition == current:
        return "Nothing has changed since the last copy was published."
    if last and 0 <= now - last.published_at < min_seconds:  # a clock set back does not stop publishing
        return (
            f"The last copy is {now - last.published_at:.0f} seconds old; the next one follows after {min_seconds:g}."
        )
    return None


def _short(warehouse: Path, last: Copy | None) -> str | None:
    """What to say where a copy does not fit on the disk, not even once all copies but the newest are gone."""
    needed = warehouse.stat().st_size + _SPARE_BYTES
    if shutil.disk_usage(warehouse.parent).free < needed and last:
        _clean_up(last.path, keep=1)
    free = shutil.disk_usage(warehouse.parent).free
    if free < needed:
        return f"The disk is short: a copy needs {needed:,} bytes, {free:,} are free. The last copy stays."
    return None


def _unfinished(warehouse: Path) -> Path:
    return warehouse.parent / "published" / f"{warehouse.stem}.unfinished"


def _forget_unfinished(warehouse: Path) -> None:
    """Nothing is left of a copy whose publisher was killed: no other one is at work."""
    unfinished = _unfinished(warehouse)
    for file in (unfinished, unfinished.with_name(f"{unfinished.name}.wal")):
        file.unlink(missing_ok=True)
    shutil.rmtree(unfinished.with_name(f"{unfinished.name}.tmp"), ignore_errors=True)


def _copied(warehouse: Path, published: Path, current: Edition, now: float) -> Path:
    """The finished copy under a name that no copy had before: DuckDB keeps open databases by their path."""
    unfinished = _unfinished(warehouse)
    unfinished.parent.mkdir(exist_ok=True)
    copy_database(warehouse, unfinished)
    try:
        with opened(unfinished, wait_seconds=0) as con:
            if edition(con) != current:
                raise CopyTorn(f"{warehouse}: the copy is not of what was checkpointed.")
            # What is kept in numbers names rows by their places: a checkpoint that tidies up would change these.
            con.execute("set max_vacuum_tasks = 0")
            keep_counts(con)
            give_to_readers(con)
            con.execute("checkpoint")
        sync(unfinished)
        os.utime(unfinished, (now, now))
        copy = _unused(unfinished.parent, f"{warehouse.stem}.{current.name}")
        unfinished.rename(copy)
        sync(unfinished.parent)
    except BaseException:
        _forget_unfinished(warehouse)
        raise
    return copy


def _unused(folder: Path, name: str) -> Path:
    copy, attempt = folder / f"{name}.duckdb", 0
    while copy.exists():
        attempt += 1
        copy = folder / f"{name}-{attempt}.duckdb"
    return copy


def _link(published: Path, copy: Path) -> None:
    fresh = published.with_name(f"{published.name}.fresh")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("published") / copy.name)
    fresh.replace(published)
    sync(published.parent)


def _clean_up(copy: Path, keep: int) -> None:
    """Old copies are gone, the newest `keep` stay. Who has one open goes on reading it: the file goes with its reader.

    Where a system does not let go of an open file's name (Windows), the copy stays until a later publication.
    """
    stem = _COPY.sub("", copy.name)
    others = [file for file in copy.parent.glob("*.duckdb") if _COPY.sub("", file.name) == stem and file != copy]
    others.sort(key=lambda file: (file.stat().st_mtime, file.name), reverse=True)
    for file in others[max(keep - 1, 0) :]:
        with suppress(PermissionError, FileNotFoundError):
            file.unlink()
