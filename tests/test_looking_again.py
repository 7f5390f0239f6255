"""Young articles are looked at again: what a site edited becomes a version, and what it broke replaces nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from news_site import NewsEntry, NewsSite, article_html

from extractors.messages.escaping import Target
from extractors.messages.messages import Form, message
from extractors.messages.templates import Templates
from extractors.records import FeedState
from extractors.records.ids import mint
from flows.article_reading import read_all
from flows.cli import exits, main
from flows.files.figures import tracked_figures
from flows.ingest import load_pages, poll
from flows.places import Places
from flows.recording import Run
from flows.recovery_pages import retake
from flows.revisits import visit_again
from flows.settings import Settings, settings
from flows.web.archive import Archive
from flows.web.hosts import WebMemory
from flows.web.session import WebSession
from warehouse.checks import failed_checks
from warehouse.figures import register_figures
from warehouse.intake import feed_states, pending_entries, register_feeds
from warehouse.outbox import due_deliveries
from warehouse.runs import begin_run

pytestmark = pytest.mark.slow
BEGAN = datetime.now(UTC).replace(microsecond=0)
_LEAD = (
    "The council of Norham met on Monday to talk about the old bridge, which has been closed since the winter flood."
)
_SAID = "“We will open the bridge before the summer begins,” Mayor Anna Dahl said after the meeting of the council."
_REST = (
    "Traders in the old town have asked for help, since few visitors come while the bridge over the river is closed."
)
_MORE = "The repair is to cost four million, of which the county pays half, and the work is to begin in April."
TEXT = (_LEAD, _SAID, _REST, _MORE)
_SOFTER = (
    "“We hope to open the bridge before the autumn begins,” Mayor Anna Dahl said after the meeting of the council."
)


class Clocked(Run):
    """A run at a time of the test's choice."""

    hours = 0.0

    def now(self) -> datetime:
        return BEGAN + timedelta(hours=type(self).hours)


@dataclass
class World:
    """A site with one feed, and the warehouse that watches it."""

    site: NewsSite
    run: Run
    archive: Archive

    def publish(self, *paragraphs: str, path: str = "/bridge", title: str = "Bridge to open", **more: Any) -> None:
        self.site.article(path, title, *paragraphs, published=BEGAN - timedelta(minutes=5), **more)

    def cycle(self, hours: float) -> Any:
        """What came of the visits, so many hours after the first cycle."""
        Clocked.hours = hours
        with WebSession(self.run.settings, self.archive, WebMemory()) as web:
            poll.fn(self.run, web, False)
            with self.run.writing() as con:
                waiting = pending_entries(con, self.run.now())
            if waiting:
                load_pages.fn(self.run, web, waiting)
            return visit_again(self.run, web)

    def rows(self, sql: str) -> list[Any]:
        with self.run.writing() as con:
            return con.execute(sql).fetchall()

    def failed(self) -> list[str]:
        with self.run.writing() as con:
            return [str(check) for check in failed_checks(con)]


def _room(folder: Path, site: NewsSite, **more: Any) -> Run:
    given = {"host_delay_seconds": 0, "timeout_seconds": 2, "first_poll_is_known": False, "known_after_days": 7} | more
    run = Clocked("run_1", Settings(warehouse=folder / "news.duckdb", **given), Places(folder / "news.duckdb"))
    feed = FeedState(mint("f", site.address("/feed")), site.address("/feed"), "Norham Post")
    with run.writing() as con:
        begin_run(con, "run_1", "ingest", BEGAN)
        register_feeds(con, (feed,), BEGAN)
    return run


@pytest.fixture
def world(tmp_path: Path, news_site: NewsSite) -> Iterator[World]:
    Clocked.hours = 0.0
    news_site.feed("/feed", NewsEntry("/bridge", "Bridge to open", BEGAN - timedelta(minutes=5)))
    run = _room(tmp_path, news_site)
    with Archive(run.places.archive) as archive:
        yield World(news_site, run, archive)


_TEXTS = "select version_number, text from article_versions order by version_number"
_CHANGES = "select change, before, after from article_changes order by detected_at, change"


def test_an_edited_page_is_a_new_version_and_is_read(world: World) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    assert world.rows("select count_visits, last_changed_at is null from page_visits") == [(0, True)]
    assert world.site.count("/bridge") == 1
    assert world.cycle(0.2).count_visits == 0  # not yet
    world.publish(_LEAD, _SOFTER, *TEXT[2:])
    made = world.cycle(0.6)
    assert (made.count_visits, made.count_new_versions, made.problems) == (1, 1, ())
    (_, first), (_, second) = world.rows(_TEXTS)
    assert "We will open" in first
    assert "We hope to open" in second
    assert world.rows("select count_versions, count(*) from articles group by all") == [(2, 1)]
    assert world.rows("select count(*) from article_versions where not is_read") == [(2,)]
    assert world.rows("select count_visits, last_changed_at is null from page_visits") == [(1, False)]
    assert world.failed() == []


def test_what_changes_by_itself_is_no_edit(world: World) -> None:
    world.publish(*TEXT, "Updated 5 minutes ago")
    world.cycle(0)
    world.publish(_LEAD, _SAID.replace(" said", "  said"), *TEXT[2:], "Updated 3 hours ago", "Read more: Ten bridges")
    assert world.cycle(0.6).count_new_versions == 0
    assert world.rows("select count(*) from article_versions") == [(1,)]
    assert world.rows("select count_visits, last_changed_at from page_visits") == [(1, None)]
    assert world.rows(_CHANGES) == []


@pytest.mark.parametrize("is_conditional", [True, False])
def test_an_unchanged_page_is_not_even_parsed(world: World, is_conditional: bool) -> None:
    body = article_html("Bridge to open", TEXT, published=BEGAN)
    world.site.page("/bridge", body, is_conditional=is_conditional)
    world.cycle(0)
    for hours in (0.6, 3, 10, 40, 60, 90):
        assert world.cycle(hours).count_new_versions == 0
    outcomes = world.rows(
        "select outcome, status, count(*) from fetches where purpose = 'page' group by all order by 1"
    )
    count = world.site.count("/bridge")
    assert outcomes == [("fetched", 200, 1), ("unchanged", 304 if is_conditional else 200, count - 1)]
    assert 4 <= count <= 6
    assert world.rows("select count(*) from page_visits") == [(0,)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ((_LEAD, "Subscribe to continue reading."), "paywall teaser"),
        (
            ("Sorry, the page you are looking for has moved elsewhere, perhaps try our front page or search instead.",),
            "other text",
        ),
    ],
)
def test_what_stands_in_the_articles_way_replaces_nothing(world: World, text: tuple[str, ...], kind: str) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    world.publish(*text)
    made = world.cycle(0.6)
    assert made.count_new_versions == 0
    assert [problem.kind for problem in made.problems] in ([kind], ["no text"])
    assert world.rows("select count(*) from article_versions") == [(1,)]
    recorded = world.rows("select problem_kind from fetches where purpose = 'page' order by started_at")
    assert recorded == [(None,), (made.problems[0].kind,)]
    world.publish(_LEAD, _SOFTER, *TEXT[2:])
    assert world.cycle(3).count_new_versions == 1


@pytest.mark.parametrize(("status", "count_gone"), [(410, 1), (404, 0), (403, 0)])
def test_a_page_that_is_gone_keeps_its_text(world: World, status: int, count_gone: int) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    world.site.respond("/bridge", status)
    world.cycle(0.6)
    gone = "select count(*) from article_changes where change = 'page gone'"
    assert world.rows(gone) == [(count_gone,)]
    world.cycle(3)
    assert world.rows(gone) == [(1 if status in (404, 410) else 0,)]
    assert world.rows("select count(*) from page_visits") == [(0,)]
    assert world.rows("select count(*) from article_versions") == [(1,)]
    assert world.failed() == []


def test_an_article_keeps_its_id_when_its_page_moves(world: World) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    world.site.redirect("/bridge", "/2026/bridge", 301)
    world.publish(_LEAD, _SOFTER, *TEXT[2:], path="/2026/bridge")
    assert world.cycle(0.6).count_new_versions == 1
    assert world.rows("select count(*), max(count_versions) from articles") == [(1, 2)]
    assert len(world.rows("select distinct url from article_urls")) == 2


def test_a_page_that_leads_to_another_article_is_not_it(world: World) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    world.site.redirect("/bridge", "/weather", 301)
    rain = "Heavy showers move in from the north during Tuesday night, forecasters warn, and winds reach gale force."
    world.site.article("/weather", "Rain", rain, rain.replace("Tuesday", "Friday"), rain.replace("north", "east"))
    made = world.cycle(0.6)
    assert [problem.kind for problem in made.problems] == ["other text"]
    assert world.rows("select count(*) from article_versions") == [(1,)]


def test_a_new_title_alone_is_a_change_and_then_is_still_known(world: World) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    world.publish(*TEXT, title="Bridge may open in summer")
    world.cycle(0.6)
    assert world.rows(_CHANGES) == [("title changed", "Bridge to open", "Bridge may open in summer")]
    assert world.rows("select title, count_versions from articles") == [("Bridge may open in summer", 1)]
    then = f"timestamptz '{(BEGAN + timedelta(minutes=10)).isoformat()}'"
    assert world.rows(f"select title from articles_as_of({then})") == [("Bridge to open",)]
    assert world.rows("select title from articles_as_of(timestamptz 'infinity')") == [("Bridge may open in summer",)]
    assert world.failed() == []


def test_a_kill_before_the_load_leaves_the_visit_due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    world.publish(_LEAD, _SOFTER, *TEXT[2:])

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("flows.revisits.settle", killed)
        with pytest.raises(KeyboardInterrupt):
            world.cycle(0.6)
    assert world.rows("select count(*) from article_versions") == [(1,)]
    assert world.cycle(0.7).count_new_versions == 1


def test_the_budget_is_kept_and_nothing_is_forgotten(tmp_path: Path, news_site: NewsSite) -> None:
    Clocked.hours = 0.0
    paths = [f"/n{number}" for number in range(5)]
    news_site.feed("/feed", *(NewsEntry(path, path, BEGAN) for path in paths))
    for path in paths:
        news_site.article(path, f"News {path}", *TEXT, f"This is article {path}.", published=BEGAN)
    run = _room(tmp_path, news_site, revisits_per_host=2)
    with Archive(run.places.archive) as archive:
        world = World(news_site, run, archive)
        world.cycle(0)
        assert [world.cycle(hours).count_visits for hours in (0.6, 0.7, 0.8, 0.9)] == [2, 2, 1, 0]


def test_no_days_are_no_visits(tmp_path: Path, news_site: NewsSite) -> None:
    news_site.feed("/feed", NewsEntry("/bridge", "Bridge", BEGAN))
    run = _room(tmp_path, news_site, revisit_days=0)
    with Archive(run.places.archive) as archive:
        world = World(news_site, run, archive)
        world.publish(*TEXT)
        world.cycle(0)
        assert world.cycle(1).count_visits == 0
        assert world.rows("select count(*) from page_visits") == [(0,)]


def test_what_the_archive_has_becomes_the_same_versions(world: World, tmp_path: Path) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    world.publish(*TEXT, "Updated 1 hour ago")
    world.cycle(0.6)
    world.publish(_LEAD, _SOFTER, *TEXT[2:], title="Bridge to open later")
    world.cycle(3)
    world.publish(_LEAD, "Subscribe to continue reading.")
    world.cycle(10)
    other = _room(tmp_path / "other", world.site)
    world.archive.close()
    with other.writing() as con:
        assert len(feed_states(con)) == 1
    retaken = retake(other, world.run.places.archive)
    assert (retaken.articles_new, retaken.articles_failed) == (1, 0)
    again = World(world.site, other, world.archive)
    for sql in (
        "select article_id, version_id, version_number, title, text from article_versions order by version_number",
        "select article_id, current_version_id, title, count_versions from articles",
        "select change, from_version_id, to_version_id, before, after from article_changes order by change",
    ):
        assert again.rows(sql) == world.rows(sql)
    assert again.failed() == []


# --- what was changed in people's words -------------------------------------------------------------------------------

_FIGURES = """
[[figures]]
key = "anna-dahl"
name = "Anna Dahl"
rules = ["any statement", { edits = true }]
"""
_NEW = "“Nobody will have to pay for crossing it, not this year and not in any other,” Anna Dahl told reporters."


def _track(world: World, folder: Path) -> None:
    (folder / "figures.toml").write_text(_FIGURES, "utf-8")
    with world.run.writing() as con:
        register_figures(con, *tracked_figures(folder / "figures.toml"), BEGAN)


def _alerts(world: World) -> list[Any]:
    return world.rows(
        "select kind, evidence ->> 'words', evidence ->> 'before' from alerts order by decided_at, kind, 2"
    )


def test_changed_words_are_rows_and_are_alerted_once(world: World, tmp_path: Path) -> None:
    _track(world, tmp_path)
    world.publish(*TEXT)
    world.cycle(0)
    read_all(world.run)
    first = "“We will open the bridge before the summer begins,”"
    assert _alerts(world) == [("news", first, None)]
    softer = "“We hope to open the bridge before the autumn begins,”"
    world.publish(_LEAD, _SOFTER, *TEXT[2:], _NEW)
    world.cycle(0.6)
    read_all(world.run)
    told = world.rows("select change, words_before, words_after, speaker, minutes_after from quote_edits order by 1")
    added = "“Nobody will have to pay for crossing it, not this year and not in any other,”"
    assert told == [
        ("quote added", None, added, "Anna Dahl", 41),
        ("quote reworded", first, softer, "Anna Dahl", 41),
    ]
    edits = [alert for alert in _alerts(world) if alert[0] == "edit"]
    assert edits == [("edit", softer, first)]
    assert ("news", added, None) in _alerts(world)  # what an edit added is news as of then
    assert sum(words == first for _, words, _ in _alerts(world)) == 1
    count = len(_alerts(world))

    world.publish(*TEXT)  # and back, and forth again
    world.cycle(3)
    read_all(world.run)
    world.publish(_LEAD, _SOFTER, *TEXT[2:], _NEW)
    world.cycle(5.5)
    read_all(world.run)
    assert [alert[0] for alert in _alerts(world)[count:]] == ["edit", "edit"]  # it was taken back, and a quote with it
    assert world.failed() == []


def test_the_message_of_an_edit_has_both_wordings(world: World, tmp_path: Path) -> None:
    _track(world, tmp_path)
    world.publish(*TEXT)
    world.cycle(0)
    read_all(world.run)
    world.publish(_LEAD, _SAID.replace("Anna Dahl", "Peter Moe"), *TEXT[2:])
    world.cycle(0.6)
    read_all(world.run)
    with world.run.writing() as con:
        due = [one for one in due_deliveries(con, world.run.now(), ("terminal",)) if one.kind == "edit"]
    (edit,) = due
    assert (edit.change, edit.before, edit.after) == ("speaker changed", "Anna Dahl", "Peter Moe")
    made = message(due, Form(Target.TEXT), Templates())
    assert "Anna Dahl, edited after publication" in made.title
    assert "these words were credited to Anna Dahl, and are now to Peter Moe." in made.body
    assert "We will open the bridge before the summer begins" in made.body
    reworded = replace(edit, change="quote reworded", before="“We will,”", quote_text="“We may,”")
    body = message([reworded], Form(Target.TEXT), Templates()).body
    assert "Before, it was: “We will,”" in body
    assert "“We may,”" in body


def test_the_command_shows_versions_and_both_wordings(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.publish(*TEXT)
    world.cycle(0)
    world.publish(_LEAD, _SOFTER, *TEXT[2:], title="Bridge to open later")
    world.cycle(0.6)
    read_all(world.run)
    world.run.publish(min_seconds=0)
    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(world.run.places.warehouse))
    settings.cache_clear()
    try:
        ((article_id,),) = world.rows("select article_id from articles")
        assert main(["articles", world.site.address("/bridge") + "?utm_source=x", "--history"]) == exits.FINE
        history = capsys.readouterr().out
        assert "version 1, " in history
        assert "version 2, " in history
        assert "“We [-will-] {+hope to+} open the bridge before the [-summer-] {+autumn+} begins,”" in history
        assert "Bridge to open {+later+}" in history
        assert main(["articles", article_id]) == exits.FINE
        card = capsys.readouterr().out
        assert "Bridge to open later" in card
        assert "2 versions, 1 change in what people said" in card
        assert main(["articles", article_id, "--text"]) == exits.FINE
        assert _SOFTER in capsys.readouterr().out
        assert main(["articles", article_id, "--history", "--json"]) == exits.FINE
        steps = [json.loads(line)["step"] for line in capsys.readouterr().out.splitlines()]
        assert sorted(steps) == ["quote reworded", "text changed", "title changed", "version", "version"]
        assert main(["articles", article_id, "--json"]) == exits.FINE
        assert json.loads(capsys.readouterr().out)["article_id"] == article_id
        assert "reprinted" not in card
        assert "the same story" not in card
        assert "The Example Times (by the page)" in card
        assert main(["articles", "a_0"]) == exits.FAILED
        assert "there is no such article" in capsys.readouterr().err
    finally:
        settings.cache_clear()
