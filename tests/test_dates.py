"""When something was published: read, given a zone, and doubted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.dates import address_day, first_plausible, stated_time
from extractors.records import UNDATED, Precision, Published

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Sat, 21 Nov 2026 08:00:00 +0100", "2026-11-21T07:00:00"),
        ("Sat, 21 Nov 2026 08:00:00 GMT", "2026-11-21T08:00:00"),
        ("Sat, 21 Nov 2026 08:00 EST", "2026-11-21T13:00:00"),
        ("Sat, 21 Nov 2026 08:00:00 BST", "2026-11-21T07:00:00"),
        ("Sat, 21 Nov 26 08:00:00 +0530", "2026-11-21T02:30:00"),
        ("2026-11-21T08:00:00Z", "2026-11-21T08:00:00"),
        ("2026-11-21T08:00:00.123+01:00", "2026-11-21T07:00:00.123000"),
        ("2026-11-21 08:00:00 -0500", "2026-11-21T13:00:00"),
        # no zone: the feed's
        ("Sat, 21 Nov 2026 08:00:00", "2026-11-20T23:00:00"),
        ("2026-11-21 08:00:00", "2026-11-20T23:00:00"),
    ],
)
def test_a_time_in_its_zone_or_the_feeds(text: str, utc: str) -> None:
    found = stated_time(text, source="feed", time_zone="Asia/Tokyo")
    assert found == Published(datetime.fromisoformat(utc).replace(tzinfo=UTC), Precision.SECOND, "feed")


@pytest.mark.parametrize("text", ["2026-11-21", "21 Nov 2026", "Sat, 21 Nov 2026", "November 21, 2026"])
def test_a_date_alone_stays_a_day(text: str) -> None:
    found = stated_time(text, source="page", time_zone="Asia/Tokyo")
    assert found == Published(datetime(2026, 11, 21, tzinfo=UTC), Precision.DAY, "page")


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026", "0000-00-00", "99 Foo 2026 25:61", "-0500"])
def test_what_states_no_time_is_undated(text: str | None) -> None:
    assert stated_time(text, source="feed") == UNDATED


@given(st.text(alphabet="0123456789-:+TZ ,JanNovSatGMTEST./", max_size=40) | st.text())
def test_any_text_is_read_or_undated(text: str) -> None:
    found = stated_time(text, source="feed", time_zone="America/New_York")
    assert found.at is None or found.at.utcoffset() == timedelta(0)


def test_a_zone_that_nobody_knows_is_utc() -> None:
    assert stated_time("2026-11-21 08:00", source="feed", time_zone="Mars/Olympus").at == datetime(
        2026, 11, 21, 8, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://news.example/2026/11/21/talks", (2026, 11, 21)),
        ("https://news.example/world/2026-11-21-talks.html", (2026, 11, 21)),
        ("https://news.example/world/2026/nov/21/talks", (2026, 11, 21)),
        ("https://news.example/2026/13/45/talks", None),
        ("https://news.example/2026/02/31/talks", None),
        ("https://news.example/talks-12026-11-21", None),
    ],
)
def test_the_day_in_an_address(address: str, day: tuple[int, int, int] | None) -> None:
    expected = Published(datetime(*day, tzinfo=UTC), Precision.DAY, "address") if day else UNDATED
    assert address_day(address) == expected


def _at(source: str, at: datetime, precision: Precision = Precision.SECOND) -> Published:
    return Published(at, precision, source)


def test_a_time_in_the_future_or_decades_back_is_questioned() -> None:
    page = _at("page", NOW - timedelta(hours=3))
    assert first_plausible((_at("feed", NOW + timedelta(days=2)), page), NOW) == page
    assert first_plausible((_at("feed", datetime(1970, 1, 1, tzinfo=UTC)), page), NOW) == page
    assert first_plausible((_at("feed", NOW + timedelta(days=2)),), NOW) == UNDATED
    a_wrong_zone = _at("feed", NOW + timedelta(hours=9))
    assert first_plausible((a_wrong_zone, page), NOW) == a_wrong_zone


def test_a_day_gives_way_to_a_time_within_it() -> None:
    day = _at("feed", datetime(2026, 11, 21, tzinfo=UTC), Precision.DAY)
    within, elsewhere = _at("page", datetime(2026, 11, 21, 17, tzinfo=UTC)), _at("page", NOW - timedelta(days=9))
    assert first_plausible((day, within), NOW) == within
    assert first_plausible((day, elsewhere), NOW) == day
