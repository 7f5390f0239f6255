"""Who wrote and edited a report, by the line that says so: `(Reporting by A and B in Kampala; Editing by C)`.

Premise: after such a word and `by`, capitalised words parted by commas, `and`, `&` or slashes are persons, and after
`in` places. Errs to leaving out: a part with a small word or a digit in it is skipped.
"""

import re
from collections.abc import Iterator

from extractors.cast.columns import Columns
from extractors.cast.found import Found

_BYLINE = re.compile(
    r"\b(?:(?:[Aa]dditional )?[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Tt]ranslat(?:ed|ion)|[Gg]raphics?)"
    r"(?: and (?:[Ww]riting|[Ee]diting|[Rr]eporting))? [Bb]y (?P<names>[^;()\n]{3,200}?)(?=[;()\n]|\.\s|\.?$)",
    re.MULTILINE,
)
_PART = re.compile(r"(?P<joint>^|,? and |, | & |/| in | at )(?P<words>(?:(?!,? and |, | & |/| in | at ).)+)")
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: (?:[a-z]{2,3} ){0,2}[^\W\d_a-z][\w.'’-]*){1,3}")
_PLACE = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}")


def bylines(columns: Columns) -> Iterator[Found]:
    """The persons and places of the lines that name who wrote and edited, in order."""
    for line in _BYLINE.finditer(columns.text):
        is_in_place = False
        for part in _PART.finditer(line["names"]):
            is_in_place = part["joint"] in {" in ", " at "} or (is_in_place and not _NAME.fullmatch(part["words"]))
            shape = _PLACE if is_in_place else _NAME
            if not shape.fullmatch(part["words"]):
                continue
            start = line.start("names") + part.start("words")
            span = columns.doc.char_span(start, start + len(part["words"]))
            if span is not None:
                yield Found(span.start, span.end, "GPE" if is_in_place else "PERSON")
