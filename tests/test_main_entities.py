"""Whom an event is about is the same whether one asks for all events or for a few."""

import runpy
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warehouse.checks import failed_checks
from warehouse.connection import reading, writing
from warehouse.publish import publish
from warehouse.questions import ask, run_sql

SIZES = Path(__file__).resolve().parent / "benchmarks" / "warehouse_sizes.py"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synthetic") / "onrecord.duckdb"
    runpy.run_path(str(SIZES))["make"](path, 300)
    return path


def test_the_few_have_what_all_have(warehouse: Path) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        everyone = "select event_id, main_entities from events where len(main_entities) > 0 order by event_id"
        named = run_sql(con, everyone)
        asked = "main_entities_of((select list(event_id) from event_ids))"
        assert run_sql(con, f"select event_id, main_entities from {asked} order by event_id").rows == named.rows
        few = ", ".join(f"'{event_id}'" for event_id, _ in named.rows[:3])
        found = run_sql(con, f"select event_id, main_entities from main_entities_of([{few}]) order by event_id")
    assert len(named.rows) > 10
    assert found.rows == named.rows[:3]


def test_the_questions_have_what_the_view_has(warehouse: Path) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        view: dict[str, list[str]] = dict(run_sql(con, "select event_id, main_entities from events").rows)
        shown = ask(con, "events_now", order="size", limit=5)
        places = {name: at for at, name in enumerate(shown.columns)}
        about = {row[places["event_id"]]: row[places["main_entities"]] for row in shown.rows}
        event_id = next(iter(about))
        card = ask(con, "event_card", event=event_id)
    assert len(about) == 5
    assert about == {shown_id: view[shown_id] for shown_id in about}
    assert card.rows[0][card.columns.index("main_entities")] == view[event_id]


def test_the_readers_copy_has_what_the_warehouse_counts(warehouse: Path) -> None:
    """Stored in the copy, where all checks pass; counted anew in the warehouse, which goes on changing."""
    events = "select * from events order by event_id"
    coverage = "select * from event_coverage order by event_id"
    few = "select * from main_entities_of((select list(event_id) from event_ids)) order by event_id"
    link = warehouse.with_name("onrecord.published.duckdb")
    publish(warehouse, link, now=datetime.now(UTC), min_seconds=0, keep=1, wait_seconds=5)
    with reading(link) as copy, writing(warehouse, wait_seconds=5) as con:
        assert run_sql(copy, "select is_counted()").rows == ((True,),)
        assert run_sql(con, "select is_counted(), (select count(*) from counted_events)").rows == ((False, 0),)
        for query in (events, coverage, few):
            assert run_sql(copy, query) == run_sql(con, query)
        assert failed_checks(copy) == ()
