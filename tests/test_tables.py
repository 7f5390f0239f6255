"""Printing: exact for machines, harmless on a terminal, plain where it is piped."""

import io
import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli.tables import clean, json_line, plain, print_csv, print_json, print_table, unique

_STEERING = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x202A, 0x202B, 0x202E, 0x2066, 0x2069)}


@given(st.text())
def test_nothing_clean_steers_a_terminal_and_twice_is_once(text: str) -> None:
    once = clean(text)
    assert not _STEERING & set(once)
    assert clean(once) == once
    once.encode("utf-8")


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.booleans()))
def test_a_line_of_json_is_one_line_reads_back_and_steers_nothing(value: dict[str, object]) -> None:
    line = json_line(value)
    assert json.loads(line) == value
    assert not _STEERING & set(line) - {"\u202a", "\u202b", "\u202e", "\u2066", "\u2069"}
    line.encode("utf-8")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=9))), "2026-03-01T00:00:00+00:00"),
        (date(2026, 3, 1), "2026-03-01"),
        (Decimal("1.5"), 1.5),
        (float("nan"), None),
        (timedelta(minutes=2), 120.0),
        (b"\x01\xff", "01ff"),
        ([1, {"at": date(2026, 3, 1)}], [1, {"at": "2026-03-01"}]),
    ],
)
def test_values_have_a_form_in_json(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_a_repeated_column_keeps_all_its_values() -> None:
    assert unique(["a", "b", "a", "a"]) == ("a", "b", "a_2", "a_3")
    out = io.StringIO()
    print_json(["n", "n"], [(1, 2)], out)
    assert json.loads(out.getvalue()) == {"n": 1, "n_2": 2}


def test_csv_is_exact_with_empty_nulls() -> None:
    out = io.StringIO()
    print_csv(["a", "b"], [(None, 'x, "y"'), (True, [1, 2])], out)
    assert out.getvalue() == 'a,b\n,"x, ""y"""\ntrue,"[1, 2]"\n'


def test_a_piped_table_has_one_line_a_row_and_no_colour() -> None:
    out = io.StringIO()
    print_table(["speaker", "text"], [("Ann\x1b[31m Dahl", "word " * 60), (None, "b")], out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 4
    assert "\x1b" not in out.getvalue()
    assert ("word " * 60).strip() in lines[2]
