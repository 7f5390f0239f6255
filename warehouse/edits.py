"""Texts of which one became the other, with what people say in both, and what was found to be edited in that."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import CreditedQuote, EditContext, EditedPair, QuoteEdit, ReadVersion
from warehouse.generation import count_change
from warehouse.statements import as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def edited_pairs(con: "DuckDBPyConnection", version_ids: Collection[str]) -> tuple[EditedPair, ...]:
    """The changes of text from or to one of these versions whose both texts are read, with the quotes of both."""
    found = rows(con, "reads/edited_pairs", version_ids=as_json(sorted(version_ids)))
    if not found:
        return ()
    quotes: dict[str, list[CreditedQuote]] = defaultdict(list)
    asked = as_json(sorted({id_ for _, from_id, _, to_id, _ in found for id_ in (from_id, to_id)}))
    for version_id, *fields in rows(con, "reads/edited_quotes", version_ids=asked):
        quotes[version_id].append(CreditedQuote(*fields))
    return tuple(
        EditedPair(
            article_id,
            ReadVersion(from_id, before, tuple(quotes[from_id])),
            ReadVersion(to_id, after, tuple(quotes[to_id])),
        )
        for article_id, from_id, before, to_id, after in found
    )


@dataclass(frozen=True, slots=True)
class _PairRow:
    from_version_id: str
    to_version_id: str


def load_quote_edits(
    con: "DuckDBPyConnection", pairs: Sequence[EditedPair], edits: Sequence[QuoteEdit], now: datetime
) -> tuple[QuoteEdit, ...]:
    """Those edits between these texts that were not on record. What was found before and is no longer, goes."""
    ids = as_json(sorted({pair.article_id for pair in pairs}))
    known = {change_id for (change_id,) in rows(con, "reads/known_changes", article_ids=ids)}
    read = [_PairRow(pair.before.version_id, pair.after.version_id) for pair in pairs]
    count_change(con, run(con, "loads/quote_edits", pairs=as_json(read), rows=as_json(edits), now=now))
    return tuple(edit for edit in edits if edit.change_id not in known)


def edit_contexts(
    con: "DuckDBPyConnection", quote_ids: Collection[str], now: datetime, known_after_days: float
) -> dict[str, EditContext]:
    """What alerts about edits of these quotes rest on, by the quotes' ids."""
    found = rows(
        con,
        "reads/edit_contexts",
        quote_ids=as_json(sorted(quote_ids)),
        now=now,
        known_after_days=known_after_days,
    )
    return {row[0]: EditContext(*row) for row in found}
