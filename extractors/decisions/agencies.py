"""Whose text it is: the agency that an article credits."""

import re
from functools import cache

from extractors.wordlists import word_list

_HEAD = 300  # characters at the start in which a dateline credit may stand
_TAIL = 200  # characters at the end in which a closing credit may stand


@cache
def _agencies() -> dict[str, str]:
    """The agency's name for each spelling of the word list."""
    pairs = (entry.partition("=") for entry in sorted(word_list("agencies")))
    return {spelling.strip(): (name or spelling).strip() for spelling, _, name in pairs}


@cache
def _credits() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a credit at the head and one at the tail look like; the agency's spelling is the only group that matches."""
    spellings = "|".join(re.escape(spelling) for spelling in sorted(_agencies(), key=len, reverse=True))

    def agency(number: int) -> str:
        return f"(?P<agency{number}>{spellings})"

    head = re.compile(
        rf"\({agency(1)}\)"  # MOSCOW (Reuters) -
        rf"|^(?:By\s+)?{agency(2)}\s*(?:[-–—:]|$)",  # AFP — ; a byline of its own
        re.MULTILINE,
    )
    tail = re.compile(
        rf"(?:[-–—]\s*|\(|©\s*|\b[Cc]opyright\s+(?:\d{{4}}\s+)?|^){agency(1)}\)?\.?\s*$"  # — AP; (Reuters); © AFP
        rf"|^(?:[Rr]eporting by|[Ss]ource:)[^\n]*\b{agency(2)}\b",
        re.MULTILINE,
    )
    return head, tail


def credited_agency(text: str) -> str | None:
    """The name of the agency that a text credits at its head or tail, else None.

    Premise: a credit stands in a dateline, a byline or the last lines. A story *about* an agency names it elsewhere,
    or there without the marks of a credit. Prefers missing a credit to inventing one.
    """
    head, tail = _credits()
    found = head.search(text[:_HEAD]) or tail.search(text[-_TAIL:].rstrip())
    if found is None:
        return None
    spelling = next(group for group in found.groupdict().values() if group)
    return _agencies()[spelling]
