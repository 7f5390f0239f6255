"""Answers written to files: whole, exact, with link and span, and harmless in a spreadsheet."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import exits, main
from flows.cli.tables import print_csv

Captured = pytest.CaptureFixture[str]


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_parquet(file: Path) -> list[dict[str, object]]:
    found = duckdb.sql(f"from '{file}'")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


READ: dict[str, Callable[[Path], list[dict[str, object]]]] = {
    ".csv": lambda file: list(read_csv(file)),  # type: ignore[arg-type]
    ".json": lambda file: json.loads(file.read_text("utf-8")),
    ".jsonl": lambda file: [json.loads(line) for line in file.read_text("utf-8").splitlines()],
    ".parquet": read_parquet,
}
LISTS = {
    "quotes": ("quotes", "Xi Jinping"),
    "events": ("events",),
    "trends": ("trends",),
    "alerts": ("alerts",),
    "figures": ("figures",),
    "feeds": ("feeds",),
    "sql": ("sql", "from said order by quote_id"),
}


@pytest.mark.parametrize("ending", sorted(READ))
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_is_written_whole(name: str, ending: str, seeded: Path, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / f"list{ending}"
    assert main([*LISTS[name], "--export", str(file)]) == exits.FINE, capsys.readouterr().err
    rows = READ[ending](file)
    assert capsys.readouterr().out == f"{len(rows)} row{'' if len(rows) == 1 else 's'} written to {file}\n"
    assert (
        main([*LISTS[name], "--json", *(("--limit", "100000") if name in {"quotes", "alerts"} else ())]) == exits.FINE
    )
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(row) for row in rows[:1]] == [list(row) for row in shown[:1]]
    if name != "trends" and name != "events":  # those show a part
        assert len(rows) == len(shown)
    assert [other.name for other in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("name", ["quotes", "alerts", "sql"])
def test_quotes_come_with_link_and_span(name: str, seeded: Path, tmp_path: Path) -> None:
    file = tmp_path / "said.parquet"
    assert main([*LISTS[name], "--export", str(file)]) == exits.FINE
    texts = dict(
        duckdb.connect(str(seeded.with_name("onrecord.published.duckdb").resolve()), read_only=True)
        .execute("select article_id, text from article_texts")
        .fetchall()
    )
    rows = read_parquet(file)
    assert rows
    for row in rows:
        assert "url" in row  # null for the seeds, which come from no page
        assert texts[row["article_id"]][row["char_start"] : row["char_end"]] == row["text"]  # type: ignore[misc]


def test_times_name_their_zone_and_lists_are_json(seeded: Path, tmp_path: Path) -> None:
    file = tmp_path / "said.csv"
    assert main(["sql", "select published_at, speakers from said", "--export", str(file)]) == exits.FINE
    for row in read_csv(file):
        assert row["published_at"] == "" or row["published_at"].endswith("+00:00")
        assert isinstance(json.loads(row["speakers"]), list)


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_text_is_a_formula(text: str) -> None:
    out = io.StringIO()
    print_csv([text], [(text,), (-2,)], out)
    assert [cells[0] for cells in csv.reader(io.StringIO(out.getvalue(), newline=""))] == [f"'{text}", f"'{text}", "-2"]


@given(st.text())
def test_a_text_of_csv_reads_back_and_never_opens_a_formula(text: str) -> None:
    out = io.StringIO()
    print_csv(["words", "other"], [(text, "x")], out)
    read = list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1][0]
    assert read in (text, f"'{text}")
    assert not read.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("ahead", [" ", "  ", "\xa0", "\u3000", "\ufeff", "\u200b", " \u202e ", "\x00"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff20", "\t=", "\r="])
def test_nothing_in_front_of_it_makes_a_formula_of_a_text(ahead: str, sign: str) -> None:
    out = io.StringIO()
    print_csv(["words"], [(f"{ahead}{sign}1+1",)], out)
    assert list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1] == [f"'{ahead}{sign}1+1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["figures", "--export", "figures.xlsx"], ".csv, .json, .jsonl or .parquet"),
        (["figures", "--export", "figures.csv", "--json"], "choose one"),
        (["sql", "select 1", "--csv", "--export", "a.csv"], "choose one"),
        (["sql", "select nothing", "--export", "a.parquet"], "the query: "),
        (["figures", "--export", "no/such/folder/figures.csv"], "no/such/folder"),
        (["figures", "--export", "no/such/folder/figures.parquet"], "no/such/folder"),
    ],
)
def test_what_cannot_be_exported_is_said(
    words: list[str], said: str, seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) in (exits.USAGE, exits.FAILED)
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_fails_leaves_the_one_before(seeded: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    assert main(["sql", "select 1 as a", "--export", str(file)]) == exits.FINE
    assert main(["sql", "select error('no')", "--export", str(file)]) == exits.FAILED
    assert read_parquet(file) == [{"a": 1}]


def test_nothing_found_is_a_file_with_a_header(seeded: Path, tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    assert main(["quotes", "Xi Jinping", "--since", "2099-01-01", "--export", str(file)]) == exits.FINE
    assert file.read_text("utf-8").startswith("reported_at,")
    assert read_csv(file) == []
