"""The stage that says of quotes without a cue who speaks, by the sentences beside them.

Premises: a quote that stands alone is said by whoever the sentence right before it is about (`about`), if that
sentence quotes nothing; in an exchange of questions and answers, by the other one (`exchanges`); by whom the sentence
after it names, if that says whose words they were, or if nobody spoke yet. Where the sentences before are about
nobody, he goes on who was quoted last, or whom the paragraph is about, unless somebody else is named in between. What
none of these covers is left to the quote before (`resolved`), else to nobody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span

from extractors.cast.cast import Cast
from extractors.quotes.about import about, is_said, persons_in
from extractors.quotes.drafts import Draft, Way
from extractors.quotes.exchanges import exchanged
from extractors.quotes.reading import Reading, Unit

_POINTS = frozenset({"that", "those", "such", "these", "this"})
_OPENING = 8  # words within which a sentence that points back says that it points to words
_LONGEST_WAY_BACK = 3  # sentences between a quote and the one it goes on from
_LONGEST_RUN = 6  # quotes that go on from one another
_LATEST_OPENING = 2  # units that may stand before a quote which opens the text: a headline, a date line


@dataclass(frozen=True, slots=True)
class _Place:
    """A floating draft, what was found for those before it, all drafts as they came, and the units they are in."""

    reading: Reading
    cast: Cast
    draft: Draft
    number: int
    found: list[Draft]
    drafts: tuple[Draft, ...]
    quoting: frozenset[int]

    def about(self, unit: Unit) -> tuple[Span, ...]:
        """The words for the somebody whom the sentence is about."""
        return about(self.reading, self.cast, unit)


def introduced_speakers(cast: Cast) -> Callable[[Reading, tuple[Draft, ...]], tuple[Draft, ...]]:
    """The stage that gives floating drafts the words beside them that name who speaks, a person of this cast."""

    def stage(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
        quoting = frozenset(draft.unit for draft in drafts)
        found: list[Draft] = []
        for number, draft in enumerate(drafts):
            is_floating = draft.cue is None and not draft.mentions and not draft.is_turn
            place = _Place(reading, cast, draft, number, found, drafts, quoting)
            found.append(_introduced(place) if is_floating else draft)
        return tuple(found)

    return stage


def _introduced(place: _Place) -> Draft:
    """The draft by the first of the rules that names somebody."""
    for way, mentions in _rules(place):
        if mentions:
            return replace(place.draft, mentions=mentions, reason=way)
    return place.draft


def _rules(place: _Place) -> Iterator[tuple[Way, tuple[Span, ...]]]:
    """The words for who speaks, by each rule, the surest first."""
    reading, draft = place.reading, place.draft
    before, after = _before(place), _after(place)
    is_told = before is not None and before.number not in place.quoting
    if after is not None and _echoes(reading, after) and _begins(reading, draft):
        yield Way.AFTERWARDS, place.about(after)
    if before is not None and is_told:
        yield Way.INTRODUCED, place.about(before)
        yield Way.RETURNS, () if _opens_in_marks(reading, before) else _returning(place)
    else:
        yield Way.ANSWER, exchanged(reading, place.found, draft)
    if after is not None and not place.found and draft.unit <= _LATEST_OPENING:
        yield Way.AFTERWARDS, place.about(after)


def _opens_in_marks(reading: Reading, unit: Unit) -> bool:
    """Whether the sentence begins with words in marks, which somebody may have said though they are no draft."""
    return bool(unit.runs) and not any(True for _ in reading.outside(unit.first, reading.spans[unit.runs[0]][0]))


def _begins(reading: Reading, draft: Draft) -> bool:
    """Whether the quote stands at the beginning of its paragraph."""
    number = draft.unit
    return number == 0 or reading.units[number - 1].paragraph < reading.units[number].paragraph


def _returning(place: _Place) -> tuple[Span, ...]:
    """Who spoke last, or whom the paragraph is about, where nobody else is named between."""
    reading, cast = place.reading, place.cast
    home = reading.units[place.draft.unit].paragraph
    someone: tuple[Span, ...] = ()
    for unit in reversed(reading.units[max(place.draft.unit - 1 - _LONGEST_WAY_BACK, 0) : place.draft.unit]):
        if not any(word.is_alpha for word in reading.doc[unit.first : unit.last]):
            return ()  # a rule or stars: another part of the text begins
        if unit.number in place.quoting:
            last = _last_named(place)
            is_one = not someone or _names(cast, someone) == _names(cast, last)
            return last if is_one else ()
        if someone:
            continue
        someone = place.about(unit)
        if not someone and persons_in(reading, cast, unit):
            return ()
        if someone and unit.paragraph < home - 1:
            return ()
    return someone


def _names(cast: Cast, mentions: tuple[Span, ...]) -> set[str | None]:
    return {cast.resolve(span).name for span in mentions}


def _last_named(place: _Place) -> tuple[Span, ...]:
    """The words that named who spoke in the last quote, or in that from which it went on."""
    units = place.reading.units
    later = place.found[-1] if place.found else None
    for draft in reversed(place.found[-_LONGEST_RUN:]):
        if later is None or units[later.unit].paragraph - units[draft.unit].paragraph > 1:
            return ()
        if draft.mentions:
            return draft.mentions
        later = draft
    return ()


def _before(place: _Place) -> Unit | None:
    """The sentence before, in this paragraph or at the end of the last."""
    units, number = place.reading.units, place.draft.unit
    before = units[number - 1] if number else None
    return before if before is not None and before.paragraph >= units[number].paragraph - 1 else None


def _after(place: _Place) -> Unit | None:
    """The sentence after the run of floating quotes that this one begins or goes on, if that quotes nothing."""
    units, number = place.reading.units, place.draft.unit
    for later in place.drafts[place.number + 1 :]:
        if later.unit > number + 1 or later.cue is not None or later.mentions:
            break
        number = later.unit
    after = units[number + 1] if number + 1 < len(units) else None
    is_near = after is not None and after.paragraph <= units[number].paragraph + 1
    return after if is_near and after is not None and after.number not in place.quoting else None


def _echoes(reading: Reading, unit: Unit) -> bool:
    """Whether the sentence says whose words those before it were: `That was the message from`, `With those words`."""
    words = list(reading.outside(unit.first, min(unit.first + _OPENING, unit.last)))
    is_pointing = any(word.lower_ in _POINTS for word in words[:2])
    return is_pointing and any(word.lower_ in {"how", "what"} or is_said(word) for word in words)
