"""Quotes that a person credited to somebody else: kept by article and words, and applied to what is stored."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from extractors.records import AlertDecision, Correction, CreditChange, StoredQuote
from warehouse.current import keep_current
from warehouse.generation import count_change
from warehouse.judgements import credit_changes, statement_credits
from warehouse.statements import Row, as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def corrections_of(con: "DuckDBPyConnection", article_ids: Collection[str]) -> tuple[Correction, ...]:
    """The corrections of quotes of these articles, the earliest first."""
    found = rows(con, "reads/corrections", article_ids=as_json(sorted(article_ids)))
    return tuple(Correction(*row) for row in found)


def stored_quote(con: "DuckDBPyConnection", quote_id: str) -> StoredQuote | None:
    """The quote of this id, as the latest extraction of its text has it; None where there is none."""
    found = rows(con, "reads/stored_quote", quote_id=quote_id)
    return _stored(found[0]) if found else None


def _stored(row: Row) -> StoredQuote:
    *fields, speakers, quote_ids = row
    filled: Row = (*fields, tuple(speakers), tuple(quote_ids))
    return StoredQuote(*filled)


def load_correction(
    con: "DuckDBPyConnection", correction: Correction, quote: StoredQuote, reason: str
) -> tuple[CreditChange, ...]:
    """What a correction changes in who is credited: the quote, all pieces of its utterance, and its statement."""
    before = statement_credits(con, {quote.statement_id})
    changed = run(con, "loads/corrections", rows=as_json([correction]))
    changed += run(
        con,
        "loads/speakers_corrected",
        quote_ids=as_json(quote.quote_ids),
        entity_id=correction.entity_id,
        name=correction.speaker,
        reason=reason,
        corrected_at=correction.corrected_at,
    )
    changed += keep_current(con, article_ids={quote.article_id})
    changes = credit_changes(con, before)
    count_change(con, changed)
    return changes


def load_correction_alerts(con: "DuckDBPyConnection", alerts: Sequence[AlertDecision], channels: Sequence[str]) -> int:
    """How many alerts are new. One for a newly credited figure goes to all channels, a withdrawal where it is due."""
    made = run(con, "loads/alerts", rows=as_json(alerts))
    new = [alert for alert in alerts if alert.kind != "withdrawal" and alert.corrects_alert_id is None]
    changed = run(con, "loads/deliveries_pending", rows=as_json(new), channels=as_json(channels))
    changed += run(con, "loads/deliveries_withdrawn")
    count_change(con, made + changed)
    return made
