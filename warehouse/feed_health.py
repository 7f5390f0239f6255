"""How the watched feeds are, and what the user was told of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.records import FeedHealth
from warehouse.generation import count_change
from warehouse.statements import as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def feed_health(con: "DuckDBPyConnection") -> tuple[FeedHealth, ...]:
    """How each watched feed is, in the order of their ids."""
    return tuple(FeedHealth(*row) for row in rows(con, "reads/feed_health"))


def load_told(con: "DuckDBPyConnection", feeds: Sequence[FeedHealth]) -> None:
    """What the user was told of these feeds is on record."""
    if feeds:
        count_change(con, run(con, "loads/feeds_told", rows=as_json(feeds)))
