"""Records to JSON and back through DuckDB; how many rows a load changed; bulk loads in seconds, not minutes."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
import pytest
import warehouse_samples
from hypothesis import given
from hypothesis import strategies as st
from warehouse_samples import SAID, article, decisions, enriched, load_intake

from extractors.records import Precision, Published, SeenAddress, Term
from warehouse.connection import writing
from warehouse.enrichment import load_enriched, pending_texts
from warehouse.intake import load_articles
from warehouse.retention import close_left_runs, forget_runs
from warehouse.runs import begin_run, end_run
from warehouse.statements import as_columns, as_json, sql_files, sql_text

if TYPE_CHECKING:
    from pathlib import Path

NOW = warehouse_samples.NOW


def back(records: list[object], shape: str) -> list[object]:
    sql = f"select unnest(from_json_strict($rows, '[{shape}]'))"
    return [row[0] for row in duckdb.execute(sql, {"rows": as_json(records)}).fetchall()]


def test_records_become_objects() -> None:
    published = Published(datetime(2026, 3, 2, 1, 2, 3, 4, UTC), Precision.SECOND, "page")
    assert json.loads(as_json([published, SeenAddress("x", "feed")])) == [
        {"at": "2026-03-02T01:02:03.000004+00:00", "precision": "second", "source": "page"},
        {"address": "x", "relation": "feed"},
    ]
    assert json.loads(as_json([frozenset({2, 1})])) == [[1, 2]]


@pytest.mark.parametrize("words", ["plain", "a lone \ud83d surrogate"])
def test_records_become_columns(words: str) -> None:
    """One text that no UTF-8 can hold sends all of them the slower way, which has to give the same."""
    pages = [article("one", words), article("two", "y", dated=False)]
    found = json.loads(as_columns(pages, text="text", at="published.at", published="published", seen="addresses"))
    assert found["text"] == [words.replace("\ud83d", "\ufffd"), "y"]
    assert found["at"] == [NOW.isoformat(), None]
    assert found["published"][0] == {"at": NOW.isoformat(), "precision": "second", "source": "page"}
    assert found["seen"][1][0] == {"address": "https://harbourtimes.example/two", "relation": "final"}
    assert json.loads(as_columns([], text="text")) == {"text": []}


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no form in JSON"):
        as_json([object()])


def test_none_nested_and_large_values_arrive() -> None:
    assert back([None, "x"], '"varchar"') == [None, "x"]
    assert back([(2**64 - 1, 0), ()], '["ubigint"]') == [[2**64 - 1, 0], []]
    assert back([(Term("a", 1), Term("b", 2))], '[{"lemma": "varchar", "count": "integer"}]') == [
        [{"lemma": "a", "count": 1}, {"lemma": "b", "count": 2}]
    ]
    assert back([], '"varchar"') == []


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_times_arrive_to_the_microsecond(at: datetime) -> None:
    sql = "select epoch_us(unnest(from_json_strict($rows, '[\"timestamptz\"]')))"
    assert duckdb.execute(sql, {"rows": as_json([at])}).fetchall() == [
        ((at - datetime(1970, 1, 1, tzinfo=UTC)) // _US,)
    ]


_US = datetime(2026, 1, 1, 0, 0, 0, 1, UTC) - datetime(2026, 1, 1, tzinfo=UTC)


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_arrives_with_its_length(text: str) -> None:
    (found,) = back([text], '"varchar"')
    assert isinstance(found, str)
    assert len(found) == len(text)
    assert found == "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def test_offsets_mean_the_same_in_sql() -> None:
    text = "a😀b\u0301👩‍👩‍👧 “Привет”\r\n\x00z"
    for start in range(len(text)):
        found = duckdb.execute("select substring($t, $s + 1, 3)", {"t": text, "s": start}).fetchall()
        assert found == [(text[start : start + 3],)]


def test_every_file_parses() -> None:
    folders = ("migrations", "views", "loads", "reads", "queries", "checks")
    with duckdb.connect() as con:
        for file in (file for folder in folders for file in sql_files(folder)):
            assert con.extract_statements(file.read_text("utf-8")), file
    assert sql_text("reads/generation").startswith("-- One row")


def test_old_runs_are_forgotten_and_killed_ones_closed(tmp_path: "Path") -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        begin_run(con, "r_1", "ingest", NOW)
        begin_run(con, "r_2", "ingest", NOW)
        end_run(con, "r_2", "completed", NOW)
        assert close_left_runs(con, NOW + (later := NOW - NOW.replace(hour=0)), NOW + later) == 1
        assert forget_runs(con, NOW) == 0
        assert forget_runs(con, NOW + later) == 2


@pytest.mark.slow
def test_twenty_thousand_quotes_are_loaded_in_one_go(tmp_path: "Path", monkeypatch: pytest.MonkeyPatch) -> None:
    """Row by row this would take minutes, and the time limit of the tests would end it."""
    count_articles, count_quotes = 1000, 20
    articles, events = [], {}
    for number in range(count_articles):
        words = [f"This is number {number} of part {part}," for part in range(count_quotes)]
        text = f"The harbour, day {number}. " + " ".join(f"“{word}” Kovač said." for word in words)
        monkeypatch.setitem(SAID, text, tuple((word, "Anna Kovač") for word in words))
        articles.append(article(f"harbour-{number}", text))
        events[f"harbour-{number}"] = f"e_{number // 10}"
    monkeypatch.setattr(warehouse_samples, "EVENTS", warehouse_samples.EVENTS | events)
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_intake(con)
        load_articles(con, articles)
        batch = [enriched(pending) for pending in pending_texts(con, 10_000)]
        counts = load_enriched(con, batch, decisions(batch), NOW, ("file",))
        assert counts.count_quotes == count_articles * count_quotes + 6
