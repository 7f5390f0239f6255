"""Alerts: rules and decisions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RuleKind(StrEnum):
    """What an alert rule waits for."""

    ANY_STATEMENT = "any statement"


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A rule about one figure. `entity_id` is the figure's entity."""

    rule_id: str
    figure_key: str
    figure_name: str
    entity_id: str
    kind: RuleKind = RuleKind.ANY_STATEMENT


@dataclass(frozen=True, slots=True)
class AlertDecision:
    """An alert to be made: one for each rule, figure and statement. `alert_id` follows from the three."""

    alert_id: str
    rule_id: str
    figure_key: str
    statement_id: str
    quote_id: str
    article_id: str
    event_id: str | None
    decided_at: datetime
    due_at: datetime
    reason: str
    kind: str = "news"  # news; correction: credited by a person; withdrawal: an earlier alert was wrong
    corrects_alert_id: str | None = None
    digest: str | None = None  # the digest that it is a part of; None: a message of its own


__all__ = [
    "AlertDecision",
    "AlertRule",
    "RuleKind",
]
