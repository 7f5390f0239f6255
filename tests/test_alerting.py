"""The flow `alert` beside a real Prefect server: alerts are events, an automation hears them, silence goes out."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from duckdb import DuckDBPyConnection
from prefect_server import ask, found_at, wait_for
from warehouse_samples import NOW, load_sample

from extractors.decisions.deliveries import DeliveryPolicy
from extractors.records import ChannelState, DeliveryResult
from flows import alert as alert_flow
from flows.delivery.delivering import ChannelRun
from flows.delivery.journal import Journal
from flows.delivery.stranded import settle_stranded
from flows.doorbells import NEWLY_QUOTED, QUOTE_WITHDRAWN, alert_event
from flows.ingest import load_seeds
from flows.journalling import Line, lines
from flows.noticing import make_known_again
from flows.places import Places
from flows.recording import Run
from flows.serving.prefect_settings import prefect_at
from flows.settings import Settings
from warehouse.connection import writing
from warehouse.outbox import (
    alerts_to_announce,
    channel_states,
    count_due,
    due_notices,
    load_announced,
    load_deliveries,
    load_notices,
    retry_given_up,
)

POLICY = DeliveryPolicy(max_attempts=8, hours=48, backoff_seconds=30)
README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """One of a name of its own: events of alerts are told apart by it, and one that was seen is not seen again."""
    path = tmp_path / f"{tmp_path.name}.duckdb"
    with writing(path, wait_seconds=5) as con:
        load_sample(con)
    return path


@pytest.fixture
def run(warehouse: Path, prefect_server: str, own_environment: None) -> Iterator[Run]:
    ours = Settings(warehouse=warehouse, channels={"file": "file://"}, prefect_api_url=prefect_server)
    places = Places(warehouse)
    with prefect_at(ours, places, prefect_server):
        yield Run("run_1", ours, places)


def events(server: str, name: str) -> list[dict[str, Any]]:
    """The events of that name that the server has."""
    wanted = {"filter": {"event": {"name": [name]}}, "limit": 50}
    found: list[dict[str, Any]] = ask("POST", f"{server}/events/filter", wanted).json()["events"]  # type: ignore[arg-type]
    return found


def test_an_alert_as_an_event_has_its_figure_as_resource_and_its_evidence(warehouse: Path) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        first, *_ = alerts_to_announce(con, 10)
    event = alert_event(first, Places(warehouse))
    assert event.event == NEWLY_QUOTED
    assert dict(event.resource) == {
        "prefect.resource.id": "onrecord.figure.anna-kovac",
        "prefect.resource.name": "Anna Kovač",
    }
    roles = {one["prefect.resource.role"]: one["prefect.resource.id"] for one in event.related}
    assert roles["event"] == "onrecord.event.e_bridge"
    assert roles["statement"].startswith("onrecord.statement.st_")
    assert set(roles) == {"event", "statement", "article", "warehouse"}
    assert event.payload["alert_id"] == first.alert_id
    assert event.payload["words"] == first.quote_text
    assert event.id == alert_event(first, Places(warehouse)).id


def test_what_prefect_was_told_is_told_once(warehouse: Path) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        alerts = alerts_to_announce(con, 10)
        assert len(alerts) == 2
        load_announced(con, [alerts[0].alert_id], NOW)
        load_announced(con, [alerts[0].alert_id], NOW)
        assert alerts_to_announce(con, 10) == alerts[1:]
        assert count_due(con, NOW, ()) == 1


def test_what_was_given_up_waits_again_when_a_person_says_so(warehouse: Path) -> None:
    from extractors.records import DeliveryResult
    from warehouse.outbox import due_deliveries

    with writing(warehouse, wait_seconds=5) as con:
        due = due_deliveries(con, NOW, ("file", "terminal"))
        load_deliveries(con, [DeliveryResult(d.alert_id, d.channel, "given up", NOW, 8, error="down") for d in due])
        assert retry_given_up(con, ("file", "terminal"), "file", NOW) == 2
        again = due_deliveries(con, NOW, ("file", "terminal"))
        assert [(one.channel, one.count_attempts, one.due_at) for one in again] == [("file", 0, NOW)] * 2
        assert retry_given_up(con, ("file", "terminal"), None, NOW) == 2
        assert retry_given_up(con, ("file", "terminal"), None, NOW) == 0


@pytest.mark.slow
def test_each_alert_is_an_event_of_the_server_once(run: Run, prefect_server: str) -> None:
    from flows.alert import tell_prefect

    before = len(events(prefect_server, NEWLY_QUOTED))
    tell_prefect(run)
    with run.writing() as con:
        con.execute("delete from alert_events")  # we were killed between telling and noting it
    tell_prefect(run)
    wait_for(lambda: len(events(prefect_server, NEWLY_QUOTED)) >= before + 2, seconds=60, why="the events are there")
    assert len(events(prefect_server, NEWLY_QUOTED)) == before + 2
    assert events(prefect_server, QUOTE_WITHDRAWN) == []


@pytest.mark.slow
def test_the_automations_of_the_readme_are_taken_and_the_one_hears_of_its_figure(run: Run, prefect_server: str) -> None:
    from prefect.automations import Automation
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    from flows.alert import tell_prefect

    block = CustomWebhookNotificationBlock(name="nobody", url="http://127.0.0.1:9/")
    block_id = str(block.save("nobody", overwrite=True))  # type: ignore[unused-coroutine]
    (source,) = re.findall(r"```yaml\n(automations:.*?)```", README, re.DOTALL)
    source = source.replace("00000000-0000-0000-0000-000000000000", block_id).replace("xi-jinping", "anna-kovac")
    quoted, silent = (Automation.model_validate(one) for one in yaml.safe_load(source)["automations"])
    for automation in (quoted, silent):
        automation.create()
    names = {one["name"] for one in found_at(prefect_server, "automations")}
    assert names == {"Xi Jinping is quoted", "On Record is silent"}
    time.sleep(1)  # the server heeds an automation a moment after it was made
    tell_prefect(run)
    wait_for(
        lambda: "Xi Jinping is quoted" in json.dumps(events(prefect_server, "prefect.automation.triggered")),
        seconds=60,
        why="the automation was triggered",
    )


@pytest.mark.slow
def test_silence_goes_out_through_the_flow_and_its_end_does(run: Run) -> None:
    from flows.alert import alert

    with run.writing() as con:
        con.execute(
            "delete from deliveries where channel = 'terminal'; "
            "update feeds set is_active = (feed_id = 'f_1'), last_success_at = now() - interval 9 hours; "
            "insert into runs (run_id, flow, state, started_at, ended_at) from (values "
            "('r1', 'ingest', 'completed', now() - interval 9 hours, now() - interval 9 hours), "
            "('r2', 'enrich', 'completed', now() - interval 8 hours, now() - interval 8 hours), "
            "('r3', 'ingest', 'completed', now() - interval 1 hours, now() - interval 1 hours), "
            "('r4', 'ingest', 'completed', now() - interval 1 minute, now() - interval 1 minute))"
        )
    alert()
    alert()
    lines = [json.loads(line) for line in run.places.alerts_file.read_text("utf-8").splitlines()]
    notices = [line["title"] for line in lines if "notice_id" in line]
    assert notices == ["No news for 9 hours: On Record is not working"]
    with run.writing() as con:
        con.execute(
            "update feeds set last_success_at = now(); update runs set ended_at = now() where run_id in ('r2', 'r4')"
        )
    alert()
    lines = [json.loads(line) for line in run.places.alerts_file.read_text("utf-8").splitlines()]
    assert [line["title"] for line in lines if "notice_id" in line][1:] == ["On Record is working again"]


def test_what_waits_for_a_channel_that_is_gone_is_given_up_in_the_end_and_told(warehouse: Path) -> None:
    journal, ours = Journal(warehouse.with_suffix(".jsonl")), ("file",)

    def settle(con: DuckDBPyConnection, hours: int) -> None:
        settled = settle_stranded(con, journal, ours, now=NOW + timedelta(hours=hours), policy=POLICY)
        load_notices(con, settled.notices, ours)

    with writing(warehouse, wait_seconds=5) as con:
        settle(con, hours=47)
        assert due_notices(con, NOW + timedelta(days=9), ours) == ()
        settle(con, hours=48)
        states = con.execute("select distinct channel, state, error from deliveries order by 1").fetchall()
        (told,) = due_notices(con, NOW + timedelta(days=9), ours)
        settle(con, hours=50)
        assert due_notices(con, NOW + timedelta(days=9), ours) == (told,)
        assert retry_given_up(con, ("file", "terminal"), "terminal", NOW) == 2  # it is named again
    error = "given up after 48 hours: the setting `channels` names no 'terminal' any more"
    assert states == [("file", "pending", None), ("terminal", "given up", error)]
    assert (told.channel, told.title) == ("file", "Given up: 2 messages to channel 'terminal'")
    assert "onrecord alerts retry" in told.body


def test_what_was_given_up_and_that_it_was_told_are_in_the_journal(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_flow, "deliver", alert_flow.deliver.fn)
    monkeypatch.setattr(Run, "now", lambda _run: NOW + timedelta(hours=48))
    run = Run("run_1", Settings(warehouse=warehouse, channels={"file": "file://"}), Places(warehouse))
    alert_flow._send_due(run)
    records = [one for one in Journal(run.places.journal).read() if isinstance(one, dict)]
    given_up = [one["channel"] for one in records if one.get("state") == "given up"]
    assert given_up == ["terminal", "terminal"]
    (told,) = [one for one in records if one["kind"] == "notice"]
    assert [one["title"] for one in told["word"]["notices"]] == ["Given up: 2 messages to channel 'terminal'"]
    with run.writing() as con:
        notices = con.execute("select channel, state from notice_deliveries").fetchall()
    assert notices == [("file", "delivered")]


def test_a_channel_s_trouble_is_on_record_when_it_is_told_and_when_it_is_over(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Run, "now", lambda _run: NOW)
    run = Run(
        "run_1", Settings(warehouse=warehouse, channels={"file": "file://", "web": "json://x"}), Places(warehouse)
    )
    failing = ChannelState("web", 8, NOW, NOW, "channel 'web': no answer")
    well = ChannelState("web", delivered_at=NOW)
    failed = DeliveryResult("al_1", "web", "failed", NOW, 8, NOW, "channel 'web': no answer")
    for state, results in ((failing, [failed]), (replace(failing, told_at=NOW), [failed]), (well, []), (well, [])):
        alert_flow._settle(run, [ChannelRun("web", tuple(results), state)])
    told = [one["word"] for one in Journal(run.places.journal).read(holding="notice") if isinstance(one, dict)]
    assert [len(one["notices"]) for one in told] == [1, 0]
    assert [one["channels"][0]["told_at"] is None for one in told] == [False, True]
    with writing(warehouse.with_name("again.duckdb"), wait_seconds=5) as con:
        for line in lines(Journal(run.places.journal)):
            assert isinstance(line, Line)
            make_known_again(con, line)
        assert channel_states(con) == {"web": well}


def test_a_run_warns_of_a_rule_for_a_channel_that_is_not_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    figures = tmp_path / "figures.toml"
    figures.write_text('[[figures]]\nkey = "ann"\nname = "Ann Dahl"\nrules = [{ channels = ["desk", "file"] }]\n')
    ours = Settings(warehouse=tmp_path / "w.duckdb", figures=figures, channels={"file": "file://"})
    load_seeds.fn(Run("run_1", ours, Places(ours.warehouse)))
    (said,) = [record.getMessage() for record in caplog.records if record.name == "onrecord.ingest"]
    assert "names the channel 'desk', which the setting `channels` does not" in said
