"""Polls that brought nothing are on record by what they changed: nothing of a feed's state is lost on the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import FeedState, Problem
from flows.delivery.journal import Journal
from flows.journalling import (
    Arrival,
    Lag,
    Line,
    changed_states,
    lag,
    lines,
    note,
    note_arrival,
    quiet_states,
    read_arrival,
)
from flows.places import Places
from flows.recording import Run
from flows.settings import Settings
from warehouse.connection import writing
from warehouse.damage import WarehouseBroken
from warehouse.journalled import load_journalled

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
FEED = FeedState("f_1", "https://a.example/feed", title="A", state="fine", first_polled_at=NOW, last_success_at=NOW)

_times = st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_texts = st.none() | st.text(st.characters(codec="utf-8"), max_size=20)
_states = st.builds(
    FeedState,
    feed_id=st.sampled_from(["f_1", "f_2", "f_3"]),
    address=st.just("https://a.example/feed"),
    title=_texts,
    etag=_texts,
    state=st.sampled_from(["fine", "unreachable"]),
    last_polled_at=_times,
    last_success_at=_times,
    next_poll_at=_times,
    count_failures=st.integers(0, 9),
    last_problem=st.none() | st.builds(Problem, st.just("a"), st.just("time-out"), st.just("slow"), st.just("wait")),
    skip_hours=st.frozensets(st.integers(0, 23)),
    usual_seconds=st.none() | st.floats(0, 60),
    is_slow=st.booleans(),
)


def written(folder: Path, arrival: Arrival) -> Arrival:
    """The arrival as it is read again from the archive."""
    run = Run("run_1", Settings(), Places(folder / "news.duckdb"))
    with writing(run.places.warehouse, wait_seconds=5) as con:
        note_arrival(run, con, arrival)
    (line,) = lines(Journal(run.places.journal))
    assert isinstance(line, Line)
    found = read_arrival(run.places.loads, line)
    assert found is not None
    return found


def test_a_poll_without_news_is_on_record_by_what_it_changed(tmp_path: Path) -> None:
    later = NOW + timedelta(minutes=30)
    after = replace(FEED, last_polled_at=later, last_success_at=later, skip_hours=frozenset({3, 4}))
    whole, quiet = changed_states([FEED], [after])
    assert whole == ()
    decides = {"next_poll_at", "wait_until", "fresh_until", "count_failures"}
    assert [poll.changed.keys() - decides for poll in quiet] == [{"last_polled_at", "last_success_at", "skip_hours"}]
    arrival = written(tmp_path, Arrival(later, quiet=quiet))
    assert quiet_states([FEED], arrival.quiet) == (after,)
    assert quiet_states([], arrival.quiet) == (), "a feed that nobody knows any more"


def test_what_was_changed_beside_all_polls_is_on_record_with_the_next() -> None:
    waits = replace(FEED, wait_until=NOW + timedelta(days=300))
    after = replace(FEED, last_polled_at=NOW)  # the clock was set back, and what was put off by it is due
    _, quiet = changed_states([FEED], [after])
    assert quiet_states([waits], quiet) == (after,)


def test_what_later_loads_follow_from_is_on_record_whole() -> None:
    after = replace(FEED, state="unreachable", count_failures=1)
    assert changed_states([FEED], [after]) == ((after,), ())
    assert changed_states([], [FEED]) == ((FEED,), ())
    assert changed_states([FEED], [FEED]) == ((), ())


@given(
    before=st.lists(_states, max_size=3, unique_by=lambda state: state.feed_id),
    after=st.lists(_states, max_size=3, unique_by=lambda state: state.feed_id),
)
def test_what_is_on_record_makes_the_states_again(before: list[FeedState], after: list[FeedState]) -> None:
    whole, quiet = changed_states(before, after)
    again = {state.feed_id: state for state in (*before, *whole, *quiet_states(before, quiet))}
    assert again == {state.feed_id: state for state in (*before, *after)}


# --- a warehouse and its journal --------------------------------------------------------------------------------------


@given(
    ends=st.lists(st.sampled_from(["committed", "killed"]), max_size=12),
    begins_with=st.sampled_from([None, "l_before"]),
    other=st.booleans(),
)
def test_how_far_a_warehouse_is_behind(
    tmp_path_factory: pytest.TempPathFactory, ends: list[str], begins_with: str | None, other: bool
) -> None:
    journal, held = Journal(tmp_path_factory.mktemp("journal") / "j.jsonl"), begins_with
    committed = [held]
    for number, end in enumerate(ends):
        journal.append({"kind": "notice", "line": f"l_{number}", "after": held, "at": NOW.isoformat()})
        if other:
            journal.append({"kind": "delivery", "alert_id": "al_1"})
        if end == "committed":
            held = f"l_{number}"
            committed.append(held)
    is_open = int(ends[-1:] == ["killed"])  # whether the last line was ever held, nobody can tell
    behind = [lag(journal, line).count for line in committed]
    assert behind == [len(committed) - number - 1 + is_open for number in range(len(committed))]
    assert lag(journal, "l_of_another").count == 0, "its journal is another one"


def test_what_a_warehouse_has_lost_is_not_put_off_the_record(tmp_path: Path) -> None:
    run = Run("run_1", Settings(), Places(tmp_path / "news.duckdb"))
    for _ in range(3):
        with run.writing() as con:
            note(run, con, "notice", NOW)
    first, *_, last = (line for line in lines(Journal(run.places.journal)) if isinstance(line, Line))
    with writing(run.places.warehouse, wait_seconds=5) as con:
        load_journalled(con, first.line)
    with pytest.raises(WarehouseBroken, match="lacks the last 2"), run.writing() as con:
        note(run, con, "notice", NOW)
    *_, now_last = (line for line in lines(Journal(run.places.journal)) if isinstance(line, Line))
    assert now_last == last


def test_an_empty_file_is_no_warehouse_that_has_a_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.jsonl")
    journal.append({"kind": "notice", "line": "l_1", "after": "before_it_was_restored", "at": NOW.isoformat()})
    assert lag(journal, "before_it_was_restored").count == 1
    assert lag(journal, None) == Lag(1), "it has lost what was before that line, too"
