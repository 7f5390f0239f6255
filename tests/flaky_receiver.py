"""A service on loopback that takes messages as slow and flaky services do, and counts alerts by id.

A third of its answers are none or wrong: an error, a connection that ends before or after the message was read, or no
answer within the sender's patience. What it does with a message that it read, but did not answer, is what real ones do:
it keeps it or it loses it.
"""

import json
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from warehouse_samples import load_sample

from flows.places import Places
from flows.recording import Run
from flows.settings import Settings
from warehouse.connection import writing

FAULTS = ("error", "cut before", "cut after", "time-out")
PATIENCE_SECONDS = 0.25  # the sender's
_ALERT = re.compile(r"\bal_[0-9a-z]+")


class FlakyReceiver:
    """`counts` is how often each alert id was taken, `answers` how often it answered what."""

    def __init__(
        self, seed: int, *, share_faulty: float = 1 / 3, longest_delay: float = 0.02, faults: Sequence[str] = FAULTS
    ) -> None:
        self.counts: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.kept_unanswered: Counter[str] = Counter()  # messages that it took, but answered like this
        self._random = random.Random(seed)
        self._turn = threading.Lock()
        self._share_faulty, self._longest_delay, self._faults = share_faulty, longest_delay, tuple(faults)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.address = f"json://127.0.0.1:{self._server.server_port}/?rto={PATIENCE_SECONDS}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def count_repeats(self) -> int:
        """How many messages more it took than there are alerts."""
        return self.counts.total() - len(self.counts)

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        with self._turn:
            is_faulty = self._random.random() < self._share_faulty
            answer = self._random.choice(self._faults) if is_faulty else "taken"
            is_kept = self._random.random() < 0.5
            delay = self._random.uniform(0, self._longest_delay)
            self.answers[answer] += 1
        time.sleep(delay)
        if answer == "cut before":
            self._cut(request)
            return
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        if answer in ("taken", "time-out") or (answer == "cut after" and is_kept):
            self._take(body, answer)
        if answer == "cut after":
            self._cut(request)
            return
        if answer == "time-out":
            time.sleep(2 * PATIENCE_SECONDS)
        with suppress(OSError):  # the sender's patience ended
            request.send_response(500 if answer == "error" else 200)
            request.end_headers()

    def _take(self, body: str, answer: str) -> None:
        with self._turn:
            self.counts.update(set(_ALERT.findall(json.loads(body)["message"])))
            if answer != "taken":
                self.kept_unanswered[answer] += 1

    @staticmethod
    def _cut(request: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):  # the sender was faster
            request.connection.shutdown(socket.SHUT_RDWR)
        request.close_connection = True


# One alert of the sample, as many as are asked for: each with an id of its own, waiting for the channel `web`.
_MORE = """
delete from deliveries;
insert into alerts
select a.* replace ('al_' || lpad(i::varchar, 8, '0') as alert_id, a.decided_at + to_milliseconds(i) as decided_at)
from (select * from alerts order by alert_id limit 1) as a, range(?) as r(i);
insert into deliveries (alert_id, channel, state, count_attempts)
select alert_id, 'web', 'pending', 0 from alerts where length(alert_id) = 11
"""
_WAITING = """
select count(*), min(greatest(d.next_attempt_at, c.retry_at))
from deliveries as d
left join channel_states as c on c.channel = d.channel
where d.state in ('pending', 'failed')
"""


def deliver_all(folder: Path, receiver: FlakyReceiver, count: int, *, backoff_seconds: float = 0.1) -> int:
    """How many runs it took until nothing waited, for `count` alerts in a warehouse in this folder."""
    from flows import alert  # here, since it loads Prefect

    ours = Settings(
        warehouse=folder / "onrecord.duckdb",
        channels={"web": receiver.address},
        delivery_backoff_seconds=backoff_seconds,
        late_alerts=0,  # a message for each: of those that go out together, one time-out repeats many ids
    )
    with writing(ours.warehouse, wait_seconds=5) as con:
        load_sample(con)
        for statement in con.extract_statements(_MORE):
            con.execute(statement, [count] if "?" in statement.query else None)
    alert.deliver = getattr(alert.deliver, "fn", alert.deliver)  # what the task does, without a server to tell
    run = Run("run_delivery", ours, Places(ours.warehouse))
    for count_runs in range(1, 10 * count):
        alert._settle(run, alert._send_due(run))
        with writing(ours.warehouse, wait_seconds=5) as con:
            ((waiting, next_at),) = con.execute(_WAITING).fetchall()
        if not waiting:
            return count_runs
        time.sleep(max(0.0, (next_at - run.now()) / timedelta(seconds=1)) if next_at else 0.0)
    raise RuntimeError("it did not come to an end")
