"""The stage that settles kinds: what share of a span stands between marks."""

from dataclasses import replace

from extractors.quotes.drafts import Draft
from extractors.quotes.reading import Reading
from extractors.records import QuoteKind

_BESIDE = " \t\xa0.,;:"


def settled_kinds(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts with their kind: direct where one run is all there is, indirect where there is none, else mixed."""
    settled = []
    place = 0
    for draft in drafts:
        if draft.is_turn:
            settled.append(draft)
            continue
        while place < len(reading.runs) and reading.runs[place].end <= draft.start:
            place += 1
        if place == len(reading.runs) or reading.runs[place].start >= draft.end:
            settled.append(replace(draft, kind=QuoteKind.INDIRECT))
            continue
        run = reading.runs[place]
        outside = reading.text[draft.start : run.start] + reading.text[run.end : draft.end]
        is_direct = not outside.strip(_BESIDE)
        kind = QuoteKind.DIRECT if is_direct else QuoteKind.MIXED
        start, end = (run.start, run.end) if is_direct else (draft.start, draft.end)
        settled.append(replace(draft, kind=kind, start=start, end=end))
    return tuple(settled)
