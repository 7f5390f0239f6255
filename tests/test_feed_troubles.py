"""Feeds in trouble are told once, all of one time together, and once more when they are well; the network never."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extractors.decisions.feed_troubles import TROUBLE, TROUBLED, WELL_AGAIN, Told, decide_troubles
from extractors.records import FeedHealth

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OTHERS = tuple(FeedHealth(f"f_{number}", f"Outlet {number}", "fine", last_success_at=NOW) for number in range(9))
DOWN = FeedHealth(
    "f_x", "The Example Times", "unreachable", "time-out", "no answer", "Wait.", count_failures=5, last_success_at=NOW
)


def decided(*feeds: FeedHealth) -> Told:
    return decide_troubles((*OTHERS, *feeds), NOW, failures=5)


def test_a_feed_is_told_after_so_many_failures_and_once() -> None:
    assert decided(replace(DOWN, count_failures=4)) == Told()
    told = decided(DOWN)
    (notice,) = told.notices
    assert (notice.kind, notice.title) == (TROUBLED, "The Example Times: its feed is in trouble")
    assert notice.body.startswith("The Example Times (unreachable): no answer. Wait.\n")
    assert "What it brings is missing meanwhile." in notice.body
    assert told.feeds == (replace(DOWN, told=TROUBLE),)
    assert decided(replace(DOWN, told=TROUBLE, count_failures=50)) == Told()


@pytest.mark.parametrize(
    ("state", "kind", "failures", "is_told"),
    [
        ("gone", "http 410", 1, True),
        ("silent", "nothing new", 0, True),
        ("blocked", "http 403", 1, False),
        ("blocked", "http 403", 2, True),
        ("blocked", "robots", 2, True),
        ("blocked", "http 429", 4, False),
        ("blocked", "http 429", 5, True),
        ("broken", "html", 4, False),
        ("broken", "html", 5, True),
        ("slow", "slow", 0, False),
        ("new", None, 0, False),
    ],
)
def test_what_lasts_is_told_sooner(state: str, kind: str | None, failures: int, is_told: bool) -> None:
    told = decided(replace(DOWN, state=state, problem_kind=kind, count_failures=failures))
    assert bool(told.notices) is is_told


def test_a_feed_that_is_well_again_is_told_once() -> None:
    (notice,) = decided(replace(DOWN, state="fine", count_failures=0, told=TROUBLE)).notices
    assert (notice.kind, notice.title) == (WELL_AGAIN, "The Example Times: its feed is well again")
    assert decided(replace(DOWN, state="fine", count_failures=0)) == Told()
    assert decided(replace(DOWN, state="silent", told=TROUBLE)) == Told()  # it answers, and that is not enough


def test_several_at_once_are_one_notice_in_whatever_order() -> None:
    feeds = [replace(DOWN, feed_id=f"f_{number}x", name=f"Paper {number}", state="blocked") for number in range(20)]
    told = decided(*feeds)
    (notice,) = told.notices
    assert notice.title == "20 feeds are in trouble"
    assert "\nand 8 more\n" in notice.body
    assert decided(*reversed(feeds)) == told
    assert len(told.feeds) == 20


def test_where_nearly_all_fail_it_is_the_network() -> None:
    down = tuple(replace(DOWN, feed_id=feed.feed_id, name=feed.name) for feed in OTHERS)
    gone = replace(DOWN, state="gone", problem_kind="http 410")
    assert decide_troubles(down, NOW, failures=5) == Told()
    assert decide_troubles((*down, replace(DOWN, state="fine")), NOW, failures=5) == Told()
    assert decide_troubles((*down, gone), NOW, failures=5).feeds == (replace(gone, told=TROUBLE),)
    assert len(decide_troubles((*down[:4], *OTHERS[4:]), NOW, failures=5).feeds) == 4


def test_a_network_that_answers_every_name_with_itself_is_the_network() -> None:
    home = [
        replace(DOWN, feed_id=feed.feed_id, name=feed.name, state="blocked", problem_kind="private address")
        for feed in OTHERS
    ]
    assert decide_troubles(home, NOW, failures=5) == Told()
    assert decide_troubles((*home[:2], *OTHERS[2:]), NOW, failures=5).feeds == tuple(
        replace(feed, told=TROUBLE) for feed in home[:2]
    )


def test_a_feed_that_is_polled_under_another_address_is_no_trouble() -> None:
    assert decided(replace(DOWN, same_as="f_1")) == Told()


def test_a_notice_has_one_id_for_one_trouble() -> None:
    ids = {
        decided(DOWN).notices[0].notice_id,
        decide_troubles((*OTHERS, DOWN), NOW.replace(hour=12), 5).notices[0].notice_id,
    }
    assert len(ids) == 1
    assert decided(replace(DOWN, last_success_at=None)).notices[0].notice_id not in ids
