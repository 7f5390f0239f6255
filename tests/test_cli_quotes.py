"""What a person sees when asking who said it: never surer than it is, never half an answer that looks whole."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.text import Text
from warehouse_samples import load_sample

from extractors.records import Speaker
from flows.cli import exits, main
from flows.cli.answers import as_dicts
from flows.cli.credits import Credit, credit_of, who, why
from flows.cli.listings import print_timeline
from flows.cli.quoted import Piece, QuoteLine, print_quotes, quote_lines
from flows.cli.tables import show_text
from flows.cli.trending import print_trends
from flows.settings import settings
from warehouse.connection import writing
from warehouse.current import keep_all_current
from warehouse.questions import ask

Captured = pytest.CaptureFixture[str]


# --- whom words are credited to ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("credit", "shown"),
    [
        (Credit("Ann Dahl", "Dahl", 0.95, "family name of Ann Dahl"), "Ann Dahl"),
        (Credit("Ann Dahl", "she", 0.48, "`she`: most in view"), "Ann Dahl?"),
        (Credit("Ann Dahl", "she", 0.3, "`she`: most in view"), "speaker unsure"),
        (Credit(None, "a nurse", 0.3, "somebody the text does not name"), "a nurse"),
        (Credit(None, None, 0.0, ""), "speaker not named"),
        (Credit("Ann Dahl"), "Ann Dahl"),
    ],
)
def test_a_name_is_printed_as_sure_as_it_is(credit: Credit, shown: str) -> None:
    assert who((credit,)).plain == shown


def test_the_reason_names_the_words_and_how_sure_it_is() -> None:
    assert why((Credit("Ann Dahl", "Dahl", 0.95, "family name of Ann Dahl"),)) == (
        "“Dahl”: family name of Ann Dahl",
        "95 % sure",
    )
    assert why((Credit("Ann Dahl", "she", 0.3, "`she`: most in view"),)) == (
        "`she`: most in view",
        "perhaps Ann Dahl 30 % sure",
    )
    assert why((Credit(None, "a nurse", 0.3, "somebody the text does not name"),)) == (
        "somebody the text does not name",
    )
    assert why((Credit("Ann Dahl"),)) == why(()) == ()


def test_two_speakers_have_each_their_own_doubt() -> None:
    both = (Credit("Ann Dahl", "Dahl", 0.95, "named"), Credit("Bo Berg", "Berg", 0.5))
    assert who(both).plain == "Ann Dahl and Bo Berg?"
    assert why(both) == ("“Dahl”: named", "Ann Dahl 95 % sure", "Bo Berg 50 % sure")


def test_a_role_is_no_name() -> None:
    speaker = Speaker("nurse at the clinic", "a nurse", 0, 7, 0.39, "somebody the text does not name", "ROLE")
    assert who((credit_of(speaker),)) == Text("").append("a nurse")
    assert "bold" in str(who((Credit("Ann Dahl"),)).spans)


# --- quotes -----------------------------------------------------------------------------------------------------------


def a_row(**parts: object) -> dict[str, Any]:
    row = {
        "article_id": "a_1", "utterance": 1, "speakers": ["Ann Dahl"], "speaker_ids": ["n_1"],
        "speaker_mention": "Dahl",
        "speaker_confidences": [0.95], "speaker_confidence": 0.95, "speaker_reason": "family name of Ann Dahl",
        "kind": "direct", "text": "We will go,", "cue": "said", "via": None, "published_at": None,
        "published_precision": "none", "outlet": "Fjord Post", "article": "Talks", "url": "https://x.test/" + "a" * 120,
        "known_reason": "import", "quote_id": "q_1",
    }  # fmt: skip
    return row | parts


def shown(lines: Iterator[QuoteLine]) -> str:
    out = io.StringIO()
    print_quotes(list(lines), out)
    return out.getvalue()


def test_the_pieces_of_an_utterance_are_one_entry() -> None:
    rows = [a_row(), a_row(text="and soon.", quote_id="q_2"), a_row(utterance=2, text="No.", quote_id="q_3")]
    first, second = quote_lines(rows)
    assert (first.words, first.quote_id) == ("“We will go,” … “and soon.”", "q_1")
    assert second.words == "“No.”"


def test_what_is_true_of_an_article_is_said_once_and_an_address_is_never_broken() -> None:
    said = shown(quote_lines([a_row(), a_row(utterance=2, text="word " * 60), a_row(article_id="a_2", article="More")]))
    assert said.count("Talks") == 1
    assert said.count("known when first seen: import") == 2
    assert said.count("https://x.test/" + "a" * 120 + "\n") == 2
    assert ("word " * 60).strip() in said


def test_a_long_line_is_folded_on_a_terminal_and_an_address_is_not() -> None:
    out = io.StringIO()
    target = Console(file=out, force_terminal=True, width=40, color_system=None)
    show_text(target, Text("word " * 20 + "https://x.test/" + "a" * 60), indent=4)
    *words, address = out.getvalue().splitlines()
    assert max(map(len, words)) <= 40
    assert address == "    https://x.test/" + "a" * 60


def test_no_quote_steers_the_terminal() -> None:
    line = QuoteLine(
        (Credit("Ann\x1b[31m", "\x9b2J", 0.9, "a\x07"),), (Piece("\x1b]0;words", "direct"),), title="\x1b[1m"
    )
    assert not set(shown(iter([line]))) & set("\x1b\x9b\x07")


# --- one event, trends ------------------------------------------------------------------------------------------------


def test_first_reported_is_said_only_where_others_reported_it_too(tmp_path: Path) -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_sample(con)
        rows = as_dicts(ask(con, "event", event="e_bridge"))
    out = io.StringIO()
    print_timeline([row | {"is_shared": False} for row in rows], out)
    assert "first reported here" not in out.getvalue()
    out = io.StringIO()
    print_timeline([row | {"is_shared": True} for row in rows], out)
    assert "first reported here" in out.getvalue()
    assert "why here: " in out.getvalue()


def test_persons_are_listed_apart_from_organisations() -> None:
    def line(name: str, kind: str) -> dict[str, object]:
        return {"trend": "most quoted", "name": name, "about": kind, "count": 2, "count_statements": 1}

    out = io.StringIO()
    print_trends([line("Ann Dahl", "PERSON"), line("Harbour Board", "ORG"), line("Bo Berg", "PERSON")], out)
    people, others = out.getvalue().split("Most quoted organisations, groups and places")
    assert "Ann Dahl" in people
    assert "Bo Berg" in people
    assert "Harbour Board" in others


# --- who else bears the name ------------------------------------------------------------------------------------------


@pytest.fixture
def warehouse(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy for readers of one's own, that a test may add to."""
    own = tmp_path / "onrecord.duckdb"
    copy = tmp_path / "onrecord.published.duckdb"
    shutil.copy(seeded_file.with_name("onrecord.published.duckdb").resolve(), copy)
    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(own))
    settings.cache_clear()
    yield copy
    settings.cache_clear()
    copy.unlink()


def another(copy: Path, name: str, count: int) -> None:
    """Somebody else of that name, to whom so many of the quotes of others are credited."""
    with writing(copy, wait_seconds=5) as con:
        con.execute(
            "insert into entities (entity_id, name, type, first_seen_at) values ('n_x', ?, 'PERSON', now())", [name]
        )
        con.execute(
            "insert into entity_aliases by name "
            "select * replace ('n_x' as entity_id, ? as alias, folded(?) as alias_key) from entity_aliases limit 1",
            [name, name],
        )
        con.execute(
            "update quote_speakers set entity_id = 'n_x', name = ? where quote_id in ("
            "select quote_id from said where speaker = 'Wang Wenbin' or speaker = 'Xi Jinping' order by all limit ?)",
            [name, count],
        )
        keep_all_current(con)


def test_others_who_bear_the_name_are_named_with_the_command_that_merges(warehouse: Path, capsys: Captured) -> None:
    another(warehouse, "Wladimir Putin", 1)
    assert main(["quotes", "Putin", "--json"]) == exits.FINE
    captured = capsys.readouterr()
    assert {"n_x"} & {one for line in captured.out.splitlines() for one in json.loads(line)["speaker_ids"]} == set()
    assert "not shown are the statements of Wladimir Putin (1)" in captured.err
    assert 'onrecord entities merge "Putin" "Wladimir Putin"' in captured.err


def test_there_is_nothing_to_say_of_a_name_that_one_bears(warehouse: Path, capsys: Captured) -> None:
    assert main(["quotes", "Joseph Torigian"]) == exits.FINE
    assert capsys.readouterr().err == ""


def test_how_many_there_are_in_all_is_told(warehouse: Path, capsys: Captured) -> None:
    assert main(["quotes", "Xi Jinping", "--limit", "1"]) == exits.FINE
    assert "The newest 1 of " in capsys.readouterr().out
    assert main(["quotes", "Xi Jinping", "--limit", "1", "--json"]) == exits.FINE
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_family_name_means_the_one_whom_nearly_all_its_statements_are_of(warehouse: Path, capsys: Captured) -> None:
    another(warehouse, "Jonas Torigian", 0)
    assert main(["quotes", "Torigian"]) == exits.FINE
    assert "taken to mean Joseph Torigian" in capsys.readouterr().err


def test_a_family_name_of_two_who_are_quoted_is_asked_back(warehouse: Path, capsys: Captured) -> None:
    another(warehouse, "Jonas Torigian", 1)
    assert main(["quotes", "Torigian"]) == exits.FAILED
    assert "Did you mean Joseph Torigian or Jonas Torigian?" in capsys.readouterr().err


def test_feeds_that_nobody_asked_yet_are_counted(warehouse: Path, capsys: Captured) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        con.execute("delete from feeds")
    assert main(["feeds"]) == exits.FINE
    assert "13 feeds are listed in " in (said := capsys.readouterr().out)
    assert "none was asked yet: onrecord run" in said


def test_extract_says_why_how_sure_and_what_it_does_not_show(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.txt").write_text(
        "Ann Dahl, a Norwegian, arrived. “We will go,” she said. “And soon.”", encoding="utf-8"
    )
    assert main(["extract", str(tmp_path / "a.txt")]) == exits.FINE
    said = capsys.readouterr().out
    assert "“We will go,” … “And soon.”" in said
    assert "`she`: " in said
    assert " % sure · quote " in said
    assert "Not shown, but with --json: 1 NORP" in said
