"""What the journal says was delivered, put on record in a warehouse that was made anew, whose alerts may be others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warehouse_samples import CHANNELS, NOW, load_sample

from extractors.records import DueDelivery
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.outbox import due_deliveries, retry_given_up
from warehouse.recovery import KnownDelivery, load_known_deliveries

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHANNEL = CHANNELS[0]


@pytest.fixture
def con(tmp_path: Path) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_sample(con)
        yield con
        assert [str(failed) for failed in failed_checks(con)] == []


@pytest.fixture
def two(con: "DuckDBPyConnection") -> tuple[DueDelivery, str]:
    """A delivery that is due, and another rule's alert on the same words, due on the same channel."""
    due = next(one for one in due_deliveries(con, NOW, CHANNELS) if one.channel == _CHANNEL)
    other = "al_00000000000000ff"
    for table, changed in (
        ("alerts", f"'{other}' as alert_id, 'other' as rule_id"),
        ("deliveries", f"'{other}' as alert_id"),
    ):
        con.execute(f"insert into {table} select * replace ({changed}) from {table} where alert_id = ?", [due.alert_id])
    con.execute(
        "insert into alert_rules select * replace ('other' as rule_id) from alert_rules where rule_id = ?",
        [due.rule_id],
    )
    return due, other


def _left(con: "DuckDBPyConnection") -> set[str]:
    return {one.alert_id for one in due_deliveries(con, NOW, (_CHANNEL,))}


def _known(due: DueDelivery, alert_id: str, rule_id: str | None) -> KnownDelivery:
    at = NOW - timedelta(hours=1)
    return KnownDelivery(alert_id, _CHANNEL, "delivered", at, due.figure_key, due.quote_id, rule_id)


def test_an_alert_is_known_by_its_id(con: "DuckDBPyConnection", two: tuple[DueDelivery, str]) -> None:
    due, other = two
    before = _left(con)
    assert load_known_deliveries(con, [_known(due, other, due.rule_id)]) == 1
    assert _left(con) == before - {other}


def test_another_rules_alert_on_the_same_words_is_still_sent(
    con: "DuckDBPyConnection", two: tuple[DueDelivery, str]
) -> None:
    due, other = two
    before = _left(con)
    assert load_known_deliveries(con, [_known(due, "al_of_before", "other")]) == 1
    assert _left(con) == before - {other}


@pytest.mark.parametrize("rule_id", [None, "", "a rule of before"])
def test_where_the_rule_is_not_known_the_words_decide(
    con: "DuckDBPyConnection", two: tuple[DueDelivery, str], rule_id: str | None
) -> None:
    due, other = two
    before = _left(con)
    assert load_known_deliveries(con, [_known(due, "al_of_before", rule_id)]) == 2
    assert _left(con) == before - {other, due.alert_id}


def test_what_failed_waits_as_it_did_and_what_was_retried_since_is_not_given_up(
    con: "DuckDBPyConnection", two: tuple[DueDelivery, str]
) -> None:
    due, other = two
    failed = replace(_known(due, due.alert_id, due.rule_id), state="failed", is_maybe_sent=True)
    later = replace(failed, settled_at=NOW, count_attempts=3, is_maybe_sent=False, next_attempt_at=NOW, error="down")
    load_known_deliveries(con, [later, failed, replace(failed, alert_id=other)])
    tried = "select state, count_attempts, next_attempt_at = ?, error, is_maybe_sent from deliveries where channel = ? "
    of_one = f"{tried} and alert_id = ?"
    assert con.execute(of_one, [NOW, _CHANNEL, due.alert_id]).fetchall() == [("failed", 3, True, "down", True)]
    hour_ago = NOW - timedelta(hours=1)  # of an older program, which did not note when it is tried again: at once
    assert con.execute(of_one, [hour_ago, _CHANNEL, other]).fetchall() == [("failed", 1, True, None, True)]
    given_up = replace(failed, state="given up", settled_at=NOW)
    assert load_known_deliveries(con, [given_up]) == 1
    assert retry_given_up(con, CHANNELS, _CHANNEL, NOW) == 1
    assert load_known_deliveries(con, [given_up]) == 0
    assert load_known_deliveries(con, [replace(given_up, settled_at=NOW + timedelta(hours=1))]) == 1
