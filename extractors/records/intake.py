"""What comes from outside: fetches, feeds, entries, pages, articles. How feeds are is told in `feeds`."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Origin(StrEnum):
    """How an article came to us."""

    SEED = "seed"
    FEED = "feed"
    IMPORT = "import"


class Precision(StrEnum):
    """How exactly a publication time is known."""

    SECOND = "second"
    DAY = "day"
    NONE = "none"


class Outcome(StrEnum):
    """What became of one request."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"  # 304, or the same body as last time
    FAILED = "failed"  # worth another try later
    REFUSED = "refused"  # not worth another try: robots.txt, 401, 403, 451, too large, not text
    GONE = "gone"  # 404 and 410


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with one thing, in words for the person who has to mend it.

    `kind` is a short stable word for SQL (`refused connection`, `time-out`, `http 403`, `not xml`, `no text`).
    """

    thing: str
    kind: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.thing}: {self.cause}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Published:
    """When something says it was published. `at` is UTC; with precision DAY it is that day's first instant.

    `source` names where the time was found: `feed`, `page`, `address`, `import`, or `none`.
    """

    at: datetime | None = None
    precision: Precision = Precision.NONE
    source: str = "none"


UNDATED = Published()


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes: a name for people, and the registered domain that identifies it where there is one."""

    name: str
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed, as the feed states it. `address` is absolute; None where the entry links nowhere."""

    address: str | None
    external_id: str | None = None
    title: str | None = None
    summary: str | None = None  # plain text
    content: str | None = None  # plain text of the full content, where the feed carries it
    byline: str | None = None
    published: Published = UNDATED


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed's entries in its own order. A damaged feed keeps the entries that could be read and says what is wrong."""

    title: str | None
    site: str | None  # the address of the site it belongs to
    language: str | None
    entries: tuple[FeedEntry, ...]
    problems: tuple[Problem, ...] = ()
    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()  # of GMT, 0 to 23, in which it asks not to be polled
    skip_days: frozenset[int] = frozenset()  # of GMT, 0 for Monday
    self_address: str | None = None  # where it says that it lives


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """The article on a page. `declared_address` is the page's own rel=canonical, absolute, not yet believed."""

    text: str
    title: str | None
    byline: str | None
    outlet_name: str | None
    language: str | None
    declared_address: str | None
    published: Published
    byline_from: str = "none"  # page, text, none
    outlet_from: str = "none"  # page, none
    language_from: str = "none"  # page, text, none


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry whose page is still to be fetched. It waits in the warehouse, so that a failure loses nothing."""

    entry_id: str
    feed_id: str
    address: str
    entry: FeedEntry
    first_seen_at: datetime
    is_backlog: bool  # it was there at the feed's first poll: old news
    count_attempts: int = 0
    next_attempt_at: datetime | None = None
    state: str = "pending"  # pending, done, known, failed
    article_id: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RawPointer:
    """Where the raw bytes are kept: WARC file (relative to the archive's folder) and record id."""

    file: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and what became of it. `address` never holds credentials. `elapsed` is in seconds."""

    address: str
    purpose: str  # feed, page, robots
    outcome: Outcome
    started_at: datetime
    elapsed: float
    feed_id: str | None = None
    status: int | None = None
    count_bytes: int = 0
    final_address: str | None = None
    problem: Problem | None = None
    raw: RawPointer | None = None
    etag: str | None = None  # what the next request may be conditional on
    last_modified: str | None = None
    body_sha256: str | None = None
    retry_after: float | None = None  # seconds that the server asked us to wait
    moved_to: str | None = None  # where permanent redirects alone lead to, without credentials
    max_age: int | None = None  # seconds for which the answer is good, as its cache headers say
    answer_seconds: float | None = None  # what the last server took to answer, without the wait for our turn


@dataclass(frozen=True, slots=True)
class SeenAddress:
    """An address under which an article was seen. `relation` is feed, final, declared or import."""

    address: str
    relation: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it comes in, before the warehouse knows whether it is new, known, or a new version.

    `article_id` is minted by `extractors.intake.articles` from the canonical address, else import source and external
    id, else the text's SHA-256. `text` is kept exactly as extracted or given.
    """

    article_id: str
    origin: Origin
    text: str
    text_sha256: str
    seen_at: datetime
    canonical_address: str | None = None
    import_source: str | None = None
    external_id: str | None = None
    addresses: tuple[SeenAddress, ...] = ()
    title: str | None = None
    title_from: str = "none"  # stated, page, feed, first sentence, none
    byline: str | None = None
    outlet: Outlet | None = None
    language: str | None = None
    published: Published = UNDATED
    feed_id: str | None = None
    is_backlog: bool = False
    raw: RawPointer | None = None
    byline_from: str = "none"  # page, feed, text, none
    outlet_from: str = "none"  # page, feed, address, import, none
    language_from: str = "none"  # page, text, none
    published_doubt: str | None = None  # where what is stated of its time does not agree, in words


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """What one load of articles changed."""

    count_new: int = 0
    count_known: int = 0
    count_new_versions: int = 0
    article_ids_new: tuple[str, ...] = field(default=())


__all__ = [
    "UNDATED",
    "Article",
    "FeedEntry",
    "Fetch",
    "IngestCounts",
    "Origin",
    "Outcome",
    "Outlet",
    "ParsedFeed",
    "ParsedPage",
    "PendingEntry",
    "Precision",
    "Problem",
    "Published",
    "RawPointer",
    "SeenAddress",
]
