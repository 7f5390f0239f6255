"""What is not kept for good: runs and fetches, the records of how, not of what was said."""

from datetime import datetime
from typing import TYPE_CHECKING

from warehouse.statements import run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def forget_runs(con: "DuckDBPyConnection", before: datetime) -> int:
    """How many rows went: runs and fetches that began before that time."""
    return run(con, "loads/runs_forgotten", before=before)


def close_left_runs(con: "DuckDBPyConnection", before: datetime, now: datetime) -> int:
    """How many runs were closed that began before that time and never ended: their processes were killed."""
    return run(con, "loads/runs_left", before=before, now=now)
