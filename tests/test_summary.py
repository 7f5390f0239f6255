"""The summary: everything a person wants to know after a cycle, in 80 columns, and nothing that steers a terminal."""

import io
import socket
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx
import pytest

from extractors.records import Problem
from flows.cli.credits import Credit
from flows.cli.quoted import Piece, QuoteLine, in_marks, shortened
from flows.cli.summary import counts_of, next_steps, print_import_report, print_summary, publication_said
from flows.cycle_summary import NOT_READ, CycleSummary
from flows.files.taking_in import ImportReport
from flows.web.failures import failure_of_error

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def a_line(speaker: str, kind: str, text: str, **parts: str) -> QuoteLine:
    return QuoteLine((Credit(speaker),), (Piece(text, kind),), **parts)  # type: ignore[arg-type] # words all


ALERT = a_line(
    "Ann Dahl", "direct", "We will talk. " * 20, title="Talks end", outlet="Fjord Post", url="https://x.test/1"
)


@dataclass(frozen=True)
class Made:
    is_published: bool = True
    reason: str = "The disk is short."
    generation: int = 3
    count_bytes: int = 2_100_000
    is_failed: bool = False


def printed(summary: CycleSummary, *alerts: QuoteLine) -> str:
    out = io.StringIO()
    print_summary(summary, alerts, warehouse="data/onrecord.published.duckdb", now=NOW, out=out)
    return out.getvalue()


def a_summary(**parts: object) -> CycleSummary:
    return CycleSummary(**{"publication": Made(), "seconds": 14.2, **parts})  # type: ignore[arg-type] # a stand-in


def test_counts_alerts_publication_and_next_steps_are_told() -> None:
    said = printed(
        a_summary(articles_new=2, articles_known=1, events_new=1, quotes=12, speakers=7, alerts_made=1), ALERT
    )
    assert "2 new, 1 known, 0 failed" in said
    assert "12 new, by 7 speakers" in said
    assert "Ann Dahl" in said
    assert "Fjord Post · Talks end" in said
    assert "onrecord.published.duckdb (2.1 MB)" in said
    assert 'onrecord quotes "Ann Dahl"' in said
    assert said.count("  onrecord ") == 3


def test_that_the_warehouse_was_restored_comes_first_and_fits_its_lines() -> None:
    cause = "The warehouse was broken (checksum of block 7). It was restored from nothing, with 12 raw pages."
    said = printed(a_summary(restored=cause))
    assert said.index("has been restored") < said.index("Articles")
    assert cause in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 80
    assert "restored" not in printed(a_summary())


def test_a_text_that_our_own_extractors_failed_on_is_a_failure_and_a_page_that_is_gone_is_none() -> None:
    gone, unread = (Problem("https://x.test/1", kind, "c", "r") for kind in ("http 404", NOT_READ))
    assert not a_summary(page_problems=(gone,)).is_failure
    assert a_summary(page_problems=(gone, unread)).is_failure


def test_every_line_but_an_address_fits_eighty_columns_and_ends_without_blanks() -> None:
    address = f"long.test/{'x' * 90}"
    problems = tuple(
        Problem(f"Feed {n} of a very long name, https://{address}", "k", "cause " * 20 + "end", "r") for n in range(3)
    )
    lines = printed(a_summary(feeds_polled=3, feed_problems=problems, alerts_made=1), ALERT).splitlines()
    assert {line.strip() for line in lines if len(line) > 80} == {f"https://{address}"}
    assert [line for line in lines if line != line.rstrip()] == []


def test_neither_a_thing_nor_its_cause_is_ever_cut() -> None:
    thing, cause = (
        "/a/long/way/to/the/archive/of/many/years.jsonl, line 1",
        "keys not read: " + ", ".join("abcdefgh" * 5),
    )
    said = printed(a_summary(page_problems=(Problem(thing, "k", cause, "r"),)))
    assert thing in said
    assert cause in " ".join(said.split())


def test_each_unreachable_feed_has_one_line_with_its_cause() -> None:
    problems = tuple(Problem(f"Feed {n}", "refused connection", f"cause {n}", "Check the network.") for n in range(13))
    lines = printed(a_summary(feeds_polled=13, feed_problems=problems)).splitlines()
    for number in range(13):
        assert len([line for line in lines if f"Feed {number} " in line and line.endswith(f"cause {number}")]) == 1
    assert sum("Check the network." in line for line in lines) == 1


def test_a_second_run_says_that_nothing_was_published() -> None:
    unpublished = Made(is_published=False)
    assert "Nothing new: nothing published." in printed(a_summary(publication=unpublished))
    assert "Nothing published: the disk is short." in printed(a_summary(publication=unpublished, articles_new=1))
    failed = replace(unpublished, is_failed=True)
    assert "Nothing published: the disk is short." in printed(a_summary(publication=failed))
    assert a_summary(publication=failed).is_failure
    assert "did not get that far" in publication_said(None, "x", is_empty=True)


def test_feeds_are_called_by_their_outlets() -> None:
    out = io.StringIO()
    summary = a_summary(feeds_polled=1, feed_problems=(Problem("https://x.test/f", "k", "refused", "r"),))
    print_summary(summary, (), warehouse="w", now=NOW, feed_names={"https://x.test/f": "Fjord Post"}, out=out)
    assert "Fjord Post  refused" in out.getvalue()


def test_a_feed_that_was_read_with_a_note_counts_as_read() -> None:
    note = Problem("https://x.test/f", "no dates", "no entry has a date", "The time of its first sight is taken.")
    said = printed(a_summary(feeds_polled=2, feed_notes=(note,)))
    assert "2 of 2 read" in said
    assert "1 feed read, with something to note\n  x.test/f  no entry has a date" in said


def test_the_causes_of_a_missing_network_fit_their_lines() -> None:
    hosts = {"South China Morning Post": "www.scmp.com", "The Japan Times": "www.japantimes.co.jp"}
    problems = tuple(
        failure_of_error(outlet, host, error, 8.0).problem
        for outlet, host in hosts.items()
        for error in (socket.gaierror(), httpx.ConnectTimeout(""))
    )
    assert "…" not in printed(a_summary(feeds_polled=2, feed_problems=problems))


def test_quotes_of_one_speaker_in_one_place_stand_together() -> None:
    lines = [a_line("Ann", "indirect", f"words {n}", title="Talks") for n in range(3)]
    said = printed(a_summary(alerts_made=4), *lines, a_line("Bo", "indirect", "no"))
    assert said.count("Ann  ") == 1
    assert said.count("— Talks") == 1


def test_an_edit_is_no_news_in_the_summary() -> None:
    lines = printed(a_summary(alerts_made=2), ALERT, replace(ALERT, alert_kind="edit")).splitlines()
    news, edit = lines.index("Newly quoted"), lines.index("Edited after publication")
    assert news < edit
    assert "Newly quoted" not in printed(a_summary(alerts_made=1), replace(ALERT, alert_kind="edit"))


def test_names_and_titles_cannot_steer_the_terminal() -> None:
    said = printed(a_summary(alerts_made=1), a_line("Ann\x1b[31m", "direct", "\x9b2Jwords\u202e", title="a\x07\nb"))
    assert not set(said) & set("\x1b\x9b\x07\u202e")


def test_markup_in_a_title_is_text() -> None:
    assert "[bold]Talks[/]" in printed(a_summary(alerts_made=1), a_line("A", "direct", "w", title="[bold]Talks[/]"))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("We will talk", "direct", "“We will talk”"),
        ("“We will talk”", "direct", "“We will talk”"),
        ("that they will talk", "indirect", "that they will talk"),
        ("they had a “good talk”", "mixed", "they had a “good talk”"),
    ],
)
def test_direct_words_stand_in_marks_once(text: str, kind: str, expected: str) -> None:
    assert in_marks(text, kind) == expected


def test_what_is_too_long_is_cut_at_a_word() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("“one two three”", 10) == "“one two…”"
    assert shortened("short", 9) == "short"


def test_failed_deliveries_and_new_versions_are_not_hidden() -> None:
    counts = dict(counts_of(a_summary(alerts_made=1, alerts_failed=2, new_versions=1)))
    assert "2 failed" in counts["Alerts"]
    assert "1 new version" in counts["Articles"]


def test_next_steps_have_an_answer_when_nobody_was_quoted() -> None:
    steps = [command.split()[1:] for command, _ in next_steps(())]
    assert steps == [["figures"], ["events"], ["trends"]]


def test_each_remedy_stands_below_what_it_mends() -> None:
    problems = (
        Problem("Beta", "k", "refused", "Wait."),
        Problem("Alpha", "k", "gone", "Take it out."),
        Problem("Gamma", "k", "refused", "Wait."),
    )
    lines = [line.strip() for line in printed(a_summary(feeds_polled=3, feed_problems=problems)).splitlines()]
    start = lines.index("3 feeds could not be read")
    assert lines[start + 1 : start + 6] == ["Alpha  gone", "Take it out.", "Beta   refused", "Gamma  refused", "Wait."]


def test_the_steps_are_typed_as_the_program_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [".venv/bin/onrecord", "run"])
    monkeypatch.setenv("PATH", "")
    assert next_steps(())[1][0] == ".venv/bin/onrecord events"


def test_an_import_report_tells_counts_and_problems() -> None:
    out = io.StringIO()
    problem = Problem("old.jsonl:7", "no text", "it has no text", "Give it one.")
    print_import_report(ImportReport(3, 0, 1, 0, 5, 2, 1, (problem,), Made()), "x.duckdb", out)  # type: ignore[arg-type] # a stand-in
    assert "3 new, 0 known, 1 failed" in out.getvalue()
    assert "old.jsonl:7  it has no text" in out.getvalue()
