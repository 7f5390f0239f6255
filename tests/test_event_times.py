"""An archive and a live feed side by side: growth, and who is new, go by the date of the report, not of its arrival."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from warehouse_samples import BRIDGE, HARVEST_EDITED, REACTION, REPRINT, article, enrich_all

from extractors.records import Article, Origin, Precision, Published
from flows.cli.answers import as_dicts
from flows.cli.listings import print_events
from warehouse.connection import writing
from warehouse.intake import load_articles
from warehouse.questions import ask, run_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TODAY = datetime.now(UTC)
UNDATED = Published()


def imported(name: str, text: str, published: Published) -> Article:
    return replace(article(name, text), origin=Origin.IMPORT, published=published, seen_at=TODAY)


def on(year: int, month: int, day: int) -> Published:
    return Published(datetime(year, month, day, tzinfo=UTC), Precision.DAY, "import")


def fetched(name: str, text: str, *, hours: float) -> Article:
    """An article of a feed, fetched now and published some hours ago."""
    made = article(name, text, outlet="Valley Post")
    return replace(made, published=Published(TODAY - timedelta(hours=hours), Precision.SECOND, "feed"), seen_at=TODAY)


ARCHIVE = (imported("bridge", BRIDGE, on(2014, 6, 10)), imported("reprint", REPRINT, on(2014, 6, 12)))
LIVE = (fetched("harvest", HARVEST_EDITED, hours=2),)


@pytest.fixture
def con(tmp_path: Path) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        yield con


def load(con: "DuckDBPyConnection", *articles: Article) -> None:
    load_articles(con, articles)
    enrich_all(con, now=TODAY)


def listed(con: "DuckDBPyConnection", order: str = "growth") -> list[dict[str, Any]]:
    return [dict(row) for row in as_dicts(ask(con, "events_now", order=order, limit=9))]


def new_names(con: "DuckDBPyConnection") -> list[str]:
    return [name for (name,) in run_sql(con, "select name from new_entities").rows]


def about(con: "DuckDBPyConnection") -> dict[str, list[str]]:
    return {str(row["event_id"]): row["main_entities"] for row in listed(con)}


def test_an_archive_does_not_grow_however_much_of_it_arrives_at_once(con: "DuckDBPyConnection") -> None:
    load(con, *ARCHIVE, *LIVE)
    live, old = listed(con)
    assert [(event["event_id"], event["count_sources_day"]) for event in (live, old)] == [
        ("e_harvest", 1),
        ("e_bridge", 0),
    ]
    assert old["count_articles"] > live["count_articles"]
    assert [event["event_id"] for event in listed(con, "latest")] == ["e_harvest", "e_bridge"]
    load(con, imported("reaction", REACTION, on(2014, 6, 11)))
    assert [(event["event_id"], event["count_sources"]) for event in listed(con, "size")] == [
        ("e_bridge", 3),
        ("e_harvest", 1),
    ]


def test_an_event_says_when_it_was_reported_beside_when_it_was_read(con: "DuckDBPyConnection") -> None:
    load(con, *ARCHIVE)
    (old,) = listed(con)
    assert [old["first_published_at"].date().isoformat(), old["last_published_at"].date().isoformat()] == [
        "2014-06-10",
        "2014-06-12",
    ]
    assert (old["first_reported_at"], old["last_reported_at"]) == (old["first_published_at"], old["last_published_at"])
    assert old["first_seen_at"] == TODAY
    out = io.StringIO()
    print_events([old], out)
    assert "published 2014-06-10 – 06-12 · first seen " in " ".join(out.getvalue().split())


def test_only_an_archive_names_nobody_newly(con: "DuckDBPyConnection") -> None:
    load(con, *ARCHIVE, *LIVE)
    assert new_names(con) == ["Olu Adeyemi"]
    load(con, imported("reaction", REACTION, on(2015, 3, 1)))
    assert new_names(con) == []


def test_an_archive_without_dates_neither_grows_nor_names_anybody_newly(con: "DuckDBPyConnection") -> None:
    load(con, imported("bridge", BRIDGE, UNDATED), *LIVE)
    live, old = listed(con)
    assert (live["event_id"], old["event_id"], old["count_sources_day"]) == ("e_harvest", "e_bridge", 0)
    assert old["last_reported_at"] is None
    assert new_names(con) == ["Olu Adeyemi"]


def test_a_feed_without_dates_grows_by_when_it_was_read(con: "DuckDBPyConnection") -> None:
    load(con, *ARCHIVE, replace(LIVE[0], published=UNDATED))
    assert [event["count_sources_day"] for event in listed(con)] == [1, 0]


@pytest.mark.parametrize(("days", "grows"), [(0, 1), (1, 1), (3, 0)])
def test_a_date_alone_lasts_until_its_day_ends(con: "DuckDBPyConnection", days: int, grows: int) -> None:
    midnight = TODAY.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    load(con, replace(LIVE[0], published=Published(midnight, Precision.DAY, "page")))
    assert [event["count_sources_day"] for event in listed(con)] == [grows]


def test_a_date_in_the_future_does_not_make_an_event_grow_for_ever(con: "DuckDBPyConnection") -> None:
    late = Published(TODAY + timedelta(days=400), Precision.SECOND, "feed")
    load(con, replace(LIVE[0], published=late, seen_at=TODAY - timedelta(days=3)))
    assert [event["count_sources_day"] for event in listed(con)] == [0]


def test_who_an_event_is_about_is_weighed_by_rarity_and_no_party_where_there_is_a_name(
    con: "DuckDBPyConnection",
) -> None:
    """Two events name one council, each a person of its own, and both a party, oftener; then nothing but the party."""
    load(con, *ARCHIVE, *LIVE)
    assert about(con) == {"e_bridge": ["Anna Kovač"], "e_harvest": ["Olu Adeyemi"]}
    for name, kind, entity_id in (("Council", "ORG", "n_council"), ("Ruralist", "NORP", "n_ruralist")):
        con.execute("insert into entities values (?, ?, ?, null, now(), null)", [entity_id, name, kind])
        con.execute(
            "insert into mentions by name select m.* replace (? as entity_id, ? as type, char_start + 1 as char_start) "
            "from mentions as m",
            [entity_id, kind],
        )
    assert about(con) == {"e_bridge": ["Anna Kovač", "Council"], "e_harvest": ["Olu Adeyemi", "Council"]}
    con.execute("delete from mentions where entity_id <> 'n_ruralist'")
    assert about(con) == {"e_bridge": ["Ruralist"], "e_harvest": ["Ruralist"]}
