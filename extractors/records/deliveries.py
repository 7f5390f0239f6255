"""Deliveries: what a channel still has to get, what became of it, and how the channel is."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """An alert that a channel still has to get, with all that a message needs."""

    alert_id: str
    channel: str  # the channel's name in the settings, never its address: addresses hold secrets
    count_attempts: int
    figure_key: str
    figure_name: str
    quote_text: str
    quote_kind: str
    speaker_name: str
    via: str | None
    article_title: str | None
    article_address: str | None
    outlet_name: str | None
    event_title: str | None
    published_at: datetime | None
    first_seen_at: datetime
    reason: str
    char_start: int
    char_end: int
    statement_id: str | None = None
    quote_id: str | None = None
    article_id: str | None = None
    event_id: str | None = None
    kind: str = "news"  # the alert's
    corrects_alert_id: str | None = None
    due_at: datetime | None = None  # since when it waits; None: for no time worth mentioning
    digest: str | None = None  # what is due on one channel in one digest is one message; None: a message of its own
    rule_id: str | None = None
    outlets: tuple[str, ...] = ()  # that had reported it when the alert was decided
    count_sources: int | None = None  # independent ones, then; None: not known
    change: str | None = None  # of an edit: quote reworded, quote removed, speaker changed
    before: str | None = None  # of an edit: the words, or the speaker
    after: str | None = None


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A word about On Record itself that a channel still has to get: silence, a channel that fails."""

    notice_id: str
    channel: str
    count_attempts: int
    title: str
    body: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of one attempt to deliver. `next_attempt_at` is None once delivered or given up."""

    alert_id: str  # or the notice's
    channel: str
    state: str  # delivered, failed, given up
    attempted_at: datetime
    count_attempts: int
    next_attempt_at: datetime | None = None
    error: str | None = None
    is_maybe_sent: bool = False  # it counts as failed, and may have arrived all the same


@dataclass(frozen=True, slots=True)
class Stranded:
    """A delivery that no channel gets any more: of an alert that was withdrawn, else to a channel that is gone."""

    made_id: str  # the alert's or the notice's
    channel: str
    count_attempts: int
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class SendFailure:
    """Why a channel did not take a message, in words without any part of its address."""

    cause: str
    pause_seconds: float | None = None  # what the service asked for (Retry-After)
    is_rate_limit: bool = False  # it is well, and had too much of us
    is_unusable: bool = False  # it cannot be used as it is set up: nothing was sent
    is_maybe_sent: bool = False  # it came to no end in time: the message may have arrived


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a channel is. One that failed several times in a row is paused until `retry_at`."""

    channel: str
    count_failures: int = 0  # in a row
    failing_since: datetime | None = None
    retry_at: datetime | None = None
    error: str | None = None
    delivered_at: datetime | None = None
    told_at: datetime | None = None  # when the user was told, by the other channels, that this one fails


@dataclass(frozen=True, slots=True)
class Notice:
    """A word about On Record itself.

    `about` is what it is about where there may be several: a channel's name, or `pages of` and an outlet.
    """

    notice_id: str
    # silence, news again, channel failing, given up, feeds in trouble, feeds well again, pages without text, pages with
    # text again
    kind: str
    title: str
    body: str
    made_at: datetime
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Wellness:
    """What is known of how it goes. Times are None for what never happened."""

    is_watching: bool  # there are feeds to read
    read_at: datetime | None  # when a feed last answered well
    ingested_at: datetime | None  # when a run that reads feeds last ended well
    enriched_at: datetime | None  # when a run that reads articles last ended well
    first_at: datetime | None  # when the first run of all began
    running_since: datetime | None  # since when runs began one after the other, without hours between two
    count_vain: int = 0  # runs since all was well that ended without it
    error: str | None = None  # why the last run that failed did so
    told: str | None = None  # what was told last: silence, news again
    told_at: datetime | None = None
    feed_cause: str | None = None  # why the feed that was asked last did not answer


__all__ = [
    "ChannelState",
    "DeliveryResult",
    "DueDelivery",
    "DueNotice",
    "Notice",
    "SendFailure",
    "Stranded",
    "Wellness",
]
