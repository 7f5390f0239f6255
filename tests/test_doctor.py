"""The doctor: what is broken, stale or fine is called so, and silence is never taken for no news."""

import io
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.cli.doctor import Finding, State, examine, print_findings, verdict
from flows.places import Places
from flows.settings import Settings
from warehouse.connection import writing

NOW = datetime.now(UTC)


def findings(warehouse: Path, now: datetime = NOW, **settings: object) -> tuple[Finding, ...]:
    ours = Settings(warehouse=warehouse, **settings)  # type: ignore[arg-type] # settings by name
    return examine(ours, Places(warehouse), now)


def the(found: Iterable[Finding], thing: str) -> Finding:
    return next(finding for finding in found if finding.thing == thing)


@pytest.fixture
def own_copy(seeded_file: Path, tmp_path: Path) -> Path:
    """A loaded warehouse that a test may spoil."""
    return Path(shutil.copytree(seeded_file.parent, tmp_path / "own", symlinks=True)) / seeded_file.name


@pytest.fixture
def well(own_copy: Path) -> Path:
    """One whose feeds and articles were read by runs that ended well a moment ago."""
    spoil(
        own_copy,
        "update feeds set state = 'fine', last_success_at = now(), last_polled_at = now(), problem_kind = null, "
        "problem_cause = null, problem_remedy = null; "
        "insert into runs (run_id, flow, state, started_at, ended_at) "
        "from (values ('run_i', 'ingest', 'completed', now(), now()), ('run_e', 'enrich', 'completed', now(), now()))",
    )
    return own_copy


def spoil(warehouse: Path, sql: str) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        con.execute(sql)


def test_a_new_place_is_no_fault_and_told_how_to_start(tmp_path: Path) -> None:
    found = findings(tmp_path / "w.duckdb")
    assert the(found, str(tmp_path / "w.duckdb")).remedy == "Start with: onrecord run"
    assert [finding for finding in found if finding.state is State.BROKEN] == []
    assert not (tmp_path / "w.duckdb").exists()


def test_a_proxy_is_told_of_with_what_is_then_its_part_and_without_its_password(tmp_path: Path) -> None:
    found = findings(tmp_path / "w.duckdb", proxy="http://ann:s3cret@proxy.example:3128", allowed_hosts=("a.example",))
    proxy = the(found, "proxy")
    assert proxy.state is State.NOTE
    assert "proxy.example" in proxy.said
    assert "the proxy's to see to" in proxy.said
    assert "a.example" in the(found, "allowed hosts").said
    assert "s3cret" not in repr(found)
    bare = findings(tmp_path / "w.duckdb", allowed_hosts=())
    assert not {"proxy", "allowed hosts"} & {finding.thing for finding in bare}


def test_a_sound_warehouse_is_fine(well: Path) -> None:
    found = findings(well, datetime.now(UTC))
    assert [finding for finding in found if finding.state in {State.BROKEN, State.STALE}] == []
    assert the(found, "last good cycle").state is State.FINE
    assert verdict(found) == "All is well."


def test_hours_without_a_good_cycle_are_broken_so_that_cron_can_tell(well: Path) -> None:
    late = the(findings(well, NOW + timedelta(days=3), silence_hours=6), "last good cycle")
    assert late.state is State.BROKEN
    assert "3 days ago" in late.said or "2 days ago" in late.said
    assert "No feed has answered since" in late.said
    assert the(findings(well, NOW + timedelta(hours=5)), "last good cycle").state is State.FINE


def test_who_never_had_a_good_cycle_is_told_what_is_missing(seeded_file: Path) -> None:
    first = the(findings(seeded_file, datetime.now(UTC)), "last good cycle")
    assert (first.state, first.said) == (State.STALE, "there was none yet. No feed has answered yet.")
    late = the(findings(seeded_file, datetime.now(UTC) + timedelta(hours=7)), "last good cycle")
    assert late.state is State.BROKEN


def test_a_missing_model_is_broken(tmp_path: Path) -> None:
    model = the(findings(tmp_path / "w.duckdb", model="no_such_model"), "model")
    assert model.state is State.BROKEN
    assert "ONRECORD_MODEL" in model.remedy


def test_figures_that_cannot_be_read_are_broken(tmp_path: Path) -> None:
    (tmp_path / "figures.toml").write_text("[[figures]]\nkey = 'Not A Key'\n")
    figures = the(findings(tmp_path / "w.duckdb", figures=tmp_path / "figures.toml"), "figures")
    assert figures.state is State.BROKEN
    assert "figures.toml" in figures.said


def test_an_unreachable_feed_is_stale_with_its_cause_and_remedy(well: Path) -> None:
    spoil(
        well,
        "update feeds set state = 'unreachable', problem_cause = 'refused', problem_remedy = 'Wait.' "
        "where outlet_name = 'NPR'",
    )
    found = findings(well, datetime.now(UTC))
    assert the(found, "NPR") == Finding("feeds", "NPR", State.STALE, "unreachable: refused", "Wait.")
    assert verdict(found) == "Nothing is broken, but some things are stale: feeds."


def test_an_alert_that_was_given_up_is_broken(own_copy: Path) -> None:
    spoil(
        own_copy,
        "update deliveries set state = 'given up', error = 'the service answered 403', last_attempt_at = now()",
    )
    deliveries = the(findings(own_copy), "deliveries")
    assert deliveries.state is State.BROKEN
    assert "403" in deliveries.said
    assert "onrecord alerts retry" in deliveries.remedy


def test_a_channel_that_fails_and_one_that_is_not_there_are_told(own_copy: Path) -> None:
    spoil(
        own_copy,
        "insert into channel_states (channel, count_failures, failing_since, error) "
        "values ('desk', 8, now(), 'refused'); "
        "insert into deliveries (alert_id, channel, state, count_attempts) "
        "select alert_id, 'old', 'pending', 0 from alerts limit 1",
    )
    found = findings(own_copy, channels={"desk": "json://localhost", "typo": "jason://s3cr3t"})
    assert the(found, "channel 'desk'").state is State.BROKEN
    assert "8 times in a row" in the(found, "channel 'desk'").said
    assert the(found, "channel 'typo'").state is State.BROKEN
    assert "does not name it" in the(found, "channel 'old'").said
    assert "s3cr3t" not in str(found)


def test_a_template_with_a_mistake_is_broken(tmp_path: Path) -> None:
    (tmp_path / "alert.md").write_text("{{ wrods }}")
    found = findings(tmp_path / "w.duckdb", templates=tmp_path)
    assert the(found, "template alert.md").state is State.BROKEN
    assert "'wrods' is undefined" in the(found, "template alert.md").said
    assert (
        "no such folder"
        in the(findings(tmp_path / "w.duckdb", templates=tmp_path / "x"), f"templates {tmp_path}/x").said
    )


def test_a_heartbeat_that_is_not_taken_is_stale(own_copy: Path) -> None:
    spoil(own_copy, "insert into heartbeats values (now(), now(), 'it answered 404')")
    assert the(findings(own_copy), "heartbeat").said == "it answered 404"


def test_a_file_that_is_no_warehouse_is_broken_and_the_rest_is_told(tmp_path: Path) -> None:
    (tmp_path / "w.duckdb").write_text("not a database " * 100)
    found = findings(tmp_path / "w.duckdb")
    assert the(found, str(tmp_path / "w.duckdb")).state is State.BROKEN
    assert the(found, "python").state is State.FINE


def test_what_an_older_extractor_read_is_a_note(own_copy: Path) -> None:
    assert all(finding.thing != "extractor" for finding in findings(own_copy))
    spoil(own_copy, "update extractions set extractor_version = '0'")
    found = the(findings(own_copy), "extractor")
    assert (found.state, found.remedy) == (State.NOTE, "Read them again with: onrecord reprocess")
    assert found.said.startswith("2 articles")


def test_a_busy_warehouse_is_a_note(own_copy: Path) -> None:
    with writing(own_copy, wait_seconds=5):
        found = findings(own_copy, lock_seconds=0.1)
    assert the(found, str(own_copy)).state is State.NOTE


def test_the_doctor_changes_nothing_and_says_what_an_older_program_made(own_copy: Path) -> None:
    spoil(own_copy, "update schema_views set sha256 = 'other'")
    before = own_copy.read_bytes()
    older = the(findings(own_copy), str(own_copy))
    assert older.state is State.NOTE
    assert "made by an older program" in older.said
    assert own_copy.read_bytes() == before


def test_a_short_disk_is_broken(seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.cli.doctor._DISK_FLOOR", 10**18)
    assert the(findings(seeded_file), str(seeded_file.parent)).state is State.BROKEN


def test_findings_are_printed_by_topic_in_eighty_columns(seeded_file: Path) -> None:
    out = io.StringIO()
    print_findings((*findings(seeded_file), Finding("alerts", "x\x1b[31m", State.BROKEN, "y", "Mend it.")), out)
    said = out.getvalue()
    assert "\x1b" not in said
    assert "→ Mend it." in said
    assert "Broken: x" in said
    assert max(map(len, said.splitlines())) <= 80
