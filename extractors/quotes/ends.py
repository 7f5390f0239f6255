"""Where reported words begin and end: the cue, its `that`, credits and whatever else the sentence tells left out.

Premises: a second verb of saying begins a report of its own where it cannot be part of the first: its form is that of
the first cue and not that of the verb it is joined to (`said he would stay and warned …`), or it has a subject of its
own behind a comma (`…, though she noted …`). A clause never cuts a run: it grows to hold the whole of it. Errs to the
longer span where the parse leaves it open.
"""

from spacy.tokens import Token

from extractors.quotes.reading import Reading, Unit, is_cue
from extractors.quotes.speakers import is_somebody

Range = tuple[int, int]

_OWN = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "advmod"})
_MANY = frozenset({"NNS", "NNPS", "NNP"})  # `that` before one of these is no article
_SKIPPED = frozenset({"that", ",", ":", "-", "–", "—"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_ANY = ("cues_speech", "cues_quoting")
_JOINS = frozenset({"and", "but"})
_CONTRASTS = frozenset({"though", "although", "while", "whereas"})
_TURNS = _CONTRASTS | _JOINS
_PRONOUNS = frozenset({"he", "she", "they", "it"})
_SUBJECTS = ("nsubj", "nsubjpass")


def trimmed(reading: Reading, unit: Unit, cue: Token, piece: Range) -> Range:
    """The range without `that`, credits, the next report and final punctuation, grown to hold its runs whole."""
    first, last = max(piece[0], unit.first), min(piece[1], unit.last)
    while first < last and (_is_skipped(reading.doc[first]) or reading.doc[first].is_space):
        first += 1
    if first >= last:
        return first, first
    last = _end_of_words(reading, cue, first, last)
    first = reading.spans[reading.run_of[first]][0] if reading.run_of[first] >= 0 else first
    last += _leaves_open(reading, first, last) and last < unit.last and reading.doc[last].text == ")"
    while last > first and reading.run_of[last - 1] < 0 and _is_blank(reading.doc[last - 1]):
        if reading.doc[last - 1].text == ")" and _leaves_open(reading, first, last - 1):
            break
        last -= 1
    last -= 2 * _ends_in_attribution(reading, first, last)
    if last > first and reading.run_of[last - 1] >= 0:
        last = reading.spans[reading.run_of[last - 1]][1]
    return first, last


def _ends_in_attribution(reading: Reading, first: int, last: int) -> bool:
    """Whether a second attribution closes the words: `…,” she says`."""
    if last - first <= 2 or not is_cue(reading.doc[last - 1], "cues_speech"):
        return False
    who = reading.doc[last - 2]
    return who.lower_ in _PRONOUNS and reading.run_of[who.i] < 0 and _is_parted(reading, who)


def _leaves_open(reading: Reading, first: int, last: int) -> bool:
    """Whether a parenthesis is open at the end of these words."""
    signs = [token.text for token in reading.doc[first:last]]
    return signs.count("(") > signs.count(")")


def _is_blank(token: Token) -> bool:
    return token.is_punct or token.is_space


def _is_skipped(token: Token) -> bool:
    """Whether a clause begins after the token: not after `that` where it is a word of the clause (`that’s`)."""
    if token.lower_ == "that" and token.dep_ == "det":
        return token.head.tag_ in _MANY
    is_own = token.lower_ == "that" and token.dep_ in _OWN and token.tag_ != "IN"
    return token.lower_ in _SKIPPED and not is_own


def _end_of_words(reading: Reading, cue: Token, first: int, last: int) -> int:
    """Where the reported words end: before `, per X`, `, citing X`, `, adding that …`, or the next report."""
    for token in reading.outside(first + 1, last):
        if _is_parted(reading, token) and (_is_credit(reading, token, last) or _adds(token)):
            return token.i
        if cue.dep_ == "relcl" and _resumes(reading, cue, token, first):
            return token.i
        if token.i > cue.i and token.tag_ in _FINITE and (start := _next_report(reading, cue, token, first)):
            return start
    return last


def _resumes(reading: Reading, cue: Token, token: Token, first: int) -> bool:
    """Whether the sentence goes on behind a relative clause: `Ann, who said the port was shut, left`.

    Where the parse has no verb for the sentence, a participle (`left`) may be its verb.
    """
    is_first = all(other.text != "," for other in reading.outside(first, token.i - 1))
    is_verb = token.tag_ in {*_FINITE, "MD"} or (token.tag_ == "VBN" and cue.head.dep_ == "ROOT")
    return is_verb and reading.doc[token.i - 1].text == "," and is_first


def _is_parted(reading: Reading, token: Token) -> bool:
    before = reading.doc[token.i - 1]
    return before.text in {",", "-", "–", "—"} or reading.run_of[before.i] >= 0


def _is_credit(reading: Reading, token: Token, last: int) -> bool:
    is_source = token.lower_ in {"citing", "quoting"} and token.tag_ == "VBG"
    is_per = token.lower_ == "per" and reading.doc[min(token.i + 1, last - 1)].text[0].isupper()
    return is_per or is_source or token.lower_ == "according"


def _adds(token: Token) -> bool:
    return token.tag_ == "VBG" and is_cue(token, "cues_speech")


def _next_report(reading: Reading, cue: Token, verb: Token, first: int) -> int | None:
    """Where the words that lead to the next report begin, if this verb makes one."""
    subject = reading.child(verb, *_SUBJECTS)
    if subject is not None and subject.i < verb.i:
        return _turn(reading, cue, verb, subject, first)
    place = verb.i - 1
    while place > first and reading.doc[place].pos_ == "ADV":
        place -= 1
    joint = reading.doc[place]
    is_joined = joint.lower_ in _JOINS and place > first and subject is None
    return place if is_joined and _is_of_cue(reading, cue, verb, first) else None


def _is_of_cue(reading: Reading, cue: Token, verb: Token, first: int) -> bool:
    """Whether a verb joined by `and` goes on after the cue rather than within what the cue reports."""
    if not _has_form_of(verb, cue) or verb.dep_ not in {"conj", "ccomp"}:
        return False
    other = verb.head
    if other.i == cue.i:
        other = next((c for c in reading.children[cue.i] if c.dep_ == "ccomp" and first <= c.i < verb.i), cue)
    if other.i < first or other.i == cue.i:
        return True
    if other.tag_ != verb.tag_:
        return _is_out_of_form(reading, cue, verb, first)
    says_clause = is_cue(verb, "cues_speech") and any(
        c.dep_ == "ccomp" and c.i > verb.i for c in reading.children[verb.i]
    )
    subject = reading.child(other, *_SUBJECTS)
    return says_clause and (subject is None or subject.lower_ in _PRONOUNS or not is_somebody(subject))


def _is_out_of_form(reading: Reading, cue: Token, verb: Token, first: int) -> bool:
    """Whether a verb has the form of the cue, and not that of the reported verb it is joined to."""
    other = verb.head.tag_
    is_other = other in {"VB", "VBG"} or (other in _FINITE and other != verb.tag_ and verb.pos_ == "VERB")
    is_like = any(token.tag_ == verb.tag_ and token.pos_ == "VERB" for token in reading.outside(first, verb.i))
    return _has_form_of(verb, cue) and is_other and not is_like


def _has_form_of(verb: Token, cue: Token) -> bool:
    """Whether a finite verb has the form of the cue: `said … and warned`, `has said … and warned`."""
    return verb.tag_ == cue.tag_ or (cue.tag_ == "VBN" and verb.tag_ == "VBD")


def _has_clause(reading: Reading, verb: Token) -> bool:
    return any(child.dep_ in {"ccomp", "xcomp"} and child.i > verb.i for child in reading.children[verb.i])


def _turn(reading: Reading, cue: Token, verb: Token, subject: Token, first: int) -> int | None:
    """Where `, though she noted …` or `, which she called …` begins, behind a comma."""
    lead = reading.doc[subject.left_edge.i - 1]
    is_joined = verb.dep_ == "conj" and lead.lower_ in _JOINS and is_cue(verb, *_ANY)
    if is_joined and _is_out_of_form(reading, cue, verb, first):
        return lead.i
    is_other = subject.lower_ not in _PRONOUNS and lead.lower_ not in _CONTRASTS
    if is_other or not _is_parted(reading, lead) or not is_cue(verb, "cues_speech", "cues_as"):
        return None
    if verb.dep_ == "relcl":
        return lead.i if lead.lower_ == "which" else None
    return lead.i if _has_clause(reading, verb) and verb.dep_ in {"advcl", "conj"} and lead.lower_ in _TURNS else None


def without_scraps(reading: Reading, pieces: list[Range]) -> list[Range]:
    """The pieces that hold something: of two no mere `But, …`, the only one no mere `In a talk, she joked about it`."""
    if len(pieces) == 1:
        first, last = pieces[0]
        is_clause = any(t.pos_ in {"VERB", "AUX"} or reading.run_of[t.i] >= 0 for t in reading.doc[first:last])
        is_adverbial = reading.doc[first].pos_ in {"ADP", "SCONJ", "ADV"}
        return pieces if is_clause or not is_adverbial else []
    return [piece for piece in pieces if piece[1] - piece[0] > 1 or reading.run_of[piece[0]] >= 0]


def is_long_enough(reading: Reading, pieces: list[Range], shortest: int) -> bool:
    """Whether the pieces hold enough words to be a report, or any in quotation marks."""
    places = [i for first, last in pieces for i in range(first, last) if reading.doc[i].is_alpha]
    return len(places) >= shortest or any(reading.run_of[i] >= 0 for i in places)


def is_headline(reading: Reading, unit: Unit) -> bool:
    """Whether the line is a headline in Title Case, whose verbs report nothing: most words have a capital."""
    words = [token.text for token in reading.outside(unit.first, unit.last) if token.is_alpha and len(token) > 3]
    small = sum(word[0].islower() for word in words)
    return len(words) >= 4 and small <= len(words) // 5
