"""Quotes and alerts as a reader wants them: who, the words, and where they stand."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from flows.cli.tables import clean, console, show

if TYPE_CHECKING:
    from extractors.records import Extraction, Quote
    from flows.files.documents import Document

_MARKS = "“”\"'‘’«»„‟‹›"
_LONGEST_NAME, _LONGEST_TITLE = 70, 150  # characters: what stands in for a missing title can be a long sentence
_GROUPS = {
    "People": {"PERSON"},
    "Organisations": {"ORG"},
    "Places": {"GPE", "LOC", "FAC"},
}


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote with what it takes to find and judge it. `said_at` is when its article was published, where known."""

    speaker: str
    kind: str
    text: str
    cue: str | None = None
    via: str | None = None
    said_at: datetime | None = None
    precision: str = "second"
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    note: str | None = None  # why an old statement is no news, how an alert was delivered


def in_marks(text: str, kind: str) -> str:
    """The words on one line, a direct quote inside quotation marks whether or not the span holds them."""
    words = clean(text)
    if kind != "direct":
        return words
    return f"“{words.strip(_MARKS)}”" if words[:1] in _MARKS or words[-1:] in _MARKS else f"“{words}”"


def shortened(text: str, width: int) -> str:
    """The text cut at a word to at most `width` characters, an ellipsis where something is missing."""
    if len(text) <= width:
        return text
    return text[: width - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…" + ("”" if text.startswith("“") else "")


def print_quotes(lines: Sequence[QuoteLine], out: TextIO | None = None) -> None:
    """Print quotes as short blocks, one blank line between them."""
    target = console(out)
    for number, line in enumerate(lines):
        if number:
            target.print()
        show_quote(target, line)


def show_quote(target: Console, line: QuoteLine, *, indent: int = 0, longest: int | None = None) -> None:
    """Print one quote: the speaker and how, the words, then where they stand."""
    how = [line.kind]
    if line.cue:
        how.append(clean(line.cue))
    if line.via:
        how.append(f"via {clean(line.via)}")
    words = in_marks(line.text, line.kind)
    head = Text(clean(line.speaker), style="bold").append("  " + " · ".join(how), style="dim")
    show(target, Padding(head, (0, 0, 0, indent)))
    show(target, Padding(Text(shortened(words, longest) if longest else words), (0, 0, 0, indent + 2)))
    if where := _where(line):
        show(target, Padding(Text(where, style="dim"), (0, 0, 0, indent + 2)))
    if line.note:
        show(target, Padding(Text(clean(line.note), style="dim"), (0, 0, 0, indent + 2)))


def _where(line: QuoteLine) -> str:
    title = line.title and shortened(clean(line.title), 70)
    parts = [day(line.said_at, line.precision), line.outlet, title, line.url]
    return " · ".join(clean(part) for part in parts if part)


def day(moment: datetime | None, precision: str = "second") -> str:
    """The day, and the minute where it is known, in UTC; nothing where neither is."""
    if moment is None or precision == "none":
        return ""
    at = moment.astimezone(UTC)
    return f"{at:%Y-%m-%d}" if precision == "day" else f"{at:%Y-%m-%d %H:%M}"


def print_extraction(document: "Document", extraction: "Extraction", out: TextIO | None = None) -> None:
    """Print what was found in one text, paragraph by paragraph, then whom and what it names."""
    target = console(out)
    counts = f"{_count(len(extraction.quotes), 'quote')}, {_count(len(extraction.mentions), 'mention')} of entities"
    show(target, Text(clean(str(document.document_id)), style="bold").append(f"  {counts}", style="dim"))
    for quote in extraction.quotes:
        target.print()
        paragraph = len(re.findall(r"\S[^\n]*(?:\n|$)", document.text[: quote.start + 1])) or 1
        show_quote(target, _line(quote, f"paragraph {paragraph}, characters {quote.start}–{quote.end}"))
    target.print()
    for group, types in _GROUPS.items():  # dates, numbers and the like are in the JSON only
        names = Counter(mention.name for mention in extraction.mentions if mention.type in types)
        if names:
            listed = ", ".join(f"{clean(name)} ({count})" for name, count in names.most_common())
            show(target, Text(f"{group}: ", style="bold").append(listed, style="none"))
    target.print()


def _line(quote: "Quote", note: str) -> QuoteLine:
    speakers = [speaker.name or speaker.mention for speaker in quote.speakers]
    who = " and ".join(speaker for speaker in speakers if speaker) or "speaker not named"
    via = quote.via.name if quote.via else None
    return QuoteLine(who, str(quote.kind), quote.text, cue=quote.cue, via=via, note=note)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def print_events(events: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print each event: its title, how widely it is covered, whom it is about, and its id."""
    target = console(out)
    for number, event in enumerate(events):
        if number:
            target.print()
        show(target, Text(shortened(clean(event["title"] or "(no title)"), _LONGEST_TITLE), style="bold"))
        covered = (
            f"{_count(event['count_articles'], 'article')}, {_count(event['count_sources'], 'independent source')}"
        )
        if event["count_outlets"]:
            covered += f", {_count(event['count_outlets'], 'outlet')}"
        if grown := event.get("count_sources_day"):
            covered += f"; {_count(grown, 'source')} in the last day"
        show(target, Padding(Text(covered), (0, 0, 0, 2)))
        if event["main_entities"]:
            show(target, Padding(Text("about " + clean(", ".join(event["main_entities"]))), (0, 0, 0, 2)))
        seen = f"first seen {day(event['first_seen_at'])}, last {day(event['last_seen_at'])} · {event['event_id']}"
        if merged := event.get("merged_ids"):
            seen += f" (also {', '.join(merged)})"
        show(target, Padding(Text(seen, style="dim"), (0, 0, 0, 2)))


def print_timeline(rows: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print one event: its articles in the order of time, each with its quotes and why it belongs here."""
    target = console(out)
    article = None
    for row in rows:
        if row["article_id"] != article:
            if article is not None:
                target.print()
            article = row["article_id"]
            show(target, Text(clean(row["article"] or "(no title)"), style="bold"))
            when = day(row["reported_at"], row["published_precision"])
            parts = [when, row["outlet"], "a copy" if row["is_copy"] else None, row["url"], row["why_in_event"]]
            show(target, Padding(Text(" · ".join(clean(part) for part in parts if part), style="dim"), (0, 0, 0, 2)))
        if row["quote"]:
            said = Text(clean(row["speaker"] or "speaker not named") + ": ", style="bold")
            via = f" (via {clean(row['via'])})" if row["via"] else ""
            said.append(in_marks(row["quote"], row["kind"]) + via, style="not bold")
            if row["is_first"]:
                said.append("  first reported here", style="not bold dim")
            if row["is_altered"]:
                said.append("  altered", style="not bold red")
            show(target, Padding(said, (0, 0, 0, 2)))


_TREND_HEADINGS = {  # what each trend is called, its columns for name and what it is about, and what is counted
    "quotes per figure per day": ("Quotes a figure and day", "statements"),
    "most quoted": ("Most quoted", "statements"),
    "most covered": ("Most covered", "sources"),
    "quoted together": ("Quoted in the same article", "articles"),
    "newly seen": ("Newly seen", "articles"),
}


def print_trends(lines: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print each trend under its heading: the count, the name, and what it is about."""
    target = console(out)
    for number, (trend, group) in enumerate(groupby(lines, key=lambda line: str(line["trend"]))):
        if number:
            target.print()
        heading, counted = _TREND_HEADINGS.get(trend, (trend, "count"))
        show(target, Text(heading, style="bold").append(f"  by {counted}", style="not bold dim"))
        grid = Grid.grid(padding=(0, 2))
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column(ratio=3)
        grid.add_column(style="dim", ratio=2)
        for line in group:
            count = line["count"] if line["count_statements"] is None else line["count_statements"]
            name = shortened(clean(line["name"]), _LONGEST_NAME)
            grid.add_row(f"{count:,}", Text(name), Text(clean(line["about"] or "")))
        show(target, Padding(grid, (0, 0, 0, 2)))


def print_feeds(feeds: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print each feed with its state and what it brought, and, where it has trouble, the cause and what to do."""
    target = console(out)
    grid = Grid.grid(padding=(0, 2))
    for style in ("bold", "", ""):
        grid.add_column(style=style)
    for feed in feeds:
        said = Text(f"{_count(feed['count_articles'], 'article')}, {_count(feed['count_pending'], 'page')} waiting")
        if feed["state"] == "new":
            said = Text("not asked yet")
        if feed["last_success_at"]:
            said.append(f", last read {day(feed['last_success_at'])}")
        if feed["problem_cause"] and feed["state"] != "fine":
            said = Text(f"{clean(feed['problem_cause'])}. {clean(feed['problem_remedy'] or '')}")
        name = clean(feed["outlet_name"] or feed["title"] or feed["url"])
        grid.add_row(Text(name), feed["state"], said.append(f"\n{clean(feed['url'])}", style="dim"))
    show(target, grid)
