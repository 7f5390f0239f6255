"""Pages that are visited again, and what an edit changed in what people said."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PageVisit:
    """An article whose page will be visited again. `published_at` is None where no time of day is known.

    `next_visit_at` is None where there was the last visit.
    """

    article_id: str
    address: str  # as the feed stated it: some servers know no other form
    feed_id: str
    host: str
    first_seen_at: datetime
    published_at: datetime | None = None
    count_visits: int = 0  # those that told whether the page had changed
    next_visit_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    last_changed_at: datetime | None = None
    problem_kind: str | None = None  # why the last visit told nothing


@dataclass(frozen=True, slots=True)
class GonePage:
    """An article whose page is there no longer, and the version that was its last."""

    article_id: str
    version_id: str


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What is known of an article whose page came again. `addresses` are canonical, all that it was seen under."""

    article_id: str
    version_id: str
    text: str
    text_sha256: str
    title: str | None
    title_from: str
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class CreditedQuote:
    """A quote of one version, and whom it is credited to first. Offsets are in the text of the version."""

    quote_id: str
    text: str
    start: int
    end: int
    speaker_id: str | None = None
    speaker: str | None = None
    confidence: float = 0.0  # of the speaker


@dataclass(frozen=True, slots=True)
class ReadVersion:
    """A text of an article, with the quotes that were found in it."""

    version_id: str
    text: str
    quotes: tuple[CreditedQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class EditedPair:
    """Two texts of an article, both read, of which one became the other."""

    article_id: str
    before: ReadVersion
    after: ReadVersion


@dataclass(frozen=True, slots=True)
class QuoteEdit:
    """What an edit changed in one quote. `change_id` follows from the two texts and the change."""

    change_id: str
    article_id: str
    from_version_id: str
    to_version_id: str
    change: str  # quote added, quote removed, quote reworded, speaker changed
    before: str | None
    after: str | None
    quote_text: str
    before_speaker: str | None = None
    after_speaker: str | None = None
    before_quote_id: str | None = None
    after_quote_id: str | None = None
    before_speaker_id: str | None = None
    after_speaker_id: str | None = None


@dataclass(frozen=True, slots=True)
class EditContext:
    """What an alert about the edit of a quote rests on. `is_news` is false for what is old when it is edited."""

    quote_id: str
    statement_id: str
    kind: str
    char_start: int
    char_end: int
    via: str | None
    speaker_mention: str | None
    speaker_confidence: float
    article: str | None
    link: str | None
    outlet: str | None
    published_at: datetime | None
    event_id: str | None
    event: str | None
    first_seen_at: datetime
    is_news: bool


__all__ = [
    "CreditedQuote",
    "EditContext",
    "EditedPair",
    "GonePage",
    "KnownPage",
    "PageVisit",
    "QuoteEdit",
    "ReadVersion",
]
