"""Stored articles are read again: old rows stay, nothing known is alerted, wrong alerts are mended."""

import itertools
import json
import random
from datetime import timedelta

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from making import extraction, pending
from readings import NOW, OTHER, WORDS, House

from extractors.decisions.profiles import profile
from extractors.decisions.rereading import recognising
from extractors.extraction import model_name
from extractors.records import (
    DeliveryResult,
    DueDelivery,
    EnrichedText,
    KnownStatement,
    OldState,
    Problem,
    Quote,
    QuoteKind,
    StoredSpan,
)
from extractors.records.ids import quote_id
from flows import reprocessing
from flows.cli import main
from flows.judging import fix_quote
from flows.language import MEDIUM, SMALL, best_installed, language_model
from flows.recording import Run
from flows.reprocessing import ReprocessingBusy, reprocess
from flows.settings import settings
from warehouse.outbox import due_deliveries, load_deliveries

LATER = NOW + timedelta(hours=1)
BAKERS = "The bakers will pay for the new road with their own money"
CREDITED = "select article, speaker, text from said order by all"


@pytest.fixture
def read_badly(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Three articles as another extractor read them: one with the wrong speaker, one without its quote, one cut."""
    seconds = itertools.count()
    monkeypatch.setattr(Run, "now", lambda _: LATER + timedelta(seconds=next(seconds)))
    house.publish("Wrong", ((WORDS, "Ann Dahl"),), "Bo Lind", as_read=((WORDS, "Bo Lind"),))
    house.publish("Missed", ((OTHER, "Ann Dahl"),), as_read=())
    house.publish("Cut", ((BAKERS, "Bo Lind"),), trim=4)
    return house


def deliver(house: House) -> tuple[DueDelivery, ...]:
    """The deliveries that were due, now delivered."""
    with house.open() as con:
        due = due_deliveries(con, LATER + timedelta(days=1), ("file",))
        load_deliveries(con, [DeliveryResult(one.alert_id, one.channel, "delivered", LATER, 1) for one in due])
    return due


def test_what_an_older_extractor_read_is_read_again_and_compared(read_badly: House) -> None:
    before = read_badly.rows("select count(*) from quotes")
    report = reprocess()
    counts = report.counts
    assert report.count_outdated == counts.count_articles == 3
    assert (counts.quotes_before, counts.quotes_after, counts.quotes_added, counts.quotes_removed) == (2, 3, 1, 0)
    assert (counts.speakers_changed, counts.spans_changed) == (1, 1)
    assert read_badly.rows(CREDITED) == [
        ("Cut", "Bo Lind", f"“{BAKERS},”"),
        ("Missed", "Ann Dahl", f"“{OTHER},”"),
        ("Wrong", "Ann Dahl", f"“{WORDS},”"),
    ]
    assert before == [(2,)]
    assert read_badly.rows("select model <> 'made up', count(*) from quotes group by 1 order by 1") == [
        (False, 2),
        (True, 3),
    ]
    assert {one.change for one in report.examples} == {"speaker changed", "quote added"}


def test_a_second_call_finds_nothing_and_says_so(read_badly: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reprocess"]) == 0
    assert "3 read by extractor" in capsys.readouterr().out
    before = read_badly.everything()
    assert main(["reprocess"]) == 0
    assert "Nothing to read again" in capsys.readouterr().out
    assert read_badly.everything() == before


def test_what_was_known_is_not_alerted_but_a_wrong_alert_is_corrected_where_it_went(read_badly: House) -> None:
    assert {(one.figure_key, one.kind) for one in deliver(read_badly)} == {("bo", "news")}
    report = reprocess()
    assert (report.alerts, report.corrections) == (0, 1)
    (withdrawn,) = deliver(read_badly)
    assert (withdrawn.figure_key, withdrawn.kind) == ("bo", "withdrawal")
    assert "credited to Ann Dahl now, by a newer reading" in withdrawn.reason
    assert read_badly.rows("select distinct known_reason from statements where text like '%fishermen%'") == [
        ("reprocessed",)
    ]
    assert reprocess().corrections == 0
    assert deliver(read_badly) == ()


def test_statements_not_found_before_are_alerted_where_that_is_asked_for(read_badly: House) -> None:
    deliver(read_badly)
    assert reprocess(tells_news=True).alerts == 1
    assert {(one.figure_key, one.kind) for one in deliver(read_badly)} == {("ann", "news"), ("bo", "withdrawal")}


def test_it_goes_on_where_it_was_stopped(read_badly: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reprocess(limit=1).count_outdated == 3
    monkeypatch.setenv("ONRECORD_BATCH_SIZE", "1")
    settings.cache_clear()
    read, texts_read = reprocessing.read_texts, []

    def stopped(*given: object) -> tuple[tuple[EnrichedText, ...], tuple[Problem, ...]]:
        if texts_read:
            raise KeyboardInterrupt
        texts_read.append(1)
        return read(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(reprocessing, "read_texts", stopped)
    with pytest.raises(KeyboardInterrupt):
        reprocess()
    monkeypatch.setattr(reprocessing, "read_texts", read)
    last = reprocess()
    assert last.count_outdated == last.counts.count_articles == 1
    assert len(read_badly.rows(CREDITED)) == 3


def test_the_extractor_of_before_may_read_them_once_more(read_badly: House, monkeypatch: pytest.MonkeyPatch) -> None:
    latest = "select distinct model from said"
    for model in (MEDIUM, SMALL, MEDIUM) if best_installed() == MEDIUM else (SMALL,):  # Python 3.11 has the small one
        monkeypatch.setenv("ONRECORD_MODEL", model)
        settings.cache_clear()
        assert reprocess().counts.count_articles == 3
        assert read_badly.rows(latest) == [(model_name(language_model(model)),)]
        assert reprocess().count_outdated == 0


def test_only_articles_since_a_day_are_read_again(read_badly: House) -> None:
    assert reprocess(since=NOW + timedelta(minutes=1)).count_outdated == 0
    assert reprocess(since=NOW).count_outdated == 3


def test_what_a_person_corrected_holds(read_badly: House) -> None:
    ((wrong,),) = read_badly.rows("select quote_id from said where article = 'Wrong'")
    fix_quote(wrong, None)
    reprocess()
    assert read_badly.rows("select speaker from said where article = 'Wrong'") == [(None,)]


def test_two_at_once_are_refused(read_badly: House, capsys: pytest.CaptureFixture[str]) -> None:
    with FileLock(read_badly.places.reprocess_lock):
        with pytest.raises(ReprocessingBusy):
            reprocess()
        assert main(["reprocess"]) == 3
    assert "Wait until it has ended" in capsys.readouterr().err


def test_a_text_that_cannot_be_read_is_told_and_stays_as_it_was(
    read_badly: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_nlp: object, pending: object, *_: object) -> tuple[tuple[EnrichedText, ...], tuple[Problem, ...]]:
        return (), (Problem("Wrong", "not read", "it broke", "Report it"),)

    monkeypatch.setattr(reprocessing, "read_texts", fails)
    before = read_badly.rows(CREDITED)
    assert main(["reprocess"]) == 1
    assert "it broke" in capsys.readouterr().out
    assert read_badly.rows(CREDITED) == before


def test_the_report_is_one_line_of_json(read_badly: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reprocess", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["count_articles"] == 3
    assert report["extractor"].startswith("1, en_core_web_")


def test_without_a_warehouse_there_is_nothing_to_read(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path_factory.mktemp("nowhere") / "onrecord.duckdb"
    assert main(["reprocess", "--warehouse", str(nowhere)]) == 1
    assert "onrecord run" in capsys.readouterr().err
    assert not nowhere.exists()


# --- which quote is which ---------------------------------------------------------------------------------------------

_SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=6, unique=True)


def read_text(spans: list[tuple[int, int]]) -> EnrichedText:
    """A text with quotes of these starts and lengths."""
    text = pending("word " * 20, "a_1")
    quotes = [
        Quote(start, start + size, "", QuoteKind.DIRECT, n, (), 0.9, "marks") for n, (start, size) in enumerate(spans)
    ]
    found = extraction(text.text, quotes)
    return EnrichedText(text, found, profile(text, found))


def stored(spans: list[tuple[int, int]]) -> list[StoredSpan]:
    """Those spans as stored ones, each a statement."""
    return [StoredSpan("v_a_1", f"q_{n}", f"st_{n}", start, start + size) for n, (start, size) in enumerate(spans)]


def state(count: int) -> OldState:
    """Old state with so many statements, none of which knows a quote."""
    return OldState(statements=tuple(KnownStatement(f"st_{n}", "", (), None, NOW) for n in range(count)))


@given(_SPANS, _SPANS, st.randoms(use_true_random=False))
def test_each_quote_is_recognised_in_one_place_and_the_order_does_not_matter(
    before: list[tuple[int, int]], after: list[tuple[int, int]], chance: random.Random
) -> None:
    known = recognising(state(len(before)), [read_text(after)], stored(before))
    ids = [quote for statement in known.statements for quote in statement.quote_ids]
    assert len(ids) == len(set(ids))
    assert all(len(statement.quote_ids) <= 1 for statement in known.statements)
    mixed = stored(before)
    chance.shuffle(mixed)
    chance.shuffle(after)
    assert recognising(state(len(before)), [read_text(after)], mixed) == known


@given(_SPANS)
def test_what_was_not_cut_otherwise_is_recognised(spans: list[tuple[int, int]]) -> None:
    apart = [(start + 100 * n, size) for n, (start, size) in enumerate(spans)]
    known = recognising(state(len(apart)), [read_text(apart)], stored(apart))
    assert all(len(statement.quote_ids) == 1 for statement in known.statements)


def test_of_two_new_quotes_the_one_that_shares_most_is_the_old_one() -> None:
    known = recognising(state(1), [read_text([(0, 10), (11, 40)])], stored([(0, 51)]))
    assert known.statements[0].quote_ids == {quote_id("v_a_1", 11, 51)}
