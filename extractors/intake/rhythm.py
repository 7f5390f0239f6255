"""A feed's own rhythm: how often it publishes, and so when to ask for it again.

Premises: a reader of news will wait half of a feed's usual gap for its next entry, and no shorter pause than the
setting serves anybody; a feed that has had nothing for long will go on so for a while (an eighth of that time counts
as its gap, so that a quiet night slows a busy feed little, and a dead year makes it a feed of once a day). Prefers a
request in vain to an entry that is lost because the feed no longer holds it. Known exceptions: a feed that gives all
its entries the time of the request has no gap by its dates; what it brings is counted instead.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from extractors.records import FeedEntry, FeedState, ParsedFeed

_ENTRIES = 20  # the newest, which tell how often it publishes now
_FEWEST_GAPS = 4  # of which the longest is left out: a night, or an entry that stays on top for years
_QUIET_SHARE = 1 / 8
_OLD_SHARE = 0.7  # of what was learnt before, where arrivals tell
_JITTER = 0.25  # of a pause, at most: thousands of feeds do not come at once
_SKIPS_LOOKED_AT = 24 * 8  # hours: beyond a week nothing new comes


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest pause between two polls, as the settings have them."""

    shortest: timedelta
    longest: timedelta

    def of(self, pause: timedelta) -> timedelta:
        """The pause, within the bounds. Where they contradict each other, the shortest holds."""
        return max(min(pause, self.longest), self.shortest)


# --- how often it publishes -------------------------------------------------------------------------------------------


def usual_gap(entries: Iterable[FeedEntry], now: datetime) -> float | None:
    """The minutes between two entries, by the dates of the newest; None where they do not tell."""
    times = sorted(_times(entries, now), reverse=True)[:_ENTRIES]
    gaps = sorted((newer - older).total_seconds() / 60 for newer, older in pairwise(times))
    if len(gaps) >= _FEWEST_GAPS and gaps[-2] > 0:
        gaps = gaps[:-1]
    return sum(gaps) / len(gaps) if gaps and gaps[-1] > 0 else None


def learnt(state: FeedState, feed: ParsedFeed, now: datetime, count_new: int | None) -> tuple[float | None, datetime]:
    """How often the feed publishes, in minutes, and when it last had something new.

    `count_new` is how many of its entries nobody had brought before; None where that is not known.
    """
    newest = max(_times(feed.entries, now), default=None)
    known = [at for at in (state.last_new_at, newest) if at is not None]
    last_new_at = now if (count_new and state.last_new_at) or not known else max(known)
    gap = usual_gap(feed.entries, now)
    if gap is None:
        gap = _gap_by_arrivals(state, now, count_new or 0)
    return gap, last_new_at


def _gap_by_arrivals(state: FeedState, now: datetime, count_new: int) -> float | None:
    before = state.publishes_every_minutes
    if not count_new or state.last_new_at is None:
        return before
    gap = max((now - state.last_new_at).total_seconds(), 0.0) / 60 / count_new
    return gap if before is None else _OLD_SHARE * before + (1 - _OLD_SHARE) * gap


def _times(entries: Iterable[FeedEntry], now: datetime) -> Iterable[datetime]:
    return (entry.published.at for entry in entries if entry.published.at is not None and entry.published.at <= now)


# --- when to ask again ------------------------------------------------------------------------------------------------


def pause_after_success(state: FeedState, now: datetime, bounds: Bounds) -> timedelta:
    """The pause after a poll that went well: by the feed's rhythm, and no shorter than it asks for."""
    quiet = (now - state.last_new_at).total_seconds() / 60 if state.last_new_at else 0.0
    gap = max(state.publishes_every_minutes or 0.0, quiet * _QUIET_SHARE)
    own = bounds.of(_minutes(gap / 2))
    stated = max(state.fresh_until - now if state.fresh_until else timedelta(0), _minutes(state.ttl_minutes or 0))
    return max(spread(own, state.feed_id, bounds), bounds.of(stated))


def pause_after_failure(count_failures: int, feed_id: str, bounds: Bounds) -> timedelta:
    """The pause after so many failures in a row: doubled each time, up to the longest."""
    return spread(bounds.of(bounds.shortest * 2 ** min(max(count_failures, 1) - 1, 20)), feed_id, bounds)


def spread(pause: timedelta, feed_id: str, bounds: Bounds) -> timedelta:
    """The pause, shorter by a part that is the feed's own and always the same."""
    number = int.from_bytes(hashlib.sha256(feed_id.encode()).digest()[:4], "big") / 2**32
    return bounds.of(pause - pause * _JITTER * number)


def _minutes(minutes: float) -> timedelta:
    return timedelta(minutes=min(minutes, 60.0 * 24 * 366))


# --- hours in which it is not to be asked -----------------------------------------------------------------------------


def is_skipped(state: FeedState, at: datetime) -> bool:
    """Whether the feed asks not to be polled at that time. One that leaves no time at all asks for nothing."""
    return _is_closed(state, at) and any(not _is_closed(state, at + timedelta(hours=n)) for n in _looked_at())


def after_skipped(state: FeedState, at: datetime) -> datetime:
    """That time, or the first one later at which the feed may be polled. Applied twice, it is the same."""
    if not is_skipped(state, at):
        return at
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return next(later for n in _looked_at() if not _is_closed(state, later := hour + timedelta(hours=n)))


def _looked_at() -> range:
    return range(1, _SKIPS_LOOKED_AT)


def _is_closed(state: FeedState, at: datetime) -> bool:
    gmt = at.astimezone(UTC)
    return gmt.hour in state.skip_hours or gmt.weekday() in state.skip_days
