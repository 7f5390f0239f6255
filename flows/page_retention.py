"""Raw pages that are older, or more, than the settings want: removed by whole files, and told.

The texts of their articles are kept, in the warehouse and in the archive's `loads/`: only the pages as they came are
gone, which a better reader of pages would need.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from extractors.records import Problem
from flows.delivery.journal import Journal
from flows.places import Places
from flows.recording import Run
from flows.settings import Settings
from flows.web.archive import MEGABYTE
from flows.web.archive_care import Held, beyond, held_files, remove

if TYPE_CHECKING:
    from warehouse.connection import Connection

_KIND = "retention"

_log = logging.getLogger("onrecord.archive")


@dataclass(frozen=True, slots=True)
class Removed:
    """Raw pages that were removed, or will be: files, bytes, and the days that they are of."""

    count_files: int
    count_bytes: int
    first_day: date
    last_day: date

    def __str__(self) -> str:
        days = f"{self.first_day}" + (f" to {self.last_day}" if self.last_day != self.first_day else "")
        files = f"{self.count_files} file{'' if self.count_files == 1 else 's'}"
        return f"{files} of raw pages ({self.count_bytes / MEGABYTE:.1f} MB, {days}) removed"


def remove_pages(run: Run) -> Removed | None:
    """What was removed now; None where nothing was. It is in the log and in the journal."""
    from warehouse.journalled import raw_files_unread

    ours, now = run.settings, run.now()
    if not (ours.keep_pages_days or ours.keep_pages_megabytes):
        return None
    with run.writing() as con:
        needed = raw_files_unread(con)
    removed = _removed(remove(_beyond(ours, run.places, now, needed)))
    if removed is None:
        return None
    _log.info("%s, as keep_pages_days and keep_pages_megabytes say.", removed)
    days = {"first_day": str(removed.first_day), "last_day": str(removed.last_day)}
    counts = {"count_files": removed.count_files, "count_bytes": removed.count_bytes}
    Journal(run.places.journal).append({"kind": _KIND, "at": now.isoformat(), **counts, **days})
    return removed


def next_removed(con: "Connection", settings: Settings, places: Places, now: datetime) -> Removed | None:
    """What the next `maintain` will remove."""
    from warehouse.journalled import raw_files_unread

    if not (settings.keep_pages_days or settings.keep_pages_megabytes):
        return None
    return _removed(_beyond(settings, places, now, raw_files_unread(con)))


def last_removed(places: Places) -> tuple[datetime, Removed] | None:
    """What was removed last, and when."""
    noted = [one for one in Journal(places.journal).read(holding=_KIND) if not isinstance(one, Problem)]
    for record in reversed([one for one in noted if one.get("kind") == _KIND]):
        first, last = (date.fromisoformat(str(record[name])) for name in ("first_day", "last_day"))
        removed = Removed(int(record["count_files"]), int(record["count_bytes"]), first, last)
        return datetime.fromisoformat(str(record["at"])), removed
    return None


def _beyond(settings: Settings, places: Places, now: datetime, needed: frozenset[str]) -> tuple[Held, ...]:
    keep_bytes = settings.keep_pages_megabytes * MEGABYTE
    files = held_files(places.archive)
    return beyond(files, now, keep_days=settings.keep_pages_days, keep_bytes=keep_bytes, needed=needed)


def _removed(files: Sequence[Held]) -> Removed | None:
    if not files:
        return None
    days = sorted(held.day for held in files)
    return Removed(len(files), sum(held.count_bytes for held in files), days[0], days[-1])
