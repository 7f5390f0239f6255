"""The stretches of a text that are headlines: there a model sees names in every word."""

import re
from bisect import bisect_right
from collections.abc import Sequence

_LONGEST = 200  # characters
_SHORT = 6  # words: a longer line that ends like a sentence is one, however many names it has
_SENTENCE = re.compile(r"[a-z0-9)]\.[\"”’]?\s*$")


class Stretches:
    """Whether an offset lies in one of some spans, in the logarithm of their number."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def holds(self, offset: int) -> bool:
        """Whether one of the spans has this offset in it."""
        place = bisect_right(self._starts, offset) - 1
        return place >= 0 and offset < self._ends[place]


def headline_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Character spans of the lines that are set in title case: no full stop, nearly all long words capitalised."""
    spans, start = [], 0
    for line in text.split("\n"):
        if _is_headline(line):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return tuple(spans)


def _is_headline(line: str) -> bool:
    if len(line) > _LONGEST or (_SENTENCE.search(line) and len(line.split()) > _SHORT):
        return False
    long_words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in long_words)
    return len(long_words) >= 3 and capitals >= 0.8 * len(long_words)
