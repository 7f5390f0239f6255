"""Every view, macro and question runs, on a small warehouse and on an empty one, and says what one row is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warehouse_samples import ARTICLES, load_sample

from warehouse.connection import writing
from warehouse.current import keep_all_current
from warehouse.figures import figure_entity_id
from warehouse.questions import ask, questions, run_sql
from warehouse.statements import sql_files, sql_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PARAMETERS = {
    "name": "anna-kovac",
    "kind": None,
    "since": None,
    "failed": False,
    "limit": 20,
    "event": "e_bridge",
    "entity": figure_entity_id("anna-kovac"),
    "order": "growth",
    "zone": "Asia/Tokyo",
    "days": 7,
    "until": None,
    "outlet": "harbour times",
    "article": ARTICLES[0].article_id,
    "address": None,
}
LATER = "timestamptz '2026-03-04 00:00:00+00'"
MACROS = {  # with what they have rows on the sample
    "page_quality_per_day": "30, 'Asia/Kolkata'",
    "page_quality_within": "30, null",
    "agency_reuse": "28, 'Europe/Paris'",
    "articles_as_of": LATER,
    "changed_articles_as_of": LATER,
    "changed_event_articles_as_of": LATER,
    "changed_said_as_of": LATER,
    "changed_since": LATER,
    "clocked_window": "7, 'Europe/Paris', null",
    "copied_from": "",
    "coverage_per_day": "28, 'Europe/Paris'",
    "credited_as_of": f"{LATER}, false",
    "dated_within": "7, 'Europe/Paris', null",
    "days_covered": "",
    "event_articles_as_of": LATER,
    "event_timeline": "'e_bridge'",
    "events_as_of": LATER,
    "figure_calendar": "",
    "first_quotes": "days := 2",
    "first_quotes_on_events": "7, 'Europe/Paris', date '2026-03-03'",
    "main_entities_of": "['e_bridge']",
    "quote_speakers_as_of": LATER,
    "quoted_together_within": "",
    "quotes_per_figure_per_day": "'Europe/Paris'",
    "report_window": "7, 'Europe/Paris', null",
    "report_windows": "",
    "reports_within": "",
    "said_as_of": LATER,
    "said_dated_within": "7, 'Europe/Paris', null",
    "said_within": "",
    "share_of_voice": "",
    "share_of_voice_by_event": "'e_bridge'",
    "share_of_voice_by_outlet": "",
    "trending_entities": "",
    "trending_events": "",
}
RARE = {  # the sample has no such case: tests of their own do
    "coverage_per_feed_per_day": "",
    "event_redirects_as_of": LATER,
    "feeds_read_within": "",
    "silences": "",
    "statement_redirects_as_of": LATER,
}
ALWAYS_A_ROW = {"report_window", "clocked_window"}
ONE_ROW = {"summary", "health", "trends_window"}
UNUSUAL = {
    "versions_of",
    "namesakes",
    "feed_addresses",
    "refused_page",
}  # the sample has no such case: tests of their own do
PUBLIC = frozenset(
    {"articles", "article_urls", "article_versions", "article_changes", "outlets", "story_copies", "events"}
    | {"event_articles", "event_redirects", "event_moves", "entities", "entity_aliases", "entity_judgements"}
    | {"mentions", "quotes", "quote_speakers", "statements", "statement_redirects", "figures", "alert_rules", "alerts"}
    | {"deliveries", "feeds", "fetches", "runs"}
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path_factory.mktemp("full") / "onrecord.duckdb", wait_seconds=5) as con:
        load_sample(con)
        yield con


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path_factory.mktemp("empty") / "onrecord.duckdb", wait_seconds=5) as con:
        yield con


def views(con: "DuckDBPyConnection") -> list[str]:
    found = con.execute("select view_name from duckdb_views() where not internal order by view_name").fetchall()
    return [name for (name,) in found]


def named(question: str) -> dict[str, object]:
    code = "\n".join(line for line in sql_text(f"queries/{question}").splitlines() if not line.startswith("--"))
    return {name: PARAMETERS[name] for name in re.findall(r"\$(\w+)", code)}


@pytest.mark.parametrize("question", questions())
def test_question(full: "DuckDBPyConnection", empty: "DuckDBPyConnection", question: str) -> None:
    assert ask(full, question, **named(question)).rows or question in UNUSUAL
    found = ask(empty, question, **named(question))
    assert len(found.rows) == (1 if question in ONE_ROW else 0)
    assert len(set(found.columns)) == len(found.columns)


def test_there_are_ten_questions_or_more() -> None:
    assert len(questions()) >= 10


def test_an_unknown_question_says_which_there_are(empty: "DuckDBPyConnection") -> None:
    with pytest.raises(ValueError, match=r"weather: no such question. There are: alerts, "):
        ask(empty, "weather")


HAVE_ROWS_ELSEWHERE = {
    "extraction_changes",  # with a second extractor: test_reprocessing
    "events_settled",  # in the readers' copy: test_as_of
}


def test_views(full: "DuckDBPyConnection", empty: "DuckDBPyConnection") -> None:
    for name in views(full):
        assert run_sql(full, f"from {name}").rows or name in HAVE_ROWS_ELSEWHERE, name
        assert run_sql(empty, f"from {name}").rows == (), name


@pytest.mark.parametrize("name", sorted(MACROS | RARE))
def test_macros(full: "DuckDBPyConnection", empty: "DuckDBPyConnection", name: str) -> None:
    arguments = (MACROS | RARE)[name]
    assert run_sql(full, f"from {name}({arguments})").rows or name in RARE
    assert len(run_sql(empty, f"from {name}({arguments})").rows) == (name in ALWAYS_A_ROW)


def test_all_macros_are_tested(full: "DuckDBPyConnection") -> None:
    found = run_sql(
        full, "select function_name from duckdb_functions() where not internal and function_type = 'table_macro'"
    )
    assert {name for (name,) in found.rows} == MACROS.keys() | RARE


def test_every_table_view_and_macro_says_what_one_row_is(full: "DuckDBPyConnection") -> None:
    comments = run_sql(
        full,
        """select table_name, comment from duckdb_tables() where not temporary
        union all select view_name, comment from duckdb_views() where not internal
        union all select function_name, comment from duckdb_functions()
        where not internal and function_type = 'table_macro'""",
    )
    without = [name for name, comment in comments.rows if not (comment or "").startswith("One row")]
    assert without == []
    assert {name for name, _ in comments.rows} >= PUBLIC


def test_every_macro_has_a_comment_with_an_example(full: "DuckDBPyConnection") -> None:
    found = run_sql(full, "select function_name, comment from duckdb_functions() where not internal")
    assert [name for name, comment in found.rows if "Example: " not in (comment or "")] == []


def test_every_example_of_a_comment_runs(full: "DuckDBPyConnection") -> None:
    found = run_sql(
        full,
        """select comment from duckdb_functions() where not internal
        union select comment from duckdb_views() where not internal""",
    )
    examples = [comment.split("Example: ")[1] for (comment,) in found.rows if "Example: " in (comment or "")]
    assert len(examples) > 20
    for example in examples:
        is_table = example.startswith(("from ", "select "))
        run_sql(full, example if is_table else f"select {example} from articles limit 1")


@pytest.mark.parametrize(
    "file", [*sql_files("queries"), *sql_files("reads")], ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_queries_open_with_what_one_row_is(file: Path) -> None:
    assert file.read_text("utf-8").startswith("-- One row")


@pytest.mark.parametrize("file", sql_files("views"), ids=lambda file: file.stem)
def test_models_open_with_what_one_row_is(file: Path) -> None:
    text = file.read_text("utf-8")
    opened = re.findall(r"^-- One row[^\n]*\n(?:-- [^\n]*\n)*create or replace (?:view|macro)", text, re.MULTILINE)
    scalar = re.findall(r"^create or replace macro \w+\([^)]*\) as(?! table)", text, re.MULTILINE)
    assert len(opened) + len(scalar) == len(re.findall(r"^create or replace", text, re.MULTILINE))


def test_sql_is_lower_case() -> None:
    words = re.compile(r"\b(SELECT|FROM|WHERE|JOIN|GROUP BY|ORDER BY|INSERT|UPDATE|DELETE|CREATE)\b")
    folders = ("migrations", "views", "loads", "reads", "queries", "checks")
    assert [
        file.name for folder in folders for file in sql_files(folder) if words.search(file.read_text("utf-8"))
    ] == []


def test_lists_and_counts_agree(full: "DuckDBPyConnection") -> None:
    by_day = run_sql(full, "select sum(count_quotes) from quotes_per_figure_per_day('Asia/Tokyo')").rows[0][0]
    by_figure = run_sql(full, "select sum(count_quotes) from most_quoted where speaker = 'Anna Kovač'").rows[0][0]
    listed = run_sql(full, "select count(*) from said where speaker = 'Anna Kovač'").rows[0][0]
    assert by_day == by_figure == listed == 4


def test_only_the_current_text_counts(full: "DuckDBPyConnection") -> None:
    texts = {text for (text,) in run_sql(full, "select text from said").rows}
    assert "It was the worst in years," in texts
    assert "the rain had come late" not in texts


def test_copies_are_one_source(full: "DuckDBPyConnection") -> None:
    counts = run_sql(
        full, "select count_articles, count_outlets, count_sources from events where event_id = 'e_bridge'"
    )
    assert counts.rows == ((3, 2, 2),)


@pytest.mark.parametrize("name", ["anna-kovac", "Anna Kovač", "ANNA KOVAC", "kovač", "Mayor Kovač", "anna kovac’"])
def test_quotes_of_someone_by_any_name(full: "DuckDBPyConnection", name: str) -> None:
    found = ask(full, "quotes_of", name=name, kind=None, since=None, limit=20)
    assert len(found.rows) == 4
    times = [row[0] for row in found.rows]
    assert times == sorted(times, reverse=True)


def test_quotes_of_someone_since_and_by_kind(full: "DuckDBPyConnection") -> None:
    assert len(ask(full, "quotes_of", name="kovač", kind=None, since="2026-03-03", limit=20).rows) == 1
    assert ask(full, "quotes_of", name="kovač", kind="indirect", since=None, limit=20).rows == ()
    assert ask(full, "quotes_of", name="nobody at all", kind=None, since=None, limit=20).rows == ()


def test_an_import_without_a_date_was_said_nobody_knows_when(tmp_path: Path) -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_sample(con)
        con.execute("update articles set origin = 'import', published_at = null, published_precision = 'none'")
        keep_all_current(con)
        days = run_sql(con, "select distinct day from quotes_per_figure_per_day('UTC')").rows
        assert days == ((None,),)
        assert ask(con, "trends", days=7, zone="UTC", until=None, limit=1).rows[0][2] == "undated"
        assert len(ask(con, "quotes_of", name="kovač", kind=None, since=None, limit=20).rows) == 4
        assert ask(con, "quotes_of", name="kovač", kind=None, since="2020-01-01", limit=20).rows == ()


def test_all_speakers_of_a_quote_in_the_order_of_the_text(tmp_path: Path) -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_sample(con)
        con.execute("insert into entities (entity_id, name, type, first_seen_at) values ('n_2', 'Bo', 'PERSON', now())")
        con.execute(
            "insert into quote_speakers by name select * replace (1 as position, 'n_2' as entity_id, 'B.' as name) "
            "from quote_speakers where mention = 'Adeyemi'"
        )
        keep_all_current(con)
        found = run_sql(con, "select speakers, len(speaker_ids) from said where speaker = 'Olu Adeyemi'").rows
        con.execute("update quote_speakers set name = null, entity_id = null")
        keep_all_current(con)
        nobody = run_sql(con, "from said limit 1")
    assert list(found) == [(["Olu Adeyemi", "Bo"], 2)] * 2
    row = dict(zip(nobody.columns, nobody.rows[0], strict=True))
    assert (row["speaker"], row["speakers"], row["speaker_ids"]) == (None, [], [])
    assert row["speaker_mention"]


def test_a_day_is_the_analysts(full: "DuckDBPyConnection") -> None:
    day = "select count_quotes from quotes_per_figure_per_day('{}') order by day desc"
    assert run_sql(full, day.format("UTC")).rows == ((1,), (3,))
    assert run_sql(full, day.format("America/New_York")).rows == ((4,),)
    dated = "select day_of(timestamptz '2026-03-02 00:00:00+00', 'day', 'America/New_York')::varchar"
    assert run_sql(full, dated).rows == (("2026-03-02",),)


@pytest.mark.parametrize("folder", ["checks", "loads", "queries", "reads", "views"])
def test_no_window_is_over_all_rows(folder: str) -> None:
    """DuckDB 1.5 fails on `over ()` now and then, and loses the database for its process (its issues 22846, 25713)."""
    assert [file.name for file in sql_files(folder) if "over ()" in file.read_text("utf-8")] == []
