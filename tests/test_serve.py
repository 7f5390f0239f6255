"""`onrecord serve`, a real process with a real Prefect server: what it does unasked, and each way it ends."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prefect_server import Newsroom, tethered, wait_for

from flows.serving.processes import ProcessMark, descendants, is_alive, mark_of
from flows.serving.serve_state import read_state
from flows.serving.server import is_healthy

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


class Served:
    """A running `serve`, in a process group of its own, as a terminal would start it."""

    def __init__(self, newsroom: Newsroom, name: str, **settings: object) -> None:
        self.said = newsroom.folder / f"{name}.out"
        self._newsroom = newsroom
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [*tethered, "flows.cli", "serve"],
                env=newsroom.environment(**settings),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def wait_for(self, words: str, *, seconds: float = 200) -> None:
        """Nothing, as soon as it has said so."""

        def is_said() -> bool:
            assert self.process.poll() is None, self.said.read_text()
            return words in self.said.read_text()

        wait_for(is_said, seconds=seconds, why=f"{words!r} in {self.said}")

    def members(self) -> list[ProcessMark]:
        """It and all that it has started."""
        pids = (self.process.pid, *descendants(self.process.pid))
        return [mark for mark in map(mark_of, pids) if mark]

    def ended_with(self, *, seconds: float = 150) -> int:
        """Its exit code."""
        return self.process.wait(timeout=seconds)


@pytest.fixture
def serves() -> Iterator[list[Served]]:
    """Those started by a test: none outlives it, however it ends."""
    started: list[Served] = []
    yield started
    for served in started:
        members = served.members() if served.process.poll() is None else []
        for member in members:
            if is_alive(member):
                os.kill(member.pid, signal.SIGKILL)
        served.process.wait()


def all_ended(members: list[ProcessMark]) -> bool:
    """Whether none of them lives any more."""
    return not any(map(is_alive, members))


def _age_scheduled_runs(prefect_home: Path, hours: float) -> int:
    """How many scheduled runs were put back by some hours: what Prefect's database is like after a night."""
    then = datetime.now(UTC) - timedelta(hours=hours)
    with sqlite3.connect(prefect_home / "prefect.db") as con:
        aged = con.execute(
            "update flow_run set next_scheduled_start_time = ?, expected_start_time = ? where state_type = 'SCHEDULED'",
            [then.isoformat(sep=" ")] * 2,
        ).rowcount
    con.close()
    return aged


def _count_runs(prefect_home: Path, flow: str, since: datetime) -> int:
    """How many runs of the flow did any work since then: not those that were closed, dropped, or refused as late."""
    con = sqlite3.connect(prefect_home / "prefect.db")
    counted = con.execute(
        "select count(*) from flow_run join flow on flow.id = flow_run.flow_id "
        "where flow.name = ? and flow_run.state_type in ('RUNNING', 'COMPLETED', 'FAILED') "
        "and flow_run.state_timestamp > ?",
        [flow, since.strftime("%Y-%m-%d %H:%M:%S")],
    ).fetchone()[0]
    con.close()
    return int(counted)


def test_serve_from_its_start_to_each_of_its_ends(settled_newsroom: Newsroom, serves: list[Served]) -> None:
    newsroom = settled_newsroom
    # it starts all of it; an article that is published later is quoted and alerted with no other command
    channels = {"file": "file://", "terminal": "terminal://"}
    first = Served(newsroom, "first", ingest_seconds=15, channels=channels)
    serves.append(first)
    first.wait_for("ingest completed")
    newsroom.publish_harvest()

    # meanwhile a second one says who has it, and leaves
    second = Served(newsroom, "second")
    assert second.ended_with() == 3
    assert f"process {first.process.pid}" in second.said.read_text()

    wait_for(newsroom.has_heard_of_harvest, seconds=200, why=f"see {first.said}")
    first.wait_for("never forget the harvest", seconds=120)  # the terminal channel's is this terminal
    _check_a_run_beside(newsroom)

    # killed: what it started ends by itself, and nothing of it stands in the way of the next
    members = first.members()
    first.process.kill()
    assert first.ended_with() == -signal.SIGKILL
    wait_for(lambda: all_ended(members), seconds=120, why="the orphans have ended")
    assert read_state(newsroom.places.serve_state) is not None

    # a night later: one run does the work of all that were missed
    assert _age_scheduled_runs(newsroom.places.prefect_home, hours=8) > 3
    morning = datetime.now(UTC)
    third = Served(newsroom, "third", ingest_seconds=3600)
    serves.append(third)
    third.wait_for("ingest completed")
    assert _count_runs(newsroom.places.prefect_home, "ingest", morning) == 1
    assert "Dropped" in third.said.read_text()

    # Ctrl-C to the whole group
    members = third.members()
    os.killpg(third.process.pid, signal.SIGINT)
    assert third.ended_with() == 130
    assert all_ended(members)
    assert read_state(newsroom.places.serve_state) is None
    assert "Traceback" not in third.said.read_text()


def _check_a_run_beside(newsroom: Newsroom) -> None:
    """A `run` uses the server that is there; where it meets a run of the schedule, it says so and is asked again."""

    def is_done() -> bool:
        run = subprocess.run(
            [*tethered, "flows.cli", "run", "--json"],
            env=newsroom.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Starting Prefect's server" not in run.stderr
        assert run.returncode in (0, 3), run.stderr
        assert run.returncode == 0 or "Another cycle is at work" in run.stderr
        return run.returncode == 0

    wait_for(is_done, seconds=150, why="a run had its turn")


def test_sigterm_while_it_serves_leaves_a_configured_server_alone(
    newsroom: Newsroom, prefect_server: str, serves: list[Served]
) -> None:
    served = Served(newsroom, "configured", prefect_api_url=prefect_server)
    serves.append(served)
    served.wait_for("Serving")
    members = served.members()
    assert len(members) > 1
    served.process.send_signal(signal.SIGTERM)
    assert served.ended_with() == 0, served.said.read_text()
    assert all_ended(members)
    assert "Traceback" not in served.said.read_text()
    assert is_healthy(prefect_server)


def test_sigterm_while_it_starts_leaves_nothing_running(newsroom: Newsroom, serves: list[Served]) -> None:
    served = Served(newsroom, "early")
    serves.append(served)
    served.wait_for("Starting Prefect's server")
    wait_for(lambda: descendants(served.process.pid), seconds=120, why="the server's process is there")
    members = served.members()
    served.process.send_signal(signal.SIGTERM)
    assert served.ended_with() == 0, served.said.read_text()
    assert all_ended(members)


def test_a_server_that_does_not_answer_is_said_so(newsroom: Newsroom) -> None:
    served = Served(newsroom, "nowhere", prefect_api_url="http://user:secret@127.0.0.1:9/api")
    assert served.ended_with() == 1
    said = served.said.read_text()
    assert "127.0.0.1:9" in said
    assert "secret" not in said
    assert "Traceback" not in said
