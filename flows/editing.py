"""What edits changed in what people said: told from the texts of an article, whenever one of them was read."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.decisions.edits import quote_edits
from extractors.records import QuoteEdit

if TYPE_CHECKING:
    from warehouse.connection import Connection


def note_edits(con: "Connection", version_ids: Collection[str], now: datetime) -> tuple[QuoteEdit, ...]:
    """What was edited, put on record, between these versions of articles and those before and after them."""
    from warehouse.edits import edited_pairs, load_quote_edits

    pairs = edited_pairs(con, version_ids)
    edits = tuple(edit for pair in pairs for edit in quote_edits(pair))
    if pairs:
        load_quote_edits(con, pairs, edits, now)
    return edits
