"""Bounds: what is deep, huge, packed, slow or recursive costs its own page or feed, and ends under a name."""

import asyncio
import contextlib
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from news_site import NewsEntry, NewsSite, article_html, rss

from extractors.intake.feeds import parse_feed
from extractors.intake.nesting import DEEPEST, has_nested_entities, is_too_deep
from extractors.intake.pages import parse_page
from extractors.records import Fetch, Outcome, ParsedFeed, ParsedPage, Problem
from flows.settings import Settings
from flows.web.archive import Archive
from flows.web.asking import Request, _retry_after
from flows.web.fetching import Fetcher
from flows.web.parsing import ParserPool
from flows.web.unpacking import BombError, PackingError, TooLargeError, Unpacker

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SETTINGS = Settings(host_delay_seconds=0, timeout_seconds=3)
WORDS = b"The minister said on Monday that the dam would be built before the rains come, whatever it costs."
DEEP_PAGES = {
    name: b"<html><body><article>" + tag * 100_000 + WORDS + b"</article>"
    for name, tag in {
        "div": b"<div>",
        "list": b"<ul><li>",
        "table": b"<table><tr><td>",
        "bold": b"<b>",
        "shouted": b"<DIV\n>",
    }.items()
}
DEEP_FEEDS = {
    "elements": b'<rss version="2.0"><channel>' + b"<a>" * 100_000,
    "paragraphs": b'<rss version="2.0"><channel>' + b"<p>" * 100_000,
    "xhtml": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">' + b"<div>" * 100_000,
    "escaped": b'<rss version="2.0"><channel><item><description>' + b"&lt;div&gt;" * 100_000,
    "in CDATA": b'<rss version="2.0"><channel><item><description><![CDATA[' + b"<div>" * 100_000 + b"]]>",
    "comments": b'<rss version="2.0"><channel><item><description><![CDATA[' + b"<!--" * 100_000 + b"]]>",
    "wide characters": ('<?xml version="1.0"?><rss version="2.0"><channel>' + "<a>" * 100_000).encode("utf-16"),
}
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(10))
    + b']><rss version="2.0"><channel><title>&k;</title></channel></rss>'
)


# --- depth ---


def of_pool(body: bytes, purpose: str) -> object:
    async def main() -> object:
        async with ParserPool(seconds=30, workers=1) as parsers:
            if purpose == "page":
                return await parsers.parse_page(body, address="https://a.example/", content_type=None, now=NOW)
            return await parsers.parse_feed(
                body, address="https://a.example/", content_type=None, now=NOW, max_entries=99
            )

    return asyncio.run(main())


@pytest.mark.parametrize("name", DEEP_PAGES)
def test_a_page_nested_without_end_is_named(name: str) -> None:
    found = parse_page(DEEP_PAGES[name], address="https://a.example/", content_type=None, now=NOW)
    assert isinstance(found, Problem)
    assert found.kind == "too deep"


@pytest.mark.parametrize("name", DEEP_FEEDS)
def test_a_feed_nested_without_end_is_named(name: str) -> None:
    found = parse_feed(DEEP_FEEDS[name], address="https://a.example/", content_type=None, now=NOW, max_entries=99)
    assert isinstance(found, Problem)
    assert found.kind == "too deep"


def test_what_no_count_sees_is_a_value_all_the_same() -> None:
    for hidden in (b"<div>" * (DEEPEST - 1), b"<x-y a='<'>" * 100_000):
        assert isinstance(of_pool(hidden + WORDS, "page"), ParsedPage | Problem)
    unseen = b'<rss version="2.0"><channel>' + b"<a>" * (DEEPEST - 9)
    assert isinstance(of_pool(unseen, "feed"), ParsedFeed | Problem)


@given(st.lists(st.sampled_from(["<p>", "<br>", "<li>words", "<img src=x>", "<hr/>", "<td>", "<b>x</b>", "</div>"])))
def test_what_html_ends_by_itself_is_not_deep(pieces: list[str]) -> None:
    assert not is_too_deep("".join(pieces) + "<br><img src=a><hr/><b>x</b>" * DEEPEST)


def test_a_long_feed_of_entries_cut_short_is_not_deep() -> None:
    cut = "<item><description>&lt;div&gt;&lt;a href=x&gt;&lt;b&gt;words</description></item>"
    assert not is_too_deep(f"<rss><channel>{cut * 5000}</channel></rss>")


def test_linked_data_full_of_open_tags_costs_no_time() -> None:
    data = b"<script type='application/ld+json'>" + b'{"a": "' + b"<a " * 100_000 + b'"}</script>'
    began = time.process_time()
    found = parse_page(
        b"<html><head>" + data + b"</head><body><article><p>" + WORDS + b"</p></article></body></html>",
        address="https://a.example/",
        content_type=None,
        now=NOW,
    )
    assert isinstance(found, ParsedPage)
    assert time.process_time() - began < 10


def test_an_endless_meta_tag_costs_no_time() -> None:
    began = time.process_time()
    meta = b"<meta name='author' content='" + b"a=b " * 300_000 + b"'>"
    found = parse_page(
        b"<html><head>" + meta + b"</head><body><article><p>" + WORDS + b"</p></article></body></html>",
        address="https://a.example/",
        content_type=None,
        now=NOW,
    )
    assert isinstance(found, ParsedPage)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("line", [b"<li>x", b"<ul>x</ul>", b"<table>x</table>"])
def test_thousands_of_short_lines_cost_no_time(line: bytes) -> None:
    began = time.process_time()
    parse_page(line * 20_000, address="https://a.example/", content_type=None, now=NOW)
    assert time.process_time() - began < 15


def test_footers_within_footers_cost_no_time() -> None:
    footer = b"<footer><div class='footer'>" + b"<p><a href='/a'>more</a></p>" * 300
    began = time.process_time()
    found = parse_page(
        b"<html><body><article><p>" + WORDS + b"</p></article>" + footer * 50 + b"</body></html>",
        address="https://a.example/",
        content_type=None,
        now=NOW,
    )
    assert isinstance(found, ParsedPage)
    assert time.process_time() - began < 20


@pytest.mark.parametrize("blank", [b"\n", b" ", b"\t\r\n"])
@pytest.mark.parametrize("place", [b"<rss", b"<pubDate>", b"</item>"])
def test_a_feed_full_of_blanks_costs_no_time(place: bytes, blank: bytes) -> None:
    feed = b"""<?xml version="1.0"?><!-- a --><rss version="2.0"><channel><title>T</title><item><title>One</title>
    <link>https://a.example/1</link><pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
    began = time.process_time()
    found = parse_feed(
        feed.replace(
            place, blank * 300_000 + place if place != b"<pubDate>" else place + b"x" + blank * 300_000 + b"x"
        ),
        address="https://a.example/",
        content_type=None,
        now=NOW,
        max_entries=10,
    )
    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == ["One"]
    assert time.process_time() - began < 5


# --- entities ---


def test_entities_of_entities_are_not_expanded() -> None:
    began = time.monotonic()
    found = parse_feed(LAUGHS, address="https://a.example/", content_type=None, now=NOW, max_entries=9)
    assert isinstance(found, Problem)
    assert found.kind == "nested entities"
    assert time.monotonic() - began < 1


def test_one_large_entity_repeated_is_not_expanded() -> None:
    body = b'<!DOCTYPE r [<!ENTITY a "' + b"A" * 100_000 + b'">]><rss version="2.0"><channel><title>'
    found = parse_feed(
        body + b"&a;" * 5000 + b"</title></channel></rss>", address="x", content_type=None, now=NOW, max_entries=9
    )
    assert len(repr(found)) < 10_000_000


def test_nothing_external_is_read_or_asked_for(news_site: NewsSite, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2", "utf-8")
    news_site.respond("/x", body="hunter2")
    dtd = news_site.address("/x")
    declared = (
        f'<!DOCTYPE r SYSTEM "{dtd}" [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY n SYSTEM "{dtd}">'
        f'<!ENTITY % p SYSTEM "{dtd}"> %p;]>'
    )
    feed = f'<?xml version="1.0"?>\n{declared}\n' + (
        "<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><channel><title>T &f; &n;</title>"
        f"<xi:include href='{secret.as_uri()}' parse='text'/><item><title>A &f;&n;</title>"
        f"<description>&lt;img src='{dtd}'&gt;&lt;iframe src='{dtd}'&gt;</description></item></channel></rss>"
    )
    page = f"<?xml version='1.0'?>{declared}<html><head><base href='{dtd}'><link rel='stylesheet' href='{dtd}'></head>"
    page += f"<body><article><p>&f; &n; {WORDS.decode()}</p><img src='{dtd}'/><object data='{dtd}'/></article></body>"
    found = parse_feed(feed.encode(), address=dtd, content_type=None, now=NOW, max_entries=9)
    read = parse_page(page.encode(), address=dtd, content_type=None, now=NOW)
    assert isinstance(found, ParsedFeed)
    assert "hunter2" not in repr((found, read))
    assert news_site.requests == []


def test_a_plain_declaration_of_entities_is_fine() -> None:
    plain = '<!DOCTYPE r [<!ENTITY nbsp "&#160;"><!ENTITY amp2 "A &amp; B"><!ENTITY % l PUBLIC "-//W3C//x" "y"> %l;]>'
    assert not has_nested_entities(plain)
    assert has_nested_entities("<!ENTITY b '&a;&a;'>")
    body = plain + rss("https://a.example", (NewsEntry("/a", "A"),)).partition("\n")[2]
    found = parse_feed(body.encode(), address="https://a.example/f", content_type=None, now=NOW, max_entries=9)
    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == ["A"]


# --- packing ---


def unpacked(pieces: list[bytes], limit: int = 10_000_000, encoding: str = "gzip") -> bytes:
    unpacker = Unpacker(encoding, limit)
    for piece in pieces:
        unpacker.feed(piece)
    return unpacker.body()


def packed(data: bytes, wbits: int = 31) -> bytes:
    packer = zlib.compressobj(9, wbits=wbits)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_a_bomb_is_stopped_at_its_first_megabytes(encoding: str, wbits: int) -> None:
    bomb = packed(b"0" * 50_000_000, wbits)
    with pytest.raises(BombError):
        unpacked([bomb[at : at + 1000] for at in range(0, len(bomb), 1000)], 10**12, encoding)


def test_a_page_that_packs_well_is_no_bomb() -> None:
    page = article_html("A", tuple(f"Paragraph {n} says nearly the same." for n in range(60_000))).encode()
    assert len(page) > 2_000_000
    assert unpacked([packed(page)]) == page


@pytest.mark.parametrize("endless", [b"\x1f\x8b trailing rubbish", packed(b"")])
def test_what_unpacks_to_nothing_has_an_end_too(endless: bytes) -> None:
    unpacker = Unpacker("gzip", 1_000_000)
    unpacker.feed(packed(b"words"))
    with pytest.raises((TooLargeError, PackingError)):
        _feed_for_ever(unpacker, endless * 100)


def _feed_for_ever(unpacker: Unpacker, piece: bytes) -> None:
    for _ in range(1000):
        unpacker.feed(piece)


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", ""]), st.integers(1, 500))
def test_whatever_comes_is_unpacked_or_refused(data: bytes, encoding: str, step: int) -> None:
    with contextlib.suppress(PackingError, TooLargeError):
        assert len(unpacked([data[at : at + step] for at in range(0, len(data), step)], 10_000, encoding)) <= 10_000


# --- servers ---


@given(st.text() | st.from_regex(r"\w{3}, \d{1,30} \w{3} \d{1,30} \d+:\d+:\d+ [+-]\d{4,30}"))
def test_whatever_asks_to_wait_is_a_wait_or_nothing(value: str) -> None:
    wait = _retry_after(value, NOW)
    assert wait is None or wait >= 0


@pytest.mark.parametrize("etag", ['"\xe9"', '"\x01"', "\xb2", "'" * 5000])
def test_an_odd_version_costs_no_feed(news_site: NewsSite, archive: Archive, etag: str) -> None:
    address = news_site.feed("/f", NewsEntry("/a"), is_conditional=False, headers={"ETag": etag, "Retry-After": "\xb2"})

    async def main() -> tuple[Fetch, Fetch]:
        async with Fetcher(SETTINGS, archive) as fetcher:
            first = (await fetcher.fetch(Request(address, "feed"))).fetch
            return first, (await fetcher.fetch(Request(address, "feed", etag=first.etag))).fetch

    for fetch in asyncio.run(main()):
        assert fetch.outcome is Outcome.FETCHED


class Raw:
    """A server that says something that is no good HTTP, and never ends by itself."""

    def __init__(self, first: bytes, again: bytes, pause: float) -> None:
        self.first, self.again, self.pause = first, again, pause
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def _serve(self) -> None:
        while not self.is_over.is_set():
            try:
                there, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(there,), daemon=True).start()

    def _answer(self, there: socket.socket) -> None:
        try:
            if b"/robots.txt" in there.recv(65_536):
                there.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                there.recv(65_536)
            there.sendall(self.first)
            while not self.is_over.wait(self.pause):
                there.sendall(self.again)
        except OSError:
            pass
        finally:
            there.close()

    def close(self) -> None:
        self.is_over.set()
        self.socket.close()


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SERVERS = {
    "a header without an end": (OK, b"X-A: " + b"a" * 60_000, 0.0, "too large"),
    "headers without an end": (OK, b"X-A: b\r\n" * 1000, 0.0, "too large"),
    "many small headers": (OK + b"A: b\r\n" * 1000 + b"\r\n", b"", 0.1, "too large"),
    "a header a byte at a time": (OK, b"X", 0.1, "time-out"),
    "a body a byte at a time": (OK + b"Content-Length: 100000\r\n\r\n", b"x", 0.1, "time-out"),
    "chunks a byte at a time": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.1, "time-out"),
    "a body without an end": (OK + b"\r\n", b"x" * 500_000, 0.0, "too large"),
    "promises without an end": (b"HTTP/1.1 103 Early Hints\r\n\r\n", b"HTTP/1.1 103 E\r\n\r\n", 0.05, "time-out"),
    "a length that is none": (OK + b"Content-Length: -5\r\n\r\n", b"x", 0.1, "cut connection"),
    "two lengths": (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", b"x", 0.1, "cut connection"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", b"", 0.1, "time-out"),
}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "raw") as made:
        yield made


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_does_harm_costs_its_time_out_and_no_more(name: str, archive: Archive) -> None:
    first, again, pause, kind = SERVERS[name]
    server = Raw(first, again, pause)

    async def main() -> Fetch:
        async with Fetcher(SETTINGS.model_copy(update={"timeout_seconds": 1.5}), archive) as fetcher:
            return (await fetcher.fetch(Request(f"{server.url}/a", "page"))).fetch

    began = time.monotonic()
    try:
        got = asyncio.run(main())
    finally:
        server.close()
    assert got.problem is not None
    assert got.problem.kind == kind
    assert got.outcome in {Outcome.FAILED, Outcome.REFUSED}
    assert got.count_bytes == 0
    assert time.monotonic() - began < 8
