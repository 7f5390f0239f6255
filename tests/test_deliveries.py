"""What follows from an attempt to deliver: for the delivery, for its channel, and for what the user has to know."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decisions.deliveries import (
    CHANNEL_FAILING,
    DELIVERED,
    DELIVERIES_GIVEN_UP,
    FAILED,
    GIVEN_UP,
    DeliveryPolicy,
    after_delivery,
    after_sending,
    decide_told,
    is_left,
    short_pause,
    wait_seconds,
)
from extractors.records import ChannelState, DeliveryResult, DueDelivery, DueNotice, SendFailure

NOW = datetime(2026, 11, 22, tzinfo=UTC)
POLICY = DeliveryPolicy(max_attempts=8, hours=48, backoff_seconds=30)
DOWN = SendFailure("down")
WELL = ChannelState("desk")


def due(count_attempts=0, waiting=timedelta()):
    return DueDelivery(
        "al_1", "desk", count_attempts, "ann-dahl", "Ann Dahl", "We will.", "direct", "Ann Dahl",
        None, None, None, None, None, None, NOW, "because", 0, 8, due_at=NOW - waiting,
    )  # fmt: skip


def after(one, failure, channel=WELL):
    return after_delivery(one, failure, channel, now=NOW, policy=POLICY)


def failing(count, now=NOW):
    state = WELL
    for _ in range(count):
        state = after_sending(state, DOWN, now=now, policy=POLICY)
    return state


def test_a_delivery_that_arrived_is_done():
    result = after(due(2), None)
    assert (result.state, result.count_attempts, result.next_attempt_at, result.error) == (DELIVERED, 3, None, None)


def test_each_failure_waits_twice_as_long():
    results = [after(due(count), DOWN) for count in range(9)]
    assert {(result.state, result.error) for result in results} == {(FAILED, "channel 'desk': down")}
    waits = [(result.next_attempt_at - NOW).total_seconds() for result in results]
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_given_up_is_what_was_tried_often_and_for_long():
    assert after(due(50), DOWN).state == FAILED  # often, but not for long
    assert after(due(3, timedelta(days=9)), DOWN).state == FAILED  # for long, but not often: the machine was off
    last = after(due(7, timedelta(hours=48)), DOWN)
    assert (last.state, last.next_attempt_at) == (GIVEN_UP, None)
    assert last.error == "given up after 8 attempts: channel 'desk': down"


def test_the_failures_of_a_channel_are_those_of_all_that_waits_for_it():
    dead = failing(8, NOW - timedelta(hours=48))
    assert after(due(0, timedelta(days=3)), DOWN, dead).state == GIVEN_UP
    assert after(due(0, timedelta(hours=1)), DOWN, dead).state == FAILED  # it came late
    assert after(due(0, timedelta(days=3)), DOWN, failing(8)).state == FAILED  # the channel was well a while ago


@pytest.mark.parametrize(
    "failure", [SendFailure("429", 7.0, is_rate_limit=True), SendFailure("misspelt", is_unusable=True)]
)
def test_what_is_no_failure_of_the_message_is_not_counted_and_never_given_up(failure):
    result = after(due(7, timedelta(days=30)), failure, failing(100))
    assert (result.state, result.count_attempts) == (FAILED, 7)


def test_a_notice_is_delivered_like_an_alert():
    notice = DueNotice("nt_1", "desk", 0, "No news", "for hours", NOW)
    assert after(notice, None) == DeliveryResult("nt_1", "desk", DELIVERED, NOW, 1)
    assert after(notice, DOWN).alert_id == "nt_1"


@given(st.integers(1, 10_000), st.floats(0.001, 1e6))
def test_a_wait_grows_and_stays_under_an_hour(count, backoff):
    assert 0 < wait_seconds(count, backoff) <= wait_seconds(count + 1, backoff) <= 3600


# --- the channel ------------------------------------------------------------------------------------------------------


def test_a_message_that_got_through_makes_a_channel_well():
    state = after_sending(failing(5), None, now=NOW, policy=POLICY)
    assert state == ChannelState("desk", delivered_at=NOW)


def test_a_channel_remembers_since_when_it_fails_and_why():
    state = after_sending(failing(2), SendFailure("refused"), now=NOW + timedelta(hours=1), policy=POLICY)
    assert (state.count_failures, state.failing_since, state.error) == (3, NOW, "refused")
    assert state.retry_at == NOW + timedelta(hours=1, seconds=30)


def test_a_pause_that_a_service_asks_for_is_kept_and_bounded():
    asked = after_sending(WELL, SendFailure("429", 90.0, is_rate_limit=True), now=NOW, policy=POLICY)
    assert (asked.retry_at, asked.count_failures) == (NOW + timedelta(seconds=90), 0)
    mad = after_sending(WELL, SendFailure("503", 1e300), now=NOW, policy=POLICY)
    assert mad.retry_at == NOW + timedelta(days=1)


def test_a_short_pause_is_waited_out_a_few_times():
    limit = SendFailure("429", 2.0, is_rate_limit=True)
    assert short_pause(limit, 0, POLICY) == 2.0
    assert short_pause(replace(limit, pause_seconds=None), 0, POLICY) == 30.0
    assert short_pause(replace(limit, pause_seconds=600.0), 0, POLICY) is None
    assert short_pause(limit, 5, POLICY) is None
    assert short_pause(DOWN, 0, POLICY) is None


def test_who_is_left_alone_for_the_rest_of_a_run():
    assert not is_left(WELL, [DOWN] * 2, has_delivered=False)
    assert is_left(WELL, [DOWN] * 3, has_delivered=False)
    assert not is_left(WELL, [DOWN] * 5, has_delivered=True)  # flaky, not down
    assert is_left(WELL, [DOWN] * 6, has_delivered=True)
    assert is_left(failing(3), [DOWN], has_delivered=False)  # asked once whether it is back
    assert is_left(WELL, [SendFailure("429", 600.0, is_rate_limit=True)], has_delivered=True)
    assert is_left(WELL, [SendFailure("misspelt", is_unusable=True)], has_delivered=False)


# --- told loudly ------------------------------------------------------------------------------------------------------


def told(state, results=()):
    return decide_told(state, results, count_waiting=3, now=NOW, policy=POLICY)


def test_an_outage_is_told_once():
    assert told(failing(7)) == ((), failing(7))
    (notice,), state = told(failing(8))
    assert (notice.kind, notice.about) == (CHANNEL_FAILING, "desk")
    assert "8 times in a row since 2026-11-22 00:00 UTC: down" in notice.body
    assert "3 messages wait" in notice.body
    assert told(state) == ((), state)
    assert told(after_sending(state, DOWN, now=NOW, policy=POLICY))[0] == ()
    well_between = after_sending(state, None, now=NOW, policy=POLICY)
    assert well_between.told_at is None


def test_what_was_given_up_is_told_with_the_way_out():
    given_up = [DeliveryResult(f"al_{n}", "desk", GIVEN_UP, NOW, 8, error="given up after 8 attempts") for n in (1, 2)]
    (notice,), _ = told(WELL, [DeliveryResult("al_3", "desk", DELIVERED, NOW, 1), *given_up])
    assert (notice.kind, notice.title) == (DELIVERIES_GIVEN_UP, "Given up: 2 messages to channel 'desk'")
    assert "onrecord alerts retry" in notice.body
    assert told(WELL, given_up[::-1])[0][0].notice_id == notice.notice_id
