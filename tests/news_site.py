"""A news server on loopback, in a thread: what the tests read instead of the web.

def test_something(news_site):
    news_site.article("/talks", "Talks end", "The talks ended on Monday.", '"It was hard," Ann Dahl said.')
    news_site.feed("/feed.xml", NewsEntry("/talks", "Talks end"))
    ... f"{news_site.url}/feed.xml" ...
    assert news_site.count("/talks") == 1
"""

import hashlib
import json
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

# Loopback is refused, as everywhere; this is the one place that allows it to the tests, the processes they start and
# the benchmarks. What is tested with nothing allowed says so: `Settings(allowed_hosts=())`.
ALLOWED = {"ONRECORD_ALLOWED_HOSTS": json.dumps(["127.0.0.1", "127.0.0.2", "localhost"])}
os.environ.update(ALLOWED)


@dataclass(frozen=True)
class NewsEntry:
    """An entry of a feed. `link` is a path of this site, a whole address, or None (the entry links nowhere)."""

    link: str | None
    title: str | None = "A headline"
    published: datetime | str | None = None  # a string is written as it is
    summary: str | None = None
    content: str | None = None  # HTML of the whole article, where the feed carries it
    guid: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    at: float  # time.monotonic()
    connection: int = 0  # the client's port


@dataclass(frozen=True)
class Answer:
    """What the server sends. `drip` is a pause in seconds before each of the body's hundred parts."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    wait: float = 0.0  # seconds before the first byte
    drip: float = 0.0
    is_cut: bool = False  # the connection ends in the middle of the body


Responder = Callable[[Seen], Answer]


class NewsSite:
    """A server that answers what it was told to; unknown paths are 404. `requests` is what it was asked, in order."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.requests: list[Seen] = []
        self._responders: dict[str, Responder] = {}
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer((host, 0), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://{host}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Nothing: the server is stopped, slow answers are given up."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def address(self, path: str) -> str:
        """The whole address of a path."""
        return self.url + path

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(seen.path == path for seen in self.requests)

    # --- what to answer ---

    def respond(
        self,
        path: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        body: bytes | str = b"",
        *,
        wait: float = 0.0,
        drip: float = 0.0,
        is_cut: bool = False,
    ) -> str:
        """The path's whole address, which from now on answers with this."""
        data = body.encode() if isinstance(body, str) else body
        answer = Answer(status, dict(headers or {}), data, wait, drip, is_cut)
        return self.handle(path, lambda _seen: answer)

    def handle(self, path: str, responder: Responder) -> str:
        """The path's whole address, which from now on answers with what `responder` makes of each request."""
        self._responders[path] = responder
        return self.address(path)

    def feed(
        self,
        path: str,
        *entries: NewsEntry,
        title: str = "The Example Times",
        language: str = "en",
        is_conditional: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """The address of an RSS feed. With `is_conditional` it has an ETag and a date, and answers 304 to them."""
        body = rss(self.url, entries, title=title, language=language).encode()
        return self._document(path, body, "application/rss+xml; charset=utf-8", is_conditional, headers)

    def page(
        self, path: str, html: str | bytes, *, is_conditional: bool = False, headers: Mapping[str, str] | None = None
    ) -> str:
        """The address of a page of HTML."""
        body = html.encode() if isinstance(html, str) else html
        return self._document(path, body, "text/html; charset=utf-8", is_conditional, headers)

    def article(
        self,
        path: str,
        title: str,
        *paragraphs: str,
        published: datetime | str | None = None,
        canonical: str | None = None,
        author: str | None = None,
        site_name: str | None = "The Example Times",
    ) -> str:
        """The address of a page as news sites make them: navigation, a headline, paragraphs of text, a footer."""
        return self.page(
            path,
            article_html(
                title, paragraphs, published=published, canonical=canonical, author=author, site_name=site_name
            ),
        )

    def robots(self, text: str, status: int = 200) -> str:
        """The address of robots.txt, with this text."""
        return self.respond("/robots.txt", status, {"Content-Type": "text/plain"}, text)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """The address of a redirect. One to itself, or two to each other, are a loop."""
        return self.respond(path, status, {"Location": target})

    def gzip_bomb(self, path: str, size: int = 60_000_000, content_type: str = "text/html") -> str:
        """The address of a small compressed body that unpacks to `size` bytes."""
        packer = zlib.compressobj(wbits=31)
        block = b"0" * 1_000_000
        packed = [packer.compress(block) for _ in range(size // len(block))]
        headers = {"Content-Type": content_type, "Content-Encoding": "gzip"}
        return self.respond(path, 200, headers, b"".join([*packed, packer.flush()]))

    # --- inside ---

    def _document(
        self, path: str, body: bytes, content_type: str, is_conditional: bool, headers: Mapping[str, str] | None
    ) -> str:
        common = {"Content-Type": content_type, **(headers or {})}
        if not is_conditional:
            return self.respond(path, 200, common, body)
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        changed = "Sun, 15 Nov 2026 08:00:00 GMT"
        tagged = {**common, "ETag": etag, "Last-Modified": changed}

        def answer(seen: Seen) -> Answer:
            asked = seen.headers.get("if-none-match")
            if asked == etag or (asked is None and seen.headers.get("if-modified-since") == changed):
                return Answer(304, tagged)
            return Answer(200, tagged, body)

        return self.handle(path, answer)

    def answer(self, seen: Seen) -> Answer:
        """What a request gets: called by the server's threads."""
        self.requests.append(seen)
        responder = self._responders.get(seen.path)
        return responder(seen) if responder else Answer(404, {"Content-Type": "text/plain"}, b"not here")

    def pause(self, seconds: float) -> None:
        """Nothing, after that time, or as soon as the server stops."""
        if seconds > 0:
            self._stopping.wait(seconds)


def _handler(site: NewsSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = site.answer(Seen(self.command, self.path, headers, time.monotonic(), self.client_address[1]))
            site.pause(answer.wait)
            try:
                self._send(answer)
            except OSError:
                self.close_connection = True  # the client has given up, as it should

        def _send(self, answer: Answer) -> None:
            length = len(answer.body) * 2 if answer.is_cut else len(answer.body)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 304:
                self.send_header("Content-Length", str(length))
            self.end_headers()
            if answer.status == 304 or self.command == "HEAD":
                return
            for part in _parts(answer.body) if answer.drip else (answer.body,):
                site.pause(answer.drip)
                self.wfile.write(part)
                self.wfile.flush()
            if answer.is_cut:
                self.close_connection = True

        do_GET = do_HEAD = _answer  # noqa: N815 - the base class finds them by these names

        def log_message(self, *arguments: object) -> None:
            """Nothing: `requests` is the log."""

    return Handler


def _parts(body: bytes) -> Iterator[bytes]:
    step = max(1, len(body) // 100)
    return (body[at : at + step] for at in range(0, len(body), step))


def rss(site: str, entries: tuple[NewsEntry, ...], *, title: str = "The Example Times", language: str = "en") -> str:
    """An RSS 2.0 document."""
    items = "\n".join(_item(site, entry) for entry in entries)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel><title>{escape(title)}</title><link>{escape(site)}/</link>"
        f"<description>News</description><language>{language}</language>\n{items}\n</channel></rss>\n"
    )


def _item(site: str, entry: NewsEntry) -> str:
    link = entry.link if entry.link is None or "://" in entry.link else site + entry.link
    published = format_datetime(entry.published) if isinstance(entry.published, datetime) else entry.published
    elements = (
        ("title", entry.title),
        ("link", link),
        ("guid", entry.guid),
        ("pubDate", published),
        ("dc:creator", entry.author),
        ("description", entry.summary),
        ("content:encoded", entry.content),
    )
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements if value is not None)
    return f"<item>{inner}</item>"


def article_html(
    title: str,
    paragraphs: tuple[str, ...],
    *,
    published: datetime | str | None = None,
    canonical: str | None = None,
    author: str | None = None,
    site_name: str | None = "The Example Times",
) -> str:
    """A news page: what `NewsSite.article` serves."""
    when = published.astimezone(UTC).isoformat() if isinstance(published, datetime) else published
    head = "".join(
        line
        for line, value in (
            (f'<meta property="article:published_time" content="{when}">', when),
            (f'<link rel="canonical" href="{canonical}">', canonical),
            (f'<meta name="author" content="{escape(author or "")}">', author),
            (f'<meta property="og:site_name" content="{escape(site_name or "")}">', site_name),
        )
        if value
    )
    body = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(title)}">'
        f"{head}</head>\n"
        '<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>\n'
        f"<main><article><h1>{escape(title)}</h1>\n{body}\n</article></main>\n"
        "<footer><p>All rights reserved.</p></footer></body></html>\n"
    )


@pytest.fixture
def news_site() -> Iterator[NewsSite]:
    """A news server for one test."""
    site = NewsSite()
    yield site
    site.close()
