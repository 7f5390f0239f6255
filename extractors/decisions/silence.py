"""Silence: whether all is well, and what the user has to be told about it. Silence must never look like no news.

All is well when feeds were read, the run that read them ended well, and so did the one that reads articles: the oldest
of the three says how long ago that was. Premises: a machine that was off, or asleep, has not failed; so silence is told
only when On Record has tried in vain more than once, or has run all the while; once, and its end once. Prefers a late
word to a false one, since `onrecord doctor` and a heartbeat tell of a program that does not run at all.
"""

from datetime import datetime, timedelta

from extractors.records import Notice, Wellness
from extractors.records.ids import mint

SILENCE, NEWS_AGAIN = "silence", "news again"

_IN_VAIN = 2  # runs that tried: one may have been made before the network was there


def good_at(wellness: Wellness) -> datetime | None:
    """When all was well for the last time; None if it never was."""
    times = [wellness.ingested_at, wellness.enriched_at]
    if wellness.is_watching:
        times.append(wellness.read_at)
    known = [at for at in times if at is not None]
    return min(known) if len(known) == len(times) else None


def is_silent(wellness: Wellness, now: datetime, silence_hours: float) -> bool:
    """Whether it has gone wrong for that long, although it was tried."""
    since, long = good_at(wellness) or wellness.first_at, timedelta(hours=silence_hours)
    if since is None or now - since < long:
        return False
    return wellness.count_vain >= _IN_VAIN or now - max(since, wellness.running_since or now) >= long


def decide_silence(wellness: Wellness, now: datetime, silence_hours: float) -> Notice | None:
    """The notice to make now: that there is silence, that it is over, or None."""
    good = good_at(wellness)
    if is_silent(wellness, now, silence_hours):
        if wellness.told == SILENCE:
            return None
        since = good or wellness.first_at or now
        title = f"No news for {_hours(now - since)}: On Record is not working"
        body = f"{why(wellness)}\nThis is not the same as nothing having been said. Look into it with: onrecord doctor"
        return Notice(mint("nt", SILENCE, since.isoformat()), SILENCE, title, body, now)
    if wellness.told == SILENCE and good is not None and wellness.told_at is not None and good > wellness.told_at:
        title = "On Record is working again"
        body = f"All is well since {good:%Y-%m-%d %H:%M} UTC. What was published meanwhile is read now."
        return Notice(mint("nt", NEWS_AGAIN, wellness.told_at.isoformat()), NEWS_AGAIN, title, body, now)
    return None


def why(wellness: Wellness) -> str:
    """What has not succeeded for longest, in a sentence, with its cause where one is known."""
    tried = [
        (wellness.ingested_at, "No run that reads feeds has ended well", wellness.error),
        (wellness.enriched_at, "No run that reads articles has ended well", wellness.error),
    ]
    if wellness.is_watching:
        tried.insert(0, (wellness.read_at, "No feed has answered", wellness.feed_cause))
    at, what, cause = min(tried, key=lambda one: (one[0] is not None, one[0].timestamp() if one[0] else 0.0))
    since = f" since {at:%Y-%m-%d %H:%M} UTC" if at else " yet"
    return f"{what}{since}" + (f": {cause}." if cause else ".")


def _hours(passed: timedelta) -> str:
    hours = int(passed.total_seconds() // 3600)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"
