"""Reading articles: pending texts to mentions, quotes, events, statements and alerts, a batch a transaction.

The language model works with no connection open; then one short transaction reads what the batch is compared with,
decides, and writes. Two readers at once do no harm: a text that the other one has loaded meanwhile is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.decisions.corrections import corrected
from extractors.decisions.decide import decide_batch, needs_of
from extractors.decisions.profiles import profile
from extractors.extraction import extract, extract_all
from extractors.records import BatchDecisions, EnrichCounts, EnrichedText, Extraction, PendingText, Problem
from flows.alerting import look_back, raise_alerts
from flows.artifacts import ShownQuote, shown_quotes
from flows.cycle_summary import NOT_READ
from flows.editing import note_edits, raise_edit_alerts
from flows.journalling import BATCH, note
from flows.language import ModelMissing, best_installed, language_model
from flows.progress import tell
from flows.recording import Run

if TYPE_CHECKING:
    from spacy.language import Language

    from warehouse.connection import Connection


@dataclass(frozen=True, slots=True)
class EnrichSummary:
    """What was found. `speakers` are the ids of all who spoke; problems are one a text that could not be read."""

    articles: int = 0
    events_new: int = 0
    quotes: int = 0
    statements: int = 0
    alerts: int = 0
    speakers: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    shown: tuple[ShownQuote, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        failed = f"; {len(self.problems)} could not be read" if self.problems else ""
        found = (
            f"{self.quotes} quotes, {self.statements} statements, {self.events_new} events new, {self.alerts} alerts"
        )
        return f"{self.articles} articles read{failed}: {found}"

    def with_batch(self, batch: "Batch") -> "EnrichSummary":
        """This, and what one more batch came to."""
        counts = batch.counts
        return EnrichSummary(
            self.articles + counts.count_articles,
            self.events_new + counts.count_events,
            self.quotes + counts.count_quotes,
            self.statements + counts.count_statements,
            self.alerts + counts.count_alerts,
            self.speakers | batch.speakers,
            (*self.problems, *batch.problems),
            (*self.shown, *batch.shown),
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch came to. `version_ids` are those it is done with, the unreadable ones included."""

    version_ids: frozenset[str]
    counts: EnrichCounts
    speakers: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    shown: tuple[ShownQuote, ...] = ()


def read_all(run: Run) -> EnrichSummary:
    """What was found in all pending texts. It goes on until nothing is pending, looked at again at the end."""
    return read_with(run, read_batch)


def read_with(run: Run, step: Callable[[Run, frozenset[str]], Batch]) -> EnrichSummary:
    """What was found in all pending texts by a step that reads one batch: plain, or as a task of Prefect's."""
    summary, done = EnrichSummary(), frozenset[str]()
    while (batch := step(run, done)).version_ids:
        done |= batch.version_ids
        summary = summary.with_batch(batch)
    summary = replace(summary, alerts=summary.alerts + look_back(run))
    run.quotes, run.alerts = summary.quotes, summary.alerts
    return summary


def read_batch(run: Run, done: frozenset[str]) -> Batch:
    """What the next batch of pending texts came to; an empty one when nothing is pending."""
    pending, count_left = _pending(run, done)
    if not pending:
        return Batch(frozenset(), EnrichCounts())
    nlp = language_model(run.settings.model)
    texts, problems = read_texts(nlp, pending, len(done), len(done) + count_left)
    unread = {text.version_id for text in pending} - {text.pending.version_id for text in texts}
    loaded = _load(run, texts) if texts else Batch(frozenset(), EnrichCounts())
    return replace(loaded, version_ids=loaded.version_ids | unread, problems=problems)


def _pending(run: Run, done: frozenset[str]) -> tuple[tuple[PendingText, ...], int]:
    """The next batch, and how many texts are pending in all. Texts that we are done with are not taken again."""
    from warehouse.enrichment import count_pending, pending_texts

    with run.writing() as con:
        count = count_pending(con)
        texts = pending_texts(con, run.settings.batch_size) if count else ()
        if texts and all(text.version_id in done for text in texts):  # unreadable ones stand in front: look past them
            texts = pending_texts(con, run.settings.batch_size + len(done))
    fresh = tuple(text for text in texts if text.version_id not in done)
    return fresh[: run.settings.batch_size], count


def read_texts(
    nlp: "Language", pending: Sequence[PendingText], count_done: int, count_all: int
) -> tuple[tuple[EnrichedText, ...], tuple[Problem, ...]]:
    """What is in the texts. Where the batch breaks, each text is read alone, so that one cannot stop the others."""
    try:
        found: list[Extraction | Problem] = []
        for extraction in extract_all(nlp, [text.text for text in pending]):
            found.append(extraction)
            tell(f"Reading articles {count_done + len(found)} of {count_all}")
    except Exception:
        found = list(_read_alone(nlp, pending))
    pairs = list(zip(pending, found, strict=True))
    texts = tuple(
        EnrichedText(text, extraction, profile(text, extraction))
        for text, extraction in pairs
        if not isinstance(extraction, Problem)
    )
    return texts, tuple(extraction for _, extraction in pairs if isinstance(extraction, Problem))


def _read_alone(nlp: "Language", pending: Sequence[PendingText]) -> Iterator[Extraction | Problem]:
    for text in pending:
        tell(f"Reading {text.title or text.article_id}")
        try:
            yield extract(nlp, text.text)
        except Exception as error:
            yield Problem(
                thing=text.address or text.title or text.article_id,
                kind=NOT_READ,
                cause=f"the extractors failed on it: {type(error).__name__}: {error}",
                remedy=f"Please report it with the text of version {text.version_id}; it is tried again at each run",
            )


def _load(run: Run, texts: Sequence[EnrichedText]) -> Batch:
    """What the batch added, in one transaction: those that still wait are decided, loaded, and on record as a batch."""
    from warehouse.enrichment import pending_texts

    now, ours = run.now(), run.settings
    done = frozenset(text.pending.version_id for text in texts)
    with run.writing() as con:
        still = {text.version_id for text in pending_texts(con, 2 * ours.batch_size + len(done))}
        batch = tuple(text for text in texts if text.pending.version_id in still)
        if not batch:
            return Batch(done, EnrichCounts())  # another run was faster
        terms = Terms(now, ours.known_after_days, tuple(ours.channels))
        loaded = load_batch(con, batch, terms)
        note_batch(run, con, BATCH, batch, terms)
    return replace(loaded, version_ids=done)


def note_batch(
    run: Run, con: "Connection", kind: str, batch: Sequence[EnrichedText], terms: "Terms", **facts: object
) -> None:
    """Nothing: which texts were decided together, by what and on which terms, is on record. Last in its transaction."""
    note(
        run,
        con,
        kind,
        terms.now,
        versions=[text.pending.version_id for text in batch],
        extractor=batch[0].extraction.extractor_version,
        model=batch[0].extraction.model,
        pipeline=run.settings.model or best_installed(),
        known_after_days=terms.known_after_days,
        channels=terms.channels,
        **facts,
    )


def read_recorded(
    run: Run, version_ids: Sequence[str], pipeline: str, terms: "Terms", line: str
) -> tuple[EnrichedText, ...]:
    """The texts of a batch that the journal records, read and loaded again as a batch: those that are there and wait.

    By the same language model where it is still installed, else by the one of the settings; the texts tell which.
    """
    from warehouse.enrichment import pending_texts_of
    from warehouse.journalled import load_journalled

    with run.writing() as con:
        pending = pending_texts_of(con, version_ids)
    texts: tuple[EnrichedText, ...] = ()
    if pending:
        texts, _ = read_texts(model_of(pipeline, run.settings.model), pending, 0, len(pending))
    with run.writing() as con:
        if texts:
            load_batch(con, texts, terms)
        load_journalled(con, line)
    return texts


def model_of(pipeline: str, other: str) -> "Language":
    """The language model of that name where it is installed, else the other one."""
    try:
        return language_model(pipeline)
    except ModelMissing:
        return language_model(other)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a batch is decided by beside its texts: the time, and two settings."""

    now: datetime
    known_after_days: float
    channels: tuple[str, ...]


def load_batch(con: "Connection", batch: Sequence[EnrichedText], terms: Terms) -> Batch:
    """What these texts added: old state, decision, load, alerts."""
    from warehouse.corrections import corrections_of
    from warehouse.enrichment import load_enriched, read_old_state

    now, days, channels = terms.now, terms.known_after_days, terms.channels
    batch = corrected(batch, corrections_of(con, {text.pending.article_id for text in batch}))
    old = read_old_state(con, needs_of(batch))
    decisions = decide_batch(batch, old, now=now, known_after_days=days)
    counts = load_enriched(con, batch, decisions, now, channels)
    touched = {made.statement_id for made in decisions.statements}
    alerts = raise_alerts(con, touched, now, known_after_days=days, channels=channels)
    edits = note_edits(con, {text.pending.version_id for text in batch}, now)
    alerts += raise_edit_alerts(con, edits, now, known_after_days=days, channels=channels)
    return Batch(
        frozenset(text.pending.version_id for text in batch),
        replace(counts, count_alerts=alerts),
        speakers=speakers_of(decisions),
        shown=shown_quotes(batch, decisions),
    )


def speakers_of(decisions: BatchDecisions) -> frozenset[str]:
    """The ids of all who spoke."""
    return frozenset(speaker for statement in decisions.statements for speaker in statement.utterance.speaker_ids)
