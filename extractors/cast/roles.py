"""What a text says somebody is: `Chinese Foreign Minister Qin Gang`, `Joseph Torigian, an expert at …`.

A role is compared by its head (`senator`), the forms of an office counting as one (`Sen.`, `congresswoman`), and by
the words around it, so that `the Vermont senator` finds the one who was introduced as Vermont's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from extractors.cast.found import Found
from extractors.cast.names import fold
from extractors.wordlists import word_list, word_pairs

_MAX_BEFORE = 8  # tokens of titles in front of a name
_NEAR = 25  # tokens around a name in which its apposition is looked for
_MAX_PHRASE = 12  # tokens of a role that are compared
_PARTY = re.compile(r"\(?(?P<party>[DR])-(?P<state>[A-Z][A-Za-z.]*)")
_PARTIES = {"D": ("democratic", "democrat"), "R": ("republican",)}


@dataclass(frozen=True, slots=True)
class Role:
    """A role's head, folded to the word it is compared by, and the other content words of its phrase, lower case."""

    head: str
    words: frozenset[str]
    noun: str  # the head as written, lower case: says the gender of a chairwoman
    owner: int | None = None  # the token that says whose he or she is, where that is a possessive: his lawyer


def canonical_role(word: str) -> str:
    """The word that a role noun or title is compared by: `Sen.` is senator, `chairwoman` chairman."""
    folded = fold(word).strip(".")
    return word_pairs("same_roles").get(folded, folded)


def is_role_noun(word: str) -> bool:
    """Whether the word says what a person is or does."""
    folded = fold(word).strip(".")
    return folded in word_list("role_nouns") or (
        folded in word_list("titles") and folded not in {"mr", "mrs", "ms", "miss", "mx"}
    )


def is_role(noun: Token) -> bool:
    """Whether the noun says, with the word before it where it takes two, what a person is or does."""
    return is_role_noun(noun.text) or (noun.lower_ == "lady" and noun.i > 0 and noun.nbor(-1).lower_ == "first")


def roles_of(doc: Doc, found: Found) -> Iterator[Role]:
    """The roles in which a mention of a person is introduced: before the name, in apposition, or by `is`/`was`."""
    yield from _titles_before(doc, found)
    yield from _after_name(doc, found)
    root = doc[found.start : found.end].root
    if root.dep_ == "appos" and is_role(root.head):
        yield _role(root.head, _phrase(root.head))
    for child in _children(root):
        if child.dep_ == "appos" and is_role(child):
            yield _role(child, _phrase(child))
    if root.dep_ == "nsubj" and root.head.lemma_ == "be":
        for child in _children(root.head):
            if child.dep_ == "attr" and is_role(child):
                yield _role(child, _phrase(child))


def _children(token: Token) -> Iterator[Token]:
    """The token's children nearby: in an endless sentence, asking for all of them is asking for the whole text."""
    if token.right_edge.i - token.left_edge.i <= 2 * _NEAR:
        yield from token.children
        return
    for near in token.doc[max(token.i - _NEAR, 0) : token.i + _NEAR]:
        if near.head == token and near != token:
            yield near


def _titles_before(doc: Doc, found: Found) -> Iterator[Role]:
    start = found.start
    while start > 0 and found.start - start < _MAX_BEFORE and _belongs_to_title(doc[start - 1]):
        if doc[start - 1].tag_ == "IN" and all(map(leads_up, doc[start : found.start])):
            break  # `spokesman for Ann Lee`, `mother of Mrs. Lee`: the name says whose he or she is
        start -= 1
    phrase = doc[start : found.start]
    for token in phrase:
        if is_role_noun(token.text):
            yield _role(token, phrase)
    words = phrase.text.lower()
    for office in ("prime minister", "vice president", "first lady"):
        if office in words:
            yield Role("lady" if office == "first lady" else office, _content(phrase), office)


def leads_up(token: Token) -> bool:
    """Whether the word may stand in the title in front of a name: `former Prime Minister`, `Mrs.`."""
    word = fold(token.text).strip(".")
    return word in word_list("titles") or word in word_list("title_qualifiers") or is_role_noun(token.text)


def _belongs_to_title(token: Token) -> bool:
    if token.is_space or token.tag_ in {"VBD", "VBZ", "VBP", "IN", "DT", "CC", "PRP$"}:
        return token.lower_ in {"of", "for"} and token.i > 0 and is_role_noun(token.nbor(-1).text)
    return is_role_noun(token.text) or token.pos_ in {"PROPN", "ADJ", "NOUN"} or token.lower_ in {"'s", "’s", "-"}


def _after_name(doc: Doc, found: Found) -> Iterator[Role]:
    """`Name, 54, the former head of …` by its words (the parse often errs there), and `Name (D-Calif.)`."""
    after = doc[found.end : found.end + _MAX_PHRASE]
    if not len(after):
        return
    party = _PARTY.match(after.text)
    if party:
        state = word_pairs("state_abbreviations").get(party["state"].strip("."), party["state"]).lower()
        yield Role("member", frozenset((*_PARTIES[party["party"]], *state.split())), "member")
    if after[0].lower_ == "of" and len(after) > 1 and after[1].pos_ == "PROPN":  # Adam Schiff of California
        yield Role("member", _content(after[1:3]), "member")
    if after[0].text != ",":
        return
    for token in after[1:]:
        if token.is_space or token.pos_ in {"VERB", "AUX"} or token.text in {",", ".", ";", '"'}:
            if token.i == found.end + 2 and token.text == "," and doc[token.i - 1].like_num:
                continue
            break
        speaks = token.i + 1 < len(doc) and token.nbor(1).pos_ in {"VERB", "AUX"}  # `in Leeds, the mayor said`
        if is_role(token) and token.text[:1].islower() and not speaks:
            yield _role(token, doc[found.end + 1 : min(token.i + 6, len(doc))])


def _phrase(head: Token) -> Span:
    start = max(head.left_edge.i, head.i - _MAX_PHRASE)
    return head.doc[start : min(head.right_edge.i + 1, head.i + _MAX_PHRASE)]


def _role(head: Token, phrase: Span) -> Role:
    owner = next((token.i for token in phrase if token.dep_ == "poss" and token.head == head), None)
    return Role(canonical_role(head.text), _content(phrase), fold(head.text), owner)


def _content(phrase: Span) -> frozenset[str]:
    words = {token.lower_.strip(".") for token in phrase if (token.is_alpha or "." in token.text) and not token.is_stop}
    return frozenset(words | {canonical_role(word) for word in words})
