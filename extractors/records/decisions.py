"""What is concluded from many texts: copies, events, identities, statements. Old state in, decision out."""

from dataclasses import dataclass
from datetime import datetime

from extractors.records.intake import Origin, Published
from extractors.records.language import Term

# --- what is compared -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PendingText:
    """A stored version of an article that waits to be enriched."""

    version_id: str
    article_id: str
    text: str
    title: str | None
    published: Published
    first_seen_at: datetime
    is_backlog: bool
    is_seed: bool
    is_current: bool
    address: str | None = None  # the article's canonical address
    origin: Origin | None = None  # tells an import from a feed's first poll, where is_backlog


@dataclass(frozen=True, slots=True)
class ArticleProfile:
    """What copies and events are decided by, one an article: fingerprint, words, names, time.

    `signature` is a MinHash digest; `names` are folded names of persons, organisations and places (see
    `extractors.cast.names.name_key`) with how often each occurs; `event_id` and `story_id` are None until decided.
    """

    article_id: str
    title: str | None
    lead: str
    terms: tuple[Term, ...]
    names: tuple[Term, ...]
    signature: tuple[int, ...]
    count_words: int
    published_at: datetime | None
    first_seen_at: datetime
    outlet_domain: str | None = None
    event_id: str | None = None
    story_id: str | None = None
    agency: str | None = None  # credited in the text
    bands: tuple[int, ...] = ()  # fingerprints: what the warehouse finds copies by
    keys: tuple[int, ...] = ()  # of its names and words: what the warehouse finds reports of the same thing by
    text: str | None = None  # where it may be a copy: the words that decide


@dataclass(frozen=True, slots=True)
class CopyDecision:
    """`article_id` tells the story `story_id`, whose earliest member is `original_id`. `similarity` in [0, 1]."""

    article_id: str
    story_id: str
    original_id: str
    similarity: float
    reason: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class EventAssignment:
    """An article belongs to an event. `evidence` is for a person: `Putin, Moscow, three-day visit; same day`."""

    article_id: str
    event_id: str
    score: float
    rule: str
    evidence: str
    is_new_event: bool = False


@dataclass(frozen=True, slots=True)
class EventMove:
    """An article that moves to another event, when later ones show that it belongs there."""

    article_id: str
    from_event_id: str
    to_event_id: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class EventRedirect:
    """Two events are one: the younger id redirects to the older."""

    event_id: str
    to_event_id: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class EventDecisions:
    """What a batch of articles changes about events."""

    assignments: tuple[EventAssignment, ...] = ()
    moves: tuple[EventMove, ...] = ()
    redirects: tuple[EventRedirect, ...] = ()


# --- who is who -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """Someone the user tracks. `key` is a short stable word (`xi-jinping`) used in commands and ids."""

    key: str
    name: str
    type: str = "PERSON"
    aliases: tuple[str, ...] = ()
    wikidata_id: str | None = None
    alias_keys: tuple[str, ...] = ()  # `name_key` of the name, then of each alias; empty: the warehouse folds plainly


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """An entity of the warehouse: its name, its type, and every folded alias under which it was met."""

    entity_id: str
    name: str
    type: str
    alias_keys: frozenset[str]
    wikidata_id: str | None = None


@dataclass(frozen=True, slots=True)
class NameUse:
    """A resolved name as one article uses it: what has to find its entity."""

    article_id: str
    name: str
    type: str
    aliases: tuple[str, ...]  # the spellings in the text
    calling: str = ""  # what it calls a person by, where that keeps namesakes apart: `officeholder of peru`


@dataclass(frozen=True, slots=True)
class IdentityDecision:
    """The name, as this article uses it, is that entity. `is_new` where the entity is made by this decision."""

    article_id: str
    name: str
    type: str
    entity_id: str
    is_new: bool
    reason: str
    aliases: tuple[str, ...] = ()
    alias_keys: tuple[str, ...] = ()  # `name_key` of the name, then of each alias; empty: the warehouse folds plainly
    unjudged_id: str | None = None  # what it was found to be, where a person judged otherwise


# --- statements -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Utterance:
    """One utterance of one article: its pieces joined. `quote_ids` in the order of the text."""

    article_id: str
    version_id: str
    quote_ids: tuple[str, ...]
    text: str
    kind: str
    speaker_ids: tuple[str, ...]  # entities, resolved; empty where unknown
    event_id: str | None
    said_at: datetime | None  # the article's publication time, else None
    seen_at: datetime
    is_backlog: bool = False
    is_seed: bool = False
    origin: Origin | None = None
    keys: tuple[int, ...] = ()  # of its words: what the warehouse finds other reports of it by


@dataclass(frozen=True, slots=True)
class KnownStatement:
    """A statement of the warehouse, with the fullest words known of it."""

    statement_id: str
    text: str
    speaker_ids: tuple[str, ...]
    event_id: str | None
    first_seen_at: datetime
    quote_ids: frozenset[str] = frozenset()  # those of the batch's quotes that it has already, when a text comes again
    reported_from: datetime | None = None  # when the earliest report of it was published, else first seen
    reported_until: datetime | None = None
    altered_of: str | None = None
    known_reason: str | None = None
    merged_ids: frozenset[str] = frozenset()  # statements that lead to it


@dataclass(frozen=True, slots=True)
class StatementDecision:
    """An utterance is that statement. `known_reason` is None for news; else why it is old: import, first poll, old."""

    statement_id: str
    is_new: bool
    utterance: Utterance
    similarity: float
    reason: str
    known_reason: str | None = None
    is_newly_credited: bool = False  # the statement was there, but this is the first report that names its speaker
    altered_of: str | None = None  # the statement that it is but for a negation, a number or a name


@dataclass(frozen=True, slots=True)
class StatementRedirect:
    """Two statements are one, as a fuller report shows: the younger id redirects to the older."""

    statement_id: str
    to_statement_id: str
    similarity: float
    reason: str


__all__ = [
    "ArticleProfile",
    "CopyDecision",
    "EventAssignment",
    "EventDecisions",
    "EventMove",
    "EventRedirect",
    "Figure",
    "IdentityDecision",
    "KnownEntity",
    "KnownStatement",
    "NameUse",
    "PendingText",
    "StatementDecision",
    "StatementRedirect",
    "Utterance",
]
