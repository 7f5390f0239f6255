"""Characters that nobody sees, and a text without them: what is read, while the text as it came is what is stored.

A zero-width space in the middle of a name makes another word of it for any program, and none for a reader; a mark that
turns the direction of writing shows it backwards. Both are used to hide, and soft hyphens come by themselves.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from extractors.records import Extraction, Quote, Speaker

# Default_Ignorable_Code_Point of the Unicode Character Database (DerivedCoreProperties.txt, version 16), annotation
# marks, and control characters but for white space.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)


def visible(text: str) -> str:
    """The text without the characters that nobody sees. Twice is once."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def read_visibly(text: str) -> "Reading":
    """The text as a reader sees it, and the way back."""
    starts, removed, count = [0], [0], 0
    for found in _INVISIBLE.finditer(text):
        starts.append(found.start() - count)
        count += found.end() - found.start()
        removed.append(count)
    return Reading(text, visible(text) if count else text, tuple(starts), tuple(removed))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it came, and as it is read: from the place `starts[n]` of that on, `removed[n]` were passed over."""

    text: str
    visible: str
    starts: tuple[int, ...]
    removed: tuple[int, ...]

    def placed(self, found: Extraction) -> Extraction:
        """What was found in the visible text, with its spans in the text as it came, and the words as they are there.

        Names stay visible ones: whoever is named is the same however the name is dressed up.
        """
        if self.visible is self.text:
            return found
        mentions = []
        for mention in found.mentions:
            start, end = self._span(mention.start, mention.end)
            mentions.append(replace(mention, start=start, end=end, text=self.text[start:end]))
        return replace(found, mentions=tuple(mentions), quotes=tuple(self._quote(quote) for quote in found.quotes))

    def _quote(self, quote: Quote) -> Quote:
        start, end = self._span(quote.start, quote.end)
        speakers = tuple(self._speaker(speaker) for speaker in quote.speakers)
        placed = replace(quote, start=start, end=end, text=self.text[start:end], speakers=speakers)
        if quote.cue_start is None or quote.cue_end is None:
            return placed
        cue_start, cue_end = self._span(quote.cue_start, quote.cue_end)
        return replace(placed, cue_start=cue_start, cue_end=cue_end)

    def _speaker(self, speaker: Speaker) -> Speaker:
        if speaker.start is None or speaker.end is None:
            return speaker
        start, end = self._span(speaker.start, speaker.end)
        return replace(speaker, start=start, end=end, mention=self.text[start:end])

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as it came, without what is not seen at its ends."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        return at + self.removed[bisect_right(self.starts, at) - 1]
