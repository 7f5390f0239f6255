"""Rounds of kills: a process that forks one for each round, what a warehouse holds after it, and what was received."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
from kill_news import FEED
from news_site import ALLOWED

from extractors.records import Problem
from flows.delivery.journal import Journal
from flows.places import Places
from flows.settings import Settings
from flows.web.archive import read_archive
from warehouse.checks import failed_checks

HOUSE = Path(__file__).resolve().parent.parent
KILLED = -9
_OPML = '<?xml version="1.0"?><opml version="2.0"><head><title>F</title></head><body>{}</body></opml>'
_NOW = datetime.now(UTC).isoformat()
# What says how it came about, not what is the case.
_NOT_COMPARED = frozenset(
    {
        "runs",
        "fetches",
        "feed_hours",
        "channel_states",
        "counted_events",  # what is counted in the readers' copy is not believed elsewhere
        "counted_mentions",
        "counted_pairs",
        "counted_speakers",
        "counted_state",
        "settled_articles",
        "settled_events",
        "numbered_reports",
        "numbered_voices",
        "notices",
        "warehouse_state",
        "schema_origin",
        "schema_migrations",
        "schema_views",
    }
)
_NOT_COMPARED_COLUMNS = frozenset(
    {"raw_file", "raw_record_id", "evidence", "change_id"}
)  # these two have times in them


@dataclass(frozen=True)
class Round:
    """How a round ended: the exit code, -9 where it was killed, its length in seconds, and what it printed."""

    code: int
    seconds: float
    said: str

    @property
    def result(self) -> dict[str, Any]:
        """What a cycle that came to its end says of itself."""
        assert self.code == 0, self.said
        found: dict[str, Any] = json.loads(self.said.splitlines()[-1])
        return found


class Core:
    """A process that has imported everything, and forks one for each round: see `kill_core`."""

    def __init__(self, folder: Path) -> None:
        self._said = folder / "said"
        with (folder / "core.err").open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore::DeprecationWarning", str(HOUSE / "tests" / "kill_core.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=err,
                text=True,
                env=bare() | {"KILL_NEWS_NOW": _NOW},
            )
        assert self._answer() == {}, (folder / "core.err").read_text()

    def cycle(self, room: "Room", day: int, **kill: float) -> Round:
        """How a cycle on that day's news ended that is killed `after` seconds, or `before` a call, or not at all."""
        return self.round(room, day, kill)

    def round(self, room: "Room", day: int, kill: Mapping[str, float], **more: object) -> Round:
        """How a round ended: `only_alerts` of a cycle, or one with a clock that is `ahead_days`."""
        order = {"environment": room.environment(), "day": day, "kill": kill, "said": str(self._said)} | more
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Round(**self._answer())

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line else {"code": 1, "seconds": 0.0, "said": "the core is gone"}

    def close(self) -> None:
        """Nothing; the process is gone."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


class PostBox:
    """A service that takes alerts over HTTP, and counts them by the room they come from and their id."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.seconds = 0.0  # before each answer
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                ids = set(re.findall(r"al_[0-9a-f]{16}", body))
                box.counts.setdefault(self.path.split("?")[0], Counter()).update(ids)
                time.sleep(box.seconds)
                try:
                    self.send_response(200)
                    self.end_headers()
                except OSError:
                    self.close_connection = True  # the sender was killed

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"json://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        """Nothing; the server is stopped."""
        self._server.shutdown()
        self._server.server_close()


class Room:
    """A warehouse in a folder of its own, its settings, and the box that its alerts go to."""

    def __init__(self, folder: Path, box: PostBox) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.places = Places(folder / "news.duckdb")
        self._feeds = folder / "feeds.opml"
        self._feeds.write_text(_OPML.format(f'<outline type="rss" text="Example Times" xmlUrl="{FEED}"/>'), "utf-8")
        self._box = box
        self._path = f"/{folder.name}"

    def environment(self) -> dict[str, str]:
        """The settings as variables: small batches, no pauses, alerts to a file and to the box."""
        channels = {"file": "file://", "box": self._box.address + self._path}
        return {
            "ONRECORD_WAREHOUSE": str(self.places.warehouse),
            "ONRECORD_FEEDS": str(self._feeds),
            "ONRECORD_CHANNELS": json.dumps(channels),
            "ONRECORD_BATCH_SIZE": "2",
            "ONRECORD_POLL_MINUTES": "0.0001",
            "ONRECORD_FIRST_POLL_IS_KNOWN": "false",
            "ONRECORD_LOCK_SECONDS": "20",
        }

    def received(self) -> Counter[str]:
        """How often each alert came to the box."""
        return self._box.counts.get(self._path, Counter())

    def rows(self, sql: str, path: Path | None = None) -> list[tuple[Any, ...]]:
        """What a query on the warehouse gives."""
        with duckdb.connect(str(path or self.places.warehouse), read_only=True) as con:
            con.execute("set timezone = 'UTC'")
            return con.execute(sql).fetchall()

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f'select count(*) from "{table}"')[0][0])

    def holds(self, path: Path | None = None, *, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
        """The rows of every table, without times and other traces of how they came there, and without these columns."""
        with duckdb.connect(str(path or self.places.warehouse), read_only=True) as con:
            columns = con.execute(
                "select table_name, column_name from duckdb_columns() where table_name in "
                "(select table_name from duckdb_tables()) and data_type <> 'TIMESTAMP WITH TIME ZONE'"
            ).fetchall()
            kept: dict[str, list[str]] = {}
            for table, column in columns:
                if table not in _NOT_COMPARED and column not in _NOT_COMPARED_COLUMNS | without:
                    kept.setdefault(table, []).append(f'"{column}"')
            return {
                table: sorted(map(str, con.execute(f'select {", ".join(names)} from "{table}"').fetchall()))
                for table, names in sorted(kept.items())
            }

    # --- what must hold after any end ---

    def check(self) -> None:
        """Nothing; the warehouse is sound, what it points to is there, no alert is lost or needlessly doubled."""
        with duckdb.connect(str(self.places.warehouse), read_only=True) as con:
            assert [str(failed) for failed in failed_checks(con)] == []
        self._check_archive()
        self._check_deliveries()

    def _check_archive(self) -> None:
        kept = {
            (path.name, record_id)
            for path in self.places.archive.glob("*.warc.gz")
            for record_id, _ in read_archive(path)
        }
        pointed = self.rows("select raw_file, raw_record_id from article_versions where raw_file is not null")
        assert set(pointed) <= kept

    def _check_deliveries(self) -> None:
        states = {state for (state,) in self.rows("select distinct state from deliveries")}
        assert states <= {"delivered"}
        alerts = {alert_id for (alert_id,) in self.rows("select alert_id from alerts")}
        received, sendings = self.received(), self._sendings()
        assert set(received) == alerts
        for alert_id, count in received.items():
            assert count <= sendings[alert_id], f"{alert_id} came {count} times"

    def _sendings(self) -> Counter[str]:
        """How often each alert was about to be sent to the box; never after it was known as delivered."""
        counts: Counter[str] = Counter()
        delivered: set[str] = set()
        for record in Journal(self.places.journal).read():
            if isinstance(record, Problem) or record.get("channel") != "box":
                continue
            if record["state"] == "sending":
                assert record["alert_id"] not in delivered, f"{record['alert_id']} was sent again"
                counts[record["alert_id"]] += 1
            elif record["state"] == "delivered":
                delivered.add(record["alert_id"])
        return counts


def unlike(expected: Mapping[str, list[str]], found: Mapping[str, list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """The rows that only one of the two has, by table: what is missing, and what is there too much."""
    differing = {}
    for table in sorted(expected.keys() | found.keys()):
        missing = Counter(expected.get(table, ())) - Counter(found.get(table, ()))
        added = Counter(found.get(table, ())) - Counter(expected.get(table, ()))
        if missing or added:
            differing[table] = (list(missing.elements())[:3], list(added.elements())[:3])
    return differing


def bare_environment() -> dict[str, str]:
    """This process's variables without any of our settings, but that loopback may be asked."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("ONRECORD_", "PREFECT_"))}
    return bare | ALLOWED


def bare() -> dict[str, str]:
    """This process's variables without our settings, and where our modules lie."""
    paths = [str(HOUSE), str(HOUSE / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])]
    seeds = str(Settings.model_fields["seeds"].default)
    return bare_environment() | {"PYTHONPATH": os.pathsep.join(paths), "ONRECORD_SEEDS": seeds}
