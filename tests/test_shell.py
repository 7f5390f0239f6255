"""The shell: queries in a row from a pipe, a prompt of our own on a terminal, DuckDB's own where it is on the path."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from seeded import HOUSE, environment

from flows.cli import exits
from warehouse.connection import writing
from warehouse.generation import count_change
from warehouse.publish import publish

COMMAND = [sys.executable, "-m", "flows.cli", "shell"]


def piped(warehouse: Path, text: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *words],
        input=text,
        env=environment(warehouse),
        cwd=HOUSE,
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_queries_from_a_pipe_are_answered_in_their_order(seeded_file: Path) -> None:
    done = piped(seeded_file, "-- two of them\nselect 'one; two' as a;\nselect count(*) > 0\nas b from said")
    assert done.returncode == exits.FINE, done.stderr
    assert [line.strip() for line in done.stdout.splitlines() if "─" not in line and line.strip()] == [
        "a",
        "one; two",
        "b",
        "true",
    ]


def test_a_pipe_stops_at_the_first_mistake(seeded_file: Path) -> None:
    done = piped(seeded_file, "select 7 as seven; select nothing from nowhere; select 8 as eight;")
    assert done.returncode == exits.FAILED
    assert "seven" in done.stdout
    assert "eight" not in done.stdout
    assert done.stderr.startswith("onrecord: the query: Catalog Error: Table with name nowhere does not exist!")
    assert len(done.stderr.splitlines()) == 1


def test_nothing_can_be_changed(seeded_file: Path) -> None:
    done = piped(seeded_file, "delete from articles;")
    assert done.returncode == exits.FAILED
    assert "read-only" in done.stderr


def test_an_empty_pipe_is_fine(seeded_file: Path) -> None:
    assert piped(seeded_file, "").returncode == exits.FINE


def test_the_path_is_that_of_the_newest_copy_itself(seeded_file: Path) -> None:
    done = piped(seeded_file, "", "--print-path")
    assert done.stdout.strip() == str(seeded_file.with_name("onrecord.published.duckdb").resolve())


def test_nothing_published_has_its_own_exit_code(tmp_path: Path) -> None:
    done = piped(tmp_path / "onrecord.duckdb", "from said;")
    assert done.returncode == exits.NOTHING_YET
    assert "onrecord run" in done.stderr


class Terminal:
    """The shell on a terminal, as a person has it."""

    def __init__(self, warehouse: Path, *words: str, path: str | None = None) -> None:
        own, theirs = pty.openpty()
        ours = environment(warehouse) | {"TERM": "dumb"} | ({"PATH": path} if path else {})
        self.terminal, self.shown = own, ""
        self.process = subprocess.Popen([*COMMAND, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=ours)
        os.close(theirs)

    def type(self, line: str) -> None:
        os.write(self.terminal, line.encode())

    def wait_for(self, words: str) -> str:
        """What was shown until these words came; they count once."""
        deadline = time.monotonic() + 60
        while words not in self.shown:
            assert time.monotonic() < deadline, self.shown
            if select.select([self.terminal], [], [], 1)[0]:
                self.shown += os.read(self.terminal, 65536).decode()
        before, self.shown = self.shown.split(words, 1)
        return before

    def left(self) -> int:
        return self.process.wait(30)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        os.close(self.terminal)


@pytest.fixture
def own_copy(seeded_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeded_file.parent, tmp_path / "own", symlinks=True)) / seeded_file.name


@pytest.fixture
def at_prompt(own_copy: Path) -> Iterator[Terminal]:
    terminal = Terminal(own_copy, "--plain")
    terminal.wait_for("sql> ")
    yield terminal
    terminal.close()


def test_the_prompt_answers_takes_lines_together_and_survives_mistakes(at_prompt: Terminal) -> None:
    at_prompt.type("select 40 + 2\nas answer;\n")
    at_prompt.wait_for("...> ")
    assert "42" in at_prompt.wait_for("sql> ")
    at_prompt.type("from nowhere;\n")
    assert "Table with name nowhere does not exist" in at_prompt.wait_for("sql> ")
    at_prompt.type("from range(1000);\n")
    at_prompt.wait_for("these are the first 200 rows")
    at_prompt.type(".tables\n")
    at_prompt.wait_for("One row per quote of an article")
    at_prompt.type(".weather\n")
    at_prompt.wait_for("no such word")
    at_prompt.type("select 'half\n\x03")  # Ctrl-C drops what was begun
    at_prompt.type("select 'whole' as word;\n")
    at_prompt.wait_for("whole")
    at_prompt.type(".quit\n")
    assert at_prompt.left() == exits.FINE


def test_a_newer_copy_is_told_of_and_taken_on_request(at_prompt: Terminal, own_copy: Path) -> None:
    with writing(own_copy, wait_seconds=20) as con:
        con.execute("insert into outlets values ('o_new', 'Brand New Gazette', null, now())")
        count_change(con, 1)
    link, now = own_copy.with_name("onrecord.published.duckdb"), datetime.now(UTC) + timedelta(days=1)
    assert publish(own_copy, link, now=now, min_seconds=0, keep=2, wait_seconds=20).is_published
    new = "select count(*) || ' new' as n from outlets where outlet_id = 'o_new';\n"
    at_prompt.type(new)
    at_prompt.wait_for("0 new")
    at_prompt.wait_for("A newer copy has been published: .refresh takes it.")
    at_prompt.type(".refresh\n")
    at_prompt.wait_for("Now on ")
    at_prompt.type(new)
    at_prompt.wait_for("1 new")
    at_prompt.wait_for("sql> ")
    at_prompt.type("\x04")  # Ctrl-D
    assert at_prompt.left() == exits.FINE
    history = own_copy.with_name("onrecord.shell-history")
    assert not history.exists() or history.stat().st_mode & 0o077 == 0


def test_duckdbs_own_program_is_used_where_it_is_on_the_path(own_copy: Path, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "duckdb"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "started with $*"\nexit 7\n')
    program.chmod(0o755)
    terminal = Terminal(own_copy, path=f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    try:
        newest = own_copy.with_name("onrecord.published.duckdb").resolve()
        terminal.wait_for(f"started with -readonly {newest}")
        assert terminal.left() == 7
    finally:
        terminal.close()
