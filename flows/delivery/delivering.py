"""Delivering: each due alert to its channel, at least once, and what became of it.

Before and after each message a record is forced into the journal. So a message that was sent, but not recorded in the
warehouse because we were killed, is recorded the next time and not sent again; only one that was cut off between
sending and the journal may arrive twice, with the same alert id.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from extractors.decisions.alerts import DELIVERED, FAILED, GIVEN_UP, after_delivery, wait_seconds
from extractors.messages import message
from extractors.records import DeliveryResult, DueDelivery, Problem
from flows.delivery.channels import Channels
from flows.delivery.journal import Journal
from flows.settings import Settings

FAILURES_IN_A_ROW = 3  # of one channel in one batch, after which the rest of its messages waits
_SENDING = "sending"

_log = logging.getLogger(__name__)


def deliver_due(
    deliveries: Sequence[DueDelivery], channels: Channels, journal: Journal, *, now: datetime, settings: Settings
) -> tuple[DeliveryResult, ...]:
    """What became of each delivery that was attempted, in the order given.

    A channel that fails three times in a row is left alone: the rest of its deliveries have no result and stay due.
    So do those of a channel that cannot be used as it is set up, but for a result that says why and counts no attempt.
    Raises JournalError where the journal cannot be written; nothing is sent without it.
    """
    delivered = _delivered(journal, deliveries)
    failures: Counter[str] = Counter()
    results: list[DeliveryResult] = []
    for delivery in deliveries:
        if (delivery.alert_id, delivery.channel) in delivered:
            results.append(_after(delivery, None, now, settings))
        elif (problem := channels.problem(delivery.channel)) is not None:
            results.append(_waiting(delivery, problem, now, settings))
        elif failures[delivery.channel] < FAILURES_IN_A_ROW:
            result = _attempt(delivery, channels, journal, now, settings)
            failures[delivery.channel] = 0 if result.state == DELIVERED else failures[delivery.channel] + 1
            results.append(result)
    return tuple(results)


def _attempt(
    delivery: DueDelivery, channels: Channels, journal: Journal, now: datetime, settings: Settings
) -> DeliveryResult:
    _record(journal, delivery, _SENDING, now)
    error = channels.deliver(delivery.channel, message(delivery))
    result = _after(delivery, error, now, settings)
    _record(journal, delivery, result.state, now)
    if result.state == GIVEN_UP:
        _log.error("Alert %s was never delivered: %s", result.alert_id, result.error)
    return result


def _after(delivery: DueDelivery, error: str | None, now: datetime, settings: Settings) -> DeliveryResult:
    return after_delivery(
        delivery,
        error,
        now=now,
        max_attempts=settings.delivery_attempts,
        backoff_seconds=settings.delivery_backoff_seconds,
    )


def _waiting(delivery: DueDelivery, problem: Problem, now: datetime, settings: Settings) -> DeliveryResult:
    """A failure that does not count: no alert is given up because an address was misspelt."""
    wait = timedelta(seconds=wait_seconds(1, settings.delivery_backoff_seconds))
    return DeliveryResult(
        delivery.alert_id, delivery.channel, FAILED, now, delivery.count_attempts, now + wait, str(problem)
    )


# --- the journal ------------------------------------------------------------------------------------------------------


def _record(journal: Journal, delivery: DueDelivery, state: str, now: datetime) -> None:
    journal.append(
        {
            "kind": "delivery",
            "alert_id": delivery.alert_id,
            "channel": delivery.channel,
            "state": state,
            "at": now.isoformat(),
        }
    )


def _delivered(journal: Journal, deliveries: Sequence[DueDelivery]) -> frozenset[tuple[str, str]]:
    """Which of these deliveries the journal already knows as delivered."""
    asked = {(delivery.alert_id, delivery.channel) for delivery in deliveries}
    if not asked:
        return frozenset()
    return frozenset(
        key
        for record in journal.read(holding=DELIVERED)
        if not isinstance(record, Problem) and record.get("kind") == "delivery" and record.get("state") == DELIVERED
        if (key := (str(record.get("alert_id")), str(record.get("channel")))) in asked
    )
