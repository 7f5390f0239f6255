"""Raw pages and feeds taken in again from the archive, as they came then: what a warehouse lost since its last copy.

Each response goes the way it went when it was fetched, with the time at which it was fetched: what was news then is
news, what was old is old, and nothing is asked for over the network.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.intake.addresses import canonical_address
from extractors.intake.articles import article_from_feed, article_from_page, has_full_text
from extractors.intake.polling import Poll, after_attempt, after_poll, entry_addresses, new_entries_of_all
from extractors.records import (
    Article,
    FeedEntry,
    FeedState,
    Fetch,
    Outcome,
    PendingEntry,
    Problem,
    RawPointer,
)
from extractors.records.ids import mint
from flows.recording import Run
from flows.recovery_visits import KeptVisit, is_visit, retake_visits
from flows.revisits import plan_visits
from flows.web.archive import Response, read_archive
from flows.web.parsing import ParserPool

if TYPE_CHECKING:
    from warehouse.connection import Connection

_AT_ONCE = 100  # responses between two transactions: as many as `ingest` takes, with one time for all
_ONE_CYCLE = timedelta(minutes=15)  # what came later than that after the first is of another cycle


@dataclass(frozen=True, slots=True)
class Retaken:
    """What was taken in again: counts, and when the last of it had come (None where there was none)."""

    feeds: int = 0
    pages: int = 0
    articles_new: int = 0
    articles_failed: int = 0
    last_at: datetime | None = None

    def __add__(self, other: "Retaken") -> "Retaken":
        times = [at for at in (self.last_at, other.last_at) if at]
        return Retaken(
            self.feeds + other.feeds,
            self.pages + other.pages,
            self.articles_new + other.articles_new,
            self.articles_failed + other.articles_failed,
            max(times, default=None),
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """A response of the archive, and where it is."""

    raw: RawPointer
    response: Response


def retake(run: Run, archive: Path) -> Retaken:
    """What was taken in of all that the archive has and the run's warehouse has not."""
    from warehouse.recovery import raw_records

    with run.writing() as con:
        known = raw_records(con)
    files = wanted_files(sorted(archive.glob("*.warc.gz")), {file for file, _ in known}, run.settings.keep_runs_days)
    return asyncio.run(_retake(run, files, known))


def wanted_files(files: Sequence[Path], known: set[str], keep_days: float) -> tuple[Path, ...]:
    """The files that may hold what is not known: those that nobody knows, and the last ones, known in part.

    Requests are forgotten after a while, so that a file of long ago is unknown for no other reason.
    """
    days = [day for file in known if (day := _day(file))]
    if not days:
        return tuple(files)
    newest = max(days)
    last, oldest = newest - timedelta(days=1), newest - timedelta(days=keep_days)
    dated = [(file, _day(file.name) or newest) for file in files]
    return tuple(file for file, day in dated if day >= last or (day >= oldest and file.name not in known))


def _day(name: str) -> date | None:
    try:
        return datetime.strptime(name[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day only
    except ValueError:
        return None


async def _retake(run: Run, files: Sequence[Path], known: frozenset[tuple[str, str]]) -> Retaken:
    retaken = Retaken()
    async with ParserPool(seconds=run.settings.parse_seconds) as parsers:
        for file in files:
            for group in _groups(file, known):
                take = _feeds if group[0].response.purpose == "feed" else _pages
                retaken += await take(run, parsers, group)
    return retaken


def _groups(file: Path, known: frozenset[tuple[str, str]]) -> Iterator[list[_Kept]]:
    """What of the file is not known: neighbours of one purpose and time together, nothing twice, never very many."""
    fresh = (
        _Kept(RawPointer(file.name, record_id), response)
        for record_id, response in read_archive(file)
        if (file.name, record_id) not in known and response.purpose in ("feed", "page")
    )
    for _, neighbours in groupby(fresh, key=lambda kept: kept.response.purpose):
        group: list[_Kept] = []
        for kept in neighbours:
            is_again = _subject(kept) in map(_subject, group)
            is_later = bool(group) and kept.response.at - group[0].response.at > _ONE_CYCLE
            if is_again or is_later or len(group) == _AT_ONCE:
                yield group
                group = []
            group.append(kept)
        yield group


def _subject(kept: _Kept) -> str | None:
    """What was asked for: a feed by its id, a page, which is visited again for edits, by its address."""
    is_feed = kept.response.purpose == "feed"
    return kept.response.feed_id if is_feed else kept.response.requested


# --- feeds ------------------------------------------------------------------------------------------------------------


async def _feeds(run: Run, parsers: ParserPool, group: Sequence[_Kept]) -> Retaken:
    from warehouse.intake import feed_states, known_addresses, load_entries, load_feed_states, load_fetches

    with run.writing() as con:
        states = {state.feed_id: state for state in feed_states(con)}
    polls = await asyncio.gather(
        *(_poll(run, parsers, states[id_], kept) for kept in group if (id_ := kept.response.feed_id) in states)
    )
    now = min(kept.response.at for kept in group)
    after = [_after(run, poll) for poll in polls if not _is_past(poll)]
    with run.writing() as con:
        known = known_addresses(con, entry_addresses(polls))
        load_entries(con, new_entries_of_all(polls, known, now, run.settings.first_poll_is_known))
        load_feed_states(con, after)
        load_fetches(con, run.run_id, [fetch for _, fetch, _, _ in polls])
    return Retaken(feeds=len(polls), last_at=max(kept.response.at for kept in group))


async def _poll(run: Run, parsers: ParserPool, state: FeedState, kept: _Kept) -> Poll:
    response = kept.response
    parsed = await parsers.parse_feed(
        response.body,
        address=response.address,
        content_type=response.content_type,
        now=response.at,
        max_entries=run.settings.max_entries,
        time_zone=state.time_zone,
    )
    return state, _fetch(kept), parsed, None


def _after(run: Run, poll: Poll) -> FeedState:
    state, fetch, parsed, _ = poll
    minutes, hours = run.settings.poll_minutes, run.settings.poll_hours_longest
    return after_poll(
        state, fetch, parsed, now=fetch.started_at, poll_minutes=minutes, retry_after=None, poll_hours_longest=hours
    )


def _is_past(poll: Poll) -> bool:
    """Whether the feed was polled again since, so that its state is a later one."""
    state, fetch, _, _ = poll
    return state.last_polled_at is not None and state.last_polled_at > fetch.started_at


# --- pages ------------------------------------------------------------------------------------------------------------


async def _pages(run: Run, parsers: ParserPool, group: Sequence[_Kept]) -> Retaken:
    from warehouse.intake import feed_states, load_articles, load_entries, load_fetches

    now = min(kept.response.at for kept in group)
    with run.writing() as con:
        feeds = {state.feed_id: state for state in feed_states(con)}
        waiting = list(zip(_entries(con, group, feeds), group, strict=True))
    tried = await asyncio.gather(
        *(
            _page(run, parsers, feeds.get(entry.feed_id) or FeedState(entry.feed_id, entry.address), entry, kept, now)
            for entry, kept in waiting
            if not is_visit(entry)
        )
    )
    articles = [outcome for _, _, outcome in tried if isinstance(outcome, Article)]
    with run.writing() as con:
        counts = load_articles(con, articles)
        load_entries(con, [entry for entry, _, _ in tried])
        load_fetches(con, run.run_id, [fetch for _, fetch, _ in tried])
        plan_visits(con, run, tried, counts.article_ids_new, now)
    visits = [KeptVisit(entry, _fetch(kept), kept.response) for entry, kept in waiting if is_visit(entry)]
    await retake_visits(run, parsers, feeds, visits, now)
    failed = len(tried) - len(articles)
    return Retaken(0, len(group), counts.count_new, failed, max(kept.response.at for kept in group))


def _entries(con: "Connection", group: Sequence[_Kept], feeds: dict[str, FeedState]) -> list[PendingEntry]:
    """The entry that each page was fetched for. One that is lost, too, is made up from what was asked for."""
    from warehouse.intake import entries

    addresses = [canonical_address(kept.response.requested) or kept.response.requested for kept in group]
    known = {entry.entry_id: entry for entry in entries(con, [mint("e", address) for address in addresses])}
    return [
        known.get(mint("e", address)) or _made_up(kept, address, feeds)
        for kept, address in zip(group, addresses, strict=True)
    ]


def _made_up(kept: _Kept, address: str, feeds: dict[str, FeedState]) -> PendingEntry:
    """News, if its feed was known before: a page is fetched once, soon after its feed brought it."""
    feed_id = kept.response.feed_id or ""
    feed = feeds.get(feed_id)
    return PendingEntry(
        entry_id=mint("e", address),
        feed_id=feed_id,
        address=address,
        entry=FeedEntry(kept.response.requested),
        first_seen_at=kept.response.at,
        is_backlog=feed is None or feed.last_success_at is None,
    )


async def _page(
    run: Run, parsers: ParserPool, feed: FeedState, entry: PendingEntry, kept: _Kept, now: datetime
) -> tuple[PendingEntry, Fetch, Article | Problem]:
    """The entry after it, the request as it was, and the article or why there is none."""
    response, fetch = kept.response, _fetch(kept)
    page = await parsers.parse_page(
        response.body, address=response.address, content_type=response.content_type, now=now
    )
    outcome: Article | Problem
    if not isinstance(page, Problem):
        outcome = article_from_page(page, entry=entry, fetch=fetch, feed=feed, now=now)
    elif has_full_text(entry):
        outcome = article_from_feed(entry, feed=feed, now=now)
    else:
        outcome = page
    if isinstance(page, Problem):
        fetch = replace(fetch, problem=page)
    return after_attempt(entry, outcome, fetch, now=now, max_attempts=run.settings.entry_attempts), fetch, outcome


def _fetch(kept: _Kept) -> Fetch:
    """The request as it was, but for its length in time, which nobody kept."""
    response = kept.response
    headers = {name.lower(): value for name, value in response.headers}
    return Fetch(
        address=response.requested,
        purpose=response.purpose,
        outcome=Outcome.FETCHED,
        started_at=response.at,
        elapsed=0.0,
        feed_id=response.feed_id,
        status=response.status,
        count_bytes=len(response.body),
        final_address=response.address,
        raw=kept.raw,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        body_sha256=hashlib.sha256(response.body).hexdigest(),
    )
