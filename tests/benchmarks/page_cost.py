"""What fetching and parsing pages costs beyond trafilatura's own work on them, and whether memory stays flat.

    python tests/benchmarks/page_cost.py FOLDER [--pages 1000]

FOLDER holds HTML files, plain or gzipped; they are served on loopback, each again and again under other addresses, and
fetched, archived and parsed in processes of their own as `ingest` does it. The processor's time for all of that, the
parsers' included and the server's not, is compared with trafilatura's, called in one process on the same decoded pages
with the same options, in turns. Printed last: the most memory of this process after a fifth of the pages, and at the
end.
"""

import argparse
import asyncio
import gzip
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from timing import show

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from extractors.intake.markup import decoded  # noqa: E402 - found by the line above
from extractors.intake.pages import _extracted, _tree  # noqa: E402
from extractors.records import Article, FeedEntry, FeedState, PendingEntry  # noqa: E402

_TURNS = 5
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
    each, ratios, memory = count // _TURNS, [], []
    _fetched(folder, port, range(20))  # what is imported once
    _extracted_all(bodies[:5], 5)
    for turn in range(_TURNS):
        numbers = range((turn + 1) * each, (turn + 2) * each)
        ours, texts = _fetched(folder, port, numbers)
        theirs = _extracted_all(bodies, each, numbers.start)
        ratios.append(ours / theirs)
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
        show(f"{each} pages, {texts} articles: {ours:.2f} s of processor, trafilatura's own {theirs:.2f}")
    show(f"of trafilatura's own: {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    show(f"most memory of the fetching process, MB: {memory[0]:,.0f} after {each} pages, {memory[-1]:,.0f} at the end")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    show(f"most memory of a parsing process, MB: {children:,.0f}")


def _extracted_all(bodies: list[bytes], count: int, start: int = 0) -> float:
    """Seconds of the processor that trafilatura takes for so many pages."""
    now, seconds = datetime.now(UTC), 0.0
    for number in range(start, start + count):
        html = decoded(bodies[number % len(bodies)], "text/html")
        began = time.process_time()
        tree = _tree(html)
        if tree is not None:
            _extracted(tree, "https://news.example/a", now)
        seconds += time.process_time() - began
    return seconds


def _fetched(folder: Path, port: int, numbers: range) -> tuple[float, int]:
    """Seconds of the processor for fetching, archiving and parsing the pages, and how many were articles."""
    ran = _processor()
    texts = asyncio.run(_fetch(folder, port, numbers))
    return _processor() - ran, texts


async def _fetch(folder: Path, port: int, numbers: range) -> int:
    from flows.settings import Settings
    from flows.web.archive import Archive
    from flows.web.gathering import fetch_pages

    ours = Settings(
        warehouse=folder / "w.duckdb", host_delay_seconds=0.0, host_addresses={"*.example": f"127.0.0.1:{port}"}
    )
    now = datetime.now(UTC)
    feed = FeedState("f_1", "http://news.example/feed")
    entries = [_entry(number, now) for number in numbers]
    with Archive(folder / "archive") as archive:
        pages = fetch_pages(entries, {"f_1": feed}, settings=ours, archive=archive, now=now)
        return sum([isinstance(page.outcome, Article) async for page in pages])


def _entry(number: int, now: datetime) -> PendingEntry:
    address = f"http://h{number % 20}.example/{number}"
    return PendingEntry(f"y_{number}", "f_1", address, FeedEntry(address), now, is_backlog=False)


def _processor() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
