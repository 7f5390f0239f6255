"""The alert ledger as an outbox: what still has to be delivered, what became of each attempt, how the channels are."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import ChannelState, DeliveryResult, DueDelivery, DueNotice, Notice, Stranded
from warehouse.generation import count_change
from warehouse.statements import Row, as_json, rows, run, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def due_deliveries(con: "DuckDBPyConnection", now: datetime, channels: Sequence[str]) -> tuple[DueDelivery, ...]:
    """Deliveries that are due for those channels, with all that a message needs, the oldest alert first."""
    found = rows(con, "reads/due_deliveries", now=now, channels=as_json(channels))
    return tuple(_due(row) for row in found)


def _due(row: Row) -> DueDelivery:
    *fields, outlets, count_sources, change, before, after = row
    filled: Row = (*fields, tuple(outlets), count_sources, change, before, after)
    return DueDelivery(*filled)


def due_notices(con: "DuckDBPyConnection", now: datetime, channels: Sequence[str]) -> tuple[DueNotice, ...]:
    """Notices that are due for those channels, the oldest first."""
    return tuple(DueNotice(*row) for row in rows(con, "reads/due_notices", now=now, channels=as_json(channels)))


def count_due(con: "DuckDBPyConnection", now: datetime, channels: Sequence[str]) -> int:
    """How much there is to send to those channels now, and to tell Prefect."""
    return int(value(con, "reads/count_due", now=now, channels=as_json(channels)))


def count_waiting(con: "DuckDBPyConnection") -> dict[str, int]:
    """How many deliveries and notices wait for each channel, whenever they are due."""
    return dict(rows(con, "reads/count_waiting"))


def load_deliveries(con: "DuckDBPyConnection", results: Sequence[DeliveryResult]) -> None:
    """What became of attempts is on record. A delivered alert stays delivered; a wrong one is withdrawn."""
    tried = as_json(results)
    changed = run(con, "loads/deliveries_tried", rows=tried) + run(con, "loads/notices_tried", rows=tried)
    count_change(con, changed + run(con, "loads/deliveries_withdrawn"))


def stranded_deliveries(con: "DuckDBPyConnection", before: datetime, channels: Sequence[str]) -> tuple[Stranded, ...]:
    """What no channel gets any more: of withdrawn alerts, and what waited since `before` for none of those channels."""
    found = rows(con, "reads/stranded_deliveries", before=before, channels=as_json(channels))
    return tuple(Stranded(*row) for row in found)


def load_unsent(con: "DuckDBPyConnection", withdrawn: Sequence[Stranded]) -> None:
    """That these were withdrawn before they went out is settled."""
    count_change(con, run(con, "loads/deliveries_unsent", rows=as_json(withdrawn)))


def retry_given_up(con: "DuckDBPyConnection", channels: Sequence[str], channel: str | None, now: datetime) -> int:
    """How many deliveries that were given up wait again: of one channel, or of all those in `channels`."""
    before = int(value(con, "reads/count_given_up"))
    changed = run(con, "loads/deliveries_retried", channels=as_json(channels), channel=channel, now=now)
    count_change(con, changed)
    return before - int(value(con, "reads/count_given_up"))


# --- channels and notices ---------------------------------------------------------------------------------------------


def channel_states(con: "DuckDBPyConnection") -> dict[str, ChannelState]:
    """How the channels are that something was sent to, by name."""
    return {row[0]: ChannelState(*row) for row in rows(con, "reads/channel_states")}


def load_channel_states(con: "DuckDBPyConnection", states: Sequence[ChannelState]) -> None:
    """How channels are is on record. That alone is nothing to publish a copy for."""
    run(con, "loads/channel_states", rows=as_json(states))


def load_notices(con: "DuckDBPyConnection", notices: Sequence[Notice], channels: Sequence[str]) -> int:
    """How many notices are new; each is to go to all of the channels but the one that it is about."""
    if not notices:
        return 0
    changed = run(con, "loads/notices", rows=as_json(notices), channels=as_json(channels))
    count_change(con, changed)
    return changed


# --- told to Prefect --------------------------------------------------------------------------------------------------


def alerts_to_announce(con: "DuckDBPyConnection", limit: int) -> tuple[DueDelivery, ...]:
    """Alerts that Prefect has not been told yet, the oldest first, with all that there is to tell (no channel)."""
    return tuple(_due(row) for row in rows(con, "reads/alerts_to_announce", limit=limit))


def load_announced(con: "DuckDBPyConnection", alert_ids: Sequence[str], now: datetime) -> None:
    """That Prefect was told is on record."""
    run(con, "loads/alert_events", ids=as_json(alert_ids), now=now)
