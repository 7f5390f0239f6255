"""When a feed is asked again: by its own rhythm, within bounds, as is asked of us. Decisions: no server, no clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.caching import seconds_fresh
from extractors.intake.polling import after_poll, count_new_entries, due_feeds
from extractors.intake.rhythm import after_skipped, is_skipped, usual_gap
from extractors.intake.slowness import with_answer
from extractors.records import FeedEntry, FeedState, Fetch, Outcome, ParsedFeed, Precision, Problem, Published

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # a Sunday
ADDRESS = "https://news.example/feed.xml"
STATE = FeedState("f_1", ADDRESS)
FETCHED = Fetch(ADDRESS, "feed", Outcome.FETCHED, NOW, 0.1, answer_seconds=0.1)
UNCHANGED = replace(FETCHED, outcome=Outcome.UNCHANGED)
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
FAILED = replace(FETCHED, outcome=Outcome.FAILED, problem=Problem(ADDRESS, "time-out", "a cause", "A remedy."))


def entry(at: datetime | None, number: int = 0) -> FeedEntry:
    published = Published(at, Precision.SECOND, "feed") if at else Published()
    return FeedEntry(f"https://news.example/{number}", published=published)


def feed(*minutes_ago: float) -> ParsedFeed:
    entries = (entry(NOW - timedelta(minutes=ago), number) for number, ago in enumerate(minutes_ago))
    return ParsedFeed("The Example Times", None, "en", tuple(entries))


def polled(
    state: FeedState,
    fetch: Fetch,
    parsed: ParsedFeed | Problem | None = None,
    *,
    now: datetime = NOW,
    retry_after: float | None = None,
    count_new: int | None = None,
) -> FeedState:
    return after_poll(
        state, fetch, parsed, now=now, poll_minutes=15, retry_after=retry_after, poll_hours_longest=24,
        count_new=count_new,
    )  # fmt: skip


def pause(state: FeedState, now: datetime = NOW) -> float:
    """The minutes until the next poll."""
    assert state.next_poll_at is not None
    return (state.next_poll_at - now).total_seconds() / 60


# --- how often it publishes -------------------------------------------------------------------------------------------


def test_a_feed_is_asked_about_twice_as_often_as_it_publishes() -> None:
    every_minute = polled(STATE, FETCHED, feed(*range(20)))
    hourly = polled(STATE, FETCHED, feed(*range(10, 1210, 60)))
    weekly = polled(STATE, FETCHED, feed(*range(60, 200_000, 7 * 1440)))
    assert (every_minute.publishes_every_minutes, hourly.publishes_every_minutes) == (1, 60)
    assert pause(every_minute) == 15
    assert 22 <= pause(hourly) <= 30
    assert 18 * 60 <= pause(weekly) <= 24 * 60


def test_a_feed_that_falls_silent_is_asked_more_and_more_seldom() -> None:
    state, now, pauses = polled(STATE, FETCHED, feed(*range(0, 200, 10))), NOW, []
    for _ in range(200):
        assert state.next_poll_at is not None
        now = state.next_poll_at
        state = polled(state, UNCHANGED, now=now)
        pauses.append(pause(state, now))
    assert pauses[0] == 15
    assert pauses == sorted(pauses)
    assert 18 * 60 <= pauses[-1] <= 24 * 60


def test_a_night_and_an_entry_that_stays_on_top_do_not_count() -> None:
    assert usual_gap(feed(0, 10, 20, 30, 600, 610).entries, NOW) == pytest.approx(10)
    assert usual_gap(feed(0, 10, 20, 30, 40, 900_000).entries, NOW) == pytest.approx(10)


def test_dates_that_tell_nothing_give_way_to_what_polls_bring() -> None:
    undated = ParsedFeed(None, None, None, tuple(entry(None, number) for number in range(5)))
    assert usual_gap(feed(0, 0, 0, 0, 0).entries, NOW) is None  # each has the time of the request
    assert usual_gap(feed(-60, -30).entries, NOW) is None  # and these are to come
    state = polled(STATE, FETCHED, undated, count_new=5)
    assert state.publishes_every_minutes is None
    for number in range(1, 30):
        now = NOW + timedelta(hours=4 * number)
        state = polled(state, FETCHED, undated, now=now, count_new=2 if number % 2 else 0)
    assert state.publishes_every_minutes == pytest.approx(4 * 60, rel=0.1)
    assert count_new_entries(undated, {"https://news.example/1"}) == 4
    assert count_new_entries(None, ()) is None


# --- what it asks for -------------------------------------------------------------------------------------------------


def test_cache_headers_and_ttl_lengthen_the_pause_up_to_the_longest() -> None:
    busy = feed(*range(20))
    cached = polled(STATE, replace(FETCHED, max_age=7200), busy)
    assert (pause(cached), cached.fresh_until) == (120, NOW + timedelta(hours=2))
    assert pause(polled(STATE, replace(FETCHED, max_age=10**9), busy)) == 24 * 60
    assert pause(polled(STATE, replace(FETCHED, max_age=60), busy)) == 15
    timed = polled(STATE, FETCHED, replace(busy, ttl_minutes=90))
    assert pause(timed) == 90
    assert pause(polled(timed, UNCHANGED)) == 90  # what it said still holds where it says nothing new


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (("public, max-age=600", None, None, None), 600),
        (("max-age=600, s-maxage=9000", None, None, "500"), 100),
        (('Max-Age="60"', "Sun, 22 Nov 2026 10:00:00 GMT", None, None), 60),
        ((None, "Sun, 22 Nov 2026 10:00:00 GMT", "Sun, 22 Nov 2026 09:30:00 GMT", None), 1800),
        ((None, "Sun, 22 Nov 2026 10:00:00 GMT", None, None), 3600),
        (("no-cache, max-age=600", None, None, None), None),
        (("no-store", "Sun, 22 Nov 2026 10:00:00 GMT", None, None), None),
        (('no-cache="set-cookie", max-age=60', None, None, None), 60),
        (("s-maxage=600", "0", "nonsense", "x"), None),
        (("max-age=-1", None, None, None), None),
        ((None, None, None, None), None),
    ],
)
def test_how_long_an_answer_is_good(headers: tuple[str | None, ...], seconds: int | None) -> None:
    cache_control, expires, date, age = headers
    assert seconds_fresh(cache_control, expires, date, age, NOW) == seconds


def test_skipped_hours_and_days_are_left_out() -> None:
    quiet = replace(feed(*range(20)), skip_hours=frozenset({9, 10, 11}))
    assert polled(STATE, FETCHED, quiet).next_poll_at == NOW + timedelta(hours=3)
    free_sunday = replace(feed(*range(20)), skip_days=frozenset({6}))
    assert polled(STATE, FETCHED, free_sunday).next_poll_at == datetime(2026, 11, 23, tzinfo=UTC)
    never = replace(feed(*range(20)), skip_days=frozenset(range(7)), skip_hours=frozenset(range(24)))
    assert pause(polled(STATE, FETCHED, never)) == 15  # it leaves no time at all: a mistake


def test_a_feed_that_nobody_asks_at_the_hours_it_leaves_is_asked_all_the_same() -> None:
    quiet = polled(STATE, FETCHED, replace(feed(*range(20)), skip_hours=frozenset({NOW.hour})))
    assert [day for day in range(1, 7) if due_feeds([quiet], NOW + timedelta(days=day))] == [4, 5, 6]


def test_a_person_waits_where_the_feed_asks_for_it() -> None:
    quiet = polled(STATE, FETCHED, replace(feed(*range(20)), skip_hours=frozenset({9})))
    told = polled(replace(STATE, feed_id="f_2"), FETCHED, feed(*range(20)), retry_after=3600)
    cached = polled(replace(STATE, feed_id="f_3"), replace(FETCHED, max_age=3600), feed(*range(20)))
    soon = NOW + timedelta(minutes=1)
    assert [state.feed_id for state in due_feeds([quiet, told, cached], soon, is_manual=True)] == ["f_3"]
    assert due_feeds([quiet, told, cached], soon) == ()


# --- whatever comes ---------------------------------------------------------------------------------------------------

_hours = st.frozensets(st.integers(0, 23), max_size=24)
_days = st.frozensets(st.integers(0, 6), max_size=7)
_ages = st.lists(st.floats(-1000, 1e6), max_size=30)
_polls = st.lists(
    st.tuples(
        st.sampled_from(["fetched", "unchanged", "failed"]),
        _ages,
        st.none() | st.integers(1, 10**10),
        st.none() | st.floats(0.1, 1e7),
        st.none() | st.integers(0, 10**6),
        st.integers(0, 50),
    ),
    min_size=1,
    max_size=6,
)


@given(st.text("abc", min_size=1), _polls, _hours, _days)
def test_a_pause_keeps_within_its_bounds(
    feed_id: str, polls: list[tuple[str, list[float], int | None, float | None, int | None, int]],
    hours: frozenset[int], days: frozenset[int],
) -> None:  # fmt: skip
    state, now = FeedState(feed_id, ADDRESS), NOW
    for what, ages, max_age, retry_after, ttl, count_new in polls:
        parsed = replace(feed(*ages), ttl_minutes=ttl, skip_hours=hours, skip_days=days)
        fetch = FAILED if what == "failed" else replace(FETCHED if what == "fetched" else UNCHANGED, max_age=max_age)
        state = polled(
            state, fetch, parsed if what == "fetched" else None, now=now, retry_after=retry_after, count_new=count_new
        )
        assert state.next_poll_at is not None
        asked = min(timedelta(seconds=retry_after or 0), timedelta(days=7))
        latest = after_skipped(state, now + max(LONGEST, asked))
        assert now + max(SHORTEST, asked) <= state.next_poll_at <= latest
        assert not is_skipped(state, state.next_poll_at)
        assert due_feeds([state], now, is_manual=bool(retry_after)) == ()
        assert due_feeds([state], state.next_poll_at) == (state,)
        now = state.next_poll_at


@given(_hours, _days, st.integers(0, 10**7))
def test_skipping_twice_is_skipping_once(hours: frozenset[int], days: frozenset[int], seconds: int) -> None:
    state = replace(STATE, skip_hours=hours, skip_days=days)
    once = after_skipped(state, NOW + timedelta(seconds=seconds))
    assert after_skipped(state, once) == once >= NOW + timedelta(seconds=seconds)


@given(st.lists(st.tuples(st.text("abcdef", min_size=1, max_size=2), st.integers(-5, 5)), max_size=9), st.randoms())
def test_the_order_of_the_feeds_does_not_matter(feeds: list[tuple[str, int]], order: Random) -> None:
    states = [replace(STATE, feed_id=key, next_poll_at=NOW + timedelta(hours=at)) for key, at in dict(feeds).items()]
    due = due_feeds(states, NOW)
    order.shuffle(states)
    assert due_feeds(states, NOW) == due
    assert due_feeds(due, NOW) == due


def test_thousands_of_feeds_do_not_come_at_once() -> None:
    hourly = feed(*range(10, 1210, 60))
    states = [polled(FeedState(f"f_{number}", ADDRESS), FETCHED, hourly) for number in range(2000)]
    minutes = [round(pause(state)) for state in states]
    assert max(minutes.count(minute) for minute in set(minutes)) < 400
    assert [polled(FeedState(f"f_{number}", ADDRESS), FETCHED, hourly) for number in range(2000)] == states


# --- how fast its server is -------------------------------------------------------------------------------------------


def answers(*seconds: float) -> FeedState:
    state = STATE
    for took in seconds:
        state = with_answer(state, replace(FETCHED, answer_seconds=took), 20)
    return state


def test_slow_is_what_takes_long_against_its_own_past_or_nearly_too_long() -> None:
    assert not answers(*[0.2] * 50, 12).is_slow  # one of them says nothing
    assert answers(*[0.2] * 50, *[5] * 6).is_slow
    assert not answers(*[4.0] * 50).is_slow  # it has always been so
    assert answers(*[11.0] * 50).is_slow  # but this will not always make it
    assert not answers(*[0.01] * 50, *[0.5] * 20).is_slow  # fifty times as much, and nobody minds
    assert not answers(*[0.2] * 50, *[5] * 6, *[0.2] * 10).is_slow
