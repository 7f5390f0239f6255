"""What a cycle or an import came to, for a person: what is new, who was quoted, what went wrong, what to try next."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from extractors.records import Problem
from flows.cli.quoted import QuoteLine, shortened
from flows.cli.tables import REPORT_WIDTH, clean, console, show, show_text

if TYPE_CHECKING:
    from flows.cycle_summary import CycleSummary
    from flows.files.taking_in import ImportReport
    from warehouse.publish import Publication

_HEADINGS = {
    "news": "Newly quoted",
    "edit": "Edited after publication",
    "correction": "Corrected",
    "withdrawal": "Withdrawn",
}
_MOST_ALERTS = 12
_MOST_PROBLEMS = 30
_LONGEST_WORDS = 110  # characters of a quote in the summary: two lines or so
_LONGEST_PLACE = 58  # characters of where it stands: one line


def print_summary(
    summary: "CycleSummary",
    alerts: Sequence[QuoteLine],
    *,
    warehouse: str,
    now: datetime,
    feed_names: Mapping[str, str] = MappingProxyType({}),
    out: TextIO | None = None,
) -> None:
    """Print what one cycle came to. `alerts` are those it made; `feed_names` leads from feeds' addresses to outlets."""
    target = console(out, piped_width=REPORT_WIDTH)
    target.print()
    title = Text("On Record", style="bold").append(f"  one cycle in {_length(summary.seconds)}", style="not bold")
    show(target, title.append(f", {now:%Y-%m-%d %H:%M} UTC", style="dim"))
    target.print()
    if summary.restored:
        show(target, Text("The warehouse was broken and has been restored", style="bold"))
        show_text(target, Text(clean(summary.restored)), indent=2)
        target.print()
    show_counts(target, counts_of(summary))
    alerts = _most_quoted_first(alerts)
    if alerts:
        _show_alerts(target, alerts, summary.alerts_made)
    show_problems(target, "feed", _named(summary.feed_problems, feed_names), "could not be read")
    show_problems(target, "feed", _named(summary.feed_notes, feed_names), "read, with something to note")
    show_problems(target, "page", summary.page_problems, "gave no article")
    show_problems(target, "host", summary.held_back, "asked often enough in this cycle")
    is_empty = not (summary.articles_new or summary.new_versions or summary.quotes or summary.alerts_delivered)
    _show_end(target, publication_said(summary.publication, warehouse, is_empty=is_empty), next_steps(alerts))


def _named(problems: Sequence[Problem], names: Mapping[str, str]) -> list[Problem]:
    return [replace(problem, thing=names.get(problem.thing, problem.thing)) for problem in problems]


def _most_quoted_first(alerts: Sequence[QuoteLine]) -> list[QuoteLine]:
    count = Counter(line.speaker for line in alerts)
    return sorted(alerts, key=lambda line: (-count[line.speaker], line.speaker, line.title or "", line.url or ""))


def counts_of(summary: "CycleSummary") -> tuple[tuple[str, str], ...]:
    """The lines of the summary that count: a label, and what there is of it."""
    articles = f"{summary.articles_new} new, {summary.articles_known} known, {summary.articles_failed} failed"
    if summary.new_versions:
        articles += f", {_count(summary.new_versions, 'new version')} of known ones"
    quotes = f"{summary.quotes} new, by {_count(summary.speakers, 'speaker')}"
    quotes += f", in {_count(summary.statements, 'statement')}" if summary.statements else ""
    alerts = f"{summary.alerts_made} made, {summary.alerts_delivered} delivered"
    alerts += f", {summary.alerts_failed} failed and tried again later" if summary.alerts_failed else ""
    read = summary.feeds_polled - len(summary.feed_problems)
    feeds = f"{max(read, 0)} of {summary.feeds_polled} read" if summary.feeds_polled else "none was due"
    return (
        ("Feeds", feeds),
        ("Articles", articles),
        ("Events", f"{summary.events_new} new"),
        ("Quotes", quotes if summary.quotes else "none new"),
        ("Alerts", alerts if summary.alerts_made or summary.alerts_failed else "none new"),
    )


def publication_said(publication: "Publication | None", warehouse: str, *, is_empty: bool) -> str:
    """One sentence on the readers' copy."""
    if publication is None:
        return "Nothing published: the cycle did not get that far. onrecord doctor says more."
    if is_empty and not publication.is_published and not publication.is_failed:
        return "Nothing new: nothing published."
    if publication.is_published:
        return f"Published for readers: {warehouse} ({publication.count_bytes / 1_000_000:.1f} MB)"
    return f"Nothing published: {publication.reason[:1].lower()}{publication.reason[1:]}"


def next_steps(alerts: Sequence[QuoteLine]) -> tuple[tuple[str, str], ...]:
    """Three commands that have an answer in what was just loaded, and what each tells."""
    speaker = clean(alerts[0].credits[0].name or "").replace('"', "") if alerts else ""
    first = (f'{program()} quotes "{speaker}"', "all that one figure said")
    return (
        first if speaker else (f"{program()} figures", "whom you track, and how often each was quoted"),
        (f"{program()} events", "what happened, and who covered it"),
        (f"{program()} trends", "who is quoted most, and beside whom"),
    )


def program() -> str:
    """What to type for this program: its name where the shell finds it, else its path (`.venv/bin/onrecord`)."""
    called = Path(sys.argv[0])
    if called.name != "onrecord" or shutil.which("onrecord"):
        return "onrecord"
    return os.path.relpath(called)


def near(path: Path) -> str:
    """The path as seen from here, where that is shorter."""
    return min(str(path), os.path.relpath(path), key=len)


def print_import_report(report: "ImportReport", warehouse: str, out: TextIO | None = None) -> None:
    """Print what an import came to: counts, problems one a line, and the readers' copy."""
    target = console(out, piped_width=REPORT_WIDTH)
    target.print()
    show(target, Text("On Record", style="bold").append("  import", style="not bold"))
    target.print()
    articles = f"{report.articles_new} new, {report.articles_known} known, {report.articles_failed} failed"
    if report.new_versions:
        articles += f", {_count(report.new_versions, 'new version')} of known ones"
    quotes = f"{report.quotes} new, by {_count(report.speakers, 'speaker')}" if report.quotes else "none new"
    show_counts(target, (("Articles", articles), ("Events", f"{report.events_new} new"), ("Quotes", quotes)))
    show_problems(target, "problem", report.problems, "met")
    _show_end(
        target,
        publication_said(report.publication, warehouse, is_empty=not (report.articles_new or report.new_versions)),
        (
            (f"{program()} events", "what happened, and who covered it"),
            (f"{program()} trends", "who is quoted most, and beside whom"),
        ),
    )


def show_counts(target: Console, counts: Sequence[tuple[str, str]]) -> None:
    """Print the lines that count: labels, and what there is of each."""
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    for label, said in counts:
        grid.add_row(f"  {label}", said)
    show(target, grid)


def _show_alerts(target: Console, alerts: Sequence[QuoteLine], count_made: int) -> None:
    for kind, heading in _HEADINGS.items():
        lines = [line for line in alerts[:_MOST_ALERTS] if line.alert_kind == kind]
        if lines:
            show_heading(target, heading)
            _show_quoted(target, lines)
    if (more := max(count_made, len(alerts)) - _MOST_ALERTS) > 0:
        show(target, Text(f"  and {more} more: onrecord alerts"))


def _show_quoted(target: Console, alerts: Sequence[QuoteLine]) -> None:
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style="bold", max_width=20, overflow="fold")
    grid.add_column()
    for speaker, group in groupby(alerts, key=lambda line: line.speaker):
        said = [_words(list(lines)) for _, lines in groupby(group, key=_place)]
        grid.add_row(Text(clean(speaker)), Text("\n").join(said))
    show(target, Padding(grid, (0, 0, 0, 2)))


def _words(lines: Sequence[QuoteLine]) -> Text:
    """The words of one speaker in one place, and the place."""
    words = Text("\n".join(shortened(line.words, _LONGEST_WORDS) for line in lines))
    return words.append(f"\n— {_place(lines[0])}", style="dim") if _place(lines[0]) else words


def _place(line: QuoteLine) -> str:
    return shortened(" · ".join(clean(part) for part in (line.outlet, line.title, line.url) if part), _LONGEST_PLACE)


def show_problems(target: Console, thing: str, problems: Sequence[Problem], what: str) -> None:
    """Print one line a problem under a heading, those with one remedy together and the remedy below them."""
    if not problems:
        return
    show_heading(target, f"{_count(len(problems), thing)} {what}")
    ordered = sorted(problems, key=lambda problem: (problem.remedy, problem.thing.casefold(), problem.cause))
    shown = ordered[:_MOST_PROBLEMS]
    wide = max([len(_called(one)) for one in shown if len(_called(one)) <= target.width // 2], default=0)
    for remedy, together in groupby(shown, key=lambda problem: problem.remedy):
        for problem in together:
            _show_problem(target, _called(problem), clean(problem.cause), wide)
        if remedy:
            show(target, Padding(Text(clean(remedy), style="italic"), (0, 0, 0, 2)))
    if (more := len(problems) - _MOST_PROBLEMS) > 0:
        show(target, Text(f"  and {more} more: onrecord doctor"))


def _called(problem: Problem) -> str:
    return clean(problem.thing).removeprefix("https://")


def _show_problem(target: Console, thing: str, cause: str, wide: int) -> None:
    """Print a thing and its cause on one line; where they are too long, the cause below it. Neither is ever cut."""
    if len(thing) <= wide and 4 + wide + len(cause) <= target.width:
        show_text(target, Text(f"{thing:<{wide}}").append(f"  {cause}", style="dim"), indent=2)
        return
    show_text(target, Text(thing), indent=2)
    show_text(target, Text(cause, style="dim"), indent=4)


def _show_end(target: Console, publication: str, steps: Sequence[tuple[str, str]]) -> None:
    target.print()
    show(target, Text(clean(publication)))
    show_heading(target, "Try next")
    grid = Grid.grid(padding=(0, 3))
    grid.add_column(no_wrap=True)
    grid.add_column(style="dim")
    for command, told in steps:
        grid.add_row(f"  {command}", told)
    show(target, grid)


def show_heading(target: Console, heading: str) -> None:
    """Print a heading, a line apart from what stands before it."""
    target.print()
    show(target, Text(heading, style="bold"))


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _length(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
