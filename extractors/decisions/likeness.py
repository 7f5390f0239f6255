"""How alike two articles are: shared words and names, weighted by rarity, and the days between them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt

from extractors.decisions.copies import folded_words
from extractors.records import ArticleProfile, Background
from extractors.wordlists import word_list

NAME = "@"  # opens the key of a name, so that the name `reading` is not the word

# What a feature counts beside a lemma of the body.
_PAIR_WEIGHT = 0.6
_NAME_WEIGHT = 1.0
_TITLE_WEIGHT = 1.5  # times, for a lemma that the title has
_LEAD_WEIGHT = 1.2  # times, for a lemma that the lead has

# Rarity is counted over the articles at hand and this many imagined ones, in which every feature occurs once and a
# news word in every fourth. So two articles in an empty warehouse are weighed much as two among thousands.
_IMAGINED = 200
_IMAGINED_COMMON = 50

_MOST_SHARED = 40  # features that an explanation keeps
_MOST_COMPARED = 10  # articles whose shared features an explanation counts

_DAYS_TO_HALF = 7.0  # days between two dated articles that halve their likeness
_DAYS_FREE = 1.0  # reports of one thing lie about a day apart anyway


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two articles are, in [0, 1]; `shared` are the features that say most, `days` None without dates."""

    score: float
    shared: tuple[str, ...]
    days: float | None


def features(article: ArticleProfile) -> dict[str, float]:
    """What an article is about, each feature with its weight before rarity: lemmas, pairs of words, names."""
    title, lead = _possible_lemmas(article.title or ""), _possible_lemmas(article.lead)
    weights = {}
    for term in article.terms:
        weight = _dampened(term.count)
        if " " in term.lemma:
            weight *= _PAIR_WEIGHT
        elif term.lemma in title:
            weight *= _TITLE_WEIGHT
        elif term.lemma in lead:
            weight *= _LEAD_WEIGHT
        weights[term.lemma] = weight
    for name in article.names:
        weights[NAME + name.lemma] = _NAME_WEIGHT * _dampened(name.count)
    return weights


@cache
def _dampened(count: int) -> float:
    """What `count` occurrences weigh: the tenth says less than the first."""
    return 1.0 + log(count)


def _possible_lemmas(text: str) -> set[str]:
    """The words of a text with every lemma that a regular ending allows; that some are no words does no harm."""
    words = folded_words(text)
    stems = {word.removesuffix(ending) for word in words for ending in ("s", "es", "ed", "d", "ing")}
    return stems | {stem + "e" for stem in stems} | {word[:-3] + "y" for word in words if word[-3:] in ("ies", "ied")}


class Likenesses:
    """The likeness of every two articles at hand, worked out when asked for and kept.

    Not a record: it lives for one decision. Rounded, so that the order of a sum cannot decide anything.
    """

    def __init__(
        self, articles: Iterable[ArticleProfile], asking: Collection[str], background: Background | None = None
    ) -> None:
        """Weighs all articles; `asking` are those whose likeness to all others will be asked for.

        Rarity is that in the background and among those asking; without a background, that among all articles.
        """
        self._articles = {article.article_id: article for article in articles}
        raw = {article_id: features(article) for article_id, article in self._articles.items()}
        counted = raw.values() if background is None else [raw[article_id] for article_id in asking]
        rarity = _rarities(counted, background or Background())
        self._vectors = {article_id: rarity.weighted(weights) for article_id, weights in raw.items()}
        asked = {feature for article_id in asking for feature in self._vectors[article_id]}
        self._index: dict[str, list[tuple[str, float]]] = {feature: [] for feature in asked}
        for article_id, vector in self._vectors.items():
            for feature in vector.keys() & asked:
                self._index[feature].append((article_id, vector[feature]))
        self._rows: dict[str, dict[str, float]] = {}
        self._pairs: dict[tuple[str, str], float] = {}

    def row(self, article_id: str) -> dict[str, float]:
        """The likeness of an asking article to every other that shares a feature with it."""
        if article_id not in self._rows:
            sums: dict[str, float] = defaultdict(float)
            for feature, weight in self._vectors[article_id].items():
                for other, other_weight in self._index[feature]:
                    sums[other] += weight * other_weight
            sums.pop(article_id, None)
            self._rows[article_id] = {other: self._dated(article_id, other, total) for other, total in sums.items()}
        return self._rows[article_id]

    def between(self, one: str, other: str) -> float:
        """The likeness of two articles."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._pairs:
            a, b = self._vectors[pair[0]], self._vectors[pair[1]]
            total = sum(a[feature] * b[feature] for feature in a.keys() & b.keys())
            self._pairs[pair] = self._dated(*pair, total)
        return self._pairs[pair]

    def _dated(self, one: str, other: str, total: float) -> float:
        return round(total * nearness(days_apart(self._articles[one], self._articles[other])), 9)

    def explained(self, one: str, others: Sequence[str]) -> Likeness:
        """The mean likeness of an article to others, with the features that make most of it."""
        score = sum(self.between(one, other) for other in others) / max(1, len(others))
        nearest = sorted(others, key=lambda other: (-self.between(one, other), other))[:_MOST_COMPARED]
        parts: dict[str, float] = defaultdict(float)
        for other in nearest:
            theirs = self._vectors[other]
            for feature, weight in self._vectors[one].items():
                if feature in theirs:
                    parts[feature] += weight * theirs[feature]
        best = sorted(parts, key=lambda feature: (-round(parts[feature], 9), feature))
        gaps = [gap for other in others if (gap := days_apart(self._articles[one], self._articles[other])) is not None]
        return Likeness(min(1.0, score), tuple(best[:_MOST_SHARED]), min(gaps, default=None))


@dataclass(frozen=True, slots=True)
class _Rarities:
    """How much a feature says by being rare; `of_others` is that of those that no article at hand was counted with."""

    known: dict[str, float]
    of_others: float

    def weighted(self, weights: dict[str, float]) -> dict[str, float]:
        """The features weighed by rarity, as a vector of length 1."""
        vector = {feature: weight * self.known.get(feature, self.of_others) for feature, weight in weights.items()}
        length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {feature: weight / length for feature, weight in vector.items()}


def _rarities(all_weights: Iterable[dict[str, float]], background: Background) -> _Rarities:
    counts: Counter[str] = Counter({term.lemma: term.count for term in background.terms})
    counts.update({NAME + name.lemma: name.count for name in background.names})
    count_articles = background.count_articles
    for weights in all_weights:
        counts.update(weights.keys())
        count_articles += 1
    common = word_list("news_words")
    total = count_articles + _IMAGINED + 1
    by_count = {count: log(total / (count + 1)) for count in set(counts.values())}
    rarities = {feature: by_count[count] for feature, count in counts.items()}
    rarities |= {word: log(total / (counts[word] + _IMAGINED_COMMON)) for word in common}
    return _Rarities(rarities, log(total / 2))


def days_apart(one: ArticleProfile, other: ArticleProfile) -> float | None:
    """The days between the publication of two articles, None where either has no date."""
    if one.published_at is None or other.published_at is None:
        return None
    return abs((one.published_at - other.published_at).total_seconds()) / 86400


def nearness(days: float | None) -> float:
    """What the days between two articles leave of their likeness: all of it where a date is missing."""
    if days is None or days <= _DAYS_FREE:
        return 1.0
    return exp(-log(2) * (days - _DAYS_FREE) / _DAYS_TO_HALF)
