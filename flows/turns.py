"""Taking turns: one cycle at a time for a warehouse, so that two of them do not fetch the same pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

BEING_DELIVERED = "Another run is delivering alerts just now; what it leaves goes out with the next."
STEPPED_ASIDE = "Another cycle is at work on this warehouse; this one stepped aside and left it the fetching."

_held: set[Path] = set()  # by this process: a cycle's own `ingest` must not wait for the cycle


@contextmanager
def turn(lock: Path, *, wait_seconds: float = 0.0) -> Iterator[bool]:
    """Whether it is our turn, for as long as it lasts. The lock is the system's: it goes with a killed process.

    Who may wait for the other one to be done says for how long.
    """
    if lock in _held:
        yield True
        return
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock, thread_local=False)
    try:
        held.acquire(timeout=wait_seconds)
    except Timeout:
        yield False
        return
    _held.add(lock)
    try:
        yield True
    finally:
        _held.discard(lock)
        held.release()


def is_our_turn(lock: Path) -> bool:
    """Whether this process holds the lock already: a flow is then a part of a whole cycle."""
    return lock in _held
