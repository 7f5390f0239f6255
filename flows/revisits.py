"""Young articles visited again, within the budget of a cycle: what was edited becomes a new version.

A visit is settled in the transaction that loads what it brought. What was killed before that is still due.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.intake.revisiting import after_visit, due_visits, first_visit, is_expired, is_gone
from extractors.records import Article, Fetch, GonePage, KnownPage, PageVisit, PendingEntry, Problem
from flows.journalling import Arrival, note_arrival
from flows.progress import tell
from flows.recording import Run
from flows.web.revisiting import Revisited, fetch_again
from flows.web.session import WebSession

if TYPE_CHECKING:
    from warehouse.connection import Connection

_PAGES_A_BATCH = 100  # pages fetched between two loads, as in `ingest`


@dataclass(frozen=True, slots=True)
class Revisits:
    """What the visits of a cycle came to."""

    count_visits: int = 0
    count_new_versions: int = 0
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: "Revisits") -> "Revisits":
        return Revisits(
            self.count_visits + other.count_visits,
            self.count_new_versions + other.count_new_versions,
            (*self.problems, *other.problems),
        )


def plan_visits(
    con: "Connection",
    run: Run,
    pages: Sequence[tuple[PendingEntry, Fetch, object]],
    new_ids: Sequence[str],
    now: datetime,
) -> tuple[PageVisit, ...]:
    """The first visits that those articles wait for which are new, of what was fetched just now.

    `pages` are entry, request and what came of it, in the transaction that loads the articles.
    """
    from warehouse.revisits import load_page_visits

    days, new = run.settings.revisit_days, set(new_ids)
    planned = (
        first_visit(outcome, entry, fetch, now=now, revisit_days=days)
        for entry, fetch, outcome in pages
        if isinstance(outcome, Article) and outcome.article_id in new
    )
    visits = tuple(visit for visit in planned if visit)
    load_page_visits(con, visits)
    return visits


def visit_again(run: Run, web: WebSession) -> Revisits:
    """What came of the visits that are due, as far as the budget goes."""
    made, chosen = Revisits(), _due(run)
    for start in range(0, len(chosen), _PAGES_A_BATCH):
        made += _visit_batch(run, web, chosen[start : start + _PAGES_A_BATCH])
    return made


def _due(run: Run) -> tuple[PageVisit, ...]:
    """The visits to make now. Those whose time is over are forgotten."""
    from warehouse.revisits import load_page_visits, page_visits

    now, ours = run.now(), run.settings
    if not ours.revisit_days:
        return ()
    with run.writing() as con:
        due = page_visits(con, now)
        over = [replace(visit, next_visit_at=None) for visit in due if is_expired(visit, now, ours.revisit_days)]
        load_page_visits(con, over)
        if over:
            note_arrival(run, con, Arrival(now, visits=tuple(over)))
    return due_visits(
        due, now, per_host=ours.revisits_per_host, in_all=ours.revisits_per_cycle, revisit_days=ours.revisit_days
    )


def _visit_batch(run: Run, web: WebSession, visits: Sequence[PageVisit]) -> Revisits:
    from warehouse.intake import feed_states, load_fetches
    from warehouse.revisits import known_pages
    from warehouse.robots import load_robots

    now = run.now()
    with run.writing() as con:
        feeds = {state.feed_id: state for state in feed_states(con)}
        known = {page.article_id: page for page in known_pages(con, article_ids=[v.article_id for v in visits])}
    found = web.run(
        lambda tools: fetch_again(
            visits,
            known,
            feeds,
            settings=run.settings,
            archive=web.archive,
            now=now,
            memory=web.memory,
            on_progress=lambda done, count: tell(f"Looking for edits {done} of {count}"),
            tools=tools,
        )
    )
    with run.writing() as con:
        settled = settle(con, run, found.pages, known, now)
        fetches = tuple(page.fetch for page in found.pages)
        load_fetches(con, run.run_id, [*fetches, *found.robots])
        load_robots(con, web.memory.take_new_robots(), now)
        what = Arrival(now, articles=settled.edited, visits=settled.visits, gone=settled.gone, fetches=fetches)
        if found.pages:
            note_arrival(run, con, what)
    problems = tuple(page.fetch.problem for page in found.pages if page.fetch.problem)
    return Revisits(len(found.pages), settled.count_new_versions, problems)


@dataclass(frozen=True, slots=True)
class Settled:
    """What visits came to; `visits` are those as they are after it."""

    edited: tuple[Article, ...]
    visits: tuple[PageVisit, ...]
    gone: tuple[GonePage, ...]
    count_new_versions: int


def settle(
    con: "Connection", run: Run, pages: Sequence[Revisited], known: dict[str, KnownPage], now: datetime
) -> Settled:
    """What the visits came to; each is on record with its next time, what is gone as gone."""
    from warehouse.intake import load_articles
    from warehouse.revisits import load_gone, load_page_visits

    days = run.settings.revisit_days
    edited = tuple(page.edited for page in pages if page.edited)
    counts = load_articles(con, edited)
    visits = tuple(
        after_visit(page.visit, page.fetch, is_changed=page.edited is not None, now=now, revisit_days=days)
        for page in pages
    )
    load_page_visits(con, visits)
    gone_ids = [page.visit.article_id for page in pages if is_gone(page.visit, page.fetch)]
    gone = tuple(GonePage(article_id, known[article_id].version_id) for article_id in gone_ids)
    load_gone(con, gone, now)
    return Settled(edited, visits, gone, counts.count_new_versions)
