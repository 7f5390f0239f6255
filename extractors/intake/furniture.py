"""A page's text without what the page sets into it and around it: calls to subscribe, links to read on, copyright.

Premises: such a line is short, says nothing in quotation marks, and is or begins with words of a list; a heading such
as `Related stories` late in a text is followed by nothing of it. The error preferred is a line too many, for a line
that is lost may be what somebody said. An agency's copyright stays: it tells whose text it is.
"""

import re
from functools import cache

from extractors.wordlists import word_list

_LONGEST = 50  # words
_TAIL_LONGEST = 60  # words a line below the article
_TAIL_FROM = 0.6  # of the words: a heading before that is one of the article's own
_TAIL_SHARE = 0.3  # of the words at most
_QUOTED = re.compile(r"[\"“”„«»]")
_EDGES = " \t-–—•·*|:>»→›.…"
_RIGHTS = re.compile(r"copyright|©|\(c\)|all rights", re.IGNORECASE)


def without_furniture(text: str) -> str:
    """The text without the lines that are the page's and not the article's; the others stay as they are."""
    lines = [line for line in text.split("\n") if not _is_furniture(line)]
    return "\n".join(_without_tail(lines))


def _is_furniture(line: str) -> bool:
    folded = _folded(line)
    if folded in word_list("page_furniture_lines"):
        return True
    if not folded.startswith(_starts()) or _QUOTED.search(line) or len(folded.split()) > _LONGEST:
        return False
    return not (_RIGHTS.match(folded) and _names_agency(line))


def _without_tail(lines: list[str]) -> list[str]:
    """The lines up to a heading below the article, where little follows it and nobody is quoted there."""
    counts = [len(line.split()) for line in lines]
    total, before = sum(counts), 0
    for number, line in enumerate(lines):
        if before >= total * _TAIL_FROM and _folded(line) in word_list("page_tail_headings"):
            rest = lines[number + 1 :]
            is_short = total - before <= total * _TAIL_SHARE and max(counts[number:]) <= _TAIL_LONGEST
            if is_short and not any(_QUOTED.search(below) for below in rest):
                return lines[:number]
        before += counts[number]
    return lines


def _folded(line: str) -> str:
    return " ".join(line.replace("’", "'").split()).casefold().strip(_EDGES)


@cache
def _starts() -> tuple[str, ...]:
    return tuple(sorted(word_list("page_furniture_starts")))


@cache
def _agencies() -> tuple[str, ...]:
    return tuple(sorted({entry.partition("=")[0].strip() for entry in word_list("agencies")}))


def _names_agency(line: str) -> bool:
    return any(agency in line for agency in _agencies())
