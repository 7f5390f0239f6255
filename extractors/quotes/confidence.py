"""The stage that says how sure the quotes and their speakers are.

Both figures are shares of cases that were right, by the way in which the quote was found, as measured on labelled news
(`tests/benchmarks/calibration.py`), rounded, and kept in the order in which the ways are trusted. A speaker's
confidence is that of the name times that of the way; a quote of nobody is less sure to be one.
"""

from dataclasses import replace

from extractors.quotes.drafts import Draft, Way
from extractors.quotes.reading import Reading
from extractors.records import QuoteKind
from extractors.wordlists import word_list

# That somebody is reported to have said it, and that it is the one whom the words beside it name.
_SURE = {
    Way.FOLLOWS: (0.98, 1.0),
    Way.TURN: (0.98, 1.0),
    Way.LATER: (0.97, 0.95),
    Way.GOES_ON: (0.97, 0.92),
    Way.PRECEDES: (0.96, 0.98),
    Way.CLAUSE: (0.95, 0.98),
    Way.LEADS: (0.9, 0.95),
    Way.CARRIED: (0.9, 0.65),
    Way.ANSWER: (0.9, 0.7),
    Way.INTRODUCED: (0.85, 0.75),
    Way.RETURNS: (0.85, 0.6),
    Way.AFTERWARDS: (0.7, 0.6),
    Way.ALONE: (0.7, 0.5),
}
_UNNAMED = 0.92  # what is left where nobody is named
_DOUBTFUL = 0.85  # at most, for words that may be a name in marks: one or two of them, or behind `offer` or `continue`
_FEW = 2  # words


def weighed(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts with their confidences, and their speakers with theirs."""
    return tuple(_weighed(reading, draft) for draft in drafts)


def _weighed(reading: Reading, draft: Draft) -> Draft:
    words, name = _SURE[draft.reason]
    words = min(words, _DOUBTFUL) if _is_doubtful(reading, draft) else words
    speakers = tuple(replace(speaker, confidence=round(speaker.confidence * name, 3)) for speaker in draft.speakers)
    is_named = any(speaker.name is not None for speaker in speakers)
    return replace(draft, speakers=speakers, confidence=words if is_named else round(words * _UNNAMED, 3))


def _is_doubtful(reading: Reading, draft: Draft) -> bool:
    """Whether a whole quotation is short, or its cue a verb that seldom reports."""
    if draft.kind is not QuoteKind.DIRECT or draft.is_turn or draft.cue is None:
        return False
    is_short = len(reading.text[draft.start : draft.end].split()) <= _FEW
    return is_short or draft.cue.lemma_.lower() in word_list("cues_beside")
