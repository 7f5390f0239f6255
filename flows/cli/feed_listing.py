"""The feeds as a person needs them: what is well in a word, what is not with its cause and what to do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TextIO

from rich.text import Text

from flows.cli.quoted import day
from flows.cli.tables import clean, console, show_text

_STYLES = {"fine": "green", "new": "cyan", "slow": "yellow", "silent": "yellow", "gone": "red", "blocked": "red"}
_DAY = 1440  # minutes


def print_feeds(feeds: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print each feed with its state and what it brings, and, where there is something to say, cause and remedy."""
    target = console(out)
    for feed in feeds:
        name = clean(feed["outlet_name"] or feed["title"] or feed["url"])
        head = Text(name, style="bold").append("  ").append(feed["state"], style=_STYLES.get(feed["state"], "red"))
        show_text(target, head.append(f"  {_brought(feed)}", style="not bold"), hanging=2)
        if said := _said(feed):
            show_text(target, Text(said), indent=2)
        if feed["without_text"]:
            show_text(target, Text(f"without text: {clean(feed['without_text'])}"), indent=2)
        show_text(target, Text(clean(feed["url"]), style="dim"), indent=2)
    states = Counter(feed["state"] for feed in feeds)
    counted = ", ".join(f"{count} {state}" for state, count in states.most_common())
    show_text(target, Text(f"\n{len(feeds)} feed{'s' if len(feeds) != 1 else ''}: {counted}", style="bold"))


def _brought(feed: Mapping[str, Any]) -> str:
    """Last success, new articles a day, yield, rhythm: what a healthy feed has to say."""
    if feed["last_polled_at"] is None:
        return "not asked yet"
    parts = [f"read {day(feed['last_success_at'])}" if feed["last_success_at"] else "never read"]
    if feed["articles_a_day"]:
        parts.append(f"{_few(feed['articles_a_day'])} new a day")
    if feed["yield"] is not None:
        parts.append(f"{feed['yield']:.0%} with text")
    if feed["count_pending"]:
        parts.append(f"{feed['count_pending']} page{'s' if feed['count_pending'] != 1 else ''} waiting")
    if feed["publishes_every_minutes"]:
        parts.append(f"one every {_length(feed['publishes_every_minutes'])}")
    if feed["next_poll_at"] and feed["same_as"] is None:
        parts.append(f"next {_next(feed['next_poll_at'], feed['last_polled_at'])}")
    return ", ".join(parts)


def _next(at: datetime, last: datetime) -> str:
    """When it is asked next; the day is told where it is another one."""
    told = day(at)
    return told.removeprefix(f"{day(last, 'day')} ")


def _said(feed: Mapping[str, Any]) -> str:
    """Cause and remedy; nothing of a feed that is well, unless it moved, or is another one."""
    is_worth_it = feed["state"] != "fine" or feed["moved_to"] or feed["same_as"]
    if not feed["problem_cause"] or not is_worth_it:
        return ""
    cause, remedy = clean(feed["problem_cause"]), clean(feed["problem_remedy"] or "")
    failures = f" ({feed['count_failures']} times in a row)" if feed["count_failures"] > 1 else ""
    return f"{cause}{failures}. {remedy}".strip()


def _few(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"


def _length(minutes: float) -> str:
    if minutes < 1.5:
        return "minute"
    if minutes < 90:
        return f"{minutes:.0f} minutes"
    if minutes < 1.5 * _DAY:
        return f"{minutes / 60:.0f} hours"
    return f"{minutes / _DAY:.0f} days"
