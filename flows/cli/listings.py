"""What happened, as a reader wants it: events."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from flows.cli.credits import credits_of_row, who, why
from flows.cli.quoted import day, in_marks, shortened
from flows.cli.tables import clean, console, show_text

_LONGEST_TITLE = 150  # characters: what stands in for a missing title can be a long sentence


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def print_events(events: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print each event: its title, how widely it is covered, whom it is about, and its id."""
    target = console(out)
    for number, event in enumerate(events):
        if number:
            target.print()
        show_text(target, Text(shortened(clean(event["title"] or "(no title)"), _LONGEST_TITLE), style="bold"))
        covered = (
            f"{_count(event['count_articles'], 'article')}, {_count(event['count_sources'], 'independent source')}"
        )
        if event["count_outlets"]:
            covered += f", {_count(event['count_outlets'], 'outlet')}"
        if grown := event.get("count_sources_day"):
            covered += f"; {_count(grown, 'source')} in the last day"
        show_text(target, Text(covered), indent=2)
        if event["main_entities"]:
            show_text(target, Text("about " + clean(", ".join(event["main_entities"]))), indent=2)
        when = f"{_published(event)}first seen {day(event['first_seen_at'])}, last {day(event['last_seen_at'])}"
        when += f" · {event['event_id']}"
        if merged := event.get("merged_ids"):
            when += f" (also {', '.join(merged)})"
        show_text(target, Text(when, style="dim"), indent=2)


def _published(event: Mapping[str, Any]) -> str:
    """The days on which the event was published, nothing where none of its articles has a date."""
    first, last = (day(event[f"{which}_published_at"], "day") for which in ("first", "last"))
    if not first:
        return ""
    until = "" if last == first else f" – {last[5:] if last[:4] == first[:4] else last}"
    return f"published {first}{until} · "


def print_timeline(rows: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print one event: its articles in the order of time, each with why it belongs here and what was said in it."""
    target = console(out)
    for number, (_, group) in enumerate(groupby(rows, key=lambda row: str(row["article_id"]))):
        if number:
            target.print()
        article = list(group)
        _show_article(target, article[0])
        for _, pieces in groupby(article, key=lambda row: row["utterance"]):
            said = list(pieces)
            if said[0]["quote"]:
                _show_said(target, said)


def _show_article(target: Console, row: Mapping[str, Any]) -> None:
    show_text(target, Text(clean(row["article"] or "(no title)"), style="bold"))
    when = day(row["reported_at"], row["published_precision"])
    parts = [when, row["outlet"], "a copy" if row["is_copy"] else None, row["url"]]
    show_text(target, Text(" · ".join(clean(part) for part in parts if part), style="dim"), indent=2)
    if row["why_in_event"]:
        show_text(target, Text(f"why here: {clean(row['why_in_event'])}", style="dim"), indent=2)


def _show_said(target: Console, pieces: Sequence[Mapping[str, Any]]) -> None:
    """Print one utterance, with the reason where the speaker is in doubt."""
    first = pieces[0]
    credits_ = credits_of_row(first)
    words = " … ".join(in_marks(piece["quote"], piece["kind"]) for piece in pieces)
    said = Text(f"{words} (via {clean(first['via'])})" if first["via"] else words)
    if any(piece["is_first"] and piece["is_shared"] for piece in pieces):
        said.append("  first reported here", style="dim")
    if any(piece["is_altered"] for piece in pieces):
        said.append("  altered", style="red")
    show_text(target, who(credits_).append(": ").append_text(said), indent=2, hanging=2)
    if any(not credit.is_sure for credit in credits_ if credit.name):
        show_text(target, Text(" · ".join(why(credits_)), style="dim"), indent=4)
