"""Pages that had been visited again for edits, taken in once more from the archive: each becomes the version it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from extractors.intake.addresses import host_of
from extractors.intake.articles import article_from_page
from extractors.intake.edited_pages import edited
from extractors.intake.revisiting import visited_entry
from extractors.records import FeedState, Fetch, KnownPage, PageVisit, PendingEntry, Problem
from flows.recording import Run
from flows.revisits import settle
from flows.web.archive import Response
from flows.web.parsing import ParserPool
from flows.web.revisiting import Revisited


@dataclass(frozen=True, slots=True)
class KeptVisit:
    """A page of the archive whose entry was done when it was fetched."""

    entry: PendingEntry
    fetch: Fetch
    response: Response


def is_visit(entry: PendingEntry) -> bool:
    """Whether a page that is taken in once more was fetched to see if it was edited: its entry was done before."""
    return entry.state == "done"


async def retake_visits(
    run: Run, parsers: ParserPool, feeds: Mapping[str, FeedState], kept: Sequence[KeptVisit], now: datetime
) -> int:
    """How many new versions the visits brought, decided as when they were made."""
    from warehouse.intake import load_fetches
    from warehouse.revisits import known_pages, page_visits

    if not kept:
        return 0
    with run.writing() as con:
        known = known_pages(con, addresses=[visit.entry.address for visit in kept])
        waiting = {visit.article_id: visit for visit in page_visits(con)}
    by_address = {url: page for page in known for url in page.addresses}
    made = []
    for visit in kept:
        if page := by_address.get(visit.entry.address):
            planned = waiting.get(page.article_id) or _forgotten(visit, page)
            found = await _revisited(visit, planned, page, parsers, feeds, now)
            # what came before its time was fetched twice because we were killed
            if found.edited or planned.next_visit_at is None or planned.next_visit_at <= visit.response.at:
                made.append(found)
    with run.writing() as con:
        count = settle(con, run, made, {page.article_id: page for page in known}, now).count_new_versions
        load_fetches(con, run.run_id, [visit.fetch for visit in kept])
    return count


def _forgotten(kept: KeptVisit, page: KnownPage) -> PageVisit:
    """A visit that was lost, or was the last one."""
    address = kept.response.requested
    return PageVisit(page.article_id, address, kept.entry.feed_id, host_of(address), kept.entry.first_seen_at)


async def _revisited(
    kept: KeptVisit,
    visit: PageVisit,
    known: KnownPage,
    parsers: ParserPool,
    feeds: Mapping[str, FeedState],
    now: datetime,
) -> Revisited:
    response = kept.response
    page = await parsers.parse_page(
        response.body, address=response.address, content_type=response.content_type, now=now
    )
    feed = feeds.get(visit.feed_id) or FeedState(visit.feed_id, visit.address)
    found = (
        page
        if isinstance(page, Problem)
        else edited(known, article_from_page(page, entry=visited_entry(visit), fetch=kept.fetch, feed=feed, now=now))
    )
    if isinstance(found, Problem):
        return Revisited(visit, replace(kept.fetch, problem=replace(found, thing=visit.address)))
    return Revisited(visit, kept.fetch, found)
