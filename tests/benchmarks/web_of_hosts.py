"""A web of made-up news hosts on one port of loopback: feeds, pages and robots.txt, told apart by the Host header.

    python tests/benchmarks/web_of_hosts.py

prints its port and serves until standard input ends; each line of standard input is `cycle N` (a twentieth of the feeds
has N more entries) or `tell`, which is answered with a line of JSON: what was asked for since the last time, by kind,
the bytes that were sent, the most requests to one host, the most that one host had open at once, and its shortest
pause between two. A host named `slow…` keeps everybody waiting.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

ENTRIES = 10  # of a feed, in the first cycle
CHANGING = 20  # one feed in so many has news
SLOW_SECONDS = 60.0
_WORDS = ("harbour", "council", "minister", "budget", "railway", "storm", "election", "teachers", "hospital", "bridge")
_BEGAN = datetime.now(UTC) - timedelta(hours=20)


@dataclass(slots=True)
class Web:
    """What is served, and what was asked for since it was told last."""

    cycle: int = 1
    kinds: Counter[str] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)
    open_now: Counter[str] = field(default_factory=Counter)
    most_open: int = 0
    count_bytes: int = 0
    ended: dict[str, float] = field(default_factory=dict)
    shortest_pause: float | None = None

    def told(self) -> dict[str, object]:
        """What was asked for; then it is forgotten."""
        found = {
            **self.kinds,
            "requests": self.kinds.total(),
            "bytes": self.count_bytes,
            "most to a host": max(self.hosts.values(), default=0),
            "most open at a host": self.most_open,
            "shortest pause": self.shortest_pause,
        }
        self.kinds, self.hosts = Counter(), Counter()
        self.most_open, self.count_bytes, self.shortest_pause = 0, 0, None
        self.ended.clear()
        return found

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Nothing: requests of one connection are answered until it ends."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._one(head.decode("latin-1"), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _one(self, head: str, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1]
        headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
        host = headers.get("host", "").partition(":")[0]
        self._begins(host)
        if host.startswith("slow"):
            await asyncio.sleep(SLOW_SECONDS)
        kind, status, etag, body = self._found(host, path, headers.get("if-none-match"))
        self.kinds[kind] += 1
        sent = _response(status, etag, body)
        self.count_bytes += len(sent)
        self.ended[host] = time.monotonic()  # later, the one who asked may have it long since
        writer.write(sent)
        await writer.drain()
        self.open_now[host] -= 1

    def _begins(self, host: str) -> None:
        self.hosts[host] += 1
        self.open_now[host] += 1
        self.most_open = max(self.most_open, self.open_now[host])
        if host in self.ended:
            pause = time.monotonic() - self.ended[host]
            self.shortest_pause = min(pause, self.shortest_pause or pause)

    def _found(self, host: str, path: str, condition: str | None) -> tuple[str, str, str, bytes]:
        if path.startswith("/feed/"):
            number = int(path.rpartition("/")[2])
            count = ENTRIES + (self.cycle - 1 if number % CHANGING == 0 else 0)
            etag = f'"{number}-{count}"'
            if condition == etag:
                return "feeds unchanged", "304 Not Modified", etag, b""
            return "feeds", "200 OK", etag, _feed(host, number, count)
        if path.startswith("/page/"):
            return "pages", "200 OK", "", _page(path)
        return "robots", "404 Not Found", "", b""


def _response(status: str, etag: str, body: bytes) -> bytes:
    kind = "application/rss+xml" if body.startswith(b"<?xml") else "text/html; charset=utf-8"
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Content-Type: {kind}"]
    lines += [f"ETag: {etag}"] if etag else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def _feed(host: str, number: int, count: int) -> bytes:
    entries = "".join(
        f"<item><title>{_title(number, entry)}</title><link>http://{host}/page/{number}/{entry}</link>"
        f"<pubDate>{format_datetime(_BEGAN + timedelta(minutes=7 * entry))}</pubDate>"
        f"<description>{_words(number, entry, 40)}</description></item>"
        for entry in reversed(range(count))
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet {number}</title>'
        f"<link>http://{host}/</link><description>News</description>{entries}</channel></rss>"
    ).encode()


def _page(path: str) -> bytes:
    number, entry = map(int, path.split("/")[2:4])
    paragraphs = "".join(f"<p>{_words(number, entry, 60, salt)}</p>" for salt in range(4))
    title = _title(number, entry)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>'
        f"{paragraphs}</article></body></html>"
    ).encode()


def _title(number: int, entry: int) -> str:
    return f"{_WORDS[number % 10].title()} news {entry} of outlet {number}"


def _words(number: int, entry: int, count: int, salt: int = 0) -> str:
    picked = (_WORDS[(number * 7 + entry * 3 + salt * 5 + at * at) % 10] for at in range(count))
    return " ".join(
        f"The {word} was discussed on day {entry}." if at % 9 == 0 else word for at, word in enumerate(picked)
    )


async def main() -> None:
    """Nothing: the web is served until standard input ends."""
    web = Web()
    server = await asyncio.start_server(web.answer, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - whoever started this reads it
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while order := (await orders.readline()).decode().split():
        if order[0] == "cycle":
            web.cycle = int(order[1])
        print(json.dumps(web.told() if order[0] == "tell" else {}), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
