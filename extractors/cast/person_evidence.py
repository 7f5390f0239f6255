"""Which names that a model takes for persons' are not: things, peoples, places, words at the start of a sentence.

A surname alone, of nobody who is named in full, is where a small model errs most. It is kept unless all its occurrences
speak against it; a name of two words is kept unless its last word says that it is a thing. Errs to leaving out: a
missing name is seen, a false one is believed. Known exception: a person only ever called `the Donald`.
"""

from collections.abc import Collection, Iterable

from spacy.tokens import Doc, Token

from extractors.cast.columns import Columns
from extractors.cast.found import Found
from extractors.cast.gazetteer import listed_type
from extractors.cast.names import fold, is_given_name
from extractors.wordlists import word_list

_ARTICLES = frozenset({"the", "a", "an", "this", "these", "those"})
_MODIFIES = frozenset({"compound", "nmod", "amod", "npadvmod"})
_LAST_LATIN = "\u024f"


def unlikely_persons(
    doc: Doc, proposed: Iterable[Found], known: frozenset[str], common: Collection[str]
) -> frozenset[str]:
    """The proposed persons' names that are nobody's. `known` are words of full names, `common` those in lower case."""
    places: dict[str, list[Found]] = {}
    for found in proposed:
        if found.type == "PERSON":
            places.setdefault(doc[found.start : found.end].text, []).append(found)
    return frozenset(name for name, all_of in places.items() if name not in known and _is_unlikely(doc, all_of, common))


def _is_unlikely(doc: Doc, all_of: list[Found], common: Collection[str]) -> bool:
    first = all_of[0]
    words = doc[first.start : first.end]
    if max(words.text) > _LAST_LATIN and any(char > _LAST_LATIN and char.isalpha() for char in words.text):
        return True
    if all(_stands_alone(doc, found) for found in all_of):
        return True
    last = fold(words[-1].text).strip(".")
    if len(words) > 1:
        return last in word_list("thing_heads") and not is_given_name(words[0].text)
    if any(_is_titled(doc, found) for found in all_of):
        return False
    if last in common or "-" in words.text or last in word_list("thing_heads"):
        return True
    return all(_speaks_against(doc, doc[found.start]) for found in all_of)


def opens_with_word(columns: Columns, found: Found, common: Collection[str]) -> bool:
    """Whether a single word is capitalised only because a sentence opens with it: `Detectives`, `Police`."""
    doc, word = columns.doc, columns.doc[found.start]
    if found.end - found.start > 1 or not word.text.istitle() or listed_type(word.text) or not _opens(word):
        return False
    if word.lower_ not in common and word.lower_ not in word_list("role_groups"):
        return False
    return all(_opens(doc[at]) for at in columns.which("ORTH", (word.text,)))


def _opens(word: Token) -> bool:
    return bool(word.is_sent_start) or (word.i > 0 and (word.nbor(-1).is_space or word.nbor(-1).is_quote))


def _stands_alone(doc: Doc, found: Found) -> bool:
    """Whether a line or sentence is nothing but this one word, and that no given name: `Slideshow`, `Whoo!`."""
    before, after = doc[: found.start][-1:], doc[found.end : found.end + 1]
    opens = not len(before) or before[0].is_space or bool(doc[found.start].is_sent_start)
    ends = not len(after) or after[0].is_space or after[0].text in {"!", "?"}
    return found.end - found.start == 1 and opens and ends and not is_given_name(doc[found.start].text)


def _is_titled(doc: Doc, found: Found) -> bool:
    before = fold(doc[found.start - 1].text).strip(".") if found.start else ""
    return before in word_list("titles") or before in word_list("styles")


def _speaks_against(doc: Doc, name: Token) -> bool:
    """Whether a word is used as a person's name never is: with an article, in the plural, before the noun it tells."""
    if name.tag_ != "NNP" or (name.i and doc[name.i - 1].lower_ in _ARTICLES):
        return True
    return name.dep_ in _MODIFIES and name.head.i > name.i and name.head.pos_ == "NOUN"
