"""What a cue governs: its clause, its infinitive, or what it calls somebody, by the parse.

Premises: a clause after a verb of saying is reported whole (`said that …`); an infinitive (`urged them to stay`), a
participle (`suggested closing it`), a charge (`accused him of lying`), a demand (`called on them to stay`) and a name
(`called him a liar`, `described it as a gift`) where the verb takes them. Who is urged, accused or called belongs to
the words. What a verb reports in marks only (`emphasised the need for "…"`) is the complement that holds them.
"""

from spacy.tokens import Token

from extractors.quotes.ends import continued
from extractors.quotes.nouns import said_by_noun
from extractors.quotes.reading import Reading, Unit, is_cue

Range = tuple[int, int]

_COMPLEMENTS = frozenset({"dobj", "oprd", "ccomp", "dative"})
_LONGEST_LEAD = 12  # tokens from a cue to its `that`
_STEPS = 8  # from a quoted run up to the verb that governs it
_SAID = frozenset({"VBD", "VBZ", "VBP", "VBG", "VBN"})
_DEMANDS = frozenset({"for", "on", "upon"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NAMES = frozenset({"oprd", "attr", "acomp"})


def complement(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """What follows the cue and hangs on it, or nothing."""
    is_said = cue.tag_ in _SAID and not any(c.tag_ == "MD" for c in reading.children[cue.i])
    piece = _named(reading, cue) or _charged(reading, cue) or _demanded(reading, cue) if is_said else None
    if piece is not None:
        return [(piece[0], min(piece[1], unit.last))]
    for child in reading.children[cue.i]:
        if child.i > cue.i and child.dep_ in {"ccomp", "xcomp"} and (piece := _clause(reading, unit, cue, child)):
            return [piece]
    return _that_clause(reading, unit, cue) if is_cue(cue, "cues_speech") else []


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
    that = next((c.i for c in reading.children[child.i] if c.lower_ == "that" and c.dep_ == "mark"), first)
    return max(first, that), continued(reading, unit, cue, min(last, unit.last))


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
            if child.i > cue.i and is_name and child.pos_ != "PROPN":
                whom = reading.child(cue, "dobj", "dative")
                first = (
                    child.left_edge.i if whom is None or whom.i < cue.i else min(whom.left_edge.i, child.left_edge.i)
                )
                is_named = child.dep_ == "ccomp" or (whom is not None and cue.i < whom.i < child.i)
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
    return None if link is None or link.right_edge.i == link.i else (whom.left_edge.i, link.right_edge.i + 1)


def _demanded(reading: Reading, cue: Token) -> Range | None:
    """What somebody calls for, and what he calls on others to do."""
    link = next((c for c in reading.children[cue.i] if c.i > cue.i and c.lower_ in _DEMANDS), None)
    if cue.lemma_.lower() != "call" or link is None:
        return None
    deeds = (c for c in reading.children[cue.i] if c.i > link.i and c.dep_ in {"xcomp", "advcl", "ccomp"})
    deed = next((c for c in deeds if any(t.lower_ == "to" for t in reading.children[c.i])), None)
    last = max(link.right_edge.i, link.i if deed is None else deed.right_edge.i) + 1
    does = any(t.lower_ == "to" and t.tag_ == "TO" for t in reading.doc[link.i + 1 : last])
    return (link.i + 1, last) if link.lower_ == "for" or does else None


def quoted(reading: Reading, unit: Unit, cue: Token) -> list[Range]:
    """The complement of the cue that holds quoted words: `emphasised the need for "…"`."""
    for number in unit.runs:
        token = reading.doc[reading.spans[number][0]]
        if token.i < cue.i:
            continue
        root = _root_of_run(reading, number)
        for _ in range(_STEPS):
            if root.head.i == cue.i and root.i > cue.i and root.dep_ not in {"punct", "conj", "advcl"}:
                places = [
                    root.left_edge.i,
                    *(c.left_edge.i for c in reading.children[cue.i] if c.dep_ in _COMPLEMENTS),
                ]
                first = min(place for place in places if place > cue.i or place == root.left_edge.i)
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
