"""Candidates: the few keys by which an index finds the articles that a new one has to be compared with."""

import hashlib
from functools import lru_cache

from extractors.decisions.likeness import NAME, features
from extractors.records import ArticleProfile
from extractors.wordlists import word_list

COUNT_KEYS = 64  # of an article; its like shares a dozen of them, a stranger one or two

# What is rare cannot be known from one article. Names mostly are, pairs of words often, words of the news never.
_NAME_RARITY = 3.0
_PAIR_RARITY = 2.0
_NEWS_RARITY = 0.2


def index_keys(article: ArticleProfile) -> tuple[int, ...]:
    """The keys (unsigned, 64 bits, sorted) of what an article is about: its weightiest names, pairs of words, words.

    Premise: reports of one thing share some of their weightiest features, whatever else is stored. Prefers a
    candidate too many: it is compared exactly afterwards.
    """
    weights = {feature: weight * _rarity(feature) for feature, weight in features(article).items()}
    chosen = sorted(weights, key=lambda feature: (-weights[feature], feature))[:COUNT_KEYS]
    return tuple(sorted(_key(feature) for feature in chosen))


def _rarity(feature: str) -> float:
    if feature.startswith(NAME):
        return _NAME_RARITY
    if " " in feature:
        return _PAIR_RARITY
    return _NEWS_RARITY if feature in word_list("news_words") else 1.0


@lru_cache(maxsize=65536)
def _key(feature: str) -> int:
    return int.from_bytes(hashlib.blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest(), "big")
