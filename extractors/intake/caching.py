"""What the headers of an answer say of how long it is good (RFC 9111, section 4.2)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r'(?:^|[\s,;])max-age\s*=\s*"?(\d{1,10})', re.IGNORECASE)
_NOT_TO_KEEP = re.compile(r"(?:^|[\s,;])no-(?:store|cache)(?![\w-])(?!\s*=)", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,10}")


def seconds_fresh(
    cache_control: str | None, expires: str | None, date: str | None, age: str | None, now: datetime
) -> int | None:
    """The seconds for which the answer is still good; None where its headers do not say, or say that it is not.

    `max-age` goes before `Expires`; the time that it spent in a cache on the way (`Age`) is taken off. `s-maxage` is
    for those caches, and no word to us.
    """
    stated = cache_control or ""
    if _NOT_TO_KEEP.search(stated):
        return None
    spent = int(age.strip()) if age and _DIGITS.fullmatch(age.strip()) else 0
    if found := _MAX_AGE.search(stated):
        seconds = int(found.group(1)) - spent
    elif (until := _moment(expires)) is not None:
        seconds = int((until - (_moment(date) or now)).total_seconds()) - spent
    else:
        return None
    return seconds if seconds > 0 else None


def _moment(value: str | None) -> datetime | None:
    """The time of a header; None for what is no time, as in `Expires: 0`."""
    try:
        at = parsedate_to_datetime(value) if value else None
        return at.replace(tzinfo=at.tzinfo or UTC) if at else None
    except (ValueError, TypeError, OverflowError):
        return None
