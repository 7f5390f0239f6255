"""How alike two articles are: shared words and names, weighted by rarity; and what the days between them say."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt

from extractors.decisions.copies import folded_words
from extractors.records import ArticleProfile, Background
from extractors.wordlists import word_list

NAME = "@"  # opens the key of a name, so that the name `reading` is not the word

# What a feature counts beside a lemma of the body. A pair of words with a name in it counts nothing: the name is one
# already, and its words are. Else `finance minister Tomasz Orlik` would be six things that two short texts share.
_PAIR_WEIGHT = 0.6
_NAMED_PAIR_WEIGHT = 0.0
_NAME_WEIGHT = 1.0
_TITLE_WEIGHT = 1.5  # times, for a lemma that the title has
_LEAD_WEIGHT = 1.2  # times, for a lemma that the lead has

# A text is taken to have this many rare features more than are seen, shared with no other: little of a short text is
# in common with another by chance, but it is much of it.
_UNSEEN = 5

# Rarity is counted over the articles at hand and this many imagined ones, in which every feature occurs once and a
# news word in each. So two articles in an empty warehouse are weighed much as two among thousands.
_IMAGINED = 50
_IMAGINED_COMMON = 50
_SHARPNESS = 1.5  # power of the rarity: among articles on one subject, what all of them have must count for little

# What an article has in common with just any other is no sign of one event. It is taken off as far as it is more, or
# less, than usual: where everything is about one election, more of it is.
_USUAL = 0.02  # of the likeness; and how many imagined articles stand for it
_USUAL_ARTICLES = 50
_LEAST_USUAL = 0.01  # what is like nothing else is not therefore like everything
_TAKEN_OFF = 3.0  # times, for the few that are nearest are more alike than any other

# One event has the same people and places: where neither article knows most of the names that the other has, the words
# that they share are those of any earthquake, election, balance sheet.
_SURE_NAMES = 2  # of each article; where one has a single name it says half as much, without names nothing
_ENOUGH_NAMES = 0.6  # share of the names of one, whatever they count, that the other knows; more is no more of a sign
_STRANGERS = 0.6  # times, where there is none

_MOST_SHARED = 40  # features that an explanation keeps
_MOST_COMPARED = 10  # articles whose shared features an explanation counts

# Days between two dated groups of articles: the same day speaks for one event, a week says nothing, more against it.
_SAME_DAY = 1.3
_DAYS_TO_HALF = 10.0
_DAYS_FREE = 1.0  # reports of one thing lie about a day apart anyway


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two articles are, in [0, 1]; `shared` are the features that say most, `days` None without dates."""

    score: float
    shared: tuple[str, ...]
    days: float | None


def features(article: ArticleProfile) -> dict[str, float]:
    """What an article is about, each feature with its weight before rarity: lemmas, pairs of words, names."""
    named = {word for name in article.names for word in name.lemma.split()}
    title, lead = _possible_lemmas(article.title or ""), _possible_lemmas(article.lead)
    weights = {}
    for term in article.terms:
        weight = _dampened(term.count)
        if " " in term.lemma:
            weight *= _PAIR_WEIGHT if named.isdisjoint(term.lemma.split()) else _NAMED_PAIR_WEIGHT
            if not weight:
                continue
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
        counts, count_articles = _occurrences(counted, background or Background())
        rarity = _rarities(counts, count_articles)
        self._vectors = {article_id: rarity.weighted(weights) for article_id, weights in raw.items()}
        self._ambience = {a: _ambience(vector, counts, count_articles) for a, vector in self._vectors.items()}
        self._named = {a: _Named(article) for a, article in self._articles.items()}
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
            self._rows[article_id] = {
                other: self._told_apart(article_id, other, total) for other, total in sums.items()
            }
        return self._rows[article_id]

    def between(self, one: str, other: str) -> float:
        """The likeness of two articles."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._pairs:
            a, b = self._vectors[pair[0]], self._vectors[pair[1]]
            total = sum(a[feature] * b[feature] for feature in a.keys() & b.keys())
            self._pairs[pair] = self._told_apart(*pair, total)
        return self._pairs[pair]

    def _told_apart(self, one: str, other: str, total: float) -> float:
        """The likeness but for what both have in common with any other article, less where their names differ.

        It may fall below nothing.
        """
        usual = max(_LEAST_USUAL, sqrt(self._ambience[one] * self._ambience[other]))
        told = total - _TAKEN_OFF * (usual - _USUAL)
        if told > 0:
            told *= acquaintance(self._named[one], self._named[other])
        return round(told, 9)

    def day(self, article_id: str) -> float | None:
        """When an article was published, in days; None where that is not known."""
        published_at = self._articles[article_id].published_at
        return None if published_at is None else published_at.timestamp() / 86400

    def explained(self, one: str, others: Sequence[str]) -> Likeness:
        """The mean likeness of an article to others, with the features that make most of it."""
        nearest = sorted(others, key=lambda other: (-self.between(one, other), other))[:_MOST_COMPARED]
        parts: dict[str, float] = defaultdict(float)
        for other in nearest:
            theirs = self._vectors[other]
            for feature, weight in self._vectors[one].items():
                if feature in theirs:
                    parts[feature] += weight * theirs[feature]
        best = sorted(parts, key=lambda feature: (-round(parts[feature], 9), feature))
        gaps = [gap for other in others if (gap := days_apart(self._articles[one], self._articles[other])) is not None]
        days = min(gaps, default=None)
        score = sum(self.between(one, other) for other in others) / max(1, len(others)) * nearness(days)
        return Likeness(max(0.0, min(1.0, score)), tuple(best[:_MOST_SHARED]), days)


class _Named:
    """The names of an article by their words, and all words that it knows."""

    __slots__ = ("count", "known", "of_word", "words")

    def __init__(self, article: ArticleProfile) -> None:
        self.of_word: dict[str, int] = defaultdict(int)  # the names that have a word, each a bit: quick to unite
        for at, name in enumerate(article.names):
            for word in name.lemma.split():
                self.of_word[word] |= 1 << at
        self.count = len(article.names)
        self.words = frozenset(self.of_word)
        self.known = self.words.union(term.lemma for term in article.terms if " " not in term.lemma)

    def share_known_to(self, other: "_Named") -> float:
        """The share of its names of which the other has a word: the surname alone, the town as an adjective's."""
        met = 0
        for word in self.words & other.known:
            met |= self.of_word[word]
        return met.bit_count() / self.count


def acquaintance(one: _Named, other: _Named) -> float:
    """What the names of two articles make of their likeness, times. The one that knows more decides: it is fuller."""
    sureness = min(1.0, one.count / _SURE_NAMES, other.count / _SURE_NAMES)
    if not sureness:
        return 1.0
    known = one.share_known_to(other)
    if known < _ENOUGH_NAMES:
        known = max(known, other.share_known_to(one))
    return 1.0 - sureness * (1.0 - _STRANGERS) * (1.0 - min(1.0, known / _ENOUGH_NAMES))


@dataclass(frozen=True, slots=True)
class _Rarities:
    """How much a feature says by being rare; `of_others` is that of those that no article at hand was counted with."""

    known: dict[str, float]
    of_others: float

    def weighted(self, weights: dict[str, float]) -> dict[str, float]:
        """The features weighed by rarity, as a vector of length 1 with the unseen ones."""
        vector = {feature: weight * self.known.get(feature, self.of_others) for feature, weight in weights.items()}
        unseen = _UNSEEN * self.of_others**2
        length = sqrt(unseen + sum(weight * weight for weight in vector.values()))
        return {feature: weight / length for feature, weight in vector.items()}


def _occurrences(all_weights: Iterable[dict[str, float]], background: Background) -> tuple[Counter[str], int]:
    """In how many articles each feature is, of those given and those of the background; and how many they are."""
    counts: Counter[str] = Counter({term.lemma: term.count for term in background.terms})
    counts.update({NAME + name.lemma: name.count for name in background.names})
    count_articles = background.count_articles
    for weights in all_weights:
        counts.update(weights.keys())
        count_articles += 1
    return counts, count_articles


def _rarities(counts: Counter[str], count_articles: int) -> _Rarities:
    common = word_list("news_words")
    total = count_articles + _IMAGINED + 1
    by_count = {count: log(total / (count + 1)) ** _SHARPNESS for count in set(counts.values())}
    rarities = {feature: by_count[count] for feature, count in counts.items()}
    rarities |= {word: max(0.0, log(total / (counts[word] + _IMAGINED_COMMON))) ** _SHARPNESS for word in common}
    return _Rarities(rarities, log(total / 2) ** _SHARPNESS)


def _ambience(vector: dict[str, float], counts: Counter[str], count_articles: int) -> float:
    """How alike an article is to just any other: what it shares with as many others as have its features."""
    shared = sum(weight * weight * (counts[feature] - 1) for feature, weight in vector.items() if counts[feature] > 1)
    return (shared + _USUAL_ARTICLES * _USUAL) / (count_articles + _USUAL_ARTICLES)


def days_apart(one: ArticleProfile, other: ArticleProfile) -> float | None:
    """The days between the publication of two articles, None where either has no date."""
    if one.published_at is None or other.published_at is None:
        return None
    return abs((one.published_at - other.published_at).total_seconds()) / 86400


def nearness(days: float | None) -> float:
    """What the days between two articles make of their likeness, times: nothing where a date is missing."""
    if days is None:
        return 1.0
    return _SAME_DAY * exp(-log(2) * max(0.0, days - _DAYS_FREE) / _DAYS_TO_HALF)
