"""What comes in: feeds, their entries, fetches, articles. Loading anything twice changes nothing."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from extractors.records import (
    Article,
    FeedEntry,
    FeedState,
    Fetch,
    IngestCounts,
    PendingEntry,
    Precision,
    Problem,
    Published,
)
from extractors.records.ids import mint
from warehouse.arrivals import arrive
from warehouse.current import keep_current
from warehouse.generation import count_change
from warehouse.known_articles import known_articles
from warehouse.statements import Row, as_json, rows, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


# --- feeds ------------------------------------------------------------------------------------------------------------


def register_feeds(con: "DuckDBPyConnection", feeds: Sequence[FeedState], now: datetime) -> None:
    """The listed feeds are watched, all others no longer. What was learnt of a feed that is known stays."""
    count_change(con, run(con, "loads/feeds_listed", rows=as_json(feeds), now=now))


def feed_states(con: "DuckDBPyConnection") -> tuple[FeedState, ...]:
    """What is remembered of each watched feed, in the order of their ids."""
    return tuple(_feed_state(row) for row in rows(con, "reads/feed_states"))


def load_feed_states(con: "DuckDBPyConnection", states: Sequence[FeedState]) -> None:
    """Feeds are remembered as they are after their polls. Only a change of state or title is one for readers."""
    rows_json = as_json(states)
    count_change(con, run(con, "loads/feeds_changed", rows=rows_json))
    run(con, "loads/feeds_polled", rows=rows_json)


def _feed_state(row: Row) -> FeedState:
    before, problem, (moved_to, fresh_until, ttl, hours, days, *rest) = row[:14], row[14:17], row[17:]
    asked: Row = (moved_to, fresh_until, ttl, frozenset(hours), frozenset(days))
    filled: Row = (*before, _problem(before[1], *problem), *asked, *rest)
    return FeedState(*filled)


def _problem(thing: str, kind: str | None, cause: str | None, remedy: str | None) -> Problem | None:
    return Problem(thing, kind, cause or "", remedy or "") if kind else None


# --- entries ----------------------------------------------------------------------------------------------------------


def known_addresses(con: "DuckDBPyConnection", addresses: Collection[str]) -> frozenset[str]:
    """Those of the addresses under which an article was seen, or an entry waits or is done with."""
    return frozenset(url for (url,) in rows(con, "reads/known_addresses", addresses=as_json(sorted(addresses))))


def pending_entries(con: "DuckDBPyConnection", now: datetime, limit: int | None = None) -> tuple[PendingEntry, ...]:
    """Entries of watched feeds whose page is to be fetched now, the oldest first."""
    return tuple(_pending_entry(row) for row in rows(con, "reads/pending_entries", now=now, limit=limit))


def entries(con: "DuckDBPyConnection", entry_ids: Collection[str]) -> tuple[PendingEntry, ...]:
    """The entries of these ids, whatever has become of them; an unknown id brings none."""
    return tuple(_pending_entry(row) for row in rows(con, "reads/entries", entry_ids=as_json(sorted(entry_ids))))


def load_entries(con: "DuckDBPyConnection", entries: Sequence[PendingEntry]) -> None:
    """Entries are remembered as they are. Only a new entry or one that changes its state is a change for readers."""
    rows_json = as_json(entries)
    count_change(con, run(con, "loads/entries_changed", rows=rows_json))
    run(con, "loads/entries_tried", rows=rows_json)


def _pending_entry(row: Row) -> PendingEntry:
    entry_id, feed_id, address, entry, first_seen_at, is_backlog, attempts, next_at, state, article_id, *problem = row
    return PendingEntry(
        entry_id=entry_id,
        feed_id=feed_id,
        address=address,
        entry=_feed_entry(json.loads(entry)),
        first_seen_at=first_seen_at,
        is_backlog=is_backlog,
        count_attempts=attempts,
        next_attempt_at=next_at,
        state=state,
        article_id=article_id,
        problem=_problem(address, *problem),
    )


def _feed_entry(stated: dict[str, Any]) -> FeedEntry:
    published = stated.pop("published")
    at = datetime.fromisoformat(published["at"]) if published["at"] else None
    return FeedEntry(**stated, published=Published(at, Precision(published["precision"]), published["source"]))


# --- fetches ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _FetchRow:
    fetch_id: str
    fetch: Fetch


def load_fetches(
    con: "DuckDBPyConnection", run_id: str, fetches: Sequence[Fetch], *, made_in: str | None = None
) -> None:
    """Requests are on record under their run. They are no change for readers.

    `made_in` is the run that made them, where that is another: their ids are of that one.
    """
    made = [_FetchRow(_fetch_id(made_in or run_id, fetch), fetch) for fetch in fetches]
    run(con, "loads/fetches", run_id=run_id, rows=as_json(made))


def _fetch_id(run_id: str, fetch: Fetch) -> str:
    return mint("x", run_id, fetch.purpose, fetch.address, fetch.started_at.isoformat())


# --- articles ---------------------------------------------------------------------------------------------------------


def load_articles(con: "DuckDBPyConnection", articles: Sequence[Article]) -> IngestCounts:
    """What changed: articles that are new, known, or have a new text. See `warehouse.arrivals` for what is which."""
    arrivals = arrive(articles, known_articles(con, articles))
    changed = run(
        con,
        "loads/articles",
        outlets=as_json(arrivals.outlets),
        articles=as_json(arrivals.articles),
        facts=as_json(arrivals.facts),
        urls=as_json(arrivals.urls),
        versions=as_json(arrivals.versions),
        currents=as_json(arrivals.currents),
        titles=as_json(arrivals.titles),
    )
    changed += run(con, "loads/article_changes", changes=as_json(arrivals.changes))
    known = {row.article_id for row in (*arrivals.facts, *arrivals.currents)}
    if changed and known:
        changed += keep_current(con, article_ids=known)
    count_change(con, changed)
    return arrivals.counts
