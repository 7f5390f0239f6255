"""How results are printed: a table for people, JSON Lines or CSV for machines, and nothing that steers a terminal."""

import csv
import json
import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NoReturn, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from extractors.invisible import visible

REPORT_WIDTH = 80  # of a report that is mailed or kept in a log
_UNLIMITED = 100_000  # nobody's window limits a pipe: a line there is a line, to be searched and cut by other programs
_WIDEST = 100  # lines longer than this are tiring to read

# C0 and C1 controls and line ends: a title may hold them, a terminal obeys.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# What JSON lets pass, and terminals, UTF-8 or the eye do not: controls, halves of characters, marks that turn the
# direction of writing, what has no width. (Joiners stay, which some scripts need.)
_UNESCAPED = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e0fff]"
)

# What opens a formula in one spreadsheet or another: the last ones as East Asian keyboards write them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def clean(text: str) -> str:
    """The text on one line, with no character in it that steers a terminal or that nobody sees. Twice is once."""
    return visible(_CONTROLS.sub(" ", text)).encode("utf-8", "replace").decode("utf-8").strip()


class QuietConsole(Console):
    """A console that leaves a closed pipe to the caller instead of ending the process with a failure."""

    def on_broken_pipe(self) -> NoReturn:
        """Let `main` decide what a reader who left means."""
        raise BrokenPipeError


def console(out: TextIO | None = None, *, piped_width: int = _UNLIMITED) -> Console:
    """A console for people: colour on a terminal only and never under NO_COLOR, lines of a length that can be read.

    In a pipe a line is as long as it needs to be, unless `piped_width` says otherwise.
    """
    made = QuietConsole(file=out or sys.stdout, markup=False, emoji=False, highlight=False, soft_wrap=False)
    made.width = min(made.width, _WIDEST) if made.is_terminal else piped_width
    return made


def plain(value: Any) -> Any:
    """A value of the warehouse as JSON has it: times in ISO 8601 and UTC, durations in seconds, bytes in hex."""
    match value:
        case bool() | int() | str() | None:
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return plain(float(value))
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes() | bytearray():
            return bytes(value).hex()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Sequence() | set() | frozenset():
            return [plain(item) for item in value]
        case _:
            return str(value)


def json_line(value: Mapping[str, Any]) -> str:
    """One line of JSON, readable where the text is, and safe to show on a terminal and to write as UTF-8."""
    line = json.dumps(plain(value), ensure_ascii=False, allow_nan=False)
    return _UNESCAPED.sub(lambda found: json.dumps(found[0])[1:-1], line)


def print_json(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO | None = None) -> None:
    """Print JSON Lines: one object a row, its keys in the order of the columns."""
    keys = unique(columns)
    for row in rows:
        print(json_line(dict(zip(keys, row, strict=True))), file=out or sys.stdout)


def print_json_list(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO | None = None) -> None:
    """Print one JSON list, an object on each of its lines."""
    target, keys, opening = out or sys.stdout, unique(columns), "["
    for row in rows:
        print(opening, json_line(dict(zip(keys, row, strict=True))), sep="\n", end="", file=target)
        opening = ","
    print("[]" if opening == "[" else "\n]", file=target)


def unique(columns: Sequence[str]) -> tuple[str, ...]:
    """The names, a repeated one numbered (`count`, `count_2`): an object cannot have one key twice."""
    seen: dict[str, int] = {}
    named = []
    for name in columns:
        seen[name] = seen.get(name, 0) + 1
        named.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return tuple(named)


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO | None = None) -> None:
    """Print CSV with a header; null is an empty field, a list or struct is JSON, and a text is never a formula.

    A spreadsheet takes a text that opens with = + - or @ for a formula and runs it: such a text, and such a name of a
    column, gets an apostrophe in front, which spreadsheets hide and other programs have to take off. Numbers are left
    alone. All else is exact, unless a terminal shows it.
    """
    target = out or sys.stdout
    exact = not target.isatty()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([_harmless(name) for name in unique(columns)])
    for row in rows:
        cells = [_harmless(value) if isinstance(value, str) else _csv_cell(value) for value in row]
        writer.writerow(cells if exact else [clean(cell) for cell in cells])


def _harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula, white space in front or not."""
    return f"'{text}" if visible(text).lstrip(" \xa0\u3000").startswith(_FORMULA) else text


def _csv_cell(value: Any) -> str:
    simple = plain(value)
    if simple is None:
        return ""
    if isinstance(simple, bool):
        return "true" if simple else "false"
    return json.dumps(simple, ensure_ascii=False) if isinstance(simple, list | dict) else str(simple)


def cell(value: Any) -> str:
    """A value as a person reads it in a table: minutes are exact enough for a time, and null is empty."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return f"{moment:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return clean(", ".join(cell(item) for item in value))
    return clean(_csv_cell(value))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], out: TextIO | None = None) -> None:
    """Print a table for people: folded to the window on a terminal, one line a row where it is piped."""
    target = console(out)
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[number], int | float | Decimal | None) for row in rows)
        grid.add_column(Text(clean(name)), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell(value)) for value in row))
    if not target.is_terminal:
        target.width = max(20, target.measure(grid).maximum)
    show(target, grid)


def show_text(target: Console, text: Text, *, indent: int = 0, hanging: int = 0) -> None:
    """Print running text, folded between words only: an address stays whole, however long it is, and can be copied.

    All lines but the first stand `hanging` columns further in.
    """
    for number, line in enumerate(text.divide(_breaks(text.plain, target.width - indent - hanging))):
        line.rstrip()
        target.print(Text(" " * (indent + (hanging if number else 0))).append_text(line), soft_wrap=True)


def _breaks(words: str, width: int) -> list[int]:
    """Where lines of this width begin: at words, also at those that are wider than a line (Rich would cut these)."""
    breaks, start = [], 0
    for word in re.finditer(r"\S+", words):
        if word.start() > start and cell_len(words[start : word.end()]) > width:
            start = word.start()
            breaks.append(start)
    return breaks


def show(target: Console, shown: RenderableType) -> None:
    """Print something, without the blanks that fill its lines where it is piped: a pipe has no use for them."""
    if target.is_terminal:
        target.print(shown)
        return
    with target.capture() as captured:
        target.print(shown)
    for line in captured.get().splitlines():
        print(line.rstrip(), file=target.file)
