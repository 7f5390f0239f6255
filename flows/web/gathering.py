"""Feeds polled and pages fetched: requests, archive and parsers put together. Every feed and page yields a value."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from extractors.intake.addresses import without_credentials
from extractors.intake.articles import article_from_feed, article_from_page, has_full_text
from extractors.intake.moves import asked_address
from extractors.intake.polling import Poll, after_attempt
from extractors.records import Article, FeedState, Fetch, ParsedFeed, PendingEntry, Problem
from flows.settings import Settings
from flows.web.archive import Archive
from flows.web.asking import Request
from flows.web.fetching import Fetched
from flows.web.hosts import WebMemory
from flows.web.parsing import ParserPool
from flows.web.session import Tools, opened

_POLLS_AT_ONCE = 200  # handed on together, and loaded in one transaction

OnProgress = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(frozen=True, slots=True)
class PolledFeeds:
    """What polling brought, one poll a feed, and the requests for robots.txt that were made beside it."""

    polls: tuple[Poll, ...]
    robots: tuple[Fetch, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """An entry after a try, the request, and the article or why there is none."""

    entry: PendingEntry
    fetch: Fetch
    outcome: Article | Problem


async def poll_feeds(
    states: Sequence[FeedState],
    *,
    settings: Settings,
    archive: Archive,
    now: datetime,
    memory: WebMemory | None = None,
    on_progress: OnProgress | None = None,
    tools: Tools | None = None,
    on_polls: Callable[[PolledFeeds], None] | None = None,
) -> PolledFeeds:
    """What each feed brought, in the order of `states`; all are asked at once, as far as politeness allows.

    Hand the same `memory` to all calls of one run: robots.txt is then read once a host, a host that is down is not
    asked again, and none is asked too often. A feed that has to wait for the next run is left out; `memory` counts it.
    `tools` are those of a session, which has the same memory; without them they are opened for this call. With
    `on_polls` some hundreds are handed on whenever they have come, so that never all are held; the last are returned.
    """
    done, memory = 0, memory or WebMemory()
    ready: dict[int, Poll] = {}

    def taken() -> PolledFeeds:
        polls = tuple(ready[place] for place in sorted(ready))
        ready.clear()
        return PolledFeeds(polls, web.fetcher.take_robots_fetches())

    async def poll(place: int, state: FeedState) -> None:
        nonlocal done
        polled = await _poll(state, web, settings, now)
        if memory.holds_back(polled[1]):
            return
        done += 1
        if on_progress:
            on_progress(done, len(states))
        ready[place] = polled
        if on_polls and len(ready) >= _POLLS_AT_ONCE:
            on_polls(taken())

    async with opened(tools, settings, archive, memory) as web:
        async with asyncio.TaskGroup() as group:
            for place, state in enumerate(states):
                group.create_task(poll(place, state))
        return taken()


async def _poll(state: FeedState, web: Tools, settings: Settings, now: datetime) -> Poll:
    listed = without_credentials(state.address)
    fetched = await web.fetcher.fetch(
        Request(
            asked_address(state),
            "feed",
            feed_id=state.feed_id,
            etag=state.etag,
            last_modified=state.last_modified,
            body_sha256=state.body_sha256,
        )
    )
    fetch = fetched.fetch
    if fetch.problem is not None:
        fetch = replace(fetch, problem=replace(fetch.problem, thing=listed))
    if fetched.body is None:
        return state, fetch, None, fetch.retry_after
    try:
        parsed = await web.parsers.parse_feed(
            fetched.body,
            address=fetch.final_address or fetch.address,
            content_type=fetched.content_type,
            now=now,
            max_entries=settings.max_entries,
            time_zone=state.time_zone,
        )
    finally:
        web.fetcher.done_with(fetched)
    return state, fetch, _named(parsed, listed), fetch.retry_after


def _named(parsed: ParsedFeed | Problem, address: str) -> ParsedFeed | Problem:
    """The same, each problem under the address that is listed, not the one that it was redirected to."""
    if isinstance(parsed, Problem):
        return replace(parsed, thing=address)
    return replace(parsed, problems=tuple(replace(problem, thing=address) for problem in parsed.problems))


async def fetch_pages(
    entries: Sequence[PendingEntry],
    feeds: Mapping[str, FeedState],
    *,
    settings: Settings,
    archive: Archive,
    now: datetime,
    on_progress: OnProgress | None = None,
    memory: WebMemory | None = None,
    on_robots: Callable[[tuple[Fetch, ...]], None] | None = None,
    tools: Tools | None = None,
) -> AsyncIterator[FetchedPage]:
    """The pages of the entries as they come, each once however often it is listed. `feeds` are by id.

    An entry whose host was asked often enough in this run is left out, and stays as it is; `memory` counts it.
    `on_robots` is told, at the end, of the requests for robots.txt that were made beside them. `tools` as in
    `poll_feeds`.
    """
    wanted, memory = {entry.entry_id: entry for entry in entries}, memory or WebMemory()
    async with opened(tools, settings, archive, memory) as web:
        tasks = [
            asyncio.create_task(_fetch_page(entry, _feed_of(entry, feeds), web, settings, now))
            for entry in wanted.values()
        ]
        try:
            for done, task in enumerate(asyncio.as_completed(tasks), start=1):
                page = await task
                if on_progress:
                    on_progress(done, len(tasks))
                if not memory.holds_back(page.fetch):
                    yield page
        finally:
            for running in tasks:
                running.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if on_robots:
            on_robots(web.fetcher.take_robots_fetches())


async def _fetch_page(
    entry: PendingEntry,
    feed: FeedState,
    web: Tools,
    settings: Settings,
    now: datetime,
) -> FetchedPage:
    # the address as the feed states it: some servers know no other form
    fetched = await web.fetcher.fetch(Request(entry.entry.address or entry.address, "page", feed_id=entry.feed_id))
    try:
        outcome = await _article(entry, feed, fetched, web.parsers, now)
    finally:
        web.fetcher.done_with(fetched)
    if isinstance(outcome, Article):
        return _tried(entry, outcome, fetched.fetch, settings, now)
    problem = replace(outcome, thing=fetched.fetch.address)
    fetch = replace(fetched.fetch, problem=problem)
    page = _tried(entry, problem, fetch, settings, now)
    if page.entry.state == "failed" and has_full_text(entry):
        return _tried(entry, article_from_feed(entry, feed=feed, now=now), fetch, settings, now)
    return page


async def _article(
    entry: PendingEntry, feed: FeedState, fetched: Fetched, parsers: ParserPool, now: datetime
) -> Article | Problem:
    fetch = fetched.fetch
    if fetch.problem is not None:
        return fetch.problem
    page = await parsers.parse_page(
        fetched.body or b"",
        address=fetch.final_address or fetch.address,
        content_type=fetched.content_type,
        now=now,
    )
    if isinstance(page, Problem):
        return page
    return article_from_page(page, entry=entry, fetch=fetch, feed=feed, now=now)


def _tried(
    entry: PendingEntry, outcome: Article | Problem, fetch: Fetch, settings: Settings, now: datetime
) -> FetchedPage:
    after = after_attempt(entry, outcome, fetch, now=now, max_attempts=settings.entry_attempts)
    return FetchedPage(after, fetch, outcome)


def _feed_of(entry: PendingEntry, feeds: Mapping[str, FeedState]) -> FeedState:
    """The entry's feed, or what is known of one that is no longer there."""
    return feeds.get(entry.feed_id) or FeedState(entry.feed_id, entry.address)
