"""Words from outside cannot act: not on a terminal, whatever the command, nor in SQL, nor as another one's name."""

import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from news_site import NewsEntry, NewsSite
from plain_cycle import run_cycle, settings_of

from extractors.cast.names import name_key
from extractors.extraction import extract
from extractors.invisible import read_visibly, visible
from flows.artifacts import ShownQuote, escaped, quotes_table
from flows.cli import main
from flows.delivery.terminal import show_alert
from flows.language import language_model
from flows.progress import reporting, saying, tell

STEERING = "\x1b]0;owned\x07\x1b[31m\x9b2J\r\x08\u202e\u2066\u200b"
HIDDEN = (
    "\u200b",
    "\u200d",
    "\xad",
    "\u2060",
    "\ufeff",
    "\u202e",
    "\u200e",
    "\u034f",
    "\ufe0f",
    "\U000e0061",
    "\u3164",
)
TEXT = "“The dams will be finished,” Xi Jinping said in Beijing on Monday. He met engineers there for two days."


def acts(shown: str) -> set[str]:
    """The characters in it that act on a terminal or hide: none, where all is well."""
    return {c for c in shown if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}}


@pytest.mark.slow
def test_no_command_shows_what_steers_a_terminal(
    news_site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """XML and HTML may not hold escapes, but JSON Lines, addresses and headers may: all ways in are used."""
    yesterday = datetime.now(UTC) - timedelta(hours=20)
    title = f"Xi{STEERING} Jinping'; drop table articles; --"
    words = (f"Xi Jin\u200bping arrived{STEERING} in Moscow.", TEXT.replace("Jinping", "Jin\u200bping"))
    news_site.article("/a", title, *words, published=yesterday, author=f"Ann{STEERING}", site_name=f"T{STEERING}")
    news_site.feed("/feed.xml", NewsEntry("/a", title, yesterday, author=f"Ann {STEERING}"), title=f"F{STEERING}")
    news_site.redirect("/loop", "/loop?\u202e\x1b[31m")
    news_site.respond("/bad", 200, {"Content-Type": "text/x\x1b[31m", "Content-Encoding": "\x1b[31m"}, b"x")
    feeds = [(f"N{i}\u202e", news_site.address(path)) for i, path in enumerate(("/feed.xml", "/loop", "/bad"))]
    commands = (
        *(["quotes", "Xi Jinping"], ["quotes", "Xi Jin\u200bping", "--json"], ["quotes", "Xi Jinping", "--diff"]),
        *(["events"], ["events", "--json"], ["feeds"], ["feeds", "--json"], ["trends"], ["alerts"], ["figures"]),
        *(["doctor"], ["entities", "Xi Jinping"], ["rules"], ["sql", "from said"], ["sql", "from articles", "--json"]),
        *(
            ["sql", "select e'\\x1b[31m' as \"\x1b[31m\""],
            ["sql", "from no\x1b[31mthing"],
            ["quotes", "No\x1b[31m'; --"],
        ),
        *(["extract", str(tmp_path / "evil.jsonl")], ["extract", "--json", str(tmp_path / "evil.jsonl")]),
        ["extract", str(tmp_path / "no\x1b[31msuch")],
    )
    (tmp_path / "evil.jsonl").write_text(
        '{"id": "a\\u001b[31m", "text": "Xi\\u001b[31m Jinping said \\u202ehe will go.\\u009b2"}\n{"text": \x1b[31m}\n',
        "utf-8",
    )
    with settings_of(tmp_path, feeds, monkeypatch):
        run_cycle(is_reading=True)
        capfd.readouterr()
        for command in commands:
            main(command)
            shown = capfd.readouterr()
            assert shown.out + shown.err
            assert acts(shown.out + shown.err) == set(), command
        main(["sql", "select distinct speaker from said where text like '%dams%'", "--csv"])
        assert capfd.readouterr().out.splitlines() == ["speaker", "Xi Jinping"]
        main(
            [
                "sql",
                "select count(*) as n from quotes q join article_texts t using (article_id) where "
                "t.text[q.char_start + 1 : q.char_end] <> q.text",
                "--csv",
            ]
        )
        assert capfd.readouterr().out.splitlines()[-1:] == ["0"]


def test_alerts_and_progress_do_not_steer_the_terminal_either(capfd: pytest.CaptureFixture[str]) -> None:
    show_alert(f"Xi{STEERING}", f"“we{STEERING}”\n  and\n")
    with saying():
        tell(f"Reading [red]{STEERING}")
    with reporting(lambda _line: None):
        show_alert(f"Xi{STEERING}", "“we”")
    shown = capfd.readouterr().err
    assert acts(shown) == set()
    assert "[red]" in shown


# --- names ---


@given(st.text())
def test_what_is_not_seen_makes_no_other_name(name: str) -> None:
    assert name_key(name) == name_key(visible(name))
    assert visible(visible(name)) == visible(name)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_name_with_something_hidden_in_it_is_the_same_name(hidden: str) -> None:
    assert name_key(f"{hidden}Xi Jin{hidden}ping") == "xi jinping"


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_text_with_something_hidden_in_it_is_read_as_it_is_seen(hidden: str) -> None:
    plain = extract(language_model(), TEXT)
    text = TEXT.replace("Jinping", f"Jin{hidden}ping").replace("“The", f"{hidden}“The{hidden}")
    found = extract(language_model(), text)
    assert [m.name for m in found.mentions] == [m.name for m in plain.mentions]
    assert [(s.name, s.confidence) for q in found.quotes for s in q.speakers] == [
        (s.name, s.confidence) for q in plain.quotes for s in q.speakers
    ]
    for span in (*found.mentions, *found.quotes):
        assert text[span.start : span.end] == span.text
    assert [visible(span.text) for span in found.quotes] == [span.text for span in plain.quotes]


@given(st.text(alphabet=st.sampled_from([*"ab \n", *HIDDEN])))
def test_each_place_of_what_is_read_is_the_same_character_in_the_text(text: str) -> None:
    reading = read_visibly(text)
    assert reading.visible == visible(text)
    assert "".join(text[reading._place(at)] for at in range(len(reading.visible))) == reading.visible


# --- Prefect's pages ---


def test_no_words_make_a_link_or_markup_in_an_artifact() -> None:
    words = "[a](http://e.example) <img src=x> ![b](x) www.e.example ann@e.example `c` &lt; \x1b[31m \u202e| ~~d~~ $e$"
    cell = escaped(words)
    assert acts(cell) == set()
    for sign in ("[", "]", "<", ">", "(", "`", "|", "!", "~", "&", "$"):
        assert cell.count(sign) == cell.count(f"\\{sign}")
    assert "http://" not in cell
    assert "www." not in cell
    assert "ann@" not in cell
    evil = ShownQuote("A", "b", "c", "https://e.example/>|\n`[x](y)\x1b\u202e")
    assert quotes_table([evil]).count("\n") == 2
    assert acts(quotes_table([evil])) == set()
