"""Quiet hours and digests: in the zone's own hours, whatever its clocks do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decisions.rule_words import first_match
from extractors.decisions.timing import digest_name, due_at, end_of_quiet, next_digest
from extractors.records import Timing

NIGHT = "22:00-07:00 Europe/Paris"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "decided", "due"),
    [
        (NIGHT, "2026-11-22 12:00", "2026-11-22 12:00"),
        (NIGHT, "2026-11-22 21:30", "2026-11-23 06:00"),
        (NIGHT, "2026-11-23 05:59", "2026-11-23 06:00"),
        (NIGHT, "2026-11-23 06:00", "2026-11-23 06:00"),
        (NIGHT, "2026-03-28 23:00", "2026-03-29 05:00"),  # the clocks are put forward in that night
        (NIGHT, "2026-10-24 22:00", "2026-10-25 06:00"),  # and back in this one
        ("sat-sun 00:00-24:00 Europe/Paris", "2026-11-21 12:00", "2026-11-22 23:00"),
        ("sun-mon 00:00-24:00 UTC", "2026-11-23 12:00", "2026-11-24 00:00"),
        ("01:00–02:00 Asia/Kolkata", "2026-11-22 20:00", "2026-11-22 20:30"),
    ],
)
def test_quiet_hours_end_when_the_zone_s_clocks_say(quiet: str, decided: str, due: str) -> None:
    assert end_of_quiet(quiet, at(decided)) == at(due)


@pytest.mark.parametrize(
    ("digest", "decided", "due"),
    [
        ("hourly", "2026-11-22 12:00", "2026-11-22 13:00"),
        ("08:00 Europe/Paris", "2026-11-22 06:59", "2026-11-22 07:00"),
        ("08:00 Europe/Paris", "2026-11-22 07:00", "2026-11-23 07:00"),
        ("8:00, 18:00 Europe/Paris", "2026-11-22 12:00", "2026-11-22 17:00"),
        ("mon 08:00 UTC", "2026-11-23 09:00", "2026-11-30 08:00"),
        ("02:30 Europe/Paris", "2026-03-28 22:00", "2026-03-29 01:30"),  # an hour that this day does not have
    ],
)
def test_a_digest_is_sent_at_its_next_hour(digest: str, decided: str, due: str) -> None:
    assert next_digest(digest, at(decided)) == at(due)


def test_a_digest_in_quiet_hours_waits_for_their_end_and_a_correction_for_no_digest() -> None:
    timing = Timing(quiet=NIGHT, digest="06:00 Europe/Paris")
    assert due_at(timing, at("2026-11-22 12:00")) == at("2026-11-23 06:00")
    assert due_at(timing, at("2026-11-22 12:00"), is_urgent=True) == at("2026-11-22 12:00")
    assert due_at(timing, at("2026-11-22 23:00"), is_urgent=True) == at("2026-11-23 06:00")


def test_a_digest_has_one_name_however_it_is_written() -> None:
    assert (
        digest_name("18:00,8:00 Europe/Paris")
        == digest_name("08:00, 18:00  Europe/Paris")
        == ("08:00,18:00 Europe/Paris")
    )
    assert digest_name("Hourly") == "hourly"
    assert digest_name("MON-WED 8:00 UTC") == "mon,tue,wed 08:00 UTC"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("22:00-07:00", "no time zone"),
        ("22:00-07:00 Europe/Pariss", "no time zone is called"),
        ("22-7 UTC", "are no quiet hours"),
        ("22:00-25:00 UTC", "no time of day"),
        ("07:00-07:00 UTC", "begins when it ends"),
    ],
)
def test_hours_that_cannot_be_say_why(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        end_of_quiet(text, at("2026-11-22 12:00"))


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
zones = st.sampled_from(["Europe/Paris", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "UTC"])


@given(moments, zones, st.integers(0, 23), st.integers(1, 23))
def test_what_is_due_is_never_earlier_and_never_in_quiet_hours(
    moment: datetime, zone: str, start: int, length: int
) -> None:
    quiet = f"{start:02}:00-{(start + length) % 24:02}:00 {zone}"
    end = end_of_quiet(quiet, moment)
    assert moment <= end <= moment + timedelta(days=2)
    assert end_of_quiet(quiet, end) == end


@given(moments, zones, st.integers(0, 23))
def test_a_digest_comes_within_a_day_or_so(moment: datetime, zone: str, hour: int) -> None:
    due = next_digest(f"{hour:02}:00 {zone}", moment)
    assert moment < due <= moment + timedelta(hours=50)  # Apia left out a day once


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["grain deal"], "The Grain-Deal stands.", "grain deal"),
        (["grain deal"], "A grain of the deal.", None),
        (["sanction*"], "They sanctioned it.", "sanction*"),
        (["sanction"], "They sanctioned it.", None),
        (["war"], "A toward move.", None),
        (["Zürich"], "in ZURICH", "Zürich"),
        (["absent", "C-130"], "two C130 and a C-130", "C-130"),
        ([], "anything", None),
    ],
)
def test_words_are_whole_words_whatever_their_case(words: list[str], text: str, found: str | None) -> None:
    assert first_match(words, text) == found
