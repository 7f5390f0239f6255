"""Copies: articles with (nearly) the same text, found by fingerprints and folded into one story, never deleted.

Two kinds of fingerprint find the candidates: bands of a MinHash digest find texts that are alike as a whole; winnowed
hashes, one from every stretch of the text, find a text that is a part of another. The words themselves then decide.
A later article that holds the texts of several others is a collection: it copies the one it has most of, and does not
make one story of them all.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import pairwise

from extractors.decisions.fingerprints import bands, shingles
from extractors.decisions.fingerprints import folded_words as folded_words  # likeness asks for it here
from extractors.records import ArticleProfile, CopyDecision
from extractors.records.ids import mint

_SHORT = 30  # words; shorter texts are copies only when identical

SAME = 0.5  # share of all shingles (Jaccard)
CONTAINED = 0.8  # share of the shorter text's shingles
_LEAST = 0.2  # below this share an estimate of what is contained is noise


_Shingled = Callable[[str], frozenset[int]]


def resemblance(one: ArticleProfile, other: ArticleProfile, shingled: _Shingled = shingles) -> float:
    """The share of all shingles that two articles have in common; estimated where a text is not at hand."""
    if one.text is not None and other.text is not None:
        mine, theirs = shingled(one.text), shingled(other.text)
        return len(mine & theirs) / max(1, len(mine | theirs))
    if not one.signature or len(one.signature) != len(other.signature):
        return 0.0
    return sum(a == b for a, b in zip(one.signature, other.signature, strict=True)) / len(one.signature)


def containment(share: float, one: ArticleProfile, other: ArticleProfile, shingled: _Shingled = shingles) -> float:
    """The share of the shorter text that the longer one has; estimated, from what both share, without the texts."""
    if one.text is not None and other.text is not None:
        mine, theirs = shingled(one.text), shingled(other.text)
        return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    if share < _LEAST:
        return 0.0
    common = share / (1 + share) * (one.count_words + other.count_words)
    return min(1.0, common / max(1, min(one.count_words, other.count_words)))


@dataclass(frozen=True, slots=True)
class _Likeness:
    similarity: float
    reason: str
    is_part: bool = False  # the shorter is in the longer one


def _likeness(one: ArticleProfile, other: ArticleProfile, shingled: _Shingled) -> _Likeness | None:
    """Why two articles are copies of one another, or None where they are not."""
    share = resemblance(one, other, shingled)
    if share == 1.0 and one.count_words == other.count_words:
        return _Likeness(1.0, "the same text")
    if min(one.count_words, other.count_words) < _SHORT:
        return None
    if share >= SAME:
        return _Likeness(share, f"{share:.0%} of the five-word sequences are the same")
    inside = containment(share, one, other, shingled)
    if inside >= CONTAINED:
        return _Likeness(inside, f"{inside:.0%} of the shorter text is in the longer one", is_part=True)
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


class _Groups:
    """Articles in groups that links join."""

    def __init__(self, article_ids: Iterable[str]) -> None:
        self._root = {article_id: article_id for article_id in article_ids}

    def of(self, article_id: str) -> str:
        """What all of one group have in common."""
        while self._root[article_id] != article_id:
            article_id = self._root[article_id]
        return article_id

    def join(self, one: str, other: str) -> None:
        """Makes one group of two."""
        self._root[self.of(one)] = self.of(other)


def _stories(articles: dict[str, ArticleProfile], links: dict[tuple[str, str], _Likeness]) -> list[_Story]:
    """The groups that links and stories of old make, of two or more articles each."""
    by_story = defaultdict(list)
    for article in articles.values():
        if article.story_id:
            by_story[article.story_id].append(article.article_id)
    old = [pair for ids in by_story.values() for pair in pairwise(ids)]
    groups = _Groups(articles)
    for a, b in (*old, *(pair for pair, likeness in links.items() if not likeness.is_part)):
        groups.join(a, b)
    _join_parts(articles, [pair for pair, likeness in links.items() if likeness.is_part], groups)
    members = defaultdict(list)
    for article_id in articles:
        members[groups.of(article_id)].append(articles[article_id])
    return [_Story(tuple(sorted(group, key=time_of))) for group in members.values() if len(group) > 1]


def _join_parts(articles: dict[str, ArticleProfile], links: Iterable[tuple[str, str]], groups: _Groups) -> None:
    """Joins parts to the wholes they are in, the longest first; a whole that is later than its parts to one of them.

    Premise: who comes first is the source. What is cut from an earlier text tells its story; a later one that has
    several unlike texts in it, a round-up, tells each of them, and may not make one story of all.
    """
    pairs = [
        tuple(sorted((articles[a], articles[b]), key=lambda it: (it.count_words, it.article_id))) for a, b in links
    ]
    taken: dict[str, str] = {}
    for part, whole in sorted(pairs, key=lambda pair: (-pair[0].count_words, pair[0].article_id, pair[1].article_id)):
        if time_of(whole) > time_of(part):
            is_other = whole.story_id is not None and groups.of(whole.article_id) != groups.of(part.article_id)
            first = taken.setdefault(whole.article_id, part.article_id)
            if is_other or groups.of(first) != groups.of(part.article_id):
                continue
        groups.join(part.article_id, whole.article_id)


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
    shingled = cache(shingles)
    links = {}
    for a, b in _pairs(fresh, others):
        if likeness := _likeness(articles[a], articles[b], shingled):
            links[a, b] = likeness
    before = {article.article_id: article for article in candidates}
    decisions = [
        decision for story in _stories(articles, links) for decision in _decisions(story, links, before, shingled)
    ]
    return tuple(sorted(decisions, key=lambda decision: (decision.story_id, decision.article_id)))


def _decisions(
    story: _Story,
    links: dict[tuple[str, str], _Likeness],
    before: dict[str, ArticleProfile],
    shingled: _Shingled,
) -> Iterable[CopyDecision]:
    """The decisions of one story: none where everything about it is as it was, on all where all are concerned."""
    original, agency = story.members[0], _agency(story.members)
    old = [before[it.article_id] for it in story.members if it.article_id in before]
    old = [article for article in old if article.story_id == story.story_id]
    is_earlier = original.article_id not in {article.article_id for article in old}
    concerns_all = is_earlier or agency != _agency(old)
    for article in story.members:
        if article.story_id == story.story_id and not concerns_all:
            continue
        likeness = _why(article, story, links, shingled)
        yield CopyDecision(
            article.article_id, story.story_id, original.article_id, likeness.similarity, likeness.reason, agency
        )


def _agency(members: Iterable[ArticleProfile]) -> str | None:
    """The agency that the first of them to credit one credits."""
    return next((article.agency for article in sorted(members, key=time_of) if article.agency), None)


def _why(
    article: ArticleProfile, story: _Story, links: dict[tuple[str, str], _Likeness], shingled: _Shingled
) -> _Likeness:
    """Why an article belongs to its story: its likeness to the original, else to the member it is most like."""
    if article is story.members[0]:
        return _Likeness(1.0, "the earliest with this text")
    if direct := _likeness(article, story.members[0], shingled):
        return direct
    own = [likeness for pair, likeness in links.items() if article.article_id in pair]
    return max(own, key=lambda likeness: (likeness.similarity, likeness.reason), default=_Likeness(0.0, "as before"))
