"""The warehouse made again from archive and journal alone, beside the present one, and compared with it.

No published copy is asked, unless the archive or the journal does not tell all: then that is said, and a copy is begun
with where there is one that the journal follows. The present warehouse is never touched, unless it is to be replaced:
then it is put aside, as a broken one is. Nothing is delivered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from flows.delivery.journal import Journal
from flows.journalling import chain
from flows.places import Places
from flows.progress import saying, tell
from flows.replaying import Replayed, Replaying, is_followed, is_lacking, play
from flows.settings import Settings, settings

if TYPE_CHECKING:
    from warehouse.connection import Connection
    from warehouse.journalled import Likeness


class CannotRebuild(Exception):  # noqa: N818 - it reads as what is the case
    """The warehouse cannot be made again; the message says why, and what can be done."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to. `begun_with` is the copy that it had to begin with, None where it began with nothing.

    `likenesses` compare the present warehouse with the new one; there is none where there was no present one.
    """

    path: Path
    played: Replayed
    begun_with: Path | None
    likenesses: tuple["Likeness", ...]
    failed_checks: tuple[str, ...]
    put_aside: tuple[Path, ...]
    pages_gone: int

    @property
    def is_same(self) -> bool:
        """Whether nothing differs from the present warehouse, as far as there is one."""
        return all(one.is_same for one in self.likenesses)


def rebuild(*, into: Path | None = None, replaces: bool = False) -> Rebuilt:
    """What making the warehouse again came to; progress is shown on standard error.

    Raises:
        CannotRebuild: there is nothing to make it from, or there is something in the place where it is to be.
        WarehouseBusy: it is to be replaced, and another process has it.
    """
    ours = settings()
    places = Places(ours.warehouse.absolute())
    side = (into or places.rebuilt).absolute()
    _refuse(places, side, is_named=into is not None)
    with saying():
        begun_with = _beginning(places)
        run = _begun(ours, side, begun_with)
        played = play(run, places)
        with _held(places, ours):  # nobody writes to the present one, so that the new one holds all that it holds
            played = played + play(run, places)
            tell("Comparing with the present warehouse")
            failed, gone = _looked_through(run, places)
            alike = _compared(places, side, ours)
            aside = _replaced(places, side) if replaces else ()
    path = places.warehouse if replaces else side
    return Rebuilt(path, played, begun_with, alike, failed, aside, gone)


def _refuse(places: Places, side: Path, *, is_named: bool) -> None:
    if not Journal(places.journal).path.exists():
        raise CannotRebuild(f"{places.journal}: there is no such file, and it is what a warehouse is made again from.")
    if not chain(Journal(places.journal)):
        raise CannotRebuild(
            f"{places.journal}: it does not tell what was taken in, so that nothing can be made from it. A warehouse "
            "that cannot be read is restored by the next `onrecord run`, from its last published copy."
        )
    if side == places.warehouse:
        raise CannotRebuild(f"{side}: that is the present warehouse. Name another file, or take --replace.")
    if is_named and side.exists():
        raise CannotRebuild(f"{side}: there is such a file already. Name another one, or move it away.")


@contextmanager
def _held(places: Places, ours: Settings) -> Iterator[None]:
    """A while during which nobody writes to the present warehouse, nor copies it."""
    from warehouse.locking import copying, locked

    wait = ours.lock_seconds
    with copying(places.warehouse, wait_seconds=wait), locked(places.warehouse, wait_seconds=wait):
        yield


def _beginning(places: Places) -> Path | None:
    """The copy to begin with: none where archive and journal tell all, else the newest that the journal follows."""
    from warehouse.recovery import copies_of

    journal = Journal(places.journal)
    if is_followed(journal, None) and not is_lacking(journal, places, None):
        return None
    for copy, held in copies_of(places.published):
        if held and is_followed(journal, held) and not is_lacking(journal, places, held):
            return copy
    if is_followed(journal, None):
        return None  # what is lost is lost: it is said, and the rest is made
    raise CannotRebuild(
        f"{places.journal}: it begins when there was a warehouse already, made by an older program, and no published "
        "copy is left that it follows. A warehouse that cannot be read is restored by the next `onrecord run`."
    )


def _begun(ours: Settings, side: Path, copy: Path | None) -> Replaying:
    from warehouse.recovery import begin_with
    from warehouse.runs import begin_run, end_run

    side.parent.mkdir(parents=True, exist_ok=True)
    begin_with(copy, side)
    run = Replaying(f"run_{uuid4().hex[:16]}", ours, Places(side))
    with run.writing() as con:
        begin_run(con, run.run_id, "rebuild", datetime.now(UTC))
        end_run(con, run.run_id, "completed", datetime.now(UTC))
    return run


def _looked_through(run: Replaying, places: Places) -> tuple[tuple[str, ...], int]:
    """The checks that the new warehouse does not pass, and of how many texts the raw page is gone."""
    from warehouse.checks import failed_checks

    with run.writing() as con:
        return tuple(check.name for check in failed_checks(con)), count_pages_gone(con, places)


def count_pages_gone(con: "Connection", places: Places) -> int:
    """Of how many texts the raw page is no longer in the archive."""
    from warehouse.journalled import count_by_raw_file

    held = {file.name for file in places.archive.glob("*.warc.gz")}
    return sum(count for name, count in count_by_raw_file(con).items() if name not in held)


def _compared(places: Places, side: Path, ours: Settings) -> tuple["Likeness", ...]:
    from warehouse.journalled import likenesses
    from warehouse.recovery import what_is_wrong

    if not places.warehouse.exists() or what_is_wrong(places.warehouse, wait_seconds=ours.lock_seconds):
        return ()
    return likenesses(places.warehouse, side)


def _replaced(places: Places, side: Path) -> tuple[Path, ...]:
    """Where the warehouse of before is now; the new one has its place."""
    from warehouse.recovery import put_aside, take_over

    aside = put_aside(places.warehouse, places.broken, datetime.now(UTC)) if places.warehouse.exists() else ()
    take_over(side, places.warehouse)
    return aside
