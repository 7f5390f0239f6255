"""Feeds that moved for good, and feeds that are one under two addresses. Decisions: no server, no clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.moves import asked_address
from extractors.intake.polling import after_poll, due_feeds
from extractors.intake.twins import with_twins
from extractors.records import FeedEntry, FeedState, Fetch, Outcome, ParsedFeed, Problem

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OLD, NEW = "https://old.example/feed", "https://new.example/feed"
STATE = FeedState("f_1", OLD)
FEED = ParsedFeed("The Example Times", None, "en", (FeedEntry("https://news.example/1"),))
FETCHED = Fetch(OLD, "feed", Outcome.FETCHED, NOW, 0.1, body_sha256="aa", final_address=OLD)
MOVED = replace(FETCHED, moved_to=NEW, final_address=NEW)
UNCHANGED = replace(MOVED, outcome=Outcome.UNCHANGED)


def polled(state: FeedState, fetch: Fetch, parsed: ParsedFeed | Problem | None = None) -> FeedState:
    return after_poll(state, fetch, parsed, now=NOW, poll_minutes=15, retry_after=None)


def failed(kind: str) -> Fetch:
    outcome = Outcome.GONE if kind in ("http 404", "http 410") else Outcome.FAILED
    return replace(FETCHED, outcome=outcome, problem=Problem(OLD, kind, "a cause", "A remedy."))


# --- moves ------------------------------------------------------------------------------------------------------------


def test_a_move_is_followed_when_it_is_said_twice_in_a_row() -> None:
    once = polled(STATE, MOVED, FEED)
    assert (once.moved_to, once.moving_to) == (None, NEW)
    twice = polled(once, UNCHANGED)
    assert (twice.moved_to, twice.feed_id, twice.address) == (NEW, "f_1", OLD)
    assert asked_address(twice) == NEW
    assert polled(twice, FETCHED, FEED).moved_to == NEW  # asked there, it redirects no more
    assert polled(polled(once, FETCHED, FEED), MOVED, FEED).moved_to is None  # not in a row


def test_what_brought_no_feed_is_no_move() -> None:
    portal = Problem(OLD, "html", "a web page, not a feed", "A remedy.")
    state = polled(polled(STATE, MOVED, portal), MOVED, portal)
    assert (state.moved_to, state.moving_to, state.state) == (None, None, "broken")


@pytest.mark.parametrize("kind", ["http 404", "http 410", "html", "too large"])
def test_an_address_that_is_no_more_leads_back_to_the_listed_one(kind: str) -> None:
    moved = polled(polled(STATE, MOVED, FEED), MOVED, FEED)
    after = polled(moved, failed(kind))
    assert after.moved_to is None
    assert after.state in ("unreachable", "broken")
    assert after.next_poll_at is not None
    assert asked_address(after) == OLD
    assert polled(after, failed("http 410")).state == "gone"  # there, too, it is gone for good


def test_a_new_address_that_fails_on_and_on_is_given_up() -> None:
    state = polled(polled(STATE, MOVED, FEED), MOVED, FEED)
    for _ in range(4):
        state = polled(state, failed("time-out"))
        assert state.moved_to == NEW
    assert polled(state, failed("time-out")).moved_to is None


def test_a_feed_that_came_back_is_polled_where_it_is_listed() -> None:
    moved = polled(polled(STATE, MOVED, FEED), MOVED, FEED)
    back = replace(FETCHED, moved_to=OLD)
    assert asked_address(polled(polled(moved, back, FEED), back, FEED)) == OLD


@pytest.mark.parametrize(
    ("moved_to", "asked"),
    [
        ("https://old.example/new", "https://ann:secret@old.example/new"),
        ("https://OLD.example/new", "https://ann:secret@OLD.example/new"),
        ("http://old.example/new", "http://old.example/new"),
        ("https://old.example:444/new", "https://old.example:444/new"),
        (NEW, NEW),
    ],
)
def test_credentials_go_along_to_the_same_server_only(moved_to: str, asked: str) -> None:
    listed = replace(STATE, address="https://ann:secret@old.example/feed", moved_to=moved_to)
    assert asked_address(listed) == asked
    assert "secret" not in repr(polled(listed, FETCHED, FEED))


# --- twins ------------------------------------------------------------------------------------------------------------


def fine(feed_id: str, **known: object) -> FeedState:
    state = FeedState(feed_id, f"https://{feed_id}.example/feed", state="fine", entries_sha256="e", body_sha256=feed_id)
    return replace(state, **known)  # type: ignore[arg-type] # fields by name


def at(state: FeedState, final_address: str | None = None) -> Fetch:
    return replace(FETCHED, feed_id=state.feed_id, final_address=final_address or state.address)


def same(*states: FeedState, ends: dict[str, str] | None = None, watched: tuple[FeedState, ...] = ()) -> list[object]:
    fetches = [at(state, (ends or {}).get(state.feed_id)) for state in states]
    listed = sorted(state.feed_id for state in (*states, *watched))
    return [(state.feed_id, state.same_as) for state in with_twins(states, fetches, (*states, *watched), listed)]


def test_the_later_of_two_is_polled_no_more() -> None:
    a, b, c = fine("a", body_sha256="x"), fine("b"), fine("c", body_sha256="x")
    assert same(a, b, c) == [("a", None), ("b", None), ("c", "a")]
    assert same(c, b, a) == [("c", "a"), ("b", None), ("a", None)]
    assert same(fine("a"), fine("b"), ends={"b": "https://a.example/feed"}) == [("a", None), ("b", "a")]
    assert same(fine("a", self_address="s"), fine("b", self_address="s")) == [("a", None), ("b", "a")]


def test_what_only_looks_alike_is_two_feeds() -> None:
    empty = {"entries_sha256": None, "body_sha256": "x", "self_address": "s"}
    assert same(fine("a", **empty), fine("b", **empty)) == [("a", None), ("b", None)]
    others = {"entries_sha256": "f", "self_address": "s"}
    assert same(fine("a", self_address="s"), fine("b", **others)) == [("a", None), ("b", None)]
    assert same(fine("a", body_sha256="x"), fine("b", body_sha256="x", state="broken")) == [("a", None), ("b", None)]


def test_a_twin_that_was_not_polled_this_time_is_found_too() -> None:
    stored = fine("b", body_sha256="x")
    assert same(fine("a", body_sha256="x"), watched=(stored,)) == [("a", None), ("b", "a")]
    resting = fine("0", body_sha256="x", same_as="a")
    assert same(fine("a", body_sha256="x"), watched=(resting,)) == [("a", None)]


def test_a_twin_is_polled_again_when_the_other_is_gone() -> None:
    first, second = fine("a"), fine("b", same_as="a")
    assert due_feeds([first, second], NOW) == (first,)
    assert due_feeds([first, second], NOW, is_manual=True) == (first,)
    assert due_feeds([second], NOW) == (second,)  # the other was taken off the list
    assert second in due_feeds([replace(first, state="unreachable"), second], NOW)
    assert polled(second, FETCHED, FEED).same_as is None


def test_what_was_the_same_yesterday_is_looked_at_again() -> None:
    first, second = fine("a"), fine("b", same_as="a", last_polled_at=NOW - timedelta(hours=23))
    assert due_feeds([first, second], NOW) == (first,)
    assert due_feeds([first, second], NOW + timedelta(hours=1)) == (first, second)
    again = polled(second, FETCHED, FEED)
    assert same(replace(again, body_sha256="a"), watched=(first,)) == [("b", "a")]
    assert same(again, watched=(first,)) == [("b", None)]


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz")), unique_by=lambda one: one[0], max_size=6),
    st.randoms(),
)
def test_of_each_feed_one_is_polled_in_whatever_order(feeds: list[tuple[str, str]], order: Random) -> None:
    states = [fine(feed_id, body_sha256=body) for feed_id, body in feeds]
    listed = sorted(feed_id for feed_id, _ in feeds)
    order.shuffle(states)
    after = with_twins(states, map(at, states), states, listed)
    firsts = {state.feed_id for state in after if state.same_as is None}
    assert firsts == {min(key for key, body in feeds if body == wanted) for wanted in {body for _, body in feeds}}
    assert {state.same_as for state in after} - {None} <= firsts
    assert {state.feed_id for state in due_feeds(after, NOW)} == firsts
    again = with_twins(after, map(at, after), after, listed)
    assert again == after
