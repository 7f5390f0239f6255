"""The lock file that puts writers in a row, across processes and threads."""

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
