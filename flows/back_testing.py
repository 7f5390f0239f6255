"""The back-test: what rules would have sent in the last days, told from the readers' copy. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from extractors.cast.names import name_key
from extractors.decisions.replaying import replay
from extractors.records import AlertDecision, AlertRule, Figure
from flows.files.figures import figure_entity_id, rules_of, tracked_figures
from flows.places import Places
from flows.settings import Settings

if TYPE_CHECKING:
    from warehouse.connection import Connection


class CannotTest(Exception):  # noqa: N818 - it reads as what is the case
    """There is nothing to test; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Tested:
    """An alert that would have been made, whether there was one for its statement, and by which rule."""

    alert: AlertDecision
    rule: AlertRule
    was_sent: bool


@dataclass(frozen=True, slots=True)
class BackTest:
    """What the rules would have sent since then, in the order of time. `only_sent`: what was, and would not be."""

    figure: str
    rules: tuple[AlertRule, ...]
    since: datetime
    alerts: tuple[Tested, ...]
    only_sent: int


def back_test(name: str, *, days: float, rule: str | None, settings: Settings, now: datetime) -> BackTest:
    """What the figure's rules, or the one that is stated, would have sent in the last days.

    `name` is a figure's key or any name; somebody who is not tracked is tested with the stated rule, by default any
    statement.

    Raises:
        CannotTest: nobody, or more than one, has that name; or the figure has no rules.
        SeedsError: the rule, or the file of figures, cannot be read.
        NothingPublished: there is no readers' copy yet.
    """
    from warehouse.alerting import dossiers_since, sent_alerts, words_of_articles
    from warehouse.connection import reading

    since = now - timedelta(days=days)
    with reading(Places(settings.warehouse.absolute()).published) as con:
        figure, rules = _meant(con, name, rule, settings)
        dossiers = dossiers_since(con, since, rules, settings.known_after_days)
        would = replay(dossiers, rules, since, words_of_articles(con, dossiers, rules))
        sent = sent_alerts(con, figure.key, since)
    return _compared(figure, rules, since, would, {one.statement_id for one in sent})


def _compared(
    figure: Figure, rules: tuple[AlertRule, ...], since: datetime, would: Sequence[AlertDecision], sent: set[str]
) -> BackTest:
    by_id = {rule.rule_id: rule for rule in rules}
    tested = tuple(Tested(alert, by_id[alert.rule_id], alert.statement_id in sent) for alert in would)
    only_sent = len(sent - {alert.statement_id for alert in would})
    return BackTest(figure.name, rules, since, tested, only_sent)


def _meant(con: "Connection", name: str, rule: str | None, settings: Settings) -> tuple[Figure, tuple[AlertRule, ...]]:
    """Who is meant, and the rules to test: those of the file of figures, or the one that is stated."""
    figures, rules = tracked_figures(settings.figures)
    key = name_key(name)
    figure = next((f for f in figures if name == f.key or key in {name_key(n) for n in (f.name, *f.aliases)}), None)
    if figure is None:
        figure, entity_id = _stranger(con, name)
        return figure, rules_of(rule or "any statement", figure, entity_id, settings.figures)
    if rule is not None:
        return figure, rules_of(rule, figure, figure_entity_id(figure.key), settings.figures)
    own = tuple(r for r in rules if r.figure_key == figure.key)
    if not own:
        raise CannotTest(f"{figure.name}: it has no rules. State one: --rule 'any statement'")
    return figure, own


def _stranger(con: "Connection", name: str) -> tuple[Figure, str]:
    """Somebody who is not tracked, and the one entity of that name."""
    from warehouse.judgements import entity_cards

    cards = entity_cards(con, name, name_key(name))
    exact = [card for card in cards if name in (card.entity_id, card.name)] or list(cards)
    if not exact:
        raise CannotTest(f"{name}: nobody of that name is known. Who is: onrecord entities {name.split()[-1]!r}")
    if len(exact) > 1:
        listed = ", ".join(f"{card.entity_id} ({card.name}, {card.type})" for card in exact[:5])
        raise CannotTest(f"{name}: that may be {listed}. Name one by its id.")
    return Figure(key="somebody", name=exact[0].name), exact[0].entity_id
