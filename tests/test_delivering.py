import json
import re
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from extractors.records import DueDelivery, Problem
from flows.delivery import delivering
from flows.delivery.channels import Channels
from flows.delivery.delivering import FAILURES_IN_A_ROW, deliver_due
from flows.delivery.journal import Journal, JournalError
from flows.places import Places
from flows.settings import Settings

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def due(alert_id="al_1", channel="file", count_attempts=0):
    return DueDelivery(
        alert_id, channel, count_attempts, "ann-dahl", "Ann Dahl", "It was hard.", "direct", "Ann Dahl", None,
        "Talks end", "https://times.example/talks", "The Example Times", "Talks", None, NOW, "because", 3, 15,
    )  # fmt: skip


class PostBox:
    """A service that takes messages and counts them by alert id; `answers` are what it does, in turn, then 200."""

    def __init__(self):
        self.counts = Counter()
        self.answers = []
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                answer = box.answers.pop(0) if box.answers else 200
                if answer == "slow":
                    time.sleep(0.6)
                if answer in ("slow", 200):
                    box.counts[re.search(r"al_\d+", json.loads(body)["message"])[0]] += 1
                try:
                    self.send_response(200 if answer == "slow" else answer)
                    self.end_headers()
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the sender's patience ended

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"json://localhost:{self.server.server_port}/?rto=0.3"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def box():
    box = PostBox()
    yield box
    box.close()


@pytest.fixture
def house(tmp_path):
    """Channels, journal and a way to deliver, with the addresses given."""

    def made(**addresses):
        settings = Settings(warehouse=tmp_path / "w.duckdb", channels=addresses, delivery_backoff_seconds=30)
        places = Places(settings.warehouse)
        channels, journal = Channels(settings, places), Journal(places.journal)

        def deliver(deliveries, now=NOW):
            return deliver_due(deliveries, channels, journal, now=now, settings=settings)

        deliver.journal, deliver.alerts_file = journal, places.alerts_file
        return deliver

    return made


def states(journal):
    return [
        (record["alert_id"], record["channel"], record["state"])
        for record in journal.read()
        if not isinstance(record, Problem) and record["kind"] == "delivery"
    ]


def test_an_alert_reaches_its_channel_and_the_journal(house):
    deliver = house(file="file://")
    (result,) = deliver([due()])
    assert (result.alert_id, result.channel, result.state, result.count_attempts) == ("al_1", "file", "delivered", 1)
    assert (result.attempted_at, result.next_attempt_at, result.error) == (NOW, None, None)
    assert [json.loads(line)["alert_id"] for line in deliver.alerts_file.open()] == ["al_1"]
    assert states(deliver.journal) == [("al_1", "file", "sending"), ("al_1", "file", "delivered")]
    assert next(deliver.journal.read())["at"] == "2026-11-22T08:30:00+00:00"


def test_what_the_journal_knows_as_delivered_is_recorded_and_not_sent_again(house):
    deliver = house(file="file://")
    deliver([due()])  # and then we are killed before the warehouse hears of it
    (result,) = deliver([due()], NOW + timedelta(hours=1))
    assert (result.state, result.error) == ("delivered", None)
    assert len(deliver.alerts_file.read_text().splitlines()) == 1


def test_what_was_cut_off_while_sending_is_sent_again(house):
    deliver = house(file="file://")
    deliver.journal.append({"kind": "delivery", "alert_id": "al_1", "channel": "file", "state": "sending", "at": "x"})
    deliver.journal.append({"kind": "judgement", "alert_id": "al_1", "channel": "file", "state": "delivered"})
    with deliver.journal.path.open("ab") as torn:
        torn.write(b'{"kind": "delivery", "alert_id": "al_1", "chan')
    (result,) = deliver([due()])
    assert result.state == "delivered"
    assert len(deliver.alerts_file.read_text().splitlines()) == 1


def test_every_alert_arrives_at_a_service_that_fails_now_and_then(house, box):
    box.answers = [200, 500, 200, "slow", 503, 200, 500]
    deliver = house(web=box.address)
    waiting = {f"al_{number}": due(f"al_{number}", "web") for number in range(10)}
    now = NOW
    for _ in range(8):
        results = deliver(list(waiting.values()), now)
        for result in results:
            if result.state == "delivered":
                del waiting[result.alert_id]
            else:
                assert result.state == "failed"
                assert result.next_attempt_at > now
                waiting[result.alert_id] = replace(waiting[result.alert_id], count_attempts=result.count_attempts)
        now += timedelta(hours=2)
        if not waiting:
            break
    assert not waiting
    assert set(box.counts) == {f"al_{number}" for number in range(10)}
    # only the one that timed out may have arrived twice
    assert sorted(box.counts.values()) in ([1] * 10, [1] * 9 + [2])


def test_one_channel_that_fails_does_not_stop_another_and_is_soon_left_alone(house, box):
    box.answers = [500] * 100
    deliver = house(web=box.address, file="file://")
    results = deliver([due(f"al_{number}", channel) for number in range(10) for channel in ("web", "file")])
    assert Counter((result.channel, result.state) for result in results) == {
        ("web", "failed"): FAILURES_IN_A_ROW,
        ("file", "delivered"): 10,
    }
    assert len(box.answers) == 100 - FAILURES_IN_A_ROW


def test_failures_that_are_not_in_a_row_do_not_stop_a_channel(house, box):
    box.answers = [500, 500, 200] * 4
    results = house(web=box.address)([due(f"al_{number}", "web") for number in range(12)])
    assert Counter(result.state for result in results) == {"failed": 8, "delivered": 4}


def test_an_alert_is_given_up_after_the_bound_loudly(house, caplog):
    deliver = house(web="json://127.0.0.1:9/s3cr3t")
    (result,) = deliver([due(channel="web", count_attempts=7)])
    assert (result.state, result.next_attempt_at) == ("given up", None)
    assert result.error == "given up after 8 attempts: channel 'web': the connection was refused"
    logged = [record.getMessage() for record in caplog.records if record.name == delivering.__name__]
    assert logged == [f"Alert al_1 was never delivered: {result.error}"]
    assert "s3cr3t" not in deliver.journal.path.read_text()


def test_a_misspelt_address_gives_no_alert_up(house):
    deliver = house(web="jason://s3cr3t", file="file://")
    results = deliver([due(channel="web", count_attempts=7), due(channel="file")])
    assert [(result.channel, result.state, result.count_attempts) for result in results] == [
        ("web", "failed", 7),
        ("file", "delivered", 1),
    ]
    assert results[0].next_attempt_at == NOW + timedelta(seconds=30)
    assert "channel 'web'" in results[0].error
    assert "s3cr3t" not in results[0].error


def test_nothing_is_sent_without_a_journal(house, tmp_path):
    deliver = house(file="file://")
    deliver.journal.path.mkdir()
    with pytest.raises((JournalError, OSError)):
        deliver([due()])
    assert not deliver.alerts_file.exists()


def test_no_deliveries_no_journal(house):
    deliver = house(file="file://")
    assert deliver([]) == ()
    assert not deliver.journal.path.exists()
