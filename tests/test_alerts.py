from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.decisions.alerts import DELIVERED, FAILED, GIVEN_UP, after_delivery, decide_alerts, wait_seconds
from extractors.records import AlertRule, DueDelivery, StatementDecision, Utterance

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PUTIN = AlertRule("r_putin", "vladimir-putin", "Vladimir Putin", "n_putin")
XI = AlertRule("r_xi", "xi-jinping", "Xi Jinping", "n_xi")


def statement(
    statement_id="s_1", speakers=("n_putin",), is_new=True, known_reason=None, kind="direct", quotes=("q_1", "q_2")
):
    utterance = Utterance("a_1", "v_1", quotes, "We will.", kind, speakers, "e_1", None, NOW)
    return StatementDecision(statement_id, is_new, utterance, 1.0, "no statement like it", known_reason)


def due(count_attempts=0):
    return DueDelivery(
        "al_1", "file", count_attempts, "vladimir-putin", "Vladimir Putin", "We will.", "direct", "Vladimir Putin",
        None, None, None, None, None, None, NOW, "because", 0, 8,
    )  # fmt: skip


def test_a_new_statement_of_a_figure_makes_one_alert_with_its_evidence():
    (alert,) = decide_alerts([statement()], [PUTIN, XI], (), NOW)
    assert (alert.rule_id, alert.figure_key, alert.statement_id) == ("r_putin", "vladimir-putin", "s_1")
    assert (alert.quote_id, alert.article_id, alert.event_id) == ("q_1", "a_1", "e_1")
    assert alert.decided_at == alert.due_at == NOW
    assert alert.reason == (
        "Vladimir Putin is credited with a direct quote, not seen before (no statement like it); rule: any statement"
    )


def test_a_statement_of_two_figures_alerts_for_each():
    alerts = decide_alerts([statement(speakers=("n_putin", "n_xi"), kind="indirect")], [PUTIN, XI], (), NOW)
    assert {alert.figure_key for alert in alerts} == {"vladimir-putin", "xi-jinping"}
    assert all("an indirect quote, one of 2 speakers" in alert.reason for alert in alerts)


def test_old_news_known_statements_and_strangers_make_no_alert():
    quiet = [
        statement(known_reason="import"),
        statement(is_new=False),
        statement(speakers=("n_ann",)),
        statement(speakers=()),
        statement(quotes=()),
    ]
    assert decide_alerts(quiet, [PUTIN, XI], (), NOW) == ()


def test_an_alert_that_exists_is_not_made_again():
    (alert,) = decide_alerts([statement()], [PUTIN], (), NOW)
    assert decide_alerts([statement()], [PUTIN], {alert.alert_id}, NOW + timedelta(days=1)) == ()


statements = st.lists(
    st.builds(
        statement,
        statement_id=st.sampled_from(["s_1", "s_2", "s_3"]),
        speakers=st.lists(st.sampled_from(["n_putin", "n_xi", "n_ann"]), unique=True).map(tuple),
        is_new=st.booleans(),
        known_reason=st.sampled_from([None, "old"]),
    )
)


@settings(deadline=None)
@given(statements, st.randoms(use_true_random=False))
def test_the_order_of_a_batch_does_not_matter_and_no_alert_is_made_twice(batch, random):
    shuffled = random.sample(batch, len(batch))
    ids = [alert.alert_id for alert in decide_alerts(batch, [PUTIN, XI], (), NOW)]
    assert ids == [alert.alert_id for alert in decide_alerts(shuffled, [XI, PUTIN], (), NOW)]
    assert len(ids) == len(set(ids))
    assert decide_alerts(batch, [PUTIN, XI], set(ids), NOW) == ()


def test_a_delivery_that_arrived_is_done():
    result = after_delivery(due(2), None, now=NOW, max_attempts=8, backoff_seconds=30)
    assert (result.state, result.count_attempts, result.next_attempt_at, result.error) == (DELIVERED, 3, None, None)


def test_each_failure_waits_twice_as_long_until_it_is_given_up():
    waits = []
    for count in range(7):
        result = after_delivery(due(count), "down", now=NOW, max_attempts=8, backoff_seconds=30)
        assert (result.state, result.error) == (FAILED, "down")
        waits.append((result.next_attempt_at - NOW).total_seconds())
    assert waits == [30, 60, 120, 240, 480, 960, 1920]
    last = after_delivery(due(7), "down", now=NOW, max_attempts=8, backoff_seconds=30)
    assert (last.state, last.next_attempt_at) == (GIVEN_UP, None)
    assert last.error == "given up after 8 attempts: down"


@settings(deadline=None)
@given(st.integers(1, 10_000), st.floats(0.001, 1e6))
def test_a_wait_grows_and_stays_under_a_day(count, backoff):
    assert 0 < wait_seconds(count, backoff) <= wait_seconds(count + 1, backoff) <= 86_400


def test_a_speaker_who_is_named_later_is_news_once():
    named = replace(statement(is_new=False), is_newly_credited=True)
    (alert,) = decide_alerts([named], [PUTIN], (), NOW)
    assert "seen before without its speaker" in alert.reason
    assert decide_alerts([named], [PUTIN], {alert.alert_id}, NOW) == ()
    assert decide_alerts([replace(named, known_reason="import")], [PUTIN], (), NOW) == ()


def test_a_statement_that_another_leads_to_has_its_alerts():
    (before,) = decide_alerts([statement("s_2")], [PUTIN], (), NOW)
    named = replace(statement("s_1", is_new=False), is_newly_credited=True)
    assert decide_alerts([named], [PUTIN], {before.alert_id}, NOW, {"s_1": {"s_2"}}) == ()
