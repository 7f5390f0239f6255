"""What people judged about entities, turned into where each leads: a pure function of the judgements that hold.

What the program finds by itself is kept beside it, and found as if nobody had judged: so a judgement holds for
articles to come, applying it twice is applying it once, and undoing it leaves no trace.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from extractors.records import EntityCard, EntityJudgement, EntityRedirect, JudgementKind
from extractors.records.ids import mint

_Context = tuple[str | None, str | None]  # folded name and article; None: any
_ANY: _Context = (None, None)


def merge(entity_id: str, into: str, now: datetime, note: str | None = None) -> EntityJudgement:
    """The judgement that an entity is another one; its id follows from both."""
    made = mint("j", JudgementKind.MERGE, entity_id, into)
    return EntityJudgement(made, JudgementKind.MERGE, entity_id, into, now, note=note)


def split(
    entity_id: str,
    now: datetime,
    *,
    alias: str | None = None,
    alias_key: str | None = None,
    article_id: str | None = None,
    note: str | None = None,
) -> EntityJudgement:
    """The judgement that a spelling, or an article's use of the name, is somebody else: an entity of its own.

    Raises:
        ValueError: neither a spelling nor an article is given.
    """
    if alias_key is None and article_id is None:
        raise ValueError("a split needs a spelling or an article")
    parts = entity_id, alias_key or "", article_id or ""
    made = mint("n", "split", *parts)
    return EntityJudgement(
        mint("j", JudgementKind.SPLIT, *parts),
        JudgementKind.SPLIT,
        entity_id,
        made,
        now,
        alias=alias,
        alias_key=alias_key,
        article_id=article_id,
        note=note,
    )


def redirects_of(judgements: Sequence[EntityJudgement]) -> tuple[EntityRedirect, ...]:
    """Where each judged entity leads, in one step: by spelling or article where that matters, and else.

    The order of the judgements does not matter but where they go round in a circle: then it ends where it closes.
    """
    holding = sorted((j for j in judgements if j.undone_at is None), key=lambda j: j.judgement_id)
    steps = _Steps(holding)
    redirects = []
    for entity_id in sorted({i for j in holding for i in (j.entity_id, j.other_entity_id)}):
        usual, _ = steps.follow(entity_id, _ANY)
        for context in sorted(steps.contexts(entity_id), key=lambda c: (c[0] or "", c[1] or "")):
            to, judgement_id = steps.follow(entity_id, context)
            if to != (entity_id if context == _ANY else usual):
                redirects.append(EntityRedirect(entity_id, *context, to, judgement_id))
    return tuple(redirects)


class _Steps:
    """The judgements that hold, by the entity that each leads away from."""

    def __init__(self, judgements: Iterable[EntityJudgement]) -> None:
        self.away: dict[str, list[EntityJudgement]] = defaultdict(list)
        for judgement in judgements:
            self.away[judgement.entity_id].append(judgement)

    def contexts(self, entity_id: str) -> set[_Context]:
        """What may matter for where an entity leads: the spellings and articles of all splits on the way."""
        found, waiting, seen = {_ANY}, [entity_id], {entity_id}
        while waiting:
            for judgement in self.away.get(waiting.pop(), ()):
                found.add((judgement.alias_key, judgement.article_id))
                if judgement.other_entity_id not in seen:
                    seen.add(judgement.other_entity_id)
                    waiting.append(judgement.other_entity_id)
        return found

    def follow(self, entity_id: str, context: _Context) -> tuple[str, str]:
        """Where an entity leads, and the judgement that says so; itself, and none, where nobody judged."""
        at, by, seen = entity_id, "", {entity_id}
        while judgement := self._next(at, context):
            at, by = judgement.other_entity_id, judgement.judgement_id
            if at in seen:
                break
            seen.add(at)
        return at, by

    def _next(self, entity_id: str, context: _Context) -> EntityJudgement | None:
        """A split that fits, an article's before a spelling's; else a merge, the latest."""
        alias_key, article_id = context
        fitting = [
            j
            for j in self.away.get(entity_id, ())
            if j.alias_key in (None, alias_key) and j.article_id in (None, article_id)
        ]
        return max(fitting, key=_weight, default=None)


def _weight(judgement: EntityJudgement) -> tuple[bool, bool, datetime, str]:
    is_article, is_alias = judgement.article_id is not None, judgement.alias_key is not None
    return is_article, is_alias, judgement.judged_at, judgement.judgement_id


class Judged:
    """Where found entities lead by what people judged."""

    def __init__(self, redirects: Iterable[EntityRedirect]) -> None:
        self._by_place = {(r.entity_id, r.alias_key, r.article_id): r for r in redirects}

    def of(self, entity_id: str, alias_key: str, article_id: str) -> EntityRedirect | None:
        """The redirect for this use of a name; None where nobody judged about it."""
        contexts = ((alias_key, article_id), (None, article_id), (alias_key, None), _ANY)
        found = (self._by_place.get((entity_id, *context)) for context in contexts)
        return next((redirect for redirect in found if redirect), None)

    def merged(self, entity_id: str) -> str:
        """The entity that this one is, whatever its spelling."""
        redirect = self._by_place.get((entity_id, None, None))
        return redirect.to_entity_id if redirect else entity_id


def decide_merge(
    one: EntityCard, other: EntityCard, judgements: Sequence[EntityJudgement], now: datetime, note: str | None = None
) -> EntityJudgement | str:
    """The judgement that two entities are one, or why that cannot be said.

    A tracked figure survives, else the one that was known first. Where one was split off from the other, the split is
    undone.
    """
    if one.entity_id == other.entity_id:
        return f"{one.name} and {other.name} are one already ({one.entity_id})."
    if one.is_figure and other.is_figure:
        return f"{one.name} and {other.name} are both tracked figures. Keep one of them in the file of figures first."
    pair = {one.entity_id, other.entity_id}
    holding = [j for j in judgements if j.undone_at is None and j.judgement is JudgementKind.SPLIT]
    parted = next((j for j in holding if {j.entity_id, j.other_entity_id} == pair), None)
    if parted:
        return replace(parted, undone_at=now, note=note or parted.note)
    made = {j.other_entity_id for j in holding}
    stays, goes = sorted(
        (one, other),
        key=lambda card: (not card.is_figure, card.entity_id in made, card.first_seen_at, card.entity_id),
    )
    return merge(goes.entity_id, stays.entity_id, now, note)


def decide_split(
    card: EntityCard,
    now: datetime,
    *,
    alias: str | None = None,
    alias_key: str | None = None,
    own_key: str,
    article_id: str | None = None,
    note: str | None = None,
) -> EntityJudgement | str:
    """The judgement that a spelling, or an article's use of the name, is not this entity, or why that cannot be said.

    `own_key` is the folded name of the entity itself: that cannot be split off but from single articles.
    """
    if alias_key is None and article_id is None:
        return "Say what is split off: a spelling (--alias), or the use of the name in an article (--article)."
    if alias_key is not None and alias_key not in card.alias_keys:
        return f"{card.name} is not known as {alias}. Its spellings: onrecord entities {card.entity_id}"
    if alias_key == own_key and article_id is None:
        return f"{alias} is the name of {card.entity_id} itself. Split off another spelling, or name an --article."
    return split(card.entity_id, now, alias=alias or card.name, alias_key=alias_key, article_id=article_id, note=note)
