"""Events: which articles report the same thing that happened, decided online, batch by batch."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from extractors.decisions.copies import newest_known, time_of
from extractors.decisions.evidence import evidence_of
from extractors.decisions.likeness import Likenesses, nearness
from extractors.decisions.linkage import Unit, average_link, days_between
from extractors.records import ArticleProfile, Background, EventAssignment, EventDecisions, EventMove, EventRedirect
from extractors.records.ids import mint

LEAST = 0.105  # mean likeness of the articles of one event
_NEAR_EVENTS = 3  # how many events are linked anew when an article arrives
_FLOOR = 0.5  # times LEAST: an event less alike to the article is left alone
_LINKED = 20  # members of an event, nearest to the article, that are linked one by one; the others stay together


@dataclass(slots=True)
class _Board:
    """Who is in which event while a batch is decided."""

    articles: dict[str, ArticleProfile]
    likes: Likenesses
    event_of: dict[str, str] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    story_mates: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    heir_of: dict[str, str] = field(default_factory=dict)

    def put(self, article_id: str, event_id: str) -> None:
        """Moves an article into an event."""
        if before := self.event_of.get(article_id):
            self.members[before].discard(article_id)
        self.event_of[article_id] = event_id
        self.members[event_id].add(article_id)

    def days_to(self, article_id: str, event_id: str) -> float | None:
        """The days between an article and the nearest of an event, None where there are no dates."""
        mine, days = self.likes.day(article_id), map(self.likes.day, self.members[event_id])
        return None if mine is None else days_between([mine], [day for day in days if day is not None])

    def age(self, event_id: str) -> tuple[datetime, str, str]:
        """What events are ordered by: when first seen, the first member, the id."""
        first = min((self.articles[a] for a in self.members[event_id]), key=lambda a: (a.first_seen_at, a.article_id))
        return first.first_seen_at, first.article_id, event_id


def assign_events(
    new: Sequence[ArticleProfile],
    candidates: Sequence[ArticleProfile],
    now: datetime,
    background: Background | None = None,
) -> EventDecisions:
    """What a batch of articles changes about events. The order of the batch and of the candidates does not matter.

    When an article arrives, it and the members of the events nearest to it are linked anew by average link. Premises:
    articles of one event share rare words and names; copies share the event. Prefers two events to two things in one.
    An article that has an event keeps it, unless the neighbourhood of a new one shows otherwise.
    """
    fresh = newest_known(new, candidates)
    fresh_ids = {article.article_id for article in fresh}
    articles = {a.article_id: a for a in sorted((*candidates, *fresh), key=time_of)}
    board = _Board(articles, Likenesses(articles.values(), sorted(fresh_ids), background))
    for article in articles.values():
        if article.story_id:
            board.story_mates[article.story_id].append(article.article_id)
        if article.event_id:
            board.put(article.article_id, article.event_id)
    before = dict(board.event_of)
    for article in fresh:
        if article.article_id not in board.event_of:
            _place(article, board)
    return _changes(before, board, fresh_ids)


def _place(article: ArticleProfile, board: _Board) -> None:
    """Links an article and its neighbourhood anew."""
    near = _near_events(article, board)
    units = _units(article, near, board)
    groups = average_link(units, board.likes.between, LEAST, board.likes.day, nearness)
    part_of = {event_id: _largest_part(members, groups, board) for event_id, members in near.items()}
    owners = {part: min((e for e in near if part_of[e] == part), key=board.age) for part in set(part_of.values())}
    for group in sorted(groups):
        event_id = owners.get(group) or _new_event(group, article, board)
        for member in group:
            board.put(member, event_id)
    board.heir_of |= {e: owners[part_of[e]] for e in near if owners[part_of[e]] != e}


def _largest_part(members: frozenset[str], groups: Iterable[Unit], board: _Board) -> Unit:
    """The group that holds most of an event's members; of equals the one with the earliest article."""
    return min(
        (group for group in groups if members.intersection(group)),
        key=lambda group: (-len(members.intersection(group)), min(time_of(board.articles[a]) for a in group)),
    )


def _new_event(group: Unit, cause: ArticleProfile, board: _Board) -> str:
    """The id of the event that a group without one makes, after its first article.

    A group that leaves an older event is named for the article that showed it, too: its first article may have given
    its name to an event already.
    """
    if group == (cause.article_id,):
        return mint("e", cause.article_id)
    first = min(group, key=lambda a: time_of(board.articles[a]))
    return mint("e", first, "shown by", cause.article_id)


def _near_events(article: ArticleProfile, board: _Board) -> dict[str, frozenset[str]]:
    """The few events nearest to an article, with their members; those of its copies first."""
    row = board.likes.row(article.article_id)
    mates = [a for a in board.story_mates.get(article.story_id or "", ()) if a in board.event_of]
    touched = {board.event_of[a] for a in (*mates, *row) if a in board.event_of}
    copied = {board.event_of[a] for a in mates}
    alike = {e: _alike(row, board.days_to(article.article_id, e), board.members[e]) for e in touched}
    ordered = sorted(touched, key=lambda e: (e not in copied, -alike[e], e))
    chosen = [e for e in ordered if e in copied or alike[e] >= _FLOOR * LEAST][: max(_NEAR_EVENTS, len(copied))]
    return {e: frozenset(board.members[e]) for e in chosen}


def _alike(row: dict[str, float], days: float | None, members: set[str]) -> float:
    """How alike an article is to an event: its mean likeness to the members, times the nearness of the nearest.

    Where a story has drifted, half the likeness to its likest member is more.
    """
    found = [row.get(a, 0.0) for a in members]
    return max(sum(found) / len(found), max(found) / 2) * nearness(days)


def _units(article: ArticleProfile, near: dict[str, frozenset[str]], board: _Board) -> list[Unit]:
    """What is linked: single articles, copies together, and of large events the far members together."""
    row = board.likes.row(article.article_id)
    together: list[list[str]] = []
    for event_id in sorted(near):
        ordered = sorted(near[event_id], key=lambda a: (-row.get(a, 0.0), a))
        together += [[a] for a in ordered[:_LINKED]]
        if len(ordered) > _LINKED:
            together.append(ordered[_LINKED:])
    together.append([article.article_id])
    by_story: dict[str, list[str]] = {}
    units: list[list[str]] = []
    for unit in together:
        home = next((by_story[s] for a in unit if (s := board.articles[a].story_id) and s in by_story), None)
        if home is None:
            home = []
            units.append(home)
        home += unit
        by_story |= {s: home for a in unit if (s := board.articles[a].story_id)}
    return [tuple(unit) for unit in units]


def _changes(before: dict[str, str], board: _Board, fresh_ids: Iterable[str]) -> EventDecisions:
    """The difference between what was and what is, each with its evidence."""
    old_events = set(before.values())
    redirects = {e: _heir(e, board) for e in sorted(board.heir_of) if e in old_events}
    moved = sorted(a for a, e in before.items() if redirects.get(e, e) != board.event_of[a])
    founding = {a for a in moved if board.event_of[a] not in old_events}  # so that a new event has an assignment
    added = sorted((set(fresh_ids) - before.keys()) | founding)
    return EventDecisions(
        assignments=tuple(_assignment(a, old_events, board) for a in added),
        moves=tuple(_move(a, before[a], board) for a in moved),
        redirects=tuple(_redirect(e, to, before, board) for e, to in redirects.items()),
    )


def _heir(event_id: str, board: _Board) -> str:
    while event_id in board.heir_of:
        event_id = board.heir_of[event_id]
    return event_id


def _assignment(article_id: str, old_events: set[str], board: _Board) -> EventAssignment:
    event_id = board.event_of[article_id]
    others = sorted(board.members[event_id] - {article_id})
    is_new = event_id not in old_events
    if not others:
        return EventAssignment(article_id, event_id, 1.0, "first", "nothing like it so far", is_new)
    why = board.likes.explained(article_id, others)
    story_id = board.articles[article_id].story_id
    is_copy = story_id is not None and any(board.articles[other].story_id == story_id for other in others)
    rule, opening = ("copy", "the same text; ") if is_copy else ("average link", "")
    evidence = opening + evidence_of(why, [board.articles[a] for a in (article_id, *others)])
    return EventAssignment(article_id, event_id, round(why.score, 4), rule, evidence, is_new)


def _move(article_id: str, from_event_id: str, board: _Board) -> EventMove:
    to_event_id = board.event_of[article_id]
    others = sorted(board.members[to_event_id] - {article_id})
    why = board.likes.explained(article_id, others)
    reason = "nearer, since later articles: " + evidence_of(why, [board.articles[a] for a in (article_id, *others)])
    return EventMove(article_id, from_event_id, to_event_id, round(why.score, 4), reason)


def _redirect(event_id: str, to_event_id: str, before: dict[str, str], board: _Board) -> EventRedirect:
    """The merge of two events; its score is the mean likeness of their articles, its evidence the likest article's."""
    was = sorted(a for a, e in before.items() if e == event_id)
    mine = [a for a in was if board.event_of[a] == to_event_id] or was  # all may have moved on within the batch
    theirs = sorted(board.members[to_event_id] - set(mine))
    whys = {a: board.likes.explained(a, theirs) for a in mine}
    best = min(mine, key=lambda a: (-whys[a].score, a))
    score = sum(why.score for why in whys.values()) / len(whys)
    reason = "one event: " + evidence_of(whys[best], [board.articles[a] for a in (best, *theirs)])
    return EventRedirect(event_id, to_event_id, round(score, 4), reason)
