"""When an alert may be sent: quiet hours and digests, as a user writes them.

Quiet hours are `22:00-07:00 Europe/Paris`, with the days where not all are meant: `sat-sun 00:00-24:00 Europe/Paris`.
A digest is `hourly`, `08:00 Europe/Paris`, several hours `08:00,18:00 Europe/Paris`, or `mon 08:00 Europe/Paris`.
Hours are those of the named zone's clocks, also where they are put forward or back: an hour that a day has twice counts
when it comes first, one that it has not at all when it would have come.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractors.records import Timing

HOURLY = "hourly"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(_DAYS)
_HOUR = r"\d{1,2}:\d{2}"
_QUIET = re.compile(rf"(?:({_DAY})(?:-({_DAY}))?\s+)?({_HOUR})\s*[-–]\s*({_HOUR})(?:\s+(\S+))?", re.IGNORECASE)
_DIGEST = re.compile(rf"(?:({_DAY})(?:-({_DAY}))?\s+)?({_HOUR}(?:\s*,\s*{_HOUR})*)(?:\s+(\S+))?", re.IGNORECASE)
_WHOLE_DAY = timedelta(hours=24)
_WEEK = 8  # days looked ahead: whatever day of the week is meant is among them, and today's that has passed again


@dataclass(frozen=True, slots=True)
class Span:
    """Quiet hours: on these days of the week (Monday is 0) from `start` on, for `length`."""

    days: frozenset[int]
    start: timedelta
    length: timedelta
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """When a digest is sent: on these days, at these hours."""

    days: frozenset[int]
    at: tuple[timedelta, ...]
    zone: ZoneInfo


def due_at(timing: Timing, decided_at: datetime, *, is_urgent: bool = False) -> datetime:
    """When an alert decided then may be sent: at the next digest, and when no quiet hours are.

    What is urgent, a correction, waits for no digest; quiet hours hold for it, too.
    """
    due = decided_at if is_urgent or not timing.digest else next_digest(timing.digest, decided_at)
    return due if not timing.quiet else end_of_quiet(timing.quiet, due)


def next_digest(text: str, after: datetime) -> datetime:
    """When the digest is sent next, strictly after that time."""
    if text.strip().lower() == HOURLY:
        return after.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hours = digest_hours(text)
    today = after.astimezone(hours.zone).date()
    moments = (
        _moment(today + timedelta(days=ahead), at, hours.zone)
        for ahead in range(_WEEK + 1)
        if (today + timedelta(days=ahead)).weekday() in hours.days
        for at in hours.at
    )
    return min(moment for moment in moments if moment > after)


def end_of_quiet(text: str, at: datetime) -> datetime:
    """The time itself where no quiet hours are, else their end; days that are quiet in a row are one."""
    span = quiet_span(text)
    for _ in range(_WEEK):
        local = at.astimezone(span.zone).date()
        ends = [end for back in (0, 1) if (end := _end(span, local - timedelta(days=back), at)) is not None]
        if not ends:
            return at
        at = max(ends)
    return at


def _end(span: Span, day: date, at: datetime) -> datetime | None:
    """The end of the quiet hours that begin on that day, where they hold at that time."""
    if day.weekday() not in span.days:
        return None
    start, end = _moment(day, span.start, span.zone), _moment(day, span.start + span.length, span.zone)
    return end if start <= at < end else None


def _moment(day: date, after_midnight: timedelta, zone: ZoneInfo) -> datetime:
    """That hour of the zone's clocks, in UTC."""
    local = datetime.combine(day, time()) + after_midnight
    return local.replace(tzinfo=zone).astimezone(UTC)


# --- reading ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def quiet_span(text: str) -> Span:
    """Quiet hours as they are written. Raises ValueError, with what is wrong, where they cannot be read."""
    found = _QUIET.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} are no quiet hours. Write them as in '22:00-07:00 Europe/Paris'.")
    first, last, start, end, zone = found.groups()
    begins, ends = _hour(start), _hour(end)
    if begins == ends:
        raise ValueError(f"{text!r} begins when it ends. Write a whole day as '00:00-24:00 Europe/Paris'.")
    return Span(_weekdays(first, last), begins, (ends - begins) % _WHOLE_DAY or _WHOLE_DAY, _zone(zone))


@lru_cache(maxsize=256)
def digest_hours(text: str) -> Hours:
    """A digest that is not hourly, as it is written. Raises ValueError, with what is wrong, where it cannot be read."""
    found = _DIGEST.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no digest. Write 'hourly', or hours as in '08:00,18:00 Europe/Paris'.")
    first, last, at, zone = found.groups()
    hours = tuple(sorted({_hour(hour.strip()) % _WHOLE_DAY for hour in at.split(",")}))
    return Hours(_weekdays(first, last), hours, _zone(zone))


def digest_name(text: str) -> str:
    """The digest as alerts name it: the same for all ways to write it."""
    if text.strip().lower() == HOURLY:
        return HOURLY
    hours = digest_hours(text)
    at = ",".join(f"{datetime.combine(date.min, time()) + each:%H:%M}" for each in hours.at)
    days = "" if len(hours.days) == len(_DAYS) else ",".join(_DAYS[day] for day in sorted(hours.days)) + " "
    return f"{days}{at} {hours.zone.key}"


def _weekdays(first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return frozenset(range(7))
    start, end = _DAYS.index(first.lower()), _DAYS.index((last or first).lower())
    return frozenset(day % 7 for day in range(start, end + (1 if end >= start else 8)))


def _hour(text: str) -> timedelta:
    hours, minutes = map(int, text.split(":"))
    if minutes > 59 or hours > 24 or (hours == 24 and minutes):
        raise ValueError(f"{text!r} is no time of day. Write one from 00:00 to 24:00.")
    return timedelta(hours=hours, minutes=minutes)


def _zone(name: str | None) -> ZoneInfo:
    if name is None:
        raise ValueError("it names no time zone. Add one, as in '22:00-07:00 Europe/Paris', or UTC.")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone is called {name!r}. Write one as in 'Asia/Tokyo', or UTC.") from None
