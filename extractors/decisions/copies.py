"""Copies: articles with (nearly) the same text, found by fingerprints and folded into one story, never deleted.

Two kinds of fingerprint find the candidates: bands of a MinHash digest find texts that are alike as a whole; winnowed
hashes, one from every stretch of the text, find a text that is a part of another. The words themselves then decide.
"""

import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from rensa import RMinHash

from extractors.records import ArticleProfile, CopyDecision
from extractors.records.ids import mint

COUNT_HASHES = 64
_SEED = 42
_SHINGLE = 5  # words
_ROWS = 4  # 16 bands of 4 find 99 of 100 pairs that share 7 in 10 of their shingles
_STRETCH = 40  # shingles; two texts that share as many in a row surely share a fingerprint
_SHORT = 30  # words; shorter texts are copies only when identical

SAME = 0.5  # share of all shingles (Jaccard)
CONTAINED = 0.8  # share of the shorter text's shingles
_LEAST = 0.2  # below this share an estimate of what is contained is noise

_WORD = re.compile(r"\w+")


def folded_words(text: str) -> list[str]:
    """The words of a text in lower case, marks dropped: what two copies have in common whatever their typography."""
    return _WORD.findall(text.replace("’", "").replace("'", "").casefold())


def signature(text: str) -> tuple[int, ...]:
    """The MinHash digest (64 numbers of 32 bits) of a text's five-word shingles; empty for a text without words."""
    shingles = set(_in_order(text))
    if not shingles:
        return ()
    sketch = RMinHash(num_perm=COUNT_HASHES, seed=_SEED)
    sketch.update(sorted(shingles))
    return tuple(sketch.digest())


def _in_order(text: str) -> list[str]:
    """The five-word shingles of a text as they stand; a shorter text is one shingle, one without words none."""
    words = folded_words(text)
    return [" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))] if words else []


@lru_cache(maxsize=4096)
def shingles(text: str) -> frozenset[int]:
    """The five-word shingles of a text, each as a number: what copies share."""
    return frozenset(hash(shingle) for shingle in _in_order(text))


def fingerprints(text: str) -> tuple[int, ...]:
    """The winnowed hashes (unsigned, 32 bits, sorted) of a text: of every stretch of shingles the least.

    After Schleimer, Wilkerson and Aiken, Winnowing (2003): what two texts share of a stretch or more shares a hash.
    """
    hashes = [zlib.crc32(shingle.encode("utf-8", "replace")) for shingle in _in_order(text)]
    starts = range(max(1, len(hashes) - _STRETCH + 1)) if hashes else ()
    return tuple(sorted({min(hashes[at : at + _STRETCH]) for at in starts}))


def bands(digest: Sequence[int]) -> tuple[int, ...]:
    """The locality-sensitive hashes (unsigned, 64 bits) of a digest: two copies almost surely share at least one."""
    return tuple(
        int.from_bytes(hashlib.blake2b(repr((at, *digest[at : at + _ROWS])).encode(), digest_size=8).digest(), "big")
        for at in range(0, len(digest) - _ROWS + 1, _ROWS)
    )


def resemblance(one: ArticleProfile, other: ArticleProfile) -> float:
    """The share of all shingles that two articles have in common; estimated where a text is not at hand."""
    if one.text is not None and other.text is not None:
        mine, theirs = shingles(one.text), shingles(other.text)
        return len(mine & theirs) / max(1, len(mine | theirs))
    if not one.signature or len(one.signature) != len(other.signature):
        return 0.0
    return sum(a == b for a, b in zip(one.signature, other.signature, strict=True)) / len(one.signature)


def containment(share: float, one: ArticleProfile, other: ArticleProfile) -> float:
    """The share of the shorter text that the longer one has; estimated, from what both share, without the texts."""
    if one.text is not None and other.text is not None:
        mine, theirs = shingles(one.text), shingles(other.text)
        return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    if share < _LEAST:
        return 0.0
    common = share / (1 + share) * (one.count_words + other.count_words)
    return min(1.0, common / max(1, min(one.count_words, other.count_words)))


@dataclass(frozen=True, slots=True)
class _Likeness:
    similarity: float
    reason: str


def _likeness(one: ArticleProfile, other: ArticleProfile) -> _Likeness | None:
    """Why two articles are copies of one another, or None where they are not."""
    share = resemblance(one, other)
    if share == 1.0 and one.count_words == other.count_words:
        return _Likeness(1.0, "the same text")
    if min(one.count_words, other.count_words) < _SHORT:
        return None
    if share >= SAME:
        return _Likeness(share, f"{share:.0%} of the five-word sequences are the same")
    inside = containment(share, one, other)
    if inside >= CONTAINED:
        return _Likeness(inside, f"{inside:.0%} of the shorter text is in the longer one")
    return None


def time_of(article: ArticleProfile) -> tuple[datetime, str]:
    """What articles are ordered by: when it was published, else first seen; then the id."""
    return (article.published_at or article.first_seen_at, article.article_id)


def newest_known(new: Iterable[ArticleProfile], candidates: Iterable[ArticleProfile]) -> list[ArticleProfile]:
    """The new articles, in order of time, each once, with the event and story they already had."""
    known = {article.article_id: article for article in candidates}
    found = {}
    for article in new:
        old = known.get(article.article_id)
        found[article.article_id] = with_old_ids(article, old) if old else article
    return sorted(found.values(), key=time_of)


def with_old_ids(article: ArticleProfile, old: ArticleProfile) -> ArticleProfile:
    """The article with the event and story of its old profile, where it has none of its own."""
    return replace(article, event_id=article.event_id or old.event_id, story_id=article.story_id or old.story_id)


def _pairs(new: Sequence[ArticleProfile], others: Sequence[ArticleProfile]) -> Iterable[tuple[str, str]]:
    """Pairs of articles that share a band, at least one of them new."""
    by_band: dict[int, list[str]] = defaultdict(list)
    for article in (*new, *others):
        for band in article.bands or bands(article.signature):
            by_band[band].append(article.article_id)
    is_new = {article.article_id for article in new}
    met = {(min(a, b), max(a, b)) for ids in by_band.values() for a in ids if a in is_new for b in ids if a != b}
    return sorted(met)


@dataclass(frozen=True, slots=True)
class _Story:
    members: tuple[ArticleProfile, ...]  # the original first

    @property
    def story_id(self) -> str:
        """The id it was given first, else one made from the original."""
        given = next((article.story_id for article in self.members if article.story_id), None)
        return given or mint("s", self.members[0].article_id)


def _stories(articles: dict[str, ArticleProfile], links: Iterable[tuple[str, str]]) -> list[_Story]:
    """The groups that links and stories of old make, of two or more articles each."""
    root = {article_id: article_id for article_id in articles}

    def find(at: str) -> str:
        while root[at] != at:
            at = root[at]
        return at

    by_story = defaultdict(list)
    for article in articles.values():
        if article.story_id:
            by_story[article.story_id].append(article.article_id)
    old = (pair for ids in by_story.values() for pair in pairwise(ids))
    for a, b in (*old, *links):
        root[find(a)] = find(b)
    groups = defaultdict(list)
    for article_id in articles:
        groups[find(article_id)].append(articles[article_id])
    return [_Story(tuple(sorted(group, key=time_of))) for group in groups.values() if len(group) > 1]


def fold_copies(
    new: Sequence[ArticleProfile], candidates: Sequence[ArticleProfile], now: datetime
) -> tuple[CopyDecision, ...]:
    """What the new articles change about stories: a decision for each article whose story or original changes.

    Premises: the earliest of the articles with one text is the original; a story's id is given once. Prefers a copy
    missed to two stories folded.
    """
    fresh = newest_known(new, candidates)
    fresh_ids = {article.article_id for article in fresh}
    others = [article for article in candidates if article.article_id not in fresh_ids]
    articles = {article.article_id: article for article in sorted((*fresh, *others), key=time_of)}
    links = {}
    for a, b in _pairs(fresh, others):
        if likeness := _likeness(articles[a], articles[b]):
            links[a, b] = likeness
    decisions = [decision for story in _stories(articles, links) for decision in _decisions(story, links)]
    return tuple(sorted(decisions, key=lambda decision: (decision.story_id, decision.article_id)))


def _decisions(story: _Story, links: dict[tuple[str, str], _Likeness]) -> Iterable[CopyDecision]:
    """The decisions of one story: none where everything about it is as it was."""
    original = story.members[0]
    if all(article.story_id == story.story_id for article in story.members):
        return
    is_earlier = original.story_id != story.story_id
    agency = next((article.agency for article in story.members if article.agency), None)
    for article in story.members:
        if article.story_id == story.story_id and not is_earlier:
            continue
        likeness = _why(article, story, links)
        yield CopyDecision(
            article.article_id, story.story_id, original.article_id, likeness.similarity, likeness.reason, agency
        )


def _why(article: ArticleProfile, story: _Story, links: dict[tuple[str, str], _Likeness]) -> _Likeness:
    """Why an article belongs to its story: its likeness to the original, else to the member it is most like."""
    if article is story.members[0]:
        return _Likeness(1.0, "the earliest with this text")
    if direct := _likeness(article, story.members[0]):
        return direct
    own = [likeness for pair, likeness in links.items() if article.article_id in pair]
    return max(own, key=lambda likeness: (likeness.similarity, likeness.reason), default=_Likeness(0.0, "as before"))
