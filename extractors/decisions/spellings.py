"""The other spellings under which one person may be known: what to look for, never proof by itself."""

import re
from itertools import product

from extractors.cast.names import fold, is_compatible, name_key, split_name, without_titles
from extractors.wordlists import word_pairs

_TO_SKY = re.compile(r"sk(?:yy|iy|yi|ii|ij|yj|y|i)$")
_SKY = ("sky", "skyy", "skiy", "skyi", "ski", "skii")
_GIVEN_ENDINGS = (("ei", "ey"), ("ai", "ay"), ("ri", "ry"), ("iy", "y"))  # Sergei, Andrey; Nikolai; Dmitri; Yuriy


def person_keys(name: str) -> frozenset[str]:
    """The folded names (see `name_key`) that a person of this full name may have: its own, and the likely others.

    Initials in the middle dropped, short and long given names, endings of Russian and Ukrainian names, the family name
    on the other side. A single word has only its own.
    """
    parts, own = split_name(_untitled(name)), name_key(name)
    if not parts.given:
        return frozenset({own})
    middle = [fold(word) for word in parts.given[1:] if len(name_key(word)) > 1]
    given = _given_forms(name_key(parts.given[0]))
    middles = {" ".join(middle), " ".join(fold(word) for word in parts.given[1:])}
    tail = " ".join(parts.suffixes)
    forms = product(sorted(given), sorted(middles), sorted(_family_forms(name_key(parts.family))))
    spelled = {name_key(" ".join((*part, tail))) for part in forms}
    if len(parts.given) > 1 and not parts.is_family_first:
        spelled.add(name_key(f"{''.join(name_key(word)[:1] for word in parts.given)} {parts.family} {tail}"))
    if parts.is_family_first or len(parts.given) == 1:
        spelled.add(name_key(f"{_turned(name)} {tail}"))
    return frozenset(spelled | {own}) - {""}


def _untitled(name: str) -> str:
    """The name as written, without the titles before it."""
    words = name.split()
    return " ".join(words[len(words) - len(without_titles([fold(word).strip(".") for word in words])) :])


def without_initials(name: str) -> str:
    """The name without initials in its middle: `Joseph Harrow` for `Joseph R. Harrow`, as others may write it."""
    parts = split_name(name)
    if not parts.given or parts.is_family_first:
        return name
    kept = [word for word in parts.given[1:] if len(name_key(word)) > 1]
    return " ".join((parts.given[0], *kept, parts.family, *parts.suffixes))


def _turned(name: str) -> str:
    """The name with its family name on the other side: `Jinping Xi`."""
    parts = split_name(name)
    words = (*parts.given, parts.family) if parts.is_family_first else (parts.family, *parts.given)
    return " ".join(words)


def _given_forms(given: str) -> set[str]:
    short_to_long = word_pairs("same_given_names")
    long = short_to_long.get(given, given)
    forms = {given, long} | {short for short, kept in short_to_long.items() if kept == long}
    for one, other in _GIVEN_ENDINGS:
        forms |= {form.removesuffix(one) + other for form in (given,) if form.endswith(one)}
        forms |= {form.removesuffix(other) + one for form in (given,) if form.endswith(other)}
    return forms


def _family_forms(family: str) -> set[str]:
    stem, count = _TO_SKY.subn("", family)
    to_kept = word_pairs("same_family_names")
    plain = re.sub(r"^(?:al|el) ", "al", family)
    kept = to_kept.get(plain, plain)
    listed = {written for written, usual in to_kept.items() if usual == kept} | ({kept} if plain != kept else set())
    arabic = {f"{article} {family[3:]}" for article in ("al", "el") if plain != family}
    return {family} | listed | arabic | ({stem + ending for ending in _SKY} if count else set())


def same_person(one: str, other: str) -> bool:
    """Whether two full names are one person's, however they are spelled. A surname alone is nobody's.

    Stricter than `is_compatible`: a `Jr.` that only one of them has parts father and son.
    """
    one, other = _untitled(one), _untitled(other)
    a, b = split_name(one), split_name(other)
    if not a.given or not b.given or bool(a.suffixes) != bool(b.suffixes):
        return False
    return is_compatible(one, other)
