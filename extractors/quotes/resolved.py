"""The stages that say who speaks: by full name through the cast, and for floating quotes from what was said before."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from spacy.tokens import Span

from extractors.cast.cast import Cast
from extractors.cast.names import fold
from extractors.quotes.drafts import Draft, Way
from extractors.quotes.reading import Reading
from extractors.records import Speaker

_UNKNOWN = Speaker(None, None, None, None, 0.0, "nobody is named beside the quote")
_CLOSING = "\"'"


def resolved_speakers(cast: Cast) -> Callable[[Reading, tuple[Draft, ...]], tuple[Draft, ...]]:
    """The stage that asks this cast whom the mentions stand for."""

    def stage(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
        return tuple(replace(draft, speakers=_each_once(_speakers(cast, draft))) for draft in drafts)

    return stage


def _each_once(speakers: Iterator[Speaker]) -> tuple[Speaker, ...]:
    """The speakers without those named a second time."""
    by_name: dict[str, Speaker] = {}
    for speaker in speakers:
        by_name.setdefault(speaker.name or f"({speaker.mention})", speaker)
    return tuple(by_name.values())


def _speakers(cast: Cast, draft: Draft) -> Iterator[Speaker]:
    """Whom the words stand for; the label of a turn for the one person of the text with that family name."""
    for span in draft.mentions:
        if draft.is_turn:
            yield _labelled(cast, span)
        else:
            yield from _named(cast, span)


def _labelled(cast: Cast, label: Span) -> Speaker:
    family = fold(label.text).split()[-1:]
    named = {m.name for m in cast.mentions if m.type == "PERSON" and fold(m.name).split()[-1:] == family}
    full = sorted((name for name in named if not name.isupper()), key=len)
    name = full[-1] if full else label.text.title()
    reason = f"{name} has the family name of the label" if full else "the label of the turn"
    return Speaker(name, label.text, label.start_char, label.end_char, 0.9 if full else 0.6, reason, type="PERSON")


def _named(cast: Cast, span: Span) -> Iterator[Speaker]:
    for found in cast.resolve_all(span):
        yield Speaker(
            found.name, span.text, span.start_char, span.end_char, found.confidence, found.reason, type=found.type
        )


def carried_speakers(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts, floating ones with the speaker of the quote before, if that stands in this paragraph or the last.

    A quote that directly follows one of its paragraph, with nothing but the attribution between, continues that
    utterance; so does one that begins the paragraph after a quote that was not closed, whichever of them has the cue.
    """
    carried: list[Draft] = []
    for draft in drafts:
        before = carried[-1] if carried else None
        if before is not None and _is_reopened(reading, before, draft):
            draft = replace(draft, continues=True)
            if draft.cue is not None and not before.speakers:
                _credit_back(carried, draft)
        if draft.speakers or before is None or draft.is_turn:
            carried.append(draft)
        else:
            carried.append(_continued(reading, before, draft))
    return tuple(draft if draft.speakers else replace(draft, speakers=(_UNKNOWN,)) for draft in carried)


def _is_reopened(reading: Reading, before: Draft, draft: Draft) -> bool:
    """Whether a quote goes on in this paragraph: its mark opens again, and was not closed at the end of the last."""
    is_next = _paragraph(reading, draft) == _paragraph(reading, before) + 1
    return is_next and reading.text[before.end - 1] not in _CLOSING and reading.text[before.start] in _CLOSING


def _credit_back(carried: list[Draft], draft: Draft) -> None:
    """The pieces of the utterance that lead up to its cue get the speakers that stand there."""
    for place in range(len(carried) - 1, -1, -1):
        carried[place] = replace(carried[place], speakers=draft.speakers, via=draft.via, reason=Way.LATER)
        if not carried[place].continues:
            return


def _continued(reading: Reading, before: Draft, draft: Draft) -> Draft:
    """The floating draft with the speaker of the quote before it, where that is near enough."""
    distance = _paragraph(reading, draft) - _paragraph(reading, before)
    if not before.speakers or distance > 1 or (distance == 1 and draft.unit - before.unit > 2):
        return draft
    is_next = draft.continues or (distance == 0 and draft.unit - before.unit <= 1)
    speakers = before.speakers if distance == 0 or is_next else tuple(map(_carried, before.speakers))
    via = before.via if is_next else None
    way = Way.GOES_ON if is_next or distance == 0 else Way.CARRIED
    return replace(draft, speakers=speakers, continues=is_next, via=via, reason=way)


def _carried(speaker: Speaker) -> Speaker:
    return replace(speaker, mention=None, start=None, end=None, reason=Way.CARRIED.value)


def _paragraph(reading: Reading, draft: Draft) -> int:
    return reading.units[draft.unit].paragraph
