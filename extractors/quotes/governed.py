"""What a cue governs: its clause, its infinitive, or what it calls somebody, by the parse.

Premises: a clause after a verb of saying is reported whole (`said that …`); an infinitive (`urged them to stay`), a
participle (`suggested closing it`), a charge (`accused him of lying`), a demand (`called on them to stay`) and a name
(`called him a liar`, `described it as a gift`) where the verb takes them. Who is urged, accused or called belongs to
the words. What a verb reports in marks only (`emphasised the need for "…"`) is the complement that holds them.
"""

from spacy.tokens import Token

from extractors.quotes.continuations import continued
from extractors.quotes.nouns import said_by_noun
from extractors.quotes.reading import Reading, Unit, is_cue
from extractors.quotes.titles import is_name

Range = tuple[int, int]

_COMPLEMENTS = frozenset({"dobj", "oprd", "ccomp", "dative"})
_LONGEST_LEAD = 12  # tokens from a cue to its `that`
_OCCASIONS = frozenset({"at", "during", "on", "after", "while", "when"})  # of saying
_STEPS = 8  # from a quoted run up to the verb that governs it
_SAID = frozenset({"VBD", "VBZ", "VBP", "VBG", "VBN"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_DEMANDS = frozenset({"for", "on", "upon"})
_SUBJECTS = ("nsubj", "nsubjpass")
_NAMES = frozenset({"oprd", "attr", "acomp"})


def complement(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """What follows the cue and hangs on it, or nothing."""
    piece = _named(reading, cue) or _charged(reading, cue) or _demanded(reading, cue)
    if piece is not None and _is_said(reading, cue):
        return [(piece[0], continued(reading, unit, cue, min(piece[1], unit.last)))]
    for child in reading.children[cue.i]:
        if child.i > cue.i and child.dep_ in {"ccomp", "xcomp"} and (piece := _clause(reading, unit, cue, child)):
            return [piece]
    return _that_clause(reading, unit, cue) if is_cue(cue, "cues_speech") else []


def _is_said(reading: Reading, cue: Token) -> bool:
    """Whether the verb tells what was said of what is named behind it: not `could call`, nor `that he called`."""
    is_perhaps = any(child.tag_ == "MD" for child in reading.children[cue.i])
    subject = reading.child(cue, *_SUBJECTS)
    is_of_other = cue.dep_ == "relcl" and subject is not None and not subject.tag_.startswith("W")
    return cue.tag_ in _SAID and not is_perhaps and not is_of_other


def _clause(reading: Reading, unit: Unit, cue: Token, child: Token) -> Range | None:
    """The clause that hangs on the cue, from its subject, from who is to do it, or from behind its `that`."""
    first = max(child.left_edge.i, cue.i + 1)
    is_infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in reading.children[child.i])
    holds_run = any(child.left_edge.i <= reading.spans[n][0] <= child.right_edge.i for n in unit.runs)
    last = child.right_edge.i + 1
    if is_infinitive:
        person = reading.child(cue, "dobj")
        first = person.left_edge.i if person is not None and cue.i < person.i < first else first
        return (first, min(last, unit.last)) if is_cue(cue, "cues_infinitive") else None
    if child.dep_ == "xcomp" and not holds_run:
        is_participle = child.tag_ == "VBG" and is_cue(cue, "cues_participle")
        return (first, min(last, unit.last)) if is_participle else None
    if not (is_cue(cue, "cues_speech") or holds_run):
        return None
    if any(c.dep_ in _SUBJECTS and c.i < cue.i and c.pos_ != "PRON" for c in reading.children[child.i]):
        return None  # the cue is put into the clause: the bridge, he told me, is closed
    if first > cue.i + 1 and reading.child(child, *_SUBJECTS) is None and reading.doc[first].tag_ in _FINITE:
        first = cue.i + 1  # the parse has lost the subject
    that = next((c.i for c in reading.children[child.i] if c.lower_ == "that" and c.dep_ == "mark"), first)
    return _behind_time(reading, max(first, that)), continued(reading, unit, cue, min(last, unit.last))


def _behind_time(reading: Reading, first: int) -> int:
    """Where the clause begins behind a bare time, which is that of saying: `said Monday the bridge was shut`."""
    token = reading.doc[first]
    while token.dep_ in {"det", "amod", "compound"} and token.head.i > token.i:
        token = token.head
    follower = reading.doc[min(token.i + 1, len(reading.doc) - 1)]
    is_time = token.dep_ == "npadvmod" and token.ent_type_ in {"DATE", "TIME"} and follower.text != ","
    return token.i + 1 if is_time else first


def _that_clause(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """The clause after the first `that` behind, where the parse hangs it elsewhere: `said in a letter that`."""
    for token in reading.outside(cue.i + 1, min(cue.i + _LONGEST_LEAD, unit.last)):
        if token.lower_ == "that" and token.dep_ == "mark":
            last = min(max(token.head.right_edge.i, token.i) + 1, unit.last)
            return [(token.i + 1, continued(reading, unit, cue, last))]
        if token.pos_ in {"VERB", "AUX"} or token.text == ";":
            return []
    return []


def _named(reading: Reading, cue: Token) -> Range | None:
    """What somebody or something is called: `called him a liar`, `described it as a gift`."""
    if is_cue(cue, "cues_naming"):
        for child in reading.children[cue.i]:
            is_name = child.dep_ in _NAMES or (child.dep_ == "ccomp" and child.pos_ in {"NOUN", "ADJ"})
            if child.i > cue.i and is_name and child.pos_ != "PROPN" and child.tag_ != "VBG":
                whom = reading.child(cue, "dobj", "dative")
                first = (
                    child.left_edge.i if whom is None or whom.i < cue.i else min(whom.left_edge.i, child.left_edge.i)
                )
                is_clause = child.dep_ == "ccomp" and reading.child(child, *_SUBJECTS) is not None
                is_named = is_clause or (whom is not None and cue.i < whom.i < child.i)
                return (max(first, cue.i + 1), child.right_edge.i + 1) if is_named else None
    return _object_with(reading, cue, "as") if is_cue(cue, "cues_as") else None


def _charged(reading: Reading, cue: Token) -> Range | None:
    """Whom somebody accuses, and of what."""
    return _object_with(reading, cue, "of") if cue.lemma_.lower() == "accuse" else None


def _object_with(reading: Reading, cue: Token, preposition: str) -> Range | None:
    """The object of the cue with what follows the preposition."""
    whom = reading.child(cue, "dobj")
    if whom is None or whom.i < cue.i:
        return None
    links = (*reading.children[cue.i], *reading.children[whom.i])
    link = next((c for c in links if c.lower_ == preposition and c.i > whom.i), None)
    if link is None or link.right_edge.i == link.i:
        return None
    return whom.left_edge.i, _end_in_marks(reading, link)


def _end_in_marks(reading: Reading, link: Token) -> int:
    """One after what hangs on the word; where it is quoted, without when and where it was said."""
    last = link.right_edge.i + 1
    for token in reading.outside(link.i + 1, last):
        is_behind = reading.run_of[token.i - 1] >= 0
        if is_behind and (token.lower_ in _OCCASIONS or token.ent_type_ in {"DATE", "TIME"}):
            return token.i
    return last


def _demanded(reading: Reading, cue: Token) -> Range | None:
    """What somebody calls for, and what he calls on others to do."""
    link = next((c for c in reading.children[cue.i] if c.i > cue.i and c.lower_ in _DEMANDS), None)
    if cue.lemma_.lower() != "call" or link is None or _calls_somebody(reading, cue, link):
        return None
    deeds = (c for c in reading.children[cue.i] if c.i > link.i and c.dep_ in {"xcomp", "advcl", "ccomp"})
    deed = next((c for c in deeds if any(t.lower_ == "to" for t in reading.children[c.i])), None)
    last = max(link.right_edge.i, link.i if deed is None else deed.right_edge.i) + 1
    does = any(t.lower_ == "to" and t.tag_ == "TO" for t in reading.doc[link.i + 1 : last])
    return (link.i + 1, last) if link.lower_ == "for" or does else None


def _calls_somebody(reading: Reading, cue: Token, link: Token) -> bool:
    """Whether it is no demand: `calling it a plan for a year`, `called back for a talk`, `called for an hour`."""
    length = reading.child(link, "pobj")
    is_span = length is not None and length.ent_type_ in {"DATE", "TIME"}
    return is_span or any(c.dep_ in {"dobj", "oprd", "prt"} and c.i < link.i for c in reading.children[cue.i])


def quoted(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """The complement of the cue that holds quoted words: `emphasised the need for "…"`."""
    for number in unit.runs:
        token = reading.doc[reading.spans[number][0]]
        if token.i < cue.i or is_name(reading, number):
            continue
        root = _root_of_run(reading, number)
        for _ in range(_STEPS):
            if root.head.i == cue.i and root.i > cue.i and root.dep_ not in {"punct", "conj", "advcl"}:
                places = [
                    root.left_edge.i,
                    *(c.left_edge.i for c in reading.children[cue.i] if c.dep_ in _COMPLEMENTS),
                ]
                first = min(place for place in places if place > cue.i or place == root.left_edge.i)
                first = max([first, *(t.i + 1 for t in reading.outside(cue.i + 1, token.i) if _opens_clause(t))])
                return [(max(first, cue.i + 1), max(_end_in_marks(reading, root), reading.spans[number][1]))]
            if root.head.i > cue.i and said_by_noun(reading, unit, root.head):
                return []
            root = root.head
        return []
    return []


def _opens_clause(token: Token) -> bool:
    return token.lower_ == "that" and token.dep_ == "mark"


def _root_of_run(reading: Reading, number: int) -> Token:
    """The first word of a run whose head lies outside of it."""
    first, last = reading.spans[number]
    words = [token for token in reading.doc[first:last] if not token.is_punct]
    return next((t for t in words if reading.run_of[t.head.i] != number), reading.doc[first])
