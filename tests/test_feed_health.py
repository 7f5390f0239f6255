"""How feeds are, against their own past: the view, what is told of it, and robots.txt kept between runs."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractors.decisions.feed_troubles import TROUBLE, decide_troubles
from extractors.records import FeedEntry, FeedHealth, FeedState, KeptRobots, PendingEntry, Problem
from flows.cli.answers import as_dicts
from flows.cli.feed_listing import print_feeds
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.feed_health import feed_health, load_told
from warehouse.generation import generation
from warehouse.intake import feed_states, load_entries, load_feed_states, register_feeds
from warehouse.questions import ask
from warehouse.robots import known_robots, load_robots

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PROBLEM = Problem("https://a.example/feed", "http 403", "the server forbids it (403)", "Open it in a browser.")


@pytest.fixture
def con(tmp_path: Path) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        yield con
        assert [str(failed) for failed in failed_checks(con)] == []


def feed(name: str, **known: Any) -> FeedState:
    made = FeedState(
        f"f_{name}", f"https://{name}.example/feed", name, state="fine", first_polled_at=NOW - timedelta(days=40),
        last_polled_at=NOW, last_success_at=NOW, next_poll_at=NOW + timedelta(hours=1), last_new_at=NOW,
        publishes_every_minutes=60.0,
    )  # fmt: skip
    return replace(made, **known)


def load(con: "DuckDBPyConnection", *feeds: FeedState) -> None:
    register_feeds(con, feeds, NOW)
    load_feed_states(con, feeds)


def entries(name: str, states: dict[str, int], ago: timedelta) -> list[PendingEntry]:
    """So many entries of each state, first seen so long ago."""
    return [
        PendingEntry(
            f"e_{name}_{state}_{number}_{ago}", f"f_{name}", f"https://{name}.example/{state}/{number}/{ago}",
            FeedEntry(None), NOW - ago, is_backlog=False, state=state,
            article_id=f"a_{name}_{number}_{ago}" if state == "done" else None,
        )
        for state, count in states.items()
        for number in range(count)
    ]  # fmt: skip


def test_all_that_is_known_of_a_feed_comes_back(con: "DuckDBPyConnection") -> None:
    known = feed(
        "a", moved_to="https://new.example/feed", fresh_until=NOW, ttl_minutes=30, skip_hours=frozenset({0, 23}),
        skip_days=frozenset({6}), same_as="f_b", moving_to="https://newer.example", wait_until=NOW,
        self_address="https://a.example/self", entries_sha256="e", usual_seconds=0.5, recent_seconds=5.5, is_slow=True,
    )  # fmt: skip
    load(con, known, feed("b"))
    assert feed_states(con) == (known, feed("b"))
    before = generation(con)
    load_feed_states(con, (known, replace(feed("b"), recent_seconds=1.0, last_new_at=None)))
    assert generation(con) == before  # that alone is nothing to publish a copy for
    load_feed_states(con, (replace(known, same_as=None),))
    assert generation(con) == before + 1


def test_each_feed_has_its_state_and_what_to_do(con: "DuckDBPyConnection") -> None:
    load(
        con,
        feed("fine"),
        feed("blocked", state="blocked", count_failures=2, last_problem=PROBLEM),
        feed("slow", is_slow=True, usual_seconds=0.25, recent_seconds=6.0),
        feed("silent", last_new_at=NOW - timedelta(days=4), publishes_every_minutes=600.0),
        feed("weekly", last_new_at=NOW - timedelta(days=20), publishes_every_minutes=7 * 1440.0),
        feed("unknown", last_new_at=NOW - timedelta(days=90), publishes_every_minutes=None),
        feed("moved", moved_to="https://new.example/feed"),
        feed("twin", same_as="f_fine", last_new_at=NOW - timedelta(days=90)),
    )
    found = {health.name: health for health in feed_health(con)}
    assert {name: health.state for name, health in found.items()} == {
        "fine": "fine",
        "blocked": "blocked",
        "slow": "slow",
        "silent": "silent",
        "weekly": "fine",
        "unknown": "fine",
        "moved": "fine",
        "twin": "fine",
    }
    assert (found["blocked"].cause, found["blocked"].remedy) == (PROBLEM.cause, PROBLEM.remedy)
    assert found["slow"].cause == "its server takes 6.0 seconds to answer, 0.3 are usual"
    assert found["silent"].cause == "it answers, and has had nothing new since 2026-11-18; its usual gap is 10 hours"
    assert found["moved"].remedy == "List the new address."
    assert found["twin"].cause == "the same feed as https://fine.example/feed, and polled there"
    assert found["fine"].cause is None


def test_a_feed_whose_entries_stop_becoming_texts_is_silent(con: "DuckDBPyConnection") -> None:
    load(con, feed("a"), feed("b"), feed("c"), feed("d"))
    long_ago, lately = timedelta(days=9), timedelta(days=1)
    load_entries(con, entries("a", {"done": 20, "failed": 2}, long_ago) + entries("a", {"failed": 6}, lately))
    load_entries(con, entries("b", {"done": 20}, long_ago) + entries("b", {"failed": 3, "done": 3}, lately))
    load_entries(con, entries("c", {"failed": 20}, long_ago) + entries("c", {"failed": 6}, lately))  # it never did
    load_entries(con, entries("d", {"done": 20}, long_ago) + entries("d", {"failed": 4}, lately))  # too few to tell
    found = {health.name: health for health in feed_health(con)}
    assert [found[name].state for name in "abcd"] == ["silent", "fine", "fine", "fine"]
    assert found["a"].cause == "of its last 6 entries 0 became articles with text, of the 22 before 20"
    (row,) = [row for row in as_dicts(ask(con, "feeds")) if row["title"] == "b"]
    assert (row["articles_a_day"], row["yield"]) == (0.82, 0.885)  # 23 in 28 days; 23 of 26


def test_what_was_told_of_a_feed_is_told_once(con: "DuckDBPyConnection") -> None:
    gone = feed("a", state="gone", count_failures=1, last_problem=replace(PROBLEM, kind="http 410"))
    load(con, gone, feed("b"))
    told = decide_troubles(feed_health(con), NOW, 5)
    load_told(con, told.feeds)
    assert [health.told for health in feed_health(con)] == [TROUBLE, None]
    assert feed_states(con)[0].told == TROUBLE
    assert decide_troubles(feed_health(con), NOW, 5).notices == ()
    load_feed_states(con, (feed("a"),))
    load_told(con, decide_troubles(feed_health(con), NOW, 5).feeds)
    assert [health.told for health in feed_health(con)] == [None, None]


def test_a_feed_off_the_list_keeps_what_it_brought(con: "DuckDBPyConnection") -> None:
    load(con, feed("a"), feed("b", same_as="f_a"))
    load_entries(con, entries("a", {"done": 3, "pending": 1}, timedelta(days=1)))
    register_feeds(con, (feed("b"),), NOW)
    assert [health.feed_id for health in feed_health(con)] == ["f_b"]
    counted = con.execute("select state, count(*) from feed_entries group by 1 order by 1").fetchall()
    assert counted == [("done", 3), ("pending", 1)]


def test_no_feed_is_no_row(con: "DuckDBPyConnection") -> None:
    assert feed_health(con) == ()
    register_feeds(con, (FeedState("f_a", "https://a.example/feed"),), NOW)
    assert feed_health(con) == (FeedHealth("f_a", "https://a.example/feed", "new"),)


# --- the listing ------------------------------------------------------------------------------------------------------


def test_the_listing_has_the_troubled_first_and_says_what_to_do(con: "DuckDBPyConnection") -> None:
    load(
        con,
        feed("fine"),
        feed("moved", moved_to="https://new.example/feed"),
        feed("silent", last_new_at=NOW - timedelta(days=4), publishes_every_minutes=600.0),
        feed("gone", state="gone", next_poll_at=None, count_failures=5, last_problem=PROBLEM),
    )
    load_entries(con, entries("fine", {"done": 14, "pending": 1}, timedelta(days=1)))
    refused = entries("fine", {"failed": 2}, timedelta(days=1))
    kinds = ("live index", "http 404")
    load_entries(
        con,
        [replace(one, problem=Problem(one.address, kind, "c", "r")) for one, kind in zip(refused, kinds, strict=True)],
    )
    out = io.StringIO()
    print_feeds(as_dicts(ask(con, "feeds")), out)
    assert out.getvalue() == (
        "gone  gone  read 2026-11-22 09:00, one every 60 minutes\n"
        "  the server forbids it (403) (5 times in a row). Open it in a browser.\n"
        "  https://gone.example/feed\n"
        "silent  silent  read 2026-11-22 09:00, one every 10 hours, next 10:00\n"
        "  it answers, and has had nothing new since 2026-11-18; its usual gap is 10 hours. "
        "Open its site: it may have given up this feed for another one.\n"
        "  https://silent.example/feed\n"
        "moved  fine  read 2026-11-22 09:00, one every 60 minutes, next 10:00\n"
        "  it moved for good to https://new.example/feed, and is polled there. List the new address.\n"
        "  https://moved.example/feed\n"
        "fine  fine  read 2026-11-22 09:00, 0.5 new a day, 88% with text, 1 page waiting, one every 60 minutes, "
        "next 10:00\n"
        "  without text: 1 http 404, 1 live index\n"
        "  https://fine.example/feed\n"
        "\n4 feeds: 2 fine, 1 gone, 1 silent\n"
    )


def test_a_page_that_was_refused_is_found_by_its_address(con: "DuckDBPyConnection") -> None:
    wall = Problem("https://a.example/1", "paywall teaser", "the rest is for subscribers", "Subscribe.")
    load(con, feed("a"))
    (one,) = entries("a", {"failed": 1}, timedelta(days=1))
    load_entries(con, [replace(one, address="https://a.example/1", problem=wall)])
    (page,) = as_dicts(
        ask(con, "refused_page", article="https://a.example/1?utm_source=x", address="https://a.example/1")
    )
    assert (page["state"], page["problem_cause"]) == ("failed", "the rest is for subscribers")
    assert not ask(con, "refused_page", article="https://a.example/2", address=None).rows


# --- robots.txt -------------------------------------------------------------------------------------------------------


def test_robots_txt_is_known_for_a_day_and_its_failure_for_minutes(con: "DuckDBPyConnection") -> None:
    good = KeptRobots("https://a.example", NOW, 200, "User-agent: *\nDisallow: /x\n")
    missing = KeptRobots("https://b.example", NOW, 404)
    failed = KeptRobots("https://c.example", NOW, 500, problem=replace(PROBLEM, kind="http 500"))
    load_robots(con, (good, missing, failed), NOW)
    assert [kept.site for kept in known_robots(con, NOW + timedelta(minutes=19))] == [
        "https://a.example",
        "https://b.example",
        "https://c.example",
    ]
    assert good in known_robots(con, NOW)
    assert [kept.site for kept in known_robots(con, NOW, with_failures=False)] == [good.site, missing.site]
    assert set(known_robots(con, NOW + timedelta(hours=23))) == {good, missing}
    assert known_robots(con, NOW + timedelta(hours=24)) == ()
    assert known_robots(con, NOW - timedelta(hours=1)) == ()  # a clock that was set back
    load_robots(con, (replace(failed, fetched_at=NOW + timedelta(days=8), problem=None),), NOW + timedelta(days=8))
    assert con.execute("select site from robots").fetchall() == [("https://c.example",)]


def test_of_very_many_robots_txt_the_newest_are_in_memory(
    con: "DuckDBPyConnection", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.robots._MOST_CHARACTERS", 7_000)
    sizes = {"old": 3_000, "middle": 3_000, "new": 1_000}
    for number, (name, size) in enumerate(sizes.items()):
        at = NOW + timedelta(minutes=number)
        load_robots(con, (KeptRobots(f"https://{name}.example", at, 200, "#" * size),), at)
    known = known_robots(con, NOW + timedelta(minutes=3))
    assert [kept.site for kept in known] == ["https://middle.example", "https://new.example"]
