"""Killed at any moment, nothing is lost and nothing is doubled: what SIGKILL leaves is what an undisturbed run leaves.

Most rounds are the whole cycle without Prefect's engine, killed at a random time or before a random call of those that
leave a trace; each restart may be killed, too. What the rounds come to is compared with the same news undisturbed.
"""

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from kill_news import COUNT_DAYS
from kill_rounds import KILLED, Core, PostBox, Room, bare, unlike

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

_KILLS = int(os.environ.get("ONRECORD_KILLS", "60"))  # `make kills` has more: with those of `serve`, 200
_MOST_A_DAY = 12
_MEMORY = Path("/dev/shm")  # where a disk is no part of the question: a killed process leaves its files' pages


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory, where there is one."""
    if not _MEMORY.is_dir():
        yield tmp_path_factory.mktemp("kills")
        return
    # a name of its own: what an earlier run that was itself killed has left is not in the way
    with TemporaryDirectory(prefix="onrecord-kills-", dir=_MEMORY) as in_memory:
        yield Path(in_memory)


@pytest.fixture(scope="module")
def box() -> Iterator[PostBox]:
    """Where the alerts go."""
    box = PostBox()
    yield box
    box.close()


@pytest.fixture(scope="module")
def cores(folder: Path) -> Iterator[list[Core]]:
    """Two processes to fork from, one for each processor."""
    for number in range(2):
        (folder / f"core{number}").mkdir()
    with ThreadPoolExecutor(2) as threads:
        made = list(threads.map(Core, [folder / "core0", folder / "core1"]))
    yield made
    for core in made:
        core.close()


class Undisturbed:
    """Each day's news taken in without a kill: what the warehouse holds after it, and how long it took."""

    def __init__(self, room: Room, core: Core) -> None:
        self.holds, self.calls, self.seconds = [], [], []
        for day in range(COUNT_DAYS):
            done = core.cycle(room, day)
            self.calls.append(int(done.result["calls"]))
            self.seconds.append(done.seconds)
            self.holds.append(room.holds())
        room.check()
        assert any("quote reworded" in change for change in self.holds[-1]["article_changes"]), "an edit was found"


@pytest.fixture(scope="module")
def undisturbed(folder: Path, box: PostBox, cores: list[Core]) -> Undisturbed:
    return Undisturbed(Room(folder / "undisturbed", box), cores[0])


def _chain(number: int, folder: Path, box: PostBox, core: Core, undisturbed: Undisturbed) -> int:
    """How many rounds of one warehouse were killed: of each day some in a row, until one comes to its end."""
    chance, room, kills = random.Random(number), Room(folder / f"chain{number}", box), 0
    for day in range(COUNT_DAYS):
        done: list[dict[str, float]] = []
        code = KILLED
        while code == KILLED:
            done.append({} if len(done) == _MOST_A_DAY else _kill(chance, undisturbed, day))
            ended = core.cycle(room, day, **done[-1])
            code, kills = ended.code, kills + (ended.code == KILLED)
        assert code == 0, f"chain {number}, day {day}, {done}: {ended.said}"
        assert unlike(undisturbed.holds[day], room.holds()) == {}, f"chain {number}, day {day}, {done}"
        room.check()
    shutil.rmtree(room.places.warehouse.parent)
    return kills


def _kill(chance: random.Random, undisturbed: Undisturbed, day: int) -> dict[str, float]:
    """Half of them before a call that leaves a trace, half at any time."""
    if chance.random() < 0.5:
        return {"before": chance.randint(1, undisturbed.calls[day])}
    return {"after": chance.uniform(0, undisturbed.seconds[day])}


def test_what_kills_leave_is_what_an_undisturbed_run_leaves(
    folder: Path, box: PostBox, cores: list[Core], undisturbed: Undisturbed
) -> None:
    def half(core: int) -> int:
        kills = 0
        for number in itertools.count(core, 2):
            kills += _chain(number, folder, box, cores[core], undisturbed)
            if kills >= _KILLS / 2:
                return kills
        raise AssertionError

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(half, range(2))) >= _KILLS


def test_a_disk_that_is_full_for_a_while_loses_nothing(
    folder: Path, box: PostBox, cores: list[Core], undisturbed: Undisturbed
) -> None:
    chance, room, count_failed = random.Random(7), Room(folder / "full", box), 0
    for day in range(COUNT_DAYS):
        for _ in range(4):
            full = chance.randint(20, undisturbed.calls[day])
            ended = cores[0].cycle(room, day, full=full)
            # DuckDB ends the process where it cannot write its log any more: that is a kill, and loses as little
            assert ended.code in (0, 1, -signal.SIGABRT), f"day {day}, full from call {full} on: {ended.said}"
            count_failed += ended.code != 0
        last = cores[0].cycle(room, day)
        assert last.code == 0, last.said
        assert unlike(undisturbed.holds[day], room.holds()) == {}, f"day {day}"
        room.check()
    assert count_failed


def test_two_cycles_at_once_do_the_work_of_one(
    folder: Path, box: PostBox, cores: list[Core], undisturbed: Undisturbed
) -> None:
    room = Room(folder / "two", box)
    for day in range(COUNT_DAYS):
        with ThreadPoolExecutor(2) as threads:
            both = [ended.result for ended in threads.map(Core.cycle, cores, (room, room), (day, day))]
        assert not all(one["stepped_aside"] for one in both)
        assert unlike(undisturbed.holds[day], room.holds()) == {}
    room.check()


def test_two_that_deliver_at_once_send_each_alert_once(folder: Path, box: PostBox, cores: list[Core]) -> None:
    room = Room(folder / "both", box)
    assert cores[0].cycle(room, 0, deliver=1).code == KILLED
    box.seconds = 0.05
    with ThreadPoolExecutor(2) as threads:
        ended = list(threads.map(lambda core: core.round(room, 0, {}, only_alerts=True), cores))
    box.seconds = 0.0
    assert [one.code for one in ended] == [0, 0], ended
    assert set(room.received().values()) == {1}
    room.check()


def test_a_clock_that_was_ahead_and_is_set_back_stops_nothing(
    folder: Path, box: PostBox, cores: list[Core], undisturbed: Undisturbed
) -> None:
    room = Room(folder / "clock", box)
    assert cores[0].round(room, 0, {"deliver": 1}, ahead_days=3).code == KILLED
    for day in range(COUNT_DAYS):
        assert cores[0].cycle(room, day).code == 0
    room.check()
    differing = unlike(undisturbed.holds[-1], room.holds()).keys()
    assert differing <= {"articles", "page_visits"}  # what is dated by the day it was seen, and too old for a visit


_HOLDING = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_program_that_holds_the_warehouse_open_is_waited_for(
    folder: Path, box: PostBox, cores: list[Core], undisturbed: Undisturbed
) -> None:
    room = Room(folder / "held", box)
    assert cores[0].cycle(room, 0).code == 0
    notebook = subprocess.Popen(
        [sys.executable, "-c", _HOLDING, str(room.places.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert notebook.stdin
    assert notebook.stdout
    assert notebook.stdout.readline() == b"held\n"
    closing = threading.Timer(1.5, notebook.stdin.close)
    closing.start()
    ended = cores[0].cycle(room, 1)
    closing.join()
    assert notebook.wait(20) == 0
    assert ended.code == 0, ended.said
    assert ended.seconds > 1.0, "it was held for a while"
    assert unlike(undisturbed.holds[1], room.holds()) == {}
    room.check()


def test_an_import_beside_the_runs_takes_nothing_from_them(
    folder: Path, box: PostBox, cores: list[Core], undisturbed: Undisturbed
) -> None:
    room, archive = Room(folder / "import", box), folder / "archive.jsonl"
    old = [
        {"id": str(number), "title": f"Old {number}", "published_at": "2020-03-02", "text": text}
        for number, text in enumerate(_OLD)
    ]
    archive.write_text("".join(json.dumps(one) + "\n" for one in old), "utf-8")
    importing = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "import", str(archive)],
        env=bare() | room.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    rounds = 0
    while importing.poll() is None or rounds < COUNT_DAYS:
        ended = cores[0].cycle(room, min(rounds, COUNT_DAYS - 1))
        assert ended.code == 0, ended.said
        rounds += 1
    assert importing.stdout
    said = importing.stdout.read().decode()
    assert importing.returncode == 0, said
    assert cores[0].cycle(room, COUNT_DAYS - 1).code == 0
    assert room.count("articles") == len(undisturbed.holds[-1]["articles"]) + len(_OLD)
    assert room.rows("select count(*) from articles where origin = 'import'") == [(len(_OLD),)]
    assert len(undisturbed.holds[-1]["alerts"]) == room.count("alerts"), "what is imported is old news"
    assert room.count("quotes") > len(undisturbed.holds[-1]["quotes"])
    room.check()


_OLD = (
    "Vladimir Putin said on Monday that the bridge over the strait would be mended before the winter storms came.",
    "“The library will be open at night,” said Maria Lopez, the mayor of the town, to students on its steps.",
)
