"""README.md tells the truth: its commands, queries, examples and tables are run and compared."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from seeded import HOUSE

from flows.cli import exits, main
from flows.settings import Settings

README = (HOUSE / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> Iterator[str]:
    """Every `onrecord …` of the `sh` blocks, those over several lines whole; `make` lines are CI's to run."""
    for block in blocks("sh"):
        command = ""
        for line in block.splitlines():
            command = f"{command}\n{line}" if command else line
            if command.count('"') % 2 == 0:
                if command.startswith("onrecord "):
                    yield command
                command = ""


@pytest.mark.parametrize("command", list(commands()))
def test_a_command_of_the_readme_has_an_answer(
    command: str, seeded: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HOUSE)
    assert main(shlex.split(command)[1:]) == exits.FINE, capsys.readouterr().err
    assert capsys.readouterr().out.strip()


def test_the_tour_has_ten_questions() -> None:
    tour = README.split("## A tour")[1].split("\n## ")[0]
    assert len(re.findall(r"^onrecord (?:figures|quotes|events|trends|alerts|sql)", tour, re.MULTILINE)) >= 10


def test_the_python_example_runs(seeded: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("python")
    copy = seeded.with_name("onrecord.published.duckdb")
    exec(compile(example.replace("data/onrecord.published.duckdb", str(copy)), "README.md", "exec"), {})
    assert "Xi Jinping" in capfd.readouterr().out


def test_the_figures_examples_can_be_used(tmp_path: Path) -> None:
    from flows.files.figures import tracked_figures

    one, with_rules = (block for block in blocks("toml") if "[[figures]]" in block)
    file = tmp_path / "figures.toml"
    file.write_text(one, encoding="utf-8")
    assert [figure.name for figure in tracked_figures(file)[0]] == ["António Guterres"]
    file.write_text(with_rules, encoding="utf-8")
    assert len(tracked_figures(file)[1]) == 5


def test_the_settings_examples_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    channels, hosts = (block for block in blocks("toml") if "[[figures]]" not in block)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_ALLOWED_HOSTS", raising=False)
    for example in (channels, hosts):
        assert set(tomllib.loads(example)) <= set(Settings.model_fields)
    (tmp_path / "onrecord.toml").write_text(channels, encoding="utf-8")
    assert set(Settings().channels) == {"terminal", "file", "desk"}
    (tmp_path / "onrecord.toml").write_text(hosts, encoding="utf-8")
    assert Settings().allowed_hosts == ("intranet.example.org", "*.corp.example.org", "10.0.0.5")
    assert Settings().host_addresses == {"wire.example.org": "10.0.0.6:8080"}


def test_the_table_of_settings_agrees_with_the_settings() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    assert rows == [(name, _shown(field.default), field.description) for name, field in Settings.model_fields.items()]


def _shown(default: object) -> str:
    """A default as the table writes it."""
    if default in ("", None, (), {}):
        return "empty"
    if isinstance(default, Path):
        return f"`{default.relative_to(HOUSE) if default.is_absolute() else default}`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, dict):
        plain = {name: value.get_secret_value() for name, value in default.items() if isinstance(value, SecretStr)}
        return f"`{json.dumps(plain)}`"
    if isinstance(default, float):
        return f"`{default:g}`"
    if isinstance(default, SecretStr):
        return _shown(default.get_secret_value())
    return f"`{default}`"


def test_the_exit_codes_are_all_there() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d+) \| ", README, re.MULTILINE)}
    known = (exits.FINE, exits.FAILED, exits.USAGE, exits.BUSY, exits.NOTHING_YET, exits.INTERRUPTED)
    assert codes == set(known)


def test_the_example_of_extract_has_the_real_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = (json.loads(block) for block in blocks("json"))
    file = tmp_path / "note.txt"
    file.write_text('"We will go," said Ann Dahl on Monday.', encoding="utf-8")
    assert main(["extract", "--json", str(file)]) == exits.FINE
    found = json.loads(capsys.readouterr().out)
    assert list(found) == list(example)
    assert [list(quote) for quote in found["quotes"]] == [list(quote) for quote in example["quotes"]]
    for key in ("start", "end", "text", "kind", "speaker", "speaker_mention", "speaker_start", "speaker_end", "cue"):
        assert found["quotes"][0][key] == example["quotes"][0][key]
    assert found["entities"] == example["entities"]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_files_that_a_document_names_exist(document: str) -> None:
    text = (HOUSE / document).read_text(encoding="utf-8")
    rooms = r"(?:flows|extractors|warehouse|seeds|tests)/[\w/.]*|prefect\.yaml|Makefile|LICENSE"
    named = set(re.findall(rf"`({rooms})`", text)) | set(re.findall(r"\]\((\w+(?:\.md)?)\)", text))
    assert [name for name in sorted(named) if not (HOUSE / name).exists()] == []
