"""Feeds, entries, fetches and articles: loaded once or twice, it is the same; texts change and change back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warehouse_samples import ARTICLES, EDITED, FEEDS, NOW, PROBLEM, article, load_intake

from extractors.records import (
    FeedEntry,
    Fetch,
    IngestCounts,
    Origin,
    Outcome,
    PendingEntry,
    Precision,
    Published,
    RawPointer,
    SeenAddress,
)
from extractors.records.ids import text_sha256
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.generation import generation
from warehouse.intake import (
    feed_states,
    known_addresses,
    load_articles,
    load_entries,
    load_feed_states,
    load_fetches,
    pending_entries,
    register_feeds,
)
from warehouse.runs import begin_run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@pytest.fixture
def con(tmp_path: Path) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        yield con
        assert [str(failed) for failed in failed_checks(con)] == []


def rows(con: "DuckDBPyConnection", sql: str) -> list[Any]:
    return con.execute(sql).fetchall()


def current_text(con: "DuckDBPyConnection") -> str:
    return str(rows(con, "select text from article_texts")[0][0])


# --- feeds ------------------------------------------------------------------------------------------------------------


def test_a_feed_comes_back_as_it_was_loaded(con: "DuckDBPyConnection") -> None:
    register_feeds(con, FEEDS, NOW)
    polled = replace(
        FEEDS[0],
        state="broken",
        etag='W/"1"',
        last_modified="yesterday",
        body_sha256="ab",
        first_polled_at=NOW,
        last_polled_at=NOW,
        last_success_at=NOW,
        next_poll_at=NOW + timedelta(minutes=15),
        count_failures=3,
        last_problem=replace(PROBLEM, thing=FEEDS[0].address),
    )
    load_feed_states(con, (polled,))
    assert feed_states(con) == (polled, FEEDS[1])


def test_feeds_no_longer_listed_rest_and_remember(con: "DuckDBPyConnection") -> None:
    register_feeds(con, FEEDS, NOW)
    load_feed_states(con, (replace(FEEDS[0], state="fine", etag="1"),))
    register_feeds(con, FEEDS[1:], NOW)
    assert [feed.feed_id for feed in feed_states(con)] == ["f_2"]
    register_feeds(con, FEEDS, NOW)
    assert feed_states(con)[0].etag == "1"


def test_only_a_changed_state_of_a_feed_counts_as_a_change(con: "DuckDBPyConnection") -> None:
    register_feeds(con, FEEDS, NOW)
    before = generation(con)
    register_feeds(con, FEEDS, NOW + timedelta(days=1))
    load_feed_states(con, (replace(FEEDS[0], last_polled_at=NOW),))
    assert generation(con) == before
    load_feed_states(con, (replace(FEEDS[0], state="fine"),))
    assert generation(con) == before + 1


# --- entries ----------------------------------------------------------------------------------------------------------

ENTRY = PendingEntry(
    entry_id="e_1",
    feed_id="f_1",
    address="https://harbourtimes.example/one",
    entry=FeedEntry(
        "https://harbourtimes.example/one",
        external_id="1",
        title="“One” 😀",
        summary="A\nB",
        published=Published(NOW, Precision.SECOND, "feed"),
    ),
    first_seen_at=NOW,
    is_backlog=True,
)


def test_an_entry_comes_back_as_it_was_loaded(con: "DuckDBPyConnection") -> None:
    register_feeds(con, FEEDS, NOW)
    tried = replace(
        ENTRY,
        count_attempts=2,
        next_attempt_at=NOW + timedelta(hours=1),
        problem=replace(PROBLEM, thing=ENTRY.address),
    )
    load_entries(con, (ENTRY,))
    assert pending_entries(con, NOW) == (ENTRY,)
    load_entries(con, (tried,))
    assert pending_entries(con, NOW) == ()
    assert pending_entries(con, NOW + timedelta(hours=1)) == (tried,)


def test_entries_that_are_done_or_of_a_resting_feed_do_not_wait(con: "DuckDBPyConnection") -> None:
    register_feeds(con, FEEDS, NOW)
    load_entries(con, (ENTRY, replace(ENTRY, entry_id="e_2", address="https://harbourtimes.example/two")))
    load_entries(con, (replace(ENTRY, state="done", article_id="a_1"),))
    assert [entry.entry_id for entry in pending_entries(con, NOW)] == ["e_2"]
    register_feeds(con, FEEDS[1:], NOW)
    assert pending_entries(con, NOW) == ()


def test_another_attempt_is_no_change_for_readers(con: "DuckDBPyConnection") -> None:
    register_feeds(con, FEEDS, NOW)
    load_entries(con, (ENTRY,))
    before = generation(con)
    load_entries(con, (replace(ENTRY, count_attempts=1, next_attempt_at=NOW),))
    assert generation(con) == before
    load_entries(con, (replace(ENTRY, state="failed"),))
    assert generation(con) == before + 1


def test_known_addresses_are_those_of_articles_and_entries(con: "DuckDBPyConnection") -> None:
    register_feeds(con, FEEDS, NOW)
    load_entries(con, (ENTRY,))
    load_articles(con, ARTICLES[:1])
    address = ARTICLES[0].canonical_address
    assert address is not None
    asked = {ENTRY.address, address, f"{address}?from=feed", "https://nowhere.example/"}
    assert known_addresses(con, asked) == asked - {"https://nowhere.example/"}
    assert known_addresses(con, ()) == frozenset()


# --- fetches ----------------------------------------------------------------------------------------------------------


def test_fetches_are_on_record_once(con: "DuckDBPyConnection") -> None:
    begin_run(con, "r_1", "ingest", NOW)
    raw = RawPointer("2026-03/02.warc.gz", "<urn:1>")
    fetched = Fetch(
        "https://a.example/", "page", Outcome.FETCHED, NOW, 0.5, status=200, count_bytes=3_000_000_000, raw=raw
    )
    failed = Fetch("https://b.example/", "page", Outcome.FAILED, NOW, 20, problem=PROBLEM)
    before = generation(con)
    for _ in range(2):
        load_fetches(con, "r_1", (fetched, failed))
    assert rows(con, "select status, count_bytes, raw_record_id, problem_kind from fetches order by url") == [
        (200, 3_000_000_000, "<urn:1>", None),
        (None, 0, None, "time-out"),
    ]
    assert generation(con) == before


# --- articles ---------------------------------------------------------------------------------------------------------


def test_new_then_known(con: "DuckDBPyConnection") -> None:
    assert load_articles(con, ARTICLES) == IngestCounts(4, 0, 0, tuple(a.article_id for a in ARTICLES))
    before = generation(con)
    assert load_articles(con, ARTICLES) == IngestCounts(0, 4, 0, ())
    assert generation(con) == before


def test_nothing_is_nothing(con: "DuckDBPyConnection") -> None:
    before = generation(con)
    assert load_articles(con, ()) == IngestCounts()
    assert generation(con) == before


def test_another_text_is_a_new_version(con: "DuckDBPyConnection") -> None:
    load_articles(con, ARTICLES)
    assert load_articles(con, (EDITED,)) == IngestCounts(0, 0, 1, ())
    assert rows(
        con, "select version_number from article_versions where article_id = '" + EDITED.article_id + "' order by 1"
    ) == [(1,), (2,)]
    changes = rows(con, "select change, detected_at from article_changes")
    assert changes == [("text changed", EDITED.seen_at)]
    before = generation(con)
    load_articles(con, (EDITED,))
    load_articles(con, ARTICLES)  # seen earlier: history, not a change back
    assert generation(con) == before


def test_back_to_an_earlier_text_is_that_version_again(con: "DuckDBPyConnection") -> None:
    first = article("one", "the first text")
    second = article("one", "the second text", hours=1)
    third = article("one", "the first text", hours=2)
    for version in (first, second, third):
        load_articles(con, (version,))
    assert current_text(con) == "the first text"
    assert rows(con, "select count_versions from articles") == [(2,)]
    assert rows(con, "select count(*) from article_changes") == [(2,)]


def test_the_same_article_many_times_in_one_batch(con: "DuckDBPyConnection") -> None:
    batch = (article("one", "x"), article("one", "x"), article("one", "y"), article("one", "z", hours=1))
    assert load_articles(con, batch) == IngestCounts(1, 1, 2, (batch[0].article_id,))
    assert current_text(con) == "z"
    before = generation(con)
    assert load_articles(con, batch) == IngestCounts(0, 4, 0, ())
    assert generation(con) == before


def test_a_text_from_before_is_kept_as_history(con: "DuckDBPyConnection") -> None:
    load_articles(con, (article("one", "today's text"),))
    load_articles(con, (article("one", "yesterday's text", hours=-24),))
    assert current_text(con) == "today's text"
    assert rows(con, "select count_versions from articles") == [(2,)]


def test_an_article_keeps_its_id_when_its_address_changes(con: "DuckDBPyConnection") -> None:
    old = article("one", "a text")
    load_articles(con, (old,))
    moved = article("one-with-a-longer-name", "a text", hours=1)
    moved = replace(moved, addresses=(*moved.addresses, SeenAddress(old.canonical_address or "", "feed")))
    assert load_articles(con, (moved,)).count_known == 1
    assert rows(con, "select article_id from articles") == [(old.article_id,)]
    assert len(rows(con, "from article_urls")) == 4
    later = article("one-with-a-longer-name", "another text", hours=2)
    assert load_articles(con, (later,)).count_new_versions == 1


def test_what_a_page_declares_on_another_site_is_no_identity(con: "DuckDBPyConnection") -> None:
    original = article("one", "a text")
    copy = article("one", "a text", outlet="Valley Post")
    declared = SeenAddress(original.canonical_address or "", "declared")
    copy = replace(copy, addresses=(*copy.addresses, declared))
    assert load_articles(con, (original, copy)).count_new == 2
    assert load_articles(con, (copy, original)).count_known == 2


def test_what_was_not_known_is_filled_in(con: "DuckDBPyConnection") -> None:
    bare = replace(article("one", "a text", dated=False), outlet=None, language=None)
    load_articles(con, (bare,))
    load_articles(con, (replace(article("one", "a text"), byline="A. Writer"),))
    found = rows(con, "select outlet, byline, language, published_at, published_precision from article_texts")
    assert found == [("Harbour Times", "A. Writer", "en", NOW, "second")]
    before = generation(con)
    load_articles(con, (replace(bare, byline="Another", published=Published(NOW - timedelta(days=1), Precision.DAY)),))
    assert generation(con) == before


def test_an_import_without_an_address(con: "DuckDBPyConnection") -> None:
    made = replace(
        article("one", "a text"),
        origin=Origin.IMPORT,
        canonical_address=None,
        addresses=(),
        external_id="7",
        feed_id=None,
    )
    assert load_articles(con, (made, made)) == IngestCounts(1, 1, 0, (made.article_id,))
    assert rows(con, "select external_id, canonical_url from articles") == [("7", None)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=()), min_size=1, max_size=40))
def test_any_text_is_kept_character_by_character(con: "DuckDBPyConnection", text: str) -> None:
    """A lone surrogate is one character in Python and in DuckDB, so offsets stay right; all else is kept as it is."""
    con.execute(
        "delete from articles; delete from article_versions; delete from article_urls; delete from article_changes"
    )
    load_articles(con, (replace(article("one", text), text_sha256=text_sha256(text)),))
    stored = current_text(con)
    assert len(stored) == len(text) == rows(con, "select length(text) from article_texts")[0][0]
    assert all(a == b or (b == "\ufffd" and "\ud800" <= a <= "\udfff") for a, b in zip(text, stored, strict=True))


def test_the_whole_intake_twice_changes_nothing(con: "DuckDBPyConnection") -> None:
    load_intake(con)
    before = generation(con)
    load_intake(con)
    assert generation(con) == before
