"""Clauses that a noun reports: `his claim that …`, `a warning from Ann that …`, `made the claim that …`.

So does one for a promise, with an infinitive right behind it: `his vow to leave`.

Premise: the noun says that something was said, and a `that` which is no relative pronoun follows it closely. Errs to
leaving out: where the text does not say whose claim it is, nobody is reported.
"""

from spacy.tokens import Token

from extractors.quotes.reading import Reading, Unit
from extractors.wordlists import word_list

_BY = frozenset({"by", "from", "of"})
_LIGHT = frozenset({"give", "issue", "make", "offer", "release", "repeat", "voice"})  # verbs that only say whose it is
_SUBJECTS = ("nsubj",)
_REACH = 10  # tokens from the noun to its `that`


def is_noun_cue(token: Token) -> bool:
    """Whether the token is a noun that may report a clause."""
    lemma = token.lemma_.lower()
    return token.pos_ == "NOUN" and (lemma in word_list("cues_nouns") or lemma in word_list("cues_nouns_infinitive"))


def said_by_noun(reading: Reading, unit: Unit, noun: Token) -> list[tuple[int, int]]:
    """The token range that the noun reports, or none."""
    if not is_noun_cue(noun) or owner_of(reading, noun) is None:
        return []
    for token in reading.outside(noun.i + 1, min(noun.i + _REACH, unit.last)):
        if token.lower_ == "that":
            is_report = token.dep_ == "mark" and token.head.i > token.i
            return [(token.i + 1, min(token.head.right_edge.i + 1, unit.last))] if is_report else []
        if token.tag_ == "TO" and token.i == noun.i + 1 and noun.lemma_.lower() in word_list("cues_nouns_infinitive"):
            return [(token.i, min(token.head.right_edge.i + 1, unit.last))] if token.head.i > token.i else []
        if token.pos_ in {"VERB", "AUX"} or token.is_punct:
            return []
    return []


def owner_of(reading: Reading, noun: Token) -> Token | None:
    """Whose words they are: `Ann's claim`, `the claim by Ann`, `Ann made the claim`; None where the text is silent."""
    owner = reading.child(noun, "poss")
    if owner is not None:
        return owner
    after = reading.doc[min(noun.i + 1, len(reading.doc) - 1)]
    if after.lower_ in _BY and (source := reading.child(after, "pobj")) is not None:
        return source
    is_made = noun.dep_ == "dobj" and noun.head.lemma_.lower() in _LIGHT
    return reading.child(noun.head, *_SUBJECTS) if is_made else None
