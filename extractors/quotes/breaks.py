"""Places where words end that the parse may read as one sentence: a dateline, a bar, a stop without a space behind it.

Premises: a dateline stands at the head of its line, and ends in a dash or in its agency's bracket, before a capital;
a bar (`|`) parts what a line break would; a stop between a small letter or digit and a word with a capital ends a
sentence. Errs to cutting: a web address that is written like the last is cut, too.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractors.wordlists import word_list

_CHANNELS = ("CNN", "BBC")
_TOWN = r"[A-Z][A-Z.'-]+(?: [A-Z][A-Z.'-]+){0,2}"
_LAND = r"(?:, ?[A-Z][\w.]*(?: [A-Z][\w.]*)*)?(?:,? ?[A-Z][a-z]{2,8}\.? \d{1,2})?,?"
_SHOUTED = re.compile(
    rf"^[ \t]*{_TOWN}(?:/{_TOWN})*{_LAND}(?: ?\([^)\n]{{2,30}}\))? ?(?:—|–|--)[ \t](?=[A-Z\"'])", re.MULTILINE
)
_AGENCY = re.compile(
    rf"^[ \t]*(?:[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){{0,2}}{_LAND} ?)?\((?P<agency>[A-Z][^)\n]{{1,30}})\)"
    r" ?(?:(?:—|–|--?)[ \t]|(?=[ \t][A-Z\"]))",
    re.MULTILINE,
)
_GLUED = re.compile(r"[a-z0-9][.?!]\"?(?=[A-Z][a-z])")
_BAR = re.compile(r"\|")


def breaks(text: str, starts: Sequence[int]) -> frozenset[int]:
    """The places of the tokens that words begin at anew; `starts` are the offsets of all tokens."""
    return frozenset(bisect_left(starts, offset) for offset in _offsets(text))


def last_before_glued(text: str, start: int, end: int) -> int:
    """Where words end whose last token holds a glued stop (`2004.Officials`): before the stop."""
    glued = _GLUED.search(text, start, end)
    return end if glued is None else glued.start() + 1


def _offsets(text: str) -> Iterator[int]:
    for found in _SHOUTED.finditer(text):
        yield found.end()
    for found in _AGENCY.finditer(text):
        if found["agency"] in word_list("media_agencies") or found["agency"] in _CHANNELS:
            yield found.end()
    for found in _GLUED.finditer(text):
        yield found.end()
    for found in _BAR.finditer(text):
        yield found.start()
        yield found.end()
