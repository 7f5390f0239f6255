"""When pages are visited again: pauses grow, nothing is asked for past the horizon, and every budget is kept."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.revisiting import PAUSES, after_visit, due_visits, first_visit, is_gone
from extractors.records import (
    Article,
    FeedEntry,
    Fetch,
    Origin,
    Outcome,
    PageVisit,
    PendingEntry,
    Precision,
    Problem,
    Published,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADDRESS = "https://news.example/a"
ENTRY = PendingEntry("e_1", "f_1", ADDRESS, FeedEntry(ADDRESS), NOW, False)
FETCH = Fetch(ADDRESS, "page", Outcome.FETCHED, NOW, 0.1, etag='"1"', body_sha256="aa")
UNCHANGED = replace(FETCH, outcome=Outcome.UNCHANGED, etag=None)
ages = st.timedeltas(timedelta(0), timedelta(days=6))
days = st.floats(0.1, 7)


def article(age: timedelta = timedelta(0), *, is_backlog: bool = False) -> Article:
    published = Published(NOW - age, Precision.SECOND, "feed")
    return Article("a_1", Origin.FEED, "Text.", "aa", NOW, published=published, is_backlog=is_backlog)


def failed(kind: str, outcome: Outcome, **more: float) -> Fetch:
    return replace(FETCH, outcome=outcome, problem=Problem(ADDRESS, kind, "", ""), **more)  # type: ignore[arg-type]


def visits_of(age: timedelta, revisit_days: float, changes: frozenset[int] = frozenset()) -> list[datetime]:
    """The times of all visits of an article, each made as soon as it is due; some find a change."""
    visit = first_visit(article(age), ENTRY, FETCH, now=NOW, revisit_days=revisit_days)
    times: list[datetime] = []
    while visit and visit.next_visit_at:
        now = visit.next_visit_at
        times.append(now)
        is_changed = len(times) in changes
        fetch = FETCH if is_changed else UNCHANGED
        visit = after_visit(visit, fetch, is_changed=is_changed, now=now, revisit_days=revisit_days)
    return times


@given(ages, days)
def test_pauses_grow_and_end_at_the_horizon(age: timedelta, revisit_days: float) -> None:
    times = visits_of(age, revisit_days)
    assert all(NOW < at <= NOW - age + timedelta(days=revisit_days) for at in times)
    assert len(times) <= len(PAUSES)
    pauses = [later - earlier for earlier, later in pairwise([NOW, *times])]
    assert all(one <= other or other is pauses[-1] for one, other in pairwise(pauses))


@given(ages, days, st.frozensets(st.integers(1, 9)))
def test_a_change_brings_the_next_visit_nearer_and_visits_end(
    age: timedelta, revisit_days: float, changes: frozenset[int]
) -> None:
    times, without = visits_of(age, revisit_days, changes), visits_of(age, revisit_days)
    assert len(times) >= len(without)
    assert all(one <= other for one, other in zip(times, without, strict=False))
    assert all(at <= NOW - age + timedelta(days=revisit_days) for at in times)
    assert len(times) < 24 * 7 * 2 + 2


def test_the_first_day_has_most_visits() -> None:
    hours = [(at - NOW) / timedelta(hours=1) for at in visits_of(timedelta(0), 3)]
    assert hours == [0.5, 2.5, 8.5, 32.5, 72]


@pytest.mark.parametrize(
    "given_article",
    [article(timedelta(days=8)), article(is_backlog=True), article(timedelta(days=4))],
    ids=["old", "of a first poll", "past the horizon"],
)
def test_some_are_never_visited(given_article: Article) -> None:
    assert first_visit(given_article, ENTRY, FETCH, now=NOW, revisit_days=3) is None


def test_what_came_from_the_feed_is_not_visited() -> None:
    missing = failed("http 403", Outcome.REFUSED)
    assert first_visit(article(), ENTRY, missing, now=NOW, revisit_days=3) is None
    assert first_visit(article(), ENTRY, FETCH, now=NOW, revisit_days=0) is None


def test_credentials_are_not_kept() -> None:
    entry = replace(ENTRY, entry=FeedEntry("https://me:secret@news.example/a"))
    visit = first_visit(article(), entry, FETCH, now=NOW, revisit_days=3)
    assert visit is not None
    assert (visit.address, visit.host) == (ADDRESS, "news.example")


VISIT = PageVisit("a_1", ADDRESS, "f_1", "news.example", NOW, next_visit_at=NOW, etag='"1"', body_sha256="aa")


def test_validators_outlive_an_answer_without_them() -> None:
    after = after_visit(VISIT, UNCHANGED, is_changed=False, now=NOW, revisit_days=3)
    assert (after.etag, after.body_sha256, after.count_visits) == ('"1"', "aa", 1)
    new = replace(FETCH, etag=None, body_sha256="bb")
    after = after_visit(VISIT, new, is_changed=True, now=NOW, revisit_days=3)
    assert (after.etag, after.body_sha256, after.last_changed_at) == (None, "bb", NOW)


def test_a_failure_counts_for_nothing_and_is_tried_again_when_the_server_allows() -> None:
    after = after_visit(VISIT, failed("time-out", Outcome.FAILED), is_changed=False, now=NOW, revisit_days=3)
    assert (after.count_visits, after.next_visit_at) == (0, NOW + PAUSES[0])
    asked = failed("http 429", Outcome.FAILED, retry_after=7200)
    assert after_visit(VISIT, asked, is_changed=False, now=NOW, revisit_days=3).next_visit_at == NOW + PAUSES[1]
    late = failed("http 429", Outcome.FAILED, retry_after=4 * 86400)
    assert after_visit(VISIT, late, is_changed=False, now=NOW, revisit_days=3).next_visit_at is None


def test_not_found_twice_is_gone_and_410_at_once() -> None:
    missing, gone = failed("http 404", Outcome.GONE), failed("http 410", Outcome.GONE)
    once = after_visit(VISIT, missing, is_changed=False, now=NOW, revisit_days=3)
    assert not is_gone(VISIT, missing)
    assert once.next_visit_at is not None
    assert is_gone(once, missing)
    assert after_visit(once, missing, is_changed=False, now=NOW, revisit_days=3).next_visit_at is None
    assert is_gone(VISIT, gone)
    seen = after_visit(once, UNCHANGED, is_changed=False, now=NOW, revisit_days=3)
    assert not is_gone(seen, missing)  # it had been back in between


def test_what_is_refused_is_not_asked_for_again() -> None:
    refused = failed("robots", Outcome.REFUSED)
    assert after_visit(VISIT, refused, is_changed=False, now=NOW, revisit_days=3).next_visit_at is None


visits = st.builds(
    PageVisit,
    st.uuids().map(str),
    st.just(ADDRESS),
    st.just("f_1"),
    st.sampled_from("abc"),
    st.timedeltas(timedelta(days=-5), timedelta(0)).map(lambda ago: NOW + ago),
    next_visit_at=st.timedeltas(timedelta(days=-1), timedelta(days=1)).map(lambda ago: NOW + ago),
    last_changed_at=st.none() | st.just(NOW),
)


@given(st.lists(visits, unique_by=lambda visit: visit.article_id), st.integers(1, 5), st.integers(1, 9), st.randoms())
def test_budgets_are_kept_whatever_the_order(
    waiting: list[PageVisit], per_host: int, in_all: int, random: Random
) -> None:
    chosen = due_visits(waiting, NOW, per_host=per_host, in_all=in_all, revisit_days=3)
    assert len(chosen) <= in_all
    assert all(count <= per_host for count in Counter(visit.host for visit in chosen).values())
    assert all(visit.next_visit_at and visit.next_visit_at <= NOW for visit in chosen)
    shuffled = list(waiting)
    random.shuffle(shuffled)
    assert due_visits(shuffled, NOW, per_host=per_host, in_all=in_all, revisit_days=3) == chosen
    everything = due_visits(waiting, NOW, per_host=999, in_all=999, revisit_days=3)
    if len(everything) > len(chosen):  # nothing is left out without need
        hosts = Counter(visit.host for visit in chosen)
        assert len(chosen) == in_all or all(
            hosts[visit.host] == per_host for visit in everything if visit not in chosen
        )


def test_what_was_changed_before_comes_first_then_the_youngest() -> None:
    old = replace(VISIT, article_id="old", first_seen_at=NOW - timedelta(days=1))
    changed = replace(old, article_id="changed", last_changed_at=NOW - timedelta(hours=2))
    young = replace(VISIT, article_id="young", first_seen_at=NOW - timedelta(hours=1))
    chosen = due_visits([old, young, changed], NOW, per_host=2, in_all=9, revisit_days=3)
    assert [visit.article_id for visit in chosen] == ["changed", "young"]
