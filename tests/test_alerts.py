"""Alerts: which statements deserve one, once, by the batch with which they come to meet a rule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.decisions.alerts import decide_alerts, met_alerts, old_alerts
from extractors.records import AlertDecision, AlertRule, Conditions, Dossier, Report, Timing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PUTIN = AlertRule("r_putin", "vladimir-putin", "Vladimir Putin", "n_putin")
XI = AlertRule("r_xi", "xi-jinping", "Xi Jinping", "n_xi")


def report(
    number: int = 1,
    *,
    entity: str = "n_putin",
    text: str = "We will.",
    kind: str = "direct",
    source: int | None = None,
    is_news: bool = True,
    read: float = 0,
) -> Report:
    """The report of an article, read `read` hours after NOW; `source` is the story that it copies."""
    at = NOW + timedelta(hours=read)
    return Report(
        quote_id=f"q_{number}",
        article_id=f"a_{number}",
        entity_id=entity,
        text=text,
        kind=kind,
        char_start=4,
        char_end=4 + len(text),
        speaker_mention="he",
        confidence=0.9,
        via=None,
        source_id=f"a_{number if source is None else source}",
        is_news=is_news,
        read_at=at,
        seen_at=at,
        published_at=at,
        article_title="Talks",
        address=f"https://example.org/{number}",
        outlet=f"Paper {number}",
    )


def dossier(
    *reports: Report,
    statement_id: str = "s_1",
    speakers: tuple[str, ...] = ("n_putin",),
    known_reason: str | None = None,
    merged: tuple[str, ...] = (),
) -> Dossier:
    told = reports or (report(),)
    return Dossier(
        statement_id=statement_id,
        first_seen_at=min(one.seen_at for one in told),
        known_reason=known_reason,
        is_altered=False,
        event_id="e_1",
        event_title="Talks",
        speaker_ids=speakers,
        merged_ids=merged,
        reports=told,
    )


def decided(
    dossiers: Sequence[Dossier],
    rules: Sequence[AlertRule] = (PUTIN, XI),
    hours: float = 0,
    existing: Sequence[str] = (),
) -> tuple[AlertDecision, ...]:
    return decide_alerts(dossiers, rules, existing, NOW + timedelta(hours=hours))


def test_a_new_statement_of_a_figure_makes_one_alert_with_its_reason() -> None:
    (alert,) = decided([dossier()])
    assert (alert.rule_id, alert.figure_key, alert.statement_id) == ("r_putin", "vladimir-putin", "s_1")
    assert (alert.quote_id, alert.article_id, alert.event_id) == ("q_1", "a_1", "e_1")
    assert alert.decided_at == alert.due_at == NOW
    assert alert.digest is None
    assert alert.reason == "Vladimir Putin is credited with a direct quote, not seen before; rule: any statement"


def test_an_alert_keeps_what_it_rests_on() -> None:
    (alert,) = decided([dossier(report(1), report(2, source=1))])
    evidence = alert.evidence
    assert evidence is not None
    assert (evidence.words, evidence.char_start, evidence.char_end) == ("We will.", 4, 12)
    assert (evidence.speaker, evidence.speaker_mention, evidence.speaker_confidence) == ("Vladimir Putin", "he", 0.9)
    assert (evidence.outlets, evidence.count_sources) == (("Paper 1", "Paper 2"), 1)
    assert (evidence.link, evidence.event, evidence.first_seen_at) == ("https://example.org/1", "Talks", NOW)


def test_a_statement_of_two_figures_alerts_for_each() -> None:
    both = dossier(report(), report(entity="n_xi", kind="indirect"), speakers=("n_putin", "n_xi"))
    alerts = decided([both])
    assert {alert.figure_key for alert in alerts} == {"vladimir-putin", "xi-jinping"}
    assert all("one of 2 speakers" in alert.reason for alert in alerts)
    assert any("an indirect quote" in alert.reason for alert in alerts)


def test_old_news_known_statements_and_strangers_make_no_alert() -> None:
    quiet = [
        dossier(known_reason="import"),
        dossier(report(is_news=False)),
        dossier(report(read=-1)),
        dossier(report(entity="n_ann"), speakers=("n_ann",)),
    ]
    assert decided(quiet) == ()


def test_an_alert_that_exists_is_not_made_again() -> None:
    (alert,) = decided([dossier()])
    assert decided([dossier()], existing=[alert.alert_id]) == ()
    assert decided([dossier(statement_id="s_0", merged=("s_1",))], existing=[alert.alert_id]) == ()


def test_a_copy_of_what_was_met_before_makes_none() -> None:
    assert decided([dossier(report(1, read=-1), report(2))]) == ()


def test_a_speaker_who_is_named_later_is_news_once() -> None:
    named = replace(dossier(report(2)), first_seen_at=NOW - timedelta(days=1))
    (alert,) = decided([named])
    assert "seen before without its speaker" in alert.reason
    assert decided([replace(named, known_reason="import")]) == ()


def test_what_was_there_before_the_rule_is_known_to_it() -> None:
    rule = replace(PUTIN, conditions=Conditions(min_sources=2))
    told = dossier(report(1, read=-2), report(2))
    assert len(decided([told], [rule])) == 1
    assert decided([told], [replace(rule, since=NOW - timedelta(hours=1))]) == ()


def test_what_is_read_now_is_news_to_a_rule_whatever_the_clock_said_when_it_was_made() -> None:
    assert len(decided([dossier()], [replace(PUTIN, since=NOW + timedelta(days=3))])) == 1


def test_a_rule_that_looks_back_gets_what_was_said_since_known_or_not() -> None:
    asking = replace(PUTIN, since=NOW - timedelta(hours=3), is_looking_back=True)
    stored = [
        dossier(report(1, read=-1), statement_id="s_1"),
        dossier(report(2, read=-2, is_news=False), statement_id="s_2", known_reason="import"),
        dossier(report(3, read=-4), statement_id="s_3"),
    ]
    made = old_alerts(stored, [asking, replace(PUTIN, rule_id="r_other")], (), NOW)
    assert sorted(alert.statement_id for alert in made) == ["s_1", "s_2"]
    assert any("asked for from 2026-11-22 on (known when first seen: import)" in alert.reason for alert in made)
    assert old_alerts(stored, [asking], [alert.alert_id for alert in made], NOW) == ()


def test_a_digest_is_named_and_due_at_its_hour() -> None:
    rule = replace(PUTIN, timing=Timing(digest="8:00 Europe/Paris"), channels=("desk",))
    (alert,) = decided([dossier()], [rule])
    assert (alert.digest, alert.channels) == ("08:00 Europe/Paris", ("desk",))
    assert alert.due_at == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_what_each_rule_would_say_is_asked_without_regard_to_when() -> None:
    rules = [PUTIN, replace(PUTIN, rule_id="r_many", conditions=Conditions(min_sources=2))]
    assert set(met_alerts([dossier(report(read=-9))], rules, NOW)) == {("r_putin", "s_1")}


# --- properties -------------------------------------------------------------------------------------------------------

RULES = (
    PUTIN,
    XI,
    replace(PUTIN, rule_id="r_words", conditions=Conditions(words=("grain",))),
    replace(PUTIN, rule_id="r_three", conditions=Conditions(min_sources=3)),
    replace(XI, rule_id="r_direct", conditions=Conditions(kinds=("direct",), min_sources=2)),
)
told = st.builds(
    report,
    st.integers(1, 6),
    entity=st.sampled_from(["n_putin", "n_xi", "n_ann"]),
    text=st.sampled_from(["We will.", "The grain deal stands."]),
    kind=st.sampled_from(["direct", "indirect"]),
    source=st.integers(1, 4),
    is_news=st.booleans(),
)
stories = st.dictionaries(
    st.sampled_from(["s_1", "s_2", "s_3"]), st.lists(told, min_size=1, max_size=6), min_size=1, max_size=3
)


def live(stories: dict[str, list[Report]], batches: Sequence[Sequence[tuple[str, int]]]) -> set[str]:
    """The ids of all alerts that are made when the reports come in these batches."""
    here: dict[str, list[Report]] = {}
    existing: set[str] = set()
    for at, batch in enumerate(batches):
        for key, number in batch:
            here.setdefault(key, []).append(
                replace(stories[key][number], read_at=NOW + timedelta(hours=at), seen_at=NOW)
            )
        touched = [dossier(*here[key], statement_id=key, speakers=("n_putin", "n_xi")) for key in {k for k, _ in batch}]
        made = decide_alerts(touched, RULES, existing, NOW + timedelta(hours=at))
        assert existing.isdisjoint(alert.alert_id for alert in made)
        existing |= {alert.alert_id for alert in made}
        assert decide_alerts(touched, RULES, existing, NOW + timedelta(hours=at)) == ()
    return existing


@settings(deadline=None)
@given(stories, st.randoms(use_true_random=False))
def test_neither_order_nor_batches_change_which_alerts_are_made(
    stories: dict[str, list[Report]], random: Random
) -> None:
    all_reports = [(key, number) for key, reports in stories.items() for number in range(len(reports))]
    shuffled = random.sample(all_reports, len(all_reports))
    cut = random.randint(0, len(shuffled))
    at_once = live(stories, [all_reports])
    assert at_once == live(stories, [[one] for one in shuffled])
    assert at_once == live(stories, [batch for batch in (shuffled[:cut], shuffled[cut:]) if batch])
