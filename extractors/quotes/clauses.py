"""Stages that find reported clauses: what a cue governs, by the parse, and by its commas where the parse is unsure.

Premises: a verb of saying with a subject reports its clause (`said that …`, `said …`, `…, officials said`), an
infinitive (`urged them to stay`) where its list says so, and a noun (`emphasised the need for "…"`) only where it
holds quoted words. Of nested reports the outer one counts. What was not said (`declined to say`, `did not say`) is no
report. A clause never cuts a run: it grows to hold the whole of it.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from extractors.quotes.drafts import Draft, Way
from extractors.quotes.marks import ending
from extractors.quotes.nouns import is_noun_cue, said_by_noun
from extractors.quotes.reading import Reading, Unit, is_cue
from extractors.quotes.speakers import subject_of
from extractors.records import QuoteKind
from extractors.wordlists import word_list

_COMPLEMENTS = frozenset({"dobj", "oprd", "ccomp", "dative"})
_NOBODY = frozenset({"that", "there", "this", "these", "what", "who", "which"})  # that said, the roads are dry
_OWN = frozenset({"nsubj", "nsubjpass", "det", "dobj", "attr", "advmod"})
_SKIPPED = frozenset({"that", ",", ":", "-", "–", "—"})
_LONGEST_TAIL = 12  # tokens that may follow a cue at the end of its sentence: said on Monday in a statement
_TELLING = frozenset({"tell", "inform", "remind", "assure"})  # verbs whose object is who hears it
_SCRAP = 1  # tokens
_SHORTEST = 3  # words
_STEPS = 8  # from a quoted run up to the verb that governs it

Range = tuple[int, int]


def reported_clauses(reading: Reading, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts, and one for each clause reported by a cue that no draft uses yet."""
    used = {draft.cue.i for draft in drafts if draft.cue is not None and not draft.is_partial}
    found: list[Draft] = []
    for unit in reading.units:
        done = unit.first
        for cue in _cues(reading, unit, used):
            if cue.i < done:
                continue
            pieces = _pieces(reading, unit, cue, done)
            for later, piece in enumerate(pieces):
                draft = _draft(reading, unit, cue, piece)
                found.append(replace(draft, continues=later > 0))
            done = max([done, *(last for _, last in pieces)])
    return _merged(drafts, found)


def _merged(drafts: tuple[Draft, ...], found: list[Draft]) -> tuple[Draft, ...]:
    """All drafts in the order of the text. Of two that overlap a whole quotation with a cue stays, then the clause."""
    ranked = [
        *(draft for draft in drafts if draft.cue is not None and not draft.is_partial),
        *found,
        *(draft for draft in drafts if draft.cue is None or draft.is_partial),
    ]
    kept: list[Draft] = []
    for draft in ranked:
        place = bisect_left(kept, draft.end, key=lambda other: other.start)
        if place == 0 or kept[place - 1].end <= draft.start:
            kept.insert(place, draft)
    return tuple(kept)


def _draft(reading: Reading, unit: Unit, cue: Token, piece: Range) -> Draft:
    first, last = piece
    start, end = reading.doc[first].idx, reading.doc[last - 1].idx + len(reading.doc[last - 1])
    return Draft(start, end, unit.number, Way.CLAUSE, cue, kind=QuoteKind.INDIRECT)


def _cues(reading: Reading, unit: Unit, used: set[int]) -> Iterator[Token]:
    """The words of a unit that may report a clause."""
    for token in reading.outside(unit.first, unit.last):
        if token.i in used:
            continue
        is_verb = is_cue(token, "cues_speech", "cues_quoting", "cues_infinitive")
        if token.lower_ == "according" or is_verb or is_noun_cue(token):
            yield token


def _pieces(reading: Reading, unit: Unit, cue: Token, done: int) -> list[Range]:
    """The token ranges that a cue reports: none, one, or two that it parts."""
    if cue.lower_ == "according":
        pieces = _according(reading, unit, cue, done)
    elif is_noun_cue(cue):
        pieces = said_by_noun(reading, unit, cue)
    elif not _reports(reading, cue):
        pieces = []
    else:
        pieces = _complement(reading, unit, cue) or _around(reading, unit, cue, done) or _quoted(reading, unit, cue)
    trimmed = [_trimmed(reading, unit, piece) for piece in pieces]
    whole = [piece for piece in trimmed if piece[0] < piece[1]]
    return _without_scraps(reading, whole) if _is_long_enough(reading, whole) else []


def _reports(reading: Reading, cue: Token) -> bool:
    """Whether the verb says that something was said, and by whom."""
    deps = {child.dep_ for child in reading.children[cue.i]}
    is_unsaid = "neg" in deps or (cue.dep_ == "xcomp" and cue.head.lemma_ in word_list("cues_refused"))
    subject = subject_of(reading, cue)
    words = subject[0].text.lower() if subject else ""
    is_anyone = bool(words) and words not in _NOBODY and not (words == "it" and cue.tag_ == "VBG")
    return is_anyone and not is_unsaid and "auxpass" not in deps


def _complement(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """What follows the cue and hangs on it: a clause, or an infinitive where the cue takes one."""
    for child in reading.children[cue.i]:
        if child.i < cue.i or child.dep_ not in {"ccomp", "xcomp"}:
            continue
        first = max(child.left_edge.i, cue.i + 1)
        is_infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in reading.children[child.i])
        holds_run = any(child.left_edge.i <= reading.spans[n][0] <= child.right_edge.i for n in unit.runs)
        if is_infinitive:
            if not is_cue(cue, "cues_infinitive"):
                continue
            person = reading.child(cue, "dobj")
            first = person.left_edge.i if person is not None and cue.i < person.i < first else first
        elif not (is_cue(cue, "cues_speech") or holds_run) or (child.dep_ == "xcomp" and not holds_run):
            continue
        return [(first, min(child.right_edge.i + 1, unit.last))]
    return _that_clause(reading, unit, cue) if is_cue(cue, "cues_speech") else []


def _that_clause(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """The clause after the first `that` behind, where the parse hangs it elsewhere: `said in a letter that`."""
    for token in reading.outside(cue.i + 1, min(cue.i + _LONGEST_TAIL, unit.last)):
        if token.lower_ == "that" and token.dep_ == "mark":
            return [(token.i + 1, min(max(token.head.right_edge.i, token.i) + 1, unit.last))]
        if token.pos_ in {"VERB", "AUX"} or token.text == ";":
            return []
    return []


def _around(reading: Reading, unit: Unit, cue: Token, done: int) -> list[Range]:
    """What stands before `, officials said` at a sentence's end, or on both sides of it within one."""
    if not is_cue(cue, "cues_speech") or cue.tag_ in {"VB", "VBG"}:
        return []
    subject = subject_of(reading, cue)
    is_inverted = subject[0].start > cue.i
    is_telling = cue.lemma_.lower() in _TELLING
    if reading.child(cue, "dobj") is not None and not is_inverted and not is_telling:
        return []
    first = min(cue.i, subject[0].start)
    if first <= done + 1 or not _is_parted(reading, first):
        return []
    return _beside(reading, unit, cue, (done, first), is_inverted=is_inverted)


def _beside(reading: Reading, unit: Unit, cue: Token, before: Range, *, is_inverted: bool) -> list[Range]:
    """The piece before the cue, and the one after it where the sentence goes on."""
    tail = list(reading.outside(cue.i + 1, unit.last))
    if tail and tail[0].text == "," and len(tail) > 1 and tail[1].lower_ not in {"per", "according"}:
        is_parted = is_cue(tail[1], "cues_speech")
        return [before] if is_parted else [before, (tail[0].i + 1, unit.last)]
    is_governed = any(c.dep_ == "ccomp" and c.i < cue.i for c in reading.children[cue.i])
    return [before] if is_governed or is_inverted or len(tail) <= _LONGEST_TAIL else []


def _is_parted(reading: Reading, place: int) -> bool:
    """Whether a comma, or a comma within closing marks, stands before the token."""
    number = reading.run_of[place - 1]
    sign = reading.doc[place - 1].text if number < 0 else ending(reading.text, reading.runs[number])
    return sign == "," or (number >= 0 and sign in {"?", "!"})


def _according(reading: Reading, unit: Unit, cue: Token, done: int) -> list[Range]:
    """What `according to X` reports: the rest of the sentence, on the side where there is one."""
    source = source_of(reading, cue)
    if source is None:
        return []
    if cue.i <= done + 1:
        comma = next((t.i for t in reading.outside(source.i, unit.last) if t.text == ","), None)
        return [] if comma is None else [(comma + 1, unit.last)]
    is_reported = done > unit.first or any(True for t in reading.outside(done, cue.i) if is_cue(t, "cues_speech"))
    return [] if is_reported else [(done, cue.i)]


def _quoted(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """The complement of the cue that holds quoted words: `emphasised the need for "…"`."""
    for number in unit.runs:
        token = reading.doc[reading.spans[number][0]]
        if token.i < cue.i:
            continue
        root = _root_of_run(reading, number)
        for _ in range(_STEPS):
            if root.head.i == cue.i and root.i > cue.i and root.dep_ not in {"punct", "conj", "advcl"}:
                complement = [
                    root.left_edge.i,
                    *(c.left_edge.i for c in reading.children[cue.i] if c.dep_ in _COMPLEMENTS),
                ]
                first = min(place for place in complement if place > cue.i or place == root.left_edge.i)
                return [(max(first, cue.i + 1), max(root.right_edge.i + 1, reading.spans[number][1]))]
            if root.head.i > cue.i and said_by_noun(reading, unit, root.head):
                return []
            root = root.head
        return []
    return []


def _root_of_run(reading: Reading, number: int) -> Token:
    """The first word of a run whose head lies outside of it."""
    first, last = reading.spans[number]
    words = [token for token in reading.doc[first:last] if not token.is_punct]
    return next((t for t in words if reading.run_of[t.head.i] != number), reading.doc[first])


def source_of(reading: Reading, cue: Token) -> Token | None:
    """The noun that `according to` names."""
    to = next((c for c in reading.children[cue.i] if c.lower_ == "to"), None)
    source = None if to is None else next((c for c in reading.children[to.i] if c.dep_ == "pobj"), None)
    return None if source is None or reading.is_quoted(source) else source


def _trimmed(reading: Reading, unit: Unit, piece: Range) -> Range:
    """The range without `that`, credits, the next cue and final punctuation, grown to hold its runs whole."""
    first, last = piece
    first, last = max(first, unit.first), min(last, unit.last)
    while first < last and (_is_skipped(reading.doc[first]) or reading.doc[first].is_space):
        first += 1
    if first >= last:
        return first, first
    last = _before_credit(reading, first, last)
    first = reading.spans[reading.run_of[first]][0] if reading.run_of[first] >= 0 else first
    while (
        last > first
        and reading.run_of[last - 1] < 0
        and (reading.doc[last - 1].is_punct or reading.doc[last - 1].is_space)
    ):
        last -= 1
    if last > first and reading.run_of[last - 1] >= 0:
        last = reading.spans[reading.run_of[last - 1]][1]
    return first, last


def _is_skipped(token: Token) -> bool:
    """Whether a clause begins after the token: not after `that` where it is a word of the clause (`that’s`)."""
    return token.lower_ in _SKIPPED and not (token.lower_ == "that" and token.dep_ in _OWN)


def _before_credit(reading: Reading, first: int, last: int) -> int:
    """Where the reported words end: before `, per X`, `, according to X`, or `, adding that …`."""
    for token in reading.outside(first + 1, last):
        before = reading.doc[token.i - 1]
        is_parted = before.text == "," or reading.run_of[before.i] >= 0
        is_credit = token.lower_ in {"per", "according"} and reading.doc[min(token.i + 1, last - 1)].text[0].isupper()
        is_credit = is_credit or token.lower_ == "according"
        if is_parted and (is_credit or (token.tag_ == "VBG" and is_cue(token, "cues_speech"))):
            return token.i
    return last


def _without_scraps(reading: Reading, pieces: list[Range]) -> list[Range]:
    """The pieces that hold something: of two no mere `But, …`, the only one no mere `In a talk, she joked about it`."""
    if len(pieces) == 1:
        first, last = pieces[0]
        is_clause = any(t.pos_ in {"VERB", "AUX"} or reading.run_of[t.i] >= 0 for t in reading.doc[first:last])
        is_adverbial = reading.doc[first].pos_ in {"ADP", "SCONJ", "ADV"}
        return pieces if is_clause or not is_adverbial else []
    return [piece for piece in pieces if piece[1] - piece[0] > _SCRAP or reading.run_of[piece[0]] >= 0]


def _is_long_enough(reading: Reading, pieces: list[Range]) -> bool:
    """Whether the pieces hold enough words to be a report, or any in quotation marks."""
    places = [i for first, last in pieces for i in range(first, last) if reading.doc[i].is_alpha]
    return len(places) >= _SHORTEST or any(reading.run_of[i] >= 0 for i in places)
