"""What many feeds cost: requests, bytes and time of a first cycle's polls and of a second, of which 95 % bring nothing.

    .venv/bin/python tests/benchmarks/many_feeds.py [FEEDS] [HOSTS]

Every host is an address of loopback (127.…), and one server answers for all of them, in a process of its own. Then the
same with a tenth of the hosts silent: what that costs the others. Ratios are what counts; the machine is shared.
"""

import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from multiprocessing.connection import Connection
from pathlib import Path

from extractors.records import FeedState
from extractors.records.ids import mint
from flows.feed_care import look_after_feeds, web_memory
from flows.ingest import poll
from flows.places import Places
from flows.recording import Run
from flows.settings import Settings
from flows.web.archive import Archive
from warehouse.intake import register_feeds
from warehouse.runs import begin_run

_ENTRIES = 20
_CHANGED = 20  # one feed of so many changes between the cycles
_TIMEOUT = 2.0


def rss(host: str, number: int, edition: int) -> bytes:
    """A feed of headlines; of each `_CHANGED` one has other entries in the second edition."""
    first = edition * 3 if number % _CHANGED == 0 else 0
    stamp = format_datetime(datetime(2026, 11, 22, 9, tzinfo=UTC))
    items = "".join(
        f"<item><title>Headline {first + n} of {number}</title><link>http://{host}/{number}/{first + n}</link>"
        f"<pubDate>{stamp}</pubDate><description>{'words of a summary ' * 10}</description></item>"
        for n in range(_ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'.encode()


class Server:
    """Answers for all hosts; tells what it was asked, and answers nothing on hosts that are silent."""

    def __init__(self) -> None:
        self.edition, self.silent = 0, frozenset[str]()
        self.asked: Counter[str] = Counter()
        self.count_bytes = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := (await reader.readuntil(b"\r\n\r\n")).decode():
                await self._answer(request, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, request: str, writer: asyncio.StreamWriter) -> None:
        path = request.split(" ", 2)[1]
        headers = dict(line.split(": ", 1) for line in request.lower().split("\r\n")[1:] if ": " in line)
        host = headers["host"].partition(":")[0]
        self.asked[host] += 1
        if host in self.silent:
            await asyncio.sleep(60)
        status, body, etag = "404 Not Found", b"", '""'
        if path.startswith("/feed/"):
            number = int(path.rpartition("/")[2])
            etag = f'"{number}-{self.edition if number % _CHANGED == 0 else 0}"'
            status = "304 Not Modified" if headers.get("if-none-match") == etag else "200 OK"
            body = rss(host, number, self.edition) if status.startswith("200") else b""
        head = f"HTTP/1.1 {status}\r\nETag: {etag}\r\nContent-Type: application/rss+xml\r\n"
        answer = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        self.count_bytes += len(answer)
        writer.write(answer)
        await writer.drain()


def serve(pipe: Connection) -> None:
    """Nothing; a server runs, is told editions and silent hosts, and gives back what it was asked since."""

    async def main() -> None:
        server = Server()
        listening = await asyncio.start_server(server.serve, "0.0.0.0", 0, backlog=2000)
        pipe.send(listening.sockets[0].getsockname()[1])
        while told := await asyncio.to_thread(pipe.recv):
            pipe.send((dict(server.asked), server.count_bytes))
            server.edition, server.silent = told
            server.asked.clear()
            server.count_bytes = 0

    asyncio.run(main())


def hosts(count: int) -> list[str]:
    """So many addresses of loopback."""
    return [f"127.7.{number // 200}.{number % 200 + 1}" for number in range(count)]


def cycle(run: Run, folder: Path) -> float:
    """The seconds that polling all feeds took, the warehouse's part included."""
    begun = time.perf_counter()
    with Archive(folder / "raw") as archive:
        poll.fn(run, web_memory(run, is_manual=True), archive, True)
    look_after_feeds(run)
    return time.perf_counter() - begun


def main(count_feeds: int, count_hosts: int) -> None:
    """Nothing; what the cycles cost is printed."""
    pipe, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = pipe.recv()
    for name, share in (("all well", 0.0), ("a tenth silent", 0.1)):
        names = hosts(count_hosts)
        silent = frozenset(names[: int(count_hosts * share)])
        addresses = [f"http://{names[n % count_hosts]}:{port}/feed/{n}" for n in range(count_feeds)]
        feeds = [FeedState(mint("f", address), address) for address in addresses]
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            outlines = "".join(f'<outline type="rss" text="x" xmlUrl="{address}"/>' for address in addresses)
            (folder / "feeds.opml").write_text(f'<opml version="2.0"><head/><body>{outlines}</body></opml>')
            ours = Settings(
                warehouse=folder / "onrecord.duckdb", feeds=folder / "feeds.opml", timeout_seconds=_TIMEOUT,
                host_delay_seconds=0.05,
            )  # fmt: skip
            run = Run("run_1", ours, Places(ours.warehouse))
            with run.writing() as con:
                begin_run(con, run.run_id, "ingest", run.now())
                register_feeds(con, feeds, run.now())
            sys.stdout.write(f"{count_feeds} feeds on {count_hosts} hosts, {name}\n")
            first = 0.0
            for edition in (0, 1):
                pipe.send((edition, silent))
                pipe.recv()
                seconds = cycle(run, folder)
                pipe.send((edition, silent))
                asked, count_bytes = pipe.recv()
                first = first or seconds
                sys.stdout.write(
                    f"  cycle {edition + 1}: {seconds:6.1f} s ({seconds / first:.2f} of the first), "
                    f"{sum(asked.values())} requests, at most {max(asked.values())} at one host, "
                    f"{count_bytes:,} bytes\n"
                )
    pipe.send(None)
    server.terminate()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["2000", "500"]))
