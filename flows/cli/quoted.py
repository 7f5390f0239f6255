"""Quotes and alerts as a reader wants them: who, the words, why it is them, and where they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from flows.cli.credits import Credit, credits_of_row, who, why
from flows.cli.tables import clean, console, show_text

_MARKS = "“”\"'‘’«»„‟‹›"
_LONGEST_TITLE = 150  # characters: what stands in for a missing title can be a long sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """A contiguous span of the article's text."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """An utterance with what it takes to find and judge it. `said_at` is when its article was published, if known."""

    credits: tuple[Credit, ...]
    pieces: tuple[Piece, ...]
    cue: str | None = None
    via: str | None = None
    said_at: datetime | None = None
    precision: str = "second"
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    known: str | None = None  # why it was no news when first seen
    note: str | None = None  # how an alert was delivered
    quote_id: str | None = None
    place: str | None = None  # where in the text
    alert_kind: str = "news"  # of an alert: news, edit, correction, withdrawal

    @property
    def speaker(self) -> str:
        """Who said it, as it is printed."""
        return who(self.credits).plain

    @property
    def words(self) -> str:
        """All that was said, an ellipsis where the article's own words stand between the pieces."""
        return " … ".join(in_marks(piece.text, piece.kind) for piece in self.pieces)

    @property
    def kinds(self) -> str:
        """Its kind; several where its pieces differ."""
        return ", ".join(dict.fromkeys(piece.kind for piece in self.pieces))


def quote_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[QuoteLine]:
    """The rows of the question `quotes_of` as they are shown: one line an utterance, its pieces joined."""
    for _, group in groupby(rows, key=lambda row: (row["article_id"], row["utterance"])):
        pieces = list(group)
        first = pieces[0]
        yield QuoteLine(
            credits=credits_of_row(first),
            pieces=tuple(Piece(row["text"], row["kind"]) for row in pieces),
            cue=first["cue"],
            via=first["via"],
            said_at=first["published_at"],
            precision=first["published_precision"],
            outlet=first["outlet"],
            title=first["article"],
            url=first["url"],
            known=f"known when first seen: {first['known_reason']}" if first["known_reason"] else None,
            quote_id=first["quote_id"],
        )


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


def day(moment: datetime | None, precision: str = "second") -> str:
    """The day, and the minute where it is known, in UTC; nothing where neither is."""
    if moment is None or precision == "none":
        return ""
    at = moment.astimezone(UTC)
    return f"{at:%Y-%m-%d}" if precision == "day" else f"{at:%Y-%m-%d %H:%M}"


def print_quotes(lines: Sequence[QuoteLine], out: TextIO | None = None) -> None:
    """Print quotes under the article that each stands in: what is true of all of them is said once."""
    target = console(out)
    for number, (_, group) in enumerate(groupby(lines, key=_article)):
        if number:
            target.print()
        quotes = list(group)
        is_shared = len({line.known for line in quotes}) == 1
        _show_article(target, quotes[0], quotes[0].known if is_shared else None)
        for line in quotes:
            show_quote(target, line, known=None if is_shared else line.known)


def _article(line: QuoteLine) -> tuple[object, ...]:
    return line.said_at, line.outlet, line.title, line.url


def _show_article(target: Console, line: QuoteLine, known: str | None) -> None:
    title = shortened(clean(line.title or "(no title)"), _LONGEST_TITLE)
    show_text(target, Text(title, style="bold"))
    about = [day(line.said_at, line.precision), line.outlet, known, line.url]
    if said := " · ".join(clean(part) for part in about if part):
        show_text(target, Text(said, style="dim"), indent=2)


def show_quote(target: Console, line: QuoteLine, *, known: str | None = None) -> None:
    """Print one quote: the speaker and how, the words, then why it is them, where in the text, and its id."""
    how = [line.kinds, line.cue, f"via {line.via}" if line.via else None]
    told = " · ".join(clean(part) for part in how if part)
    show_text(target, who(line.credits).append(f"  {told}", style="not bold dim"), indent=2)
    show_text(target, Text(line.words), indent=4)
    about = [*why(line.credits), line.place, known, line.quote_id]
    for said in (" · ".join(clean(part) for part in about if part), clean(line.note or "")):
        if said:
            show_text(target, Text(said, style="dim"), indent=4)
