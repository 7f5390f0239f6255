"""Wordings of a statement side by side; an event under any id it ever had, by its central headline."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warehouse_samples import NOW, load_sample

from extractors.records import EventRedirect
from flows.cli.answers import as_dicts
from flows.cli.listings import print_events, print_timeline
from flows.cli.wordings import print_wordings
from warehouse.connection import writing
from warehouse.questions import ask
from warehouse.statements import as_json, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@pytest.fixture
def con(tmp_path: Path) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_sample(con)
        yield con


def alter(con: "DuckDBPyConnection") -> str:
    """The id of a statement of which another is now an altered form."""
    found = con.execute("select statement_id from statements where len(speaker_ids) > 0 order by first_seen_at, text")
    first, second = (statement_id for (statement_id,) in found.fetchmany(2))
    con.execute("update statements set altered_of = ? where statement_id = ?", [first, second])
    return str(first)


def test_nothing_is_shown_where_all_reports_have_the_same_words(con: "DuckDBPyConnection") -> None:
    assert ask(con, "versions_of", name="anna-kovac", limit=20).rows == ()


def test_an_altered_form_stands_behind_the_first_with_what_differs(con: "DuckDBPyConnection") -> None:
    statement_id = alter(con)
    wordings = as_dicts(ask(con, "versions_of", name=statement_id, limit=20))
    assert [row["is_altered"] for row in wordings] == [False, True]
    assert {row["family_id"] for row in wordings} == {statement_id}
    assert as_dicts(ask(con, "versions_of", name="Anna Kovač", limit=20)) == wordings
    out = io.StringIO()
    print_wordings(wordings, out)
    shown = out.getvalue()
    assert "[-" in shown
    assert "{+" in shown
    assert "altered · " in shown


def test_a_merged_event_is_shown_under_its_old_id(con: "DuckDBPyConnection") -> None:
    merge = (EventRedirect("e_harvest", "e_bridge", 0.5, "one event"),)
    run(con, "loads/event_redirects", rows=as_json(merge), now=NOW)
    old, new = (ask(con, "event", event=event) for event in ("e_harvest", "e_bridge"))
    assert old.rows == new.rows != ()
    (card,) = as_dicts(ask(con, "event_card", event="e_harvest"))
    assert (card["event_id"], card["merged_ids"]) == ("e_bridge", ["e_harvest"])
    out = io.StringIO()
    print_events([card], out)
    print_timeline(as_dicts(old), out)
    assert "(also e_harvest)" in out.getvalue()
    assert "why here: " in out.getvalue()


def test_an_event_is_called_by_the_headline_that_others_are_most_like(con: "DuckDBPyConnection") -> None:
    con.execute("update event_articles set event_id = 'e_bridge'")
    headlines = (
        "Weather and sport",
        "Harbour bridge opens",
        "Mayor opens harbour bridge at last",
        "Bridge opens today",
    )
    ids = [found for (found,) in con.execute("select article_id from articles order by first_seen_at").fetchall()]
    for article_id, headline in zip(ids, headlines, strict=True):
        con.execute("update articles set title = ? where article_id = ?", [headline, article_id])
    run(con, "loads/event_titles", rows='[{"event_id": "e_bridge"}]', moves="[]", redirects="[]")
    assert con.execute("select title from events where event_id = 'e_bridge'").fetchall() == [("Harbour bridge opens",)]
