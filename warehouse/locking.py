"""The lock files: one puts writers in a row, across processes and threads; one says that the file is being copied."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class WarehouseBusy(Exception):  # noqa: N818 - it reads as what is the case
    """Another process has the warehouse, and did not let go of it in time."""


@contextmanager
def locked(warehouse: Path, *, wait_seconds: float) -> Iterator[None]:
    """The writer's lock of a warehouse, held; its folder is made where it is missing.

    The holder's process id is written beside the lock file, for the message of whoever waits in vain.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    lock, holder = warehouse.with_name(f"{warehouse.stem}.lock"), warehouse.with_name(f"{warehouse.stem}.lock.pid")
    try:
        held = FileLock(lock).acquire(timeout=wait_seconds)
    except Timeout:
        raise WarehouseBusy(busy(warehouse, wait_seconds, _process(holder))) from None
    with held:
        holder.write_text(f"{os.getpid()}\n", encoding="ascii")
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)


@contextmanager
def copying(warehouse: Path, *, wait_seconds: float) -> Iterator[bool]:
    """Whether the warehouse's file is ours to copy, for as long as it lasts; it is not while somebody else copies it.

    While it is copied, writers go on: each asks `is_copied`, and leaves what it writes in the write-ahead log, so that
    the file stays as it was checkpointed. It is taken before the writer's lock, and held after that is let go.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    try:
        held = FileLock(_copy_lock(warehouse)).acquire(timeout=wait_seconds)
    except Timeout:
        yield False
        return
    with held:
        yield True


def is_copied(warehouse: Path) -> bool:
    """Whether the file is being copied, for those who hold the writer's lock: no copy begins as long as they do."""
    lock = _copy_lock(warehouse)
    if not lock.exists():
        return False
    try:
        with FileLock(lock, blocking=False):
            return False
    except Timeout:
        return True


def _copy_lock(warehouse: Path) -> Path:
    return warehouse.with_name(f"{warehouse.stem}.copy.lock")


def busy(warehouse: Path, waited: float, process: str | None) -> str:
    """The message for a warehouse that another process has."""
    who = f"process {process}" if process else "another process"
    return (
        f"{warehouse}: {who} is writing to it, and has not let go within {waited:g} seconds. "
        "Wait until it has ended, or end it; a read-only copy for queries is published beside the warehouse."
    )


def _process(holder: Path) -> str | None:
    """The process id that the holder wrote, if it got so far."""
    try:
        return holder.read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
