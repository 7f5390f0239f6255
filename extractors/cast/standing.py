"""How a mention stands in its sentence: how much it is in view there, whether it speaks, what it hangs on."""

from spacy.tokens import Doc, Token

from extractors.cast.found import Found
from extractors.cast.roles import is_role_noun
from extractors.wordlists import word_list

# Weights of a mention: a subject's, and that of a subject of a clause within.
_SUBJECT, _EMBEDDED = 2.0, 1.3
_DEEPEST = 12  # words from a name up to the verb whose clause it stands in


def salience(root: Token) -> float:
    """How much a mention is in view for its place in the sentence."""
    dep = _place(root).dep_
    if dep in {"nsubj", "nsubjpass"}:
        verb = _place(root).head
        return _SUBJECT if _is_main(verb) or is_saying(verb) else _EMBEDDED
    if dep == "poss":
        return 0.7
    if dep == "appos":
        return 1.2
    if dep in {"dobj", "dative", "agent"}:
        return 0.9
    return 0.6


def _place(root: Token) -> Token:
    """The word whose place in the sentence a name has: `a worker named Ann Lee` is where the worker is."""
    return root.head.head if root.dep_ == "oprd" and root.head.dep_ == "acl" else root


def is_saying(verb: Token) -> bool:
    """Whether it is a verb of saying."""
    return verb.lemma_.lower() in word_list("cues_speech")


def _is_main(verb: Token) -> bool:
    """Whether the verb is that of the main clause, or joined to it; no clause goes on over a line break."""
    while verb.dep_ == "conj" and verb.head.i < verb.i:
        verb = verb.head
    return verb.dep_ == "ROOT" or any("\n" in token.text for token in verb.doc[verb.i : verb.head.i])


def speaks(pronoun: Token) -> bool:
    """Whether the pronoun is in a speaker's place: `it warned`, `China said it would`, `China said, but it denied`."""
    if pronoun.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    verb = pronoun.head
    above = verb.head if verb.dep_ in {"ccomp", "conj", "advcl", "xcomp"} else verb
    cues = word_list("cues_speech") | word_list("cues_quoting")
    return verb.lemma_.lower() in cues or above.lemma_.lower() in cues


def speaks_first_hand(doc: Doc, found: Found) -> bool:
    """Whether the mention is the subject of a verb of saying, or in apposition to it: `her mother, Ann Lee, said`."""
    root = doc[found.start : found.end].root
    if root.dep_ == "appos" and root.head.i < root.i:
        root = root.head
    return root.dep_ == "nsubj" and is_saying(root.head)


def is_within(word: Token, verb: Token) -> bool:
    """Whether the word hangs on the verb, other than in a clause that is only joined to it."""
    for _ in range(_DEEPEST):
        if word.head.i in {word.i, verb.i}:
            return word.head.i == verb.i and word.i > verb.i and word.dep_ not in {"conj", "parataxis"}
        if word.i < verb.i:
            return False
        word = word.head
    return False


def is_people(noun: Token) -> bool:
    """Whether the word is a plural for people: `residents`, `Republicans`."""
    if noun.tag_ not in {"NNS", "NNPS"}:
        return False
    return noun.ent_type_ == "NORP" or noun.lower_ in word_list("role_groups") or is_role_noun(noun.lemma_)
