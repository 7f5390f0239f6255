"""Photo credits: the stretches of a text that name photographers and picture desks, who say and do nothing in it."""

import re
from functools import cache

from extractors.wordlists import word_list

_MAX_WORDS = 14  # a longer line is a caption with a credit at its end, or a sentence
_LABELLED = re.compile(
    r"^[ \t(\[]*(?:photo(?:graph)?s?|image|picture|credit|file photo)\b(?: credit| courtesy)?(?: ?[:/|]| by ).*$",
    re.IGNORECASE | re.MULTILINE,
)
_LINE = re.compile(r"^.*$", re.MULTILINE)


def credit_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Character spans of the photo credits of a text, in order.

    A credit is a short line that names a picture desk after a slash or `via` (`Sputnik/Sergey Bobylev/Pool via
    Reuters`), a line that opens with `Photo:` or the like, or brackets with a desk and a slash in them.
    """
    spans = {match.span() for match in _LABELLED.finditer(text) if len(match[0].split()) <= _MAX_WORDS}
    spans |= {match.span() for match in _bracketed().finditer(text)}
    for line in _LINE.finditer(text):
        if 0 < len(line[0]) < 160 and _is_credit_line(line[0]):
            spans.add(line.span())
    return tuple(sorted(spans))


def _is_credit_line(line: str) -> bool:
    words = [word for word in re.split(r"[\s/]+", line) if word[:1].isalpha()]
    is_prose = sum(word[0].islower() for word in words) > 0.3 * len(words)
    if len(words) > _MAX_WORDS or is_prose or line.rstrip().endswith(("?", "!", '"', "”")):
        return False
    return _desk_after_slash().search(line) is not None


@cache
def _desks() -> str:
    return "|".join(re.escape(desk) for desk in sorted(word_list("credit_words"), key=len, reverse=True))


@cache
def _desk_after_slash() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:/ ?)(?:{_desks()})|(?:^|[ (])(?:{_desks()}) ?/ ?[A-Z][\w .'’-]+|/.* via (?:{_desks()}))\b"
    )


@cache
def _bracketed() -> re.Pattern[str]:
    desks, words = _desks(), r"[^()\n]{0,60}"
    return re.compile(rf"\((?:{words}/ ?(?:{desks})|(?:{desks})(?: [Pp]hoto)? ?/{words}|[Pp]hotos? by {words})\)")
