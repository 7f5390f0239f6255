"""Texts that an older extractor read, and what reading them again changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import (
    BatchDecisions,
    CreditChange,
    EnrichCounts,
    EnrichedText,
    ExtractionChange,
    OldState,
    PendingText,
    ReprocessedCounts,
    StoredSpan,
)
from warehouse.enrichment import load_enriched, pending_text
from warehouse.judgements import credit_changes, statement_credits
from warehouse.statements import as_json, rows, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def outdated_versions(
    con: "DuckDBPyConnection", extractor_version: str, model: str, since: datetime | None
) -> tuple[str, ...]:
    """The ids of current texts that were last read by another extractor or model, those of the newest articles first.

    `since` leaves out articles that were published, or where that is not known first seen, before it. Texts that were
    never read are not among them: they wait for the next cycle.
    """
    found = rows(con, "reads/outdated_versions", extractor_version=extractor_version, model=model, since=since)
    return tuple(version_id for (version_id,) in found)


def count_outdated(con: "DuckDBPyConnection", extractor_version: str) -> int:
    """How many current texts were last read by an extractor of another version, whatever its language model."""
    return int(value(con, "reads/count_outdated", extractor_version=extractor_version))


def outdated_texts(
    con: "DuckDBPyConnection", version_ids: Collection[str], extractor_version: str, model: str
) -> tuple[PendingText, ...]:
    """Those of these texts that are current still, and were not read by this extractor and model meanwhile."""
    found = rows(
        con,
        "reads/outdated_texts",
        version_ids=as_json(sorted(version_ids)),
        extractor_version=extractor_version,
        model=model,
    )
    return tuple(pending_text(row) for row in found)


def stored_spans(con: "DuckDBPyConnection", version_ids: Collection[str]) -> tuple[StoredSpan, ...]:
    """Where these texts have quotes, as their latest extraction has it."""
    found = rows(con, "reads/stored_spans", version_ids=as_json(sorted(version_ids)))
    return tuple(StoredSpan(*row) for row in found)


def load_reprocessed(
    con: "DuckDBPyConnection",
    batch: Sequence[EnrichedText],
    old: OldState,
    decisions: BatchDecisions,
    now: datetime,
    channels: Sequence[str],
) -> tuple[EnrichCounts, tuple[CreditChange, ...]]:
    """What a batch that is read again added, and in which statements of before somebody else is credited now."""
    before = statement_credits(con, {statement.statement_id for statement in old.statements if statement.quote_ids})
    counts = load_enriched(con, batch, decisions, now, channels)
    return counts, credit_changes(con, before)


def reprocessed_counts(con: "DuckDBPyConnection", since: datetime) -> ReprocessedCounts:
    """What the texts that were read again since then held before, and hold now."""
    ((*counts,),) = rows(con, "reads/reprocessed", since=since)
    return ReprocessedCounts(*counts)


def reprocessed_examples(con: "DuckDBPyConnection", since: datetime, limit: int) -> tuple[ExtractionChange, ...]:
    """Up to `limit` of the quotes that were read otherwise since then: those of other speakers first."""
    return tuple(_change(*row) for row in rows(con, "reads/reprocessed_examples", since=since, limit=limit))


def _change(
    change: str, before: str | None, after: str | None, was: Sequence[str] | None, now: Sequence[str] | None, title: str
) -> ExtractionChange:
    return ExtractionChange(change, before, after, tuple(was or ()), tuple(now or ()), title)
