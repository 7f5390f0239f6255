"""What fetching and parsing pages costs beyond trafilatura's own work on them, and whether memory stays flat.

    python tests/benchmarks/page_cost.py FOLDER [--pages 1000]

FOLDER holds HTML files, plain or gzipped; they are served on loopback, each again and again under other addresses,
and fetched, archived and parsed in processes of their own as `ingest` does it, in batches of a hundred. All of that is
compared with trafilatura called on the same decoded pages in the mode that we take (precision, with metadata), half of
them before and half after: by the clock, with trafilatura in a loop as somebody would call it; and by the processor
(the server's time left out), with trafilatura in as many processes at once as we parse in, since two that share a
processor's caches are slower each. Printed last: the most memory of this process after a fifth of the pages, and at the
end.
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
    _extracted(bodies[:5])  # what is imported once
    half = count // 2
    numbered = [bodies[number % len(bodies)] for number in range(count)]
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as processes:
        _at_once(processes, numbered[:10])
        clock, processor = _extracted(numbered[:half])[0], _at_once(processes, numbered[:half])
        began, ran = time.perf_counter(), _processor()
        memory, articles = _fetched(folder, port, count)
        our_clock, ours = time.perf_counter() - began, _processor() - ran
        clock += _extracted(numbered[half:])[0]
        processor += _at_once(processes, numbered[half:])
    show(f"{count} pages, {articles} articles: {our_clock:.1f} s, trafilatura alone in a loop {clock:.1f} s")
    show(f"of trafilatura's own, by the clock: {our_clock / clock:.2f}")
    show(f"{ours:.1f} s of processor, trafilatura's own in as many processes {processor:.1f} s")
    show(f"of trafilatura's own, by the processor: {ours / processor:.2f}")
    show(f"most memory of the fetching process, MB: {memory[0]:,.0f} after a fifth, {memory[-1]:,.0f} at the end")


def _at_once(processes: ProcessPoolExecutor, bodies: list[bytes]) -> float:
    """Seconds of the processor that trafilatura takes for the pages, in all processes together."""
    parts = [bodies[start::_PROCESSES] for start in range(_PROCESSES)]
    return sum(processor for _, processor in processes.map(_extracted, parts))


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


def _fetched(folder: Path, port: int, count: int) -> tuple[list[float], int]:
    """The most memory held after each fifth of the pages, in MB, and how many of all were articles."""
    from flows.settings import Settings
    from flows.web.archive import Archive
    from flows.web.hosts import WebMemory
    from flows.web.session import WebSession

    address = f"127.0.0.1:{port}"
    ours = Settings(
        warehouse=folder / "w.duckdb",
        host_delay_seconds=0.0,
        host_requests=count + 10,
        host_addresses={"*.example": address},
    )
    memory, articles = [], 0
    with Archive(folder / "archive") as archive, WebSession(ours, archive, WebMemory()) as web:
        for start in range(0, count, _BATCH):
            numbers = range(start, min(start + _BATCH, count))
            articles += web.run(lambda tools, numbers=numbers: _fetch(ours, web, tools, numbers))
            if (start // _BATCH + 1) % max(1, count // _BATCH // 5) == 0:
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
    return memory or [0.0], articles


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


def _processor() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
