"""`onrecord feeds add`, `remove`, `import`, `export`, against a site on loopback."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from news_site import NewsEntry, NewsSite

from extractors.records import Fetch, Outcome
from flows.cli import exits, main
from flows.files.seeds import listed_feeds
from flows.places import Places
from flows.settings import settings

Captured = pytest.CaptureFixture[str]
NOW = datetime.now(UTC)
RSS = 'rel="alternate" type="application/rss+xml"'
EMPTY = '<opml version="2.0"><body></body></opml>'


@pytest.fixture(autouse=True)
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The list of an empty folder."""
    for name in ("ONRECORD_WAREHOUSE", "ONRECORD_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ONRECORD_FEEDS", "feeds.opml")
    monkeypatch.setenv("ONRECORD_HOST_DELAY_SECONDS", "0")
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    path = tmp_path / "feeds.opml"
    path.write_text(EMPTY)
    return path


def feeds(*words: str) -> int:
    return main(["feeds", *words])


def entries(*names: str, days: int = 0) -> list[NewsEntry]:
    return [NewsEntry(f"/{name}", name.title(), NOW - timedelta(days=days, hours=at)) for at, name in enumerate(names)]


def addresses(file: Path) -> list[str]:
    return [feed.address for feed in listed_feeds(file)]


@pytest.fixture
def site(news_site: NewsSite) -> NewsSite:
    news_site.feed("/main.xml", *entries("a", "b"))
    news_site.feed("/atom.xml", *entries("a", "b"), title="The Example Times (again)")
    news_site.feed("/comments/feed", *entries("c"), title="Comments")
    news_site.feed("/sport.rss", *entries("s"), title="The Example Times: Sport")
    hrefs = ("/main.xml", "/comments/feed", "/atom.xml", "/gone.rss")
    links = "".join(f'<link {RSS} href="{href}">' for href in hrefs)
    news_site.page("/", f'<html><head>{links}</head><body><a href="/sport.rss">Sport</a></body></html>')
    return news_site


def test_a_sites_main_feed_is_found_and_added(site: NewsSite, file: Path, capsys: Captured) -> None:
    assert feeds("add", site.url, "--name", "The Times", "--zone", "Asia/Tokyo") == exits.FINE
    (feed,) = listed_feeds(file)
    assert (feed.address, feed.outlet_name, feed.time_zone) == (f"{site.url}/main.xml", "The Times", "Asia/Tokyo")
    said = capsys.readouterr().out
    assert "The Example Times  added" in said
    assert "2 entries, newest" in said
    assert f"the same articles as {site.url}/main.xml" in said
    assert "Linked, but no feed" in said
    assert site.count("/comments/feed") == site.count("/sport.rss") == site.count("/feed") == 0
    assert sum(seen.path == "/robots.txt" for seen in site.requests) == 1


def test_all_feeds_of_a_site_are_added_but_those_of_comments_and_the_same(site: NewsSite, file: Path) -> None:
    assert feeds("add", site.url, "--all") == exits.FINE
    assert addresses(file) == [f"{site.url}/main.xml", f"{site.url}/sport.rss"]


def test_a_dry_run_changes_nothing(site: NewsSite, file: Path, capsys: Captured) -> None:
    assert feeds("add", site.url, "--dry-run") == exits.FINE
    assert file.read_text() == EMPTY
    assert "would be added" in capsys.readouterr().out
    assert sorted(path.name for path in file.parent.iterdir()) == ["feeds.opml"]


def test_machines_get_a_line_a_feed(site: NewsSite, file: Path, capsys: Captured) -> None:
    assert feeds("add", site.url, "--json") == exits.FINE
    first, same = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["address"], first["found"], first["count_entries"], first["fate"]) == (
        f"{site.url}/main.xml",
        "link",
        2,
        "added",
    )
    assert same["fate"] == f"the same articles as {site.url}/main.xml"
    (file.parent / "o.opml").write_text(
        '<opml><body><outline text="A" xmlUrl="https://u:p@a.example/"/><outline text="B" xmlUrl="x"/></body></opml>'
    )
    assert feeds("import", "o.opml", "--json") == exits.FINE
    taken, refused = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert taken == {"fate": "taken", "name": "A", "address": "https://a.example/", "reason": None}
    assert (refused["fate"], refused["name"]) == ("refused", "B")


def test_what_is_listed_is_known_under_each_of_its_addresses(site: NewsSite, file: Path, capsys: Captured) -> None:
    site.redirect("/moved", "/main.xml", 301)
    body = (
        '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>T</title>'
        f'<a:link rel="self" href="{site.url}/main.xml"/><item><title>x</title><link>/x</link></item></channel></rss>'
    )
    site.respond("/alias.xml", 200, {"Content-Type": "application/rss+xml"}, body)
    assert feeds("add", f"{site.url}/main.xml") == exits.FINE
    before = file.read_text()
    for path in ("/main.xml#top", "/moved", "/alias.xml", "/"):
        capsys.readouterr()
        assert feeds("add", site.url + path) == exits.FINE
        assert "listed already, as The Example Times" in capsys.readouterr().out, path
    assert file.read_text() == before


def test_a_feed_is_known_by_where_its_redirects_led_to(site: NewsSite, file: Path, capsys: Captured) -> None:
    from warehouse.connection import writing
    from warehouse.intake import load_fetches, register_feeds
    from warehouse.publish import publish

    file.write_text('<opml><body><outline text="Old name" xmlUrl="http://old.example/rss"/></body></opml>')
    (listed,) = listed_feeds(file)
    warehouse = file.parent / "data" / "onrecord.duckdb"
    with writing(warehouse, wait_seconds=5) as con:
        register_feeds(con, (listed,), NOW)
        fetch = Fetch(listed.address, "feed", Outcome.FETCHED, NOW, 0.1, listed.feed_id)
        load_fetches(con, "r_1", [replace(fetch, final_address=f"{site.url}/main.xml")])
    publish(warehouse, Places(warehouse).published, now=NOW, min_seconds=0, keep=2, wait_seconds=5)
    assert feeds("add", site.url) == exits.FINE
    assert "listed already, as Old name" in capsys.readouterr().out
    assert addresses(file) == ["http://old.example/rss"]


def test_a_password_is_written_to_the_list_and_nowhere_else(site: NewsSite, file: Path, capsys: Captured) -> None:
    with_login = site.url.replace("http://", "http://ann:s3cret@")
    assert feeds("add", with_login) == exits.FINE
    assert addresses(file) == [f"{with_login}/main.xml"]
    assert [seen.headers.get("authorization") for seen in site.requests if seen.path == "/main.xml"] == [
        "Basic YW5uOnMzY3JldA=="
    ]
    assert feeds("add", f"{with_login}/gone.rss") == exits.FAILED
    assert feeds("export", "out.opml") == exits.FINE
    assert feeds("export", "-") == exits.FINE
    assert feeds("import", "feeds.opml") == exits.FINE
    assert feeds("remove", f"{with_login}/nothing") == exits.FAILED
    assert feeds("remove", f"{with_login}/main.xml") == exits.FINE
    captured = capsys.readouterr()
    assert "--with-credentials keeps them" in captured.err
    assert "s3cret" not in captured.out + captured.err + (file.parent / "out.opml").read_text()


def test_the_usual_places_are_asked_where_a_page_links_nothing(news_site: NewsSite, file: Path) -> None:
    news_site.page("/", "<html><body>nothing here</body></html>")
    news_site.feed("/rss.xml", *entries("a"))
    assert feeds("add", news_site.url) == exits.FINE
    assert addresses(file) == [f"{news_site.url}/rss.xml"]
    assert news_site.count("/atom.xml") == 0


def test_a_news_sitemap_is_found_by_way_of_robots_and_an_index(news_site: NewsSite, file: Path) -> None:
    news_site.page("/", "<html><body>nothing here</body></html>")
    news_site.robots(f"User-agent: *\nAllow: /\nSitemap: http://[news\nSitemap: {news_site.url}/maps/all.xml\n")
    xml = {"Content-Type": "application/xml"}
    listed = "".join(f"<sitemap><loc>/maps/{name}.xml</loc></sitemap>" for name in ("pages", "google-news"))
    news_site.respond("/maps/all.xml", 200, xml, f"<sitemapindex>{listed}</sitemapindex>")
    news = (
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/a</loc><n:news><n:publication>'
        "<n:name>The Example Times</n:name></n:publication><n:title>A</n:title></n:news></url></urlset>"
    )
    news_site.respond("/maps/google-news.xml", 200, xml, news)
    assert feeds("add", news_site.url) == exits.FINE
    (feed,) = listed_feeds(file)
    assert (feed.address, feed.outlet_name) == (f"{news_site.url}/maps/google-news.xml", "The Example Times")
    assert news_site.count("/maps/pages.xml") == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["add", "{site}/"], exits.FAILED, "it links no feed"),
        (["add", "{site}/nowhere"], exits.FAILED, "was not found (404)"),
        (["add", "{site}/secret/feed"], exits.FAILED, "the robots.txt of 127.0.0.1 asks programs not to fetch it"),
        (["add", "{site}/data.json"], exits.FAILED, "JSON, not an RSS or Atom feed"),
        (["add", "{site}/only-comments"], exits.FAILED, "None of these is the site's main feed"),
        (["add", "{site}/busy"], exits.FAILED, "too many requests"),
        (["add", "http://127.0.0.1:9/"], exits.FAILED, "127.0.0.1 refused the connection. Try again later."),
        (["add", "ftp://news.example/"], exits.USAGE, "not an address of the web"),
        (["add", "{site}/", "--zone", "Atlantis"], exits.USAGE, "no time zone is called that"),
        (["remove", "nobody"], exits.FAILED, "no feed has the name or address 'nobody'"),
        (["import", "none.opml"], exits.FAILED, "there is no such file"),
        (["export", "feeds.opml"], exits.USAGE, "this is the list itself"),
    ],
)
def test_what_cannot_be_is_one_line(
    news_site: NewsSite, file: Path, capsys: Captured, words: list[str], code: int, told: str
) -> None:
    news_site.page("/", "<html><body>nothing here</body></html>")
    news_site.robots("User-agent: *\nDisallow: /secret/\n")
    news_site.respond("/data.json", 200, {"Content-Type": "application/json"}, '{"items": []}')
    news_site.respond("/busy", 429, {"Retry-After": "3600"})
    news_site.feed("/comments/feed", *entries("c"), title="Comments")
    news_site.page("/only-comments", f'<html><head><link {RSS} href="/comments/feed"></head></html>')
    assert feeds(*(word.format(site=news_site.url) for word in words)) == code
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("onrecord: ")]
    assert len(lines) == 1
    assert told in lines[0]
    assert "next poll" not in lines[0]
    assert file.read_text() == EMPTY


def test_part_of_a_name_removes_nothing(file: Path, capsys: Captured) -> None:
    file.write_text(
        '<opml><body><outline text="Times" title="Times: World" xmlUrl="https://a.example/"/>'
        '<outline text="Times" title="Times: Sport" xmlUrl="https://b.example/"/>'
        '<outline text="Herald" xmlUrl="https://c.example/"/></body></opml>'
    )
    for words, told in (
        ("Hera", "may be any of 1: Herald https://c.example/"),
        ("Times", "Times: Sport https://b.example/"),
    ):
        assert feeds("remove", words) == exits.FAILED
        assert told in capsys.readouterr().err
    assert len(addresses(file)) == 3
    assert feeds("remove", "times: sport") == exits.FINE
    assert addresses(file) == ["https://a.example/", "https://c.example/"]
    assert "Its articles stay" in capsys.readouterr().out


def test_a_list_is_imported_once(file: Path, capsys: Captured) -> None:
    other = file.parent / "other.opml"
    other.write_text(
        '<opml><body><outline text="A" xmlUrl="https://a.example/"/><outline text="B" xmlUrl="x"/></body></opml>'
    )
    file.unlink()
    assert feeds("import", "other.opml", "--dry-run") == exits.FINE
    assert not file.exists()
    assert feeds("import", "other.opml") == exits.FINE
    said = capsys.readouterr().out
    assert "Taken over: 1" in said
    assert "Refused: 1" in said
    assert "feeds.opml, a new file." in said
    assert feeds("import", "other.opml") == exits.FINE
    assert "Nothing was taken over" in capsys.readouterr().out
    assert addresses(file) == ["https://a.example/"]


def test_the_list_that_comes_with_the_program_is_not_changed_unsaid(
    monkeypatch: pytest.MonkeyPatch, file: Path, capsys: Captured
) -> None:
    monkeypatch.setattr("flows.settings.SEEDS", file.parent)
    (file.parent / "other.opml").write_text('<opml><body><outline text="A" xmlUrl="https://a.example/"/></body></opml>')
    assert feeds("import", "other.opml") == exits.FINE
    assert "This list came with On Record" in capsys.readouterr().out


def test_titles_cannot_steer_a_terminal(news_site: NewsSite, file: Path, capsys: Captured) -> None:
    news_site.feed("/feed", *entries("a"), title="The \x9b31m\u202eExample")
    assert feeds("add", f"{news_site.url}/feed") == exits.FINE
    assert not {"\x9b", "\u202e", "\x1b"} & set(capsys.readouterr().out)
    assert "\x9b" not in file.read_text(encoding="utf-8")


def test_the_environment_is_left_alone() -> None:
    assert "ONRECORD_WAREHOUSE" not in os.environ
