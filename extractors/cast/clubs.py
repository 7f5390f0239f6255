"""Towns that are clubs in a report of sports: `Leicester beat Everton`, `Leicester manager Paul Gratton`.

Premise: in a report of a match a town that plays, has a manager or is `against` is its club, and so are the other uses
of its name, but for those that say a place (`in Leicester`). Countries stay places. Errs to the town.
"""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from extractors.cast.columns import Columns
from extractors.cast.found import Found
from extractors.wordlists import word_list

_LEAST_WORDS = 3
_SIDES = frozenset({"against", "over", "beat", "beating", "v", "vs", "versus", "defeated", "thrashed", "hosted"})
_PLACING = frozenset({"in", "at", "near", "to", "from", "outside", "around", "across", "of"})
_PLURAL = frozenset({"are", "were", "have"})


def as_clubs(columns: Columns, entities: Sequence[Found]) -> list[Found]:
    """The entities, in a report of sports with its clubs no longer places."""
    doc = columns.doc
    if len({doc[at].lower for at in columns.which("LOWER", word_list("sports_words"))}) < _LEAST_WORDS:
        return list(entities)
    clubs = {_name(doc, found) for found in entities if _may_be_club(doc, found) and _plays(doc, found)}
    return [
        replace(found, type="ORG")
        if _may_be_club(doc, found) and _name(doc, found) in clubs and not _is_placed(doc, found)
        else found
        for found in entities
    ]


def _name(doc: Doc, found: Found) -> str:
    return doc[found.start : found.end].text


def _may_be_club(doc: Doc, found: Found) -> bool:
    return found.type in {"GPE", "LOC"} and _name(doc, found) not in word_list("countries")


def _plays(doc: Doc, found: Found) -> bool:
    """Whether what stands beside the name is said of a side: it beats, has a striker, is met."""
    if _is_placed(doc, found):
        return False
    after = doc[found.end : found.end + 2]
    next_words = [token for token in after if token.tag_ != "POS"][:1]
    if after.text.lower() == ", who":
        return True
    is_side = any(_is_of_side(token) for token in next_words)
    return is_side or (found.start > 0 and doc[found.start - 1].lower_ in _SIDES)


def _is_of_side(token: Token) -> bool:
    lemma: str = token.lemma_
    is_listed = token.lower_ in word_list("club_staff") or lemma in word_list("match_verbs")
    return is_listed or token.lower_ in _PLURAL


def _is_placed(doc: Doc, found: Found) -> bool:
    before = doc[found.start - 1].lower_ if found.start else ""
    return before in _PLACING and doc[found.end : found.end + 1].text not in {"'s", "’s", "'"}
