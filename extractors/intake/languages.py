"""In which language an article is: what its page states, checked against the text.

Premise: in a text of some length the commonest small words of its language stand out, and pages state the language of
their site, or of the template, as often as their own. Where the text is clear it decides; where it is short, or two
languages are close, the page is believed. A text in other letters than Latin ones whose page says English, or nothing,
is `und`: not English, whatever it is. The error preferred is a text taken for what its page says.
"""

import re
from collections import Counter
from functools import cache

from extractors.wordlists import word_pairs

UNDETERMINED = "und"  # the code of ISO 639-2 for it

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 40  # words that tell a language
_MOST = 6_000  # characters looked at
_SHARE = 0.2  # of the words, which are a language's small ones
_LEAD = 1.4  # times the share of the next
_NEAR = ({"da", "no", "nb", "nn"}, {"id", "ms"}, {"cs", "sk"})  # the small words of one stand for the others


def language_of(stated: str | None, text: str) -> tuple[str | None, str]:
    """The language, as a page writes it (`en-GB`) or by its code, and where it is from: page, text or none."""
    primary = stated.partition("-")[0].lower() if stated else None
    told = _told(text)
    if told is None or told == primary or any({told, primary} <= near for near in _NEAR):
        return (stated, "page") if stated else (None, "none")
    if told == UNDETERMINED and primary not in (None, "en"):
        return stated, "page"
    return told, "text"


def _told(text: str) -> str | None:
    """The code of the language that the text tells by itself, None where it does not."""
    words = [word.casefold() for word in _WORD.findall(text[:_MOST])]
    letters = "".join(words)
    if len(letters) > _FEWEST * 2 and _count_latin(letters) * 2 < len(letters):
        return UNDETERMINED
    if len(words) < _FEWEST:
        return None
    counts = Counter(words)
    shares = sorted(
        (
            (sum(counts[word] for word in small & counts.keys()) / len(words), code)
            for code, small in _small_words().items()
        ),
        reverse=True,
    )
    (share, code), *others = shares
    rival = max(other for other, name in others if not any({code, name} <= near for near in _NEAR))
    return code if share >= _SHARE and share >= rival * _LEAD else None


def _count_latin(letters: str) -> int:
    if letters.isascii():
        return len(letters)
    return sum(letter < "\u0250" or "\u1e00" <= letter < "\u1f00" for letter in letters)


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in word_pairs("function_words").items()}
