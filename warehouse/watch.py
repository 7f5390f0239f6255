"""How it goes: what tells whether all is well, and the last heartbeat."""

from datetime import datetime
from typing import TYPE_CHECKING

from extractors.records import PageYield, Wellness
from warehouse.statements import rows, run, value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def wellness(con: "DuckDBPyConnection") -> Wellness:
    """What is known of how it goes."""
    ((*facts,),) = rows(con, "reads/wellness")
    return Wellness(*facts)


def last_heartbeat(con: "DuckDBPyConnection") -> datetime | None:
    """Up to which good moment a heartbeat was sent and answered."""
    found: datetime | None = value(con, "reads/heartbeat")
    return found


def load_heartbeat(con: "DuckDBPyConnection", good_at: datetime, now: datetime, error: str | None) -> None:
    """That a heartbeat was sent is on record, and what was wrong with it, if anything was."""
    run(con, "loads/heartbeat", good_at=good_at, now=now, error=error)


def heartbeat_error(con: "DuckDBPyConnection") -> str | None:
    """What was wrong with the last heartbeat; None where it was answered, or none was sent."""
    found: str | None = value(con, "reads/heartbeat_error")
    return found


def page_yields(con: "DuckDBPyConnection", now: datetime) -> tuple[PageYield, ...]:
    """How many pages of each outlet gave text, lately and before."""
    return tuple(PageYield(*row) for row in rows(con, "reads/page_yields", now=now))
