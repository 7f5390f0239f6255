"""The alert ledger as an outbox: what still has to be delivered, and what became of each attempt."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import DeliveryResult, DueDelivery
from warehouse.generation import count_change
from warehouse.statements import as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def due_deliveries(con: "DuckDBPyConnection", now: datetime, channels: Sequence[str]) -> tuple[DueDelivery, ...]:
    """Deliveries that are due for those channels, with all that a message needs, the oldest alert first."""
    found = rows(con, "reads/due_deliveries", now=now, channels=as_json(channels))
    return tuple(DueDelivery(*row) for row in found)


def load_deliveries(con: "DuckDBPyConnection", results: Sequence[DeliveryResult]) -> None:
    """What became of attempts is on record. A delivered alert stays delivered; a wrong one is withdrawn."""
    changed = run(con, "loads/deliveries_tried", rows=as_json(results))
    count_change(con, changed + run(con, "loads/deliveries_withdrawn"))
