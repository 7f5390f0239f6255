"""The flow `ingest`: seeds and feeds to articles. No connection is open while anything is fetched or parsed."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed

from extractors.intake.polling import (
    Poll,
    after_poll,
    count_new_entries,
    due_feeds,
    entry_addresses,
    new_entries_of_all,
    storable,
    with_listed_addresses,
)
from extractors.intake.twins import with_twins
from extractors.records import Article, FeedState, Fetch, IngestCounts, PendingEntry, Problem
from flows.artifacts import feeds_table, show
from flows.doorbells import ARTICLES_LANDED, QUOTES_LANDED, ring
from flows.feed_care import held_back, look_after_feeds, web_memory
from flows.files.figures import tracked_figures
from flows.files.seeds import listed_feeds, seed_articles
from flows.ingest_summary import IngestSummary
from flows.journalling import Arrival, changed_states, note_arrival
from flows.progress import tell
from flows.recording import Run, part_of_cycle
from flows.revisits import Revisits, plan_visits, visit_again
from flows.settings import Settings
from flows.turns import STEPPED_ASIDE, is_our_turn, turn
from flows.web.archive import MEGABYTE, Archive
from flows.web.archive_care import mend
from flows.web.gathering import FetchedPage, PolledFeeds, fetch_pages, poll_feeds
from flows.web.hosts import WebMemory
from flows.web.session import Tools, WebSession

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.tasks import Task

_log = logging.getLogger("onrecord.ingest")

_PAGES_A_BATCH = 100  # pages fetched between two loads: what a killed run has to fetch again


def _is_passing(_task: "Task[Any, Any]", _run: "TaskRun", state: "State[Any]") -> bool:
    """Whether a batch as a whole broke on something that may pass: a dead parser, a hiccup of the disk.

    A request that fails is tried again in `fetching`, and is a value here: never a reason to repeat its batch.
    """
    return isinstance(state.result(raise_on_failure=False), BrokenExecutor | OSError)


@flow(name="ingest", description="Seeds and feeds to articles.", validate_parameters=False)
def ingest() -> IngestSummary:
    """What came in from the seeds and the feeds; a doorbell rings for whatever now waits to be read."""
    with part_of_cycle("ingest") as run:
        is_manual = is_our_turn(run.places.cycle_lock)  # a part of a cycle that a person asked for
        with turn(run.places.cycle_lock) as is_ours:
            summary = _take_in(run, is_manual) if is_ours else IngestSummary(stepped_aside=STEPPED_ASIDE)
        _ring(run)
    return Completed(message=str(summary), data=summary)  # type: ignore[return-value] # Prefect hands the data on


def _take_in(run: Run, is_manual: bool) -> IngestSummary:
    mend(run.places.archive)
    summary = IngestSummary().with_counts(load_seeds(run))
    memory = web_memory(run, is_manual=is_manual)
    with (
        Archive(run.places.archive, max_bytes=run.settings.archive_megabytes * MEGABYTE) as archive,
        WebSession(run.settings, archive, memory) as web,
    ):
        summary = summary.with_feeds(poll(run, web, is_manual))
        tried: set[str] = set()
        while batch := _pages_waiting(
            run, tried, count_left=sum(memory.held_back.values()) + len(summary.page_problems)
        ):
            counts, failed = load_pages(run, web, batch)
            tried.update(entry.entry_id for entry in batch)
            summary = replace(summary.with_counts(counts), page_problems=(*summary.page_problems, *failed))
        again = look_again(run, web)
        summary = replace(
            summary,
            new_versions=summary.new_versions + again.count_new_versions,
            pages_revisited=again.count_visits,
        )
    summary = replace(summary, held_back=held_back(memory, run.settings.host_requests))
    look_after_feeds(run)
    run.articles_new, run.articles_known = summary.articles_new, summary.articles_known
    run.articles_failed = len(summary.page_problems)
    return summary


@task(name="seeds", cache_policy=NO_CACHE)
def load_seeds(run: Run) -> IngestCounts:
    """What the seed documents added; feeds and figures are registered as they are listed now."""
    from warehouse.figures import register_figures
    from warehouse.generation import generation
    from warehouse.intake import load_articles, register_feeds

    tell("Reading the seeds")
    now, ours = run.now(), run.settings
    articles, feeds = seed_articles(ours.seeds, now), listed_feeds(ours.feeds)
    figures, rules = tracked_figures(ours.figures)
    for name in sorted({name for rule in rules for name in rule.channels} - set(ours.channels)):
        _log.warning(
            "A rule in %s names the channel %r, which the setting `channels` does not: its alerts go to its other "
            "channels, or to all. Name it there, or take it out of the rule.",
            ours.figures,
            name,
        )
    with run.writing() as con:
        before = generation(con)
        register_feeds(con, storable(feeds), now)
        register_figures(con, figures, rules, now)
        counts = load_articles(con, articles)
        if generation(con) != before:
            note_arrival(run, con, Arrival(now, storable(feeds), figures, rules, articles))
        return counts


@task(name="feeds", cache_policy=NO_CACHE, retries=1, retry_delay_seconds=5, retry_condition_fn=_is_passing)
def poll(run: Run, web: WebSession, is_manual: bool) -> tuple[FeedState, ...]:
    """The feeds that were due, as they are after having been asked."""
    from warehouse.intake import feed_states

    now, ours = run.now(), run.settings
    with run.writing() as con:
        watched = feed_states(con)
    due = due_feeds(watched, now, is_manual=is_manual)
    if not due:
        return ()
    listed = listed_feeds(ours.feeds)
    with_secrets, ids = with_listed_addresses(due, listed), [feed.feed_id for feed in listed]
    after: list[FeedState] = []

    def load(polled: PolledFeeds) -> None:
        after.extend(_load_polls(run, web.memory, polled, ids, now)[: len(polled.polls)])

    last = web.run(
        lambda tools: poll_feeds(
            with_secrets,
            settings=ours,
            archive=web.archive,
            now=now,
            memory=web.memory,
            on_progress=_telling("feeds"),
            tools=tools,
            on_polls=load,
        )
    )
    load(last)
    return tuple(after)


def _load_polls(
    run: Run, memory: WebMemory, polled: PolledFeeds, listed: Sequence[str], polled_at: datetime
) -> tuple[FeedState, ...]:
    """The polled feeds as they are now, in their order, and others that turn out to be the same as one of them."""
    from warehouse.intake import feed_states, known_addresses, load_entries, load_feed_states, load_fetches
    from warehouse.robots import load_robots

    now, ours = run.now(), run.settings
    fetches = [fetch for _, fetch, _, _ in polled.polls]
    addresses = entry_addresses(polled.polls)  # found out before the warehouse is held
    with run.writing() as con:
        known, watched = known_addresses(con, addresses), feed_states(con)
        alone = [_after(poll, known, ours, polled_at) for poll in polled.polls]
        after = with_twins(alone, fetches, watched, listed)
        entries = new_entries_of_all(polled.polls, known, now, ours.first_poll_is_known)
        load_entries(con, entries)
        load_feed_states(con, after)
        load_fetches(con, run.run_id, [*fetches, *polled.robots])
        load_robots(con, memory.take_new_robots(), now)
        states, quiet = changed_states(watched, after)
        if entries or states or quiet:
            note_arrival(run, con, Arrival(now, entries=entries, states=states, quiet=quiet))
    return after


def _after(poll: Poll, known: Collection[str], ours: Settings, now: datetime) -> FeedState:
    before, fetch, parsed, retry_after = poll
    return after_poll(
        before,
        fetch,
        parsed,
        now=now,
        poll_minutes=ours.poll_minutes,
        retry_after=retry_after,
        poll_hours_longest=ours.poll_hours_longest,
        timeout_seconds=ours.timeout_seconds,
        count_new=count_new_entries(parsed, known),
    )


def _pages_waiting(run: Run, tried: set[str], count_left: int = 0) -> tuple[PendingEntry, ...]:
    """The next batch of entries whose pages are to be fetched, each once a run.

    `count_left` is how many at most of those that were tried still wait: held back, or to be tried again.
    """
    from warehouse.intake import pending_entries

    most = _PAGES_A_BATCH + count_left
    with run.writing() as con:
        waiting = [entry for entry in pending_entries(con, run.now(), most) if entry.entry_id not in tried]
    return tuple(waiting[:_PAGES_A_BATCH])


@task(name="pages", cache_policy=NO_CACHE, retries=1, retry_delay_seconds=5, retry_condition_fn=_is_passing)
def load_pages(run: Run, web: WebSession, batch: Sequence[PendingEntry]) -> tuple[IngestCounts, tuple[Problem, ...]]:
    """What a batch of pages added, and the problems of those that could not be had."""
    from warehouse.intake import feed_states, load_articles, load_entries, load_fetches
    from warehouse.robots import load_robots

    with run.writing() as con:
        feeds = {state.feed_id: state for state in feed_states(con)}
    pages, robots = web.run(lambda tools: _fetched(run, web, tools, batch, feeds))
    articles, entries = loadable(pages)
    with run.writing() as con:
        counts = load_articles(con, articles)
        load_entries(con, entries)
        load_robots(con, web.memory.take_new_robots(), run.now())
        fetched = [(page.entry, page.fetch, page.outcome) for page in pages]
        visits = plan_visits(con, run, fetched, counts.article_ids_new, run.now())
        fetches = tuple(page.fetch for page in pages)
        load_fetches(con, run.run_id, [*fetches, *robots])
        if pages:
            arrival = Arrival(run.now(), articles=articles, entries=entries, visits=visits, fetches=fetches)
            note_arrival(run, con, arrival)
    return counts, tuple(page.outcome for page in pages if isinstance(page.outcome, Problem))


@task(name="edits", cache_policy=NO_CACHE, retries=1, retry_delay_seconds=5, retry_condition_fn=_is_passing)
def look_again(run: Run, web: WebSession) -> Revisits:
    """What came of looking at young articles again, for edits."""
    return visit_again(run, web)


def loadable(pages: Sequence[FetchedPage]) -> tuple[tuple[Article, ...], tuple[PendingEntry, ...]]:
    """The articles among what was fetched, and the entries after it."""
    articles = tuple(page.outcome for page in pages if isinstance(page.outcome, Article))
    return articles, tuple(page.entry for page in pages)


async def _fetched(
    run: Run, web: WebSession, tools: Tools, batch: Sequence[PendingEntry], feeds: Mapping[str, FeedState]
) -> tuple[list[FetchedPage], list[Fetch]]:
    """The batch's pages, fetched side by side, and the requests for robots.txt beside them."""
    robots: list[Fetch] = []
    pages = fetch_pages(
        batch,
        feeds,
        settings=run.settings,
        archive=web.archive,
        now=run.now(),
        memory=web.memory,
        on_progress=_telling("pages"),
        on_robots=robots.extend,
        tools=tools,
    )
    return [page async for page in pages], robots


def _telling(things: str) -> Callable[[int, int], None]:
    return lambda done, count: tell(f"Fetching {things} {done} of {count}")


def _ring(run: Run) -> None:
    """Nothing; the next flows are woken if anything waits for them, whoever left it there."""
    from warehouse.enrichment import count_pending
    from warehouse.intake import feed_states
    from warehouse.outbox import count_due

    with run.writing() as con:
        pending, feeds = count_pending(con), feed_states(con)
        due = count_due(con, run.now(), tuple(run.settings.channels))
    show("feeds", feeds_table(feeds), "The health of the feeds")
    if pending:
        ring(ARTICLES_LANDED, run.places, pending=pending)
    if due:
        ring(QUOTES_LANDED, run.places, due=due)
