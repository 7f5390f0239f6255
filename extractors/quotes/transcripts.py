"""The stage that finds the turns of a transcript: lines that open with who speaks, in capitals, and a colon.

Premise: one such line may be a warning or a heading; a transcript has three and more turns, two labels and more,
and one of them comes again. A turn is the words as they were spoken, so it is direct, though nothing stands in marks.
Who is marked as reporter or host (`ANN DAHL, BYLINE:`) tells the story: those turns are read as text, not as quotes.
"""

import re
from bisect import bisect_right
from collections import Counter

from extractors.quotes.drafts import Draft, Way
from extractors.quotes.reading import Reading

_CAPITALS = r"[^\W\d_a-z](?:[^\W\d_a-z]|[.'’-])+"
_TURN = re.compile(
    rf"^(?P<who>{_CAPITALS}(?: {_CAPITALS}){{0,3}})(?P<tells>, (?:BYLINE|HOST|ANCHOR|REPORTER))?"
    r": +(?P<words>\S[^\n]*?)[ \t]*$",
    re.MULTILINE,
)
_LEAST_TURNS = 3
_LEAST_LABELS = 2


def transcript_turns(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts, and in place of those within turns, one draft for each turn."""
    turns = list(_TURN.finditer(reading.text))
    labels = Counter(map(_last_name, turns))
    if len(turns) < _LEAST_TURNS or max(labels.values()) == 1 or len(labels) < _LEAST_LABELS:
        return drafts
    telling = {_last_name(turn) for turn in turns if turn["tells"]}
    turns = [turn for turn in turns if _last_name(turn) not in telling]
    starts = [turn.start() for turn in turns]
    outside = [draft for draft in drafts if not _is_within(draft, turns, bisect_right(starts, draft.start) - 1)]
    found = [draft for turn in turns if (draft := _draft(reading, turn)) is not None]
    return tuple(sorted([*outside, *found], key=lambda draft: draft.start))


def _last_name(turn: re.Match[str]) -> str:
    return turn["who"].split()[-1]


def _is_within(draft: Draft, turns: list[re.Match[str]], place: int) -> bool:
    return place >= 0 and draft.start < turns[place].end()


def _draft(reading: Reading, turn: re.Match[str]) -> Draft | None:
    """The turn as a quote, and its label as the words that name the speaker."""
    label = reading.doc.char_span(*turn.span("who"), alignment_mode="expand")
    if label is None:
        return None
    unit = bisect_right(reading.units, label.start, key=lambda unit: unit.first) - 1
    return Draft(*turn.span("words"), unit, Way.TURN, label[-1], (label,), is_turn=True)
