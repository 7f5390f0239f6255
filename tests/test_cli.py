"""The command line: exit codes a script can trust, errors in one line, JSON for machines, quick help."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prefect_server import as_in_a_terminal
from seeded import HOUSE, environment

from flows.cli import exits, main
from flows.settings import settings

Captured = pytest.CaptureFixture[str]
_HEAVY = {"prefect", "spacy", "trafilatura", "duckdb", "apprise", "pydantic", "httpx"}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test in an empty folder, and with whatever a command sets in the environment undone."""
    for name in ("ONRECORD_WAREHOUSE", "ONRECORD_DEBUG"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()


def in_process(*words: str) -> int:
    return main(words)


def lines(capsys: Captured) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def started(*words: str, warehouse: Path, **options: object) -> "subprocess.CompletedProcess[str]":
    """The real thing, in a process of its own."""
    command = [sys.executable, "-m", "flows.cli", *words]
    return subprocess.run(  # type: ignore[call-overload,no-any-return] # options are handed through
        command, env=environment(warehouse), text=True, capture_output=True, timeout=170, check=False, **options
    )


# --- help and usage ---------------------------------------------------------------------------------------------------

COMMANDS = (
    "run",
    "serve",
    "import",
    "extract",
    "sql",
    "shell",
    "quotes",
    "events",
    "trends",
    "figures",
    "feeds",
    "alerts",
    "entities",
    "doctor",
)


def test_help_lists_every_command_and_the_exit_codes(capsys: Captured) -> None:
    assert in_process("--help") == exits.FINE
    said = capsys.readouterr().out
    assert [command for command in COMMANDS if f" {command} " not in said] == []
    assert "130 interrupted" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_examples(command: str, capsys: Captured) -> None:
    assert in_process(command, "--help") == exits.FINE
    said = capsys.readouterr().out
    assert f"  onrecord {command}" in said
    assert "--warehouse" in said


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = f"import sys; from flows.cli import main; main(['--help']); sys.exit(str({_HEAVY} & set(sys.modules) or ''))"
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path / "w"), capture_output=True, text=True, check=False
    )
    assert run.stderr.strip() == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["quotez"], "onrecord --help"),
        (["quotes"], "onrecord quotes --help"),
        (["quotes", "x", "--kind", "shouted"], "onrecord quotes --help"),
        (["sql", "select 1", "--json", "--csv"], "choose one"),
        (["sql", " ; "], "empty"),
        (["extract"], "onrecord extract --help"),
        (["extract", "--jsn", "x"], "Unknown option: --jsn"),
        (["import"], "onrecord import --help"),
        (["trends", "--zone", "Atlantis"], "Europe/Paris"),
        (["figures", "--warehouse", "."], "a folder"),
    ],
)
def test_wrong_use_is_two_with_one_line(words: list[str], told: str, capsys: Captured) -> None:
    assert in_process(*words) == exits.USAGE
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == 1


def test_a_wrong_setting_names_itself_and_not_its_value(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("ONRECORD_BATCH_SIZE", "secret7")
    assert in_process("figures") == exits.USAGE
    said = capsys.readouterr().err
    assert "ONRECORD_BATCH_SIZE" in said
    assert "secret7" not in said


def test_an_unknown_setting_in_the_file_is_told(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "onrecord.toml").write_text("pol_minutes = 3\n")
    assert in_process("figures") == exits.USAGE
    assert "pol_minutes" in capsys.readouterr().err


# --- nothing yet, and errors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["figures"], ["sql", "select 1"], ["quotes", "x"], ["alerts", "--json"]])
def test_nothing_published_is_four_and_says_what_to_do(words: list[str], capsys: Captured) -> None:
    assert in_process(*words) == exits.NOTHING_YET
    captured = capsys.readouterr()
    assert "onrecord run" in captured.err
    assert captured.out == ""


def test_a_missing_import_is_one(capsys: Captured) -> None:
    assert in_process("import", "none.jsonl") == exits.FAILED
    assert "none.jsonl" in capsys.readouterr().err


def test_debug_shows_the_traceback() -> None:
    with pytest.raises(Exception, match="published"):
        in_process("figures", "--debug")


def test_a_missing_model_is_told_with_its_remedy(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    assert in_process("extract", "--model", "no_such_model", "a.txt") == exits.FAILED
    said = capsys.readouterr().err
    assert "no_such_model" in said
    assert "Traceback" not in said


def test_errors_cannot_steer_the_terminal(capsys: Captured) -> None:
    in_process("extract", "a\x1b[31mb.txt")
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), exits.INTERRUPTED),
        (exits.Stop("x", exits.BUSY), exits.BUSY),
        (type("WarehouseBusy", (Exception,), {})("x"), exits.BUSY),
        (type("NothingPublished", (Exception,), {})("x"), exits.NOTHING_YET),
        (FileNotFoundError(2, "No such file", "x"), exits.FAILED),
        (ValueError("x"), exits.FAILED),
    ],
)
def test_each_error_has_its_exit_code_and_one_line(error: BaseException, code: int, capsys: Captured) -> None:
    assert exits.tell(error) == code
    assert len(capsys.readouterr().err.splitlines()) == 1


# --- questions --------------------------------------------------------------------------------------------------------


def test_sql_gives_json_lines(seeded: Path, capsys: Captured) -> None:
    assert (
        in_process(
            "sql", "--json", "select 1 as a, timestamptz '2026-03-01 00:00:00+00' as at union all select 2, null"
        )
        == 0
    )
    assert lines(capsys) == [{"a": 1, "at": "2026-03-01T00:00:00+00:00"}, {"a": 2, "at": None}]


def test_sql_gives_csv_and_takes_a_query_that_starts_with_a_comment(seeded: Path, capsys: Captured) -> None:
    assert in_process("sql", "--csv", "-- two words\nselect 'a, b' as x, null as y") == exits.FINE
    assert capsys.readouterr().out == 'x,y\n"a, b",\n'


def test_a_wrong_query_is_one_with_one_line(seeded: Path, capsys: Captured) -> None:
    assert in_process("sql", "select speker from said") == exits.FAILED
    said = capsys.readouterr().err
    assert 'Referenced column "speker"' in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("query", ["delete from articles", "create table x (a int)", "drop view said"])
def test_the_published_copy_cannot_be_changed(query: str, seeded: Path, capsys: Captured) -> None:
    assert in_process("sql", query) == exits.FAILED
    assert "readers' copy" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Xi Jinping", "xi jinping", "xi-jinping", "XI"])
def test_quotes_are_found_by_name_alias_and_key(name: str, seeded: Path, capsys: Captured) -> None:
    assert in_process("quotes", name, "--json") == exits.FINE
    found = lines(capsys)
    assert found
    assert all("Xi Jinping" in str(quote["speakers"]) for quote in found)


def test_quotes_can_be_narrowed(seeded: Path, capsys: Captured) -> None:
    in_process("quotes", "Putin", "--kind", "direct", "--json")
    assert {quote["kind"] for quote in lines(capsys)} == {"direct"}
    in_process("quotes", "Putin", "--limit", "1", "--json")
    assert len(lines(capsys)) == 1
    assert in_process("quotes", "Putin", "--since", "2100-01-01", "--json") == exits.FINE
    assert lines(capsys) == []


def test_quotes_for_a_person_show_who_how_and_where(seeded: Path, capsys: Captured) -> None:
    assert in_process("quotes", "Torigian") == exits.FINE
    captured = capsys.readouterr()
    said = captured.out
    assert "taken to mean Joseph Torigian" in captured.err
    assert "Joseph Torigian  direct" in said
    assert "via AP News" in said
    assert "“Torigian”: family name of Joseph Torigian · " in said
    assert [line for line in said.splitlines() if "q_" in line]


def test_an_unknown_name_is_one_with_a_suggestion(seeded: Path, capsys: Captured) -> None:
    assert in_process("quotes", "Xi Jinpin") == exits.FAILED
    assert "Did you mean Xi Jinping" in capsys.readouterr().err


def test_somebody_known_and_silent_is_fine(seeded: Path, capsys: Captured) -> None:
    assert in_process("quotes", "narendra-modi") == exits.FINE
    assert "No quotes of narendra-modi" in capsys.readouterr().out


def test_events_list_and_open(seeded: Path, capsys: Captured) -> None:
    in_process("events", "--json")
    (event,) = lines(capsys)
    assert event["count_articles"] == 2
    assert in_process("events", str(event["event_id"])) == exits.FINE
    assert "Joseph Torigian: “China can signal" in capsys.readouterr().out
    assert in_process("events", "e_none") == exits.FAILED


@pytest.mark.parametrize("command", ["trends", "figures", "feeds", "alerts"])
def test_each_question_has_an_answer_for_people_and_machines(command: str, seeded: Path, capsys: Captured) -> None:
    assert in_process(command) == exits.FINE
    assert capsys.readouterr().out.strip()
    assert in_process(command, "--json") == exits.FINE
    assert lines(capsys)


def test_warehouse_goes_before_and_after_the_command(
    seeded: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_WAREHOUSE", "elsewhere.duckdb")
    for words in (["--warehouse", str(seeded), "figures"], ["figures", "--warehouse", str(seeded)]):
        assert in_process(*words, "--json") == exits.FINE
        assert len(lines(capsys)) >= 2


@pytest.mark.parametrize(
    "words", [["sql", "--json", "select 1 as x"], ["sql", "-- a comment\nselect 1 as x", "--json"]]
)
def test_warehouse_may_stand_anywhere(words: list[str], seeded_file: Path, capsys: Captured) -> None:
    for at in range(len(words) + 1):
        assert in_process(*words[:at], "--warehouse", str(seeded_file), *words[at:]) == exits.FINE
        assert lines(capsys) == [{"x": 1}]


def test_a_query_comes_from_standard_input(seeded: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("select 1 as x"))
    assert in_process("sql", "--json", "-") == exits.FINE
    assert lines(capsys) == [{"x": 1}]


# --- extract ----------------------------------------------------------------------------------------------------------


def test_extract_streams_lines_and_goes_on_after_a_bad_one(tmp_path: Path, capsys: Captured) -> None:
    text = "“We will go,” said Ann Dahl."
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "x", "text": text}) + "\nbad\n" + json.dumps({"id": 2, "text": ""})
    )
    assert in_process("extract", "--json", "a.jsonl") == exits.FAILED
    captured = capsys.readouterr()
    first, second = (json.loads(line) for line in captured.out.splitlines())
    assert (first["id"], second["id"]) == ("x", 2)
    (quote,) = first["quotes"]
    assert text[quote["start"] : quote["end"]] == quote["text"]
    assert "a.jsonl:2" in captured.err


def test_extract_lists_quotes_by_paragraph_for_a_person(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.txt").write_text("A title\n\n“We will go,” said Ann Dahl.", encoding="utf-8")
    assert in_process("extract", "a.txt") == exits.FINE
    said = capsys.readouterr().out
    assert "Ann Dahl  direct · said" in said
    assert "paragraph 2, characters 9–22" in said


# --- the real process -------------------------------------------------------------------------------------------------


def test_a_closed_pipe_is_quiet(seeded_file: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "sql", "--csv", "from range(200000)"],
        env=environment(seeded_file),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == b"range\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == exits.FINE


def test_ctrl_c_is_one_hundred_and_thirty_with_one_line(tmp_path: Path) -> None:
    ready = f"{as_in_a_terminal}; import sys; from flows.cli import exits, main; print('ready', flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{ready}; sys.exit(main(['extract', '-']))"],
        env=environment(tmp_path / "w.duckdb"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(1)  # whatever it is at by now; in the end it waits for standard input
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == exits.INTERRUPTED
    assert said.startswith("onrecord: interrupted")
    assert "Traceback" not in said


@pytest.mark.slow
def test_import_reports_and_a_second_one_knows_it_all(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    article = {
        "id": "1",
        "title": "Talks",
        "text": "OSLO — “We will go,” said Ann Dahl on Monday.",
        "published_at": "2026-03-01",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(article) + "\nbad\n")
    first = started("import", "--json", "a.jsonl", warehouse=warehouse, cwd=tmp_path)
    assert first.returncode == exits.FINE, first.stderr
    report = json.loads(first.stdout)
    assert (report["articles_new"], report["articles_failed"], report["quotes"]) == (1, 1, 1)
    second = started("import", "a.jsonl", warehouse=warehouse, cwd=tmp_path)
    assert "0 new, 1 known, 1 failed" in second.stdout
    assert "Nothing new: nothing published." in second.stdout
    asked = started("quotes", "Ann Dahl", "--json", warehouse=warehouse, cwd=HOUSE)
    assert json.loads(asked.stdout)["known_reason"] == "import"
    assert started("alerts", "--json", warehouse=warehouse, cwd=HOUSE).stdout == ""
