"""Quotation marks: which opens, which closes, and what stands between them.

Marks are paired within a paragraph and by shape alone (what stands before and after), so that curly, straight and
pointed marks give the same result, and a mark that was forgotten loses nothing beyond its paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

_DOUBLE = "“”„‟«»″〝〞＂"
_SINGLE = "‘’‚‛‹›′`´"
_LEVELLED = str.maketrans(dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'"))

_OPENS_AFTER = frozenset(" \t\n\r\xa0\u2009\u202f([{—–-/:\"'")
_CLOSES_BEFORE = frozenset(" \t\n\r\xa0\u2009\u202f)]}—–-/:;,.!?…\"'")
_DOUBLES = re.compile("\"|''")  # two straight single ones side by side are a double one
_SINGLES = re.compile("(?<!')'(?!')")
_AROUND = " \t\xa0\u2009\u202f\"'”’»"
_CUT = re.compile(r"[^\W\d_]{2}in\Z|(?:\A|\s)(?:an|o|th|wi)\Z")
_LONGEST_CUT = 4  # letters that tell


@dataclass(frozen=True, slots=True)
class Run:
    """Words between two marks. `start` and `end` include the marks, `inner_start` and `inner_end` do not.

    `is_closed` is False where the paragraph ended first, because the words go on in the next one. A run that goes on
    without a mark at the beginning of its paragraph has none in front: `start` is `inner_start`.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    can_open: bool
    can_close: bool


def level(text: str) -> str:
    """The text with curly, low and pointed marks as straight ones, one character for one: offsets stay."""
    return text.translate(_LEVELLED)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the paragraphs that are not blank: the lines of the text."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def pair_marks(text: str) -> tuple[tuple[int, int], ...]:
    """The spans inside quotation marks, marks excluded, in the order of the text; none lies within another."""
    return tuple((run.inner_start, run.inner_end) for run in runs(text))


def runs(text: str) -> tuple[Run, ...]:
    """All runs of words between marks. Of nested ones the outermost."""
    levelled = level(text)
    spans = list(paragraphs(levelled))
    found: list[Run] = []
    is_open = False
    for (start, end), follower in zip_longest(spans, spans[1:]):
        is_reopened = follower is not None and levelled[slice(*follower)].lstrip().startswith(('"', "''"))
        doubles = _pair_doubles(levelled, start, end, is_open, is_reopened)
        is_open = bool(doubles) and not doubles[-1].is_closed
        found += _outermost(doubles, _pair_singles(levelled, start, end, doubles))
    return tuple(found)


def ending(text: str, run: Run) -> str:
    """The last character of the words in a run, closing marks of quotes within aside: `'Go home.'"` ends in a stop."""
    return text[run.inner_start : run.inner_end].rstrip(_AROUND)[-1:]


def _marks(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Iterator[_Mark]:
    """The marks of one paragraph, each with what its neighbours let it do."""
    for found in pattern.finditer(text, start, end):
        before = text[found.start() - 1] if found.start() > start else " "
        after = text[found.end()] if found.end() < end else " "
        yield _Mark(
            *found.span(),
            can_open=before in _OPENS_AFTER and not after.isspace() and after not in ",.;:!?)",
            can_close=after in _CLOSES_BEFORE and not before.isspace(),
        )


def _pair_doubles(text: str, start: int, end: int, is_open: bool, is_reopened: bool) -> list[Run]:
    """The runs between double marks. A mark whose shape does not tell closes what is open, else opens.

    Two openings in a row: the first was never closed, and is dropped. An opening left at the end of the paragraph
    holds its rest where the next paragraph opens again, or where it began the paragraph or followed a colon or comma.
    What the paragraph before left open (`is_open`) is closed by a first mark that can but close: a line break stood
    within the marks.
    """
    found: list[Run] = []
    opened: _Mark | None = None
    for number, mark in enumerate(_marks(text, start, end, _DOUBLES)):
        if number == 0 and is_open and mark.can_close and not mark.can_open:
            begin = end - len(text[start:end].lstrip())
            found.append(Run(begin, mark.end, begin, mark.start))
        elif opened is not None and not (mark.can_open and not mark.can_close):
            if mark.start > opened.end:
                found.append(Run(opened.start, mark.end, opened.end, mark.start))
            opened = None
        elif mark.can_open or not mark.can_close:
            opened = mark
    if opened is not None:
        stop = start + len(text[start:end].rstrip())
        before = text[start : opened.start].rstrip()
        if (is_reopened or not before or before[-1] in ",:") and stop > opened.end:
            found.append(Run(opened.start, stop, opened.end, stop, is_closed=False))
    return found


def _pair_singles(text: str, start: int, end: int, doubles: list[Run]) -> list[Run]:
    """The runs between single marks, apostrophes left alone. One pass.

    Premise: a mark that closes follows punctuation, or a letter that is no plural's s (`the workers' rights`); such a
    plural closes only where nothing better comes before the next opening.
    """
    found: list[Run] = []
    opened: _Mark | None = None
    perhaps: _Mark | None = None
    skip = iter(doubles)
    inside = next(skip, None)
    for mark in _marks(text, start, end, _SINGLES):
        while inside is not None and mark.start >= inside.end:
            inside = next(skip, None)
        if inside is not None and mark.start > inside.inner_start and mark.end <= inside.inner_end:
            continue
        if mark.can_open and not mark.can_close and not _is_clipped(text, mark, opened):
            if opened and perhaps:
                found.append(_run(opened, perhaps))
            opened, perhaps = mark, None
        elif opened is not None and mark.can_close and mark.start > opened.end:
            if not _may_be_letters(text[max(opened.end, mark.start - _LONGEST_CUT) : mark.start]):
                found.append(_run(opened, mark))
                opened, perhaps = None, None
            else:
                perhaps = mark
    if opened and perhaps:
        found.append(_run(opened, perhaps))
    return found


def _run(opened: _Mark, closed: _Mark) -> Run:
    return Run(opened.start, closed.end, opened.end, closed.start)


def _is_clipped(text: str, mark: _Mark, opened: _Mark | None) -> bool:
    """Whether the mark stands for letters left out: '90s, 'em, and within marks each small word ('ere)."""
    rest = text[mark.end : mark.end + 5].lower()
    if rest[:1].isdigit() or rest.startswith(("em ", "til ", "tis ", "cause", "bout ", "n' ", "n ")):
        return True
    return opened is not None and text[mark.end].islower() and text[mark.start - 2 : mark.start - 1].isalpha()


def _may_be_letters(words: str) -> bool:
    """Whether a mark behind these words may stand for letters left out: of a plural's owner, of `an'` and `goin'`."""
    return words[-1] in "sS" or _CUT.search(words) is not None


def _outermost(doubles: list[Run], singles: list[Run]) -> list[Run]:
    """Both lists as one, in order, without what lies inside or across another; the one that begins first wins."""
    kept: list[Run] = []
    for run in sorted(doubles + singles, key=lambda r: (r.start, -r.end)):
        if not kept or run.start >= kept[-1].end:
            kept.append(run)
    return kept
