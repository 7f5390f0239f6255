"""What stands beside a cue rather than behind it: `…, officials said`, `…, he told her, …`, `according to X, …`.

Premises: a comma parts the attribution from the words it credits. What follows it goes on with them where the sentence
needs it (`The bridge, Hall said, will open`); what only tells when, or what the words were about (`…, Hall said, after
he left`), is the writer's.
"""

from itertools import pairwise, takewhile

from spacy.tokens import Token

from extractors.quotes.marks import ending
from extractors.quotes.reading import Reading, Unit, is_cue
from extractors.quotes.speakers import subject_of

Range = tuple[int, int]

_LONGEST_TAIL = 12  # tokens that may follow a cue at the end of its sentence: said on Monday in a statement
_LONGEST_ASIDE = 8  # tokens from a cue to the comma that closes its attribution: he told me on Friday,
_TELLING = frozenset({"tell", "inform", "remind", "assure"})  # verbs whose object is who hears it
_STOPS = frozenset({".", "?", "!"})
_AFTERWARDS = frozenset({"after", "before", "when", "during", "following", "amid", "as", "a", "an", "citing", "which"})


def around(reading: Reading, unit: Unit, cue: Token, done: int) -> list[Range]:
    """What stands before `, officials said` at a sentence's end, or on both sides of it within one."""
    if not is_cue(cue, "cues_speech") or cue.tag_ in {"VB", "VBG"}:
        return []
    subject = subject_of(reading, cue)
    if not subject:
        return []
    is_inverted = subject[0].start > cue.i
    is_telling = cue.lemma_.lower() in _TELLING
    if _has_object(reading, cue) and not is_inverted and not is_telling:
        return []
    first = min(cue.i, subject[0].start)
    done = max([done, *(t.i + 1 for t in reading.outside(done, first) if t.text in _STOPS)])
    if first > unit.first and reading.doc[first - 1].lower_ == "as":
        return _agreed(reading, unit, cue, (done, first - 1))
    if first <= done + 1 or not _is_parted(reading, first):
        return []
    return _beside(reading, unit, cue, (done, first), is_inverted=is_inverted)


def _has_object(reading: Reading, cue: Token) -> bool:
    """Whether the cue has an object that no comma parts from it: none in `…, Ann said, a warning that …`."""
    told = reading.child(cue, "dobj")
    return told is not None and not (cue.i < told.i and reading.doc[told.left_edge.i - 1].text == ",")


def _agreed(reading: Reading, unit: Unit, cue: Token, before: Range) -> list[Range]:
    """What `as Ann said` stands before or behind, parted by a comma."""
    done, first = before
    tail = list(reading.outside(cue.i + 1, unit.last))[:_LONGEST_ASIDE]
    words = list(takewhile(lambda token: token.text != ",", tail))
    if any(token.pos_ in {"VERB", "AUX"} for token in words):
        return []
    if first <= done:
        return [(tail[len(words)].i + 1, unit.last)] if len(words) < len(tail) else []
    return [before] if _is_parted(reading, first) and len(words) == len(tail) else []


def _beside(reading: Reading, unit: Unit, cue: Token, before: Range, *, is_inverted: bool) -> list[Range]:
    """The piece before the cue, and the one after it where the sentence goes on."""
    is_governed = _is_told_before(reading, cue)
    aside = _aside(reading, before)
    if aside is not None:
        return [(before[0], aside[0]), (aside[1], before[1])]
    tail = list(reading.outside(cue.i + 1, unit.last))
    if tail and tail[0].text == "," and len(tail) > 1 and tail[1].lower_ not in {"per", "according"}:
        is_over = is_cue(tail[1], "cues_speech") or (is_governed and _is_afterwards(reading, tail[1], unit))
        return [before] if is_over else [before, (tail[0].i + 1, unit.last)]
    if after := _after_aside(tail, unit):
        return [before, after]
    return [before] if is_governed or is_inverted or len(tail) <= _LONGEST_TAIL else []


def _aside(reading: Reading, piece: Range) -> Range | None:
    """Another attribution within, from its comma to the next: `the ferries, says Ann, can wait, she says`."""
    commas = [t.i for t in reading.outside(*piece) if t.text == ","]
    for start, end in pairwise(commas):
        verbs = [t for t in reading.doc[start:end] if t.pos_ in {"VERB", "AUX"}]
        if len(verbs) == 1 and is_cue(verbs[0], "cues_speech") and end - start <= _LONGEST_ASIDE:
            return (start, end + 1) if verbs[0].i in {start + 1, end - 1} else None
    return None


def _is_told_before(reading: Reading, cue: Token) -> bool:
    """Whether a whole clause stands before the cue: one that it governs, or that it is put into."""
    if any(c.dep_ == "ccomp" and c.i < cue.i for c in reading.children[cue.i]):
        return True
    return cue.dep_ == "parataxis" and cue.head.i < cue.i and reading.child(cue.head, "nsubj", "nsubjpass") is not None


def _is_parenthetic(reading: Reading, cue: Token) -> bool:
    """Whether a comma follows the cue at once: the words it reports stand on both sides."""
    return cue.i + 1 < len(reading.doc) and reading.doc[cue.i + 1].text == ","


def opening(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """The words before `, he said, “…”`, where those in marks go on with them."""
    before = around(reading, unit, cue, unit.first)[:1] if _is_parenthetic(reading, cue) else []
    words = list(reading.outside(*before[0])) if before else []
    is_adverbial = bool(words) and words[0].pos_ in {"ADP", "ADV", "CCONJ"} and all(w.pos_ != "VERB" for w in words)
    is_plain = all(word.pos_ != "SCONJ" and not is_cue(word, "cues_speech") for word in words)
    return before if is_plain and not is_adverbial else []


def _is_afterwards(reading: Reading, token: Token, unit: Unit) -> bool:
    """Whether what follows tells of the saying, and holds no quoted words."""
    is_quoted = any(reading.spans[number][0] >= token.i for number in unit.runs)
    return token.lower_ in _AFTERWARDS and not is_quoted


def _after_aside(tail: list[Token], unit: Unit) -> Range | None:
    """What follows `, he told me on Friday,` where the verb of the sentence is still to come."""
    for token, follower in pairwise(tail[: _LONGEST_ASIDE + 1]):
        if token.pos_ in {"VERB", "AUX"}:
            return None
        if token.text == ",":
            goes_on = follower.tag_ in {"VBD", "VBZ", "VBP", "MD"} and not is_cue(follower, "cues_speech")
            return (follower.i, unit.last) if goes_on else None
    return None


def _is_parted(reading: Reading, place: int) -> bool:
    """Whether a comma, or a comma within closing marks, stands before the token."""
    number = reading.run_of[place - 1]
    if number < 0:
        return reading.doc[place - 1].text == ","
    return ending(reading.text, reading.runs[number]) in {",", "?", "!"}


def by_source(reading: Reading, unit: Unit, cue: Token, done: int) -> list[Range]:
    """What `according to X` reports: the rest of the sentence, on the side where there is one."""
    source = _source_of(reading, cue)
    if source is None:
        return []
    if cue.i <= done + 1:
        comma = next((t.i for t in reading.outside(source.i, unit.last) if t.text == ","), None)
        return [] if comma is None else [(comma + 1, unit.last)]
    is_reported = done > unit.first or any(_is_report(token) for token in reading.outside(done, cue.i))
    return [] if is_reported else [(done, cue.i)]


def _is_report(token: Token) -> bool:
    """Whether the word is the verb of a report, and not only part of a name: men declaring support, who said so."""
    return is_cue(token, "cues_speech") and token.dep_ not in {"acl", "relcl", "amod"}


def _source_of(reading: Reading, cue: Token) -> Token | None:
    """The noun that `according to` names."""
    to = next((c for c in reading.children[cue.i] if c.lower_ == "to"), None)
    source = None if to is None else next((c for c in reading.children[to.i] if c.dep_ == "pobj"), None)
    return None if source is None or reading.is_quoted(source) else source
