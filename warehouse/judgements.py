"""What people judged about entities, and what that changes in what is stored. Loading twice changes nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import (
    CreditChange,
    EntityCard,
    EntityJudgement,
    EntityRedirect,
    JudgementKind,
    KnownEntity,
    StandingAlert,
)
from warehouse.current import keep_current
from warehouse.generation import count_change
from warehouse.statements import Row, as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def entity_judgements(con: "DuckDBPyConnection") -> tuple[EntityJudgement, ...]:
    """All judgements about entities, the undone ones included, in the order in which they were made."""
    return tuple(_judgement(row) for row in rows(con, "reads/entity_judgements"))


def _judgement(row: Row) -> EntityJudgement:
    judgement_id, kind, *others = row
    filled: Row = (judgement_id, JudgementKind(kind), *others)
    return EntityJudgement(*filled)


def entity_redirects(con: "DuckDBPyConnection") -> tuple[EntityRedirect, ...]:
    """Where judged entities lead."""
    return tuple(EntityRedirect(*row) for row in rows(con, "reads/entity_redirects"))


def entity_cards(con: "DuckDBPyConnection", name: str, name_key: str) -> tuple[EntityCard, ...]:
    """The entities that may be meant by an id, a figure's key, a name or a spelling; the likeliest first."""
    found = rows(con, "reads/entity_cards", name=name, name_key=name_key)
    return tuple(_card(row) for row in found)


def _card(row: Row) -> EntityCard:
    *fields, keys, count_articles = row
    filled: Row = (*fields, frozenset(keys), count_articles)
    return EntityCard(*filled)


def load_judgements(
    con: "DuckDBPyConnection", judgements: Sequence[EntityJudgement], redirects: Sequence[EntityRedirect]
) -> tuple[CreditChange, ...]:
    """What new or undone judgements change in who is credited. `redirects` are those of all judgements that hold."""
    before = entity_redirects(con)
    judged = {redirect.entity_id for redirect in (*before, *redirects)}
    known = judged | {redirect.to_entity_id for redirect in (*before, *redirects)}
    credits_before = _credits(con, (), known)
    changed = run(con, "loads/entity_judgements", rows=as_json(judgements))
    changed += run(con, "loads/entity_redirects", rows=as_json(redirects))
    changed += run(con, "loads/entities_judged")
    changed += run(con, "loads/judged", entity_ids=as_json(sorted(judged)))
    changed += keep_current(con, entity_ids=known)
    changes = credit_changes(con, credits_before)
    count_change(con, changed)
    return changes


def _credits(
    con: "DuckDBPyConnection", statement_ids: Collection[str], entity_ids: Collection[str] = ()
) -> dict[str, Row]:
    found = rows(
        con,
        "reads/credits",
        statement_ids=as_json(sorted(statement_ids)),
        entity_ids=as_json(sorted(entity_ids)),
    )
    return {row[0]: row for row in found}


def statement_credits(con: "DuckDBPyConnection", statement_ids: Collection[str]) -> dict[str, Row]:
    """Who is credited with statements now: what `credit_changes` compares with."""
    return _credits(con, statement_ids)


def credit_changes(con: "DuckDBPyConnection", before: dict[str, Row]) -> tuple[CreditChange, ...]:
    """What has changed since `before` was read, once the statements have the speakers of their reports."""
    run(con, "loads/statement_speakers", statement_ids=as_json(sorted(before)))
    after = _credits(con, before)
    changed = [key for key in sorted(before) if before[key][4] != after[key][4]]
    ids = sorted({entity_id for key in changed for entity_id in after[key][4]})
    names: dict[str, str] = dict(rows(con, "reads/entity_names", entity_ids=as_json(ids)))
    return tuple(_change(before[key], after[key], names) for key in changed)


def _change(before: Row, after: Row, names: dict[str, str]) -> CreditChange:
    statement_id, quote_id, article_id, event_id, speaker_ids, known_reason = after
    return CreditChange(
        statement_id=statement_id,
        quote_id=quote_id,
        article_id=article_id,
        event_id=event_id,
        before=tuple(before[4]),
        after=tuple(speaker_ids),
        known_reason=known_reason,
        names=tuple(names[entity_id] for entity_id in speaker_ids if entity_id in names),
    )


def standing_alerts(con: "DuckDBPyConnection", changes: Sequence[CreditChange]) -> tuple[StandingAlert, ...]:
    """The last alert, or withdrawal, of each rule for the statements whose credit changed."""
    ids = as_json(sorted(change.statement_id for change in changes))
    return tuple(StandingAlert(*row) for row in rows(con, "reads/standing_alerts", statement_ids=ids))


def make_entity(con: "DuckDBPyConnection", entity: KnownEntity, article_id: str, now: datetime) -> None:
    """An entity that a person names is there, with its name as its spelling."""
    row = {"entity_id": entity.entity_id, "name": entity.name, "type": entity.type, "article_id": article_id}
    made = as_json([row | {"first_seen_at": now}])
    keys = [{"entity_id": entity.entity_id, "alias": entity.name, "reason": "named by a person"}]
    aliases = as_json(key | {"alias_key": min(entity.alias_keys, default=None)} for key in keys)
    changed = run(con, "loads/entities", rows=made)
    count_change(con, changed + run(con, "loads/entity_aliases", rows=aliases, entities=made))
