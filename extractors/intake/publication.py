"""When an article was published, of what its feed, its page and its address say, and where these do not agree.

Premises: each is right as a rule. A feed that is made anew gives old stories the time of today; a page that was touched
gives the time of that; both are late, hardly ever early, and old news that is taken for new raises a false alert. So
where they are more than a day apart, the earlier one counts: a page's, where a tag states it to the second or the
address names its day too; an address's, where it is a week. A page's day that was only guessed from its text counts
for nothing against a feed. The error preferred is news taken for old where a page carries a wrong early date, and the
doubt is kept in words for whoever asks.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from extractors.intake.dates import first_plausible, is_plausible
from extractors.records import Precision, Published

_APART = timedelta(days=1)
_APART_FROM_ADDRESS = timedelta(days=7)  # an address alone may name the day of what it is about
_ZONES = timedelta(hours=14)  # the furthest zone from UTC: a day begins that much earlier or later elsewhere


def publication(feed: Published, page: Published, address: Published, now: datetime) -> tuple[Published, str | None]:
    """When it was published, and the doubt about it in words, None where there is none."""
    stated = (feed, page, address)
    chosen = first_plausible(stated, now)
    if chosen.at is not None:
        for other in (page, address):
            apart = _APART_FROM_ADDRESS if other is address else _APART
            if is_plausible(other, now) and _is_believed(other, address) and _is_earlier(other, chosen, apart):
                chosen = first_plausible((other, *stated), now)
    return chosen, _doubt(stated, chosen, now)


def _is_believed(other: Published, address: Published) -> bool:
    """Whether it counts against a feed's time."""
    if other.source == "address" or other.precision is Precision.SECOND:
        return True
    return other.at is not None and address.at is not None and other.at.date() == address.at.date()


def _is_earlier(one: Published, other: Published, apart: timedelta = _APART) -> bool:
    """Whether it is earlier by more than that, whatever the zone of a day."""
    if one.at is None or other.at is None:
        return False
    return other.at - one.at > apart + _slack(one, other)


def _slack(one: Published, other: Published) -> timedelta:
    return _ZONES if Precision.DAY in (one.precision, other.precision) else timedelta(0)


def _doubt(stated: Iterable[Published], chosen: Published, now: datetime) -> str | None:
    """What is stated, where it does not agree with what is taken, or cannot be."""
    known = [one for one in stated if one.at is not None]
    odd = [one for one in known if not is_plausible(one, now)]
    differing = [one for one in known if _is_earlier(one, chosen) or _is_earlier(chosen, one)]
    if not odd and not differing:
        return None
    return ", ".join(_said(one, is_odd=one in odd) for one in known)


def _said(one: Published, *, is_odd: bool) -> str:
    return f"the {one.source} says {one.at:%Y-%m-%d}" + (" (which cannot be)" if is_odd else "")
