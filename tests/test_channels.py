import io
import json
import logging
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from news_site import Answer

from extractors.messages import message
from extractors.records import DueDelivery
from flows.delivery import channels as channels_module
from flows.delivery.channels import Channels
from flows.delivery.terminal import PASSED_ON_TO, PassedOn
from flows.places import Places
from flows.progress import reporting
from flows.settings import Settings

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
SECRET = "s3cr3t-t0k3n"


def due(alert_id="al_1", channel="file"):
    return DueDelivery(
        alert_id, channel, 0, "ann-dahl", "Ann Dahl", "It was \x1b[31m<b>hard</b>.", "direct", "Ann Dahl", "Reuters",
        "Talks end", "https://times.example/talks", "The Example Times", "Talks", None, NOW, "because", 3, 9,
    )  # fmt: skip


MESSAGE = message(due())


@pytest.fixture
def channels(tmp_path):
    def made(**addresses):
        settings = Settings(warehouse=tmp_path / "w.duckdb", channels=addresses)
        return Channels(settings, Places(settings.warehouse))

    return made


@pytest.fixture
def heard():
    """Everything that any log writes, at any level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.NOTSET)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_file_channel_writes_a_line_an_alert_beside_the_warehouse(channels, tmp_path):
    ready = channels(file="file://")
    assert ready.deliver("file", MESSAGE) is None
    assert ready.deliver("file", message(due("al_2"))) is None
    lines = (tmp_path / "w.alerts.jsonl").read_text().splitlines()
    assert [json.loads(line)["alert_id"] for line in lines] == ["al_1", "al_2"]
    assert lines[0] == MESSAGE.line


def test_the_file_channel_takes_a_path(channels, tmp_path):
    path = tmp_path / "some folder" / "älerts.jsonl"
    ready = channels(one=f"file://{path}", two=f"file://{tmp_path}/with%20space.jsonl")
    assert [ready.deliver(name, MESSAGE) for name in ("one", "two")] == [None, None]
    assert json.loads(path.read_text())["words"] == "It was \x1b[31m<b>hard</b>."
    assert (tmp_path / "with space.jsonl").exists()


def test_two_warehouses_in_one_process_keep_their_files_apart(tmp_path):
    for name in ("a", "b"):
        settings = Settings(warehouse=tmp_path / f"{name}.duckdb")
        assert Channels(settings, Places(settings.warehouse)).deliver("file", message(due(f"al_{name}"))) is None
    for name in ("a", "b"):
        assert json.loads((tmp_path / f"{name}.alerts.jsonl").read_text())["alert_id"] == f"al_{name}"


def test_a_file_that_cannot_be_written_says_why_without_its_path(channels, tmp_path, heard):
    (tmp_path / SECRET).write_text("a file, not a folder")
    error = channels(team=f"file://{tmp_path}/{SECRET}/alerts.jsonl").deliver("team", MESSAGE)
    assert error is not None
    assert error.startswith("channel 'team': cannot write its file: ")
    assert SECRET not in error + heard.getvalue()


def test_the_terminal_shows_an_alert_without_what_could_act_on_it(channels, capsys):
    assert channels(terminal="terminal://").deliver("terminal", MESSAGE) is None
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Ann Dahl, newly quoted (al_1)" in shown.err
    assert "It was <b>hard</b>." in shown.err
    assert "\x1b" not in shown.err


def test_in_a_run_whose_summary_follows_an_alert_is_one_line(channels, capsys):
    with reporting(lambda line: None):
        assert channels(terminal="terminal://").deliver("terminal", MESSAGE) is None
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Ann Dahl, newly quoted (al_1): It was <b>hard</b>.")
    assert len(line) <= 80


def test_a_run_in_the_background_passes_its_alerts_on(channels, capsys, monkeypatch, tmp_path):
    passed_on = PassedOn(tmp_path / "alerts")
    passed_on.show()
    monkeypatch.setenv(PASSED_ON_TO, str(tmp_path / "alerts"))
    ready = channels(terminal="terminal://")
    assert ready.deliver("terminal", MESSAGE) is None
    with (tmp_path / "alerts").open("ab") as torn:
        torn.write(b'["a run that was killed wh')
    assert capsys.readouterr().err == ""
    passed_on.show()
    assert "Ann Dahl, newly quoted (al_1)" in capsys.readouterr().err
    assert ready.deliver("terminal", message(due("al_2"))) is None
    passed_on.show()
    shown = capsys.readouterr().err
    assert "(al_2)" in shown
    assert "(al_1)" not in shown


def test_a_service_gets_the_message_and_its_failures_are_told_usefully(channels, news_site):
    port = news_site.url.rpartition(":")[2]
    news_site.respond("/fine", 200)
    news_site.respond("/broken", 500)
    news_site.respond("/slow", 200, wait=5)
    ready = channels(
        fine=f"json://127.0.0.1:{port}/fine?method=GET",
        broken=f"json://127.0.0.1:{port}/broken?method=GET",
        slow=f"json://127.0.0.1:{port}/slow?method=GET&rto=0.2",
        nobody="json://127.0.0.1:9/",
        nowhere="json://no-such-host.invalid/",
    )
    assert ready.problems == ()
    assert ready.deliver("fine", MESSAGE) is None
    assert ready.deliver("broken", MESSAGE) == "channel 'broken': the service answered 500"
    assert ready.deliver("slow", MESSAGE) == "channel 'slow': it did not answer in time"
    assert ready.deliver("nobody", MESSAGE) == "channel 'nobody': the connection was refused"
    assert ready.deliver("nowhere", MESSAGE) == "channel 'nowhere': its host could not be found"
    assert news_site.count("/broken") == 1  # trying again is decided elsewhere


def test_settings_in_an_address_cannot_turn_a_failure_into_a_success(channels, news_site):
    news_site.respond("/broken", 500)
    port = news_site.url.rpartition(":")[2]
    ready = channels(team=f"json://127.0.0.1:{port}/broken?method=GET&optional=yes&retry=5&wait=0")
    assert ready.deliver("team", MESSAGE) == "channel 'team': the service answered 500"
    assert news_site.count("/broken") == 1


@pytest.mark.parametrize(
    "address",
    [
        f"jason://user:{SECRET}@127.0.0.1/{SECRET}",  # misspelt
        f"slack://{SECRET}",  # not complete
        f"json://user:{SECRET}@127.0.0.1:notaport/{SECRET}",
        SECRET,  # the token alone
        f"json//{SECRET}",
        f"://{SECRET}",
    ],
)
def test_an_unusable_channel_is_named_and_its_address_is_not(channels, heard, capfd, address):
    ready = channels(team=address, file="file://")
    (problem,) = ready.problems
    assert problem.thing == "channel 'team'"
    assert "setting `channels`" in problem.remedy
    error = ready.deliver("team", MESSAGE)
    assert error == str(problem)
    printed = capfd.readouterr()
    assert SECRET not in error + heard.getvalue() + printed.out + printed.err
    assert ready.deliver("file", MESSAGE) is None  # the others go on


def test_a_failing_service_leaks_nothing_of_its_address(channels, heard, capfd, news_site):
    port = news_site.url.rpartition(":")[2]
    news_site.respond(f"/{SECRET}", 500, body=SECRET)
    addresses = {
        "answered": f"json://{SECRET}:{SECRET}@127.0.0.1:{port}/{SECRET}?method=GET&+X-Token={SECRET}",
        "refused": f"jsons://{SECRET}:{SECRET}@127.0.0.1:9/{SECRET}",
        "host": f"json://{SECRET}.invalid/{SECRET}",
        "mail": f"mailto://{SECRET}:{SECRET}@127.0.0.1:9?to=a@{SECRET}.example",
    }
    ready = channels(**addresses)
    errors = [ready.deliver(name, MESSAGE) for name in addresses]
    assert all(errors)
    printed = capfd.readouterr()
    assert SECRET not in "".join(map(str, errors)) + heard.getvalue() + printed.out + printed.err
    assert SECRET not in repr(ready.problems)


def test_a_channel_that_nobody_set_up_is_an_error_in_words(channels):
    assert "names no such channel" in (channels().deliver("file", MESSAGE) or "")


def test_a_service_that_never_ends_is_left_alone(channels, news_site, monkeypatch):
    monkeypatch.setattr(channels_module, "_PATIENCE_SECONDS", 0.3)
    may_end = threading.Event()

    def never(_seen):
        may_end.wait(20)
        return Answer()

    news_site.handle("/never", never)
    port = news_site.url.rpartition(":")[2]
    ready = channels(team=f"json://127.0.0.1:{port}/never?method=GET&rto=20", file="file://")
    assert "may have arrived" in (ready.deliver("team", MESSAGE) or "")
    assert "has not come to an end yet" in (ready.deliver("team", MESSAGE) or "")
    assert ready.deliver("file", MESSAGE) is None
    may_end.set()


def test_services_that_show_markup_get_it_in_their_own(channels, news_site):
    bodies = []
    port = news_site.url.rpartition(":")[2]
    ready = channels(**{name: f"json://127.0.0.1:{port}/{name}?format={name}" for name in ("text", "markdown", "html")})
    for name, service in ready._services.items():
        service.send = lambda body, title="", **_: bodies.append(body) or True
        assert ready.deliver(name, MESSAGE) is None
    assert bodies == [MESSAGE.text, MESSAGE.markdown, MESSAGE.html]


def test_nothing_of_apprise_is_loaded_before_it_is_needed():
    import subprocess
    import sys

    program = "import flows.delivery.channels, flows.delivery.delivering, sys; sys.exit('apprise' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
