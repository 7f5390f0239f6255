"""Reading again what an older extractor read: stored texts, the newest articles first, a batch a transaction.

A batch that is done is done: what was interrupted goes on where it stopped, since the warehouse says which texts are
still as the older extractor left them. What was known is no news: no statement is alerted, unless that is asked for.
A figure that had been alerted for words which are somebody else's now gets the correction that is due to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.decisions.corrections import corrected
from extractors.decisions.decide import decide_batch, needs_of
from extractors.decisions.rereading import recognising
from extractors.extraction import model_name
from extractors.records import CreditChange, EnrichedText, ExtractionChange, PendingText, Problem, ReprocessedCounts
from extractors.version import EXTRACTOR_VERSION
from flows.alerting import correct_alerts, raise_alerts
from flows.article_reading import Terms, model_of, note_batch, read_texts
from flows.editing import note_edits
from flows.journalling import REREAD
from flows.language import language_model
from flows.progress import saying, tell
from flows.recording import Run, recorded
from flows.turns import turn

if TYPE_CHECKING:
    from spacy.language import Language

    from warehouse.connection import Connection
    from warehouse.publish import Publication

KNOWN_REASON = "reprocessed"  # why a statement is no news that only a newer extractor found
BY = "a newer reading of the article"
_EXAMPLES = 12


class ReprocessingBusy(Exception):  # noqa: N818 - it reads as what is the case
    """Another process is reading the stored articles again."""


@dataclass(frozen=True, slots=True)
class ReprocessReport:
    """What reading again came to. `extractor` names the version and model that read; counts compare before and now.

    Problems are one a text that could not be read; it stays as it was, and is tried again the next time.
    """

    extractor: str
    count_outdated: int
    counts: ReprocessedCounts = field(default_factory=ReprocessedCounts)
    alerts: int = 0
    corrections: int = 0
    examples: tuple[ExtractionChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    publication: "Publication | None" = None


@dataclass(frozen=True, slots=True)
class _Done:
    """What some batches came to."""

    alerts: int = 0
    corrections: int = 0
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: "_Done") -> "_Done":
        return _Done(
            self.alerts + other.alerts, self.corrections + other.corrections, (*self.problems, *other.problems)
        )


def reprocess(*, since: datetime | None = None, limit: int | None = None, tells_news: bool = False) -> ReprocessReport:
    """What reading the stored articles again came to; progress is shown on standard error.

    `since` leaves out older articles, `limit` bounds how many are read; `tells_news` alerts what was not found before.

    Raises:
        ReprocessingBusy: another process is at it.
    """
    with saying(), recorded("reprocess") as run, turn(run.places.reprocess_lock) as is_ours:
        if not is_ours:
            raise ReprocessingBusy(
                f"{run.places.warehouse}: another process is reading its articles again. Wait until it has ended."
            )
        report = _reprocess(run, since, limit, tells_news=tells_news)
        run.alerts = report.alerts + report.corrections
    return report


def _reprocess(run: Run, since: datetime | None, limit: int | None, *, tells_news: bool) -> ReprocessReport:
    from warehouse.reprocessing import reprocessed_counts, reprocessed_examples

    tell("Looking for what an older extractor read")
    nlp, began = language_model(run.settings.model), run.now()
    extractor = f"{EXTRACTOR_VERSION}, {model_name(nlp)}"
    version_ids = _outdated(run, nlp, since)
    if not version_ids:
        return ReprocessReport(extractor, 0)
    chosen, done = version_ids if limit is None else version_ids[:limit], _Done()
    for start in range(0, len(chosen), run.settings.batch_size):
        batch = chosen[start : start + run.settings.batch_size]
        done += _read_again(run, nlp, batch, _Place(start, len(chosen)), tells_news=tells_news)
    tell("Comparing before and after")
    with run.writing() as con:
        counts, examples = reprocessed_counts(con, began), reprocessed_examples(con, began, _EXAMPLES)
    run.quotes = counts.quotes_added
    publication = run.publish(min_seconds=0)
    return ReprocessReport(
        extractor, len(version_ids), counts, done.alerts, done.corrections, examples, done.problems, publication
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a batch stands among all that are read."""

    start: int
    count_all: int


def read_again_recorded(run: Run, version_ids: Sequence[str], pipeline: str, *, tells_news: bool) -> None:
    """Nothing; a batch that the journal records as read again is read again, where an older extractor read it last."""
    nlp = model_of(pipeline, run.settings.model)
    _read_again(run, nlp, version_ids, _Place(0, len(version_ids)), tells_news=tells_news)


def _outdated(run: Run, nlp: "Language", since: datetime | None) -> tuple[str, ...]:
    from warehouse.reprocessing import outdated_versions

    with run.writing() as con:
        return outdated_versions(con, EXTRACTOR_VERSION, model_name(nlp), since)


def _read_again(run: Run, nlp: "Language", version_ids: Sequence[str], place: _Place, *, tells_news: bool) -> _Done:
    """What a batch came to: read with no connection open, loaded in one transaction."""
    with run.writing() as con:
        pending = _still_outdated(con, nlp, version_ids)
    texts, problems = read_texts(nlp, pending, place.start, place.count_all)
    loaded = _load(run, nlp, texts, tells_news=tells_news) if texts else _Done()
    return loaded + _Done(problems=problems)


def _still_outdated(con: "Connection", nlp: "Language", version_ids: Sequence[str]) -> tuple[PendingText, ...]:
    from warehouse.reprocessing import outdated_texts

    return outdated_texts(con, version_ids, EXTRACTOR_VERSION, model_name(nlp))


def _load(run: Run, nlp: "Language", texts: Sequence[EnrichedText], *, tells_news: bool) -> _Done:
    """What the batch changed, in one transaction: old state, decision, load, corrections of alerts."""
    from warehouse.corrections import corrections_of
    from warehouse.enrichment import read_old_state
    from warehouse.reprocessing import load_reprocessed, stored_spans

    now, ours = run.now(), run.settings
    reason = None if tells_news else KNOWN_REASON
    with run.writing() as con:
        still = {text.version_id for text in _still_outdated(con, nlp, [t.pending.version_id for t in texts])}
        batch = tuple(text for text in texts if text.pending.version_id in still)
        if not batch:
            return _Done()  # another run was faster
        batch = corrected(batch, corrections_of(con, {text.pending.article_id for text in batch}))
        old = recognising(read_old_state(con, needs_of(batch)), batch, stored_spans(con, still))
        made = decide_batch(batch, old, now=now, known_after_days=ours.known_after_days, known_reason=reason)
        _, changes = load_reprocessed(con, batch, old, made, now, tuple(ours.channels))
        note_edits(con, still, now)
        fresh = {d.statement_id for d in made.statements if d.is_new or d.is_newly_credited} if tells_news else set()
        alerts = raise_alerts(
            con,
            fresh,
            now,
            known_after_days=ours.known_after_days,
            channels=tuple(ours.channels),
            is_read_again=True,
        )
        corrections = _correct(con, changes, run)
        terms = Terms(now, ours.known_after_days, tuple(ours.channels))
        note_batch(run, con, REREAD, batch, terms, tells_news=tells_news)
        return _Done(alerts, corrections)


def _correct(con: "Connection", changes: Sequence[CreditChange], run: Run) -> int:
    """How many corrections follow to where a wrong alert had gone.

    Only where somebody else is credited now: that a newer extractor is less sure proves nothing wrong.
    """
    elsewhere = tuple(change for change in changes if change.after)
    return correct_alerts(con, elsewhere, run, tells_news=False, by=BY)
