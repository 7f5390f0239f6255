"""What a phrase is about, and which words belong to a noun."""

import re

from spacy.tokens import Span, Token

from extractors.cast.coreference import THIRD_PERSON

_WHOSE = frozenset({"of", "for", "from", "at", "with"})
_LONGEST_PHRASE = 8  # tokens before a noun, and after it


def noun_before(pronoun: Token) -> Token:
    """The word that a relative pronoun follows, a comma aside; the pronoun itself where it follows no noun."""
    for token in reversed(pronoun.doc[max(pronoun.i - 2, 0) : pronoun.i]):
        if token.pos_ in {"NOUN", "PROPN"}:
            return token
        if token.text != ",":
            break
    return pronoun


def phrase_of(noun: Token) -> Span:
    """The noun with the words on its left that belong to it, and whose or of what it is: `a lawyer for Ann Lee`."""
    doc = noun.doc
    whose = next((child for child in noun.rights if child.lower_ in _WHOSE and child.i == noun.i + 1), noun)
    last = noun.i + 1
    while last <= min(whose.right_edge.i, noun.i + _LONGEST_PHRASE) and not doc[last].is_punct and whose is not noun:
        last += 1
    return doc[max(noun.left_edge.i, noun.i - _LONGEST_PHRASE) : last]


def before_comma(words: str) -> str:
    """The words up to the first comma, bracket or dash, their spaces single."""
    return " ".join(re.split(r"[,;(—–]", words, maxsplit=1)[0].split())


def head_of(span: Span) -> Token:
    """The word that the span is about: its root, or, where that is a mark or a preposition, the first noun."""
    root: Token = span.root
    if root.pos_ in {"NOUN", "PROPN", "PRON"}:
        return root
    for token in span:
        if token.pos_ in {"NOUN", "PROPN", "PRON"} or token.lower_ in THIRD_PERSON:
            return token
    return root
