"""Evidence in words: `Putin, Moscow, three-day visit; same day`."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from extractors.decisions.likeness import NAME, Likeness
from extractors.records import ArticleProfile

_MOST = 4  # things named as evidence


def evidence_of(why: Likeness, articles: Sequence[ArticleProfile]) -> str:
    """What articles share, as a person would say it: names and words, spelled as titles, leads, bodies do, and when."""
    opening = [text for article in articles for text in (article.title, article.lead) if text]
    texts = [*opening, *(article.text for article in articles if article.text)]
    words = [_spelled(feature, texts) for feature in _telling(why.shared)]
    return f"{', '.join(words) or 'hardly a word'}; {_when(why.days)}"


def _telling(shared: Sequence[str]) -> list[str]:
    """The first few features, each in its fullest shared form, names first: not `visit`, `meridian`, but the ship."""
    chosen: list[str] = []
    for feature in shared:
        fullest = _fullest(feature, shared)
        words = _words(fullest)
        if len(chosen) < _MOST and not any(words <= _words(c) or _words(c) <= words for c in chosen):
            chosen.append(fullest)
    return sorted(chosen, key=lambda feature: not feature.startswith(NAME))


def _fullest(feature: str, shared: Sequence[str]) -> str:
    """The first shared name, else pair of words, that has the feature's words in it; else the feature."""
    fuller = [other for other in shared if _words(feature) <= _words(other)]
    return min(fuller, key=lambda other: (not other.startswith(NAME), " " not in other))


@lru_cache(maxsize=4096)
def _words(feature: str) -> frozenset[str]:
    return frozenset(feature.removeprefix(NAME).split())


def _spelled(feature: str, texts: Iterable[str]) -> str:
    """A folded feature as the texts spell it, else a name with capitals, a word as it is."""
    folded = feature.removeprefix(NAME)
    pattern = re.compile(r"\b" + r"\W+".join(map(re.escape, folded.split())) + r"\b", re.IGNORECASE)
    found = next((match.group() for text in texts if (match := pattern.search(text))), None)
    return found or (folded.title() if feature.startswith(NAME) else folded)


def _when(days: float | None) -> str:
    if days is None:
        return "no dates to compare"
    whole = int(days)
    return "same day" if whole < 1 else "a day apart" if whole == 1 else f"{whole} days apart"
