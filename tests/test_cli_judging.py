"""The commands of a person's judgement: what they print, what they refuse, and their exit codes."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli import exits, main
from flows.settings import settings

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def warehouse(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A loaded warehouse of one's own, published."""
    own = tmp_path / "onrecord.duckdb"
    shutil.copy(seeded_file, own)
    shutil.copy(seeded_file.with_name("onrecord.published.duckdb").resolve(), tmp_path / "onrecord.published.duckdb")
    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(own))
    monkeypatch.setenv("ONRECORD_LOCK_SECONDS", "0")
    settings.cache_clear()
    yield own
    settings.cache_clear()


def lines(capsys: Captured) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_quote_is_corrected_and_asked_for_under_the_other_name(warehouse: Path, capsys: Captured) -> None:
    assert main(["quotes", "Xi Jinping", "--limit", "1", "--json"]) == exits.FINE
    quote = str(lines(capsys)[0]["quote_id"])
    assert main(["quotes", "fix", quote, "--speaker", "Vladimir Putin", "--json"]) == exits.FINE
    (said,) = lines(capsys)
    assert (said["count_statements"], said["is_published"]) == (1, True)
    assert main(["quotes", "Putin", "--json"]) == exits.FINE
    assert quote in {line["quote_id"] for line in lines(capsys)}
    assert '"kind": "correction"' in warehouse.with_name("onrecord.journal.jsonl").read_text()


def test_a_misspelt_name_is_asked_back(warehouse: Path, capsys: Captured) -> None:
    main(["quotes", "Xi Jinping", "--limit", "1", "--json"])
    quote = str(lines(capsys)[0]["quote_id"])
    assert main(["quotes", "fix", quote, "--speaker", "Wang Wenbim"]) == exits.FAILED
    assert "Did you mean Wang Wenbin?" in capsys.readouterr().err
    assert main(["entities", "merge", "Vladimir Puttin", "Xi Jinping"]) == exits.FAILED
    assert "Did you mean Vladimir Putin" in capsys.readouterr().err


def test_entities_are_merged_seen_by_their_old_id_and_undone(warehouse: Path, capsys: Captured) -> None:
    assert main(["entities", "--json"]) == exits.FINE
    ids = {str(line["name"]): str(line["entity_id"]) for line in lines(capsys)}
    assert main(["entities", "merge", "China", "Russia", "--note", "a test", "--json"]) == exits.FINE
    judgement = str(lines(capsys)[0]["judgement_id"])
    gone = []
    for name in ("China", "Russia"):
        assert main(["entities", ids[name], "--json"]) == exits.FINE
        gone.append({(line["part"], line["name"]) for line in lines(capsys) if line["part"] == "judgement"})
    assert gone[0] == gone[1] != set()
    assert main(["entities", "undo", judgement]) == exits.FINE
    assert "is undone" in capsys.readouterr().out
    assert main(["entities", "undo", judgement]) == exits.FAILED


def test_one_entity_is_shown_with_its_reasons(warehouse: Path, capsys: Captured) -> None:
    assert main(["entities", "vladimir-putin"]) == exits.FINE
    said = capsys.readouterr().out
    assert "Spellings, and why" in said
    assert "a tracked figure" in said
    assert "Articles, the newest first" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["quotes", "fix", "q_1"], "--speaker NAME, or --nobody"),
        (["quotes", "fix", "q_1", "--speaker", "Ann", "--nobody"], "--speaker NAME, or --nobody"),
        (["entities", "split", "China"], "--alias NAME or --article ID"),
        (["entities", "merge", "China"], "requires an argument"),
    ],
)
def test_wrong_use_is_two(words: list[str], told: str, capsys: Captured) -> None:
    assert main(words) == exits.USAGE
    assert told in capsys.readouterr().err


def test_a_busy_warehouse_is_three_and_nothing_is_in_the_journal(warehouse: Path, capsys: Captured) -> None:
    from warehouse.locking import locked

    with locked(warehouse, wait_seconds=0):
        assert main(["entities", "merge", "China", "Russia"]) == exits.BUSY
    assert not warehouse.with_name("onrecord.journal.jsonl").exists()


def test_without_a_warehouse_nothing_is_made(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = tmp_path / "none.duckdb"
    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(missing))
    settings.cache_clear()
    assert main(["entities", "merge", "a", "b"]) == exits.FAILED
    assert "onrecord run" in capsys.readouterr().err
    assert not missing.exists()
    settings.cache_clear()
