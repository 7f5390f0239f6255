"""The words of a rule found in a text: whole words and phrases, whatever their case and accents.

`grain deal` is these two words side by side, with anything between them that is no letter or figure; `sanction*` is
any word that begins so. Nothing is guessed beyond that: who wants *said* beside *say* writes both, or `sa*`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from extractors.invisible import visible

_WORD = re.compile(r"\w+\*?")
_BETWEEN = r"[\W_]+"


def first_match(words: Sequence[str], text: str) -> str | None:
    """The first of the words or phrases that is in the text, as the rule has it; None where none is."""
    folded = _folded(text)
    return next((word for word in words if _pattern(word).search(folded)), None)


def has_letters(word: str) -> bool:
    """Whether there is anything to look for: a mark alone would be found nowhere, and a lone star everywhere."""
    return bool(_parts(word))


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    parts = (re.escape(part.removesuffix("*")) + (r"\w*" if part.endswith("*") else "") for part in _parts(word))
    return re.compile(r"(?<!\w)" + _BETWEEN.join(parts) + r"(?!\w)")


def _parts(word: str) -> list[str]:
    return _WORD.findall(_folded(word))


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    """Without case and accents, as a search engine compares."""
    decomposed = unicodedata.normalize("NFKD", visible(text).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def in_words(words: Iterable[str]) -> str:
    """The words as a reason names them: “grain deal”, “war*”."""
    return ", ".join(f"“{word}”" for word in words)
