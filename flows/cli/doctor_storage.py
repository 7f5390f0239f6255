"""What the doctor says of the files: their format, the readers' copy, and the backups made before migrations."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from typing import TYPE_CHECKING

from flows.cli.doctor import Finding, State
from flows.places import Places
from flows.settings import Settings

if TYPE_CHECKING:
    from warehouse.connection import Connection
    from warehouse.generation import Edition


def storage(con: "Connection", settings: Settings, places: Places, now: datetime) -> Iterator[Finding]:
    """The findings on the files of a warehouse that is open."""
    from flows.cli.doctor_archive import archive
    from warehouse.generation import edition

    yield _format(con)
    yield _copy(edition(con), settings, places, now)
    yield from _backups(places)
    yield from _outdated(con)
    yield from archive(con, settings, places, now)


def _format(con: "Connection") -> Finding:
    """Which DuckDB is in use, and whether the file fits it and the other one that may come to read it."""
    from warehouse.connection import STORAGE_VERSION, storage_version

    ours, found = metadata.version("duckdb"), storage_version(con)
    said = f"DuckDB {ours} on a file in the format of {found}"
    if found == STORAGE_VERSION:
        return Finding("warehouse", "format", State.FINE, f"{said}, which DuckDB 1.5 and 2.0 read")
    remedy = (
        f"Programs with an older DuckDB cannot open it or its copies; a new warehouse is made as {STORAGE_VERSION}."
    )
    return Finding("warehouse", "format", State.NOTE, said, remedy)


def _copy(current: "Edition", settings: Settings, places: Places, now: datetime) -> Finding:
    """Whether readers have a copy that can be read, and how far it is behind."""
    from warehouse.connection import reading
    from warehouse.publish import newest

    thing, copy = str(places.published), newest(places.published)
    if copy is None:
        said, remedy = "there is no copy for readers yet", "The next cycle makes one: onrecord run"
        return Finding("warehouse", thing, State.STALE, said, remedy)
    try:
        with reading(places.published):
            pass
    except Exception as error:  # whatever keeps readers out, saying so is what doctor is for
        remedy = "The next cycle in which anything changes publishes another one: onrecord run"
        return Finding("warehouse", thing, State.BROKEN, f"the copy for readers cannot be read: {error}", remedy)
    age = now - datetime.fromtimestamp(copy.published_at, UTC)
    said = f"a copy for readers of {copy.count_bytes / 1e6:.1f} MB, published {_day(copy.published_at)}"
    if copy.edition == current:
        return Finding("warehouse", thing, State.FINE, f"{said}, with all there is")
    if age < timedelta(hours=settings.silence_hours):
        return Finding("warehouse", thing, State.FINE, f"{said}; what came since follows with the next one")
    remedy = "Look at the disk and at the folder `published`, then: onrecord run"
    return Finding("warehouse", thing, State.STALE, f"{said}; what came since was not published", remedy)


def _backups(places: Places) -> Iterator[Finding]:
    from warehouse.backup import backups

    kept = backups(places.warehouse)
    if kept:
        size = sum(file.stat().st_size for file in kept) / 1e6
        said = f"{len(kept)} kept from before the schema changed ({size:.0f} MB), the newest {kept[0].name}"
        yield Finding("warehouse", "backups", State.FINE, said)


def _outdated(con: "Connection") -> Iterator[Finding]:
    """What an older extractor has read: worth knowing after an upgrade."""
    from extractors.version import EXTRACTOR_VERSION
    from warehouse.reprocessing import count_outdated

    if count := count_outdated(con, EXTRACTOR_VERSION):
        said = f"{count} articles were last read by another version than {EXTRACTOR_VERSION} of the extractor"
        yield Finding("warehouse", "extractor", State.NOTE, said, "Read them again with: onrecord reprocess")


def _day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC"
