"""Feeds over several cycles, all parts real but Prefect: polite, moves followed, twins polled once, nothing lost."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from news_site import NewsEntry, NewsSite, Seen, rss

from extractors.records import FeedState, Problem
from flows.feed_care import held_back, look_after_feeds, web_memory
from flows.files.seeds import listed_feeds
from flows.ingest import load_pages, poll
from flows.places import Places
from flows.recording import Run
from flows.settings import Settings
from flows.web.archive import Archive
from flows.web.gathering import poll_feeds
from flows.web.hosts import WebMemory
from flows.web.session import WebSession
from warehouse.checks import failed_checks
from warehouse.intake import feed_states, pending_entries, register_feeds
from warehouse.outbox import due_notices
from warehouse.runs import begin_run

pytestmark = pytest.mark.slow
NOW = datetime.now(UTC).replace(microsecond=0)


class Desk:
    """A warehouse and its list of feeds, polled when told to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ours = Settings(
            warehouse=folder / "onrecord.duckdb", feeds=folder / "feeds.opml", host_delay_seconds=0, timeout_seconds=2
        )
        self.run = Run("run_1", ours, Places(ours.warehouse))
        self.memory = WebMemory()
        with self.run.writing() as con:
            begin_run(con, self.run.run_id, "ingest", NOW)

    def set(self, **settings: object) -> None:
        self.run.settings = self.run.settings.model_copy(update=settings)

    def list(self, *addresses: str) -> None:
        outlines = "".join(f'<outline type="rss" text="Feed {n}" xmlUrl="{url}"/>' for n, url in enumerate(addresses))
        text = f'<opml version="2.0"><head/><body>{outlines}</body></opml>'
        self.run.settings.feeds.write_text(text, encoding="utf-8")
        with self.run.writing() as con:
            register_feeds(con, listed_feeds(self.run.settings.feeds), NOW)

    def poll(self, *, is_manual: bool = True) -> dict[str, FeedState]:
        """One cycle's polls, with a memory of its own; all watched feeds as they are then, by the end of their path."""
        self.memory = web_memory(self.run, is_manual=is_manual)
        with self._web() as web:
            poll.fn(self.run, web, is_manual)
        return self.states()

    def states(self) -> dict[str, FeedState]:
        with self.run.writing() as con:
            assert [str(failed) for failed in failed_checks(con)] == []
            return {state.address.rpartition("/")[2]: state for state in feed_states(con)}

    def pages(self) -> Sequence[Problem]:
        with self.run.writing() as con:
            waiting = pending_entries(con, self.run.now())
        with self._web() as web:
            return load_pages.fn(self.run, web, waiting)[1]

    @contextmanager
    def _web(self) -> Iterator[WebSession]:
        with Archive(self.folder / "raw") as archive, WebSession(self.run.settings, archive, self.memory) as web:
            yield web


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def other_site() -> Iterator[NewsSite]:
    site = NewsSite("127.0.0.2")
    yield site
    site.close()


def test_robots_txt_is_asked_for_once_a_day_in_however_many_runs(desk: Desk, news_site: NewsSite) -> None:
    news_site.robots("User-agent: *\nDisallow: /closed\n")
    desk.list(news_site.feed("/open", NewsEntry("/a")), news_site.feed("/closed", NewsEntry("/b")))
    for _ in range(3):
        states = desk.poll()
    assert (states["open"].state, states["closed"].state) == ("fine", "blocked")
    assert news_site.count("/robots.txt") == 1
    assert (news_site.count("/open"), news_site.count("/closed")) == (3, 0)


def test_a_robots_txt_that_failed_is_remembered_but_not_against_a_person(desk: Desk, news_site: NewsSite) -> None:
    news_site.robots("", 503)
    desk.list(news_site.feed("/feed", NewsEntry("/a")))
    assert desk.poll(is_manual=False)["feed"].state == "unreachable"
    asked = news_site.count("/robots.txt")
    with desk.run.writing() as con:
        con.execute("update feeds set next_poll_at = null")
    assert desk.poll(is_manual=False)["feed"].count_failures == 2
    assert news_site.count("/robots.txt") == asked
    news_site.robots("")
    assert desk.poll()["feed"].state == "fine"


def test_a_feed_that_moved_is_polled_at_its_new_address_without_its_password(
    desk: Desk, news_site: NewsSite, other_site: NewsSite
) -> None:
    listed = news_site.redirect("/old", other_site.feed("/new", NewsEntry("/a")), 301).replace("//", "//ann:secret@")
    desk.list(listed)
    assert desk.poll()["old"].moved_to is None
    assert desk.poll()["old"].moved_to == other_site.address("/new")
    assert (desk.poll()["old"].state, news_site.count("/old"), other_site.count("/new")) == ("fine", 2, 3)
    assert all("authorization" not in seen.headers for seen in other_site.requests)
    other_site.respond("/new", 404)
    assert desk.poll()["old"].moved_to is None  # it is asked for where it is listed, from now on


@pytest.mark.parametrize(("hops", "moved"), [((301, 308), True), ((302, 301), False), ((301, 302), "half")])
def test_only_permanent_redirects_are_a_move(
    desk: Desk, news_site: NewsSite, hops: tuple[int, int], moved: bool | str
) -> None:
    news_site.feed("/new", NewsEntry("/a"))
    news_site.redirect("/half", "/new", hops[1])
    desk.list(news_site.redirect("/old", "/half", hops[0]))
    desk.poll()
    expected = {True: news_site.address("/new"), False: None, "half": news_site.address("/half")}[moved]
    assert desk.poll()["old"].moved_to == expected


def test_one_feed_under_three_addresses_is_polled_once(desk: Desk, news_site: NewsSite, other_site: NewsSite) -> None:
    first = news_site.feed("/first", NewsEntry("/a"))
    other_site.respond("/copy", 200, {"Content-Type": "application/rss+xml"}, rss(news_site.url, (NewsEntry("/a"),)))
    desk.list(first, news_site.redirect("/hop", "/first"), other_site.address("/copy"))
    states = desk.poll()
    assert states["hop"].same_as == states["copy"].same_as == states["first"].feed_id
    desk.poll()
    assert (news_site.count("/first"), news_site.count("/hop"), other_site.count("/copy")) == (3, 1, 1)
    desk.list(news_site.address("/hop"), other_site.address("/copy"))  # the first is taken off the list
    states = desk.poll()
    assert (states["hop"].same_as, states["copy"].same_as) == (None, states["hop"].feed_id)
    assert other_site.count("/copy") == 2


def test_a_host_is_asked_so_often_and_the_rest_waits(desk: Desk, news_site: NewsSite, other_site: NewsSite) -> None:
    for number in range(6):
        news_site.article(f"/{number}", f"Talks {number}", "The talks on the river ended on Monday. " * 9)
    feed = news_site.feed("/feed", *(NewsEntry(f"/{number}", f"T{number}", NOW) for number in range(6)))
    desk.list(feed, other_site.feed("/other"))
    desk.set(host_requests=5)
    desk.poll()
    assert desk.pages() == ()
    assert len(news_site.requests) == 5  # robots.txt, the feed, three pages
    (said,) = held_back(desk.memory, 5)
    assert (said.thing, said.cause) == (
        "127.0.0.1", "3 feeds and pages wait for the next cycle: it was asked 5 times in this one"
    )  # fmt: skip
    with desk.run.writing() as con:
        assert [entry.count_attempts for entry in pending_entries(con, desk.run.now())] == [0, 0, 0]
    desk.poll()
    assert desk.pages() == ()
    assert {path for path in "012345" if news_site.count(f"/{path}") == 1} == set("012345")
    assert held_back(desk.memory, 5) == ()


def test_a_feed_that_had_to_wait_is_as_it_was(desk: Desk, news_site: NewsSite) -> None:
    desk.list(*(news_site.feed(f"/{number}", NewsEntry(f"/a{number}")) for number in range(4)))
    desk.set(host_requests=3)
    states = desk.poll(is_manual=False)
    assert sorted(state.state for state in states.values()) == ["fine", "fine", "new", "new"]
    assert sorted(state.state for state in desk.poll(is_manual=False).values()) == ["fine"] * 4


def test_trouble_that_lasts_is_one_notice_and_so_is_its_end(desk: Desk, news_site: NewsSite) -> None:
    good = [news_site.feed(f"/{number}", NewsEntry(f"/{number}", f"T{number}")) for number in range(4)]
    desk.list(*good, news_site.respond("/bad", 403))
    desk.set(feed_failures=3, channels={"desk": "file://"})
    told = []
    for _ in range(4):
        desk.poll()
        look_after_feeds(desk.run)
        with desk.run.writing() as con:
            told.append([notice.title for notice in due_notices(con, desk.run.now(), ["desk"])])
    assert told == [
        [],
        ["Feed 4: its feed is in trouble"],
        ["Feed 4: its feed is in trouble"],
        ["Feed 4: its feed is in trouble"],
    ]
    news_site.feed("/bad", NewsEntry("/bad"))
    desk.poll()
    look_after_feeds(desk.run)
    with desk.run.writing() as con:
        found = [notice.title for notice in due_notices(con, desk.run.now(), ["desk"])]
    assert sorted(found) == ["Feed 4: its feed is in trouble", "Feed 4: its feed is well again"]


def test_cache_headers_and_retry_after_are_obeyed(desk: Desk, news_site: NewsSite) -> None:
    desk.list(
        news_site.feed("/cached", NewsEntry("/a"), headers={"Cache-Control": "max-age=7200"}),
        news_site.respond("/busy", 503, {"Retry-After": "9000"}),
    )
    states = desk.poll()
    for name, seconds in (("cached", 7200), ("busy", 9000)):
        next_poll_at, last = states[name].next_poll_at, states[name].last_polled_at
        assert next_poll_at is not None
        assert last is not None
        assert next_poll_at - last >= timedelta(seconds=seconds - 2)
    desk.poll()
    assert (news_site.count("/cached"), news_site.count("/busy")) == (2, 1)


def test_slow_hosts_do_not_hold_up_the_others(tmp_path: Path, news_site: NewsSite) -> None:
    slow_sites = [NewsSite(f"127.0.1.{number}") for number in range(1, 5)]
    answered: list[float] = []
    begun = datetime.now(UTC)

    def quick(seen: Seen) -> object:
        answered.append((datetime.now(UTC) - begun).total_seconds())
        return replace(good, body=good.body)

    address = news_site.feed("/feed", NewsEntry("/a"), is_conditional=False)
    good = news_site._responders["/feed"](Seen("GET", "/feed", {}, 0.0))
    news_site.handle("/feed", quick)  # type: ignore[arg-type] # it gives an Answer
    try:
        slow = [site.respond("/feed", wait=8) for site in slow_sites]
        states = [FeedState(f"f_{number}", url) for number, url in enumerate([*slow, address])]
        ours = Settings(host_delay_seconds=0, timeout_seconds=8, concurrency=2)
        with Archive(tmp_path / "raw") as archive:
            polled = asyncio.run(poll_feeds(states, settings=ours, archive=archive, now=NOW))
    finally:
        for site in slow_sites:
            site.close()
    assert len(polled.polls) == 5
    assert (
        answered[0] < 7
    )  # though two requests at once are all there may be, and four hosts answer after eight seconds
