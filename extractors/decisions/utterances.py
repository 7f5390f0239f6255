"""Utterances: the pieces of what one article reports, joined where an attribution parts them."""

from collections import defaultdict
from collections.abc import Mapping

from extractors.decisions.wording import wording_keys
from extractors.records import EnrichedText, Quote, QuoteKind, Utterance
from extractors.records.ids import quote_id

_JOINT = " … "  # stands between two pieces; words only are compared


def utterances_of(
    text: EnrichedText, entities: Mapping[tuple[str, str], str], event_id: str | None
) -> tuple[Utterance, ...]:
    """The utterances of one text in its order. `entities` maps article and resolved name to the entity's id."""
    pieces = defaultdict(list)
    for quote in sorted(text.extraction.quotes, key=lambda quote: (quote.start, quote.end)):
        pieces[quote.utterance].append(quote)
    return tuple(_utterance(text, quotes, entities, event_id) for quotes in pieces.values())


def _utterance(
    text: EnrichedText, quotes: list[Quote], entities: Mapping[tuple[str, str], str], event_id: str | None
) -> Utterance:
    pending = text.pending
    names = (speaker.name for quote in quotes for speaker in quote.speakers if speaker.name)
    ids = (entities.get((pending.article_id, name)) for name in names)
    return Utterance(
        article_id=pending.article_id,
        version_id=pending.version_id,
        quote_ids=tuple(quote_id(pending.version_id, quote.start, quote.end) for quote in quotes),
        text=(words := _JOINT.join(quote.text for quote in quotes)),
        kind=_kind(quotes),
        speaker_ids=tuple(dict.fromkeys(found for found in ids if found)),
        event_id=event_id,
        said_at=pending.published.at,
        seen_at=pending.first_seen_at,
        is_backlog=pending.is_backlog,
        is_seed=pending.is_seed,
        origin=pending.origin,
        keys=wording_keys(words),
    )


def _kind(quotes: list[Quote]) -> str:
    """The kind of all pieces, or mixed where they differ."""
    kinds = {quote.kind for quote in quotes}
    return str(kinds.pop() if len(kinds) == 1 else QuoteKind.MIXED)
