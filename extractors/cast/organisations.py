"""The full names of the organisations and places of a text: acronyms, short forms and other names of states."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc

from extractors.cast.found import Found
from extractors.cast.names import fold, name_key
from extractors.wordlists import word_pairs

_ACRONYM = re.compile(r"[A-Z][A-Za-z.&-]{1,9}s?")
LEGAL_FORMS = frozenset({"Inc", "Corp", "Co", "Ltd", "Limited", "LLC", "LLP", "PLC", "plc", "GmbH", "AG", "SA", "NV"})
_SKIPPED = frozenset({"of", "the", "for", "and", "in", "on", "to", "&", "de"})


def full_names(doc: Doc, entities: Sequence[Found]) -> dict[str, str]:
    """The name to keep for each organisation or place as it is written in the text, where that is another one.

    An acronym stands for the name beside its brackets, in either order, and for a name of the text whose capitals it
    spells; a short form (`the Security Council`) for the one longer name of the text that ends with it. States and
    unions have one name each, however they are written.
    """
    named = [found for found in entities if found.type in {"ORG", "GPE", "LOC", "FAC"}]
    written = Counter(_text(doc, found) for found in named)
    kept: dict[str, str] = {}
    kept.update(_short_forms(doc, named))
    kept.update(_spelled(written))
    kept.update(_called(written))
    kept.update(_bracketed(doc, named))
    return {name: _settled(name, kept) for name in written if _settled(name, kept) != name}


def _settled(name: str, kept: dict[str, str]) -> str:
    """The name at the end of the chain: `UN` is a state's or union's name before it is an acronym of the text."""
    states = _states()
    for _ in range(3):
        name = states.get(name_key(name)) or kept.get(name, name)
    return name


@cache
def _states() -> dict[str, str]:
    return {name_key(written): kept for written, kept in word_pairs("same_places").items()}


def _text(doc: Doc, found: Found) -> str:
    return " ".join(doc[found.start : found.end].text.split())


def _initials(name: str) -> str:
    words = [word for word in re.split(r"[\s-]+", name) if fold(word) not in _SKIPPED]
    return "".join(word[0] for word in words if word).upper()


def _letters(acronym: str) -> str:
    return re.sub(r"[^A-Z]", "", acronym)


def _spelled(written: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Acronyms of at least three letters with exactly one name of the text that spells them."""
    by_initials: dict[str, list[str]] = {}
    names = list(written)
    for name in names:
        if " " in name:
            by_initials.setdefault(_initials(name), []).append(name)
    for name in names:
        letters = _letters(name)
        if " " not in name and name.replace(".", "").isupper() and len(letters) >= 3:
            full = by_initials.get(letters, [])
            if len(full) == 1:
                yield name, full[0]


def without_legal_form(name: str) -> str:
    """The name as one calls the company: `Alphabet` for `Alphabet Inc.`; a name without a legal form is as it was."""
    bare, _, form = name.rpartition(" ")
    return bare.rstrip(",") if bare[-1:] != "&" and form.rstrip(".") in LEGAL_FORMS else name


def _called(written: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Companies that the text also calls without their legal form: by that name other articles know them, too."""
    names = set(written)
    return ((name, bare) for name in names if (bare := without_legal_form(name)) != name and bare in names)


def _bracketed(doc: Doc, named: Sequence[Found]) -> Iterator[tuple[str, str]]:
    """`NHS` and its full name, where one stands in brackets after the other."""
    for first, second in pairwise(named):
        if (
            second.start - first.end not in {1, 2}
            or doc[second.start - 1].text != "("
            or not doc[second.end : second.end + 1].text.startswith(")")
        ):
            continue
        one, other = _text(doc, first), _text(doc, second)
        short, full = sorted((one, other), key=len)
        if _ACRONYM.fullmatch(short) and _is_acronym_of(short, full):
            yield short, full


def _is_acronym_of(short: str, full: str) -> bool:
    """Whether the capitals of the acronym come in this order among the initials of the name."""
    initials = iter(_initials(full))
    return " " in full and all(letter in initials for letter in _letters(short))


def _short_forms(doc: Doc, named: Sequence[Found]) -> Iterator[tuple[str, str]]:
    """Names of two words or more that end exactly one longer organisation's name of the text."""
    names = sorted({_text(doc, found) for found in named if found.type == "ORG"}, key=len)
    by_tail: dict[tuple[str, ...], set[str]] = {}
    for name in names:
        words = tuple(fold(word).strip(".") for word in name.split())
        for start in range(1, min(len(words) - 1, 6)):
            by_tail.setdefault(words[start:], set()).add(name)
    for name in names:
        longer = by_tail.get(tuple(fold(word).strip(".") for word in name.split()), set()) - {name}
        if len(longer) == 1:
            yield name, next(iter(longer))
