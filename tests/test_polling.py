"""When to ask a feed again, and what becomes of its entries. Decisions: no server, no clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.polling import (
    Poll,
    after_attempt,
    after_poll,
    due_feeds,
    entry_addresses,
    new_entries,
    new_entries_of_all,
    storable,
    with_listed_addresses,
)
from extractors.records import Article, FeedEntry, FeedState, Fetch, Origin, Outcome, ParsedFeed, PendingEntry, Problem

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ADDRESS = "https://news.example/feed.xml"
STATE = FeedState("f_1", ADDRESS)
FETCHED = Fetch(ADDRESS, "feed", Outcome.FETCHED, NOW, 0.1, etag='"1"', last_modified="now", body_sha256="aa")
FEED = ParsedFeed("The Example Times", None, "en", ())


def problem(kind: str) -> Problem:
    return Problem(ADDRESS, kind, "a cause", "A remedy.")


def failed(kind: str, outcome: Outcome = Outcome.FAILED) -> Fetch:
    return Fetch(ADDRESS, "feed", outcome, NOW, 0.1, problem=problem(kind))


def polled(
    state: FeedState,
    fetch: Fetch,
    feed: ParsedFeed | Problem | None = None,
    *,
    now: datetime = NOW,
    retry_after: float | None = None,
) -> FeedState:
    return after_poll(state, fetch, feed, now=now, poll_minutes=15, retry_after=retry_after)


def test_a_good_poll() -> None:
    after = polled(STATE, FETCHED, FEED)
    assert after.state == "fine"
    assert after.title == "The Example Times"
    assert (after.etag, after.last_modified, after.body_sha256) == ('"1"', "now", "aa")
    assert after.next_poll_at == NOW + timedelta(minutes=15)
    assert after.first_polled_at == after.last_polled_at == after.last_success_at == NOW


def test_an_unchanged_feed_is_fine_and_keeps_what_is_known_of_it() -> None:
    before = replace(polled(STATE, FETCHED, FEED), count_failures=3, state="unreachable", last_problem=problem("dns"))
    later = NOW + timedelta(hours=1)
    after = polled(before, replace(FETCHED, outcome=Outcome.UNCHANGED, etag=None), now=later)
    assert (after.state, after.count_failures, after.last_problem) == ("fine", 0, None)
    assert (after.etag, after.title) == ('"1"', "The Example Times")
    assert after.last_success_at == later
    assert after.first_polled_at == NOW


def test_a_fine_feed_tells_what_is_odd_about_it() -> None:
    after = polled(STATE, FETCHED, replace(FEED, problems=(problem("no dates"),)))
    assert (after.state, after.last_problem) == ("fine", problem("no dates"))
    assert polled(after, replace(FETCHED, outcome=Outcome.UNCHANGED)).last_problem == problem("no dates")


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("dns", "unreachable"),
        ("time-out", "unreachable"),
        ("refused connection", "unreachable"),
        ("http 500", "unreachable"),
        ("http 404", "unreachable"),
        ("redirect loop", "unreachable"),
        ("http 401", "blocked"),
        ("http 403", "blocked"),
        ("http 429", "blocked"),
        ("robots", "blocked"),
        ("http 410", "gone"),
    ],
)
def test_the_word_for_a_failed_poll(kind: str, word: str) -> None:
    after = polled(STATE, failed(kind))
    assert (after.state, after.count_failures, after.last_problem) == (word, 1, problem(kind))


def test_what_is_no_feed_is_broken_and_asked_for_whole_again() -> None:
    after = polled(STATE, FETCHED, problem("html"))
    assert after.state == "broken"
    assert (after.etag, after.body_sha256) == (None, None)


def test_failures_back_off_to_a_day_at_most() -> None:
    state, pauses = STATE, []
    for _ in range(12):
        state = polled(state, failed("time-out"))
        assert state.next_poll_at is not None
        pauses.append((state.next_poll_at - NOW).total_seconds() / 60)
    longest = [15, 30, 60, 120, 240, 480, 960, *[24 * 60] * 5]
    assert all(most * 3 / 4 <= pause <= most for pause, most in zip(pauses, longest, strict=True))
    assert pauses == sorted(pauses)


def test_retry_after_is_obeyed_within_reason() -> None:
    assert polled(STATE, failed("http 429"), retry_after=7200).next_poll_at == NOW + timedelta(hours=2)
    assert polled(STATE, failed("http 429"), retry_after=5).next_poll_at == NOW + timedelta(minutes=15)
    assert polled(STATE, failed("http 429"), retry_after=1e9).next_poll_at == NOW + timedelta(days=7)


def test_a_feed_that_is_gone_is_not_asked_again() -> None:
    gone = polled(STATE, failed("http 410", Outcome.GONE))
    assert due_feeds([gone], NOW + timedelta(days=400)) == ()
    state = STATE
    for _ in range(5):
        state = polled(state, failed("http 404", Outcome.GONE))
    assert state.state == "gone"
    assert due_feeds([state], NOW + timedelta(days=1), is_manual=True) == ()
    assert due_feeds([state], NOW + timedelta(days=7)) == (state,)


def test_due_is_what_was_never_polled_and_what_has_waited_enough() -> None:
    fine = polled(replace(STATE, feed_id="f_2"), FETCHED, FEED)
    assert due_feeds([fine, STATE], NOW) == (STATE,)
    assert due_feeds([fine, STATE], NOW + timedelta(minutes=15)) == (STATE, fine)


def test_a_person_who_asks_now_is_answered_now() -> None:
    fine = polled(replace(STATE, feed_id="f_2"), FETCHED, FEED)
    down = polled(replace(STATE, feed_id="f_3"), failed("dns"))
    told_to_wait = polled(replace(STATE, feed_id="f_4"), failed("http 429"), retry_after=3600)
    gone = polled(replace(STATE, feed_id="f_5"), failed("http 410"))
    due = due_feeds([fine, down, told_to_wait, gone], NOW + timedelta(seconds=1), is_manual=True)
    assert {state.feed_id for state in due} == {"f_2", "f_3"}
    assert told_to_wait in due_feeds([told_to_wait], NOW + timedelta(hours=1), is_manual=True)


# --- entries ---

POLLED = replace(STATE, last_success_at=NOW - timedelta(hours=1))


def feed_of(*addresses: str | None) -> ParsedFeed:
    return replace(FEED, entries=tuple(FeedEntry(address, title="A headline") for address in addresses))


def test_new_entries_are_known_by_their_canonical_address() -> None:
    feed = feed_of(
        "https://news.example/a?utm_source=rss",
        "https://news.example/a#top",
        "https://news.example/b",
        None,
        "mailto:x@y",
    )
    entries = new_entries(POLLED, feed, {"https://news.example/b"}, NOW, first_poll_is_known=True)
    (entry,) = entries
    assert entry.address == "https://news.example/a"
    assert entry.entry.address == "https://news.example/a?utm_source=rss"
    assert not entry.is_backlog
    assert entry_addresses([(POLLED, FETCHED, feed, None)]) == {"https://news.example/a", "https://news.example/b"}


def test_what_is_there_at_the_first_good_poll_is_old_news() -> None:
    after_a_failure = polled(STATE, failed("dns"))
    feed = feed_of("https://news.example/a")
    assert new_entries(after_a_failure, feed, (), NOW, first_poll_is_known=True)[0].is_backlog
    assert not new_entries(after_a_failure, feed, (), NOW, first_poll_is_known=False)[0].is_backlog
    assert not new_entries(POLLED, feed, (), NOW, first_poll_is_known=True)[0].is_backlog


_feeds = st.lists(
    st.tuples(
        st.sampled_from("abcde").map("f_{}".format),
        st.booleans(),
        st.lists(st.sampled_from(["/1", "/2", "/2?utm_source=x", "/3", "/4#x"]).map("https://news.example".__add__)),
    ),
    max_size=5,
    unique_by=lambda feed: feed[0],
)


@given(_feeds, st.randoms())
def test_one_entry_in_five_feeds_is_one_page_in_whatever_order(
    feeds: list[tuple[str, bool, list[str]]], order: Random
) -> None:
    polls: list[Poll] = [
        (replace(STATE, feed_id=key, last_success_at=NOW if is_polled else None), FETCHED, feed_of(*addresses), None)
        for key, is_polled, addresses in feeds
    ]
    entries = new_entries_of_all(polls, (), NOW, first_poll_is_known=True)
    assert len({entry.entry_id for entry in entries}) == len({entry.address for entry in entries}) == len(entries)
    shuffled = list(polls)
    order.shuffle(shuffled)
    assert new_entries_of_all(shuffled, (), NOW, first_poll_is_known=True) == entries


def test_news_in_one_feed_is_news_though_another_is_polled_first() -> None:
    feed = feed_of("https://news.example/a")
    polls: list[Poll] = [(STATE, FETCHED, feed, None), (replace(POLLED, feed_id="f_2"), FETCHED, feed, None)]
    (entry,) = new_entries_of_all(polls, (), NOW, first_poll_is_known=True)
    assert (entry.feed_id, entry.is_backlog) == ("f_2", False)


# --- tries ---

ENTRY = PendingEntry("e_1", "f_1", "https://news.example/a", FeedEntry("https://news.example/a"), NOW, is_backlog=False)
ARTICLE = Article("a_1", Origin.FEED, "Words.", "sha", NOW)


def test_an_article_is_the_end_of_its_entry() -> None:
    after = after_attempt(ENTRY, ARTICLE, FETCHED, now=NOW, max_attempts=5)
    assert (after.state, after.article_id, after.count_attempts, after.problem) == ("done", "a_1", 1, None)


def test_an_article_made_of_the_feeds_text_keeps_the_reason() -> None:
    after = after_attempt(ENTRY, ARTICLE, failed("http 403", Outcome.REFUSED), now=NOW, max_attempts=5)
    assert (after.state, after.problem) == ("done", problem("http 403"))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.GONE, Outcome.FETCHED])
def test_what_will_not_change_is_not_tried_again(outcome: Outcome) -> None:
    fetch = Fetch(ADDRESS, "page", outcome, NOW, 0.1)
    after = after_attempt(ENTRY, problem("no text"), fetch, now=NOW, max_attempts=5)
    assert (after.state, after.problem, after.next_attempt_at) == ("failed", problem("no text"), None)


def test_what_may_pass_is_tried_again_a_bounded_number_of_times() -> None:
    entry, pauses = ENTRY, []
    fetch = failed("time-out")
    while entry.state == "pending":
        entry = after_attempt(entry, problem("time-out"), fetch, now=NOW, max_attempts=5)
        pauses.append(entry.next_attempt_at and (entry.next_attempt_at - NOW).total_seconds() / 60)
    assert pauses == [5, 20, 80, 320, None]
    assert (entry.state, entry.problem) == ("failed", problem("time-out"))


def test_a_page_whose_server_asks_to_wait_is_left_in_peace() -> None:
    fetch = replace(failed("http 429"), retry_after=3600.0)
    after = after_attempt(ENTRY, problem("http 429"), fetch, now=NOW, max_attempts=5)
    assert after.next_attempt_at == NOW + timedelta(hours=1)


# --- credentials ---


def test_credentials_are_there_for_requests_and_nowhere_else() -> None:
    listed = replace(STATE, address="https://ann:secret@news.example/feed.xml")
    (stored,) = storable([listed])
    assert stored.address == ADDRESS
    assert with_listed_addresses([stored], [listed]) == (listed,)
    assert "secret" not in repr(polled(listed, FETCHED, FEED))
