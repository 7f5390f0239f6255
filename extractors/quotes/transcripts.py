"""The stage that finds the turns of a transcript: lines that open with who speaks and a colon, or with `Q.` alone.

Premises: one such line may be a warning or a heading; a transcript has three and more turns, two labels and more, and
one of them comes again. Labels are in capitals, or persons of the text, or words for who asks; headings (`PHOTOS:`)
are none. A turn is the words as they were spoken, so it is direct, though nothing stands in marks; a paragraph between
two turns goes on with the first where it says `I`, `we` or `you`. Who is marked as reporter or host (`ANN DAHL,
BYLINE:`) tells the story: those turns are read as text, and so are questions that the paper itself answers. Nobody is
named by `Q.` and `Interviewer:`; `A.` is the one whom the text before speaks of, if it names nobody else as often.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span

from extractors.cast.cast import Cast
from extractors.cast.names import fold
from extractors.quotes.drafts import Draft, Way
from extractors.quotes.reading import Reading
from extractors.wordlists import word_list

_WORD = r"[^\W\d_a-z](?:[^\W\d_]|[.'’-])+"
_TURN = re.compile(
    rf"^[\"“]?(?P<who>(?:[QA](?=[.:])|{_WORD}(?: {_WORD}){{0,3}}))(?P<tells>, (?:BYLINE|HOST|ANCHOR|REPORTER))?"
    r"(?:(?<=\b[QA])\.|:) +(?P<words>\S[^\n]*)$",
    re.MULTILINE,
)
_ANSWERS = frozenset({"a", "answer"})
_LEAST_TURNS = 3
_LEAST_LETTERS, _MOST_LETTERS = 2, 3  # of initials
_LEAST_LABELS = 2
_LEAST_WORDS = 3  # in the most of the turns: a table has less
_MARKS = '"“”'
_SPOKEN = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Ww]e|[Oo]ur|[Uu]s|[Yy]ou)\b")
_ASIDE = frozenset(["", *"([<>*_"])  # what opens a line that tells and is not spoken: (laughter)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A line with its label; `who` is the label's last word, folded, and `places` are the spans of its words."""

    start: int
    who: str
    label: tuple[int, int]
    places: tuple[tuple[int, int], ...]
    tells: bool
    end: int


def transcript_turns(cast: Cast) -> Callable[[Reading, tuple[Draft, ...]], tuple[Draft, ...]]:
    """The stage that gives the drafts, and in place of those within turns, one draft for each paragraph of a turn."""

    def stage(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
        turns = _turns(reading, cast)
        if not turns:
            return drafts
        starts = [turn.start for turn in turns]
        outside = [draft for draft in drafts if not _is_within(draft, turns, bisect_right(starts, draft.start) - 1)]
        named = dict.fromkeys(_ANSWERS, _whom_it_is_about(reading, cast, starts[0]))
        named |= dict.fromkeys(word_list("asking_labels") - _ANSWERS, ())
        named |= _by_initials(reading, turns)
        found = [draft for turn in turns for draft in _drafts(reading, turn, named)]
        return tuple(sorted([*outside, *found], key=lambda draft: draft.start))

    return stage


def _turns(reading: Reading, cast: Cast) -> list[_Turn]:
    """The spoken turns of the text, none where it is no transcript."""
    lines = [found for found in _TURN.finditer(reading.text) if ":" in found[0] or found["who"] in {"Q", "A"}]
    persons = {fold(m.name).split()[-1] for m in cast.mentions if m.type == "PERSON"} if lines else set()
    lines = [line for line in lines if _is_label(line["who"], persons)]
    labels = Counter(_last_name(line["who"]) for line in lines)
    lengths = sorted(len(line["words"].split()) for line in lines)
    if len(lines) < _LEAST_TURNS or max(labels.values()) == 1 or len(labels) < _LEAST_LABELS:
        return []
    if lengths[len(lengths) // 2] < _LEAST_WORDS or _is_explainer(lines):
        return []
    telling = {_last_name(line["who"]) for line in lines if line["tells"]}
    ends = [line.start() for line in lines[1:]]
    turns = [_turn(reading.text, line, end) for line, end in zip(lines, [*ends, lines[-1].end()], strict=True)]
    return [turn for turn in turns if turn.who not in telling]


def _speaks(words: str) -> bool:
    """Whether the words are somebody's own, who says `I`, `we` or `you`."""
    return _SPOKEN.search(words) is not None


def _is_explainer(lines: list[re.Match[str]]) -> bool:
    """Whether the paper itself answers the questions: few of the answers speak of the one who gives them."""
    answers = [_speaks(line["words"]) for line in lines if line["who"].lower() in _ANSWERS]
    return bool(answers) and sum(answers) * 2 < len(answers)


def _is_label(label: str, persons: set[str]) -> bool:
    """Whether a label may be somebody who speaks."""
    words = {word.lower().strip(".") for word in label.split()}
    if words & word_list("heading_labels"):
        return False
    return label.isupper() or bool(words & word_list("asking_labels")) or _last_name(label) in persons


def _last_name(label: str) -> str:
    return fold(label).split()[-1].strip(".")


def _turn(text: str, line: re.Match[str], end: int) -> _Turn:
    """The turn of a line, with the paragraphs behind it up to `end`, where the next turn begins."""
    begin = line.start("words")
    words = line["words"].rstrip()
    said = words.removesuffix('"').removesuffix("”")
    is_marked = len(said) < len(words) and words[0] in _MARKS
    places = [(begin + is_marked, begin + max(len(said), 1 + is_marked))]
    for found in re.finditer(r"\S[^\n]*", text[line.end() : end]):
        start = line.end() + found.start()
        words = found[0].rstrip()
        if words.strip(_MARKS)[:1] not in _ASIDE and _speaks(words) and words[-1] != ":":
            places.append((start, start + len(words)))
    who, tells = _last_name(line["who"]), bool(line["tells"])
    return _Turn(line.start(), who, line.span("who"), tuple(places), tells, places[-1][1])


def _is_within(draft: Draft, turns: list[_Turn], place: int) -> bool:
    return place >= 0 and draft.start < turns[place].end


def _by_initials(reading: Reading, turns: list[_Turn]) -> dict[str, tuple[Span, ...]]:
    """For labels that are initials the first full label that they may stand for, folded, or nobody."""
    full: dict[str, tuple[Span, ...]] = {}
    for turn in turns:
        label = reading.text[slice(*turn.label)]
        letters = "".join(word[0] for word in label.split())
        span = reading.doc.char_span(*turn.label, alignment_mode="expand")
        if len(letters) > 1 and span is not None:
            full.setdefault(fold(letters), (span,))
    short = {turn.who for turn in turns if _LEAST_LETTERS <= turn.label[1] - turn.label[0] <= _MOST_LETTERS}
    return {letters: full.get(letters, ()) for letters in short}


def _drafts(reading: Reading, turn: _Turn, named: dict[str, tuple[Span, ...]]) -> Iterator[Draft]:
    """The paragraphs of a turn as quotes, and the words that name the speaker: its label, or whom that stands for."""
    label = reading.doc.char_span(*turn.label, alignment_mode="expand")
    if label is None:
        return
    mentions = named.get(turn.who, (label,))
    cue = label[-1] if mentions else None
    for number, (start, end) in enumerate(turn.places):
        first = bisect_left(reading.doc, start, key=lambda token: token.idx)
        unit = max(bisect_right(reading.units, first, key=lambda unit: unit.first) - 1, 0)
        draft = Draft(start, end, unit, Way.TURN, cue, mentions, is_turn=True)
        yield replace(draft, continues=number > 0)


def _whom_it_is_about(reading: Reading, cast: Cast, end: int) -> tuple[Span, ...]:
    """The person named most before this place, if nobody else is named as often."""
    spans = [
        span
        for mention in cast.mentions
        if mention.type == "PERSON" and mention.end <= end
        if (span := reading.doc.char_span(mention.start, mention.end, alignment_mode="expand")) is not None
    ]
    counts = Counter(cast.resolve(span).name for span in spans).most_common(2)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return ()
    return next((span,) for span in spans if cast.resolve(span).name == counts[0][0])
