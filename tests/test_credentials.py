"""A password in a feed's address is used for the feed, and is nowhere else afterwards."""

import base64
import gzip
import logging
from pathlib import Path

import duckdb
import pytest
from news_site import Answer, NewsEntry, NewsSite, Seen
from plain_cycle import run_cycle, settings_of

from flows.artifacts import feeds_table
from flows.cli import exits, main

SECRET = "s3cr3t-of-ann"
BASIC = base64.b64encode(f"ann:{SECRET}".encode()).decode()


def test_a_password_is_used_and_is_nowhere_else(
    news_site: NewsSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    body = news_site.feed("/plain", NewsEntry("/a", "Talks end"), is_conditional=False)
    assert body
    feed = news_site._responders["/plain"]

    def locked(seen: Seen) -> Answer:
        return feed(seen) if seen.headers.get("authorization") == f"Basic {BASIC}" else Answer(401)

    news_site.handle("/feed.xml", locked)
    news_site.article("/a", "Talks end", "The talks ended on Monday after three days of very hard bargaining.")
    news_site.redirect("/moved", "/feed.xml", 301)
    news_site.redirect("/away", f"http://ann:{SECRET}@127.0.0.2:9/feed.xml")
    news_site.redirect("/circle", f"{news_site.url.replace('//', f'//ann:{SECRET}@')}/circle")
    news_site.respond("/broken", 200, {"Content-Type": "text/xml"}, "no feed at all")
    news_site.gzip_bomb("/bomb")
    news_site.robots("User-agent: *\nDisallow: /forbidden")
    site = news_site.url.replace("//", f"//ann:{SECRET}@")
    paths = ("feed.xml", "moved", "away", "circle", "broken", "bomb", "forbidden", "missing")
    addresses = [f"{site}/{path}" for path in paths]
    addresses += [f"http://ann:{SECRET}@10.0.0.1/f", f"http://ann:{SECRET}@127.0.0.1:9/f", f"ftp://ann:{SECRET}@a/f"]
    addresses += [f"http://ann:{SECRET}@no-such-host.invalid/f", f"http://ann:{SECRET}@[::1/f"]
    feeds = [(f"Feed {number}", address) for number, address in enumerate(addresses)]
    with settings_of(tmp_path, feeds, monkeypatch):
        states = run_cycle(is_reading=False)
        shown = feeds_table(states) + repr([(s.state, s.last_problem) for s in states])
        for command in (["feeds"], ["feeds", "--json"], ["doctor"], ["sql", "from fetches"], ["sql", "from feeds"]):
            assert main(command) in {exits.FINE, exits.FAILED}
        with duckdb.connect(str(tmp_path / "data" / "onrecord.published.duckdb"), read_only=True) as con:
            tables = con.execute("select table_name from duckdb_tables() where not internal").fetchall()
            assert tables
            shown += "".join(str(con.execute(f"from {table}").fetchall()) for (table,) in tables)
    printed = capfd.readouterr()
    shown += printed.out + printed.err + caplog.text
    fetched = [seen for seen in news_site.requests if seen.headers.get("authorization") == f"Basic {BASIC}"]
    assert {seen.path for seen in fetched} >= {"/feed.xml", "/moved", "/broken"}  # it is used
    assert sum(state.state == "fine" for state in states) == 2
    assert len({state.last_problem.kind for state in states if state.last_problem}) >= 7
    for written in sorted(path for path in (tmp_path / "data").rglob("*") if path.is_file()):
        body = written.read_bytes()
        shown += (gzip.decompress(body) if written.suffix == ".gz" else body).decode("latin-1")
    for secret in (SECRET, BASIC):
        assert secret not in shown
