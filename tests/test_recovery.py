"""A broken warehouse is put aside, said so and restored, and nothing that was delivered is delivered again."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from kill_rounds import KILLED, Core, PostBox, Room, unlike

from extractors.records import Problem
from flows.delivery.journal import Journal
from flows.files.taking_in import import_paths
from flows.judging import merge_entities, undo_judgement
from flows.recovery import last_recovery
from flows.settings import settings
from warehouse.backup import back_up
from warehouse.connection import opened
from warehouse.damage import log_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
_DAY = 2  # of the news: that of the days before it has been published


@pytest.fixture(scope="module")
def box() -> Iterator[PostBox]:
    box = PostBox()
    yield box
    box.close()


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    core = Core(tmp_path_factory.mktemp("core"))
    yield core
    core.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, box: PostBox, core: Core) -> dict[str, list[str]]:
    """What the warehouse holds when nothing breaks."""
    room = Room(tmp_path_factory.mktemp("undisturbed"), box)
    for day in range(_DAY + 1):
        assert core.cycle(room, day).code == 0
    return room.holds()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, box: PostBox, core: Core) -> Room:
    """A warehouse after the days before, published."""
    room = Room(tmp_path_factory.mktemp("before"), box)
    for day in range(_DAY):
        assert core.cycle(room, day).code == 0
    return room


@pytest.fixture
def room(before: Room, box: PostBox, core: Core, tmp_path: Path) -> Room:
    """The same with the day's news taken in and delivered, but not published, and all of it in the write-ahead log."""
    folder = tmp_path / before.places.warehouse.parent.name  # its alerts go to the same box as those of the days before
    shutil.copytree(before.places.warehouse.parent, folder, symlinks=True)
    room = Room(folder, box)
    told = room.received().copy()
    with FileLock(room.places.warehouse.with_name("news.copy.lock")):  # as while the readers' copy is made
        assert core.cycle(room, _DAY, publish=1).code == KILLED
    assert log_of(room.places.warehouse).stat().st_size > 10_000
    room.received().subtract(told)
    return room


def _flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[random.Random(1).randrange(100, len(body))] ^= 8
    path.write_bytes(body)


def _flip_log(room: Room) -> None:
    _flip(log_of(room.places.warehouse))


def _no_log_at_all(room: Room) -> None:
    log_of(room.places.warehouse).write_bytes(random.Random(1).randbytes(5000))


def _zero_tail(room: Room) -> None:
    log = log_of(room.places.warehouse)
    body = log.read_bytes()
    log.write_bytes(body[: len(body) // 2] + bytes(len(body) // 2))


def _cut_log(room: Room) -> None:
    """DuckDB takes it for the log of whoever was killed while he wrote: it says nothing."""
    log = log_of(room.places.warehouse)
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 2])


def _cut_warehouse(room: Room) -> None:
    body = room.places.warehouse.read_bytes()
    room.places.warehouse.write_bytes(body[: len(body) // 3])


def _no_warehouse(room: Room) -> None:
    room.places.warehouse.unlink()


def _no_database(room: Room) -> None:
    room.places.warehouse.write_bytes(b"no database" * 1000)


def _nothing_but_archive_and_journal(room: Room) -> None:
    _no_database(room)
    for copy in (room.places.warehouse.parent / "published").iterdir():
        copy.write_bytes(copy.read_bytes()[:5000])


@pytest.mark.parametrize(
    "damage",
    [
        _flip_log,
        _no_log_at_all,
        _zero_tail,
        _cut_log,
        _cut_warehouse,
        _no_warehouse,
        _no_database,
        _nothing_but_archive_and_journal,
    ],
)
def test_what_is_broken_is_put_aside_and_restored(
    room: Room, core: Core, undisturbed: dict[str, list[str]], damage: Callable[[Room], None]
) -> None:
    alerts, seen = dict(room.received()), datetime.now(UTC)
    damage(room)
    ended = core.cycle(room, _DAY)
    assert "It was restored from" in ended.result["restored"]

    differing = unlike(undisturbed, room.holds())
    differing.pop("notice_deliveries")  # that it was restored is told by all channels
    differing.pop("heartbeats", None)  # when the last one was is in no journal
    assert differing == {}
    assert room.rows("select kind from notices") == [("restored",)]
    assert dict(room.received()) == alerts, "nothing is delivered again"
    recovery = last_recovery(room.places)
    assert recovery is not None
    assert [Path(path).parent for path in recovery.put_aside] in ([room.places.broken], [room.places.broken] * 2)
    assert all(Path(path).exists() for path in recovery.put_aside)
    assert (recovery.copy is None) == (damage is _nothing_but_archive_and_journal)
    assert recovery.failed_checks == ()
    noted = [one for one in Journal(room.places.journal).read() if not isinstance(one, Problem)]
    assert [one["kind"] for one in noted].count("recovery") == 1
    # what was seen before it broke was seen then
    ((first_seen_at,),) = room.rows("select max(first_seen_at) from articles")
    assert first_seen_at < seen
    room.check()


def test_killed_while_it_is_restored_it_is_restored_again(
    room: Room, core: Core, undisturbed: dict[str, list[str]]
) -> None:
    alerts, chance = dict(room.received()), random.Random(5)
    _cut_warehouse(room)
    codes = [core.cycle(room, _DAY, before=chance.randint(1, 500)).code for _ in range(6)]
    assert codes.count(KILLED) >= 3
    ended = core.cycle(room, _DAY)
    assert ended.code == 0, ended.said
    assert unlike(undisturbed, room.holds()).keys() <= {"notice_deliveries"}, codes
    assert dict(room.received()) == alerts, "nothing is delivered again"
    assert len(list(room.places.broken.glob("*.duckdb"))) == 1, "one warehouse broke, and it is put aside once"
    room.check()


@pytest.fixture
def in_room(room: Room, monkeypatch: pytest.MonkeyPatch, own_environment: None) -> None:
    """What is called here, not in a process of its own, works on the room's warehouse."""
    for name, value in (room.environment() | {"ONRECORD_LOCK_SECONDS": "0.5"}).items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()


def test_a_judgement_that_no_copy_has_is_made_again(room: Room, core: Core, in_room: None) -> None:
    with FileLock(room.places.warehouse.with_name("news.copy.lock")):  # no copy can be made meanwhile
        judged = merge_entities("Liu Wen", "Amina Sow", note="a test's")
    assert not judged.publication.is_published
    before = room.holds()
    assert len(before["entity_judgements"]) == 1
    _cut_log(room)
    ended = core.cycle(room, _DAY)
    assert "1 judgements" in ended.result["restored"]
    assert unlike(before, room.holds()).keys() <= {"notice_deliveries"}
    room.check()


def _put_back(room: Room, kept: Path) -> None:
    for file in (room.places.warehouse, log_of(room.places.warehouse)):
        file.unlink(missing_ok=True)
        if (kept / file.name).exists():
            shutil.copy(kept / file.name, file)


def _keep(room: Room, kept: Path) -> Path:
    kept.mkdir()
    for file in (room.places.warehouse, log_of(room.places.warehouse)):
        if file.exists():
            shutil.copy(file, kept / file.name)
    return kept


def _records(room: Room) -> list[dict[str, Any]]:
    return [record for record in Journal(room.places.journal).read() if not isinstance(record, Problem)]


def _rewrite(room: Room, records: list[dict[str, Any]]) -> None:
    room.places.journal.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def test_what_was_on_record_last_is_made_up_for(room: Room, core: Core, in_room: None, tmp_path: Path) -> None:
    kept = _keep(room, tmp_path / "kept")
    merge_entities("Liu Wen", "Amina Sow", note="a test's")
    before, alerts = room.holds(), dict(room.received())
    _put_back(room, kept)  # as after a kill between the line of the journal and its transaction
    assert room.count("entity_judgements") == 0
    ended = core.cycle(room, _DAY)
    assert ended.result["restored"] is None, "nothing shows that anything is broken"
    assert unlike(before, room.holds()) == {}
    assert dict(room.received()) == alerts
    room.check()


def test_an_import_that_was_on_record_last_is_made_up_for(room: Room, in_room: None, tmp_path: Path) -> None:
    kept, known = _keep(room, tmp_path / "kept"), len(_records(room))
    texts = tmp_path / "news.jsonl"
    texts.write_text(json.dumps({"title": "A harbour", "text": "“It will be deep,” said Liu Wen."}), "utf-8")
    assert import_paths([texts]).articles_new == 1
    before = room.holds()
    _rewrite(room, _records(room)[: known + 1])  # as after a kill before the import was committed
    _put_back(room, kept)
    assert room.rows("select count(*) from articles where title = 'A harbour'") == [(0,)]
    again = import_paths([texts])
    assert (again.articles_new, again.articles_known, again.quotes) == (0, 1, 1), "it was in before it was asked for"
    assert unlike(before, room.holds()) == {}
    assert room.rows("select state, count_articles_new from runs where flow = 'catch up'") == [("completed", 1)]
    room.check()


@pytest.mark.parametrize("strange", [{"judgement": "guess"}, {"judgement_id": None}, {"judged_at": 7}, {"kind": "new"}])
def test_a_line_that_cannot_be_played_stops_no_run(
    room: Room, core: Core, in_room: None, tmp_path: Path, strange: dict[str, object]
) -> None:
    kept = _keep(room, tmp_path / "kept")
    merge_entities("Liu Wen", "Amina Sow", note="a test's")
    *known, last = _records(room)
    _rewrite(room, [*known, last | strange])
    _put_back(room, kept)
    ended = core.cycle(room, _DAY)
    assert ended.code == 0, ended.said
    assert "A line of the journal cannot be played, and is passed over" in ended.said
    assert "cannot be played" not in core.cycle(room, _DAY).said, "it is told once"
    room.check()

    _no_warehouse(room)  # nor does it stop a restore
    shutil.rmtree(room.places.warehouse.parent / "published")
    room.places.published.unlink()
    assert "1 lines of the journal cannot be played" in core.cycle(room, _DAY).result["restored"]
    room.check()


def test_what_an_older_program_judged_and_was_undone_since_stays_undone(room: Room, core: Core, in_room: None) -> None:
    judged = merge_entities("Liu Wen", "Amina Sow", note="a test's")
    undo_judgement(judged.judgement_id)
    *known, merged, undone = _records(room)
    undone["after"] = merged.pop("after")
    del merged["line"]  # as older programs wrote it
    _rewrite(room, [*known, merged, undone])
    _cut_warehouse(room)
    assert core.cycle(room, _DAY).result["restored"]
    ((undone_at,),) = room.rows("select undone_at from entity_judgements")
    assert undone_at is not None


def test_a_backup_that_is_put_back_is_gone_on_from(room: Room, core: Core, in_room: None) -> None:
    with opened(room.places.warehouse, wait_seconds=5):
        pass  # what is in the log is in the file, then
    kept = back_up(room.places.warehouse, 1, datetime.now(UTC))
    merge_entities("Liu Wen", "Amina Sow", note="a test's")
    merge_entities("Liu Wen", "Narendra Modi", note="a test's")
    alerts = dict(room.received())
    kept.replace(room.places.warehouse)
    ended = core.cycle(room, _DAY)
    assert ended.result["restored"] is None, "who goes back wants to go back"
    assert room.count("entity_judgements") == 0
    assert dict(room.received()) == alerts
    room.check()


def test_an_older_file_in_its_place_is_brought_up_to_date(
    room: Room, core: Core, in_room: None, tmp_path: Path
) -> None:
    kept = _keep(room, tmp_path / "kept")
    merge_entities("Liu Wen", "Amina Sow", note="a test's")
    merge_entities("Liu Wen", "Narendra Modi", note="a test's")
    before, alerts = room.holds(), dict(room.received())
    _put_back(room, kept)
    ended = core.cycle(room, _DAY)
    assert "it lacks the last 2 of what the journal says" in ended.result["restored"]
    differing = unlike(before, room.holds())
    assert differing.keys() <= {"notice_deliveries", "heartbeats"}
    assert dict(room.received()) == alerts
    room.check()
