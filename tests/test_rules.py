"""Rules over a timeline of articles, live and in the back-test: golden cases, one file each, and what an edit does."""

import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from making import TEXTS, extraction
from readings import NOW, article

from extractors.cast.names import name_key
from extractors.decisions.corrections import corrected
from extractors.decisions.decide import decide_batch, needs_of
from extractors.decisions.profiles import profile
from extractors.decisions.replaying import replay
from extractors.records import (
    AlertDecision,
    AlertRule,
    Conditions,
    EnrichedText,
    Figure,
    Outlet,
    PendingText,
    Quote,
    QuoteKind,
    Speaker,
)
from flows.alerting import look_back_in, raise_alerts
from flows.files.figures import rules_of
from warehouse.alerting import dossiers_since, rules, words_of_articles
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.corrections import corrections_of
from warehouse.enrichment import load_enriched, pending_texts, read_old_state
from warehouse.figures import figure_entity_id, register_figures
from warehouse.intake import load_articles

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

GOLDEN = Path(__file__).parent / "golden" / "alerts"
ANN = Figure("ann", "Ann Dahl", alias_keys=(name_key("Ann Dahl"),))
DAYS = 7.0
CHANNELS = ("file",)


@dataclass(frozen=True)
class Told:
    """A line of a timeline: an outlet's article on a story, in which Ann says something."""

    after: timedelta
    story: str
    outlet: str
    words: str
    is_backlog: bool = False


def ann_s(rule: str, figures: Path) -> AlertRule:
    figures.write_text('[[figures]]\nkey = "ann"\nname = "Ann Dahl"\n')
    return rules_of(rule, ANN, figure_entity_id("ann"), figures)[0]


def told(line: str) -> Told:
    when, story, outlet, words, *how = (part.strip() for part in line.split("|"))
    return Told(_after(when), story, outlet, words, "first poll" in how)


def _after(text: str) -> timedelta:
    days, hours, minutes = map(int, re.split(r"d |:", text))
    return timedelta(days=days, hours=hours, minutes=minutes)


def _said(after: timedelta) -> str:
    minutes = after.seconds // 60
    return f"{after.days}d {minutes // 60:02}:{minutes % 60:02}"


MIDNIGHT = NOW.replace(hour=0)


def publish(con: "DuckDBPyConnection", batch: Sequence[Told], now: datetime) -> int:
    """How many alerts came of a batch of articles, taken in and read in one go."""
    for one in batch:
        text = f"{TEXTS[one.story]} “{one.words}” said Ann Dahl."
        made = article(f"{one.outlet} {one.story} {one.words[:9]}".replace(" ", "-"), text)
        at = MIDNIGHT + one.after
        outlet = Outlet(one.outlet, f"{one.outlet.lower()}.example")
        published = replace(made.published, at=at)
        made = replace(made, seen_at=at, published=published, outlet=outlet, is_backlog=one.is_backlog)
        load_articles(con, (made,))
    texts = tuple(found(pending) for pending in pending_texts(con, 100))
    texts = corrected(texts, corrections_of(con, {text.pending.article_id for text in texts}))
    decisions = decide_batch(texts, read_old_state(con, needs_of(texts)), now=now, known_after_days=DAYS)
    load_enriched(con, texts, decisions, now, CHANNELS)
    touched = {made.statement_id for made in decisions.statements}
    return raise_alerts(con, touched, now, known_after_days=DAYS, channels=CHANNELS)


def found(pending: PendingText) -> EnrichedText:
    start, end = pending.text.index("“"), pending.text.index("”") + 1
    ann = Speaker("Ann Dahl", "Ann Dahl", None, None, 0.9, "beside it", "PERSON")
    words = pending.text[start + 1 : end - 1]
    quote = Quote(start + 1, end - 1, words, QuoteKind.DIRECT, 0, (ann,), 0.9, "marks")
    given = extraction(pending.text, [quote])
    return EnrichedText(pending, given, profile(pending, given))


def made_alerts(con: "DuckDBPyConnection") -> list[tuple[object, ...]]:
    return con.execute(
        "select alert_id, statement_id, quote_id, decided_at, due_at, digest, reason from alerts order by decided_at, 1"
    ).fetchall()


def as_rows(alerts: Sequence[AlertDecision]) -> list[tuple[object, ...]]:
    return [
        (one.alert_id, one.statement_id, one.quote_id, one.decided_at, one.due_at, one.digest, one.reason)
        for one in alerts
    ]


def back_tested(con: "DuckDBPyConnection", rule: AlertRule) -> tuple[AlertDecision, ...]:
    dossiers = dossiers_since(con, None, [rule], DAYS)
    return replay(dossiers, [rule], MIDNIGHT, words_of_articles(con, dossiers, [rule]))


def line_of(alert: AlertDecision) -> str:
    evidence = alert.evidence
    assert evidence is not None
    sent = f" sent {_said(alert.due_at - MIDNIGHT)} in {alert.digest}" if alert.digest else ""
    how = f" ({'; '.join(evidence.conditions)})" if evidence.conditions else ""
    return f"{_said(alert.decided_at - MIDNIGHT)}{sent} {evidence.outlets[0]}: {evidence.words}{how}"


@pytest.fixture
def con(tmp_path: Path) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        yield con
        assert [str(failed) for failed in failed_checks(con)] == []


@pytest.mark.parametrize("case", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_golden_alerts_live_and_in_the_back_test(case: Path, con: "DuckDBPyConnection", tmp_path: Path) -> None:
    given, _, expected = case.read_text(encoding="utf-8").partition("---\n")
    rule, *timeline = [line for line in given.splitlines() if not line.startswith("#")]
    asked = ann_s(rule, tmp_path / "figures.toml")
    register_figures(con, (ANN,), (asked,), MIDNIGHT)
    for one in map(told, timeline):
        publish(con, [one], MIDNIGHT + one.after)
    would = back_tested(con, asked)
    assert [line_of(alert) for alert in would] == expected.splitlines()
    assert as_rows(would) == made_alerts(con)
    assert back_tested(con, rules(con)[0]) == would


TIMELINE = tuple(
    told(line)
    for line in (
        "0d 09:00 | harbour | Times | The channel will be open again before the frost comes.",
        "0d 09:10 | comet | Globe | Nobody asked the fishermen what they thought of all these plans.",
        "0d 09:20 | harbour again | Echo | The channel will be open again before the frost comes.",
        "0d 09:30 | orchestra | Times | Music belongs to those who have never paid for a ticket.",
    )
)


@pytest.mark.parametrize("rule", ["any statement", "silence_days = 2", "first_on_event = true", "min_sources = 2"])
def test_the_back_test_is_exact_for_batches_of_several_articles(
    rule: str, con: "DuckDBPyConnection", tmp_path: Path
) -> None:
    asked = ann_s(rule, tmp_path / "figures.toml")
    register_figures(con, (ANN,), (asked,), MIDNIGHT)
    publish(con, TIMELINE[:2], MIDNIGHT + timedelta(hours=10))
    publish(con, TIMELINE[2:], MIDNIGHT + timedelta(hours=11))
    assert as_rows(back_tested(con, asked)) == made_alerts(con) != []
    assert publish_again(con) == 0


def publish_again(con: "DuckDBPyConnection") -> int:
    """How many alerts come when every statement is touched once more."""
    ids = {statement_id for (statement_id,) in con.execute("select statement_id from statements").fetchall()}
    return raise_alerts(con, ids, MIDNIGHT + timedelta(days=1), known_after_days=DAYS, channels=CHANNELS)


def test_a_new_or_edited_rule_neither_floods_nor_repeats(con: "DuckDBPyConnection", tmp_path: Path) -> None:
    file = tmp_path / "figures.toml"
    register_figures(con, (ANN,), (ann_s("any statement", file),), MIDNIGHT)
    publish(con, TIMELINE[:1], MIDNIGHT + timedelta(hours=10))
    assert len(made_alerts(con)) == 1
    edited = ann_s('name = "mine", words = ["channel"]', file)
    register_figures(con, (ANN,), (edited, ann_s("min_sources = 2", file)), MIDNIGHT + timedelta(hours=11))
    assert publish(con, TIMELINE[2:3], MIDNIGHT + timedelta(hours=12)) == 0  # known before either was made
    again = ann_s('name = "mine", words = ["frost", "music"], digest = "hourly"', file)
    assert again.rule_id == edited.rule_id
    register_figures(con, (ANN,), (again,), MIDNIGHT + timedelta(hours=13))
    assert publish_again(con) == 0
    assert publish(con, TIMELINE[3:], MIDNIGHT + timedelta(hours=14)) == 1


def test_a_rule_that_is_asked_to_look_back_does_so_once(con: "DuckDBPyConnection", tmp_path: Path) -> None:
    file = tmp_path / "figures.toml"
    register_figures(con, (ANN,), (), MIDNIGHT)
    publish(con, [replace(one, is_backlog=True) for one in TIMELINE], MIDNIGHT + timedelta(hours=10))
    asking = ann_s("since = 2026-03-02T09:15:00", file)
    register_figures(con, (ANN,), (asking,), MIDNIGHT + timedelta(hours=11))
    assert publish_again(con) == 0
    now = MIDNIGHT + timedelta(hours=12)
    assert looked_at(con, now=now) == 2
    assert looked_at(con, now=now) == 0
    register_figures(con, (ANN,), (ann_s("since = 2026-03-02", file),), now)
    assert looked_at(con, now=now) == 1
    assert made_alerts(con)[0][3] == now


def looked_at(con: "DuckDBPyConnection", now: datetime) -> int:
    """How many alerts came of what is on record already."""
    return look_back_in(con, now, known_after_days=DAYS, channels=CHANNELS)


def test_a_rule_s_channels_are_those_it_names_and_all_where_none_is_there(
    con: "DuckDBPyConnection", tmp_path: Path
) -> None:
    file = tmp_path / "figures.toml"
    named = ann_s('channels = ["desk"]', file)
    lost = ann_s('channels = ["gone"], kinds = ["direct"]', file)
    register_figures(con, (ANN,), (named, lost), MIDNIGHT)
    publish(con, TIMELINE[:1], MIDNIGHT + timedelta(hours=10))
    con.execute("delete from deliveries")
    con.execute("delete from alerts")
    both = ("desk", "file")
    publish(con, TIMELINE[1:2], MIDNIGHT + timedelta(hours=11))
    con.execute("delete from deliveries")
    con.execute("delete from alerts")
    ids = {statement_id for (statement_id,) in con.execute("select statement_id from statements").fetchall()}
    raise_alerts(con, ids, MIDNIGHT + timedelta(hours=11), known_after_days=DAYS, channels=both)
    sent = con.execute("select a.rule_id, d.channel from deliveries as d join alerts as a using (alert_id)").fetchall()
    assert set(sent) == {(named.rule_id, "desk"), (lost.rule_id, "desk"), (lost.rule_id, "file")}


def test_alerts_of_an_older_schema_get_their_evidence_and_their_rules_go_on(tmp_path: Path) -> None:
    kept = Path(__file__).parent / "warehouses" / "0001.duckdb.gz"
    path = tmp_path / "onrecord.duckdb"
    path.write_bytes(gzip.decompress(kept.read_bytes()))
    with writing(path, wait_seconds=5) as con:
        evidence = con.execute("select alert_id, evidence ->> 'words', evidence ->> 'speaker' from alerts").fetchall()
        assert evidence
        assert all(words and speaker for _, words, speaker in evidence)
        assert con.execute("select count(*) from statements where record_number is null").fetchone() == (0,)
        active = rules(con)
        assert active
        assert all(rule.conditions == Conditions() and rule.since for rule in active)
        ids = {statement_id for (statement_id,) in con.execute("select statement_id from statements").fetchall()}
        now = MIDNIGHT + timedelta(days=900)
        assert raise_alerts(con, ids, now, known_after_days=DAYS, channels=CHANNELS) == 0
