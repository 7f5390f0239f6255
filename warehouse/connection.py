"""One writer, many readers: the only ways to a connection.

The writer holds the lock file and the database for one short transaction. Readers have their own, published copy.
Who has to see the warehouse itself, and must change nothing, takes a short look at it in the writers' row.
"""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.backup import BackupFailed, back_up
from warehouse.damage import WarehouseBroken, broken, is_damage, refuse_strange_log
from warehouse.locking import WarehouseBusy, busy, is_copied, locked
from warehouse.migrate import (
    MigrationChanged,
    WarehouseNewer,
    WarehouseOlder,
    is_up_to_date,
    migrate,
    refuse_newer,
    refuse_unlike,
    schema_to_back_up,
)
from warehouse.statements import value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STORAGE_VERSION = "v1.2.0"  # both DuckDB 1.5 and 2.0 read and write it; a file in 2.0's own format is closed to 1.5
_MEMORY = "1GB"  # a batch needs far less; what needs more spills to disk
_PAUSE_SECONDS = 0.1
_LOCK_MESSAGE = "Could not set lock on file"
_FORMAT_MESSAGE = "database file with version number"
_LOCK_HOLDER = re.compile(r"\(PID (\d+)\)")


Connection = duckdb.DuckDBPyConnection  # for the annotations of those who must not import duckdb


class NothingPublished(Exception):  # noqa: N818 - it reads as what is the case
    """There is no published copy to read yet."""


@contextmanager
def writing(path: Path, *, wait_seconds: float) -> "Iterator[DuckDBPyConnection]":
    """A connection inside one transaction, the schema up to date: committed on leaving, rolled back on an error.

    Raises:
        WarehouseBusy: another process has the warehouse, for longer than `wait_seconds`.
        WarehouseBroken: it, or its write-ahead log, is damaged.
        WarehouseNewer: the database was made by a newer program.
        MigrationChanged: an applied migration was edited.
        BackupFailed: its schema is older, and no copy could be kept before it is changed.
    """
    with locked(path, wait_seconds=wait_seconds), up_to_date(path, wait_seconds=wait_seconds) as con, transaction(con):
        yield con


@contextmanager
def transaction(con: "DuckDBPyConnection") -> Iterator[None]:
    """One transaction of an open connection: committed on leaving, rolled back on an error."""
    con.begin()
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # a database that has failed for good cannot even do that: the cause is told
            con.rollback()
        raise
    con.commit()


@contextmanager
def up_to_date(path: Path, *, wait_seconds: float) -> "Iterator[DuckDBPyConnection]":
    """A connection that may write, the schema up to date; for those who hold the lock file.

    Before a migration changes a warehouse that holds anything, a copy of it is kept. Raises as `writing` does.
    """
    with ExitStack() as stack:
        con = stack.enter_context(opened(path, wait_seconds=wait_seconds))
        if not is_up_to_date(con, path):
            if schema := schema_to_back_up(con, path):
                con.execute("checkpoint")
                stack.close()
                back_up(path, schema, datetime.now(UTC))
                con = stack.enter_context(opened(path, wait_seconds=wait_seconds))
            migrate(con, path)
        yield con


@contextmanager
def looking(path: Path, *, wait_seconds: float) -> "Iterator[DuckDBPyConnection]":
    """A read-only connection to the warehouse itself, not the copy: nothing is changed, no schema brought up to date.

    Raises:
        WarehouseBusy: another process has the warehouse, for longer than `wait_seconds`.
        WarehouseOlder: its schema waits to be brought up to date by the next run.
        WarehouseNewer: the database was made by a newer program.
        MigrationChanged: an applied migration was edited.
    """
    with locked(path, wait_seconds=wait_seconds), opened(path, wait_seconds=wait_seconds, read_only=True) as con:
        refuse_unlike(con, path)
        yield con


@contextmanager
def opened(path: Path, *, wait_seconds: float, read_only: bool = False) -> "Iterator[DuckDBPyConnection]":
    """A connection that may write, unless it is for reading only, closed on leaving; for those who hold the lock file.

    A program that does not know the lock file (the DuckDB command line, a notebook) may have the database open:
    it is waited for, too. While the file is being copied for the readers, nothing is checkpointed: what is written
    stays in the write-ahead log, which holds nobody up, until the next connection closes.
    """
    con = _connected(path, wait_seconds, read_only)
    try:
        con.execute("set timezone = 'UTC'")
        if not read_only and is_copied(path):
            con.execute("pragma disable_checkpoint_on_shutdown")
            con.execute("set checkpoint_threshold = '1TB'")
        yield con
    except duckdb.Error as error:
        if is_damage(error):  # a damaged block is met when it is read, not when the file is opened
            raise broken(path, error) from error
        raise
    finally:
        con.close()


def _connected(path: Path, wait_seconds: float, read_only: bool) -> "DuckDBPyConnection":
    config: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": STORAGE_VERSION,
        "memory_limit": _MEMORY,
    }
    refuse_strange_log(path)
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only, config=config)
        except duckdb.Error as error:
            _refuse_format(path, error)
            if is_damage(error):
                raise broken(path, error) from error
            if _LOCK_MESSAGE not in str(error):
                raise
            if time.monotonic() >= deadline:
                holder = _LOCK_HOLDER.search(str(error))
                raise WarehouseBusy(busy(path, wait_seconds, holder[1] if holder else None)) from error
        time.sleep(_PAUSE_SECONDS)


@contextmanager
def reading(published: Path) -> "Iterator[DuckDBPyConnection]":
    """A read-only connection to the newest published copy, which `published` links to.

    The link is resolved first: DuckDB keeps open databases by their path, so that the link's own name would go on
    meaning an older copy within a process that has one open.

    Raises:
        NothingPublished: there is no copy yet.
        WarehouseNewer: it was made by a newer program.
    """
    con = _connected_copy(published)
    try:
        con.execute("set timezone = 'UTC'")
        refuse_newer(con, published)
        yield con
    finally:
        con.close()


def newest_copy(published: Path) -> Path:
    """The file that the link names now.

    Raises:
        NothingPublished: there is no copy yet.
    """
    copy = published.resolve()
    while not copy.exists():
        if copy == published.resolve():
            raise NothingPublished(
                f"{published}: nothing has been published yet. `onrecord run` fills the warehouse and publishes a copy."
            )
        copy = published.resolve()
    return copy


def _connected_copy(published: Path) -> "DuckDBPyConnection":
    while True:
        copy = newest_copy(published)
        try:
            return duckdb.connect(str(copy), read_only=True)
        except duckdb.IOException as error:
            _refuse_format(published, error)
            if copy.exists() or copy == published.resolve():
                raise  # the copy is there and cannot be read; else it was replaced meanwhile: take the newer one


def _refuse_format(path: Path, error: duckdb.Error) -> None:
    """Nothing, unless DuckDB says that it is too old for the file."""
    if _FORMAT_MESSAGE in str(error):
        raise WarehouseNewer(
            f"{path}: it is in the format of a newer DuckDB, which DuckDB {duckdb.__version__} cannot read. "
            "Use the newer program that made it, or another warehouse."
        ) from error


def storage_version(con: "DuckDBPyConnection") -> str:
    """The format of the database's file, by the first DuckDB that can read it: `v1.2.0`."""
    return str(value(con, "reads/storage_version")).removesuffix("+")


__all__ = [
    "STORAGE_VERSION",
    "BackupFailed",
    "Connection",
    "MigrationChanged",
    "NothingPublished",
    "WarehouseBroken",
    "WarehouseBusy",
    "WarehouseNewer",
    "WarehouseOlder",
    "looking",
    "newest_copy",
    "opened",
    "reading",
    "storage_version",
    "transaction",
    "up_to_date",
    "writing",
]
