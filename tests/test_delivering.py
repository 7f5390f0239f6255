import json
import re
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flaky_receiver import FlakyReceiver, deliver_all

from extractors.decisions.deliveries import DeliveryPolicy
from extractors.records import ChannelState, DueDelivery, DueNotice, Problem
from flows.delivery import delivering
from flows.delivery.channels import Channels
from flows.delivery.delivering import PostOffice, deliver_due
from flows.delivery.journal import Journal, JournalError
from flows.places import Places
from flows.settings import Settings

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def due(alert_id="al_1", channel="file", count_attempts=0, waiting=timedelta(), digest=None):
    return DueDelivery(
        alert_id, channel, count_attempts, "ann-dahl", "Ann Dahl", "It was hard.", "direct", "Ann Dahl", None,
        "Talks end", "https://times.example/talks", "The Example Times", "Talks", None, NOW, "because", 3, 15,
        due_at=NOW - waiting, digest=digest,
    )  # fmt: skip


class PostBox:
    """A service that takes messages and counts them by alert id; `answers` are what it does, in turn, then 200."""

    def __init__(self):
        self.counts = Counter()
        self.bodies = []
        self.answers = []
        self.wait = 0.0
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                answer = box.answers.pop(0) if box.answers else 200
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                time.sleep(0.6 if answer == "slow" else box.wait)
                if answer in ("slow", 200):
                    box.bodies.append(json.loads(body)["message"])
                    box.counts.update(set(re.findall(r"al_\d+", box.bodies[-1])))
                try:
                    self.send_response(200 if answer == "slow" else status)
                    for name, value in headers.items():
                        self.send_header(name, value)
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
    """Channels, journal and a way to deliver, with the addresses given; what came of it, as results in their order."""

    def made(**addresses):
        settings = Settings(warehouse=tmp_path / "w.duckdb", channels=addresses)
        places = Places(settings.warehouse)
        policy = DeliveryPolicy(max_attempts=8, hours=48, backoff_seconds=30)
        deliver = Deliver(PostOffice(Channels(settings, places), Journal(places.journal), policy, lambda: deliver.now))
        deliver.alerts_file = places.alerts_file
        return deliver

    return made


class Deliver:
    """Runs of one house, each of which finds the channels as the one before left them."""

    def __init__(self, office):
        self.office, self.journal, self.now, self.states, self.kept, self.runs = office, office.journal, NOW, {}, [], ()

    def __call__(self, deliveries, now=NOW, *, seconds=60.0, a_batch=50):
        self.now = now
        self.kept = []
        self.runs = deliver_due(
            deliveries, self.states, self.office, keep=self.kept.append, a_batch=a_batch, seconds=seconds
        )
        self.states |= {run.channel: run.state for run in self.runs}
        by_id = {(one.alert_id, one.channel): one for batch in self.kept for one in batch}
        asked = [(getattr(one, "alert_id", None) or one.notice_id, one.channel) for one in deliveries]
        return [by_id[key] for key in asked if key in by_id]


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
    box.answers = [200, 500, 200, "slow", 500, 200, 500]
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


@pytest.mark.slow
def test_every_id_arrives_at_a_slow_and_flaky_receiver(tmp_path, monkeypatch):
    """The small sister of tests/benchmarks/delivery.py: through the outbox in a warehouse, the journal and Apprise."""
    from flows import alert

    monkeypatch.setattr(alert, "deliver", alert.deliver)  # put back, whatever is put in its place
    receiver = FlakyReceiver(seed=3)
    deliver_all(tmp_path, receiver, 40)
    receiver.close()
    assert len(receiver.counts) == 40
    assert receiver.count_repeats <= receiver.kept_unanswered.total()
    assert receiver.answers.total() - receiver.answers["taken"] > 0


def test_one_channel_that_fails_does_not_stop_another_and_is_soon_left_alone(house, box):
    box.answers = [500] * 100
    deliver = house(web=box.address, file="file://")
    results = deliver([due(f"al_{number}", channel) for number in range(10) for channel in ("web", "file")])
    assert Counter((result.channel, result.state) for result in results) == {
        ("web", "failed"): 3,
        ("file", "delivered"): 10,
    }
    file, web = deliver.runs
    assert (file.count_left, file.left) == (0, None)
    assert (web.count_left, web.left) == (7, "the service answered 500")
    assert (web.state.count_failures, web.state.failing_since) == (3, NOW)


def test_a_slow_channel_holds_up_no_other(house, box):
    box.wait = 0.2
    deliver = house(slow=box.address, file="file://")
    began, done_at = time.monotonic(), {}

    def keep(results):
        done_at.update({result.channel: time.monotonic() - began for result in results})

    alerts = [due(f"al_{number}", channel) for number in range(10) for channel in ("slow", "file")]
    deliver_due(alerts, {}, deliver.office, keep=keep, a_batch=1, seconds=60)
    assert done_at["file"] < done_at["slow"]
    assert set(box.counts) == {f"al_{number}" for number in range(10)}
    assert [body.split("Alert: ")[1] for body in box.bodies] == [f"al_{number}" for number in range(10)]  # in order


def test_failures_that_are_not_in_a_row_do_not_stop_a_channel(house, box):
    box.answers = [500, 500, 200] * 4
    results = house(web=box.address)([due(f"al_{number}", "web") for number in range(12)])
    assert Counter(result.state for result in results) == {"failed": 8, "delivered": 4}


def test_a_backlog_goes_out_as_soon_as_the_channel_is_back(house, box):
    deliver = house(web=box.address)
    alerts = [due(f"al_{number}", "web") for number in range(20)]
    box.answers = [500] * 5
    assert len(deliver(alerts)) == 3
    worn = [replace(one, count_attempts=1) if n < 3 else one for n, one in enumerate(alerts)]
    (probe,) = deliver(worn, NOW + timedelta(hours=1))  # one asks, and it is not one that was tried before
    assert (probe.alert_id, probe.state) == ("al_3", "failed")
    assert len(deliver(worn, NOW + timedelta(hours=2))) == 1
    results = deliver(worn, NOW + timedelta(hours=24))
    assert Counter(result.state for result in results) == {"delivered": 20}
    assert set(box.counts.values()) == {1}
    assert deliver.states["web"] == ChannelState("web", delivered_at=NOW + timedelta(hours=24))


def test_a_run_ends_in_time_and_says_what_it_left(house, box):
    box.wait = 0.1
    deliver = house(web=box.address)
    results = deliver([due(f"al_{number}", "web") for number in range(50)], seconds=0.5)
    assert 1 <= len(results) < 50
    assert deliver.runs[0].count_left == 50 - len(results)
    assert deliver.runs[0].left == "the time of this run was over"


def test_a_short_pause_that_a_service_asks_for_is_waited_out(house, box):
    box.answers = [200, (429, {"Retry-After": "0.1"}), (429, {"Retry-After": "0.1"}), 200]
    deliver = house(web=box.address)
    results = deliver([due(f"al_{number}", "web") for number in range(3)])
    assert [(result.state, result.count_attempts) for result in results] == [("delivered", 1)] * 3
    assert set(box.counts.values()) == {1}


def test_a_long_pause_is_kept_by_leaving_the_channel(house, box):
    box.answers = [(429, {"Retry-After": "600"})]
    deliver = house(web=box.address)
    (result,) = deliver([due(f"al_{number}", "web") for number in range(3)])
    assert (result.state, result.count_attempts) == ("failed", 0)
    assert deliver.states["web"].retry_at == NOW + timedelta(seconds=600)
    assert deliver.runs[0].count_left == 2


def test_the_alerts_of_a_digest_are_one_message_and_a_row_each(house, box):
    deliver = house(web=box.address, file="file://")
    daily = [due(f"al_{number}", channel, digest="daily") for number in range(3) for channel in ("web", "file")]
    single = due("al_9", "web")
    results = deliver([daily[0], single, *daily[1:]])
    assert {result.state for result in results} == {"delivered"}
    assert len(results) == 7
    assert [sorted(set(re.findall(r"al_\d", body))) for body in box.bodies] == [["al_0", "al_1", "al_2"], ["al_9"]]
    assert [json.loads(line)["alert_id"] for line in deliver.alerts_file.open()] == ["al_0", "al_1", "al_2"]
    assert ("al_2", "web", "delivered") in states(deliver.journal)


def test_a_digest_that_was_cut_off_sends_what_the_journal_does_not_know(house, box):
    deliver = house(web=box.address)
    deliver.journal.append({"kind": "delivery", "alert_id": "al_0", "channel": "web", "state": "delivered", "at": "x"})
    results = deliver([due(f"al_{number}", "web", digest="daily") for number in range(3)])
    assert {result.state for result in results} == {"delivered"}
    assert dict(box.counts) == {"al_1": 1, "al_2": 1}


def test_what_an_outage_held_up_goes_out_together_and_a_correction_by_itself(house, box):
    deliver = house(hook=box.address)
    deliver.office = replace(deliver.office, policy=replace(deliver.office.policy, most_late=20))
    late = [due(f"al_{n}", "hook", waiting=timedelta(hours=2)) for n in range(60)]
    worn = replace(due("al_60", "hook", waiting=timedelta(hours=2)), count_attempts=2)
    wrong = replace(due("al_61", "hook", waiting=timedelta(hours=2)), kind="withdrawal")
    fresh = due("al_62", "hook")
    results = deliver([*late, worn, wrong, fresh])
    assert [result.state for result in results] == ["delivered"] * 63
    assert box.counts == Counter({f"al_{n}": 1 for n in range(63)})
    assert len(box.bodies) == 5  # two of the late ones, and the three by themselves
    box.bodies.clear()
    deliver([due(f"al_{n}", "hook", waiting=timedelta(hours=2)) for n in range(100, 120)])
    assert len(box.bodies) == 20  # no more than one can read one by one


def test_notices_go_first(house, box):
    deliver = house(web=box.address)
    notice = DueNotice("nt_1", "web", 0, "No news for 7 hours", "No feed has answered.", NOW)
    results = deliver([due("al_1", "web"), notice])
    assert [result.state for result in results] == ["delivered", "delivered"]
    assert box.bodies[0] == "No feed has answered."


def test_results_are_recorded_while_the_rest_is_sent(house, box):
    deliver = house(web=box.address)
    deliver([due(f"al_{number}", "web") for number in range(7)], a_batch=3)
    assert [len(batch) for batch in deliver.kept] == [3, 3, 1]


def test_an_alert_is_given_up_after_the_bound_loudly(house, caplog):
    deliver = house(web="json://127.0.0.1:9/s3cr3t")
    (result,) = deliver([due(channel="web", count_attempts=7, waiting=timedelta(days=3))])
    assert (result.state, result.next_attempt_at) == ("given up", None)
    assert result.error == "given up after 8 attempts: channel 'web': the connection was refused"
    logged = [record.getMessage() for record in caplog.records if record.name == delivering.__name__]
    assert logged == [f"al_1 was never delivered: {result.error}"]
    assert "s3cr3t" not in deliver.journal.path.read_text()


def test_a_misspelt_address_gives_no_alert_up(house):
    deliver = house(web="jason://s3cr3t", file="file://")
    old = [due(f"al_{number}", "web", count_attempts=7, waiting=timedelta(days=9)) for number in range(3)]
    results = deliver([*old, due(channel="file")])
    assert [(result.channel, result.state, result.count_attempts) for result in results] == [
        ("web", "failed", 7),
        ("file", "delivered", 1),
    ]
    assert "channel 'web'" in results[0].error
    assert "s3cr3t" not in results[0].error
    assert deliver.runs[1].count_left == 2


def test_nothing_is_sent_without_a_journal(house, tmp_path):
    deliver = house(file="file://")
    deliver.journal.path.mkdir()
    with pytest.raises((JournalError, OSError)):
        deliver([due()])
    assert not deliver.alerts_file.exists()


def test_no_deliveries_no_journal(house):
    deliver = house(file="file://")
    assert deliver([]) == []
    assert not deliver.journal.path.exists()
