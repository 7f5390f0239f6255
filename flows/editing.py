"""What edits changed in what people said: told from the texts of an article, whenever one of them was read.

Alerts about it are decided in the same transaction, from what was not on record before.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.decisions.edit_alerts import edit_alerts, quote_of
from extractors.decisions.edits import quote_edits
from extractors.records import QuoteEdit

if TYPE_CHECKING:
    from warehouse.connection import Connection


def note_edits(con: "Connection", version_ids: Collection[str], now: datetime) -> tuple[QuoteEdit, ...]:
    """What was edited between these versions of articles and those before and after them, and is on record only now."""
    from warehouse.edits import edited_pairs, load_quote_edits

    pairs = edited_pairs(con, version_ids)
    edits = tuple(edit for pair in pairs for edit in quote_edits(pair))
    return load_quote_edits(con, pairs, edits, now) if pairs else ()


def raise_edit_alerts(
    con: "Connection",
    edits: Sequence[QuoteEdit],
    now: datetime,
    *,
    known_after_days: float,
    channels: Sequence[str],
) -> int:
    """How many alerts were made for edits that were found just now, by the rules that ask for edits."""
    from warehouse.alerting import load_alerts, rules
    from warehouse.edits import edit_contexts

    asking = [rule for rule in rules(con) if rule.conditions.is_edits] if edits else []
    if not asking:
        return 0
    contexts = edit_contexts(con, {quote_of(edit) for edit in edits}, now, known_after_days)
    return load_alerts(con, edit_alerts(edits, asking, contexts, now), channels)
