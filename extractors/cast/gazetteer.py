"""Names that are known the world over: countries, regions, cities, organisations; what they are, and where they stand.

Premise: a listed name means what the list says unless the text has a person of that name, or the name goes on. Errs to
the model's word: a list decides between types, and adds a name only where the model saw none.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc

from extractors.cast.columns import Column, Columns
from extractors.cast.found import Found
from extractors.wordlists import word_list

_ORGANISATIONS = ("organisations",)
_PLACES = ("places", "cities", "countries")
_DOTTED = re.compile(r"(?:[A-Z]\.){3,}")
PREFIXES = frozenset({"anti", "pro", "ex", "non", "post", "pre", "mid", "trans", "neo", "inter", "un"})


@dataclass(frozen=True, slots=True)
class Names:
    """Where names may stand in a text: its proper nouns, and the tokens that listed names may begin with."""

    proper: frozenset[int]
    listed: frozenset[int]

    @staticmethod
    def of(columns: Columns) -> "Names":
        """The places of the names of a text."""
        proper = frozenset(columns.which("TAG", ("NNP", "NNPS")))
        firsts = columns.among("ORTH", _firsts())
        doc = columns.doc
        return Names(proper, frozenset(i for i in firsts if i in proper or _is_shouted(doc, i) or _is_joined(doc, i)))


def listed_type(name: str) -> str | None:
    """ORG or GPE for a listed name, None for one that no list has."""
    if "." in name and _DOTTED.fullmatch(name):  # F.B.I.
        name = name.replace(".", "")
    if any(name in word_list(names) for names in _ORGANISATIONS):
        return "ORG"
    return "GPE" if any(name in word_list(names) for names in _PLACES) else None


def listed_between(doc: Doc, names: Names, start: int, end: int) -> Iterator[Found]:
    """The listed names in a stretch without entities, the longest at each place."""
    after = start
    for at in range(start, end):
        length = _listed_length(doc, at, end) if at >= after and at in names.listed else 0
        if length and not _goes_on(doc, names.proper, at, at + length):
            yield Found(at, at + length, listed_type(doc[at : at + length].text) or "GPE")
            after = at + length


def _listed_length(doc: Doc, at: int, end: int) -> int:
    """How many tokens the longest listed name has that begins here; 0 where none does."""
    longest = _longest().get(doc[at].text, 0)
    lengths = (length for length in range(min(longest, end - at), 0, -1) if listed_type(doc[at : at + length].text))
    return next(lengths, 0)


def _is_shouted(doc: Doc, at: int) -> bool:
    """Whether the word is in capitals among words that are not: `WHO chief`, whatever the tagger thinks of it."""
    after = doc[at + 1 : at + 2]
    return doc[at].is_upper and len(doc[at]) > 2 and bool(len(after)) and not after[0].is_upper


def _is_joined(doc: Doc, at: int) -> bool:
    """Whether the word is capitalised and beside a hyphen, where the tagger sees an adjective: `anti-Beijing`."""
    hyphens = doc[max(at - 1, 0)].text, doc[at + 1 : at + 2].text
    return "-" in hyphens and doc[at].text[:1].isupper()


def _goes_on(doc: Doc, names: Collection[int], start: int, end: int) -> bool:
    """Whether the words are part of a longer name: `Paris` of `Paris Hilton`, `Nissan` of `Carlos Nissan`."""
    is_after = start - 1 in names and doc[start - 1].text[:1].isupper()
    is_before = end in names and doc[end].text[:1].isupper()
    return is_after or is_before or _is_hyphened(doc, start, end)


def _is_hyphened(doc: Doc, start: int, end: int) -> bool:
    """Whether a hyphen joins the words to another name: not `anti-Beijing`, nor `Kyiv-based`."""
    before, after = doc[max(start - 2, 0) : start].text, doc[end : end + 2]
    is_bound = len(after) > 1 and after[0].text == "-" and not after[1].is_lower
    return is_bound or (before.endswith("-") and before[:-1].lower() not in PREFIXES)


@cache
def _longest() -> dict[str, int]:
    """The most tokens of a listed name, by its first; a token of the model is never longer than a word."""
    longest: dict[str, int] = {}
    for name in (name for names in (*_ORGANISATIONS, *_PLACES) for name in word_list(names)):
        words = name.split()
        marks = sum(name.count(mark) for mark in ("'", "-", "."))
        longest[words[0]] = max(longest.get(words[0], 0), len(words) + 2 * marks)
    return longest


@cache
def _firsts() -> Column:
    """The hashes of the first words of listed names, the same for every vocabulary."""
    return np.array([get_string_id(word) for word in _longest()], dtype=np.uint64)
