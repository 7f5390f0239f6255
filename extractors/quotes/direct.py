"""Stages that find whole quotations: runs that stand as words on their own, with the cue in the frame beside them.

Premises: a quotation begins its sentence, or follows a comma, a colon or its cue; what interrupts it is short. Errs to
leaving out: a run without a cue must be a sentence, and a title in marks (`"The Long Way Home"`) is none.
"""

from dataclasses import replace
from itertools import takewhile

from spacy.tokens import Span, Token

from extractors.quotes.drafts import Draft, Way
from extractors.quotes.marks import ending
from extractors.quotes.reading import Reading, Unit, is_cue
from extractors.quotes.speakers import before_colon
from extractors.quotes.titles import is_name, is_title

_LISTS = ("cues_speech", "cues_quoting", "cues_beside")
_LONGEST_FRAME = 40  # tokens between a quotation and its cue
_DASHES = frozenset({"—", "–", "―", "-", "--"})
_INTERRUPTED = frozenset(",?!…—–-")
_STOPS = frozenset(".?!…")
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_CLAUSE_GOES_ON = frozenset({"DET", "PRON", "AUX", "PART", "NOUN", "ADJ", "ADP", "VERB"})
_ADJUNCTS = frozenset({"on", "in", "at", "during", "after", "before", "when", "while", "as", "by", "via", "to", "who"})
_JOINING = frozenset({"also", "and", "besides", "but", "later", "so", "then", "yet"})  # to what was quoted before
_LEADING = frozenset({"begin", "go", "proceed", "start"})
_LONGEST_SIGNATURE = 6  # tokens
_SHORTEST_FLOATING = 2  # words
_SHORTEST_LED = 3  # words behind a colon


def whole_quotations(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """A draft for each run that is a quotation of its own."""
    found = [draft for unit in reading.units for draft in _of_unit(reading, unit)]
    return drafts + tuple(found)


def _of_unit(reading: Reading, unit: Unit) -> list[Draft]:
    found: list[Draft] = []
    runs = [number for number in unit.runs if not is_name(reading, number)]
    for position, number in enumerate(runs):
        before = reading.spans[runs[position - 1]][1] if position else unit.first
        after = reading.spans[runs[position + 1]][0] if position + 1 < len(runs) else unit.last
        cue, reason = _cue_of(reading, number, before, after, is_first=position == 0)
        if cue is None and position == 0:
            cue, reason = _cue_of_lead(reading, unit, reading.spans[number][0]), Way.LEADS
        if cue is None and not _stands_alone(reading, unit, number):
            continue
        run = reading.runs[number]
        draft = Draft(run.start, run.end, unit.number, reason, cue)
        if cue is None:
            draft = _signed(reading, unit, replace(draft, reason=Way.ALONE))
            draft = replace(draft, end=_end_of_tail(reading, unit, draft.end))
        elif cue.i < reading.spans[number][0]:
            is_partial = _goes_on(reading, number, after) or _begins_before(reading, cue, reading.spans[number][0])
            draft = replace(draft, is_partial=is_partial)
        else:
            draft = replace(draft, is_partial=_ends_later(reading, number, cue))
        is_later = bool(found) and cue is not None and found[-1].cue is not None and found[-1].cue.i == cue.i
        found.append(replace(draft, continues=is_later))
    return found


def _goes_on(reading: Reading, number: int, after: int) -> bool:
    """Whether the clause goes on behind the marks: `claimed "he exaggerates" the state of the bridge`."""
    run = reading.runs[number]
    follower = next(reading.outside(reading.spans[number][1], after), None)
    if follower is None or not reading.text[run.inner_end - 1].isalnum():
        return False
    return follower.is_lower and follower.pos_ in _CLAUSE_GOES_ON and follower.lower_ not in _ADJUNCTS


def _begins_before(reading: Reading, cue: Token, first: int) -> bool:
    """Whether the clause begins before the marks, or may: `said that under the mayor, "the bridge has rusted"`."""
    between = list(reading.outside(cue.i + 1, first))
    is_phrase = not between and reading.doc[first + 1].is_lower
    return is_phrase or any(word.lower_ == "that" and word.dep_ == "mark" for word in between[:-1])


def _ends_later(reading: Reading, number: int, cue: Token) -> bool:
    """Whether the clause ends behind the marks, before its cue: `"We carried" the cattle to the hills, Ann said`."""
    words = list(reading.outside(reading.spans[number][1], cue.i))
    is_open = ending(reading.text, reading.runs[number]).isalnum() and bool(words) and words[0].is_lower
    return is_open and any(word.text == "," for word in words[1:])


def _end_of_tail(reading: Reading, unit: Unit, end: int) -> int:
    """Where a floating quote ends: behind the few words that end its sentence outside of marks."""
    tail = [token for token in reading.outside(unit.first, unit.last) if not token.is_punct and token.idx >= end]
    return tail[-1].idx + len(tail[-1]) if tail else end


def _cue_of(reading: Reading, number: int, before: int, after: int, *, is_first: bool) -> tuple[Token | None, Way]:
    """The cue of a run, looked for on the side that the marks' commas point to, and how it was found."""
    first, last = reading.spans[number]
    run = reading.runs[number]
    words, end = reading.text[run.inner_start : run.inner_end].strip(), ending(reading.text, run)
    if not end or (is_title(words) and end not in _INTERRUPTED):
        return None, Way.ALONE
    begins = is_first and not any(True for _ in reading.outside(before, first))
    opens_clause = next(reading.outside(last, after), None)
    is_interrupted = end in _INTERRUPTED or (opens_clause is not None and opens_clause.text == ",")
    if begins:
        is_followed = opens_clause is not None and (
            is_interrupted or opens_clause.is_lower or opens_clause.text in _DASHES
        )
        return (_cue_after(reading, last, after) if is_followed else None), Way.FOLLOWS
    cue = _cue_before(reading, before, first, words)
    if cue is None and is_interrupted and reading.doc[first - 1].text == ",":
        return _cue_after(reading, last, after), Way.FOLLOWS
    return cue, Way.PRECEDES


def _cue_after(reading: Reading, first: int, last: int) -> Token | None:
    """The cue that follows a quotation: the first verb of its frame that is no relative clause's, if it reports."""
    for token in reading.outside(first, min(last, first + _LONGEST_FRAME)):
        if token.lower_ == "according" or (token.text in _DASHES and token.i == first and _names(reading, first + 1)):
            return token
        if token.dep_ == "relcl" and token.i > first + 1:
            continue
        if is_cue(token, *_LISTS) and (token.tag_ != "VB" or token.i == first):
            return token
        if token.tag_ in _FINITE and token.pos_ == "VERB":
            return _led_to(reading, token)
    return None


def _led_to(reading: Reading, verb: Token) -> Token | None:
    """The cue that a verb of going on leads to: `went on to say`."""
    if verb.lemma_.lower() not in _LEADING:
        return None
    near = reading.outside(verb.i + 1, min(verb.i + 5, len(reading.doc)))
    return next((t for t in near if t.tag_ == "VB" and t.nbor(-1).lower_ == "to" and is_cue(t, *_LISTS)), None)


def _names(reading: Reading, place: int) -> bool:
    """Whether a name stands here, and then its line ends: `"…" — Ann Lee`."""
    return _name_at(reading, place) is not None


def _name_at(reading: Reading, place: int) -> Span | None:
    """The name that stands here, if its line then ends, or a comma or bracket follows."""
    near = [t for t in reading.doc[place : place + _LONGEST_SIGNATURE] if not t.is_space or "\n" in t.text]
    names = list(takewhile(lambda token: token.text[0].isupper() and not token.is_space, near))
    rest = near[len(names)] if len(names) < len(near) else None
    is_end = rest is None or rest.is_punct or "\n" in rest.text
    return reading.doc[names[0].i : names[-1].i + 1] if names and is_end else None


def _signed(reading: Reading, unit: Unit, draft: Draft) -> Draft:
    """The draft with the name that a dash sets below it on a line of its own."""
    below = unit.last
    while below < len(reading.doc) and reading.doc[below].is_space:
        below += 1
    is_last = draft.end == reading.runs[unit.runs[-1]].end
    if not is_last or below + 1 >= len(reading.doc) or reading.doc[below].text not in _DASHES:
        return draft
    name = _name_at(reading, below + 1)
    return draft if name is None else replace(draft, cue=reading.doc[below], mentions=(name,), reason=Way.FOLLOWS)


def _cue_of_lead(reading: Reading, unit: Unit, first: int) -> Token | None:
    """The cue of the sentence before, where that ends in a colon and the unit begins with the run."""
    if unit.number == 0 or any(True for _ in reading.outside(unit.first, first)):
        return None
    lead = reading.units[unit.number - 1]
    words = list(reading.outside(max(lead.first, lead.last - _LONGEST_FRAME), lead.last))
    ends_in_run = any(reading.spans[number][1] > words[-1].i for number in lead.runs[-1:]) if words else True
    if ends_in_run or words[-1].text != ":":
        return None
    cue = next((token for token in reversed(words) if is_cue(token, *_LISTS)), None)
    return words[-1] if cue is None and before_colon(reading, words[-1]) is not None else cue


def _cue_before(reading: Reading, first: int, last: int, words: str) -> Token | None:
    """The cue that leads up to a quotation: the last verb of its frame, if it reports and nothing parts the two."""
    frame = list(reading.outside(max(first, last - _LONGEST_FRAME), last))
    if not frame:
        return None
    lead = frame[-1].text
    is_asked = len(frame) > 1 and frame[-2].tag_.startswith("W")  # who said "legacy"
    is_adjacent = is_cue(frame[-1], "cues_speech", "cues_beside") and not is_asked
    if lead not in {",", ":"} and not words[0].isupper() and not is_adjacent:
        return None
    for distance, token in enumerate(reversed(frame)):
        if token.lower_ == "according" and lead == ",":
            return token
        if is_cue(token, *_LISTS):
            is_within = words[0].islower() and any(_is_other_subject(t, token) for t in frame[len(frame) - distance :])
            return None if is_within else token
        if lead != ":" and (token.tag_ in _FINITE or distance > _LONGEST_FRAME // 2 or token.text in ".;"):
            return None
    return _colon(reading, frame[-1], words)


def _is_other_subject(noun: Token, cue: Token) -> bool:
    """Whether a clause has begun between cue and run, so that the run is but a part of it."""
    return noun.dep_ in {"nsubj", "nsubjpass"} and noun.head.i != cue.i


def _colon(reading: Reading, lead: Token, words: str) -> Token | None:
    """The colon itself, where a sentence follows and what stands before is about somebody: `Ann was blunt: "…"`."""
    is_sentence = words[0].isupper() and len(words.split()) >= _SHORTEST_LED and not is_title(words)
    return lead if lead.text == ":" and is_sentence and before_colon(reading, lead) is not None else None


def _stands_alone(reading: Reading, unit: Unit, number: int) -> bool:
    """Whether a run without a cue is a quotation all the same: the unit's only one, nothing before it, and sentences.

    In a paragraph that has quoted already one word will do, words may end the sentence outside of the marks, and what
    looks like a title is none.
    """
    if len(unit.runs) > 1:  # asked first: to read the unit anew for each of its runs is quadratic
        return False
    run = reading.runs[number]
    first, last = reading.spans[number]
    words = reading.text[run.inner_start : run.inner_end].strip()
    lead = [token.lower_ for token in reading.outside(unit.first, first) if not token.is_punct]
    begins = not lead or (lead[0] in _JOINING and len(lead) == 1 and _has_quoted(reading, unit))
    if not begins or not words:
        return False
    tail = [token for token in reading.outside(last, unit.last) if not token.is_punct]
    is_sentence = not run.is_closed or ending(reading.text, run) in _STOPS
    if _has_quoted(reading, unit):
        return _ends_sentence(words, tail) if tail else is_sentence
    return not tail and is_sentence and len(words.split()) >= _SHORTEST_FLOATING and not is_title(words)


def _has_quoted(reading: Reading, unit: Unit) -> bool:
    """Whether the sentence before, in the same paragraph, holds words in marks."""
    before = reading.units[unit.number - 1] if unit.number else None
    return before is not None and before.paragraph == unit.paragraph and bool(before.runs)


def _ends_sentence(words: str, tail: list[Token]) -> bool:
    """Whether a quoted sentence ends in words outside of the marks: `"It takes bread" from the poor`."""
    is_phrase = tail[0].is_lower and not any(t.tag_ in _FINITE or is_cue(t, *_LISTS) for t in tail)
    return is_phrase and words[0].isupper() and len(words.split()) >= _SHORTEST_LED
