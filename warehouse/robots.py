"""What sites' robots.txt said, kept between runs: asked for once a day, and sooner where it could not be had."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from extractors.records import KeptRobots, Problem
from warehouse.statements import as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_GOOD_FOR = timedelta(days=1)  # RFC 9309, section 2.4
_FAILED_FOR = timedelta(minutes=20)
_FORGOTTEN_AFTER = timedelta(days=7)
_MOST_CHARACTERS = 50_000_000  # in memory at once, a thousand more counted for each; what is beyond is fetched anew


def known_robots(con: "DuckDBPyConnection", now: datetime, *, with_failures: bool = True) -> tuple[KeptRobots, ...]:
    """What is known well enough to be asked for again by nobody; failures are soon forgotten."""
    failed_since = now - _FAILED_FOR if with_failures else now
    found = rows(
        con,
        "reads/robots",
        now=now,
        good_since=now - _GOOD_FOR,
        failed_since=failed_since,
        most_characters=_MOST_CHARACTERS,
    )
    return tuple(
        KeptRobots(site, fetched_at, status, body, Problem(site, kind, cause or "", remedy or "") if kind else None)
        for site, fetched_at, status, body, kind, cause, remedy in found
    )


def load_robots(con: "DuckDBPyConnection", robots: Sequence[KeptRobots], now: datetime) -> None:
    """What was fetched is remembered. It is no change for readers."""
    if robots:
        run(con, "loads/robots", rows=as_json(robots), forgotten_before=now - _FORGOTTEN_AFTER)
