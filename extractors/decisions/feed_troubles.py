"""Which feeds the user is told of: once when one is in trouble that lasts, and once when it is well again.

Premises: a failure or two pass by themselves; what is gone, forbidden twice in a row, or silent against its own past
does not. Several feeds at one time are one notice. Where nearly all are unreachable, or said to be at home by a name
server (as in a hotel, before one has paid), it is the network, of which `silence` tells. Prefers a late word to a false
one: a feed that was told of and is well again may fail anew and is told of anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from extractors.records import FeedHealth, Notice
from extractors.records.ids import mint

TROUBLED, WELL_AGAIN = "feeds in trouble", "feeds well again"
TROUBLE = "trouble"
"""What `told` says of a feed that the user knows to be in trouble."""

_WELL = ("fine", "slow")
_NEARLY_ALL = 0.8
_FORBIDDEN = 2  # times in a row
_PASSING = ("http 429", "asked to wait")  # of what counts as blocked
_AT_HOME = "private address"
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Told:
    """The notices to make now, and the feeds of which they tell, with what the user then knows of them."""

    notices: tuple[Notice, ...] = ()
    feeds: tuple[FeedHealth, ...] = ()


def decide_troubles(feeds: Sequence[FeedHealth], now: datetime, failures: int) -> Told:
    """What is to be told of the watched feeds; `failures` is how many in a row of one are told."""
    asked = sorted((feed for feed in feeds if feed.same_as is None), key=lambda feed: (feed.name, feed.feed_id))
    is_network = sum(_is_unheard(feed) for feed in asked) >= _NEARLY_ALL * max(len(asked), 1)
    troubled = [
        feed
        for feed in asked
        if feed.told is None and _lasts(feed, failures) and not (is_network and _is_unheard(feed))
    ]
    well = [feed for feed in asked if feed.told == TROUBLE and feed.state in _WELL]
    notices = [_troubled(troubled, now)] if troubled else []
    notices += [_well_again(well, now)] if well else []
    changed = (*(replace(feed, told=TROUBLE) for feed in troubled), *(replace(feed, told=None) for feed in well))
    return Told(tuple(notices), changed)


def _is_unheard(feed: FeedHealth) -> bool:
    return feed.state == "unreachable" or feed.problem_kind == _AT_HOME


def _lasts(feed: FeedHealth, failures: int) -> bool:
    """Whether the feed is in trouble that will not pass by itself, as far as can be told."""
    if feed.state in ("gone", "silent"):
        return True
    if feed.state == "blocked" and feed.problem_kind not in _PASSING:
        return feed.count_failures >= min(_FORBIDDEN, failures)
    return feed.state in ("blocked", "broken", "unreachable") and feed.count_failures >= failures


def _troubled(feeds: Sequence[FeedHealth], now: datetime) -> Notice:
    title = f"{feeds[0].name}: its feed is in trouble" if len(feeds) == 1 else f"{len(feeds)} feeds are in trouble"
    lines = [f"{feed.name} ({feed.state}): {feed.cause or 'no cause noted'}. {feed.remedy or ''}" for feed in feeds]
    brought = "What it brings is" if len(feeds) == 1 else "What they bring is"
    last = f"{brought} missing meanwhile. All feeds, and how they are: onrecord feeds"
    return Notice(_id(TROUBLED, feeds), TROUBLED, title, _body(lines, last), now)


def _well_again(feeds: Sequence[FeedHealth], now: datetime) -> Notice:
    title = f"{feeds[0].name}: its feed is well again" if len(feeds) == 1 else f"{len(feeds)} feeds are well again"
    lines = [f"{feed.name}: read again" for feed in feeds]
    return Notice(_id(WELL_AGAIN, feeds), WELL_AGAIN, title, _body(lines, "You are told if that changes."), now)


def _body(lines: Sequence[str], last: str) -> str:
    named = [" ".join(line.split()) for line in lines[:_MOST_NAMED]]
    more = [f"and {len(lines) - _MOST_NAMED} more"] if len(lines) > _MOST_NAMED else []
    return "\n".join([*named, *more, last])


def _id(kind: str, feeds: Sequence[FeedHealth]) -> str:
    """The same for the same trouble: it lasts since the last success."""
    since = (f"{feed.feed_id} {feed.last_success_at.isoformat() if feed.last_success_at else ''}" for feed in feeds)
    return mint("nt", kind, *sorted(since))
