"""A broken warehouse restored: from the last published copy, and what came after it from the archive and the journal.

Premise: who runs this is not there to be asked, so it is done unasked, and told wherever the user may look: in the
summary, by `doctor`, in the journal, and as an alert of its own kind. What is broken is put aside, never deleted.

The new warehouse is made under another name and takes its place when it is whole: a kill at any point leaves either
the broken one or the new one, and what was begun is begun again. The journal is played again from where the copy ends
(`replaying`); where it or the archive does not tell all, pages go the way they went when they were fetched.
Statements and alerts are decided as they were, and what the journal says was delivered is not sent again.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from extractors.records import Notice, Problem
from extractors.records.ids import mint
from flows.delivery.journal import Journal
from flows.known_deliveries import known_deliveries
from flows.noticing import make_known
from flows.places import Places
from flows.progress import tell
from flows.recording import Run
from flows.recovery_pages import Retaken, retake
from flows.replaying import Replaying, is_followed, is_lacking, play
from flows.settings import Settings

if TYPE_CHECKING:
    from warehouse.damage import WarehouseBroken
    from warehouse.recovery import SoundCopy

RESTORED = "restored"  # the kind of the notice
_TITLE = "On Record had to restore its warehouse"

_LOG = logging.getLogger("onrecord.recovery")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a recovery came to. Paths are as text; `copied_at` is when the copy that it began with was published."""

    at: datetime
    cause: str
    put_aside: tuple[str, ...]
    copy: str | None
    copied_at: datetime | None
    pages: int
    articles: int
    articles_failed: int
    judgements: int
    deliveries: int
    failed_checks: tuple[str, ...] = ()
    by_journal: bool = False
    lost: int = 0  # loads of the journal that the archive has no more
    not_played: int = 0  # lines of the journal that say what cannot be loaded

    def __str__(self) -> str:
        start = f"the copy published at {self.copied_at:%Y-%m-%d %H:%M} UTC" if self.copied_at else "nothing"
        kept = f" The broken files are kept: {', '.join(self.put_aside)}." if self.put_aside else ""
        failed = f" {self.articles_failed} pages of it could not be read again." if self.articles_failed else ""
        checks = f" Checks failed: {', '.join(self.failed_checks)}." if self.failed_checks else ""
        what = f"{self.articles} articles" if self.by_journal else f"{self.pages} raw pages ({self.articles} articles)"
        requests = "requests for feeds" if self.by_journal else "requests"
        imports = "" if self.by_journal else ", and what was imported since: import it again"
        lost = f" {self.lost} loads cannot be read in the archive: their articles are missing." if self.lost else ""
        if self.not_played:
            lost += f" {self.not_played} lines of the journal cannot be played, and are left out; the log says which."
        return (
            f"The warehouse was broken ({self.cause}). It was restored from {start}, with {what}, "
            f"{self.judgements} judgements and {self.deliveries} deliveries that came after it."
            f"{failed}{lost}{checks}{kept} "
            f"Lost are the log of runs and of {requests} since then{imports}."
        )


@dataclass(frozen=True, slots=True)
class Damage:
    """Damage, and the number of the file that has it: a file that was restored since has another one."""

    cause: str
    file_number: int | None

    @classmethod
    def told_by(cls, error: "WarehouseBroken", number: int | None) -> "Damage":
        """The damage that such an error tells of."""
        return cls(error.cause or str(error), number)


def file_number(warehouse: Path) -> int | None:
    """The file's number in its file system, None where there is no file."""
    return warehouse.stat().st_ino if warehouse.exists() else None


def is_lost(places: Places) -> bool:
    """Whether there is no warehouse, and there was one: a copy, raw pages or a journal of it are there."""
    return not places.warehouse.exists() and has_sources(places)


def has_sources(places: Places) -> bool:
    """Whether there is anything to restore from. Else a file that is no warehouse may be something else."""
    return places.published.exists() or any(places.archive.glob("*.warc.gz")) or places.journal.exists()


def recover(settings: Settings, places: Places, now: datetime, met: Damage | None = None) -> Recovery | None:
    """What restoring the warehouse came to; None where it is sound after all, such as when another was faster.

    `met` is damage that was met while the warehouse was used: it need not show when it is opened.

    Raises:
        WarehouseBusy: another process has it; it may be restoring it.
    """
    from warehouse.locking import copying, locked
    from warehouse.recovery import put_aside, sound_copy, take_over, what_is_wrong

    wait = settings.lock_seconds
    with copying(places.warehouse, wait_seconds=wait), locked(places.warehouse, wait_seconds=wait):
        is_met = met is not None and file_number(places.warehouse) == met.file_number
        cause = met.cause if met and is_met else what_is_wrong(places.warehouse, wait_seconds=wait)
        if cause is None:
            return None
        cause = " ".join(cause.split())[:300]
        tell(f"The warehouse is broken ({cause}); restoring it")
        copy = sound_copy(places.published)
        with _new_warehouse(places) as side:
            restored = _restored(settings, places, side, copy, now)
        aside = put_aside(places.warehouse, places.broken, now)
        take_over(side, places.warehouse)
    recovery = _recovery(now, cause, aside, copy, restored)
    _note(places, recovery)
    _tell_all(settings, places, recovery)
    return recovery


def _recovery(
    now: datetime, cause: str, aside: Sequence[Path], copy: "SoundCopy | None", restored: "_Restored"
) -> Recovery:
    return Recovery(
        at=now,
        cause=cause,
        put_aside=tuple(map(str, aside)),
        copy=str(copy.path) if copy else None,
        copied_at=datetime.fromtimestamp(copy.path.stat().st_mtime, UTC) if copy else None,
        pages=restored.retaken.feeds + restored.retaken.pages,
        articles=restored.retaken.articles_new,
        articles_failed=restored.retaken.articles_failed,
        judgements=restored.judgements,
        deliveries=restored.deliveries,
        failed_checks=restored.failed_checks,
        by_journal=restored.by_journal,
        lost=restored.lost,
        not_played=restored.not_played,
    )


def last_recovery(places: Places) -> Recovery | None:
    """What the last recovery of this warehouse came to, None where there was none, or its note is gone."""
    try:
        stated = json.loads(places.recovery_note.read_text("utf-8"))
        times = {name: datetime.fromisoformat(stated[name]) if stated[name] else None for name in ("at", "copied_at")}
        tuples = {name: tuple(stated[name]) for name in ("put_aside", "failed_checks")}
        return Recovery(**stated | times | tuples)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _tell_all(settings: Settings, places: Places, recovery: Recovery) -> None:
    """Nothing; it is told here, in the log, and by all channels as soon as alerts are sent."""
    tell(str(recovery))
    _LOG.error("%s", recovery)
    notice = Notice(mint("nt", RESTORED, recovery.at.isoformat()), RESTORED, _TITLE, str(recovery), recovery.at)
    run = Run(f"run_{uuid4().hex[:16]}", settings, places)
    with run.writing() as con:
        make_known(run, con, (notice,))


def _note(places: Places, recovery: Recovery) -> None:
    plain = json.dumps(asdict(recovery), default=lambda thing: thing.isoformat())
    Journal(places.journal).append({"kind": "recovery"} | json.loads(plain))
    places.recovery_note.parent.mkdir(parents=True, exist_ok=True)
    places.recovery_note.write_text(plain, "utf-8")


# --- the new warehouse ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Restored:
    retaken: Retaken
    judgements: int
    deliveries: int
    by_journal: bool = False
    failed_checks: tuple[str, ...] = ()
    lost: int = 0
    not_played: int = 0


@contextmanager
def _new_warehouse(places: Places) -> Iterator[Path]:
    """The other name under which it is made. What is locked under that name goes with it."""
    side = places.recovering
    yield side
    for lock in side.parent.glob(f"{side.stem}*.lock"):
        lock.unlink()


def _restored(settings: Settings, places: Places, side: Path, copy: "SoundCopy | None", now: datetime) -> _Restored:
    from warehouse.journalled import journalled
    from warehouse.recovery import begin_with
    from warehouse.runs import begin_run, end_run

    begin_with(copy.path if copy else None, side)
    run = Replaying(f"run_{uuid4().hex[:16]}", settings, Places(side))
    with run.writing() as con:
        held = journalled(con)
        begin_run(con, run.run_id, "recovery", now)
    journal = Journal(places.journal)
    by_journal = is_followed(journal, held) and not is_lacking(journal, places, held)
    restored = _by_journal(run, places) if by_journal else _by_pages(run, places, is_empty=copy is None)
    with run.writing() as con:
        end_run(con, run.run_id, "completed", now, articles_new=restored.retaken.articles_new)
    return replace(restored, failed_checks=_failed_checks(run))


def _by_journal(run: Replaying, places: Places) -> _Restored:
    """What was restored by playing the journal: the same batches as before, imports among them."""
    played = play(run, places)
    retaken = Retaken(articles_new=played.articles)
    return _Restored(
        retaken,
        played.judgements,
        played.deliveries,
        by_journal=True,
        lost=played.lost,
        not_played=played.not_played,
    )


def _by_pages(run: Replaying, places: Places, *, is_empty: bool) -> _Restored:
    """What was restored from raw pages, where the journal does not tell all: batches, hence events, may be others."""
    from flows.article_reading import read_all
    from flows.judging import replay
    from warehouse.journalled import load_journalled, of_no_line
    from warehouse.recovery import load_known_deliveries

    journal = Journal(places.journal)
    if is_empty:
        _begin_anew(run, places)
    with run.writing() as con:
        replay(con, journal)  # who is who must be known when the pages are read again
    retaken = retake(run, places.archive)
    run.moment = retaken.last_at
    read_all(run)
    with run.writing() as con:
        judgements = replay(con, journal, run)
        deliveries = load_known_deliveries(con, known_deliveries(journal))
        load_journalled(con, of_no_line())
    return _Restored(retaken, judgements, deliveries)


def _failed_checks(run: Replaying) -> tuple[str, ...]:
    """The checks that the new warehouse does not pass. It is all in its one file then, whatever they find."""
    from warehouse.checks import failed_checks

    with run.writing() as con:
        return tuple(check.name for check in failed_checks(con))


def _begin_anew(run: Replaying, places: Places) -> None:
    """Nothing; seeds, feeds and figures are registered, as of the earliest time that anything is known of."""
    from extractors.intake.polling import storable
    from flows.files.figures import tracked_figures
    from flows.files.seeds import listed_feeds, seed_articles
    from warehouse.figures import register_figures
    from warehouse.intake import load_articles, register_feeds

    ours, now = run.settings, earliest(places) or run.now()
    articles, feeds = seed_articles(ours.seeds, now), listed_feeds(ours.feeds)
    figures, rules = tracked_figures(ours.figures)
    with run.writing() as con:
        register_feeds(con, storable(feeds), now)
        register_figures(con, figures, rules, now)
        load_articles(con, articles)


def earliest(places: Places) -> datetime | None:
    """The time of the first thing that archive and journal know of."""
    from flows.web.archive import read_archive

    first = next(iter(sorted(places.archive.glob("*.warc.gz"))), None)
    archived = next((response.at for _, response in read_archive(first)), None) if first else None
    noted = next((_at(record) for record in Journal(places.journal).read() if not isinstance(record, Problem)), None)
    return min((at for at in (archived, noted) if at), default=None)


def _at(record: dict[str, object]) -> datetime | None:
    stated = next((record[name] for name in ("at", "judged_at", "corrected_at") if record.get(name)), None)
    try:
        return datetime.fromisoformat(str(stated)) if stated else None
    except ValueError:
        return None
