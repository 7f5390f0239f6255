"""The whole of `serve` killed ten times in the middle of its cycles leaves what an undisturbed run leaves.

Two warehouses side by side, five kills each, with something new to read before each start. A start takes some ten
seconds, most of it Prefect's: what is killed is what comes after.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from kill_news import DAYS
from kill_rounds import PostBox, Room, unlike
from news_site import NewsSite
from prefect_server import Newsroom, tethered, wait_for
from test_serve import Served, all_ended

from flows.serving.processes import ProcessMark, is_alive
from warehouse.connection import looking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

_CHAINS = 2
_ADDRESSES = ("/dams", "/grain", "/rail", "/talks", "/harvest")  # one a kill; none of them repeats what another says
_LONGEST_SECONDS = 8.0  # from where a feed is asked to where the alerts have gone
_TABLES = (
    "articles", "article_urls", "article_versions", "mentions", "entities", "quotes", "quote_speakers", "statements",
    "alerts", "deliveries",
)  # fmt: skip


@dataclass
class _Watched:
    """A warehouse that watches a site of its own, and the box that its alerts go to."""

    newsroom: Newsroom
    room: Room
    settings: dict[str, object]
    box: PostBox

    def holds(self) -> dict[str, list[str]]:
        """What is stored, whatever it was read together with.

        Which batch an article came in depends on where the kills fell, and with it the order of things and which of two
        articles begins an event: `test_kills` compares these, whose batches are the same.
        """
        held = self.room.holds(without=frozenset({"record_number", "extraction_number", "event_id"}))
        return {table: rows for table, rows in held.items() if table in _TABLES}

    def count_delivered(self) -> int:
        """How many deliveries are on record, asked in the writers' row."""
        with looking(self.newsroom.places.warehouse, wait_seconds=60) as con:
            return int(con.execute("select count(*) from deliveries where state = 'delivered'").fetchall()[0][0])


def _watched(folder: Path, site: NewsSite, box: PostBox) -> _Watched:
    room = Room(folder, box)
    channels = {"file": "file://", "box": f"{box.address}/{folder.name}"}
    return _Watched(Newsroom(folder, site), room, {"ingest_seconds": 3600, "channels": channels}, box)


def _publish(newsroom: Newsroom, count: int) -> None:
    """Nothing; the first so many articles are on the site, and in its feed."""
    news = {path: (title, paragraphs) for day in DAYS for path, title, paragraphs in day}
    for path in _ADDRESSES[len(newsroom.entries) : count]:
        title, paragraphs = news[path]
        newsroom.publish(path, title, *paragraphs)


@pytest.fixture
def box() -> Iterator[PostBox]:
    box = PostBox()
    yield box
    box.close()


@pytest.fixture
def sites() -> Iterator[list[NewsSite]]:
    """A site for each chain."""
    sites = [NewsSite() for _ in range(_CHAINS)]
    yield sites
    for site in sites:
        site.close()


@pytest.fixture
def started() -> Iterator[list[Served]]:
    """Those started by the test: none outlives it, however it ends."""
    started: list[Served] = []
    yield started
    for served in started:
        _kill_all(served.members() if served.process.poll() is None else [])
        served.process.wait()


def _kill_all(members: list[ProcessMark]) -> None:
    for member in members:
        with suppress(ProcessLookupError):
            if is_alive(member):
                os.kill(member.pid, signal.SIGKILL)


def test_serve_killed_ten_times_leaves_what_an_undisturbed_run_leaves(
    tmp_path: Path,
    sites: list[NewsSite],
    box: PostBox,
    prefect_server: str,
    fresh_prefect_database: Path,
    started: list[Served],
) -> None:
    def chain(number: int) -> int:
        undisturbed = _watched(tmp_path / f"undisturbed{number}", sites[number], box)
        _run_undisturbed(undisturbed, prefect_server)
        watched = _watched(tmp_path / f"chain{number}", sites[number], box)
        watched.newsroom.places.prefect_home.mkdir()
        shutil.copy(fresh_prefect_database, watched.newsroom.places.prefect_home / "prefect.db")
        return _chain(number, watched, undisturbed, started)

    with ThreadPoolExecutor(_CHAINS) as threads:
        cut = sum(threads.map(chain, range(_CHAINS)))
    assert cut, "no run of any flow was cut off by the kills"


def _run_undisturbed(watched: _Watched, api_url: str) -> None:
    _publish(watched.newsroom, len(_ADDRESSES))
    done = subprocess.run(
        [*tethered, "flows.cli", "run"],
        env=watched.newsroom.environment(**watched.settings, prefect_api_url=api_url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _chain(number: int, watched: _Watched, undisturbed: _Watched, started: list[Served]) -> int:
    """How many runs were cut off by the kills of one warehouse's `serve`; what is left after them has been checked."""
    chance, newsroom = random.Random(number), watched.newsroom
    for kill in range(len(_ADDRESSES)):
        _publish(newsroom, kill + 1)
        seen = len(newsroom.site.requests)
        served = Served(newsroom, f"serve{kill}", **watched.settings)
        started.append(served)
        served.wait_for("Serving")
        _wait_for_a_moment(kill, watched, served, seen, chance)
        members = served.members()
        served.process.kill()
        served.process.wait()
        if kill:
            _kill_all(members)  # as where the machine stops
        else:
            wait_for(partial(all_ended, members), seconds=120, why="the orphans have ended")
    expected = undisturbed.holds()
    last = Served(newsroom, "last", **watched.settings)
    started.append(last)
    last.wait_for("ingest completed")  # all may have been told before
    wait_for(
        lambda: (
            set(undisturbed.room.received()) <= set(watched.room.received())
            and watched.count_delivered() == len(expected["deliveries"])
        ),
        seconds=200,
        why=f"all is told, see {last.said}",
    )
    last.process.send_signal(signal.SIGTERM)
    assert last.ended_with() == 0, last.said.read_text()
    assert unlike(expected, watched.holds()) == {}, f"chain {number}"
    watched.room.check()
    return int(watched.room.rows("select count(*) from runs where state = 'running'")[0][0])


def _wait_for_a_moment(kill: int, watched: _Watched, served: Served, seen: int, chance: random.Random) -> None:
    """Nothing, somewhere in a cycle: while pages are taken in, while an alert is sent, or at any time."""
    site, told = watched.newsroom.site, watched.room.received().total()
    wait_for(lambda: len(site.requests) > seen, seconds=200, why=f"it reads the news, see {served.said}")
    match kill % 3:
        case 0:
            time.sleep(chance.uniform(0, 0.5))
        case 1:
            with suppress(AssertionError):  # where nothing new is told, that is a moment as good as another
                wait_for(lambda: watched.room.received().total() > told, seconds=60, why="an alert is sent")
            time.sleep(chance.uniform(0, 0.05))
        case _:
            time.sleep(chance.uniform(0, _LONGEST_SECONDS))
