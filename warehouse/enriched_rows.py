"""The rows that a batch of enriched texts becomes: ids given, names replaced by entities, quotes by statements.

Those there are most of are named tuples, which are made in a third of the time of frozen dataclasses.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from extractors.records import (
    ArticleProfile,
    BatchDecisions,
    EnrichedText,
    IdentityDecision,
    Mention,
    Quote,
    Speaker,
)
from extractors.records.ids import mint, quote_id

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ExtractionRow:
    """What was extracted from which version by what."""

    version_id: str
    article_id: str
    extractor_version: str
    model: str
    count_mentions: int
    count_quotes: int


class MentionRow(NamedTuple):
    """A mention with its entity."""

    mention_id: str
    version_id: str
    entity_id: str | None
    unjudged_id: str | None
    mention: Mention


class QuoteRow(NamedTuple):
    """A quote with its statement."""

    quote_id: str
    version_id: str
    statement_id: str
    quote: Quote


class SpeakerRow(NamedTuple):
    """A speaker of a quote, with its entity. A quote nobody is named for has one, without a name."""

    quote_id: str
    version_id: str
    position: int
    entity_id: str | None
    unjudged_id: str | None
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile with the version it was made from."""

    version_id: str
    profile: ArticleProfile


@dataclass(frozen=True, slots=True)
class AliasRow:
    """A spelling of an entity. Without a key the warehouse folds it plainly."""

    entity_id: str
    alias: str
    alias_key: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity as a name in an article makes or uses it."""

    entity_id: str
    name: str
    type: str
    article_id: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class EnrichedRows:
    """All rows of what was found in a batch of texts."""

    extractions: tuple[ExtractionRow, ...]
    mentions: tuple[MentionRow, ...]
    quotes: tuple[QuoteRow, ...]
    speakers: tuple[SpeakerRow, ...]
    profiles: tuple[ProfileRow, ...]
    entities: tuple[EntityRow, ...]  # each once, as it was named first
    found: tuple[EntityRow, ...]  # the same as they were found, whatever people judged: what spellings are kept by
    aliases: tuple[AliasRow, ...]


def enriched_rows(batch: Sequence[EnrichedText], decisions: BatchDecisions) -> EnrichedRows:
    """The rows of a batch. Only an article's current text makes its profile. A span counts once."""
    batch = [_spans_once(text) for text in batch]
    entities = _Entities(decisions.identities)
    statements = {q: made.statement_id for made in decisions.statements for q in made.utterance.quote_ids}
    quotes = [(text, tuple(_quotes(text, statements))) for text in batch]
    named = _first_seen(_entities(batch, decisions.identities))
    is_judged = any(made.unjudged_id for made in decisions.identities)
    return EnrichedRows(
        extractions=tuple(_extraction(text) for text in batch),
        mentions=tuple(row for text in batch for row in _mentions(text, entities)),
        quotes=tuple(row for _, rows in quotes for row in rows),
        speakers=tuple(row for text, rows in quotes for row in _speakers(text, rows, entities)),
        profiles=tuple(ProfileRow(t.pending.version_id, t.profile) for t in batch if t.pending.is_current),
        entities=named,
        found=_first_seen(_entities(batch, map(_unjudged, decisions.identities))) if is_judged else named,
        aliases=tuple(AliasRow(*spelling) for spelling in dict.fromkeys(_spellings(decisions.identities))),
    )


def _spans_once(text: EnrichedText) -> EnrichedText:
    """The text's first mention and first quote of each span: their ids follow from their spans."""
    found = text.extraction
    mentions = {(m.start, m.end): m for m in reversed(found.mentions)}
    quotes = {(q.start, q.end): q for q in reversed(found.quotes)}
    if len(mentions) == len(found.mentions) and len(quotes) == len(found.quotes):
        return text
    once = replace(found, mentions=tuple(_sorted_spans(mentions)), quotes=tuple(_sorted_spans(quotes)))
    return replace(text, extraction=once)


def _sorted_spans(found: dict[tuple[int, int], _T]) -> list[_T]:
    """The things found, in the order of their spans."""
    return [found[span] for span in sorted(found)]


def alias_rows(
    entity_id: str, name: str, aliases: Sequence[str], keys: Sequence[str], reason: str
) -> Iterator[AliasRow]:
    """The spellings of one entity, its name first. `keys` are theirs in the same order, or empty."""
    return (AliasRow(*spelling) for spelling in _spelled(entity_id, name, aliases, keys, reason))


_Spelling = tuple[str, str, str | None, str]


def _spelled(
    entity_id: str, name: str, aliases: Sequence[str], keys: Sequence[str], reason: str
) -> Iterator[_Spelling]:
    spellings = (name, *aliases)
    given = keys if len(keys) == len(spellings) else (None,) * len(spellings)
    for alias, key in zip(spellings, given, strict=True):
        yield entity_id, alias, key, reason


class _Entities:
    """The entity of each name of each article; where the type is given and decides, of that type."""

    def __init__(self, identities: Sequence[IdentityDecision]) -> None:
        self.typed = {(made.article_id, made.name, made.type): _ids(made) for made in reversed(identities)}
        self.named = {(made.article_id, made.name): _ids(made) for made in reversed(identities)}

    def find(self, article_id: str, name: str | None, type_: str | None) -> tuple[str | None, str | None]:
        """The entity, and what it was found to be where a person judged otherwise."""
        if name is None:
            return None, None
        return self.typed.get((article_id, name, type_ or "")) or self.named.get((article_id, name), (None, None))


def _ids(made: IdentityDecision) -> tuple[str | None, str | None]:
    return made.entity_id, made.unjudged_id


def _unjudged(made: IdentityDecision) -> IdentityDecision:
    return replace(made, entity_id=made.unjudged_id) if made.unjudged_id else made


def _extraction(text: EnrichedText) -> ExtractionRow:
    found = text.extraction
    counts = len(found.mentions), len(found.quotes)
    return ExtractionRow(
        text.pending.version_id, text.pending.article_id, found.extractor_version, found.model, *counts
    )


def _mentions(text: EnrichedText, entities: _Entities) -> Iterator[MentionRow]:
    version, article = text.pending.version_id, text.pending.article_id
    for mention in text.extraction.mentions:
        made = mint("m", version, str(mention.start), str(mention.end))
        entity_id, unjudged_id = entities.find(article, mention.name, mention.type)
        yield MentionRow(made, version, entity_id, unjudged_id, mention)


def _quotes(text: EnrichedText, statements: dict[str, str]) -> Iterator[QuoteRow]:
    version = text.pending.version_id
    for quote in text.extraction.quotes:
        made = quote_id(version, quote.start, quote.end)
        statement = statements.get(made)
        if statement is None:
            raise ValueError(
                f"quote {made} of version {version}: no decision says which statement it is. "
                "decide_batch() has to decide every quote of the batch."
            )
        yield QuoteRow(made, version, statement, quote)


_NOBODY = Speaker(None, None, None, None, 0.0, "nobody is named")


def _speakers(text: EnrichedText, quotes: Sequence[QuoteRow], entities: _Entities) -> Iterator[SpeakerRow]:
    article = text.pending.article_id
    for made, version, _, quote in quotes:
        for position, speaker in enumerate(quote.speakers or (_NOBODY,)):
            # decide resolves a speaker by name alone: the quote's entity is the one its statement has.
            entity_id, unjudged_id = entities.find(article, speaker.name, None)
            yield SpeakerRow(made, version, position, entity_id, unjudged_id, speaker)


def _entities(batch: Sequence[EnrichedText], identities: Iterable[IdentityDecision]) -> Iterator[EntityRow]:
    seen = {text.pending.article_id: text.pending.first_seen_at for text in batch}
    for made in identities:
        if made.article_id in seen:
            yield EntityRow(made.entity_id, made.name, made.type, made.article_id, seen[made.article_id])


def _first_seen(rows: Iterator[EntityRow]) -> tuple[EntityRow, ...]:
    """Of each entity the row that was seen first: by the article's id, then the name, where several were at once."""
    found: dict[str, EntityRow] = {}
    for row in rows:
        before = found.setdefault(row.entity_id, row)
        if before is not row and _order(row) < _order(before):
            found[row.entity_id] = row
    return tuple(found.values())


def _order(row: EntityRow) -> tuple[datetime, str, str]:
    return row.first_seen_at, row.article_id, row.name


def _spellings(identities: Sequence[IdentityDecision]) -> Iterator[_Spelling]:
    """Those of all names, as often as articles have them."""
    for made in identities:
        yield from _spelled(made.unjudged_id or made.entity_id, made.name, made.aliases, made.alias_keys, made.reason)
