"""The outbox: what is due, what became of it, and that nothing is sent twice because a batch came twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from warehouse_samples import BRIDGE, CHANNELS, NOW, enrich_all, load_sample

from extractors.records import DeliveryResult
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.current import keep_all_current
from warehouse.generation import generation
from warehouse.outbox import alerts_to_announce, due_deliveries, load_deliveries

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@pytest.fixture
def con(tmp_path: Path) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_sample(con)
        yield con
        assert [str(failed) for failed in failed_checks(con)] == []


def rows(con: "DuckDBPyConnection", sql: str) -> list[Any]:
    return con.execute(sql).fetchall()


def test_each_alert_is_due_on_each_channel_once(con: "DuckDBPyConnection") -> None:
    due = due_deliveries(con, NOW, CHANNELS)
    assert len(due) == len({(d.alert_id, d.channel) for d in due}) == 4
    assert {d.channel for d in due_deliveries(con, NOW, ("file",))} == {"file"}
    assert due_deliveries(con, NOW - timedelta(seconds=1), CHANNELS) == ()


def test_a_delivery_has_all_that_a_message_needs(con: "DuckDBPyConnection") -> None:
    due = next(d for d in due_deliveries(con, NOW, CHANNELS) if d.quote_text == "Ready at last,")
    assert BRIDGE[due.char_start : due.char_end] == due.quote_text
    assert (due.speaker_name, due.via, due.outlet_name) == ("Anna Kovač", "Northern Wire", "Harbour Times")
    assert (due.event_title, due.event_id, due.count_attempts) == ("Bridge in short", "e_bridge", 0)


def test_a_message_says_what_the_alert_was_decided_on(con: "DuckDBPyConnection") -> None:
    due = next(d for d in due_deliveries(con, NOW, CHANNELS) if d.quote_text == "Ready at last,")
    con.execute(
        "update alerts set evidence = {'words': 'Ready,', 'kind': 'mixed', 'char_start': 7, 'char_end': 13, "
        "'via': null, 'outlets': ['Harbour Times', 'Daily \"Echo\"'], 'count_sources': 2}::json where alert_id = ?",
        [due.alert_id],
    )
    for again in (
        next(d for d in due_deliveries(con, NOW, CHANNELS) if d.alert_id == due.alert_id),
        next(d for d in alerts_to_announce(con, 9) if d.alert_id == due.alert_id),
    ):
        assert (again.quote_text, again.quote_kind, again.char_start, again.char_end) == ("Ready,", "mixed", 7, 13)
        assert (again.via, again.outlets, again.count_sources) == (None, ("Harbour Times", 'Daily "Echo"'), 2)


def test_a_joint_statement_names_all_its_speakers(con: "DuckDBPyConnection") -> None:
    due = next(d for d in due_deliveries(con, NOW, CHANNELS) if d.quote_text == "Ready at last,")
    con.execute(
        "insert into quote_speakers "
        "select * replace (position + 1 as position, 'Bo Lund' as name) from quote_speakers where quote_id = ?",
        [due.quote_id],
    )
    keep_all_current(con)
    again = next(d for d in due_deliveries(con, NOW, CHANNELS) if d.quote_text == "Ready at last,")
    assert again.speaker_name == "Anna Kovač and Bo Lund"


def test_delivered_stays_delivered(con: "DuckDBPyConnection") -> None:
    due = due_deliveries(con, NOW, CHANNELS)[0]
    done = DeliveryResult(due.alert_id, due.channel, "delivered", NOW, 1)
    load_deliveries(con, (done,))
    before = generation(con)
    load_deliveries(con, (done, DeliveryResult(due.alert_id, due.channel, "failed", NOW, 2, NOW, "too late")))
    assert generation(con) == before
    assert len(due_deliveries(con, NOW, CHANNELS)) == 3


def test_failed_is_due_again_and_given_up_is_not(con: "DuckDBPyConnection") -> None:
    first, second, *_ = due_deliveries(con, NOW, CHANNELS)
    later = NOW + timedelta(seconds=30)
    load_deliveries(
        con,
        (
            DeliveryResult(first.alert_id, first.channel, "failed", NOW, 1, later, "time-out"),
            DeliveryResult(second.alert_id, second.channel, "given up", NOW, 8, None, "time-out"),
        ),
    )
    assert len(due_deliveries(con, NOW, CHANNELS)) == 2
    again = {(d.alert_id, d.channel): d.count_attempts for d in due_deliveries(con, later, CHANNELS)}
    assert again[first.alert_id, first.channel] == 1
    assert (second.alert_id, second.channel) not in again


def test_a_channel_added_later_gets_no_old_alerts(con: "DuckDBPyConnection") -> None:
    for table in ("extractions", "quotes", "quote_speakers", "mentions", "credited_quotes"):
        con.execute(f"delete from {table}")
    con.execute("delete from article_changes where change like 'quote %'")
    con.execute("update article_versions set is_read = false")
    enrich_all(con, channels=(*CHANNELS, "mail"))
    assert rows(con, "select distinct channel from deliveries order by 1") == [("file",), ("terminal",)]


def test_an_alert_is_sent_even_when_its_quote_was_found_otherwise_since(con: "DuckDBPyConnection") -> None:
    for table in ("extractions", "quotes", "quote_speakers", "mentions", "credited_quotes"):
        con.execute(f"delete from {table}")
    con.execute("delete from article_changes where change like 'quote %'")
    con.execute("update article_versions set is_read = false")
    due = due_deliveries(con, NOW, CHANNELS)
    assert len(due) == 4
    assert {d.quote_text for d in due} == {"We are ready,", "Ready at last,"}
