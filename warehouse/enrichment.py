"""Texts that wait to be enriched, and what a batch of enriched ones leaves behind. Loading twice changes nothing."""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import (
    BatchDecisions,
    CopyDecision,
    EnrichCounts,
    EnrichedText,
    EventDecisions,
    Origin,
    PendingText,
    Precision,
    Published,
    StatementDecision,
)
from warehouse.current import keep_current
from warehouse.enriched_rows import EnrichedRows, enriched_rows
from warehouse.generation import count_change
from warehouse.old_state import read_old_state
from warehouse.statements import Row, as_columns, as_json, rows, run, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def pending_texts(con: "DuckDBPyConnection", limit: int) -> tuple[PendingText, ...]:
    """Up to `limit` texts that were never enriched, or are current again, the longest waiting first."""
    return tuple(pending_text(row) for row in rows(con, "reads/pending_texts", limit=limit, version_ids=None))


def pending_texts_of(con: "DuckDBPyConnection", version_ids: Sequence[str]) -> tuple[PendingText, ...]:
    """Those of these texts that wait to be enriched, in the order of the list."""
    found = rows(con, "reads/pending_texts", limit=None, version_ids=as_json(version_ids))
    waiting = {text.version_id: text for text in map(pending_text, found)}
    return tuple(waiting[version_id] for version_id in version_ids if version_id in waiting)


def count_pending(con: "DuckDBPyConnection") -> int:
    """How many texts wait to be enriched."""
    return int(value(con, "reads/count_pending"))


def count_left(con: "DuckDBPyConnection") -> int:
    """How many texts are kept and never read, being in another language."""
    return int(value(con, "reads/count_left"))


def pending_text(row: Row) -> PendingText:
    """The text that a row of a query for texts to read gives."""
    version_id, article_id, text, title, at, precision, source, *others, origin = row
    published = Published(at, Precision(precision), source)
    filled: Row = (version_id, article_id, text, title, published, *others, Origin(origin))
    return PendingText(*filled)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing. A large batch is made into rows by the ten thousand, none of them part of a circle.

    Looking for circles among them again and again would take as long as making them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_uncollected()
def load_enriched(
    con: "DuckDBPyConnection",
    batch: Sequence[EnrichedText],
    decisions: BatchDecisions,
    now: datetime,
    channels: Sequence[str],
) -> EnrichCounts:
    """What a batch added. Each alert gets a pending delivery for each of the channels.

    Raises:
        ValueError: a quote of the batch has no decision that says which statement it is.
    """
    found, current = enriched_rows(batch, decisions), current_events(batch, decisions.events)
    alerts = as_json(decisions.alerts)
    ids = as_json(quote.quote_id for quote in found.quotes)
    others = _load_identities(con, found) + _load_extractions(con, found, now)
    quote_ids = tuple(quote_id for (quote_id,) in rows(con, "reads/new_quotes", quote_ids=ids))
    counts = EnrichCounts(
        count_articles=len({text.pending.article_id for text in batch}),
        count_mentions=_load_mentions(con, found),
        count_quotes=len(quote_ids),
        count_statements=_load_statements(con, decisions.statements),
        count_events=run(con, "loads/event_ids", rows=as_json(current.assignments), now=now),
        count_alerts=run(con, "loads/alerts", rows=alerts) if decisions.alerts else 0,
        quote_ids=quote_ids,
    )
    others += run(con, "loads/statements_fuller", rows=as_json(_of_several(decisions.statements)))
    others += _load_quotes(con, found)
    if decisions.statement_redirects:
        others += run(con, "loads/statement_redirects", rows=as_json(decisions.statement_redirects), now=now)
    others += _load_events(con, current, now) + _load_copies(con, batch, decisions.copies, now)
    if decisions.alerts:
        others += run(con, "loads/deliveries_pending", rows=alerts, channels=as_json(channels))
    others += _keep_current(con, batch, decisions, current)
    made = counts.count_mentions + counts.count_statements + counts.count_events + counts.count_alerts
    count_change(con, others + made)
    return counts


def _of_several(statements: Sequence[StatementDecision]) -> Iterator[StatementDecision]:
    """The decisions on statements with more than one report: one that is new and has a single one is all there is."""
    count = Counter(made.statement_id for made in statements)
    return (made for made in statements if not made.is_new or count[made.statement_id] > 1)


def _load_identities(con: "DuckDBPyConnection", found: EnrichedRows) -> int:
    changed = run(con, "loads/entities", rows=as_json(found.entities))
    return changed + run(con, "loads/entity_aliases", rows=as_json(found.aliases), entities=as_json(found.found))


def _load_extractions(con: "DuckDBPyConnection", found: EnrichedRows, now: datetime) -> int:
    changed = run(con, "loads/extractions", rows=as_json(found.extractions), now=now)
    return changed + run(con, "loads/article_profiles", rows=as_json(found.profiles))


def _load_copies(
    con: "DuckDBPyConnection", batch: Sequence[EnrichedText], copies: Sequence[CopyDecision], now: datetime
) -> int:
    outdated = _outdated(batch)
    return run(con, "loads/story_copies", rows=as_json(c for c in copies if c.article_id not in outdated), now=now)


def _load_events(con: "DuckDBPyConnection", events: EventDecisions, now: datetime) -> int:
    changed = run(con, "loads/event_moves", moves=as_json(events.moves), now=now) if events.moves else 0
    changed += run(con, "loads/event_articles", rows=as_json(events.assignments), now=now)
    if events.redirects:
        changed += run(con, "loads/event_redirects", rows=as_json(events.redirects), now=now)
    touched = {"rows": events.assignments, "moves": events.moves, "redirects": events.redirects}
    return changed + run(con, "loads/event_titles", **{name: as_json(made) for name, made in touched.items()})


def current_events(batch: Sequence[EnrichedText], events: EventDecisions) -> EventDecisions:
    """The decisions about events without those on articles of which the batch has an outdated text only."""
    outdated = _outdated(batch)
    return EventDecisions(
        assignments=tuple(made for made in events.assignments if made.article_id not in outdated),
        moves=tuple(made for made in events.moves if made.article_id not in outdated),
        redirects=events.redirects,
    )


def _outdated(batch: Sequence[EnrichedText]) -> set[str]:
    current = {text.pending.article_id for text in batch if text.pending.is_current}
    return {text.pending.article_id for text in batch} - current


def _load_mentions(con: "DuckDBPyConnection", found: EnrichedRows) -> int:
    columns = as_columns(
        found.mentions,
        mention_id="mention_id",
        version_id="version_id",
        entity_id="entity_id",
        unjudged_id="unjudged_id",
        char_start="mention.start",
        char_end="mention.end",
        text="mention.text",
        type="mention.type",
        name="mention.name",
    )
    return run(con, "loads/mentions", columns=columns)


def _load_statements(con: "DuckDBPyConnection", made: Sequence[StatementDecision]) -> int:
    columns = as_columns(
        made,
        statement_id="statement_id",
        is_new="is_new",
        known_reason="known_reason",
        altered_of="altered_of",
        article_id="utterance.article_id",
        quote_ids="utterance.quote_ids",
        text="utterance.text",
        kind="utterance.kind",
        speaker_ids="utterance.speaker_ids",
        event_id="utterance.event_id",
        seen_at="utterance.seen_at",
        said_at="utterance.said_at",
        keys="utterance.keys",
    )
    return run(con, "loads/statements_new", columns=columns)


def _load_quotes(con: "DuckDBPyConnection", found: EnrichedRows) -> int:
    quotes = as_columns(
        found.quotes,
        quote_id="quote_id",
        version_id="version_id",
        statement_id="statement_id",
        kind="quote.kind",
        utterance="quote.utterance",
        char_start="quote.start",
        char_end="quote.end",
        text="quote.text",
        cue="quote.cue",
        cue_start="quote.cue_start",
        cue_end="quote.cue_end",
        via="quote.via",
        confidence="quote.confidence",
        reason="quote.reason",
    )
    speakers = as_columns(
        found.speakers,
        quote_id="quote_id",
        version_id="version_id",
        position="position",
        entity_id="entity_id",
        unjudged_id="unjudged_id",
        name="speaker.name",
        mention="speaker.mention",
        mention_start="speaker.start",
        mention_end="speaker.end",
        confidence="speaker.confidence",
        reason="speaker.reason",
    )
    changed = run(con, "loads/quotes", columns=quotes)
    changed += run(con, "loads/quote_speakers", columns=speakers)
    changed += run(con, "loads/statements_apart")
    return changed + run(con, "loads/extractions_done")


def _keep_current(
    con: "DuckDBPyConnection", batch: Sequence[EnrichedText], decisions: BatchDecisions, events: EventDecisions
) -> int:
    """What the batch changed in what is current: of its own articles, and of those whose place in others changed."""
    touched = {text.pending.article_id for text in batch}
    touched |= {made.article_id for made in events.assignments} | {made.article_id for made in events.moves}
    touched |= {made.article_id for made in decisions.copies}
    merged = decisions.statement_redirects
    merged_into = {made.to_event_id for made in events.redirects}
    called = {made.event_id for made in events.assignments} | merged_into
    return keep_current(
        con,
        article_ids=touched,
        event_ids=merged_into,
        called_ids=called | {key for made in events.moves for key in (made.from_event_id, made.to_event_id)},
        statement_ids={key for made in merged for key in (made.statement_id, made.to_statement_id)},
    )


__all__ = ["count_pending", "load_enriched", "pending_texts", "pending_texts_of", "read_old_state"]
