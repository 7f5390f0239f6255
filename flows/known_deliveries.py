"""Deliveries as the journal has them: what was sent, given up or tried in vain, for a warehouse that is made again."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.delivery.journal import Journal

if TYPE_CHECKING:
    from warehouse.recovery import KnownDelivery

_TRIED = ("delivered", "given up", "failed")


def known_deliveries(journal: Journal) -> "tuple[KnownDelivery, ...]":
    """What the journal says was delivered, given up for good, or failed and is to be tried again."""
    return tuple(_deliveries(journal))


def _deliveries(journal: Journal) -> "Iterator[KnownDelivery]":
    for record in journal.read(holding="delivery"):
        if isinstance(record, dict) and (delivery := known_delivery(record)):
            yield delivery


def known_delivery(record: dict[str, Any]) -> "KnownDelivery | None":
    """The delivery that a record of the journal says was tried, to whatever end; None for all other records."""
    from warehouse.recovery import KnownDelivery

    if record.get("kind") != "delivery" or record.get("state") not in _TRIED:
        return None
    try:
        at = datetime.fromisoformat(str(record["at"]))
        next_at = datetime.fromisoformat(record["next_at"]) if record.get("next_at") else None
    except (KeyError, ValueError):
        return None
    alert_id, channel, state = (str(record[name]) for name in ("alert_id", "channel", "state"))
    figure, quote_id, rule = (record.get(name) for name in ("figure", "quote_id", "rule"))
    return KnownDelivery(
        alert_id,
        channel,
        state,
        at,
        figure,
        quote_id,
        rule,
        count_attempts=record.get("attempts"),
        is_maybe_sent=bool(record.get("maybe_sent")),
        next_attempt_at=next_at,
        error=record.get("error"),
    )
