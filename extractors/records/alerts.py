"""Alerts and their way out: rules, decisions, deliveries."""

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


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """An alert that a channel still has to get, with all that a message needs."""

    alert_id: str
    channel: str  # the channel's name in the settings, never its address: addresses hold secrets
    count_attempts: int
    figure_key: str
    figure_name: str
    quote_text: str
    quote_kind: str
    speaker_name: str
    via: str | None
    article_title: str | None
    article_address: str | None
    outlet_name: str | None
    event_title: str | None
    published_at: datetime | None
    first_seen_at: datetime
    reason: str
    char_start: int
    char_end: int
    statement_id: str | None = None
    quote_id: str | None = None
    article_id: str | None = None
    event_id: str | None = None
    kind: str = "news"  # the alert's
    corrects_alert_id: str | None = None
    digest: str | None = None  # what is due on one channel in one digest is one message; None: a message of its own


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of one attempt to deliver. `next_attempt_at` is None once delivered or given up."""

    alert_id: str
    channel: str
    state: str  # delivered, failed, given up
    attempted_at: datetime
    count_attempts: int
    next_attempt_at: datetime | None = None
    error: str | None = None


__all__ = [
    "AlertDecision",
    "AlertRule",
    "DeliveryResult",
    "DueDelivery",
    "RuleKind",
]
