"""The readers' copy: the database checkpointed, copied under the writer's lock, and the link switched atomically."""

import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.connection import opened
from warehouse.generation import Edition, edition
from warehouse.locking import locked
from warehouse.migrate import migrate

_COPY = re.compile(r"\.(?P<edition>[0-9a-f]{8}-(?P<generation>\d+))(?:-\d+)?\.duckdb$")
_SPARE_BYTES = 64 * 1024 * 1024  # left free on the disk for everything else


class PublishFailed(Exception):  # noqa: N818 - it reads as what is the case
    """The copy could not be made; the one before is still there."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of publishing. `reason` is a sentence; generation and size are those of the newest copy."""

    is_published: bool
    reason: str
    generation: int
    count_bytes: int


@dataclass(frozen=True, slots=True)
class _Copy:
    """The copy that the link names. It remembers when it was published as the time of its file."""

    path: Path
    edition: Edition
    count_bytes: int
    published_at: float


def publish(
    warehouse: Path, published: Path, *, now: datetime, min_seconds: float, keep: int, wait_seconds: float
) -> Publication:
    """What became of publishing the warehouse under the link `published`, and why.

    It is skipped where nothing changed since the last copy, that is not `min_seconds` old yet, or the disk is short.

    Raises:
        WarehouseBusy: another process has the warehouse.
        PublishFailed: the copy could not be written; the one before is still there.
    """
    with locked(warehouse, wait_seconds=wait_seconds):
        newest = _newest(published)
        current = _checkpointed(warehouse, wait_seconds)
        if reason := _why_not(warehouse, newest, current, now.timestamp(), min_seconds):
            there = (newest.edition.generation, newest.count_bytes) if newest else (0, 0)
            return Publication(False, reason, *there)
        copy = _copied(warehouse, published, current, now.timestamp())
        _link(published, copy)
        _clean_up(published, copy, keep)
        said = f"Published as generation {current.generation}."
        return Publication(True, said, current.generation, copy.stat().st_size)


def _checkpointed(warehouse: Path, wait_seconds: float) -> Edition:
    """What the warehouse holds, after all of it is in its one file."""
    with opened(warehouse, wait_seconds=wait_seconds) as con:
        migrate(con, warehouse)
        con.execute("checkpoint")
        return edition(con)


def _newest(published: Path) -> _Copy | None:
    path = published.resolve()
    named = _COPY.search(path.name)
    if not named or not path.exists():
        return None
    stat = path.stat()
    return _Copy(path, Edition(named["edition"], int(named["generation"])), stat.st_size, stat.st_mtime)


def _why_not(warehouse: Path, newest: _Copy | None, current: Edition, now: float, min_seconds: float) -> str | None:
    if newest and newest.edition == current:
        return "Nothing has changed since the last copy was published."
    if newest and 0 <= now - newest.published_at < min_seconds:  # a clock set back does not stop publishing
        return (
            f"The last copy is {now - newest.published_at:.0f} seconds old; the next one follows after {min_seconds:g}."
        )
    needed, free = warehouse.stat().st_size + _SPARE_BYTES, shutil.disk_usage(warehouse.parent).free
    if free < needed:
        return f"The disk is short: a copy needs {needed:,} bytes, {free:,} are free. The last copy stays."
    return None


def _copied(warehouse: Path, published: Path, current: Edition, now: float) -> Path:
    """The finished copy under a name that no copy had before: DuckDB keeps open databases by their path."""
    folder = warehouse.parent / "published"
    unfinished = folder / f"{warehouse.stem}.unfinished"
    try:
        folder.mkdir(exist_ok=True)
        shutil.copyfile(warehouse, unfinished)
        os.utime(unfinished, (now, now))
        _sync(unfinished)
        copy = _unused(folder, f"{warehouse.stem}.{current.name}")
        unfinished.rename(copy)
        _sync(folder)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise PublishFailed(
            f"{published}: the copy could not be written ({error.strerror or error}). "
            "The last copy stays; free space or mend the folder, and publish again."
        ) from error
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
    _sync(published.parent)


def _clean_up(published: Path, copy: Path, keep: int) -> None:
    """Old copies are gone, the newest `keep` stay. Who has one open goes on reading it."""
    stem = _COPY.sub("", copy.name)
    others = [file for file in copy.parent.glob("*.duckdb") if _COPY.sub("", file.name) == stem and file != copy]
    others.sort(key=lambda file: (file.stat().st_mtime, file.name), reverse=True)
    for file in others[max(keep - 1, 0) :]:
        file.unlink()


def _sync(path: Path) -> None:
    """All of a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
