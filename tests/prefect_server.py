"""One real Prefect server a session, in a home of its own, on a port of its own; and a newsroom to watch with it.

def test_something(newsroom, prefect_server):
    newsroom.publish("/talks", "Talks end", 'The talks ended. "It was hard," Xi Jinping said.')
    summary = run_cycle(newsroom.settings(prefect_api_url=prefect_server), newsroom.places)
"""

import json
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from news_site import NewsEntry, NewsSite

from flows.places import Places
from flows.serving.prefect_settings import prepare_prefect, settings_environment
from flows.serving.server import own_server
from flows.settings import Settings
from flows.settings import settings as settings_of_this_process

WORDS = 'President Xi Jinping said on Monday: "We will never forget the harvest of this remarkable year."'
_MORE = (
    "The minister of agriculture stood beside him in the hall, and farmers from nine provinces listened for an hour."
)
# What is started for a test ends with the tests, even where these are killed.
tethered = (sys.executable, "-m", "flows.serving.tethered", str(os.getpid()))
# A shell that starts something in the background has it ignore Ctrl-C, and all that this starts, too.
as_in_a_terminal = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
_LONGEST_BUSY_SECONDS = 90.0
_HEAD = '<?xml version="1.0" encoding="utf-8"?><opml version="2.0"><head><title>Feeds</title></head><body>'


@dataclass
class Newsroom:
    """A loopback feed, and the warehouse that watches it."""

    folder: Path
    site: NewsSite
    entries: list[NewsEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.feeds.write_text(
            f'{_HEAD}<outline type="rss" text="Example" xmlUrl="{self.site.url}/feed.xml"/></body></opml>', "utf-8"
        )
        self._show()

    @property
    def feeds(self) -> Path:
        return self.folder / "feeds.opml"

    @property
    def places(self) -> Places:
        return Places(self.folder / "news.duckdb")

    def publish(self, path: str, title: str, *paragraphs: str) -> None:
        """Nothing; the article is on the site, and in its feed."""
        now = datetime.now(UTC)
        self.site.article(path, title, *paragraphs, published=now)
        self.entries.insert(0, NewsEntry(path, title, published=now))
        self._show()

    def publish_harvest(self) -> None:
        """Nothing; an article that quotes a tracked figure is on the site, and in its feed."""
        self.publish("/harvest", "Xi praises the harvest", WORDS, _MORE)

    def has_heard_of_harvest(self) -> bool:
        """Whether the alert on that article has been delivered."""
        return any("never forget the harvest" in str(alert) for alert in self.alerts())

    def settings(self, **more: object) -> Settings:
        """The settings for this newsroom: quick, without pauses, alerts to the file alone."""
        given: dict[str, object] = {
            "warehouse": self.places.warehouse,
            "feeds": self.feeds,
            "channels": {"file": "file://"},
            "first_poll_is_known": False,
            "poll_minutes": 0.02,
            "host_delay_seconds": 0.0,
            "publish_seconds": 0.0,
            "timeout_seconds": 10.0,
        }
        return Settings.model_validate(given | more)

    def environment(self, **more: object) -> dict[str, str]:
        """The same as variables, for a process."""
        return os.environ | settings_environment(self.settings(**more))

    def alerts(self) -> list[dict[str, object]]:
        """What the file channel has got."""
        path = self.places.alerts_file
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def _show(self) -> None:
        self.site.feed("/feed.xml", *self.entries)


def wait_for(what: Callable[[], object], *, seconds: float, why: str) -> None:
    """Nothing, as soon as it is so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"{why}: not within {seconds:.0f} s"
        time.sleep(0.2)


@pytest.fixture
def newsroom(tmp_path: Path, news_site: NewsSite) -> Newsroom:
    """A newsroom for one test."""
    return Newsroom(tmp_path, news_site)


@pytest.fixture
def settled_newsroom(newsroom: Newsroom, fresh_prefect_database: Path) -> Newsroom:
    """A newsroom whose Prefect was started before, which halves the time that its server takes to start."""
    newsroom.places.prefect_home.mkdir()
    shutil.copy(fresh_prefect_database, newsroom.places.prefect_home / "prefect.db")
    return newsroom


@pytest.fixture
def own_environment() -> Iterator[None]:
    """What a test, or what it calls, sets in the environment goes with it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
    settings_of_this_process.cache_clear()


@pytest.fixture
def prefect_server(session_server: str) -> Iterator[str]:
    """The API address of the session's server; what a test deploys on it goes with the test."""
    yield session_server
    for things in ("deployments", "automations", "work_pools"):
        for one in found_at(session_server, things):
            name = one["name"] if things == "work_pools" else one["id"]
            ask("DELETE", f"{session_server}/{things}/{name}")


def found_at(api_url: str, things: str) -> list[dict[str, Any]]:
    """All deployments, automations or work pools of a server."""
    found: list[dict[str, Any]] = ask("POST", f"{api_url}/{things}/filter", {}).json()
    return found


def ask(method: str, address: str, body: dict[str, str] | None = None) -> httpx.Response:
    """The answer of a Prefect server, asked again while it says 503: its SQLite file has one writer at a time.

    A deletion may so be asked for twice; what is gone then is as good as deleted.
    """
    deadline = time.monotonic() + _LONGEST_BUSY_SECONDS
    while True:
        answer = httpx.request(method, address, json=body, trust_env=False, timeout=_LONGEST_BUSY_SECONDS)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
            break
        time.sleep(1)
    if method == "DELETE" and answer.status_code == httpx.codes.NOT_FOUND:
        return answer
    return answer.raise_for_status()


@pytest.fixture(scope="session")
def fresh_prefect_database(session_server: str, prefect_folder: Path) -> Path:
    """Prefect's database as the first start of a server leaves it."""
    return prefect_folder / "fresh.db"


@pytest.fixture(scope="session")
def prefect_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the session's server lives."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def session_server(prefect_folder: Path) -> Iterator[str]:
    """The API address of a real server with schedules and triggers, started once."""
    before = dict(os.environ)
    folder = prefect_folder
    settings, places = Settings(warehouse=folder / "server.duckdb"), Places(folder / "server.duckdb")
    prepare_prefect(settings, places)
    try:
        with own_server(settings, places, is_embedded=False) as (api_url, _):
            os.environ.clear()
            os.environ.update(before)
            settings_of_this_process.cache_clear()
            _copy_database(places.prefect_home / "prefect.db", folder / "fresh.db")
            yield api_url
    finally:
        os.environ.clear()
        os.environ.update(before)


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
