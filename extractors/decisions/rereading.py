"""A text read again: which of its quotes are the ones that were there before, though cut otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from extractors.records import EnrichedText, KnownStatement, OldState, StoredSpan
from extractors.records.ids import quote_id

_ENOUGH = 0.5  # share of the shorter span that both have to have


def recognising(old: OldState, batch: Iterable[EnrichedText], stored: Sequence[StoredSpan]) -> OldState:
    """The old state in which statements know their quotes by the spans that they have now, too.

    Premise: of one text, two spans that share half of the shorter one report the same words. So a statement stays what
    it is, with its id and its alerts, when a newer extractor takes the quotation marks along, leaves the cue out, or
    credits somebody else. Each stored span is recognised in one new span at most, the one that shares most with it.
    """
    spans = defaultdict(list)
    for span in stored:
        spans[span.version_id].append(span)
    found = defaultdict(set)
    for text in batch:
        for statement_id, quote in _recognised(text, spans[text.pending.version_id]):
            found[statement_id].add(quote)
    return replace(old, statements=tuple(_knowing(statement, found) for statement in old.statements))


def _knowing(statement: KnownStatement, found: Mapping[str, set[str]]) -> KnownStatement:
    ids = (statement.statement_id, *sorted(statement.merged_ids))
    return replace(statement, quote_ids=statement.quote_ids.union(*(found.get(one, ()) for one in ids)))


def _recognised(text: EnrichedText, stored: Sequence[StoredSpan]) -> list[tuple[str, str]]:
    """Pairs of a statement and the new quote that is one of its quotes; those that share most are paired first."""
    version_id, quotes = text.pending.version_id, text.extraction.quotes
    pairs = sorted(
        (-shared, span.start, quote.start, span.statement_id, quote.end, span.quote_id)
        for span in stored
        for quote in quotes
        if (shared := min(span.end, quote.end) - max(span.start, quote.start)) > 0
        and shared >= _ENOUGH * min(span.end - span.start, quote.end - quote.start)
    )
    taken: set[str] = set()
    made = []
    for _, _, start, statement_id, end, before in pairs:
        quote = quote_id(version_id, start, end)
        if not taken & {quote, before}:
            taken |= {quote, before}
            made.append((statement_id, quote))
    return made
