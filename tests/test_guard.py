"""The way out, against real servers on loopback, with nothing allowed but what a test says."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
from news_site import Answer, NewsEntry, NewsSite, Seen

from extractors.records import Outcome
from flows.settings import Settings
from flows.web import guard
from flows.web.archive import Archive
from flows.web.asking import Request
from flows.web.fetching import Fetched, Fetcher
from flows.web.guard import GuardedBackend

CLOSED = Settings(host_delay_seconds=0, timeout_seconds=5, allowed_hosts=())


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "raw") as made:
        yield made


def fetch(address: str, archive: Archive, settings: Settings = CLOSED, purpose: str = "page") -> Fetched:
    async def main() -> Fetched:
        async with Fetcher(settings, archive) as fetcher:
            return await fetcher.fetch(Request(address, purpose))

    return asyncio.run(main())


def with_names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """The names that were asked for, in order. The name server gives one answer after another, the last for good."""
    asked: list[str] = []

    async def lookup(_loop: Any, host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", lookup)
    return asked


# --- what is refused ---


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "localhost.", "127.0.0.1.", "127.1", "0x7f.1", "0177.0.0.1", "2130706433"),
        *("0x7f000001", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
        *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "news.example@127.0.0.1", "169.254.169.254", "[fd00:ec2::254]"),
        *("①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1"),
    ],
)
@pytest.mark.parametrize("purpose", ["feed", "page"])
def test_no_form_of_an_address_leads_home(news_site: NewsSite, archive: Archive, host: str, purpose: str) -> None:
    port = news_site.url.rpartition(":")[2]
    news_site.page("/a", "<p>a")
    got = fetch(f"http://{host}:{port}/a", archive, purpose=purpose)
    assert news_site.requests == []
    assert got.fetch.problem is not None
    # a form that no name server knows, or that is no host at all, is as far from home as one that is refused
    assert got.fetch.problem.kind in {"private address", "dns", "bad address", "no network", "no connection"}


def test_a_refusal_says_what_it_is_and_what_would_allow_it_and_is_not_tried_again_now(
    news_site: NewsSite, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = with_names(monkeypatch, ["127.0.0.1"])
    got = fetch(news_site.address("/a").replace("127.0.0.1", "news.example"), archive)
    problem = got.fetch.problem
    assert problem is not None
    assert problem.kind == "private address"
    assert "news.example is at 127.0.0.1" in problem.cause
    assert "name news.example in the setting allowed_hosts" in problem.remedy
    assert got.fetch.outcome is Outcome.FAILED  # a hotel's name server says so of every name, and a page is not lost
    assert asked == ["news.example"]  # for robots.txt; after that nobody asked again
    assert news_site.requests == []


@pytest.mark.parametrize("answer", [["8.8.8.8", "127.0.0.1"], ["2606:4700::1111", "::1"], ["127.0.0.1", "8.8.8.8"]])
def test_one_private_address_among_public_ones_is_enough(
    news_site: NewsSite, archive: Archive, monkeypatch: pytest.MonkeyPatch, answer: list[str]
) -> None:
    with_names(monkeypatch, answer)
    got = fetch(news_site.address("/a").replace("127.0.0.1", "news.example"), archive)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "private address"


def test_a_name_that_leads_elsewhere_the_second_time_is_looked_up_once_for_a_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = with_names(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    went: list[str] = []

    class Recording(httpcore.AsyncNetworkBackend):
        async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
            went.append(host)
            raise httpcore.ConnectError("nobody is there")

    async def twice() -> None:
        backend = GuardedBackend()
        backend._plain = Recording()
        with pytest.raises(httpcore.ConnectError):
            await backend.connect_tcp("news.example", 80)
        with pytest.raises(guard.PrivateAddressError):
            await backend.connect_tcp("news.example", 80)

    asyncio.run(twice())
    assert went == ["8.8.8.8"]
    assert asked == ["news.example", "news.example"]


@pytest.mark.parametrize("is_robots", [True, False])
def test_no_redirect_leads_home(news_site: NewsSite, archive: Archive, is_robots: bool) -> None:
    home = NewsSite("127.0.0.2")
    try:
        home.page("/secret", "<p>secret")
        news_site.page("/a", "<p>a")
        news_site.redirect("/robots.txt" if is_robots else "/a", home.address("/secret"))
        got = fetch(news_site.address("/a"), archive, CLOSED.model_copy(update={"allowed_hosts": ("127.0.0.1",)}))
    finally:
        home.close()
    assert home.requests == []
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "private address"
    assert got.fetch.outcome is Outcome.REFUSED


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:1"])
def test_a_redirect_to_anything_but_the_web_is_not_followed(news_site: NewsSite, archive: Archive, target: str) -> None:
    got = fetch(news_site.redirect("/a", target), archive, CLOSED.model_copy(update={"allowed_hosts": ("127.0.0.1",)}))
    assert got.body is None
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind in {"bad redirect", "bad address"}
    assert got.fetch.outcome is Outcome.REFUSED


# --- connections that stay open ---


def fetch_of_hosts(news_site: NewsSite, archive: Archive, count_hosts: int, *, wait: float = 0) -> list[Fetched]:
    """Three pages of each host, one after the other at each, side by side over all."""
    there = news_site.url.removeprefix("http://")
    ours = CLOSED.model_copy(update={"host_addresses": {"*.example": there}, "concurrency": 8})
    paths = [f"/{number}" for number in range(3)]
    for path in paths:
        news_site.respond(path, body="<p>a", headers={"Content-Type": "text/html"}, wait=wait)

    async def main() -> list[Fetched]:
        async with Fetcher(ours, archive) as fetcher:
            hosts = [f"http://h{number}.example" for number in range(count_hosts)]
            asked = [Request(f"{host}{path}", "page") for path in paths for host in hosts]
            return list(await asyncio.gather(*(fetcher.fetch(request) for request in asked)))

    return asyncio.run(main())


def test_a_connection_serves_all_pages_of_its_site_however_many_sites_take_turns(
    news_site: NewsSite, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_KEPT_SECONDS", 60)  # on a busy machine a turn takes longer
    count = 40
    got = fetch_of_hosts(news_site, archive, count)
    assert {one.fetch.outcome for one in got} == {Outcome.FETCHED}
    hosts_of: dict[int, set[str]] = {}
    for seen in news_site.requests:
        if seen.path != "/robots.txt":  # there is none, and what comes in its place is not read to its end
            hosts_of.setdefault(seen.connection, set()).add(seen.headers["host"])
    assert len(hosts_of) == count
    assert all(len(hosts) == 1 for hosts in hosts_of.values())


def test_only_so_many_connections_stay_open_and_none_is_closed_that_is_in_use(
    news_site: NewsSite, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_MOST_KEPT", 2)
    made: list[guard._WayBySite] = []
    found = guard._WayBySite.handle_async_request
    open_at_once: list[int] = []

    async def counted(self: guard._WayBySite, request: httpx.Request) -> httpx.Response:
        made.append(self)
        answer = await found(self, request)
        open_at_once.append(len(self._ways))
        return answer

    monkeypatch.setattr(guard._WayBySite, "handle_async_request", counted)
    got = fetch_of_hosts(news_site, archive, 20, wait=0.02)
    assert {one.fetch.outcome for one in got} == {Outcome.FETCHED}
    assert max(open_at_once) <= 8 + 2, "those in use, and those kept"
    assert made[0]._ways == {}


def test_a_connection_is_not_closed_under_a_request_that_has_just_been_asked(
    news_site: NewsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_MOST_KEPT", 1)
    there = news_site.url.removeprefix("http://")
    news_site.respond("/a", body="<p>a")

    async def main() -> None:
        way = guard.way_out(CLOSED.model_copy(update={"host_addresses": {"*.example": there}}))
        async with httpx.AsyncClient(transport=way, trust_env=False) as client:
            await client.get("http://a.example/a")
            await asyncio.gather(client.get("http://a.example/a"), client.get("http://b.example/a"))

    asyncio.run(main())
    assert len({seen.connection for seen in news_site.requests if seen.headers["host"] == "a.example"}) == 1


# --- what is allowed ---


def test_a_host_is_allowed_by_its_name_wherever_it_is(
    news_site: NewsSite, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_names(monkeypatch, ["127.0.0.1"])
    news_site.page("/a", "<p>a")
    address = news_site.address("/a").replace("127.0.0.1", "news.corp.example")
    allowed = CLOSED.model_copy(update={"allowed_hosts": ("*.corp.example",)})
    assert fetch(address, archive, allowed).fetch.outcome is Outcome.FETCHED
    # to allow an address is not to allow the names that lead there
    by_number = CLOSED.model_copy(update={"allowed_hosts": ("127.0.0.1",)})
    refused = fetch(address, archive, by_number).fetch.problem
    assert refused is not None
    assert refused.kind == "private address"


def test_a_stated_address_is_gone_to_without_a_name_server(
    news_site: NewsSite, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = with_names(monkeypatch, ["8.8.8.8"])
    news_site.feed("/feed.xml", NewsEntry("/a"))
    there = news_site.url.removeprefix("http://")
    ours = CLOSED.model_copy(update={"host_addresses": {"*.news.example": there}})
    got = fetch("http://a.news.example/feed.xml", archive, ours, purpose="feed")
    assert got.fetch.outcome is Outcome.FETCHED
    assert {seen.headers["host"] for seen in news_site.requests} == {"a.news.example"}
    assert asked == []


def test_an_address_where_nobody_answers_is_passed_over_for_the_next() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]

    async def main() -> str:
        async def lookup(*_: Any, **__: Any) -> list[Any]:
            return [(socket.AF_INET, 1, 6, "", (one, port)) for one in ("127.0.0.3", "127.0.0.2", "127.0.0.1")]

        asyncio.get_running_loop().getaddrinfo = lookup  # type: ignore[assignment,method-assign]
        stream = await GuardedBackend(["news.example"]).connect_tcp("news.example", port, timeout=5)
        there = stream.get_extra_info("server_addr")
        await stream.aclose()
        return str(there[0])

    try:
        assert asyncio.run(main()) == "127.0.0.1"
    finally:
        listening.close()


def test_a_slow_address_does_not_hold_up_the_next() -> None:
    class Slow(httpcore.AsyncNetworkBackend):
        async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
            await asyncio.sleep(30 if host == "10.0.0.1" else 0)
            return httpcore.AsyncMockStream([])

    async def main() -> None:
        async def lookup(*_: Any, **__: Any) -> list[Any]:
            return [(socket.AF_INET, 1, 6, "", (one, 80)) for one in ("10.0.0.1", "10.0.0.2")]

        asyncio.get_running_loop().getaddrinfo = lookup  # type: ignore[assignment,method-assign]
        backend = GuardedBackend(["news.example"])
        backend._plain = Slow()
        await backend.connect_tcp("news.example", 80, timeout=5)

    asyncio.run(asyncio.wait_for(main(), 3))


# --- a proxy ---


def test_a_proxy_is_used_where_the_setting_names_one(news_site: NewsSite, archive: Archive) -> None:
    def proxied(seen: Seen) -> Answer:
        return Answer(200, {"Content-Type": "text/html"}, f"<p>{seen.headers['proxy-authorization']}".encode())

    news_site.handle("http://news.example/a", proxied)
    proxy = news_site.url.replace("//", "//ann:s3cret@")
    ours = Settings.model_validate({"proxy": proxy, "allowed_hosts": (), "host_delay_seconds": 0})
    got = fetch("http://news.example/a", archive, ours)
    assert got.fetch.outcome is Outcome.FETCHED
    assert [seen.path for seen in news_site.requests] == ["http://news.example/robots.txt", "http://news.example/a"]
    assert got.body is not None
    assert got.body.startswith(b"<p>Basic ")
    assert "s3cret" not in repr((got.fetch, ours))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "[::1]", "169.254.169.254", "LocalHost"])
def test_a_proxy_is_not_asked_for_an_address_that_is_private_as_it_is_written(
    news_site: NewsSite, archive: Archive, host: str
) -> None:
    ours = Settings.model_validate({"proxy": news_site.url, "allowed_hosts": ()})
    got = fetch(f"http://{host}/a", archive, ours)
    assert got.fetch.problem is not None
    assert got.fetch.problem.kind == "private address"
    assert news_site.requests == []


@pytest.mark.parametrize("proxy", ["proxy.example:3128", "ftp://proxy.example/", "socks5://ann:s3cret@h:1", "http://"])
def test_a_proxy_that_cannot_be_is_refused_without_being_shown(proxy: str) -> None:
    with pytest.raises(ValueError, match="proxy") as refused:
        Settings.model_validate({"proxy": proxy})
    from flows.cli.exits import _setting_said

    assert "s3cret" not in (_setting_said(refused.value) or "")


@pytest.mark.parametrize("host", ["http://intranet.example.org", "10.0.0.0/8", "intranet.example.org:8080", ""])
def test_what_can_be_no_host_is_not_allowed_in_silence(host: str) -> None:
    with pytest.raises(ValueError, match="is no host"):
        Settings(allowed_hosts=(host,))
    assert Settings(allowed_hosts=("*.corp.example.org", "10.0.0.5", "::1")).allowed_hosts


def test_settings_that_name_no_address_are_refused() -> None:
    with pytest.raises(ValueError, match="has no IP address"):
        Settings.model_validate({"host_addresses": {"news.example": "other.example"}})
