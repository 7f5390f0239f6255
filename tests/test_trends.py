"""Every aggregate is a recount of the list behind it, whoever's days are counted; gaps are told from zeros."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from news_world import SPEAKERS, ZONES, Report, World, add_report, load_world, made_world

from extractors.records import FeedState
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.current import give_to_readers, keep_all_current, keep_counts
from warehouse.intake import load_feed_states, register_feeds
from warehouse.questions import run_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = list[dict[str, Any]]
UNTIL, DAYS = date(2026, 3, 30), 9  # a window over the night of a changed clock
SEEDS = (1, 2)


@pytest.fixture(scope="module", params=[(seed, where) for seed in SEEDS for where in ("warehouse", "copy")], ids=str)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[tuple[World, DuckDBPyConnection]]":
    """A world in a warehouse, which counts anew what it is asked; and in a readers' copy, which keeps it."""
    seed, where = request.param
    world = made_world(seed)
    with writing(tmp_path_factory.mktemp("trends") / "onrecord.duckdb", wait_seconds=5) as con:
        load_world(con, world)
        if where == "copy":
            keep_counts(con)
            give_to_readers(con)
        yield world, con


def rows(con: "DuckDBPyConnection", sql: str) -> Rows:
    found = run_sql(con, sql)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def window(zone: str) -> str:
    return f"({DAYS}, '{zone}', date '{UNTIL}')"


def is_in_window(report: Report, zone: str, first: int = 0) -> bool:
    """Whether it is of one of the days, or of those of the window `first` windows before."""
    day = report.day(zone)
    last = UNTIL - timedelta(days=DAYS * first)
    return day is not None and last - timedelta(days=DAYS) < day <= last


def credits_of(world: World, zone: str) -> Iterator[tuple[Report, int, str]]:
    """Each report of the window, quote and speaker."""
    for report in world.reports:
        if is_in_window(report, zone):
            for place, speakers in enumerate(report.speakers):
                for name in speakers:
                    yield report, place, name


def count(things: Iterable[tuple[Any, Any]]) -> dict[Any, int]:
    """How many different seconds there are to each first."""
    found: dict[Any, set[Any]] = defaultdict(set)
    for key, thing in things:
        found[key].add(thing)
    return {key: len(several) for key, several in found.items()}


def test_the_checks_pass(made: "tuple[World, DuckDBPyConnection]") -> None:
    _, con = made
    wrong = [str(check) for check in failed_checks(con) if check.name.split("_")[0] in {
        "reports", "coverage", "figure", "first", "silences", "trending", "share", "quoted", "agency", "as", "credited",
    }]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("zone", ZONES)
def test_days_of_reports(made: "tuple[World, DuckDBPyConnection]", zone: str) -> None:
    world, con = made
    found = {row["article_id"]: row["day"] for row in rows(con, f"from reports_within{window(zone)}")}
    assert found == {r.article_id: r.day(zone) for r in world.reports if is_in_window(r, zone)}
    days = {row["day"]: row for row in rows(con, f"from coverage_per_day{window(zone)}")}
    assert len(days) == DAYS
    counted = Counter(found.values())
    sources = count((r.day(zone), r.source_id) for r in world.reports if is_in_window(r, zone))
    for day, row in days.items():
        assert (row["count_articles"] or 0) == counted[day]
        assert (row["count_sources"] or 0) == sources.get(day, 0)


@pytest.mark.parametrize("zone", ZONES)
def test_quotes_a_figure_a_day(made: "tuple[World, DuckDBPyConnection]", zone: str) -> None:
    world, con = made
    of_figures = [(r, place, name) for r, place, name in credits_of(world, zone) if name in SPEAKERS[:3]]
    quotes = count(((name, r.day(zone)), (r.article_id, place)) for r, place, name in of_figures)
    statements = count(((name, r.day(zone)), (r.source_id, place)) for r, place, name in of_figures)
    calendar = rows(con, f"from figure_calendar{window(zone)}")
    assert {(row["figure"], row["day"]): row["count_quotes"] for row in calendar if row["count_quotes"]} == quotes
    assert {(r["figure"], r["day"]): r["count_statements"] for r in calendar if r["count_statements"]} == statements
    listed = rows(con, f"from quotes_per_figure_per_day('{zone}')")
    in_window = {(row["figure"], row["day"]): row["count_quotes"] for row in listed if row["day"] is not None}
    assert {key: number for key, number in in_window.items() if key in quotes} == quotes


@pytest.mark.parametrize("zone", ZONES)
def test_share_of_voice(made: "tuple[World, DuckDBPyConnection]", zone: str) -> None:
    world, con = made
    said = list(credits_of(world, zone))
    statements = count((name, (r.source_id, place)) for r, place, name in said)
    found = {row["speaker"]: row for row in rows(con, f"from share_of_voice{window(zone)}")}
    assert {name: row["count_statements"] for name, row in found.items()} == statements
    for name, row in found.items():
        assert math.isclose(row["share_statements"], statements[name] / sum(statements.values()))
    by_outlet = count(((r.outlet_id, name), (r.source_id, place)) for r, place, name in said)
    listed = rows(con, f"from share_of_voice_by_outlet{window(zone)}")
    assert {(row["outlet_id"], row["speaker"]): row["count_statements"] for row in listed} == by_outlet


def test_share_of_voice_by_event(made: "tuple[World, DuckDBPyConnection]") -> None:
    world, con = made
    said = [(name, (r.source_id, place)) for r in world.reports if r.event_id == "e_1"
            for place, speakers in enumerate(r.speakers) for name in speakers]  # fmt: skip
    found = rows(con, "from share_of_voice_by_event('e_1')")
    assert {row["speaker"]: row["count_statements"] for row in found} == count(said)
    assert math.isclose(sum(row["share_statements"] for row in found), 1)


@pytest.mark.parametrize("zone", ZONES)
def test_who_is_quoted_with_whom(made: "tuple[World, DuckDBPyConnection]", zone: str) -> None:
    world, con = made
    pairs = [
        (frozenset(pair), r)
        for r in world.reports
        if is_in_window(r, zone)
        for pair in itertools.combinations(sorted({name for speakers in r.speakers for name in speakers}), 2)
    ]
    found = rows(con, f"from quoted_together_within{window(zone)}")
    articles = {frozenset({row["speaker"], row["other_speaker"]}): row["count_articles"] for row in found}
    sources = {frozenset({row["speaker"], row["other_speaker"]}): row["count_sources"] for row in found}
    assert articles == count((pair, r.article_id) for pair, r in pairs)
    assert sources == count((pair, r.source_id) for pair, r in pairs)


def _trending(
    world: World, zone: str, things: Callable[[Report], Iterable[str]], days: int = DAYS
) -> tuple[dict[str, int], dict[str, int], int, int]:
    """Sources now, sources before, of how many now, of how many before."""
    windows = max(4, 28 // days) + 1
    sources = [count((thing, r.source_id) for r in world.reports if is_in_window(r, zone, ago) for thing in things(r))
               for ago in range(windows)]  # fmt: skip
    totals = [len({r.source_id for r in world.reports if is_in_window(r, zone, ago)}) for ago in range(windows)]
    before: Counter[str] = Counter()
    for window_before in sources[1:]:
        before.update(window_before)
    return sources[0], dict(before), totals[0], sum(totals[1:])


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("macro", "key"), [("trending_entities", "name"), ("trending_events", "event_id")])
def test_bursts_are_measured_against_their_own_past(
    made: "tuple[World, DuckDBPyConnection]", zone: str, macro: str, key: str
) -> None:
    world, con = made
    things: Callable[[Report], Iterable[str]] = (lambda r: r.names) if key == "name" else (lambda r: [r.event_id])
    now, before, total_now, total_before = _trending(world, zone, things)
    found = {row[key]: row for row in rows(con, f"from {macro}{window(zone)}")}
    assert {thing: row["count_sources"] for thing, row in found.items()} == now
    for thing, row in found.items():
        assert row["count_before"] == before.get(thing, 0)
        assert (row["total_sources"], row["total_before"]) == (total_now, total_before)
        assert math.isclose(row["expected"], total_now * before.get(thing, 0) / total_before + 0.5)
        assert math.isclose(row["ratio"], row["count_sources"] / row["expected"])
        assert (row["score"] > 0) == (row["count_sources"] > row["expected"])


@pytest.mark.parametrize("zone", ZONES)
def test_first_quotes(made: "tuple[World, DuckDBPyConnection]", zone: str) -> None:
    world, con = made
    firsts: dict[str, datetime] = {}
    days: dict[str, date | None] = {}
    for report in sorted(world.reports, key=lambda r: str(r.reported_at)):
        for name in {name for speakers in report.speakers for name in speakers}:
            if report.reported_at and name not in firsts:
                firsts[name], days[name] = report.reported_at, report.day(zone)
    found = {row["speaker"]: row["reported_at"] for row in rows(con, f"from first_quotes(31, '{zone}')")}
    last = rows(con, f"select newest_day('{zone}') as day")[0]["day"]
    assert found == {
        name: at for name, at in firsts.items() if last - timedelta(days=31) < (days[name] or last) <= last
    }


def test_agencies_and_copies(made: "tuple[World, DuckDBPyConnection]") -> None:
    world, con = made
    found = rows(con, f"from agency_reuse{window('UTC')}")
    told = [r for r in world.reports if is_in_window(r, "UTC")]
    stories = {r.source_id for r in world.reports if r.source_id != r.article_id}
    assert {row["outlet_id"]: row["count_agency_articles"] for row in found} == count(
        (r.outlet_id, r.article_id) for r in told if r.source_id in stories
    )
    for row in found:
        assert row["count_articles"] == sum(r.outlet_id == row["outlet_id"] for r in told)
    copied = rows(con, f"from copied_from{window('UTC')}")
    outlets = {r.article_id: r.outlet_id for r in world.reports}
    assert {(row["from_outlet_id"], row["outlet_id"]): row["count_articles"] for row in copied} == count(
        ((outlets[r.source_id], r.outlet_id), r.article_id) for r in told if r.source_id != r.article_id
    )


# --- gaps -------------------------------------------------------------------------------------------------------------

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
FEED = FeedState("f_1", "https://a.example/feed", "A", "Outlet 0")


def polled(con: "DuckDBPyConnection", at: datetime, *, is_read: bool = True, feed: FeedState = FEED) -> None:
    """The feed was asked at that time."""
    success = at if is_read else None
    state = FeedState(
        feed.feed_id, feed.address, feed.title, feed.outlet_name, state="fine" if is_read else "unreachable",
        first_polled_at=MARCH, last_polled_at=at, last_success_at=success,
    )  # fmt: skip
    load_feed_states(con, (state,))


@pytest.fixture
def watched(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[DuckDBPyConnection]":
    """A feed that was read each hour of March but on the 10th to the 12th; of the 11th two articles came later."""
    with writing(tmp_path_factory.mktemp("gaps") / "onrecord.duckdb", wait_seconds=5) as con:
        register_feeds(con, (FEED,), MARCH)
        for hour in range(0, 24 * 20, 6):
            at = MARCH + timedelta(hours=hour)
            polled(con, at, is_read=at.day not in {10, 11, 12})
        world = World()
        for place, day in enumerate((11, 11, 15, 20)):
            world.row(
                "articles", article_id=f"a_{place}", origin="feed", feed_id="f_1", outlet_id="o_0", title="x",
                title_from="page", published_at=MARCH + timedelta(days=day - 1, hours=12), published_precision="second",
                published_from="page", first_seen_at=MARCH + timedelta(days=max(day, 13) - 1, hours=12),
                is_backlog=False, current_version_id=f"v_{place}", count_versions=1,
            )  # fmt: skip
        world.row(
            "figures", figure_key="ann", entity_id="n_0", name="Ann Dahl", type="PERSON", aliases=[], is_active=True,
            tracked_since=MARCH,
        )  # fmt: skip
        load_world(con, world)
        yield con


def test_a_feed_that_was_down_is_a_gap_and_no_zero(watched: "DuckDBPyConnection") -> None:
    found = {row["day"].day: row for row in rows(watched, "from coverage_per_feed_per_day(20, 'UTC')")}
    assert [day for day, row in found.items() if not row["is_covered"]] == [12, 11, 10]
    assert (found[9]["count_articles"], found[10]["count_articles"], found[11]["count_articles"]) == (0, None, 2)
    assert found[9]["count_hours_read"] == 4
    days = {row["day"].day: row["count_articles"] for row in rows(watched, "from coverage_per_day(20, 'UTC')")}
    assert (days[9], days[10], days[11], days[15]) == (0, None, 2, 1)
    calendar = {row["day"].day: row["count_quotes"] for row in rows(watched, "from figure_calendar(20, 'UTC')")}
    assert (calendar[9], calendar[10], calendar[11]) == (0, None, None)


def test_gaps_are_those_of_the_analysts_days(watched: "DuckDBPyConnection") -> None:
    in_tokyo = rows(watched, "from coverage_per_feed_per_day(20, 'Asia/Tokyo') where not is_covered")
    assert [row["day"].day for row in in_tokyo] == [12, 11]  # the 10th began there while the 9th was still read


def test_an_hour_on_two_days_is_read_on_both(watched: "DuckDBPyConnection") -> None:
    polled(watched, datetime(2026, 3, 25, 18, 10, tzinfo=UTC))
    polled(watched, datetime(2026, 3, 25, 18, 50, tzinfo=UTC))
    found = rows(watched, "from coverage_per_feed_per_day(3, 'Asia/Kolkata', date '2026-03-26') where is_covered")
    assert [(row["day"].day, row["count_hours_read"]) for row in found] == [(26, 1), (25, 1)]


def test_polls_are_counted_once_and_outlast_the_requests(watched: "DuckDBPyConnection") -> None:
    count_polls = "select sum(count_polls) as polls, sum(count_read) as reads from feed_hours"
    before = rows(watched, count_polls)
    polled(watched, MARCH + timedelta(hours=24 * 20 - 6))
    assert rows(watched, count_polls) == before == [{"polls": 80, "reads": 68}]
    assert rows(watched, "from fetches") == []


def test_imports_are_not_polled_and_days_before_all_polls_are_no_gap(tmp_path_factory: pytest.TempPathFactory) -> None:
    with writing(tmp_path_factory.mktemp("import") / "onrecord.duckdb", wait_seconds=5) as con:
        world = made_world(3, 10)
        load_world(con, world)
        days = rows(con, "from coverage_per_day(31, 'UTC')")
    for row in days:
        assert row["count_feeds"] == 0
        assert row["is_covered"] == (row["count_articles"] is not None)


# --- silence ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["UTC", *ZONES])
def test_silence_and_its_end(zone: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Quoted every second day, then for ten days not, then again, then no more."""
    world = World()
    for place, day in enumerate((1, 3, 5, 7, 9, 11, 22, 24)):
        at = datetime(2026, 3, day, tzinfo=UTC)
        report = Report(
            f"a_{place}", at, "day", "import", at, "o_0", "e_0", f"a_{place}", (("Ann Dahl",),) if day < 30 else (), ()
        )
        add_report(world, report)
    last = datetime(2026, 3, 31, tzinfo=UTC)
    add_report(world, Report("a_last", last, "day", "import", last, "o_0", "e_0", "a_last", (), ()))
    for table, filled in made_world(4, 0).tables.items():
        world.tables.setdefault(table, []).extend(filled)
    with writing(tmp_path_factory.mktemp("silence") / "onrecord.duckdb", wait_seconds=5) as con:
        load_world(con, world)
        found = rows(con, f"from silences(365, '{zone}', times := 2)")
    told = [(row["last_day_quoted"].day, row["ended_day"], row["count_days"], row["usual_days"]) for row in found]
    assert told == [(24, None, 7, 2), (11, date(2026, 3, 22), 10, 2)]
    assert (found[1]["quote_id"], found[1]["url"]) == ("q_a_6_0", "https://a_6.example/")


# --- bursts -----------------------------------------------------------------------------------------------------------


def score(con: "DuckDBPyConnection", now: int, expected: float, spread: float = 1) -> float:
    return float(rows(con, f"select burst_score({now}, {expected}, {spread}) as score")[0]["score"])


def test_the_score_of_a_burst(made: "tuple[World, DuckDBPyConnection]") -> None:
    _, con = made
    assert score(con, 5, 5) == 0
    assert score(con, 1, 4) < 0 < score(con, 9, 4)
    assert score(con, 1, 0.5) < 2 <= score(con, 3, 0.5)  # one report of something new is no burst, three are
    assert score(con, 30, 20) > score(con, 3, 2)  # the same growth means more of much
    assert score(con, 30, 20, spread=4) == pytest.approx(score(con, 30, 20) / 2)  # what comes in waves, less


def test_without_a_past_nothing_bursts(made: "tuple[World, DuckDBPyConnection]") -> None:
    _, con = made
    found = rows(con, "from trending_entities(400)")
    assert found
    assert all(row["score"] is None and row["expected"] is None and not row["is_trending"] for row in found)


def test_two_speakers_who_turn_out_to_be_one_make_one_quote(tmp_path: Path) -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_world(con, made_world(SEEDS[0]))
        shared = "select quote_id from quote_speakers where position = 1 and entity_id is not null"
        first = (
            "select any_value(o.entity_id) from quote_speakers as o where o.quote_id = s.quote_id and o.position = 0"
        )
        con.execute(f"update quote_speakers as s set entity_id = ({first}) where quote_id in ({shared})")
        assert con.execute(f"select count(*) from ({shared})").fetchall()[0][0] > 0
        keep_all_current(con)
        counted = "select entity_id, count(distinct quote_id) as count_quotes from said_by group by all order by all"
        numbered = """
            select e.entity_id, count(*) filter (v.is_first) as count_quotes
            from voice_numbers as v join entities as e on e.rowid = v.entity_number
            group by all order by all
        """
        assert rows(con, numbered) == rows(con, counted)
        ((listed, kept),) = con.execute("select count(*), count(*) filter (is_first) from voice_numbers").fetchall()
        assert kept < listed
