"""Who issued a paper that is called again: `the letter` after `the union sent a letter`, `in a letter, Ann Lee …`.

Premises: `the letter` is the last one that was spoken of, and grammar says whose it is: its owner, who it is by or
signed by, who issued or sent it, who says something in it. Errs to nobody: a new letter that is nobody's hides those
before it.
"""

from collections.abc import Collection

from spacy.tokens import Token

from extractors.cast.columns import Columns
from extractors.wordlists import word_list

_LOOK_BACK = 600  # tokens: a dozen paragraphs
_SOURCES = frozenset({"by", "from"})
_WITHIN = frozenset({"in"})
_NEW = frozenset({"a", "an", "another"})
_SUBJECTS = frozenset({"nsubj"})


class Papers:
    """The nouns of a text that stand for a paper, and whose each one is."""

    def __init__(self, columns: Columns) -> None:
        self._doc = columns.doc
        self._places = columns.which("LOWER", word_list("speaking_documents"))

    def issuer(self, noun: Token) -> Token | None:
        """The word for whoever issued the paper that this noun calls again; None where the text is silent."""
        for place in reversed(self._places):
            if place >= noun.i or self._doc[place].lower_ != noun.lower_:
                continue
            if noun.i - place > _LOOK_BACK:
                return None
            paper = self._doc[place]
            source = source_of(paper)
            if source is not None or any(child.lower_ in _NEW for child in paper.lefts):
                return source
        return None


def source_of(paper: Token) -> Token | None:
    """Whose the paper is by the words around it."""
    for child in paper.children:
        if child.dep_ == "poss":
            return child
        if child.lower_ in _SOURCES or child.dep_ in {"acl", "relcl"}:
            source = _object(child) if child.lower_ in _SOURCES else _agent(child)
            if source is not None:
                return source
    verb = paper.head
    if paper.dep_ == "dobj" and verb.lemma_.lower() in word_list("issuing_verbs"):
        return _child(_with_subject(verb), _SUBJECTS)
    if paper.dep_ == "nsubjpass" and verb.lemma_.lower() in word_list("issuing_verbs"):
        return _agent(verb)
    if paper.dep_ == "pobj" and verb.lower_ in _WITHIN and verb.head.pos_ in {"VERB", "AUX"}:
        return _child(verb.head, _SUBJECTS)
    return None


def _with_subject(verb: Token) -> Token:
    """The verb itself, or that which it is joined to and shares its subject with: `met and issued a statement`."""
    while verb.dep_ in {"conj", "xcomp", "advcl"} and _child(verb, _SUBJECTS) is None and verb.head.pos_ == "VERB":
        verb = verb.head
    return verb


def _agent(verb: Token) -> Token | None:
    """Who it is signed by, where the verb is one of issuing."""
    if verb.lemma_.lower() not in word_list("issuing_verbs"):
        return None
    return next((_object(child) for child in verb.children if child.lower_ == "by"), None)


def _object(preposition: Token) -> Token | None:
    return _child(preposition, frozenset({"pobj"}))


def _child(token: Token, deps: Collection[str]) -> Token | None:
    return next((child for child in token.children if child.dep_ in deps), None)
