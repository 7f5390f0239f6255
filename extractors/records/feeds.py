"""What is remembered of feeds and their sites between two polls, and how they are."""

from dataclasses import dataclass
from datetime import datetime

from extractors.records.intake import Problem


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the warehouse remembers of a feed between two polls."""

    feed_id: str
    address: str
    title: str | None = None
    outlet_name: str | None = None
    time_zone: str | None = None  # IANA name; what a naive time in this feed means
    state: str = "new"  # of the last poll: new, fine, unreachable, blocked, broken, gone
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    first_polled_at: datetime | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    next_poll_at: datetime | None = None
    count_failures: int = 0  # in a row
    last_problem: Problem | None = None
    moved_to: str | None = None  # the address that is polled instead, without credentials: the feed moved for good
    fresh_until: datetime | None = None  # what its cache headers said of its last answer
    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    publishes_every_minutes: float | None = None  # the usual gap between two entries; None while nobody can tell
    same_as: str | None = None  # the feed that is polled instead, being the same under another address
    told: str | None = None  # what the user was told last: "trouble", or nothing
    moving_to: str | None = None  # where the last answer said that it moved for good; believed when said twice
    wait_until: datetime | None = None  # until when its server asked us to wait
    last_new_at: datetime | None = None  # when it last had something new, as far as is known
    self_address: str | None = None
    entries_sha256: str | None = None  # of the addresses of its entries: what is the same where only a date differs
    usual_seconds: float | None = None  # what an answer of its server takes, over a long time
    recent_seconds: float | None = None  # the same, over the last few
    is_slow: bool = False


@dataclass(frozen=True, slots=True)
class KeptRobots:
    """A site's robots.txt as it was fetched: rules, or none where there is no such file, or why it was not had."""

    site: str  # scheme, host and port
    fetched_at: datetime
    status: int | None = None
    body: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a watched feed is: what the view `feed_health` says, as far as it decides whether the user is told."""

    feed_id: str
    name: str
    state: str  # new, fine, slow, silent, unreachable, blocked, broken, gone
    problem_kind: str | None = None
    cause: str | None = None
    remedy: str | None = None
    count_failures: int = 0
    last_success_at: datetime | None = None
    same_as: str | None = None
    told: str | None = None


@dataclass(frozen=True, slots=True)
class PageYield:
    """How many of an outlet's pages gave text, lately and before, and whether the user was told that few do."""

    outlet: str
    count_recent: int
    count_recent_with_text: int
    count_past: int
    count_past_with_text: int
    reason: str | None = None  # the commonest kind of problem, lately
    is_told: bool = False
    told_at: datetime | None = None


__all__ = ["FeedHealth", "FeedState", "KeptRobots", "PageYield"]
