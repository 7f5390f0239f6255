"""Alerts: which statements deserve one, and what follows from an attempt to deliver it.

Premise: an alert is decided once, in the transaction that loads the statement, and its id follows from rule, figure and
statement alone, so that deciding again makes the same alert and nothing else. Old news makes none: a statement that
was known when first seen (imported, there at a feed's first poll, too old) is passed over. One whose speaker a later
report names first is news then; one that turned out to be two keeps the alerts of both.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from extractors.records import AlertDecision, AlertRule, DeliveryResult, DueDelivery, StatementDecision
from extractors.records.ids import mint

DELIVERED = "delivered"
FAILED = "failed"
GIVEN_UP = "given up"

_LONGEST_WAIT_SECONDS = 24 * 3600.0


def alert_id(rule: AlertRule, statement_id: str) -> str:
    """The id of the alert that this rule makes for this statement."""
    return mint("al", rule.rule_id, rule.figure_key, statement_id)


_NOTHING_MERGED: Mapping[str, Collection[str]] = MappingProxyType({})


def decide_alerts(
    statements: Sequence[StatementDecision],
    rules: Sequence[AlertRule],
    existing: Collection[str],
    now: datetime,
    merged: Mapping[str, Collection[str]] = _NOTHING_MERGED,
) -> tuple[AlertDecision, ...]:
    """The alerts to make, ordered by id: one for each rule and new statement of its figure that has none yet.

    `existing` are the ids of alerts already made, `merged` the statements that lead to each, whose alerts are its own.
    A statement with several speakers alerts for each tracked one.
    """
    alerts: dict[str, AlertDecision] = {}
    for statement in statements:
        if not _is_news(statement):
            continue
        for rule in rules:
            if rule.entity_id not in statement.utterance.speaker_ids:
                continue
            ids = (statement.statement_id, *merged.get(statement.statement_id, ()))
            if not any(alert_id(rule, made) in existing for made in ids):
                alert = _alert(statement, rule, now)
                alerts.setdefault(alert.alert_id, alert)
    return tuple(alerts[key] for key in sorted(alerts))


def _is_news(statement: StatementDecision) -> bool:
    is_new = statement.is_new or statement.is_newly_credited
    return is_new and statement.known_reason is None and bool(statement.utterance.quote_ids)


def _alert(statement: StatementDecision, rule: AlertRule, now: datetime) -> AlertDecision:
    utterance = statement.utterance
    return AlertDecision(
        alert_id=alert_id(rule, statement.statement_id),
        rule_id=rule.rule_id,
        figure_key=rule.figure_key,
        statement_id=statement.statement_id,
        quote_id=utterance.quote_ids[0],
        article_id=utterance.article_id,
        event_id=utterance.event_id,
        decided_at=now,
        due_at=now,
        reason=_reason(statement, rule),
    )


def _reason(statement: StatementDecision, rule: AlertRule) -> str:
    """Why this alert, in a sentence: who, how the words are attributed, and by which rule."""
    count_speakers = len(set(statement.utterance.speaker_ids))
    share = "" if count_speakers == 1 else f", one of {count_speakers} speakers"
    kind = statement.utterance.kind
    article = "an" if kind[:1] in "aeiou" else "a"
    return (
        f"{rule.figure_name} is credited with {article} {kind} quote{share}, {_novelty(statement)}; "
        f"rule: {rule.kind.value}"
    )


def _novelty(statement: StatementDecision) -> str:
    seen = "not seen before" if statement.is_new else "seen before without its speaker"
    return f"{seen} ({statement.reason})"


def after_delivery(
    delivery: DueDelivery, error: str | None, *, now: datetime, max_attempts: int, backoff_seconds: float
) -> DeliveryResult:
    """What became of an attempt: delivered, failed with the time of the next attempt, or given up.

    The wait doubles from `backoff_seconds` with each failure, to a day at most. `error` is None where it was delivered.
    """
    count = delivery.count_attempts + 1
    if error is None:
        return DeliveryResult(delivery.alert_id, delivery.channel, DELIVERED, now, count)
    if count >= max_attempts:
        words = f"given up after {count} attempts: {error}"
        return DeliveryResult(delivery.alert_id, delivery.channel, GIVEN_UP, now, count, error=words)
    next_at = now + timedelta(seconds=wait_seconds(count, backoff_seconds))
    return DeliveryResult(delivery.alert_id, delivery.channel, FAILED, now, count, next_attempt_at=next_at, error=error)


def wait_seconds(count_failures: int, backoff_seconds: float) -> float:
    """Seconds to wait after the n-th failure in a row, n from 1: doubled each time, a day at most."""
    doublings = min(max(count_failures, 1) - 1, 32)  # 2**32 times anything sensible is over a day
    return float(min(backoff_seconds * 2**doublings, _LONGEST_WAIT_SECONDS))
