"""What was found in one text, as `extract` prints it: each utterance with its reasons, and whom and what it names."""

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from rich.text import Text

from flows.cli.credits import credit_of
from flows.cli.quoted import Piece, QuoteLine, show_quote
from flows.cli.tables import clean, console, show_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.records import Extraction, Quote
    from flows.files.documents import Document

_GROUPS = {
    "People": {"PERSON"},
    "Organisations": {"ORG"},
    "Places": {"GPE", "LOC", "FAC"},
}
_GROUPED = {kind for kinds in _GROUPS.values() for kind in kinds}


def print_extraction(document: "Document", extraction: "Extraction", out: TextIO | None = None) -> None:
    """Print what was found in one text, paragraph by paragraph, then whom and what it names."""
    target = console(out)
    counts = f"{_count(len(extraction.quotes), 'quote')}, {_count(len(extraction.mentions), 'mention')} of entities"
    show_text(target, Text(clean(str(document.document_id)), style="bold").append(f"  {counts}", style="not bold dim"))
    for _, group in groupby(extraction.quotes, key=lambda quote: quote.utterance):
        target.print()
        show_quote(target, _line(tuple(group), document.text))
    target.print()
    for heading, types in _GROUPS.items():
        names = Counter(mention.name for mention in extraction.mentions if mention.type in types)
        if names:
            listed = ", ".join(f"{clean(name)} ({count})" for name, count in names.most_common())
            show_text(target, Text(f"{heading}: ", style="bold").append(listed, style="not bold"))
    others = Counter(mention.type for mention in extraction.mentions if mention.type not in _GROUPED)
    if others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in others.most_common())
        show_text(target, Text(f"Not shown, but with --json: {kinds}", style="dim"))
    for note in extraction.notes:
        show_text(target, Text(f"Note: {note}", style="dim"))
    target.print()


def _line(pieces: "Sequence[Quote]", text: str) -> QuoteLine:
    first = pieces[0]
    paragraph = len(re.findall(r"\S[^\n]*(?:\n|$)", text[: first.start + 1])) or 1
    spans = ", ".join(f"{piece.start}–{piece.end}" for piece in pieces)
    return QuoteLine(
        credits=tuple(credit_of(speaker) for speaker in first.speakers),
        pieces=tuple(Piece(piece.text, str(piece.kind)) for piece in pieces),
        cue=first.cue,
        via=first.via.name if first.via else None,
        place=f"quote {first.confidence * 100:.0f} %: {first.reason} · paragraph {paragraph}, characters {spans}",
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
