"""How many pages of an outlet become articles; a drop is told once, and its end. What is not English is kept unread."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractors.decisions.page_drops import DROP, RECOVERY, decide_drops, has_dropped
from extractors.intake.articles import article_from_document
from extractors.records import Article, FeedState, Fetch, Origin, Outcome, Outlet, PageYield, Problem
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.enrichment import count_left, count_pending
from warehouse.intake import load_articles, load_fetches, register_feeds
from warehouse.outbox import load_notices
from warehouse.watch import page_yields

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = FeedState("f_1", "https://news.example/feed.xml", "World", "The Example Times")
WALL = Problem("https://news.example/a", "paywall teaser", "the rest is for subscribers", "Subscribe.")
FINE = PageYield("The Example Times", 40, 36, 200, 180)


@pytest.fixture
def con(tmp_path: Path) -> Iterator["DuckDBPyConnection"]:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        register_feeds(con, [FEED], NOW)
        yield con


def fetched(con: "DuckDBPyConnection", count: int, at: datetime, problem: Problem | None = None) -> None:
    pages = [
        Fetch(
            f"https://news.example/{at:%d%H}/{number}", "page", Outcome.FETCHED, at + timedelta(seconds=number), 0.1,
            "f_1", status=200, problem=problem,
        )
        for number in range(count)
    ]  # fmt: skip
    load_fetches(con, f"r_{at:%d%H}", pages)


def article(text: str, language: str | None, source: str, origin: Origin = Origin.FEED) -> Article:
    made = article_from_document(
        text, origin=origin, import_source=None, external_id=None, address=f"https://news.example/{len(text)}/{origin}",
        outlet=Outlet("The Example Times"), now=NOW, is_backlog=False,
    )  # fmt: skip
    return replace(made, language=language, language_from=source, feed_id="f_1", outlet_from="feed")


def test_a_drop_is_against_the_outlets_own_past() -> None:
    dropped = replace(FINE, count_recent_with_text=4, reason="paywall teaser")
    assert not has_dropped(FINE)
    assert has_dropped(dropped)
    assert not has_dropped(replace(dropped, count_recent=9, count_recent_with_text=0))  # too few to tell
    assert not has_dropped(replace(dropped, count_past=19, count_past_with_text=19))
    assert not has_dropped(replace(dropped, count_past_with_text=40))  # it never gave much
    assert has_dropped(replace(FINE, count_recent_with_text=9, count_past_with_text=100))
    assert not has_dropped(replace(FINE, count_recent_with_text=11, count_past_with_text=100))


def test_a_drop_is_told_once_and_its_end_once() -> None:
    dropped = replace(FINE, count_recent_with_text=4, reason="paywall teaser")
    (notice,) = decide_drops([FINE, dropped], NOW)
    assert (notice.kind, notice.about) == (DROP, "pages of The Example Times")
    assert "4 of the last 40 pages gave text; before, 90% did. The commonest reason: paywall teaser." in notice.body
    told = replace(dropped, is_told=True, told_at=NOW)
    assert decide_drops([told, replace(told, count_recent_with_text=20)], NOW) == ()
    (end,) = decide_drops([replace(told, count_recent_with_text=35)], NOW)
    assert end.kind == RECOVERY


def test_a_drop_in_the_warehouse_is_told_once_and_stands_however_long_it_lasts(con: "DuckDBPyConnection") -> None:
    for day in range(20, 2, -1):
        fetched(con, 10, NOW - timedelta(days=day))
    assert decide_drops(page_yields(con, NOW), NOW) == ()
    fetched(con, 30, NOW - timedelta(hours=3), WALL)
    notices = decide_drops(page_yields(con, NOW), NOW)
    assert [notice.kind for notice in notices] == [DROP]
    load_notices(con, notices, ("terminal",))
    for day in range(1, 12):
        now = NOW + timedelta(days=day)
        fetched(con, 30, now - timedelta(hours=3), WALL)
        (known,) = page_yields(con, now)
        assert known.is_told
        assert known.count_past_with_text == known.count_past  # the drop is no part of its past
        assert decide_drops((known,), now) == ()
    now = NOW + timedelta(days=12)
    fetched(con, 30, now - timedelta(hours=3))
    ends = decide_drops(page_yields(con, now), now)
    assert [notice.kind for notice in ends] == [RECOVERY]
    load_notices(con, ends, ("terminal",))
    assert decide_drops(page_yields(con, now), now) == ()


def test_what_became_of_pages_is_counted_by_outlet(con: "DuckDBPyConnection") -> None:
    fetched(con, 8, NOW - timedelta(hours=5))
    fetched(con, 2, NOW - timedelta(hours=4), WALL)
    fetched(con, 1, NOW - timedelta(hours=3), replace(WALL, kind="parser hung"))
    load_articles(con, [article("The talks ended on Monday.", "en", "page"), article("Fin.", "fr", "page")])
    (row,) = con.execute(
        "select outlet, count_pages, count_with_text, count_paywall_teasers, count_other_problems, count_articles, "
        "median_words, count_not_english from page_quality_within(7, ?)", [NOW],
    ).fetchall()  # fmt: skip
    assert row == ("The Example Times", 11, 8, 2, 1, 2, 3.0, 1)
    (day,) = con.execute("select count_pages, count_with_text from page_quality_per_day(7, 'UTC')").fetchall()
    assert day == (11, 8)
    assert not {"page_quality_counts", "articles_where_from"} & {check.name for check in failed_checks(con)}


def test_what_is_not_english_is_kept_and_waits_for_nobody(con: "DuckDBPyConnection") -> None:
    load_articles(
        con,
        [
            article("Las conversaciones terminaron.", "es", "text"),
            article("The talks ended.", "en-GB", "page"),
            article("The talks ended, too.", None, "none"),
            article("Las conversaciones, importadas.", "es", "none", Origin.IMPORT),
        ],
    )
    assert (count_pending(con), count_left(con)) == (3, 1)
    (kept,) = con.execute("select language, language_from from articles where language_from = 'text'").fetchall()
    assert kept == ("es", "text")
