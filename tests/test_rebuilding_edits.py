"""Edits, gone pages, moved feeds and twins are in a warehouse that was made again or restored, as they were before."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from flaky_receiver import FlakyReceiver
from kill_rounds import unlike
from news_site import NewsEntry, NewsSite, article_html
from plain_cycle import settings_of

from flows import alert
from flows.article_reading import read_all
from flows.delivery.journal import Journal
from flows.feed_care import look_after_feeds
from flows.ingest import load_pages, load_seeds, poll
from flows.journalling import chain
from flows.judging import fix_quote
from flows.language import MEDIUM, SMALL, best_installed
from flows.places import Places
from flows.rebuilding import rebuild
from flows.recording import Run, recorded
from flows.reprocessing import reprocess
from flows.retrying import retry_deliveries
from flows.revisits import visit_again
from flows.settings import settings
from flows.web.archive import Archive
from flows.web.hosts import WebMemory
from flows.web.session import WebSession
from flows.wellness import look_at_pages
from warehouse.checks import failed_checks
from warehouse.intake import pending_entries

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
_BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
_LEAD = "The council of Norham met on Monday to talk about the old bridge, closed since the winter flood of last year."
_SAID = "“We will open the bridge before the summer begins,” Mayor Anna Dahl said after the meeting of the council."
_SOFTER = _SAID.replace("will", "hope to").replace("summer", "autumn")
_ELSE = _SOFTER.replace("Mayor Anna Dahl", "Peter Moe, the engineer,")
_REST = (
    "Traders in the old town have asked for help, since few visitors come while the bridge over the river is closed."
)
_TRADE = "“Half of our customers have not been here since January,” Olga Brandt, who sells books, told the council."
_MORE = "The repair is to cost four million, of which the county pays half, and the work is to begin in April."
_NEW = "“Nobody will have to pay for crossing it, not this year and not in any other,” Anna Dahl told reporters."
_BUDGET = (
    "The county of Norham will spend a third less on its roads next year, its treasurer announced on Tuesday evening.",
    "“We cannot mend every road that the winter breaks,” treasurer Kari Holm said at the meeting in the town hall.",
    "Two villages asked for a ferry instead, and were promised an answer by the county before the end of the month.",
)
_SCHOOL = (
    "The school by the river is closed for a week, since the water stood in its cellar on Monday, its head announced.",
    "“Lessons go on in the church from Wednesday,” said head teacher Ivar Strand, who carried chairs all morning.",
)
_GERMAN = (
    "Der Rat der Stadt hat am Montag über die alte Brücke beraten, die seit dem Hochwasser im Winter gesperrt ist.",
    "„Wir werden die Brücke noch vor dem Sommer wieder öffnen“, sagte die Bürgermeisterin Anna Dahl nach der Sitzung.",
    "Die Händler in der Altstadt haben um Hilfe gebeten, weil kaum noch Besucher kommen, solange sie gesperrt bleibt.",
)
_FIGURES = """
[[figures]]
key = "anna-dahl"
name = "Anna Dahl"
rules = ["any statement", { edits = true }]
"""

# --- what is compared -------------------------------------------------------------------------------------------------

# What is left out of the journal on purpose: see `flows.journalling`; and what is counted anew.
_NO_TABLES = frozenset(
    {
        "runs", "fetches", "robots", "channel_states", "heartbeats", "alert_events",
        "warehouse_state", "schema_origin", "schema_migrations", "schema_views", "counted_events",
        "counted_mentions", "counted_pairs", "counted_speakers", "counted_state",
        "settled_articles", "settled_events", "numbered_reports", "numbered_voices",
    }
)  # fmt: skip


def held(path: Path) -> dict[str, list[str]]:
    """The rows of every table, with their ids and times, but for what is left out of the journal on purpose."""
    with duckdb.connect(str(path), read_only=True) as con:
        con.execute("set timezone = 'UTC'")
        columns: dict[str, list[str]] = {}
        for table, column in con.execute(
            "select table_name, column_name from duckdb_columns() where table_name in "
            "(select table_name from duckdb_tables()) order by all"
        ).fetchall():
            if table not in _NO_TABLES:
                columns.setdefault(table, []).append(f'"{column}"')
        return {
            table: sorted(str(row) for row in con.execute(f'select {", ".join(names)} from "{table}"').fetchall())
            for table, names in columns.items()
        }


# --- a warehouse that was lived in ------------------------------------------------------------------------------------


class Clock:
    """The time of all runs, in hours after the first cycle."""

    hours = 0.0

    @classmethod
    def now(cls) -> datetime:
        """The time now; it goes on a little whenever somebody looks."""
        cls.hours += 1e-6
        return _BEGAN + timedelta(hours=cls.hours)


@dataclass
class World:
    """A site with its feeds, the folder that has the warehouse, and a service that takes the alerts."""

    site: NewsSite
    folder: Path
    receiver: FlakyReceiver

    @property
    def places(self) -> Places:
        return Places(self.folder / "data" / "onrecord.duckdb")

    def publish(self, path: str, title: str, *paragraphs: str) -> None:
        self.site.article(path, title, *paragraphs, published=_BEGAN - timedelta(minutes=5))

    def list_pages(self, *paths: str) -> None:
        """Nothing; two feeds hold these pages."""
        entries = [NewsEntry(path, path, _BEGAN - timedelta(minutes=5)) for path in paths]
        for feed in ("/feed", "/feed-again"):
            self.site.feed(feed, *entries, is_conditional=False)

    def cycle(self, hours: float) -> None:
        """Nothing; all that a cycle does was done at that time, without publishing."""
        Clock.hours = hours
        with recorded("monitor") as run:
            load_seeds.fn(run)
            with Archive(run.places.archive) as archive, WebSession(run.settings, archive, WebMemory()) as web:
                poll.fn(run, web, True)
                with run.writing() as con:
                    waiting = pending_entries(con, run.now())
                if waiting:
                    load_pages.fn(run, web, waiting)
                visit_again(run, web)
            look_after_feeds(run)
            read_all(run)
            look_at_pages(run)
            deliver(run)

    def rows(self, sql: str, path: Path | None = None) -> list[Any]:
        with duckdb.connect(str(path or self.places.warehouse), read_only=True) as con:
            return con.execute(sql).fetchall()


def deliver(run: Run) -> None:
    """Nothing; an attempt was made at all that is due."""
    alert._settle(run, alert._send_due(run))


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A day of edits, with a copy published after the first of them, a correction, and all of it read again."""
    site, receiver = NewsSite(), FlakyReceiver(1, share_faulty=1.0, faults=("error",))
    world = World(site, tmp_path_factory.mktemp("lived"), receiver)
    (world.folder / "figures.toml").write_text(_FIGURES, "utf-8")
    (world.folder / "seeds").mkdir()
    listed = (("A", "/feed"), ("B", "/feed-again"), ("C", "/old"), ("D", "/closed"))
    feeds = [(name, site.address(path)) for name, path in listed]
    given = {
        "channels": json.dumps({"file": "file://", "web": receiver.address}),
        "figures": str(world.folder / "figures.toml"),
        "delivery_backoff_seconds": "1",
        "keep_published": "9",
        "poll_minutes": "1",
        "model": SMALL,
    }
    with pytest.MonkeyPatch.context() as patch, settings_of(world.folder, feeds, patch, **given):
        patch.setattr(Run, "now", lambda _run: Clock.now())
        patch.setattr(alert, "deliver", alert.deliver.fn)
        _live(world, patch)
        yield world
    site.close()
    receiver.close()


def _live(world: World, patch: pytest.MonkeyPatch) -> None:
    site = world.site
    world.list_pages("/bridge", "/budget", "/school", "/bruecke")
    site.respond("/closed", 403)
    site.redirect("/old", "/new", 301)
    site.feed("/new", NewsEntry("/ferry", "Ferry", _BEGAN - timedelta(minutes=5)))
    world.publish("/ferry", "Ferry to run", *_BUDGET[::-1])
    world.publish("/bridge", "Bridge to open", _LEAD, _SAID, _REST, _TRADE, _MORE)
    world.publish("/budget", "Roads to wait", *_BUDGET)
    world.publish("/school", "School closed", *_SCHOOL)
    site.page("/bruecke", article_html("Brücke öffnet", _GERMAN, published=_BEGAN).replace('lang="en"', 'lang="de"'))
    world.cycle(0)
    world.publish("/bridge", "Bridge to open", _LEAD, _SOFTER, _REST, _TRADE, _MORE, _NEW)
    site.respond("/school", 410)
    world.cycle(0.6)
    with recorded("maintain") as run:
        assert run.publish(min_seconds=0).is_published
    world.receiver._share_faulty = 0.0
    world.publish("/budget", "Roads to wait", _BUDGET[0], "Subscribe to continue reading.")
    site.feed("/closed", *(NewsEntry(path, path, _BEGAN - timedelta(minutes=5)) for path in ("/ferry", "/budget")))
    world.publish("/bridge", "Bridge to open later", _LEAD, _ELSE, _REST, _TRADE, _MORE, _NEW)
    world.cycle(3)
    ((quote_id,), *_) = world.rows("select quote_id from quotes where text like '%every road%'")
    fix_quote(quote_id, "Somebody Else", is_new=True)
    world.publish("/bridge", "Bridge to open later", _LEAD, _ELSE, _REST, _MORE, _NEW)
    world.cycle(6)
    patch.setenv("ONRECORD_MODEL", best_installed())
    settings.cache_clear()
    reprocess()
    world.publish("/bridge", "Bridge to open later", _LEAD, _SAID, _REST, _MORE, _NEW)
    _give_up_and_retry(world, patch)


def _give_up_and_retry(world: World, patch: pytest.MonkeyPatch) -> None:
    """Nothing; what the last cycle alerted was given up on one channel, is to be sent again, and failed once more."""
    with patch.context() as hasty:
        hasty.setenv("ONRECORD_DELIVERY_ATTEMPTS", "1")
        hasty.setenv("ONRECORD_DELIVERY_HOURS", "0")
        settings.cache_clear()
        world.receiver._share_faulty = 1.0
        world.cycle(20)
    settings.cache_clear()
    assert retry_deliveries() > 0
    with recorded("alert") as run:
        deliver(run)
    world.receiver._share_faulty = 0.0


@pytest.fixture
def world(lived_in: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A copy of it, and the settings of it."""
    shutil.copytree(lived_in.folder, tmp_path / "copy", symlinks=True)
    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(tmp_path / "copy" / "data" / "onrecord.duckdb"))
    settings.cache_clear()
    yield replace(lived_in, folder=tmp_path / "copy")
    settings.cache_clear()


def test_all_of_it_happened(world: World) -> None:
    changes = world.rows("select change, count(*) from article_changes group by all order by all")
    assert {change for change, _ in changes} == {
        "page gone", "quote added", "quote removed", "quote reworded", "speaker changed", "text changed",
        "title changed",
    }  # fmt: skip
    assert world.rows("select count(*) from article_versions where is_left") == [(1,)]
    assert world.rows("select count(*) from feeds where moved_to like '%/new'") == [(1,)]
    assert world.rows("select count(*) from feeds where same_as is not null") == [(1,)]
    assert world.rows("select count(*) > 0 from fetches where problem_kind = 'paywall teaser'") == [(True,)]
    assert {kind for (kind,) in world.rows("select distinct kind from alerts")} >= {"news", "edit"}
    assert world.rows("select count(*) > 0 from deliveries where channel = 'web' and count_attempts > 1") == [(True,)]
    assert world.rows("select distinct state, count_attempts from deliveries where retried_at is not null") == [
        ("failed", 1)
    ]
    notices = (
        "select n.kind, d.state from notices as n join notice_deliveries as d using (notice_id) where channel = 'file'"
    )
    assert set(world.rows(notices)) >= {
        ("feeds in trouble", "delivered"), ("feeds well again", "delivered"), ("given up", "delivered"),
    }  # fmt: skip
    kinds = {line.kind for line in chain(Journal(world.places.journal))}
    assert kinds >= {"arrival", "batch", "correction", "retry", "notice"}
    assert ("reread" in kinds) == (best_installed() == MEDIUM)  # Python 3.11 has the small one only


def test_it_is_made_again_with_all_ids_and_times(world: World) -> None:
    before = held(world.places.warehouse)
    rebuilt = rebuild()
    assert unlike(before, held(world.places.rebuilt)) == {}
    pages = "select * exclude (run_id) from fetches where purpose = 'page' order by all"
    assert world.rows(pages) == world.rows(pages, world.places.rebuilt)
    assert len(world.rows(pages)) > 10
    assert (rebuilt.failed_checks, rebuilt.played.lost, rebuilt.played.read_otherwise) == ((), 0, 0)
    assert all(one.is_same for one in rebuilt.likenesses)


@pytest.mark.parametrize("number", [0, -1])
def test_it_is_restored_from_an_older_copy_and_goes_on(world: World, number: int) -> None:
    """From the one before most edits, and from the one that was made when deliveries had just been retried."""
    before = held(world.places.warehouse)
    copies = sorted((world.folder / "data" / "published").iterdir(), key=lambda copy: copy.stat().st_mtime_ns)
    for copy in set(copies) - {copies[number]}:
        copy.unlink()
    world.places.warehouse.write_bytes(b"no database" * 1000)
    with recorded("maintain") as run:
        pass
    assert run.recovery is not None
    assert run.recovery.by_journal
    assert run.recovery.copy == str(copies[number])
    differing = unlike(before, held(world.places.warehouse))
    assert differing.keys() <= {"notices", "notice_deliveries"}, "that it was restored is told"
    assert [missing for missing, _ in differing.values() if missing] == []
    assert world.rows("select count(*) from notices where kind = 'restored'") == [(1,)]
    retried = {id_ for (id_,) in world.rows("select alert_id from deliveries where retried_at is not null")}
    received = world.receiver.counts.copy()
    world.cycle(30)
    assert set(world.receiver.counts - received) == retried, "nothing else is delivered again"
    after = held(world.places.warehouse)
    polled = {"feeds", "feed_hours", "feed_entries", "page_visits"}
    assert unlike(before, after).keys() <= {"deliveries", "notices", "notice_deliveries"} | polled
    with run.writing() as con:
        assert failed_checks(con) == ()
