"""What an edit changed in what people said: the quotes of two texts of one article, held against each other.

Premises: the same words in both texts are the same quote, wherever they stand; a quote that went and one that came are
one that was reworded where their words are alike, and they have one speaker or stand at about the same place. What is
in both texts word for word was not edited, whatever the extractor made of it: no quote was added whose words stood
there before, and no speaker changed where the passage stayed. The error preferred is a change that is missed: what is
told is told in public.
"""

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel, LCSseq

from extractors.records import CreditedQuote, EditedPair, QuoteEdit, ReadVersion
from extractors.records.ids import mint

_WORD = re.compile(r"\w+")
_ALIKE = 0.6  # share of the words of both that are in both, in their order
_TRIMMED = 0.9  # or share of those of the shorter one
_FEWEST_TRIMMED = 4  # words
_NEAR = 0.15  # of the text's length
_COMPARED = 50  # quotes before and behind a place: an article has no more, and a page may be made to have thousands
_SURE = 0.5  # confidence of a speaker: whom we doubt ourselves, nobody has changed


def quote_edits(pair: EditedPair) -> tuple[QuoteEdit, ...]:
    """The changes in what people said, in the order of the text; none where none was edited."""
    before, after = _Side(pair.before), _Side(pair.after)
    same, gone, new = _same_words(before, after)
    reworded = _reworded(before, after, gone, new)
    taken = {id(quote) for one, other in reworded for quote in (one, other)}
    edits = [
        *(
            _edit(pair, "speaker changed", other, one, other)
            for one, other in same
            if _is_another(before, after, one, other)
        ),
        *(
            _edit(pair, "quote reworded", other, one, other)
            for one, other in reworded
            if not before.has(other) or not after.has(one)
        ),
        *(_edit(pair, "quote removed", one, one, None) for one in gone if id(one) not in taken and not after.has(one)),
        *(
            _edit(pair, "quote added", new_, None, new_)
            for new_ in new
            if id(new_) not in taken and not before.has(new_)
        ),
    ]
    return tuple(edit for _, edit in sorted(edits, key=lambda made: made[0]))


@dataclass(frozen=True, slots=True)
class _Quote:
    """A quote with its words, folded, as they are compared."""

    quote: CreditedQuote
    words: tuple[str, ...]
    key: str
    place: float  # in the text, from 0 to 1
    name: frozenset[str]  # the words of its speaker's name

    @property
    def speaker(self) -> str | None:
        """Who said it, as far as that is sure."""
        if not self.quote.speaker or self.quote.confidence < _SURE:
            return None
        return self.quote.speaker_id or self.quote.speaker.casefold()

    def is_of_one_with(self, other: "_Quote") -> bool:
        """Whether both have one speaker, or none; `Dahl` is `Ann Dahl`, whatever was made of either in its text."""
        if self.speaker is None or other.speaker is None or self.speaker == other.speaker:
            return self.speaker == other.speaker
        return self.name <= other.name or other.name <= self.name


class _Side:
    """One of the two texts: its quotes, and what words it has."""

    def __init__(self, version: ReadVersion) -> None:
        self.version = version
        self._passages: dict[tuple[int, int], str] = {}
        length = max(1, len(version.text))
        self.quotes = [
            _Quote(quote, words, f" {' '.join(words)} ", quote.start / length, frozenset(_words(quote.speaker or "")))
            for quote in sorted(version.quotes, key=lambda quote: (quote.start, quote.end))
            if (words := _words(quote.text))
        ]

    @cached_property
    def _key(self) -> str:
        return f" {' '.join(_words(self.version.text))} "

    def has(self, quote: _Quote) -> bool:
        """Whether the quote's words stand in the text, quoted or not."""
        return quote.key in self._key

    def passage(self, quote: _Quote) -> str:
        """The words of the paragraph that a quote stands in, and of the one before: what tells whose it is."""
        text, at = self.version.text, quote.quote
        start = text.rfind("\n", 0, at.start) + 1
        before = text.rfind("\n", 0, len(text[:start].rstrip())) + 1
        end = text.find("\n", at.end)
        span = before, end if end >= 0 else len(text)
        if span not in self._passages:
            self._passages[span] = " ".join(_words(text[slice(*span)]))
        return self._passages[span]


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.replace("’", "'").replace("'", "").casefold()))


def _same_words(before: _Side, after: _Side) -> tuple[list[tuple[_Quote, _Quote]], list[_Quote], list[_Quote]]:
    """The quotes that are in both, as pairs, those that only the first has, and those only the second."""
    there, here = _by_words(before.quotes), _by_words(after.quotes)
    gone = [quote for quote in before.quotes if quote.key not in here]
    new = [quote for quote in after.quotes if quote.key not in there]
    pairs = [pair for key, quotes in there.items() for pair in _pairs(quotes, here.get(key, []))]
    return pairs, gone, new


def _by_words(quotes: Sequence[_Quote]) -> dict[str, list[_Quote]]:
    found: dict[str, list[_Quote]] = defaultdict(list)
    for quote in quotes:
        found[quote.key].append(quote)
    return found


def _pairs(before: Sequence[_Quote], after: Sequence[_Quote]) -> Iterator[tuple[_Quote, _Quote]]:
    """The pairs of quotes with the same words, each quote once: of one speaker first, the rest in their order.

    Where several say the same, and one of them went or came, nobody's words were given to another: then only those of
    one speaker are paired.
    """
    waiting: dict[str | None, deque[_Quote]] = defaultdict(deque)
    for quote in after:
        waiting[quote.speaker].append(quote)
    alone = []
    for one in before:
        if waiting[one.speaker]:
            yield one, waiting[one.speaker].popleft()
        else:
            alone.append(one)
    left = sorted((quote for quotes in waiting.values() for quote in quotes), key=lambda quote: quote.quote.start)
    if max(len(alone), len(left)) > _COMPARED:
        return  # no article: the same words over and over
    for one in tuple(alone):
        other = next((quote for quote in left if one.is_of_one_with(quote)), None)
        if other is not None:
            alone.remove(one)
            left.remove(other)
            yield one, other
    if len(alone) == len(left):
        yield from zip(alone, left, strict=True)


def _is_another(before: _Side, after: _Side, one: _Quote, other: _Quote) -> bool:
    """Whether a quote was given to another speaker: not where the passage stayed, and we only read it otherwise."""
    if one.is_of_one_with(other) or _is_unsure(one) or _is_unsure(other):
        return False
    return before.passage(one) != after.passage(other)


def _is_unsure(quote: _Quote) -> bool:
    return quote.quote.speaker is not None and quote.speaker is None


def _reworded(
    before: _Side, after: _Side, gone: Sequence[_Quote], new: Sequence[_Quote]
) -> list[tuple[_Quote, _Quote]]:
    """The pairs of quotes of which one became the other: the likest first, each quote once."""
    pairs = []
    taken: set[int] = set()
    for _, one, other in sorted(_candidates(gone, new), key=lambda item: item[0]):
        if id(one) not in taken and id(other) not in taken:
            taken |= {id(one), id(other)}
            pairs.append((one, other))
    return pairs


def _candidates(
    gone: Sequence[_Quote], new: Sequence[_Quote]
) -> Iterator[tuple[tuple[float, float, int, int], _Quote, _Quote]]:
    places = [quote.place for quote in new]
    for one in gone:
        middle = bisect_left(places, one.place)
        for other in new[max(0, middle - _COMPARED) : middle + _COMPARED]:
            distance = abs(one.place - other.place)
            is_of_one = one.speaker is not None and one.is_of_one_with(other)
            if (is_of_one or distance <= _NEAR) and (alike := _likeness(one.words, other.words)):
                yield (-alike, distance, one.quote.start, other.quote.start), one, other


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike two quotes are in their words, 0 where that is not enough for one to be the other."""
    alike = Indel.normalized_similarity(one, other)
    if alike >= _ALIKE:
        return alike
    fewest = min(len(one), len(other))
    if fewest < _FEWEST_TRIMMED or LCSseq.similarity(one, other) < _TRIMMED * fewest:
        return 0.0
    return max(alike, 0.01)


def _edit(
    pair: EditedPair, change: str, shown: _Quote, one: _Quote | None, other: _Quote | None
) -> tuple[tuple[float, int, str], QuoteEdit]:
    """The change from one quote to the other, with its place in the text, by which changes are ordered."""
    old, new = one.quote if one else None, other.quote if other else None
    is_speaker = change == "speaker changed"
    before, after = ((quote.speaker if is_speaker else quote.text) if quote else None for quote in (old, new))
    from_id, to_id = pair.before.version_id, pair.after.version_id
    ids = old.quote_id if old else None, new.quote_id if new else None
    made = QuoteEdit(
        change_id=mint("ch", from_id, to_id, change, ids[0] or "", ids[1] or ""),
        article_id=pair.article_id,
        from_version_id=from_id,
        to_version_id=to_id,
        change=change,
        before=before,
        after=after,
        quote_text=shown.quote.text,
        before_speaker=old.speaker if old else None,
        after_speaker=new.speaker if new else None,
        before_quote_id=ids[0],
        after_quote_id=ids[1],
        before_speaker_id=old.speaker_id if old else None,
        after_speaker_id=new.speaker_id if new else None,
    )
    return (shown.place, shown.quote.start, change), made
