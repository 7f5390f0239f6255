import io
import json
import logging
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from news_site import Answer

from extractors.messages.escaping import Target
from extractors.messages.messages import Form, message
from extractors.messages.templates import Templates
from extractors.records import DueDelivery
from flows.delivery import channels as channels_module
from flows.delivery.channels import Channels
from flows.delivery.templating import templates_in
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


MESSAGE = due()


class Ready(Channels):
    """Channels that take an alert in their own form, and say in words what went wrong."""

    def said(self, name, alert):
        failure = self.deliver(name, message([alert], self.form(name), Templates()))
        return None if failure is None else f"channel {name!r}: {failure.cause}"


@pytest.fixture
def channels(tmp_path):
    def made(**addresses):
        settings = Settings(warehouse=tmp_path / "w.duckdb", channels=addresses)
        return Ready(settings, Places(settings.warehouse))

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
    assert ready.said("file", MESSAGE) is None
    assert ready.said("file", due("al_2")) is None
    lines = (tmp_path / "w.alerts.jsonl").read_text().splitlines()
    assert [json.loads(line)["alert_id"] for line in lines] == ["al_1", "al_2"]
    assert json.loads(lines[0])["words"] == MESSAGE.quote_text


def test_the_file_channel_takes_a_path(channels, tmp_path):
    path = tmp_path / "some folder" / "älerts.jsonl"
    ready = channels(one=f"file://{path}", two=f"file://{tmp_path}/with%20space.jsonl")
    assert [ready.said(name, MESSAGE) for name in ("one", "two")] == [None, None]
    assert json.loads(path.read_text())["words"] == "It was \x1b[31m<b>hard</b>."
    assert (tmp_path / "with space.jsonl").exists()


def test_two_warehouses_in_one_process_keep_their_files_apart(tmp_path):
    for name in ("a", "b"):
        settings = Settings(warehouse=tmp_path / f"{name}.duckdb")
        assert Ready(settings, Places(settings.warehouse)).said("file", due(f"al_{name}")) is None
    for name in ("a", "b"):
        assert json.loads((tmp_path / f"{name}.alerts.jsonl").read_text())["alert_id"] == f"al_{name}"


def test_a_file_that_cannot_be_written_says_why_without_its_path(channels, tmp_path, heard):
    (tmp_path / SECRET).write_text("a file, not a folder")
    error = channels(team=f"file://{tmp_path}/{SECRET}/alerts.jsonl").said("team", MESSAGE)
    assert error is not None
    assert error.startswith("channel 'team': cannot write its file: ")
    assert SECRET not in error + heard.getvalue()


def test_the_terminal_shows_an_alert_without_what_could_act_on_it(channels, capsys):
    assert channels(terminal="terminal://").said("terminal", MESSAGE) is None
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Ann Dahl, newly quoted (al_1)" in shown.err
    assert "It was <b>hard</b>." in shown.err
    assert "\x1b" not in shown.err


def test_in_a_run_whose_summary_follows_an_alert_is_one_line(channels, capsys):
    with reporting(lambda line: None):
        assert channels(terminal="terminal://").said("terminal", MESSAGE) is None
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Ann Dahl, newly quoted (al_1): It was <b>hard</b>.")
    assert len(line) <= 80


def test_a_run_in_the_background_passes_its_alerts_on(channels, capsys, monkeypatch, tmp_path):
    passed_on = PassedOn(tmp_path / "alerts")
    passed_on.show()
    monkeypatch.setenv(PASSED_ON_TO, str(tmp_path / "alerts"))
    ready = channels(terminal="terminal://")
    assert ready.said("terminal", MESSAGE) is None
    with (tmp_path / "alerts").open("ab") as torn:
        torn.write(b'["a run that was killed wh')
    assert capsys.readouterr().err == ""
    passed_on.show()
    assert "Ann Dahl, newly quoted (al_1)" in capsys.readouterr().err
    assert ready.said("terminal", due("al_2")) is None
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
    assert ready.said("fine", MESSAGE) is None
    assert ready.said("broken", MESSAGE) == "channel 'broken': the service answered 500"
    assert ready.said("slow", MESSAGE) == "channel 'slow': it did not answer in time"
    assert ready.said("nobody", MESSAGE) == "channel 'nobody': the connection was refused"
    assert ready.said("nowhere", MESSAGE) == "channel 'nowhere': its host could not be found"
    assert news_site.count("/broken") == 1  # trying again is decided elsewhere


def test_settings_in_an_address_cannot_turn_a_failure_into_a_success(channels, news_site):
    news_site.respond("/broken", 500)
    port = news_site.url.rpartition(":")[2]
    ready = channels(team=f"json://127.0.0.1:{port}/broken?method=GET&optional=yes&retry=5&wait=0")
    assert ready.said("team", MESSAGE) == "channel 'team': the service answered 500"
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
    error = ready.said("team", MESSAGE)
    assert error == f"channel 'team': {problem.cause}. {problem.remedy}"
    printed = capfd.readouterr()
    assert SECRET not in error + heard.getvalue() + printed.out + printed.err
    assert ready.said("file", MESSAGE) is None  # the others go on


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
    errors = [ready.said(name, MESSAGE) for name in addresses]
    assert all(errors)
    printed = capfd.readouterr()
    assert SECRET not in "".join(map(str, errors)) + heard.getvalue() + printed.out + printed.err
    assert SECRET not in repr(ready.problems)


def test_a_channel_that_nobody_set_up_is_an_error_in_words(channels):
    assert "names no such channel" in (channels().said("file", MESSAGE) or "")


def test_a_service_that_never_ends_is_left_alone(channels, news_site, monkeypatch):
    monkeypatch.setattr(channels_module, "_PATIENCE_SECONDS", 0.3)
    may_end = threading.Event()

    def never(_seen):
        may_end.wait(20)
        return Answer()

    news_site.handle("/never", never)
    port = news_site.url.rpartition(":")[2]
    ready = channels(team=f"json://127.0.0.1:{port}/never?method=GET&rto=20", file="file://")
    assert "may have arrived" in (ready.said("team", MESSAGE) or "")
    assert "has not come to an end yet" in (ready.said("team", MESSAGE) or "")
    assert ready.said("file", MESSAGE) is None
    may_end.set()


def test_services_that_show_markup_get_it_in_their_own(channels):
    bodies = []
    ready = channels(**{name: f"json://127.0.0.1:9/{name}?format={name}" for name in ("text", "markdown", "html")})
    for name, service in ready._services.items():
        service.send = lambda body, title="", **_: bodies.append(body) or True
        assert ready.said(name, MESSAGE) is None
    assert ["It was <b>hard</b>." in bodies[0], r"\<b\>hard\</b\>" in bodies[1]] == [True, True]
    assert "It was &lt;b&gt;hard&lt;/b&gt;." in bodies[2]


def test_a_service_that_asks_for_a_pause_gets_it(channels, news_site):
    port = news_site.url.rpartition(":")[2]
    news_site.respond("/busy", 429, headers={"Retry-After": "17"})
    news_site.respond("/mended", 503, headers={"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"})
    news_site.respond("/broken", 500, headers={"Retry-After": "3"})
    ready = channels(**{name: f"json://127.0.0.1:{port}/{name}?method=GET" for name in ("busy", "mended", "broken")})
    failures = {
        name: ready.deliver(name, message([MESSAGE], ready.form(name), Templates())) for name in ready._services
    }
    assert (failures["busy"].is_rate_limit, failures["busy"].pause_seconds) == (True, 17.0)
    assert not failures["mended"].is_rate_limit
    assert failures["mended"].pause_seconds > 1e9
    assert failures["broken"].pause_seconds is None


CALLS = "<!channel> @everyone @here *b* [x](http://evil.example) <b>& <@U024BE7LH>"
CHATS = {
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "slack_text": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general?format=text",
    "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "discord_md": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?format=markdown",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "telegram_md": "tgram://123456789:abcdefg_hijklmnop/12315544/?format=markdown",
    "mattermost": "mmost://localhost/3ccdd113474722377935511fc85d3dd4",
    "google": "gchat://workspace/key/token",
    "webex": f"wxteams://{'a' * 80}",
    "zulip": "zulip://bot@organization/a7h8mFFKkVnZpjKdcs0z0sEhVCAzBDPz/general",
}


@pytest.fixture
def posted(monkeypatch):
    """What would have gone over the network, as text."""
    import requests

    sent = []

    def post(*_, data=None, json=None, **__):
        sent.append(data.decode() if isinstance(data, bytes) else str(data or json))
        answer = requests.Response()
        answer.status_code, answer._content = 200, b'{"ok": true}'
        return answer

    for method in ("post", "get", "request"):
        monkeypatch.setattr(requests, method, post)
    from apprise.plugins.base import NotifyBase

    monkeypatch.setattr(NotifyBase, "throttle", lambda *_, **__: None)
    return sent


@pytest.mark.parametrize("chat", CHATS)
def test_words_of_a_page_call_nobody_in_a_chat_and_are_no_markup(channels, posted, chat):
    hostile = replace(MESSAGE, quote_text=CALLS, figure_name=f"Ann {CALLS}", article_title=CALLS, outlet_name=CALLS)
    ready = channels(**{chat: CHATS[chat]})
    ready.said(chat, hostile)
    everything = "\n".join(posted)
    assert MESSAGE.alert_id in everything.replace("\\", "")
    for call in ("<!channel>", "<!ch", "@everyone", "@here", "<@U024BE7LH>"):
        assert call not in everything
    if not chat.endswith("_text"):
        is_link = "[x](http://evil.example)" in everything
        assert not is_link or chat in ("telegram", "slack", "google")  # for which that is no link
        assert "<b>&" not in everything or chat == "telegram_md"  # which shows it as it is


def test_services_that_merge_title_and_body_get_the_id_and_no_more_than_they_take(channels, posted):
    long = replace(MESSAGE, quote_text="word " * 2000)
    ready = channels(discord=CHATS["discord"], webex=CHATS["webex"])
    assert ready.said("discord", long) is None
    assert ready.said("webex", long) is None
    discord, webex = (json.loads(body) for body in posted)
    assert len(discord["content"]) <= 2000
    assert len(webex["markdown"]) <= 1000
    assert MESSAGE.alert_id in discord["content"]
    assert MESSAGE.alert_id in webex["markdown"]


def test_nothing_of_apprise_is_loaded_before_it_is_needed():
    import subprocess
    import sys

    program = "import flows.delivery.channels, flows.delivery.delivering, sys; sys.exit('apprise' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0


def test_a_folder_of_templates_is_read_and_what_is_no_template_is_told(tmp_path):
    (tmp_path / "alert.txt").write_text("{{ speaker }}: {{ words }}", "utf-8")
    (tmp_path / "README.md").write_text("what these are")
    (tmp_path / "alert.html~").write_text("an editor's copy")
    (tmp_path / "alert.md").write_bytes(b"\xff\xfe")
    (tmp_path / "alerts.md").write_text("misspelt")
    read = templates_in(tmp_path)
    assert [problem.thing for problem in read.problems] == ["template alert.md", "template alerts.md"]
    assert message([MESSAGE], Form(Target.TEXT), read).body == "Ann Dahl: It was <b>hard</b>.\n\nAlert: al_1"
    assert templates_in(None).problems == []
