"""The flows, one whole cycle through a real Prefect server, and what they are made of."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from prefect_server import Newsroom, as_in_a_terminal, wait_for

from extractors.records import FeedState, Problem
from flows.artifacts import ShownQuote, escaped, feeds_table, quotes_table
from flows.cycle import run_cycle
from flows.cycle_summary import CycleSummary
from flows.interrupts import uninterrupted
from flows.progress import reporting, saying, tell
from flows.serving.prefect_settings import prefect_environment, settings_environment
from flows.serving.processes import descendants, end_tree, is_alive, mark_of
from flows.serving.serve_state import end_orphans, read_state, running_serve, write_state
from flows.settings import Settings
from flows.turns import is_our_turn, turn

_STATES = "select flow, state, ended_at is not null from runs order by flow"


def _tables(newsroom: Newsroom) -> dict[str, int]:
    """How many rows each table of the warehouse has."""
    import duckdb

    with duckdb.connect(str(newsroom.places.warehouse), read_only=True) as con:
        names = con.execute("select table_name from duckdb_tables() where not internal").fetchall()
        return {name: con.execute(f'select count(*) from "{name}"').fetchall()[0][0] for (name,) in names}


def _rows(newsroom: Newsroom, sql: str, path: Path | None = None) -> list[tuple[object, ...]]:
    import duckdb

    with duckdb.connect(str(path or newsroom.places.warehouse), read_only=True) as con:
        return con.execute(sql).fetchall()


# --- a whole cycle ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("own_environment")
def test_a_second_cycle_adds_nothing_and_publishes_nothing(newsroom: Newsroom, prefect_server: str) -> None:
    newsroom.publish_harvest()
    settings = newsroom.settings(prefect_api_url=prefect_server)
    lines: list[str] = []
    first = run_cycle(settings, newsroom.places, lines.append)
    assert (first.articles_new, first.feeds_polled, first.feed_problems, first.page_problems) == (3, 1, (), ())
    assert first.quotes > 10
    assert first.alerts_made >= 1
    assert first.alerts_delivered == first.alerts_made == len(newsroom.alerts())
    assert first.publication is not None
    assert first.publication.is_published
    assert any("Reading articles 1 of 3" in line for line in lines)
    before, published = _tables(newsroom), newsroom.places.published.resolve()
    states = [(flow, "completed", True) for flow in ("alert", "enrich", "ingest", "monitor")]
    assert _rows(newsroom, _STATES, published) == states  # readers see how the run that published it ended
    purposes = "select purpose, count(*), count(raw_file) from fetches group by 1 order by 1"
    assert _rows(newsroom, purposes) == [("feed", 1, 1), ("page", 1, 1), ("robots", 1, 0)]
    assert len(list(newsroom.places.archive.glob("*.warc.gz"))) == 1

    second = run_cycle(settings, newsroom.places, lines.append)
    after = _tables(newsroom)
    assert {name: count for name, count in after.items() if count != before[name]}.keys() <= {"runs", "fetches"}
    assert (second.articles_new, second.articles_known, second.quotes, second.alerts_made) == (0, 2, 0, 0)
    assert second.publication is not None
    assert not second.publication.is_published
    assert newsroom.places.published.resolve() == published
    assert len(newsroom.alerts()) == first.alerts_made

    assert _rows(newsroom, _STATES) == sorted(states * 2)


def test_a_cycle_beside_another_steps_aside_at_once(newsroom: Newsroom) -> None:
    with FileLock(newsroom.places.cycle_lock):
        summary = run_cycle(newsroom.settings(), newsroom.places, lambda _: None)
    assert summary.stepped_aside is not None
    assert newsroom.site.requests == []


@pytest.mark.slow
@pytest.mark.usefixtures("own_environment")
def test_a_failed_run_is_on_record(newsroom: Newsroom, prefect_server: str) -> None:
    settings = newsroom.settings(prefect_api_url=prefect_server, figures=newsroom.folder / "none.toml")
    with pytest.raises(Exception, match=r"none\.toml"):
        run_cycle(settings, newsroom.places, lambda _: None)
    recorded = _rows(newsroom, "select flow, state, error from runs order by flow")
    assert [(flow, state) for flow, state, _ in recorded] == [("ingest", "failed"), ("monitor", "failed")]
    assert all("none.toml" in str(error) for _, _, error in recorded)


@pytest.mark.slow
@pytest.mark.usefixtures("own_environment")
def test_maintain_checks_and_forgets(newsroom: Newsroom, prefect_server: str) -> None:
    from flows.serving.prefect_settings import prefect_at

    settings = newsroom.settings(prefect_api_url=prefect_server)
    with prefect_at(settings, newsroom.places, prefect_server):
        from flows.maintain import maintain

        summary = maintain()
    assert summary.checks == ()
    assert (summary.forgotten, summary.troubled_feeds) == (0, 0)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_ctrl_c_leaves_a_sound_warehouse_and_no_process(settled_newsroom: Newsroom) -> None:
    newsroom = settled_newsroom
    newsroom.site.respond("/feed.xml", wait=60)  # so that it comes in the middle
    command = f"{as_in_a_terminal}; import sys; from flows.cli import main; sys.exit(main(['run']))"
    with (newsroom.folder / "out").open("wb") as out:
        run = subprocess.Popen(
            [sys.executable, "-c", command],
            env=newsroom.environment(timeout_seconds=60),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    said = newsroom.folder / "out"
    wait_for(lambda: newsroom.site.count("/feed.xml") or run.poll() is not None, seconds=200, why=said.read_text())
    started = [mark for mark in map(mark_of, descendants(run.pid)) if mark]
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(timeout=90) == 130, said.read_text()
    assert "Traceback" not in said.read_text()
    wait_for(lambda: not any(map(is_alive, started)), seconds=90, why="all that it started has ended")
    states = _rows(newsroom, "select flow, state from runs order by flow")
    assert states == [("ingest", "failed"), ("monitor", "failed")]


# --- what they are made of --------------------------------------------------------------------------------------------


def test_a_cycle_holds_its_turn_and_its_parts_share_it(tmp_path: Path) -> None:
    lock = tmp_path / "news.cycle.lock"
    with turn(lock) as ours, turn(lock) as part:
        assert ours
        assert part
        assert is_our_turn(lock)
    assert not is_our_turn(lock)
    with FileLock(lock), turn(lock) as other:
        assert not other


def test_prefect_lives_beside_the_warehouse_whatever_the_profile_says(newsroom: Newsroom) -> None:
    environment = prefect_environment(newsroom.settings(), newsroom.places)
    assert environment["PREFECT_API_URL"] == ""
    assert environment["PREFECT_HOME"] == str(newsroom.places.prefect_home)
    assert environment["PREFECT_PROFILES_PATH"].startswith(environment["PREFECT_HOME"])
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_prefect_reads_the_settings_that_we_set(newsroom: Newsroom) -> None:
    shown = subprocess.run(
        [
            *(sys.executable, "-c"),
            "from prefect.settings import get_current_settings as now; s = now(); v = s.server.services.db_vacuum;"
            "print(s.home, s.api.url or None, s.profiles_path, s.server.analytics_enabled, s.server.ephemeral.enabled,"
            "s.server.ephemeral.startup_timeout_seconds, sorted(v.enabled_vacuum_types), v.retention_period.days)",
        ],
        env={**newsroom.environment(), **prefect_environment(newsroom.settings(), newsroom.places)},
        capture_output=True,
        text=True,
        check=True,
    )
    home = newsroom.places.prefect_home
    assert shown.stdout.split(maxsplit=6) == [
        *(str(home), "None", f"{home}/profiles.toml", "False", "True", "120"),
        "['events', 'flow_runs', 'orphans'] 90\n",
    ]


@given(
    seconds=st.floats(min_value=5, max_value=1e6),
    name=st.text(alphabet="abc-_", min_size=1),
    is_known=st.booleans(),
)
def test_settings_pass_through_variables_unchanged(seconds: float, name: str, is_known: bool) -> None:
    ours = Settings(
        warehouse=Path("/somewhere/news.duckdb"),
        ingest_seconds=seconds,
        first_poll_is_known=is_known,
        channels={name: "json://user:secret@localhost"},
    )
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in settings_environment(ours).items():
            patch.setenv(variable, value)
        assert Settings() == ours


@given(st.text())
def test_no_text_breaks_out_of_its_cell(words: str) -> None:
    cell = escaped(words)
    assert "\n" not in cell
    assert "|" not in cell.replace("\\|", "")
    assert "<" not in cell.replace("\\<", "")


def test_the_table_of_quotes_links_only_to_the_web() -> None:
    web = ShownQuote("Ann Dahl", "we [won](http://evil.example) | all", "Talks", "https://example.org/a>b")
    other = ShownQuote("Ann Dahl", "we lost", "Notes", "javascript:alert(1)")
    table = quotes_table([web, other])
    assert "[Talks](<https://example.org/a%3Eb>)" in table
    assert r"we \[won\]\(http\://evil.example\) \| all" in table
    assert "javascript" not in table


def test_the_table_of_feeds_has_the_troubled_first() -> None:
    problem = Problem("b", "time-out", "no answer within 20 s", "It is tried again")
    table = feeds_table(
        [FeedState("1", "a", state="fine"), FeedState("2", "b", state="unreachable", last_problem=problem)]
    )
    assert table.index("unreachable") < table.index("fine")
    assert "no answer within 20 s" in table


def test_a_feed_that_was_read_is_no_failure_whatever_it_has_to_note() -> None:
    from flows.ingest import IngestSummary  # here, since it loads Prefect

    note, failure = (Problem(thing, "k", "cause", "remedy") for thing in "ab")
    summary = IngestSummary().with_feeds(
        [
            FeedState("1", "a", state="fine", last_problem=note),
            FeedState("2", "b", state="unreachable", last_problem=failure),
            FeedState("3", "c", state="fine"),
        ]
    )
    assert (summary.feeds_polled, summary.feed_notes, summary.feed_problems) == (3, (note,), (failure,))


def test_lines_go_to_the_innermost_listener() -> None:
    outer: list[str] = []
    inner: list[str] = []
    with reporting(outer.append):
        with reporting(inner.append):
            tell("one")
        tell("two")
    assert (outer, inner) == (["two"], ["one"])


def test_counts_of_one_thing_do_not_flood_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    with saying():
        for count in range(1000):
            tell(f"Reading articles {count} of 1000")
        tell("Publishing")
    assert capsys.readouterr().err.splitlines() == ["Reading articles 0 of 1000", "Publishing"]


@pytest.fixture
def terminals_ctrl_c() -> Iterator[None]:
    """Ctrl-C as it is at a terminal, in the background, too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("terminals_ctrl_c")
def test_ctrl_c_waits_for_an_import() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():  # noqa: PT012 - it is raised on leaving
        os.kill(os.getpid(), signal.SIGINT)
        done.append("import")
    assert done == ["import"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# --- processes --------------------------------------------------------------------------------------------------------


def _sleeper(*more: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", *more])


def test_a_process_and_its_children_end_together() -> None:
    parent = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
            " start_new_session=True); time.sleep(60)",
        ]
    )
    wait_for(lambda: descendants(parent.pid), seconds=90, why="it has a child")
    members = [mark for mark in map(mark_of, (parent.pid, *descendants(parent.pid))) if mark]
    end_tree(parent.pid, grace_seconds=5)
    parent.wait()
    assert len(members) == 2
    assert not any(map(is_alive, members))


def test_an_orphan_is_ended_and_a_stranger_with_its_number_is_not(newsroom: Newsroom) -> None:
    orphan, stranger = _sleeper(), _sleeper("stranger")
    write_state(newsroom.places, "http://127.0.0.1:9/api", [orphan.pid, stranger.pid])
    path = newsroom.places.serve_state
    path.write_text(path.read_text().replace("stranger", "another"))
    assert end_orphans(newsroom.places) == 1
    orphan.wait(timeout=60)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
    assert not path.exists()


@pytest.mark.parametrize("said", ["", "{", "[]", "{}", '{"children": [3]}', "null"])
def test_a_state_file_that_says_nothing_touches_nothing(newsroom: Newsroom, said: str) -> None:
    newsroom.places.serve_state.write_text(said)
    assert read_state(newsroom.places.serve_state) is None
    assert running_serve(newsroom.places) is None
    assert end_orphans(newsroom.places) == 0


def test_an_empty_summary_has_done_nothing() -> None:
    assert CycleSummary() == CycleSummary(stepped_aside=None)
