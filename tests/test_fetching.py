"""HTTP against a real server on loopback: what comes, what fails and how that is said, and good manners."""

import asyncio
import base64
import logging
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from news_site import NewsEntry, NewsSite

from extractors.records import Outcome
from flows.settings import Settings
from flows.web.archive import Archive, read_archive
from flows.web.asking import Request
from flows.web.failures import failure_of_error
from flows.web.fetching import Fetched, Fetcher
from flows.web.hosts import WebMemory

SETTINGS = Settings(host_delay_seconds=0, timeout_seconds=10, max_bytes=1_000_000, max_redirects=3)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "raw") as made:
        yield made


def fetch_all(
    requests: Sequence[Request], archive: Archive, settings: Settings = SETTINGS, memory: WebMemory | None = None
) -> list[Fetched]:
    async def main() -> list[Fetched]:
        async with Fetcher(settings, archive, memory) as fetcher:
            return list(await asyncio.gather(*(fetcher.fetch(request) for request in requests)))

    return asyncio.run(main())


def fetch(
    address: str,
    archive: Archive,
    settings: Settings = SETTINGS,
    memory: WebMemory | None = None,
    purpose: str = "page",
) -> Fetched:
    return fetch_all([Request(address, purpose)], archive, settings, memory)[0]


# --- what comes ---


def test_a_page_comes_whole_and_is_archived(news_site: NewsSite, archive: Archive) -> None:
    address = news_site.article("/talks", "Talks end", "They ended.")
    got = fetch(address, archive)
    assert got.fetch.outcome is Outcome.FETCHED
    assert got.body is not None
    assert b"They ended." in got.body
    assert got.fetch.count_bytes == len(got.body)
    assert got.fetch.raw is not None
    records = dict(read_archive(archive.folder / got.fetch.raw.file))
    assert records[got.fetch.raw.record_id].body == got.body
    assert records[got.fetch.raw.record_id].address == address


def test_we_say_who_we_are(news_site: NewsSite, archive: Archive) -> None:
    ours = SETTINGS.model_copy(update={"contact": "https://desk.example/about\n – "})
    fetch(news_site.page("/a", "<p>a"), archive, ours)
    agents = {seen.headers["user-agent"] for seen in news_site.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("OnRecord/")
    assert news_site.requests[-1].headers["user-agent"].endswith("(+https://desk.example/about)")


def test_a_feed_that_has_not_changed_is_not_sent_again(news_site: NewsSite, archive: Archive) -> None:
    address = news_site.feed("/feed.xml", NewsEntry("/a"))
    first = fetch(address, archive, purpose="feed").fetch
    assert first.etag
    assert first.last_modified
    for conditions in ({"etag": first.etag}, {"last_modified": first.last_modified}):
        again = fetch_all([Request(address, "feed", **conditions)], archive)[0]
        assert again.fetch.outcome is Outcome.UNCHANGED
        assert again.fetch.status == 304
        assert again.body is None


def test_a_server_that_ignores_conditions_is_seen_through(news_site: NewsSite, archive: Archive) -> None:
    address = news_site.feed("/feed.xml", NewsEntry("/a"), is_conditional=False)
    first = fetch(address, archive, purpose="feed").fetch
    again = fetch_all([Request(address, "feed", body_sha256=first.body_sha256)], archive)[0]
    assert again.fetch.outcome is Outcome.UNCHANGED
    assert again.fetch.status == 200
    assert again.fetch.raw is None


def test_redirects_are_followed_to_the_final_address(news_site: NewsSite, archive: Archive) -> None:
    news_site.article("/final", "Talks end", "They ended.")
    news_site.redirect("/middle", "final", 301)
    got = fetch(news_site.redirect("/start", "/middle"), archive)
    assert got.fetch.outcome is Outcome.FETCHED
    assert got.fetch.address == news_site.address("/start")
    assert got.fetch.final_address == news_site.address("/final")


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_packed_bodies_are_unpacked(news_site: NewsSite, archive: Archive, packing: str) -> None:
    import gzip
    import zlib

    body = b"<p>words</p>" * 1000
    packed = gzip.compress(body[:600]) + gzip.compress(body[600:]) if packing == "gzip" else zlib.compress(body)
    headers = {"Content-Type": "text/html", "Content-Encoding": packing}
    assert fetch(news_site.respond("/a", 200, headers, packed), archive).body == body


# --- what fails ---


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (418, Outcome.REFUSED),
        (429, Outcome.FAILED),
        (451, Outcome.REFUSED),
        (500, Outcome.FAILED),
        (503, Outcome.FAILED),
    ],
)
def test_statuses_are_named(news_site: NewsSite, archive: Archive, status: int, outcome: Outcome) -> None:
    got = fetch(news_site.respond("/a", status), archive)
    problem = got.fetch.problem
    assert problem is not None
    assert (got.fetch.outcome, got.fetch.status, problem.kind) == (outcome, status, f"http {status}")
    assert problem.thing == news_site.address("/a")
    assert str(status) in problem.cause
    assert problem.remedy
    assert got.body is None


def test_the_wait_that_is_asked_for_is_told(news_site: NewsSite, archive: Archive) -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    seconds = fetch(news_site.respond("/s", 429, {"Retry-After": "120"}), archive).fetch
    date = fetch(news_site.respond("/d", 503, {"Retry-After": in_an_hour}), archive).fetch
    nonsense = fetch(news_site.respond("/n", 429, {"Retry-After": "soon"}), archive).fetch
    assert seconds.retry_after == 120
    assert date.retry_after is not None
    assert 3500 < date.retry_after <= 3600
    assert date.problem is not None
    assert date.problem.kind == "asked to wait"
    assert nonsense.retry_after is None
    assert news_site.count("/s") == news_site.count("/d") == 1  # too long to wait for in this run


def test_a_short_wait_is_waited_for(news_site: NewsSite, archive: Archive) -> None:
    from news_site import Answer

    def busy_once(_seen: object) -> Answer:
        return Answer(429, {"Retry-After": "0"}) if news_site.count("/a") == 1 else Answer(200, {}, b"<p>words")

    assert fetch(news_site.handle("/a", busy_once), archive).body == b"<p>words"


def test_a_server_that_fails_is_asked_twice_and_no_more(news_site: NewsSite, archive: Archive) -> None:
    fetch(news_site.respond("/a", 500), archive)
    assert news_site.count("/a") == 2


@pytest.mark.parametrize(("wait", "drip"), [(30.0, 0.0), (0.0, 0.2)])
def test_slow_answers_are_given_up(news_site: NewsSite, archive: Archive, wait: float, drip: float) -> None:
    settings = SETTINGS.model_copy(update={"timeout_seconds": 0.5})
    got = fetch(news_site.respond("/a", 200, {}, b"x" * 1000, wait=wait, drip=drip), archive, settings)
    assert got.fetch.outcome is Outcome.FAILED
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "time-out"
    assert "0.5 seconds" in got.fetch.problem.cause
    assert news_site.count("/a") == 1


def test_a_host_that_times_out_twice_is_left_alone_for_the_run(news_site: NewsSite, archive: Archive) -> None:
    settings = SETTINGS.model_copy(update={"timeout_seconds": 0.3})
    paths = [f"/{number}" for number in range(6)]
    for path in paths:
        news_site.respond(path, wait=30)
    got = fetch_all([Request(news_site.address(path), "page") for path in paths], archive, settings)
    assert {one.fetch.problem.kind for one in got if one.fetch.problem} == {"time-out"}
    assert [one.fetch.problem.thing for one in got if one.fetch.problem] == [news_site.address(path) for path in paths]
    assert sum(news_site.count(path) for path in paths) == 2


def test_a_refused_connection(archive: Archive) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/feed"
    got = fetch(address, archive)
    assert got.fetch.outcome is Outcome.FAILED
    assert got.fetch.problem is not None
    assert (got.fetch.problem.kind, got.fetch.problem.thing) == ("refused connection", address)


def test_a_name_that_nobody_knows(archive: Archive) -> None:
    got = fetch("https://no-such-host.invalid/feed", archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "dns"
    assert "no-such-host.invalid" in got.fetch.problem.cause


def test_a_connection_that_breaks_off(news_site: NewsSite, archive: Archive) -> None:
    got = fetch(news_site.respond("/a", 200, {}, b"x" * 1000, is_cut=True), archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "cut connection"


def test_a_server_that_speaks_no_tls(news_site: NewsSite, archive: Archive) -> None:
    got = fetch(news_site.address("/a").replace("http:", "https:"), archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "tls"


def test_a_certificate_that_is_not_valid_is_said_to_be_so() -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_message = "certificate has expired"
    failure = failure_of_error("https://news.example/a", "news.example", error, 20)
    assert failure.problem.cause == "the certificate of news.example is not valid (certificate has expired)"
    assert failure.is_host


def test_no_network_is_said_to_be_so() -> None:
    silent = failure_of_error("https://news.example/a", "news.example", httpx.ConnectTimeout(""), 8)
    assert (silent.problem.kind, silent.is_host, silent.is_passing) == ("time-out", True, False)
    assert "no network" in silent.problem.cause
    failure = failure_of_error("https://192.0.2.1/", "192.0.2.1", OSError(101, "Network is unreachable"), 20)
    assert (failure.problem.kind, failure.is_passing) == ("no network", False)


def test_a_redirect_loop_is_named(news_site: NewsSite, archive: Archive) -> None:
    news_site.redirect("/b", "/a")
    got = fetch(news_site.redirect("/a", "/b"), archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "redirect loop"
    assert f"{news_site.address('/b')} to {news_site.address('/a')}" in got.fetch.problem.cause
    assert news_site.count("/a") == 1


def test_a_long_chain_of_redirects_ends(news_site: NewsSite, archive: Archive) -> None:
    for number in range(9):
        news_site.redirect(f"/{number}", f"/{number + 1}")
    got = fetch(news_site.address("/0"), archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "too many redirects"
    assert news_site.count("/4") == 0


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://news.example/", "http://[", ""])
def test_a_redirect_out_of_the_web_is_not_followed(news_site: NewsSite, archive: Archive, target: str) -> None:
    got = fetch(news_site.redirect("/a", target), archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind in ("bad redirect", "redirect loop")


@pytest.mark.parametrize("address", ["ftp://news.example/a", "file:///etc/passwd", "http://", "nonsense"])
def test_only_the_web_is_asked(archive: Archive, address: str) -> None:
    got = fetch(address, archive)
    assert got.fetch.problem is not None
    assert (got.fetch.outcome, got.fetch.problem.kind) == (Outcome.REFUSED, "bad address")


def test_a_gzip_bomb_is_stopped_early(news_site: NewsSite, archive: Archive) -> None:
    got = fetch(news_site.gzip_bomb("/bomb"), archive)
    assert got.fetch.problem is not None
    assert (got.fetch.outcome, got.fetch.problem.kind) == (Outcome.REFUSED, "too large")
    assert got.body is None


def test_a_huge_page_is_refused(news_site: NewsSite, archive: Archive) -> None:
    got = fetch(news_site.page("/a", b"x" * 1_000_001), archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "too large"
    assert fetch(news_site.page("/b", b"x" * 1_000_000), archive).fetch.outcome is Outcome.FETCHED


@pytest.mark.parametrize("encoding", ["br", "gzip", "klingon"])
def test_a_body_that_cannot_be_unpacked(news_site: NewsSite, archive: Archive, encoding: str) -> None:
    got = fetch(news_site.respond("/a", 200, {"Content-Encoding": encoding}, b"not packed at all"), archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "packing"


# --- manners ---


def test_robots_txt_is_read_once_a_run_and_obeyed(news_site: NewsSite, archive: Archive) -> None:
    news_site.robots("User-agent: OnRecord\nDisallow: /private/\n")
    open_page, closed_page = news_site.page("/open", "<p>a"), news_site.page("/private/a", "<p>a")
    memory = WebMemory()
    asked = [
        Request(open_page, "page"),
        Request(closed_page, "page"),
        Request(news_site.redirect("/r", "/private/a"), "page"),
    ]
    opened, closed, redirected = fetch_all(asked, archive, memory=memory)
    fetch(open_page, archive, memory=memory)
    assert opened.fetch.outcome is Outcome.FETCHED
    assert closed.fetch.outcome is redirected.fetch.outcome is Outcome.REFUSED
    assert closed.fetch.problem is not None
    assert closed.fetch.problem.kind == "robots"
    assert news_site.count("/private/a") == 0
    assert news_site.count("/robots.txt") == 1


@pytest.mark.parametrize(("status", "outcome"), [(404, Outcome.FETCHED), (403, Outcome.FETCHED), (500, Outcome.FAILED)])
def test_a_robots_txt_that_cannot_be_had(news_site: NewsSite, archive: Archive, status: int, outcome: Outcome) -> None:
    news_site.robots("", status)
    got = fetch(news_site.page("/a", "<p>a"), archive)
    assert got.fetch.outcome is outcome
    assert news_site.count("/a") == (outcome is Outcome.FETCHED)
    if got.fetch.problem:
        assert got.fetch.problem.kind == "robots unreadable"


def test_the_wait_that_a_site_asks_for_instead_of_its_robots_txt_is_told(news_site: NewsSite, archive: Archive) -> None:
    news_site.respond("/robots.txt", 429, {"Retry-After": "3600"})
    memory = WebMemory()
    for _ in range(2):
        got = fetch(news_site.page("/a", "<p>a"), archive, memory=memory)
        assert got.fetch.outcome is Outcome.FAILED
        assert got.fetch.retry_after == 3600
    assert [seen.path for seen in news_site.requests] == ["/robots.txt"]


def test_one_request_at_a_time_to_a_host_and_a_pause_between(news_site: NewsSite, archive: Archive) -> None:
    settings = SETTINGS.model_copy(update={"host_delay_seconds": 0.1})
    addresses = [news_site.page(f"/{number}", "<p>a") for number in range(4)]
    fetch_all([Request(address, "page") for address in addresses], archive, settings)
    at = [seen.at for seen in news_site.requests]
    assert len(at) == 5
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(at))


def test_a_password_is_sent_where_it_belongs_and_shown_nowhere(
    news_site: NewsSite, archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    other = NewsSite("127.0.0.2")
    try:
        other.page("/b", "<p>b")
        news_site.redirect("/a", "/here")
        news_site.redirect("/here", other.address("/b"))
        got = fetch(news_site.address("/a").replace("//", "//ann:s%20cret@"), archive)
        bad = fetch("ftp://ann:s%20cret@news.example/", archive)
    finally:
        other.close()
    expected = "Basic " + base64.b64encode(b"ann:s cret").decode()
    assert [seen.headers.get("authorization") for seen in news_site.requests] == [None, expected, expected]
    assert all("authorization" not in seen.headers for seen in other.requests)
    assert got.fetch.address == news_site.address("/a")
    shown = repr((got.fetch, bad.fetch, caplog.text)) + archive.folder.joinpath("none").as_posix()
    for path in archive.folder.iterdir():
        shown += "".join(repr(replace(response, body=b"")) for _, response in read_archive(path))
    assert "cret" not in shown


def test_proxies_of_the_environment_are_not_used(
    news_site: NewsSite, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    assert fetch(news_site.page("/a", "<p>a"), archive).fetch.outcome is Outcome.FETCHED
