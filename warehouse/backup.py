"""A copy of the warehouse kept before a migration, so that there is a way back to the program of before.

The copy holds no line of the journal: whoever puts it in the warehouse's place wants to go on from there, and must not
find it brought up to the journal's end, as is done with a warehouse that lost something.
"""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.copying import copy_database, sync
from warehouse.damage import log_of
from warehouse.journalled import is_journalled, load_journalled, of_no_line

COUNT_KEPT = 3  # backups of one warehouse; older ones go when a new one is made
_SPARE_BYTES = 64 * 1024 * 1024  # left free on the disk for the migration itself
_NAMED = re.compile(r"\.schema-(?P<schema>\d{4,})\.\d{4}-\d{2}-\d{2}T\d{6}(?:-\d+)?\.duckdb$")


class BackupFailed(Exception):  # noqa: N818 - it reads as what is the case
    """No copy could be kept before a migration, so that nothing was migrated."""


def back_up(warehouse: Path, schema: int, now: datetime) -> Path:
    """The copy that is kept of a closed and checkpointed warehouse of that schema: `<name>.schema-0001.<time>.duckdb`.

    Raises:
        BackupFailed: the disk is short, or the copy could not be written; nothing is left of it.
    """
    needed, free = warehouse.stat().st_size + _SPARE_BYTES, shutil.disk_usage(warehouse.parent).free
    if free < needed:
        raise BackupFailed(_said(warehouse, f"the disk is short ({needed:,} bytes are needed, {free:,} are free)"))
    unfinished = warehouse.with_name(f"{warehouse.stem}.schema.unfinished")
    kept = _unused(warehouse, f"{warehouse.stem}.schema-{schema:04}.{now.astimezone(UTC):%Y-%m-%dT%H%M%S}")
    try:
        copy_database(warehouse, unfinished)
        with duckdb.connect(str(unfinished)) as con:
            if is_journalled(con):
                load_journalled(con, of_no_line())
                con.execute("checkpoint")
        unfinished.rename(kept)
        sync(kept.parent)
    except (OSError, duckdb.Error) as error:
        unfinished.unlink(missing_ok=True)
        log_of(unfinished).unlink(missing_ok=True)
        raise BackupFailed(_said(warehouse, getattr(error, "strerror", None) or str(error))) from error
    for old in backups(warehouse)[COUNT_KEPT:]:
        old.unlink(missing_ok=True)
    return kept


def _said(warehouse: Path, why: str) -> str:
    return (
        f"{warehouse}: its schema was not brought up to date, because no backup could be made before: {why}. "
        "Nothing was changed. Free space, then start again."
    )


def backups(warehouse: Path) -> tuple[Path, ...]:
    """The backups of a warehouse, the newest first."""
    found = [file for file in warehouse.parent.glob("*.duckdb") if _NAMED.sub("", file.name) == warehouse.stem]
    return tuple(sorted((file for file in found if _NAMED.search(file.name)), key=_made, reverse=True))


def _made(backup: Path) -> tuple[str, str]:
    """When it was made, as its name says: a file's own times do not outlive a copy of the folder."""
    _, time = backup.stem.rsplit(".", 1)
    return time, backup.name


def _unused(warehouse: Path, name: str) -> Path:
    kept, attempt = warehouse.with_name(f"{name}.duckdb"), 0
    while kept.exists():
        attempt += 1
        kept = warehouse.with_name(f"{name}-{attempt}.duckdb")
    return kept
