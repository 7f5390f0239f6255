"""Each run of a flow leaves a row in `runs`, however it ends; and at its end the readers get a new copy."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from flows.places import Places
from flows.settings import Settings, settings
from flows.turns import is_our_turn

if TYPE_CHECKING:
    from flows.recovery import Recovery
    from warehouse.connection import Connection
    from warehouse.publish import Publication

_LOG = logging.getLogger("onrecord.recovery")


@dataclass(slots=True)
class Run:
    """A run under way: where it works, and what it has counted so far. Counts that do not apply stay None."""

    run_id: str
    settings: Settings
    places: Places
    articles_new: int | None = None
    articles_known: int | None = None
    articles_failed: int | None = None
    quotes: int | None = None
    alerts: int | None = None
    recovery: "Recovery | None" = None  # what had to be restored before it began
    keeps_journal: bool = True  # not where the journal itself is played again

    def now(self) -> datetime:
        """The time: the flows read the clock, nobody below them does."""
        return datetime.now(UTC)

    @contextmanager
    def writing(self) -> "Iterator[Connection]":
        """One short transaction, of a warehouse that holds what its journal says it does.

        Raises as `warehouse.connection.writing` does; WarehouseBroken, too, where it has lost something.
        """
        from flows.replaying import catch_up
        from warehouse.connection import transaction, up_to_date
        from warehouse.locking import locked

        path, wait = self.places.warehouse, self.settings.lock_seconds
        with locked(path, wait_seconds=wait), up_to_date(path, wait_seconds=wait) as con:
            if self.keeps_journal:
                catch_up(self, con)
            with transaction(con):
                yield con

    def publish(self, *, min_seconds: float | None = None) -> "Publication":
        """What became of publishing: by default at most every few minutes, as the settings say."""
        from warehouse.publish import publish

        return publish(
            self.places.warehouse,
            self.places.published,
            now=self.now(),
            min_seconds=self.settings.publish_seconds if min_seconds is None else min_seconds,
            keep=self.settings.keep_published,
            wait_seconds=self.settings.lock_seconds,
        )


@contextmanager
def recorded(flow: str) -> Iterator[Run]:
    """A run of this flow, with its row: completed, or failed with the reason, an interrupt and SIGTERM included."""
    from flows.recovery import Damage, file_number, recover
    from warehouse.damage import WarehouseBroken

    ours = settings()
    run = Run(f"run_{uuid4().hex[:16]}", ours, Places(ours.warehouse.absolute()))
    run.recovery = _begun(run, flow)
    number = file_number(run.places.warehouse)
    try:
        yield run
    except WarehouseBroken as error:
        recover(ours, run.places, run.now(), Damage.told_by(error, number))
        _end_failed(run, error)
        raise
    except BaseException as error:
        _end_failed(run, error)
        raise
    _end(run, "completed", None)


@contextmanager
def part_of_cycle(flow: str) -> Iterator[Run]:
    """A recorded run that publishes at its end, unless it is a part of a cycle, which publishes once for all."""
    with recorded(flow) as run:
        yield run
    if not is_our_turn(run.places.cycle_lock):
        run.publish()


def _begun(run: Run, flow: str) -> "Recovery | None":
    """What restoring the warehouse came to, where it had to be restored before the run could begin."""
    from flows.recovery import Damage, file_number, has_sources, is_lost, recover
    from warehouse.damage import WarehouseBroken

    met = None
    if not is_lost(run.places):
        number = file_number(run.places.warehouse)
        try:
            _begin(run, flow)
            return None
        except WarehouseBroken as error:
            if not has_sources(run.places):
                raise WarehouseBroken(
                    f"{run.places.warehouse}: it is no warehouse, or a broken one with nothing to restore it from: no "
                    "published copy, raw pages or journal lie beside it. Name another file, or move this one away."
                ) from error
            _LOG.error("%s", error)
            met = Damage.told_by(error, number)
    recovery = recover(run.settings, run.places, run.now(), met)
    _begin(run, flow)
    return recovery


def _end_failed(run: Run, error: BaseException) -> None:
    """Nothing; the reason is on record, if anything can be: what went wrong first is what must be told."""
    try:
        _end(run, "failed", f"{type(error).__name__}: {error}".strip(": "))
    except Exception as further:
        error.add_note(f"Nor could that be put on record: {type(further).__name__}: {further}")


def _begin(run: Run, flow: str) -> None:
    from warehouse.runs import begin_run

    run.places.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with run.writing() as con:
        begin_run(con, run.run_id, flow, run.now())


def _end(run: Run, state: str, error: str | None) -> None:
    from warehouse.runs import end_run

    with run.writing() as con:
        end_run(
            con,
            run.run_id,
            state,
            run.now(),
            articles_new=run.articles_new,
            articles_known=run.articles_known,
            articles_failed=run.articles_failed,
            quotes=run.quotes,
            alerts=run.alerts,
            error=error,
        )
