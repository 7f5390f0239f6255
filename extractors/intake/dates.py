"""When something was published: read from what feeds, pages and addresses state, and doubted where it cannot be.

Premise: news is published now or was published lately. A time more than a day ahead (a wrong clock, an announced
event) or more than twenty years back (an empty field read as 1970) is questioned and the next source is asked. The
error preferred is no time, not a wrong one.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractors.records import UNDATED, Precision, Published
from extractors.wordlists import word_list

_AHEAD = timedelta(days=1)
_BACK = timedelta(days=20 * 365.25)
_LONGEST = 200  # characters; what is longer is no time, and the patterns' own time grows with the square
_CLOCK = re.compile(r"\d{1,2}:\d{2}|T\d{4}")
_OFFSET = re.compile(r"\s*(?:(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d{2})|\(?\b([A-Z]{1,4})\)?)\s*$")
_DAY_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})/", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class _Clock(NamedTuple):
    """What a text says of a time: `at` without a zone, and the zone where the text states one."""

    at: datetime
    zone: tzinfo | None
    has_time: bool


def stated_time(text: str | None, *, source: str, time_zone: str | None = None) -> Published:
    """The time that a text states, in UTC; UNDATED where it states none.

    A time without a zone is read in `time_zone` (an IANA name), else as UTC. A day alone stays a day.
    """
    plain = text.strip() if text else ""
    clock = _read(plain) if 0 < len(plain) <= _LONGEST else None
    if clock is None:
        return UNDATED
    if not clock.has_time:
        return Published(clock.at.replace(tzinfo=UTC), Precision.DAY, source)
    try:
        at = clock.at.replace(tzinfo=clock.zone or zone_named(time_zone)).astimezone(UTC)
    except OverflowError:
        return UNDATED  # within a day of the calendar's ends
    return Published(at, Precision.SECOND, source)


def address_day(url: str) -> Published:
    """The day that an address names, as in `/2026/11/21/` or `/2026/nov/21/`; UNDATED where it names none."""
    found = _DAY_IN_ADDRESS.search(url) or _MONTH_IN_ADDRESS.search(url)
    if found is None:
        return UNDATED
    year, month, day = found.groups()
    number = int(month) if month.isdigit() else _MONTHS.index(month.lower()) + 1
    try:
        return Published(datetime(int(year), number, int(day), tzinfo=UTC), Precision.DAY, "address")
    except ValueError:
        return UNDATED


def is_plausible(published: Published, now: datetime) -> bool:
    """Whether news can have been published then."""
    return published.at is not None and now - _BACK <= published.at <= now + _AHEAD


def first_plausible(stated: Iterable[Published], now: datetime) -> Published:
    """The first of the stated times that can be right, else UNDATED.

    Where it is a day alone and a later source gives a time within that day, give or take a zone, the time is taken.
    """
    usable = [published for published in stated if is_plausible(published, now)]
    if not usable:
        return UNDATED
    first = usable[0]
    if first.precision is Precision.DAY:
        return next((other for other in usable if _refines(other, first)), first)
    return first


def zone_named(name: str | None) -> tzinfo:
    """The time zone of an IANA name; UTC where there is no name, or no such zone on this machine."""
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _refines(other: Published, day: Published) -> bool:
    if other.precision is not Precision.SECOND or other.at is None or day.at is None:
        return False
    half = timedelta(hours=14)  # the furthest zone from UTC
    return day.at - half <= other.at < day.at + timedelta(days=1) + half


def _read(text: str) -> _Clock | None:
    return _read_iso(text) or _read_mail(text)


def _read_iso(text: str) -> _Clock | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _read_iso_with_name(text)
    return _Clock(at.replace(tzinfo=None), at.tzinfo, bool(_CLOCK.search(text)))


def _read_iso_with_name(text: str) -> _Clock | None:
    """`2026-11-21 08:00:00 EST` and `2026-11-21 08:00 +0100`, which are ISO times but for their end."""
    zone, plain = _zone_at_end(text)
    if zone is None:
        return None
    try:
        return _Clock(datetime.fromisoformat(plain).replace(tzinfo=None), zone, bool(_CLOCK.search(plain)))
    except ValueError:
        return None


def _read_mail(text: str) -> _Clock | None:
    """`Sat, 21 Nov 2026 08:00:00 +0100`, and the same without weekday, seconds, time or zone."""
    has_time = bool(_CLOCK.search(text))
    zone, plain = _zone_at_end(text) if has_time else (None, text)
    try:
        # the last field is the zone's, and `-0000` says that there is none
        parsed = parsedate_tz(f"{plain} -0000" if has_time else f"{plain} 00:00:00 -0000")
        at = datetime(*parsed[:6]) if parsed else None  # noqa: DTZ001 - its zone is decided by the caller
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _Clock(at, zone, has_time) if at else None


def _zone_at_end(text: str) -> tuple[tzinfo | None, str]:
    """The zone that a text ends with, and the text before it."""
    found = _OFFSET.search(text)
    if found is None:
        return None, text
    sign, hours, minutes, name = found.groups()
    if name:
        return (_named_offsets()[name], text[: found.start()]) if name in _named_offsets() else (None, text)
    delta = timedelta(hours=int(hours), minutes=int(minutes))
    if delta >= timedelta(hours=24) or not text[: found.start()].strip():
        return None, text
    return timezone(-delta if sign == "-" else delta), text[: found.start()]


@cache
def _named_offsets() -> dict[str, tzinfo]:
    offsets: dict[str, tzinfo] = {}
    for line in word_list("time_zones"):
        name, offset = line.split()
        delta = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
        offsets[name] = timezone(-delta if offset[0] == "-" else delta)
    return offsets
