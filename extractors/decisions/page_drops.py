"""Drops: an outlet whose pages gave text, and do so no longer: a paywall, a consent wall, another layout.

Premises: an outlet is compared with its own past, for there are those that give text of every second page always. A few
pages tell nothing, so lately is the last day, or the last twenty pages where they are fewer (within a week), and half
of the past share has to be gone. It is told once, and its end once; what came since the drop is no part of its past.
Prefers a late word to a false one.
"""

from collections.abc import Iterable
from datetime import datetime

from extractors.records import Notice, PageYield
from extractors.records.ids import mint

DROP, RECOVERY = "pages without text", "pages with text again"

_FEWEST_RECENT = 10  # pages
_FEWEST_PAST = 20  # pages
_USUAL = 0.4  # an outlet that gave less in the past has nothing to lose
_DROPPED = 0.5  # of the past share
_RECOVERED = 0.8  # of the past share


def decide_drops(yields: Iterable[PageYield], now: datetime) -> tuple[Notice, ...]:
    """The notices to make now: drops that were not told yet, and told ones that are over."""
    return tuple(notice for each in yields if (notice := _notice(each, now)) is not None)


def has_dropped(each: PageYield) -> bool:
    """Whether far fewer of the outlet's pages give text than did."""
    if each.count_recent < _FEWEST_RECENT or each.count_past < _FEWEST_PAST:
        return False
    return _past(each) >= _USUAL and _recent(each) < _past(each) * _DROPPED


def _notice(each: PageYield, now: datetime) -> Notice | None:
    about, when = f"pages of {each.outlet}", (each.told_at or now).isoformat()
    said = f"{each.count_recent_with_text} of the last {each.count_recent} pages gave text"
    if not each.is_told and has_dropped(each):
        title = f"{each.outlet}: pages no longer give their text"
        why = f" The commonest reason: {each.reason}." if each.reason else ""
        body = f'{said}; before, {_past(each):.0%} did.{why}\nWhich ones: onrecord sql "from page_quality"'
        return Notice(mint("nt", DROP, each.outlet, when), DROP, title, body, now, about)
    if each.is_told and _has_recovered(each):
        title = f"{each.outlet}: pages give their text again"
        return Notice(mint("nt", RECOVERY, each.outlet, when), RECOVERY, title, f"{said}.", now, about)
    return None


def _has_recovered(each: PageYield) -> bool:
    if each.count_recent < _FEWEST_RECENT:
        return False
    # where requests of the time before are forgotten, what is usual is all there is to go by
    usual = _past(each) if each.count_past >= _FEWEST_PAST else 1.0
    return _recent(each) >= usual * _RECOVERED


def _recent(each: PageYield) -> float:
    return each.count_recent_with_text / each.count_recent if each.count_recent else 0.0


def _past(each: PageYield) -> float:
    return each.count_past_with_text / each.count_past if each.count_past else 0.0
