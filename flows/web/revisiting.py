"""Pages of known articles fetched once more, conditionally: each visit yields a value, whatever becomes of it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from extractors.intake.articles import article_from_page
from extractors.intake.edited_pages import edited
from extractors.intake.revisiting import visited_entry
from extractors.records import Article, FeedState, Fetch, KnownPage, PageVisit, Problem
from flows.settings import Settings
from flows.web.archive import Archive
from flows.web.asking import Request
from flows.web.fetching import Fetched
from flows.web.hosts import WebMemory
from flows.web.parsing import ParserPool
from flows.web.session import Tools, opened


@dataclass(frozen=True, slots=True)
class Revisited:
    """A visit as it was before, the request, and the article as it was edited; None where nothing was."""

    visit: PageVisit
    fetch: Fetch
    edited: Article | None = None


@dataclass(frozen=True, slots=True)
class RevisitedPages:
    """What visiting brought, one a visit, and the requests for robots.txt that were made beside it."""

    pages: tuple[Revisited, ...]
    robots: tuple[Fetch, ...] = ()


async def fetch_again(
    visits: Sequence[PageVisit],
    known: Mapping[str, KnownPage],
    feeds: Mapping[str, FeedState],
    *,
    settings: Settings,
    archive: Archive,
    now: datetime,
    memory: WebMemory | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    tools: Tools | None = None,
) -> RevisitedPages:
    """What became of the visits, in their order. `known` are the articles by their ids, `feeds` by theirs.

    A visit whose host was asked often enough in this run is left out, and is still due; `memory` counts it.
    """
    done, memory = 0, memory or WebMemory()

    async def visit_one(visit: PageVisit) -> Revisited | None:
        nonlocal done
        feed = feeds.get(visit.feed_id) or FeedState(visit.feed_id, visit.address)
        made = await _visit(visit, known[visit.article_id], feed, web, now)
        if memory.holds_back(made.fetch):
            return None
        done += 1
        if on_progress:
            on_progress(done, len(visits))
        return made

    async with opened(tools, settings, archive, memory) as web, asyncio.TaskGroup() as group:
        tasks = [group.create_task(visit_one(visit)) for visit in visits if visit.article_id in known]
    pages = (task.result() for task in tasks)
    return RevisitedPages(tuple(page for page in pages if page is not None), web.fetcher.take_robots_fetches())


async def _visit(visit: PageVisit, known: KnownPage, feed: FeedState, web: Tools, now: datetime) -> Revisited:
    fetched = await web.fetcher.fetch(
        Request(
            visit.address,
            "page",
            feed_id=visit.feed_id,
            etag=visit.etag,
            last_modified=visit.last_modified,
            body_sha256=visit.body_sha256,
        )
    )
    if fetched.body is None:
        return Revisited(visit, fetched.fetch)
    try:
        found = await _edited(visit, known, feed, fetched, web.parsers, now)
    finally:
        web.fetcher.done_with(fetched)
    if isinstance(found, Problem):
        return Revisited(visit, replace(fetched.fetch, problem=replace(found, thing=visit.address)))
    return Revisited(visit, fetched.fetch, found)


async def _edited(
    visit: PageVisit, known: KnownPage, feed: FeedState, fetched: Fetched, parsers: ParserPool, now: datetime
) -> Article | Problem | None:
    fetch = fetched.fetch
    page = await parsers.parse_page(
        fetched.body or b"", address=fetch.final_address or fetch.address, content_type=fetched.content_type, now=now
    )
    if isinstance(page, Problem):
        return page
    return edited(known, article_from_page(page, entry=visited_entry(visit), fetch=fetch, feed=feed, now=now))
