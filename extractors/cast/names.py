"""Names as strings: folded for comparison, taken apart into given and family name, compared with one another.

A name that two articles spell differently is one name when `is_compatible` says so. It errs to "no": two rows for one
person are seen and merged, one row for two persons puts words into somebody's mouth.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from extractors.invisible import visible
from extractors.wordlists import word_list, word_pairs

# Letters that decompose into no ASCII letter, and the other apostrophes.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h"}
    | dict.fromkeys("’‘ʼ`´", "'")
)
_POSSESSIVE = re.compile(r"'s?(?=\s|$)")
_INITIALS = re.compile(r"\b(\w)\.\s?(?=\w\b)")
_TOGETHER = re.compile(r"(?:[A-Z]\.-?){2,3}|[A-Z]{2,3}")
_ARTICLE = re.compile(r"^(?:al|el)[- ]")  # of Arabic names: al-Sisi, el-Sisi
_NOT_WORD = re.compile(r"[\W_]+")
# How Russian and Ukrainian names end in English: Zelensky, Zelenskyy, Zelenskiy; Sergei, Sergey; Dmitri, Dmitry.
_ENDING = re.compile(r"(?<=\w\w)(?:yy|iy|yi|ii|ij|yj|y|i)$")
_SPELLINGS = (("ks", "x"), ("kh", "h"), ("yev", "ev"), ("iev", "ev"), ("ye", "e"), ("ei", "ey"), ("ai", "ay"))
_CAPITAL_PARTICLES = frozenset({"De", "Von", "Di", "Du", "Da"})
_CACHED = 4096  # names of a few articles; each text asks for the same ones again and again
_DOUBLED = re.compile(r"(\w)\1+")


class Gender(StrEnum):
    """What a text or a given name says of a person, as far as pronouns need it."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class NameParts:
    """A person's name taken apart, as written. `given` is empty for a single word, which counts as the family name."""

    given: tuple[str, ...]
    family: str
    suffixes: tuple[str, ...] = ()
    is_family_first: bool = False


@lru_cache(maxsize=_CACHED)
def fold(text: str) -> str:
    """The text in lower case, without accents, compatibility forms and what is not seen; apostrophes are straight."""
    if text.isascii() and text.isprintable():
        return text.lower().replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", visible(text).casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.casefold().translate(_LETTERS)


@lru_cache(maxsize=_CACHED)
def name_key(name: str) -> str:
    """The name folded for comparison: no case, accents, titles, possessives, punctuation; the order of words is kept.

    Idempotent. Initials are joined (`J. D. Vance`, `U.S.`). A name that consists of titles alone keeps the last one,
    and styles stay (`Pope Francis`): without them the name would be somebody else's.
    """
    key = name
    while (shorter := _folded_once(key)) != key:
        key = shorter
    return key


def _folded_once(name: str) -> str:
    spaced = _POSSESSIVE.sub(" ", fold(name))
    words = _NOT_WORD.sub(" ", _INITIALS.sub(r"\1", spaced).replace("'", "")).split()
    return " ".join(without_titles(words))


def without_titles(words: list[str]) -> list[str]:
    """The folded words of a name without `the` and the titles in front of it; never empty unless `words` is."""
    titles, qualifiers = word_list("titles"), word_list("title_qualifiers")
    start = 1 if len(words) > 1 and words[0] == "the" else 0
    while True:
        office = start
        while office < len(words) - 1 and words[office] in qualifiers:
            office += 1
        if office >= len(words) - 1 or words[office] not in titles or words[office + 1] in {"of", "for"}:
            return words[start:]
        start = office + 1


def split_name(name: str) -> NameParts:
    """The name's parts, in the order of its language: `Xi Jinping` and `Kim Jong-un` are family name first."""
    words = name.split()
    suffixes: list[str] = []
    while len(words) > 1 and name_key(words[-1]) in word_list("name_suffixes"):
        suffixes.insert(0, words.pop())
    if len(words) < 2:
        return NameParts((), " ".join(words), tuple(suffixes))
    if _is_family_first(words):
        return NameParts(tuple(words[1:]), words[0], tuple(suffixes), is_family_first=True)
    start = _family_start(words)
    return NameParts(tuple(words[:start]), " ".join(words[start:]), tuple(suffixes))


def _family_start(words: list[str]) -> int:
    """Where the family name begins: at its particles (`de Blasio`), which one capital at a sentence's start hides."""
    start = len(words) - 1
    while start > 0 and _is_particle(words, start - 1):
        start -= 1
    is_whole = start == 1 and words[0] in _CAPITAL_PARTICLES
    return 0 if is_whole else start


def _is_particle(words: list[str], at: int) -> bool:
    """Whether the word opens a family name: `de Blasio`; within a name in capitals too: `Sami Abu Mazen`."""
    return words[at] in word_list("name_particles") or (at > 0 and words[at].lower() in word_list("name_particles"))


def _is_family_first(words: list[str]) -> bool:
    first, second = fold(words[0]), words[1]
    if first not in word_list("family_first_surnames") or len(words) > 3:
        return False
    if "-" in second and second.rpartition("-")[2][:1].islower():  # Moon Jae-in
        return True
    return not is_given_name(words[0])


@lru_cache(maxsize=_CACHED)
def is_given_name(word: str) -> bool:
    """Whether the word is on one of the lists of given names."""
    folded = fold(word)
    lists = ("given_names_male", "given_names_female", "given_names_other")
    return any(folded in word_list(name) for name in lists)


def gender_of_given_name(word: str) -> Gender | None:
    """What the given name says, where it is mostly one gender's; `Jean-Marie` goes by its first part."""
    folded = fold(word)
    for candidate in (folded, folded.partition("-")[0]):
        if candidate in word_list("given_names_female"):
            return Gender.FEMALE
        if candidate in word_list("given_names_male"):
            return Gender.MALE
    return None


@lru_cache(maxsize=_CACHED)
def spelling_key(word: str) -> str:
    """A coarser fold of one word, equal for transliterations: Zelensky, Zelenskyy, Zelenskiy; Sergei, Sergey."""
    key = name_key(word).replace(" ", "")
    for written, kept in _SPELLINGS:
        key = key.replace(written, kept)
    return _DOUBLED.sub(r"\1", _ENDING.sub("y", key))


def same_given_name(one: str, other: str) -> bool:
    """Whether two given names may be one: equal, a transliteration, an initial, or a short form (Bill, William)."""
    a, b = spelling_key(one), spelling_key(other)
    if not a or not b:
        return False
    if a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]):
        return True
    pairs = word_pairs("same_given_names")
    long_a, long_b = (pairs.get(fold(name), fold(name)) for name in (one, other))
    return spelling_key(long_a) == spelling_key(long_b)


def is_compatible(one: str, other: str) -> bool:
    """Whether two names of persons may be one person's: same family name, and given names that do not contradict.

    A family name alone is compatible with every full name that has it, so a caller needs more evidence for that.
    Middle names may be missing, not differ. `Jinping Xi` is compatible with `Xi Jinping`.
    """
    a, b = split_name(one), split_name(other)
    if _is_compatible_in_order(a, b):
        return True
    if not (a.is_family_first or b.is_family_first or _is_turned(a, b)):
        return False
    words = [sorted(spelling_key(word) for word in (*parts.given, parts.family)) for parts in (a, b)]
    return words[0] == words[1]


def _is_turned(a: NameParts, b: NameParts) -> bool:
    """Whether a given name stands in front of one of two words and after the other: `Viktor Orban`, `Orban Viktor`."""
    if len(a.given) != 1 or len(b.given) != 1:
        return False
    ahead = [is_given_name(parts.given[0]) and not is_given_name(parts.family) for parts in (a, b)]
    behind = [is_given_name(parts.family) and not is_given_name(parts.given[0]) for parts in (a, b)]
    return (ahead[0] and behind[1]) or (ahead[1] and behind[0])


def same_family_name(one: str, other: str) -> bool:
    """Whether two family names may be one: equal, or transliterations by letters or by list (Gaddafi, Qaddafi)."""
    return _family_key(one) == _family_key(other)


def _family_key(family: str) -> str:
    plain = _ARTICLE.sub("al", fold(family))
    return spelling_key(word_pairs("same_family_names").get(plain, plain))


def _is_compatible_in_order(a: NameParts, b: NameParts) -> bool:
    if not same_family_name(a.family, b.family):
        return False
    if a.suffixes and b.suffixes and name_key(a.suffixes[0]) != name_key(b.suffixes[0]):
        return False
    if not a.given or not b.given:
        return True
    if a.is_family_first or b.is_family_first:
        return spelling_key("".join(a.given)) == spelling_key("".join(b.given))
    one, other = initials_apart(a.given), initials_apart(b.given)
    middle = zip(one[1:], other[1:], strict=False)
    return same_given_name(one[0], other[0]) and all(same_given_name(x, y) for x, y in middle)


def initials_apart(given: tuple[str, ...]) -> tuple[str, ...]:
    """The given names with initials that are written together taken apart: `J.F.`, `JF` is `J`, `F`."""
    if len(given) == 1 and _TOGETHER.fullmatch(given[0]):
        return tuple(char for char in given[0] if char.isalpha())
    return given
