"""The warehouse made again from archive and journal is the same: rows, ids, and what was delivered."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from kill_rounds import KILLED, Core, PostBox, Room, unlike

from flows.delivery.journal import Journal
from flows.files.taking_in import import_paths
from flows.journalling import chain
from flows.judging import fix_quote, merge_entities, undo_judgement
from flows.rebuilding import CannotRebuild, Rebuilt, rebuild
from flows.settings import settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
_DAYS = 4
# When the last heartbeat was. What `Room.holds` leaves out is compared in test_rebuilding_edits, or nowhere.
_NOT_SAME = frozenset({"heartbeats"})
_ARCHIVED = (
    {"id": "1", "url": "https://valley.example/ferry", "title": "Ferry to run again", "outlet": "Valley Post"}
    | {"text": "“We have tested every engine twice,” said Ingrid Solberg on Friday. Vladimir Putin said little."},
    {"id": "2", "text": "Xi Jinping said that the school would open. “A promise is a building,” Xi Jinping said."},
)
_FIGURES = """
[[figures]]
key = "xi-jinping"
name = "Xi Jinping"

[[figures]]
key = "antonio-guterres"
name = "António Guterres"

[[figures]]
key = "amina-sow"
name = "Amina Sow"
"""
_LATER = """
[[figures]]
key = "vladimir-putin"
name = "Vladimir Putin"
rules = [{ since = 2020-01-01 }]
"""


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


class House(Room):
    """A room with a list of figures of its own."""

    def environment(self) -> dict[str, str]:
        """The settings as variables."""
        return super().environment() | {"ONRECORD_FIGURES": str(self.places.warehouse.with_name("figures.toml"))}

    def track(self, figures: str) -> None:
        """Nothing; these figures are listed."""
        self.places.warehouse.with_name("figures.toml").write_text(figures, "utf-8")

    def take_in(self, *lines: dict[str, str]) -> int:
        """How many articles were new of an imported file."""
        path = self.places.warehouse.with_name("old.jsonl")
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        return import_paths([path]).articles_new

    def use(self, patch: pytest.MonkeyPatch) -> None:
        """Nothing; this process's settings are those of the house."""
        for name, value in self.environment().items():
            patch.setenv(name, value)
        settings.cache_clear()


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory, box: PostBox, core: Core) -> Iterator[House]:
    """A warehouse after four days in batches of two, a kill, imports, an edit, judgements, and a figure added later."""
    house = House(tmp_path_factory.mktemp("lived"), box)
    house.track(_FIGURES)
    with pytest.MonkeyPatch.context() as patch:
        house.use(patch)
        assert core.cycle(house, 0).code == 0
        assert core.cycle(house, 1, before=700).code in (0, KILLED)
        assert core.cycle(house, 1).code == 0
        _judge(house)
        assert house.take_in(*_ARCHIVED) == 2
        assert core.cycle(house, 2).code == 0
        assert house.take_in(_ARCHIVED[0] | {"text": _ARCHIVED[0]["text"].replace("twice", "three times")}) == 0
        house.track(_FIGURES + _LATER)
        assert core.cycle(house, 3).code == 0
        yield house
    settings.cache_clear()


def _judge(house: House) -> None:
    ((quote_id,), *_) = house.rows("select quote_id from quotes where text like '%list of wishes%'")
    fix_quote(quote_id, "Somebody Else", is_new=True)
    merge_entities("Liu Wen", "Amina Sow", note="a test's")
    undo_judgement(merge_entities("Gujarat", "Yunnan").judgement_id)


@pytest.fixture
def room(lived_in: House, box: PostBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A copy of it."""
    folder = tmp_path / lived_in.places.warehouse.parent.name
    shutil.copytree(lived_in.places.warehouse.parent, folder, symlinks=True)
    house = House(folder, box)
    house.use(monkeypatch)
    yield house
    settings.cache_clear()


def played(rebuilt: Rebuilt) -> Rebuilt:
    assert rebuilt.failed_checks == ()
    return rebuilt


def test_it_is_the_same(room: House) -> None:
    before, told = room.holds(), dict(room.received())
    rebuilt = played(rebuild())
    assert unlike(before, room.holds(room.places.rebuilt)).keys() <= _NOT_SAME
    assert all(one.is_same for one in rebuilt.likenesses), rebuilt.likenesses
    assert {one.thing for one in rebuilt.likenesses if one.count_here} >= {"articles", "quotes", "alerts", "deliveries"}
    assert (rebuilt.played.lost, rebuilt.played.read_otherwise, rebuilt.begun_with) == (0, 0, None)
    times = "select article_id, first_seen_at, published_at from articles order by 1"
    assert room.rows(times) == room.rows(times, room.places.rebuilt)
    decided = "select alert_id, decided_at, due_at from alerts where kind = 'news' order by 1"
    assert room.rows(decided) == room.rows(decided, room.places.rebuilt)
    raw = "select version_id, raw_file, raw_record_id from article_versions order by 1"
    assert room.rows(raw) == room.rows(raw, room.places.rebuilt)
    watched = "select * from feed_hours order by all"
    assert room.rows(watched) == room.rows(watched, room.places.rebuilt)
    assert room.holds() == before, "the present one is not touched"
    assert dict(room.received()) == told


def test_a_line_whose_transaction_a_kill_cut_off_does_not_count(room: House) -> None:
    journal = Journal(room.places.journal)
    way, before = chain(journal), room.holds()
    # A kill between the journal and the commit: the same transaction was made again, upon the same line.
    lines = room.places.journal.read_text("utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if json.loads(line).get("kind") == "batch")
    cut_off = json.loads(lines[at]) | {"line": "l_cutoff", "versions": ["v_unknown"]}
    room.places.journal.write_text("".join([*lines[:at], json.dumps(cut_off) + "\n", *lines[at:]]), "utf-8")
    assert chain(journal) == way
    rebuild()
    assert unlike(before, room.holds(room.places.rebuilt)).keys() <= _NOT_SAME


def test_it_takes_the_place_of_the_present_one_only_where_that_is_asked_for(room: House, core: Core) -> None:
    before, told = room.holds(), dict(room.received())
    room.places.warehouse.write_bytes(b"no database" * 1000)
    for copy in (room.places.warehouse.parent / "published").iterdir():
        copy.unlink()
    assert rebuild().likenesses == ()
    assert room.places.warehouse.read_bytes().startswith(b"no database")
    replaced = rebuild(replaces=True)
    assert [path.parent for path in replaced.put_aside] == [room.places.broken]
    assert not room.places.rebuilt.exists()
    assert unlike(before, room.holds()).keys() <= _NOT_SAME
    assert core.cycle(room, _DAYS - 1).code == 0
    assert unlike(before, room.holds()).keys() <= _NOT_SAME
    assert dict(room.received()) == told, "nothing is delivered again"


def test_pages_may_be_gone_and_it_is_the_same(room: House) -> None:
    before = room.holds()
    for file in room.places.archive.glob("*.warc.gz"):
        file.unlink()
    rebuilt = rebuild()
    assert unlike(before, room.holds(room.places.rebuilt)).keys() <= _NOT_SAME
    assert rebuilt.pages_gone == len(room.rows("select 1 from article_versions where raw_file is not null"))


def test_what_is_lost_is_told_and_a_copy_begun_with(room: House) -> None:
    before = room.holds()
    for file in room.places.loads.iterdir():
        file.unlink()
    rebuilt = rebuild()
    assert rebuilt.begun_with is not None
    assert unlike(before, room.holds(room.places.rebuilt)).keys() <= _NOT_SAME
    shutil.rmtree(room.places.warehouse.parent / "published")
    rebuilt = rebuild()
    assert rebuilt.played.lost > 3
    assert not all(one.is_same for one in rebuilt.likenesses)


def test_what_is_lost_is_restored_from_raw_pages(room: House, core: Core) -> None:
    for file in (*room.places.loads.iterdir(), *(room.places.warehouse.parent / "published").iterdir()):
        file.unlink()
    before = room.rows("select title from articles where origin = 'feed' order by all")
    room.places.warehouse.write_bytes(b"no database" * 1000)
    restored = core.cycle(room, _DAYS - 1).result["restored"]
    assert "raw pages" in restored
    assert "what was imported since: import it again" in restored
    assert room.rows("select title from articles where origin = 'feed' order by all") == before


_TORN = b"\x1f\x8b what a kill left"


def _tear(room: House) -> None:
    for folder in (room.places.archive, room.places.loads):
        with max(folder.glob("*.warc.gz")).open("ab") as file:
            file.write(_TORN)


def test_torn_ends_are_put_aside_when_a_cycle_or_an_import_begins(
    room: House, core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    said = f"its end was torn off, by a kill or a power cut; {len(_TORN)} bytes that are no whole record were moved to"
    _tear(room)
    assert core.cycle(room, _DAYS - 1).said.count(said) == 2
    _tear(room)
    assert room.take_in(_ARCHIVED[0] | {"id": "3", "url": "https://valley.example/3", "text": "The ferry ran."}) == 1
    assert caplog.text.count(said) == 2
    before = room.holds()
    assert rebuild().is_same
    assert unlike(before, room.holds(room.places.rebuilt)).keys() <= _NOT_SAME
    assert caplog.text.count(said) == 2, "once"


def test_without_a_journal_nothing_is_made(room: House) -> None:
    room.places.journal.write_bytes(b"")
    with pytest.raises(CannotRebuild, match="does not tell what was taken in"):
        rebuild()
    room.places.journal.unlink()
    with pytest.raises(CannotRebuild, match="there is no such file"):
        rebuild()
    with pytest.raises(CannotRebuild):
        rebuild(into=room.places.warehouse)
