"""What alert rules are held against, and the alerts that come of it. Loading twice changes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import (
    AlertDecision,
    AlertRule,
    ArticleWords,
    Conditions,
    Dossier,
    Report,
    SentAlert,
    Standing,
    Timing,
    Topic,
)
from warehouse.generation import count_change
from warehouse.statements import Row, as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def rules(con: "DuckDBPyConnection") -> tuple[AlertRule, ...]:
    """The active rules of the tracked figures."""
    return tuple(_rule(row) for row in rows(con, "reads/active_rules"))


def _rule(row: Row) -> AlertRule:
    (
        rule_id, figure_key, figure_name, entity_id, kind, silence_days, is_first_on_event, words, topic, topic_words,
        topic_names, kinds, min_confidence, min_sources, quiet, digest, channels, since, is_looking_back, is_edits,
    ) = row  # fmt: skip
    return AlertRule(
        rule_id=rule_id,
        figure_key=figure_key,
        figure_name=figure_name,
        entity_id=entity_id,
        kind=kind,
        conditions=Conditions(
            silence_days=silence_days,
            is_first_on_event=is_first_on_event,
            words=tuple(words),
            topic=Topic(topic, tuple(topic_words), tuple(topic_names)) if topic is not None else None,
            kinds=tuple(kinds),
            min_confidence=min_confidence,
            min_sources=min_sources,
            is_edits=is_edits,
        ),
        timing=Timing(quiet, digest),
        channels=tuple(channels),
        since=since,
        is_looking_back=is_looking_back,
    )


def touched_dossiers(
    con: "DuckDBPyConnection",
    statement_ids: Collection[str],
    rules: Sequence[AlertRule],
    known_after_days: float,
    *,
    is_read_again: bool = False,
) -> tuple[Dossier, ...]:
    """Those of the statements that the rules' figures are credited with, with all that the rules ask for.

    A text counts as read when it was read first; where `is_read_again`, last.
    """
    if not statement_ids or not rules:
        return ()
    asked = _Asked(as_json(sorted(statement_ids)), None, known_after_days, is_read_again)
    return _dossiers(con, rules, asked)


def dossiers_since(
    con: "DuckDBPyConnection", since: datetime | None, rules: Sequence[AlertRule], known_after_days: float
) -> tuple[Dossier, ...]:
    """All statements of the rules' figures that were first seen, or reported, since then; all there are for None."""
    return _dossiers(con, rules, _Asked(None, since, known_after_days)) if rules else ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which statements are asked for: the ids as JSON, or since when; and when a text is old, and was read."""

    statement_ids: str | None
    since: datetime | None
    known_after_days: float
    is_read_again: bool = False


def _dossiers(con: "DuckDBPyConnection", rules: Sequence[AlertRule], asked: _Asked) -> tuple[Dossier, ...]:
    entity_ids = as_json(sorted({rule.entity_id for rule in rules}))
    found = rows(con, "reads/dossiers", statement_ids=asked.statement_ids, entity_ids=entity_ids, since=asked.since)
    if not found:
        return ()
    reports = _reports(con, found, entity_ids, asked)
    standings = _standings(con, found, rules)
    return tuple(_dossier(row, reports[row[0]], standings[row[0]]) for row in found)


def _dossier(row: Row, reports: list[Report], standings: list[Standing]) -> Dossier:
    *fields, speaker_ids, merged_ids = row
    filled: Row = (*fields, tuple(speaker_ids), tuple(merged_ids), tuple(reports), tuple(standings))
    return Dossier(*filled)


def _reports(
    con: "DuckDBPyConnection", found: Sequence[Row], entity_ids: str, asked: _Asked
) -> dict[str, list[Report]]:
    leading = [
        {"statement_id": statement_id, "to_statement_id": row[0]}
        for row in found
        for statement_id in (row[0], *row[-1])
    ]
    reports: dict[str, list[Report]] = defaultdict(list)
    for statement_id, *fields in rows(
        con,
        "reads/reports",
        statements=as_json(leading),
        entity_ids=entity_ids,
        known_after_days=asked.known_after_days,
        is_read_again=asked.is_read_again,
    ):
        reports[statement_id].append(Report(*fields))
    return reports


def _standings(
    con: "DuckDBPyConnection", found: Sequence[Row], rules: Sequence[AlertRule]
) -> dict[str, list[Standing]]:
    """How the statements stand among those before; asked for the figures only whose rules want to know."""
    asking = {
        rule.entity_id
        for rule in rules
        if rule.conditions.silence_days is not None or rule.conditions.is_first_on_event
    }
    standings: dict[str, list[Standing]] = defaultdict(list)
    if asking:
        ids = as_json(row[0] for row in found)
        for statement_id, *fields in rows(
            con, "reads/standings", entity_ids=as_json(sorted(asking)), statement_ids=ids
        ):
            standings[statement_id].append(Standing(*fields))
    return standings


def words_of_articles(
    con: "DuckDBPyConnection", dossiers: Iterable[Dossier], rules: Iterable[AlertRule]
) -> dict[str, ArticleWords]:
    """What topics are sought in, for the articles that report the statements; nothing where no rule has a topic."""
    asking = {rule.entity_id for rule in rules if rule.conditions.topic is not None}
    article_ids = {r.article_id for dossier in dossiers for r in dossier.reports if r.entity_id in asking}
    if not article_ids:
        return {}
    found = rows(con, "reads/article_words", article_ids=as_json(sorted(article_ids)))
    return {row[0]: ArticleWords(row[0], row[1], row[2], frozenset(row[3])) for row in found}


def alert_ids_of(con: "DuckDBPyConnection", dossiers: Iterable[Dossier]) -> frozenset[str]:
    """The ids of the alerts made for these statements, and for those that lead to them."""
    ids = as_json(dossier.statement_id for dossier in dossiers)
    return frozenset(alert_id for (alert_id,) in rows(con, "reads/old_alerts", statement_ids=ids))


def number_statements(con: "DuckDBPyConnection") -> None:
    """Every statement has its place in the order in which they came on record."""
    run(con, "loads/statements_numbered")


def load_alerts(con: "DuckDBPyConnection", alerts: Sequence[AlertDecision], channels: Sequence[str]) -> int:
    """How many of the alerts are new. Each waits for its rule's channels; for all, where none of those is there."""
    if not alerts:
        return 0
    made = run(con, "loads/alerts", rows=as_json(alerts))
    waiting = run(con, "loads/deliveries_pending", rows=as_json(alerts), channels=as_json(channels))
    count_change(con, made + waiting)
    return made


def looked_back(con: "DuckDBPyConnection", rule_ids: Collection[str], now: datetime) -> None:
    """It is on record that these rules were held against what was there before them."""
    count_change(con, run(con, "loads/rules_looked_back", rule_ids=as_json(sorted(rule_ids)), now=now))


def rules_to_look_back(con: "DuckDBPyConnection") -> frozenset[str]:
    """The ids of the active rules that were asked to look back and have not yet."""
    return frozenset(rule_id for (rule_id,) in rows(con, "reads/rules_to_look_back"))


def sent_alerts(con: "DuckDBPyConnection", figure_key: str, since: datetime) -> tuple[SentAlert, ...]:
    """The alerts about a figure that were made since then."""
    return tuple(SentAlert(*row) for row in rows(con, "reads/sent_alerts", figure_key=figure_key, since=since))
