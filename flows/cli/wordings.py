"""Statements that were reported in several wordings, as a reader wants them: what differs, word by word."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, TextIO

from rich.text import Text

from extractors.decisions.word_diff import Change, word_diff
from flows.cli.quoted import day, in_marks
from flows.cli.tables import clean, console, show_text

_SHOWN = {  # what stands around a run of words, and its style: readable without colours, too
    Change.KEPT: ("", "", ""),
    Change.DROPPED: ("[-", "-]", "red"),
    Change.ADDED: ("{+", "+}", "green"),
}


def print_wordings(rows: Sequence[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print each statement in the words that were reported first, then what every other wording dropped or added."""
    target = console(out)
    for number, (_, group) in enumerate(groupby(rows, key=lambda row: str(row["family_id"]))):
        if number:
            target.print()
        first, *others = group
        show_text(target, Text(in_marks(first["text"], first["kind"]), style="bold"))
        show_text(target, Text(_where(first), style="dim"), indent=2)
        for row in others:
            show_text(target, differences(first["text"], row["text"]), indent=2)
            note = "altered · " if row["is_altered"] else ""
            show_text(target, Text(note + _where(row), style="dim"), indent=4)


def differences(before: str, after: str) -> Text:
    """What leads from one text to the other, word by word: readable with colours and without."""
    line = Text()
    for number, run in enumerate(word_diff(clean(before), clean(after))):
        opening, closing, style = _SHOWN[run.change]
        line.append(" " if number else "").append(f"{opening}{run.words}{closing}", style=style)
    return line


def _where(row: Mapping[str, Any]) -> str:
    when = day(row["reported_at"], row["published_precision"])
    count = row["count_articles"]
    articles = "1 article" if count == 1 else f"{count} articles"
    parts = (when, row["outlet"], row["article"], articles, row["statement_id"])
    return " · ".join(clean(part) for part in parts if part)
