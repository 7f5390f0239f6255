"""Rules held against what a load touched, in its transaction; and against all on record, where that was asked for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.decisions.alerts import decide_alerts, met_alerts, old_alerts
from extractors.decisions.corrections import correction_alerts
from extractors.records import CreditChange
from flows.journalling import LOOK_BACK, note
from flows.recording import Run

if TYPE_CHECKING:
    from warehouse.connection import Connection


def raise_alerts(
    con: "Connection",
    statement_ids: Collection[str],
    now: datetime,
    *,
    known_after_days: float,
    channels: Sequence[str],
    is_read_again: bool = False,
) -> int:
    """How many alerts were made for these statements, which a batch that was read at `now` has touched.

    What was read before is no news when a newer extractor reads it, but where `is_read_again` says that it should be.
    """
    from warehouse.alerting import (
        alert_ids_of,
        load_alerts,
        number_statements,
        rules,
        touched_dossiers,
        words_of_articles,
    )

    number_statements(con)
    active = rules(con)
    dossiers = touched_dossiers(con, statement_ids, active, known_after_days, is_read_again=is_read_again)
    if not dossiers:
        return 0
    articles = words_of_articles(con, dossiers, active)
    return load_alerts(con, decide_alerts(dossiers, active, alert_ids_of(con, dossiers), now, articles), channels)


def look_back(run: Run) -> int:
    """How many alerts were made for what is on record already: by rules that were asked for it, once."""
    from warehouse.alerting import rules_to_look_back

    now, days, channels = run.now(), run.settings.known_after_days, tuple(run.settings.channels)
    with run.writing() as con:
        is_asked = bool(rules_to_look_back(con))
        count = look_back_in(con, now, known_after_days=days, channels=channels)
        if is_asked:
            note(run, con, LOOK_BACK, now, known_after_days=days, channels=channels)
    return count


def look_back_in(con: "Connection", now: datetime, *, known_after_days: float, channels: Sequence[str]) -> int:
    """The same with an open connection."""
    from warehouse.alerting import (
        alert_ids_of,
        dossiers_since,
        load_alerts,
        looked_back,
        rules,
        rules_to_look_back,
        words_of_articles,
    )

    waiting = rules_to_look_back(con)
    asked = tuple(rule for rule in rules(con) if rule.rule_id in waiting)
    if not asked:
        return 0
    since = min(rule.since for rule in asked if rule.since)
    dossiers = dossiers_since(con, since, asked, known_after_days)
    articles = words_of_articles(con, dossiers, asked)
    count = load_alerts(con, old_alerts(dossiers, asked, alert_ids_of(con, dossiers), now, articles), channels)
    looked_back(con, waiting, now)
    return count


def correct_alerts(
    con: "Connection",
    changes: Sequence[CreditChange],
    run: Run,
    *,
    tells_news: bool,
    by: str = "a person's judgement",
) -> int:
    """How many alerts follow from changed credits: to newly credited figures, and where a wrong alert had gone."""
    from warehouse.alerting import number_statements, rules, touched_dossiers, words_of_articles
    from warehouse.corrections import load_correction_alerts
    from warehouse.judgements import standing_alerts

    if not changes:
        return 0
    now, ours, active = run.now(), run.settings, rules(con)
    number_statements(con)
    touched = {change.statement_id for change in changes}
    dossiers = touched_dossiers(con, touched, active, ours.known_after_days)
    met = met_alerts(dossiers, active, now, words_of_articles(con, dossiers, active))
    standing = standing_alerts(con, changes)
    made = correction_alerts(changes, active, standing, now, tells_news=tells_news, by=by, met=met)
    return load_correction_alerts(con, made, tuple(ours.channels))
