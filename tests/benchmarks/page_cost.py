"""What fetching and parsing pages costs beyond trafilatura's own work on them, and whether memory stays flat.

    python tests/benchmarks/page_cost.py FOLDER [--pages 1000]

FOLDER holds HTML files, plain or gzipped; they are served on loopback, each again and again under other addresses,
and fetched, archived and parsed in processes of their own as `ingest` does it, in batches of a hundred. Trafilatura
takes turns with that, a batch each, so that noise meets both: called on the same decoded pages in the mode that we take
(precision, with metadata), in a loop as somebody would call it, to compare by the clock; and in as many processes at
once as we parse in, to compare by the processor, since two that share a processor's caches are slower each. What is
imported and started once is left out for both; so is the server. Printed last: the most memory of this process after a
fifth of the pages, and at the end.
"""

import argparse
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from timing import show

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from extractors.intake.markup import decoded  # noqa: E402 - found by the line above
from extractors.records import Article, FeedEntry, FeedState, PendingEntry  # noqa: E402

_BATCH = 100
_FEW = 10  # pages
_PROCESSES = min(os.cpu_count() or 1, 4)  # as many as `ParserPool` has
_SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGES = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        number = self.path.rpartition("/")[2]
        body = PAGES[int(number) % len(PAGES)] if number.isdigit() else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of HTML files, *.html or *.html.gz")
    parser.add_argument("--pages", type=int, default=1000)
    given = parser.parse_args()
    bodies = [_body(path) for path in sorted(given.folder.rglob("*.html*"))]
    with tempfile.TemporaryDirectory() as scratch:
        pages = Path(scratch) / "pages"
        pages.mkdir()
        for number, body in enumerate(bodies):
            (pages / f"{number:05d}").write_bytes(body)
        server = subprocess.Popen([sys.executable, "-c", _SERVER, str(pages)], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            _compared(Path(scratch), bodies, int(server.stdout.readline()), given.pages)
        finally:
            server.kill()
            server.wait()


def _body(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _compared(folder: Path, bodies: list[bytes], port: int, count: int) -> None:
    from flows.settings import Settings
    from flows.web.archive import Archive
    from flows.web.hosts import WebMemory
    from flows.web.session import WebSession

    ours = Settings(
        warehouse=folder / "w.duckdb",
        host_delay_seconds=0.0,
        host_requests=count + _FEW,
        host_addresses={"*.example": f"127.0.0.1:{port}"},
    )
    theirs, own = Cost(), Cost()
    memory, articles = [], 0
    spawned = get_context("spawn")
    with (
        ProcessPoolExecutor(1, mp_context=spawned) as alone,
        ProcessPoolExecutor(_PROCESSES, mp_context=spawned) as processes,
        Archive(folder / "archive") as archive,
        WebSession(ours, archive, WebMemory()) as web,
    ):
        _theirs(alone, processes, bodies[:_FEW])
        _ours(ours, web, range(count, count + _FEW))
        for start in range(0, count, _BATCH):
            numbers = range(start, min(start + _BATCH, count))
            theirs += _theirs(alone, processes, [bodies[number % len(bodies)] for number in numbers])
            cost, found = _ours(ours, web, numbers)
            own, articles = own + cost, articles + found
            if (start // _BATCH + 1) % max(1, count // _BATCH // 5) == 0:
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    show(f"{count} pages, {articles} articles: {own.clock:.1f} s, trafilatura in a loop {theirs.clock:.1f} s")
    show(f"of trafilatura's own, by the clock: {own.clock / theirs.clock:.2f}")
    show(f"{own.processor:.1f} s of processor, {own.parsing:.1f} of them in the parsers;")
    show(f"trafilatura's own in as many processes {theirs.processor:.1f} s")
    show(f"of trafilatura's own, by the processor: {own.processor / theirs.processor:.2f}")
    show(f"most memory of the fetching process, MB: {memory[0]:,.0f} after a fifth, {memory[-1]:,.0f} at the end")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, and of the processor, in all and in the parsers."""

    clock: float = 0.0
    processor: float = 0.0
    parsing: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.clock + other.clock, self.processor + other.processor, self.parsing + other.parsing)


def _theirs(alone: ProcessPoolExecutor, processes: ProcessPoolExecutor, bodies: list[bytes]) -> Cost:
    """What trafilatura takes for the pages, by the clock in a loop, by the processor in all processes together."""
    parts = [bodies[start::_PROCESSES] for start in range(_PROCESSES)]
    clock, _ = alone.submit(_extracted, bodies).result()
    return Cost(clock, sum(processor for _, processor in processes.map(_extracted, parts)))


def _extracted(bodies: list[bytes]) -> tuple[float, float]:
    """Seconds, and seconds of the processor, that trafilatura takes for the pages."""
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    seconds, processor, dates = 0.0, 0.0, {"original_date": True, "extensive_search": False}
    for body in bodies:
        html = decoded(body, "text/html")
        began, ran = time.perf_counter(), time.process_time()
        bare_extraction(
            load_html(html),
            url="https://news.example/a",
            favor_precision=True,
            include_comments=False,
            deduplicate=False,
            with_metadata=True,
            date_extraction_params=dates,
        )
        processor += time.process_time() - ran
        seconds += time.perf_counter() - began
    return seconds, processor


def _ours(ours: Any, web: Any, numbers: range) -> tuple[Cost, int]:
    """What the pages of these numbers take us, and how many of them were articles."""

    async def fetched(tools: Any) -> tuple[Cost, int]:
        # the parsers of before are running still; those that are started here count from their start
        parsed, ran, began = _parsing(tools), time.process_time(), time.perf_counter()
        articles = await _fetch(ours, web, tools, numbers)
        parsing, own = _parsing(tools) - parsed, time.process_time() - ran
        return Cost(time.perf_counter() - began, own + parsing, parsing), articles

    found: tuple[Cost, int] = web.run(fetched)
    return found


def _parsing(tools: Any) -> float:
    """Seconds of the processor that the parsers have taken so far, those that have ended since among them."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    stats = (Path(f"/proc/{process}/stat").read_text("ascii") for process in tools.parsers.process_ids)
    ticks = (int(ran) for stat in stats for ran in stat.rpartition(")")[2].split()[11:13])
    return sum(ticks) / os.sysconf("SC_CLK_TCK") + ended.ru_utime + ended.ru_stime


async def _fetch(ours: Any, web: Any, tools: Any, numbers: range) -> int:
    from flows.web.gathering import fetch_pages

    now = datetime.now(UTC)
    entries = [_entry(number, now) for number in numbers]
    feed = FeedState("f_1", "http://news.example/feed")
    pages = fetch_pages(
        entries, {"f_1": feed}, settings=ours, archive=web.archive, now=now, memory=web.memory, tools=tools
    )
    return sum([isinstance(page.outcome, Article) async for page in pages])


def _entry(number: int, now: datetime) -> PendingEntry:
    address = f"http://h{number % 20}.example/{number}"
    return PendingEntry(f"y_{number}", "f_1", address, FeedEntry(address), now, is_backlog=False)


if __name__ == "__main__":
    main()
