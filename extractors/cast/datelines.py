"""The towns and the agency of a dateline: `SHENYANG, China —`, `NEW DELHI (AP) —`, `OSLO/RIGA, March 3 (Reuters) - `.

Premise: capitals at the start of a paragraph, then a dash, are where it was written. A hyphen for a dash counts only
after an agency in brackets. What follows the town's comma is a place too, unless it is a day.
"""

import re
from collections.abc import Iterator

from extractors.cast.columns import Columns
from extractors.cast.found import Found
from extractors.cast.gazetteer import listed_type
from extractors.wordlists import word_list

_TOWN = r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,2}"
_DATELINE = re.compile(
    rf"^[ \t]*(?:(?P<towns>{_TOWN}(?:/{_TOWN})*)(?:, (?P<land>[A-Z][\w.]*(?: [A-Z][\w.]*)*))?,?)?"
    r"(?:,? ?[A-Z][a-z]{2,8}\.? \d{1,2},?)?(?: ?\((?P<agency>[^)\n]{2,30})\))? ?(?P<dash>—|–|--|-)[ \t]",
    re.MULTILINE,
)


def datelines(columns: Columns) -> Iterator[Found]:
    """The places and agencies of the datelines of a text, in order."""
    for match in _DATELINE.finditer(columns.text):
        if match["dash"] == "-" and not match["agency"]:
            continue
        start = match.start("towns")
        for town in (match["towns"] or "").split("/"):
            yield from _found(columns, start, town, "GPE")
            start += len(town) + 1
        if match["land"] and listed_type(match["land"]) == "GPE":
            yield from _found(columns, match.start("land"), match["land"], "GPE")
        if match["agency"] and match["agency"] in word_list("media_agencies"):
            yield from _found(columns, match.start("agency"), match["agency"], "ORG")


def _found(columns: Columns, start: int, words: str, label: str) -> Iterator[Found]:
    span = columns.doc.char_span(start, start + len(words)) if words else None
    if span is not None:
        yield Found(span.start, span.end, label)
