"""Alerts: what is decided by rules."""

from dataclasses import dataclass
from datetime import datetime

from extractors.records.rules import Evidence


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
    kind: str = "news"  # news; correction: credited by a person; withdrawal: an earlier alert was wrong; edit
    corrects_alert_id: str | None = None
    digest: str | None = None  # the digest that it is a part of; None: a message of its own
    evidence: Evidence | None = None
    channels: tuple[str, ...] = ()  # names in the settings; empty: all


__all__ = [
    "AlertDecision",
]
