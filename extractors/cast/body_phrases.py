"""Which organisation a noun stands for where it is used instead of a name: `the agency`, `the company`, `its board`.

Premises: the text names the body before, and calls it by the kind that its name (`Environmental Protection Agency`) or
its apposition (`Acme, a software company`) says. Errs to nobody: two bodies of a kind are told apart by nothing but
which is in view, and of a kind that no name tells, only a sole organisation nearby is taken.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache

from spacy.tokens import Doc, Token

from extractors.cast.candidates import Candidate, Resolution
from extractors.cast.coreference import Pronouns
from extractors.cast.names import fold
from extractors.wordlists import word_list, word_pairs

_LEAST_IN_VIEW, _SOLE = 0.6, 0.85  # where several are of the kind; where no name tells the kind
_APPOSITION = 8  # tokens after a name in which it is said what it is
_UNTOLD = frozenset({"company", "firm", "group", "organization", "organisation", "agency", "charity"})


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    return {noun: frozenset(words.split()) for noun, words in word_pairs("body_kinds").items()}


def is_body_noun(word: str) -> bool:
    """Whether the word, in lower case, is one by which a body is called again."""
    return word in _kinds()


class BodyPhrases:
    """The organisations of a text, in its order, by the kinds of body that they are."""

    def __init__(self, doc: Doc, bodies: Sequence[Candidate]) -> None:
        self._bodies = bodies
        self._starts = [body.start for body in bodies]
        self._told = [_told_kinds(doc, body) for body in bodies]

    def resolve(self, head: Token, pronouns: Pronouns) -> Resolution:
        """The organisation that `the <head>` stands for."""
        noun = head.lower_
        before = range(bisect_left(self._starts, head.i))
        fitting = {self._bodies[at].entity for at in before if self._is_of_kind(at, noun)}
        least = _LEAST_IN_VIEW
        if len(fitting) == 1:
            body = fitting.pop()
            return Resolution(body, "ORG", 0.8, f"{body} is the only {noun} named before")
        if fitting:
            found = pronouns.body_in_view(head, fitting)
        elif noun in _UNTOLD:
            others = {
                self._bodies[at].entity for at in before if not self._told[at] and not _is_medium(self._bodies[at])
            }
            found, least = pronouns.body_in_view(head, others), _SOLE
        else:
            found = None
        if found is None or found.name is None or found.confidence < least:
            return Resolution(None, None, 0.0, f"the text does not say here which {noun}")
        return Resolution(found.name, "ORG", 0.6, f"the {noun}: {found.name} is most in view")

    def _is_of_kind(self, at: int, noun: str) -> bool:
        return noun in self._told[at] or bool(_name_words(self._bodies[at]) & _kinds()[noun])


def _is_medium(body: Candidate) -> bool:
    return any(body.entity in word_list(name) for name in ("media_agencies", "media_outlets"))


def _name_words(body: Candidate) -> set[str]:
    return {fold(word).strip(".,") for word in body.entity.split()}


def _told_kinds(doc: Doc, body: Candidate) -> frozenset[str]:
    """The nouns by which the words beside a mention say what it is: `the charity Shelter`, `Acme, a Leeds firm`."""
    kinds = _kinds()
    told = {doc[body.start - 1].lower_} & kinds.keys() if body.start else set()
    if doc[body.end : body.end + 1].text == ",":
        for token in doc[body.end + 1 : body.end + 1 + _APPOSITION]:
            if token.is_punct or token.pos_ in {"VERB", "AUX", "ADP"} or token.is_space:
                break
            told |= {token.lower_} & kinds.keys()
    return frozenset(told)
