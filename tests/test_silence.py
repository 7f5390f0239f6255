"""Silence is told once, and its end; a machine that was off has not failed. A heartbeat keeps its address secret."""

import io
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from news_site import NewsSite

from extractors.decisions.silence import NEWS_AGAIN, SILENCE, decide_silence, good_at, is_silent
from extractors.records import ChannelState, FeedState, Notice, Wellness
from flows.delivery.heartbeat import beat
from warehouse.connection import writing
from warehouse.intake import load_feed_states, register_feeds
from warehouse.outbox import channel_states, count_due, due_notices, load_channel_states, load_notices
from warehouse.runs import begin_run, end_run
from warehouse.watch import last_heartbeat, load_heartbeat, wellness

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOURS = 6.0


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


WELL = Wellness(
    is_watching=True, read_at=ago(0.2), ingested_at=ago(0.2), enriched_at=ago(0.4), first_at=ago(900),
    running_since=ago(900),
)  # fmt: skip
NO_NETWORK = replace(WELL, read_at=ago(7), count_vain=28, feed_cause="name not found (no network?)")


def told(known: Wellness) -> Notice | None:
    return decide_silence(known, NOW, HOURS)


def test_all_is_well_since_the_oldest_of_what_has_to_be() -> None:
    assert good_at(WELL) == ago(0.4)
    assert good_at(replace(WELL, is_watching=False, read_at=None)) == ago(0.4)
    assert good_at(replace(WELL, enriched_at=None)) is None
    assert told(WELL) is None


def test_hours_without_a_network_are_told_although_every_run_ended_well() -> None:
    notice = told(NO_NETWORK)
    assert notice is not None
    assert (notice.kind, notice.title) == (SILENCE, "No news for 7 hours: On Record is not working")
    assert notice.body.startswith("No feed has answered since 2026-11-22 05:00 UTC: name not found (no network?).")


def test_hours_in_which_articles_could_not_be_read_are_told() -> None:
    notice = told(replace(WELL, enriched_at=ago(8), count_vain=9, error="OSError: no model"))
    assert notice is not None
    assert "No run that reads articles has ended well since 2026-11-22 04:00 UTC: OSError: no model." in notice.body


def test_a_run_that_hangs_all_the_while_is_silence() -> None:
    assert told(replace(WELL, read_at=ago(7), ingested_at=ago(7), count_vain=0)) is not None


def test_a_machine_that_was_off_has_not_failed() -> None:
    woken = replace(WELL, read_at=ago(10), ingested_at=ago(10), enriched_at=ago(10), running_since=ago(0.01))
    assert told(replace(woken, count_vain=1)) is None  # the network came a little later than we did
    assert told(replace(woken, count_vain=2)) is not None


def test_who_never_had_a_good_cycle_is_told_after_as_many_hours() -> None:
    new = Wellness(True, None, None, None, first_at=ago(5), running_since=ago(5), count_vain=20)
    assert told(new) is None
    assert told(replace(new, first_at=ago(6), running_since=ago(6))) is not None
    assert told(Wellness(True, None, None, None, None, None)) is None


def test_silence_is_told_once_and_so_is_its_end() -> None:
    assert told(replace(NO_NETWORK, told=SILENCE, told_at=ago(1))) is None
    again = told(replace(WELL, told=SILENCE, told_at=ago(1)))
    assert again is not None
    assert again.kind == NEWS_AGAIN
    assert told(replace(WELL, told=NEWS_AGAIN, told_at=ago(0.1))) is None
    assert told(replace(NO_NETWORK, told=NEWS_AGAIN, told_at=ago(20))) is not None


@given(st.floats(0, 1000), st.floats(0, 1000), st.integers(0, 5), st.floats(0.1, 100))
def test_who_was_silent_stays_so_until_something_succeeds(read: float, more: float, vain: int, hours: float) -> None:
    known = replace(WELL, read_at=ago(read), count_vain=vain)
    if is_silent(known, NOW, hours):
        assert is_silent(known, NOW + timedelta(hours=more), hours)


# --- as the warehouse tells it ----------------------------------------------------------------------------------------


def test_the_warehouse_tells_how_it_goes(tmp_path: Path) -> None:
    feed = FeedState("f_1", "https://a.example/feed")
    with writing(tmp_path / "w.duckdb", wait_seconds=5) as con:
        assert wellness(con) == Wellness(False, None, None, None, None, None)
        register_feeds(con, [feed], ago(9))
        for flow, at, state in (
            ("ingest", 9.0, "completed"), ("enrich", 8.9, "completed"), ("ingest", 2.0, "completed"),
            ("ingest", 1.0, "failed"), ("alert", 0.1, "completed"),
        ):  # fmt: skip
            run_id = f"run_{flow}_{at}"
            begin_run(con, run_id, flow, ago(at))
            end_run(con, run_id, state, ago(at - 0.05), error="OSError: disk" if state == "failed" else None)
        load_feed_states(con, [replace(feed, state="fine", last_polled_at=ago(9), last_success_at=ago(8.95))])
        known = wellness(con)
    assert (known.is_watching, known.read_at, known.first_at) == (True, ago(8.95), ago(9))
    assert (known.ingested_at, known.enriched_at) == (ago(1.95), ago(8.85))
    assert (known.running_since, known.count_vain) == (ago(2), 2)
    assert (known.error, known.told) == ("OSError: disk", None)
    assert is_silent(known, NOW, HOURS)


def test_a_notice_goes_to_every_channel_but_the_one_that_it_is_about(tmp_path: Path) -> None:
    notice = Notice("nt_1", "channel failing", "Channel 'desk' fails", "It failed.", NOW, "desk")
    silence = Notice("nt_2", SILENCE, "No news", "For hours.", NOW)
    with writing(tmp_path / "w.duckdb", wait_seconds=5) as con:
        for _ in range(2):
            load_notices(con, [notice, silence], ("desk", "mail"))
        due = {(one.notice_id, one.channel) for one in due_notices(con, NOW, ("desk", "mail"))}
        assert due == {("nt_1", "mail"), ("nt_2", "mail"), ("nt_2", "desk")}
        assert count_due(con, NOW, ("desk", "mail")) == 3
        assert wellness(con).told == SILENCE
        state = ChannelState("mail", 3, NOW, NOW + timedelta(minutes=1), "down")
        load_channel_states(con, [state])
        assert channel_states(con) == {"mail": state}
        assert {one.channel for one in due_notices(con, NOW, ("desk", "mail"))} == {"desk"}  # the other is paused
        assert len(due_notices(con, NOW + timedelta(minutes=1), ("desk", "mail"))) == 3


def test_a_heartbeat_counts_once_it_was_answered(tmp_path: Path) -> None:
    with writing(tmp_path / "w.duckdb", wait_seconds=5) as con:
        load_heartbeat(con, ago(2), ago(2), None)
        assert last_heartbeat(con) == ago(2)
        load_heartbeat(con, ago(1), ago(1), "it answered 500")
        assert last_heartbeat(con) is None


# --- the heartbeat ----------------------------------------------------------------------------------------------------

SECRET = "s3cr3t-t0k3n"


@pytest.mark.parametrize("address", ["{site}/" + SECRET, "http://127.0.0.1:9/" + SECRET, f"nonsense {SECRET}", ""])
def test_nothing_tells_the_address_of_a_heartbeat(
    address: str, news_site: NewsSite, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    news_site.respond(f"/{SECRET}", 200)
    error = beat(address.format(site=news_site.url))
    logging.getLogger().removeHandler(handler)
    printed = capfd.readouterr()
    assert SECRET not in f"{error}{stream.getvalue()}{caplog.text}{printed.out}{printed.err}"
    assert (error is None) == address.startswith("{site}")


def test_a_heartbeat_that_is_refused_says_so(news_site: NewsSite) -> None:
    news_site.respond("/gone", 404)
    assert beat(f"{news_site.url}/gone") == "it answered 404"
