"""Alert rules, and what they are held against: a statement with all its reports, and what came before it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Topic:
    """What an article has to be about: it names one of `names` (folded), or has one of the words. See `WordPattern`."""

    name: str
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a statement has to be for a rule, all of it at once; without any, every statement of the figure will do.

    `kinds`, `min_confidence`, `words` and `topic` ask for one report that has them all, the others for the statement.
    """

    silence_days: float | None = None  # the figure's first in so many days
    is_first_on_event: bool = False  # the figure's first on its event
    words: tuple[str, ...] = ()  # one of these is in the words
    topic: Topic | None = None
    kinds: tuple[str, ...] = ()  # direct, indirect, mixed; empty: any
    min_confidence: float = 0.0  # of the speaker, from 0 to 1
    min_sources: int = 1  # independent ones: copies of one story count once
    is_edits: bool = False  # not what is said: that words of the figure were changed after publication


@dataclass(frozen=True, slots=True)
class Timing:
    """When what was decided may be sent. Both are as the user wrote them: `22:00-07:00 Europe/Paris`, `hourly`."""

    quiet: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A rule about one figure. `entity_id` is the figure's entity.

    `since` is from when on statements are news to it: what was first seen before the rule was made is known to it.
    Where the user asked for old ones (`is_looking_back`), they are from that day on, whatever else made them old.
    """

    rule_id: str
    figure_key: str
    figure_name: str
    entity_id: str
    kind: str = "any statement"  # the conditions in words
    conditions: Conditions = Conditions()
    timing: Timing = Timing()
    channels: tuple[str, ...] = ()  # names in the settings; empty: all
    since: datetime | None = None
    is_looking_back: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One article's report of a statement, as one of its quotes has it, credited to an entity."""

    quote_id: str
    article_id: str
    entity_id: str  # who is credited
    text: str
    kind: str
    char_start: int
    char_end: int
    speaker_mention: str | None
    confidence: float  # of the speaker
    via: str | None
    source_id: str  # one for all copies of a story
    is_news: bool  # not imported, not of a feed's first poll, not too old when it was read
    read_at: datetime  # when this text of the article was read first, by whichever extractor
    seen_at: datetime
    published_at: datetime | None
    article_title: str | None = None
    address: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a statement stands among those of one figure that were on record before it."""

    entity_id: str
    said_at: datetime  # published, else seen
    last_said_at: datetime | None  # the newest of those before it
    is_first_on_event: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """A statement as rules see it. `reports` are in the order in which they were read; ids are resolved."""

    statement_id: str
    first_seen_at: datetime
    known_reason: str | None
    is_altered: bool  # it is another statement but for a negation, a number or a name
    event_id: str | None
    event_title: str | None
    speaker_ids: tuple[str, ...]
    merged_ids: tuple[str, ...]  # statements that lead to it: their alerts are its own
    reports: tuple[Report, ...] = ()
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """What a topic is sought in: title and text, and the folded names of all that the article names."""

    article_id: str
    title: str | None
    text: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an alert rests on, as it was when the alert was decided. Offsets are in the text of the quote's article."""

    words: str
    kind: str
    char_start: int
    char_end: int
    speaker: str
    speaker_mention: str | None
    speaker_confidence: float
    via: str | None
    quote_id: str
    article_id: str
    article: str | None
    link: str | None
    published_at: datetime | None
    event_id: str | None
    event: str | None
    first_seen_at: datetime
    count_sources: int
    outlets: tuple[str, ...] = field(default=())
    conditions: tuple[str, ...] = field(default=())  # how each condition of the rule is met
    change_id: str | None = None  # of an edit, as are the next three
    change: str | None = None  # quote reworded, quote removed, speaker changed
    before: str | None = None  # the words, or the speaker
    after: str | None = None


@dataclass(frozen=True, slots=True)
class SentAlert:
    """An alert that was made: what a back-test is compared with. The statement's id is resolved."""

    alert_id: str
    statement_id: str
    rule_id: str
    decided_at: datetime


__all__ = [
    "AlertRule",
    "ArticleWords",
    "Conditions",
    "Dossier",
    "Evidence",
    "Report",
    "SentAlert",
    "Standing",
    "Timing",
    "Topic",
]
