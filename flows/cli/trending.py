"""What is talked of, as a reader wants it: each trend under its heading, and what all of them rest on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from flows.cli.quoted import shortened
from flows.cli.tables import clean, console, show, show_text

_LONGEST_NAME, _LONGEST_ABOUT = 70, 60  # characters: what stands in for a missing title can be a long sentence
_MOST_DAYS = 10  # columns that fit beside a name in 80
_GAP, _ZERO = "–", "·"

Line = Mapping[str, Any]


def _statements(line: Line) -> str:
    return f"{line['count'] if line.get('count_statements') is None else line['count_statements']:,}"


def _count(line: Line) -> str:
    return f"{line['count']:,}"


def _share(line: Line) -> str:
    return f"{_statements(line)} {_percent(line)}".rstrip()


def _share_of_articles(line: Line) -> str:
    return f"{_count(line)} {_percent(line)}".rstrip()


def _percent(line: Line) -> str:
    share = line.get("share")
    return "" if share is None else f"{share * 100:3.0f} %"


def _against(line: Line) -> str:
    """The number, and the one that was expected: a burst is nothing without what it is measured against."""
    expected = line.get("expected")
    return _count(line) if expected is None else f"{_count(line)} ({expected:.1f})"


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a trend is shown: its heading, what is counted, and the count."""

    heading: str
    counted: str
    count: Callable[[Line], str]


_TRENDS = {
    "quotes per figure per day": _Shown("Quoted per day, of those you track", "statements", _statements),
    "quotes per day": _Shown("Quoted per day", "statements", _statements),
    "articles per day": _Shown("Articles per day", "articles", _count),
    "trending": _Shown("Named more than usual", "independent sources (expected)", _against),
    "trending events": _Shown("Events reported on more than usual", "independent sources (expected)", _against),
    "most quoted": _Shown("Most quoted", "statements, and share of all", _share),
    "share by outlet": _Shown("Quoted by", "statements, and share of all that the outlet quotes", _share),
    "share by event": _Shown("Quoted on", "statements", _statements),
    "most covered": _Shown("Most covered", "independent sources", _count),
    "outlets": _Shown("Reported by", "articles, and share of all", _share_of_articles),
    "quoted together": _Shown("Quoted in the same article", "articles", _count),
    "first quoted": _Shown("Quoted for the first time", "statements", _statements),
    "silence ended": _Shown("Silence broken", "days without a quote", _count),
    "silent": _Shown("Silent for longer than usual", "days without a quote", _count),
    "agency text": _Shown("Prints agencies' text", "articles, and share of the outlet's", _share_of_articles),
    "copied from": _Shown("Prints what another told first", "articles", _count),
    "newly seen": _Shown("First reported on in the last seven days", "articles", _count),
}
_DAILY = frozenset({"quotes per figure per day", "quotes per day", "articles per day"})


def print_window(window: Line, zone: str, out: TextIO | None = None) -> None:
    """Print what trends rest on: the days, how much was reported on them, and of which days nobody can say."""
    target = console(out)
    count = f"{window['count_articles']:,} articles, {window['count_sources']:,} independent sources"
    if window["last_day"] is None:
        show_text(target, Text(f"All that is stored, for none of it has a date: {count}", style="bold"))
        return
    days = f"{window['first_day']} to {window['last_day']}, days of {zone}"
    show_text(target, Text(days, style="bold").append(f"  {count}", style="not bold"))
    notes = [
        _days_noted(window["gap_days"], "no feed was read, and nothing is stored: {} is a gap, not zero"),
        _days_noted(window["partly_read_days"], "not all feeds were read on {}"),
        None if window["has_baseline"] else "nothing is stored of the weeks before: what is usual is not known yet",
        f"{window['count_undated']:,} imports without a date are not counted" if window["count_undated"] else None,
    ]
    for note in notes:
        if note:
            show_text(target, Text(note, style="dim"), indent=2)
    target.print()


def _days_noted(days: Sequence[date], note: str) -> str | None:
    """The note with its days, the runs of them told by their ends."""
    if not days:
        return None
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    told = [f"{run[0]:%m-%d}" if len(run) == 1 else f"{run[0]:%m-%d} to {run[-1]:%m-%d}" for run in runs]
    return note.format(", ".join(told[:4]) + (f" and {len(told) - 4} more times" if len(told) > 4 else ""))


def print_trends(lines: Sequence[Line], out: TextIO | None = None) -> None:
    """Print each trend under its heading: the count, the name, and what it is about; persons apart from others.

    An event that is shown as a burst is not shown once more as one of the largest.
    """
    target = console(out)
    bursts = {line.get("event_id") for line in lines if line["trend"] == "trending events"} - {None}
    lines = [line for line in lines if line["trend"] != "most covered" or line.get("event_id") not in bursts]
    for number, ((trend, whom), group) in enumerate(groupby(sorted(lines, key=_kind_of_line), key=_headed)):
        if number:
            target.print()
        shown = _TRENDS.get(trend, _Shown(trend, "count", _count))
        heading = Text(shown.heading + whom, style="bold").append(f"  {shown.counted}", style="not bold dim")
        show_text(target, heading)
        found = list(group)
        if trend in _DAILY and any(line.get("day") for line in found):
            _show_days(target, found, shown)
        else:
            _show_lines(target, found, shown)


def _headed(line: Line) -> tuple[str, str]:
    """The trend that a line belongs to, and whom it is of where persons and others are counted apart."""
    trend = str(line["trend"])
    if trend != "most quoted":
        return trend, ""
    return trend, " people" if line["about"] == "PERSON" else " organisations, groups and places"


def _kind_of_line(line: Line) -> tuple[int, bool]:
    """What sorts the lines under their headings and else leaves their order."""
    trend, whom = _headed(line)
    place = list(_TRENDS).index(trend) if trend in _TRENDS else len(_TRENDS)
    return place, whom not in {"", " people"}


def _show_lines(target: Console, lines: Sequence[Line], shown: _Shown) -> None:
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(ratio=3)
    grid.add_column(style="dim", ratio=2)
    for line in lines:
        name, about = shortened(clean(line["name"] or ""), _LONGEST_NAME), clean(line["about"] or "")
        grid.add_row(shown.count(line), Text(name), Text(shortened(about, _LONGEST_ABOUT)))
    show(target, Padding(grid, (0, 0, 0, 2), expand=False))


def _show_days(target: Console, lines: Sequence[Line], shown: _Shown) -> None:
    """A row for each name, a column for each of the last days; a gap is told from a zero."""
    days = sorted({line["day"] for line in lines})[-_MOST_DAYS:]
    grid = Grid.grid(padding=(0, 1))
    grid.add_column()
    for _ in days:
        grid.add_column(justify="right", no_wrap=True, min_width=4)
    grid.add_row("", *(Text(f"{day:%d}" if number else f"{day:%m-%d}", style="dim") for number, day in enumerate(days)))
    for name, group in groupby(lines, key=lambda line: line["name"]):
        cells = {line["day"]: _GAP if line["count"] is None else shown.count(line) for line in group}
        row = (_ZERO if cells.get(day) == "0" else cells.get(day, "") for day in days)
        grid.add_row(Text(shortened(clean(name), 30)), *row)
    show(target, Padding(grid, (0, 0, 0, 2), expand=False))
    if any(line["count"] is None for line in lines):
        show_text(target, Text(f"{_GAP} nobody looked: no feed was read on that day", style="dim"), indent=2)
