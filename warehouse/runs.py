"""Runs of flows: when each began and ended, and what it did."""

from datetime import datetime
from typing import TYPE_CHECKING

from warehouse.statements import run, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def begin_run(con: "DuckDBPyConnection", run_id: str, flow: str, now: datetime) -> None:
    """A run is on record as running. A run begun twice stays as it was begun first.

    Where an earlier one began later than now, the clock was set back: what was to wait for that clock is due.
    """
    if value(con, "reads/is_clock_set_back", now=now):
        run(con, "loads/clock_set_back", now=now)
    run(con, "loads/run_begun", run_id=run_id, flow=flow, now=now)


def end_run(
    con: "DuckDBPyConnection",
    run_id: str,
    state: str,
    now: datetime,
    *,
    articles_new: int | None = None,
    articles_known: int | None = None,
    articles_failed: int | None = None,
    quotes: int | None = None,
    alerts: int | None = None,
    error: str | None = None,
) -> None:
    """A run is on record as completed or failed, with what it did."""
    run(
        con,
        "loads/run_ended",
        run_id=run_id,
        state=state,
        now=now,
        articles_new=articles_new,
        articles_known=articles_known,
        articles_failed=articles_failed,
        quotes=quotes,
        alerts=alerts,
        error=error,
    )
