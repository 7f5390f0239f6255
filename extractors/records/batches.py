"""A batch of enriched texts: what it is compared with, and all that is concluded from it."""

from dataclasses import dataclass
from datetime import datetime

from extractors.records.alerts import AlertDecision
from extractors.records.decisions import (
    ArticleProfile,
    CopyDecision,
    EventDecisions,
    IdentityDecision,
    KnownEntity,
    KnownStatement,
    PendingText,
    StatementDecision,
    StatementRedirect,
)
from extractors.records.judgements import EntityRedirect
from extractors.records.language import Extraction, Term


@dataclass(frozen=True, slots=True)
class EnrichedText:
    """A pending text with what was found in it: what the warehouse gets to load."""

    pending: PendingText
    extraction: Extraction
    profile: ArticleProfile


@dataclass(frozen=True, slots=True)
class Asking:
    """An article of a batch as the index of old ones is asked: by its keys, near its time."""

    article_id: str
    keys: tuple[int, ...]
    happened_at: datetime  # published, else first seen
    seen_at: datetime
    is_dated: bool


@dataclass(frozen=True, slots=True)
class Background:
    """How many of some recent articles have each word or pair of words, and each name: what is rare just now.

    A count of 1 is left out. Without articles everything is as rare as in a batch of its own.
    """

    count_articles: int = 0
    terms: tuple[Term, ...] = ()
    names: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What old state a batch has to be compared with: the warehouse is asked for just this.

    `name_keys` are all folded names of the batch, `bands` the locality-sensitive hashes of its fingerprints,
    `wording_keys` those of its utterances' words,
    `earliest` and `latest` the span of its times. `version_ids` are its texts: a text that comes again meets the
    statements it made before.
    """

    name_keys: frozenset[str]
    bands: frozenset[int]
    earliest: datetime
    latest: datetime
    version_ids: frozenset[str] = frozenset()
    asking: tuple[Asking, ...] = ()
    wording_keys: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class OldState:
    """What the warehouse knew before a batch, as far as the batch needs it."""

    profiles: tuple[ArticleProfile, ...] = ()
    background: Background = Background()
    entities: tuple[KnownEntity, ...] = ()
    statements: tuple[KnownStatement, ...] = ()
    redirects: tuple[EntityRedirect, ...] = ()  # what people judged about the entities


@dataclass(frozen=True, slots=True)
class BatchDecisions:
    """All that is concluded from one batch and the old state, to be written in one transaction."""

    identities: tuple[IdentityDecision, ...]
    copies: tuple[CopyDecision, ...]
    events: EventDecisions
    statements: tuple[StatementDecision, ...]
    alerts: tuple[AlertDecision, ...] = ()
    statement_redirects: tuple[StatementRedirect, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrichCounts:
    """What one batch of enriched texts added."""

    count_articles: int = 0
    count_mentions: int = 0
    count_quotes: int = 0
    count_statements: int = 0
    count_events: int = 0
    count_alerts: int = 0
    quote_ids: tuple[str, ...] = ()


__all__ = [
    "Asking",
    "Background",
    "BatchDecisions",
    "EnrichCounts",
    "EnrichedText",
    "Needs",
    "OldState",
]
