"""Feeds polled and pages fetched, all parts real: every feed and every page yields a value, whatever the others do."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from news_site import NewsEntry, NewsSite, article_html

from extractors.intake.polling import after_poll, due_feeds, new_entries_of_all
from extractors.records import Article, FeedState, ParsedFeed, PendingEntry, Problem
from extractors.records.ids import mint
from flows.settings import Settings
from flows.web.archive import Archive, read_archive
from flows.web.gathering import FetchedPage, PolledFeeds, fetch_pages, poll_feeds
from flows.web.hosts import WebMemory

NOW = datetime.now(UTC).replace(microsecond=0)
SETTINGS = Settings(host_delay_seconds=0, timeout_seconds=1, max_bytes=1_000_000, entry_attempts=3)
PARAGRAPHS = (
    "The talks on the river ended on Monday after three days of hard bargaining in the old town hall.",
    "“It was hard,” Marit Holm said as she left. “We will be back in the spring, and so will the river.”",
)
FULL_TEXT = "<p>" + "The river rose again that night. " * 30 + "</p><p>Then it fell.</p>"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "raw") as made:
        yield made


def state(address: str) -> FeedState:
    return FeedState(mint("f", address), address)


def poll(states: Sequence[FeedState], archive: Archive, memory: WebMemory | None = None) -> PolledFeeds:
    return asyncio.run(poll_feeds(states, settings=SETTINGS, archive=archive, now=NOW, memory=memory))


def after(polled: PolledFeeds) -> dict[str, FeedState]:
    states = (
        after_poll(before, fetch, parsed, now=NOW, poll_minutes=15, retry_after=retry_after)
        for before, fetch, parsed, retry_after in polled.polls
    )
    return {one.address.rpartition("/")[2]: one for one in states}


def pages_of(
    polled: PolledFeeds, archive: Archive, known: Sequence[str] = (), memory: WebMemory | None = None
) -> dict[str, FetchedPage]:
    entries = new_entries_of_all(polled.polls, known, NOW, first_poll_is_known=False)
    return fetch_entries(entries, {before.feed_id: before for before, *_ in polled.polls}, archive, memory)


def fetch_entries(
    entries: Sequence[PendingEntry],
    feeds: Mapping[str, FeedState],
    archive: Archive,
    memory: WebMemory | None = None,
) -> dict[str, FetchedPage]:
    async def main() -> dict[str, FetchedPage]:
        pages = fetch_pages(entries, feeds, settings=SETTINGS, archive=archive, now=NOW, memory=memory)
        return {page.entry.address.rpartition("/")[2]: page async for page in pages}

    return asyncio.run(main())


def test_each_bad_feed_is_a_value_and_loses_no_other(news_site: NewsSite, archive: Archive) -> None:
    good = news_site.feed("/good", NewsEntry("/a", "A", NOW))
    news_site.redirect("/loop", "/loop")
    news_site.gzip_bomb("/bomb", content_type="application/rss+xml")
    news_site.respond("/text", 200, {"Content-Type": "application/rss+xml"}, "not a feed")
    news_site.page("/page", article_html("A page", PARAGRAPHS))
    news_site.respond("/slow", wait=30)
    for status in (401, 403, 404, 410, 429, 500):
        news_site.respond(f"/{status}", status, {"Retry-After": "7200"} if status == 429 else {})
    names = ["loop", "bomb", "text", "page", "401", "403", "404", "410", "429", "500", "slow"]
    addresses = [good, *(news_site.address(f"/{name}") for name in names), "http://no-such-host.invalid/dns"]
    polled = poll([state(address) for address in addresses], archive)
    assert [before.address for before, *_ in polled.polls] == addresses
    states = after(polled)
    kinds = {name: one.last_problem.kind for name, one in states.items() if one.last_problem}
    assert kinds == {
        "loop": "redirect loop",
        "bomb": "too large",
        "text": "not xml",
        "page": "html",
        "401": "http 401",
        "403": "http 403",
        "404": "http 404",
        "410": "http 410",
        "429": "http 429",
        "500": "http 500",
        "slow": "time-out",
        "dns": "dns",
    }
    words = {name: one.state for name, one in states.items()}
    assert words["good"] == "fine"
    assert words["text"] == words["page"] == words["bomb"] == "broken"
    assert words["401"] == words["403"] == words["429"] == "blocked"
    assert words["410"] == "gone"
    assert words["dns"] == words["slow"] == words["500"] == words["loop"] == "unreachable"
    assert all(one.last_problem is None or one.last_problem.thing == one.address for one in states.values())


def test_a_second_poll_brings_nothing_new_and_costs_little(news_site: NewsSite, archive: Archive) -> None:
    tagged = news_site.feed("/tagged", NewsEntry("/a", "A", NOW))
    plain = news_site.feed("/plain", NewsEntry("/b", "B", NOW), is_conditional=False)
    first = after(poll([state(tagged), state(plain)], archive))
    again = poll(list(first.values()), archive)
    assert [parsed for _, _, parsed, _ in again.polls] == [None, None]
    assert [one.state for one in after(again).values()] == ["fine", "fine"]
    assert {response.purpose for path in archive.folder.iterdir() for _, response in read_archive(path)} == {"feed"}
    assert sum(1 for path in archive.folder.iterdir() for _ in read_archive(path)) == 2


def test_a_feed_that_moved_is_named_as_it_is_listed(news_site: NewsSite, archive: Archive) -> None:
    news_site.feed("/new/feed", NewsEntry("a", "A", "no date"), NewsEntry(None, "Nowhere", NOW))
    polled = poll([state(news_site.redirect("/old", "/new/feed", 301))], archive)
    ((_, _, parsed, _),) = polled.polls
    assert isinstance(parsed, ParsedFeed)
    assert {problem.thing for problem in parsed.problems} == {news_site.address("/old")}


def test_the_same_entry_in_five_feeds_is_fetched_once(news_site: NewsSite, archive: Archive) -> None:
    news_site.article("/talks", "Talks end", *PARAGRAPHS)
    news_site.handle("/talks?utm_source=1", lambda seen: news_site._responders["/talks"](seen))
    feeds = [
        state(news_site.feed(f"/{number}.xml", NewsEntry("/talks?utm_source=1" if number % 2 else "/talks", "T", NOW)))
        for number in range(5)
    ]
    pages = pages_of(poll(feeds, archive), archive)
    assert set(pages) == {"talks"}
    assert news_site.count("/talks") + news_site.count("/talks?utm_source=1") == 1
    article = pages["talks"].outcome
    assert isinstance(article, Article)
    assert article.text.split("\n") == list(PARAGRAPHS)
    assert article.canonical_address == news_site.address("/talks")
    assert article.raw is not None


def test_each_bad_page_is_a_value_and_loses_no_other(news_site: NewsSite, archive: Archive) -> None:
    news_site.article("/good", "Talks end", *PARAGRAPHS)
    news_site.respond("/pdf", 200, {"Content-Type": "application/pdf"}, b"%PDF-1.7")
    news_site.page("/empty", "<html><body><div id=app></div></body></html>")
    news_site.respond("/403", 403)
    news_site.respond("/500", 500)
    news_site.page("/huge", b"<p>" + b"x" * 1_000_001)
    names = ["good", "pdf", "empty", "403", "404", "500", "huge"]
    feed = news_site.feed("/feed", *(NewsEntry(f"/{name}", name, NOW) for name in names))
    pages = pages_of(poll([state(feed)], archive), archive)
    assert {name: page.entry.state for name, page in pages.items()} == {
        "good": "done",
        "pdf": "failed",
        "empty": "failed",
        "403": "failed",
        "404": "failed",
        "500": "pending",
        "huge": "failed",
    }
    kinds = {name: page.outcome.kind for name, page in pages.items() if isinstance(page.outcome, Problem)}
    assert kinds == {
        "pdf": "pdf",
        "empty": "no text",
        "403": "http 403",
        "404": "http 404",
        "500": "http 500",
        "huge": "too large",
    }
    assert pages["empty"].fetch.raw is not None  # what could not be read is kept all the same
    assert pages["empty"].fetch.problem == pages["empty"].entry.problem == pages["empty"].outcome


@pytest.mark.parametrize("name", ["403", "404", "empty"])
def test_a_feed_that_carries_the_article_stands_in_for_its_page(
    news_site: NewsSite, archive: Archive, name: str
) -> None:
    news_site.respond("/403", 403)
    news_site.page("/empty", "<html><body></body></html>")
    feed = news_site.feed("/feed", NewsEntry(f"/{name}", "River rises", NOW, content=FULL_TEXT))
    page = pages_of(poll([state(feed)], archive), archive)[name]
    assert isinstance(page.outcome, Article)
    assert page.outcome.text.endswith("that night.\nThen it fell.")
    assert (page.outcome.title, page.outcome.title_from) == ("River rises", "feed")
    assert page.entry.state == "done"
    assert page.entry.article_id == page.outcome.article_id
    assert page.entry.problem is not None
    assert page.entry.problem.thing == news_site.address(f"/{name}")


def test_a_page_that_keeps_failing_is_replaced_by_the_feeds_text_at_the_end(
    news_site: NewsSite, archive: Archive
) -> None:
    news_site.respond("/500", 500)
    feed = state(news_site.feed("/feed", NewsEntry("/500", "River rises", NOW, content=FULL_TEXT)))
    (entry,) = new_entries_of_all(poll([feed], archive).polls, (), NOW, first_poll_is_known=False)
    found = []
    for _ in range(3):
        page = fetch_entries([entry], {feed.feed_id: feed}, archive)["500"]
        entry = page.entry
        found.append((entry.state, type(page.outcome)))
    assert found == [("pending", Problem), ("pending", Problem), ("done", Article)]


def test_two_ways_to_one_page_are_one_article(news_site: NewsSite, archive: Archive) -> None:
    news_site.article("/talks", "Talks end", *PARAGRAPHS)
    news_site.redirect("/short", "/talks")
    feed = news_site.feed("/feed", NewsEntry("/talks", "T", NOW), NewsEntry("/short", "T", NOW))
    pages = pages_of(poll([state(feed)], archive), archive)
    ids = {page.outcome.article_id for page in pages.values() if isinstance(page.outcome, Article)}
    assert len(pages) == 2
    assert len(ids) == 1


def test_robots_txt_is_read_once_for_feeds_and_pages_of_a_run(news_site: NewsSite, archive: Archive) -> None:
    news_site.robots("User-agent: *\nDisallow: /closed\n")
    news_site.article("/open", "Talks end", *PARAGRAPHS)
    news_site.article("/closed", "Talks end", *PARAGRAPHS)
    feed = news_site.feed("/feed", NewsEntry("/open", "O", NOW), NewsEntry("/closed", "C", NOW))
    memory = WebMemory()
    polled = poll([state(feed)], archive, memory)
    pages = pages_of(polled, archive, memory=memory)
    assert [fetch.purpose for fetch in polled.robots] == ["robots"]
    assert (pages["open"].entry.state, pages["closed"].entry.state) == ("done", "failed")
    assert pages["closed"].entry.problem is not None
    assert pages["closed"].entry.problem.kind == "robots"
    assert news_site.count("/robots.txt") == 1
    assert news_site.count("/closed") == 0


def test_progress_is_told_for_every_page(news_site: NewsSite, archive: Archive) -> None:
    feed = state(news_site.feed("/feed", *(NewsEntry(f"/{number}", "T", NOW) for number in range(5))))
    told: list[tuple[int, int]] = []

    async def main() -> None:
        polled = await poll_feeds([feed], settings=SETTINGS, archive=archive, now=NOW)
        entries = new_entries_of_all(polled.polls, (), NOW, first_poll_is_known=False)
        pages = fetch_pages(
            [*entries, *entries],
            {},
            settings=SETTINGS,
            archive=archive,
            now=NOW,
            on_progress=lambda done, count: told.append((done, count)),
        )
        assert len([page async for page in pages]) == 5

    asyncio.run(main())
    assert told == [(number, 5) for number in range(1, 6)]


def test_credentials_of_a_feed_stay_out_of_all_that_is_kept(news_site: NewsSite, archive: Archive) -> None:
    news_site.article("/talks", "Talks end", *PARAGRAPHS)
    feed = news_site.feed("/feed", NewsEntry("/talks", "T", NOW), NewsEntry(None, "Nowhere", NOW))
    listed = state(feed.replace("//", "//ann:secret@"))
    polled = poll([listed], archive)
    pages = pages_of(polled, archive)
    stored = after(polled)
    kept = repr([(fetch, parsed) for _, fetch, parsed, _ in polled.polls]) + repr(stored) + repr(pages)
    kept += "".join(repr(response) for path in archive.folder.iterdir() for _, response in read_archive(path))
    assert pages["talks"].entry.state == "done"
    assert "secret" not in kept
    assert news_site.requests[1].headers["authorization"].startswith("Basic ")


def test_without_a_network_each_feed_says_why_and_none_waits(archive: Archive) -> None:
    feeds = [state(f"https://feed{number}.invalid/rss") for number in range(12)]
    states = [
        after_poll(before, fetch, parsed, now=NOW, poll_minutes=15, retry_after=retry_after)
        for before, fetch, parsed, retry_after in poll(feeds, archive).polls
    ]
    assert {one.state for one in states} == {"unreachable"}
    assert {one.last_problem.kind for one in states if one.last_problem} == {"dns"}
    assert due_feeds(states, NOW) == ()
    assert len(due_feeds(states, NOW, is_manual=True)) == 12


def test_what_was_stopped_in_the_middle_leaves_nothing_running(news_site: NewsSite, archive: Archive) -> None:
    news_site.article("/talks", "Talks end", *PARAGRAPHS)
    entries = [
        replace(one, address=news_site.address(f"/{number}"), entry_id=str(number))
        for number in range(4)
        for one in new_entries_of_all(
            poll([state(news_site.feed("/feed", NewsEntry("/talks", "T", NOW)))], archive).polls,
            (),
            NOW,
            first_poll_is_known=False,
        )
    ]

    async def main() -> int:
        pages = fetch_pages(entries, {}, settings=SETTINGS, archive=archive, now=NOW)
        async for _page in pages:
            break
        await pages.aclose()  # type: ignore[attr-defined] # an asynchronous generator, which has it
        return len(asyncio.all_tasks())

    assert asyncio.run(main()) == 1
