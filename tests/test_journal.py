import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.records import Problem
from flows.delivery import journal as journal_module
from flows.delivery.journal import Journal, JournalError, append_line

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(records=st.lists(st.dictionaries(st.text(), values, max_size=4), max_size=5))
def test_what_is_appended_is_read_in_order(tmp_path_factory, records):
    journal = Journal(tmp_path_factory.mktemp("journal") / "new" / "journal.jsonl")
    for record in records:
        journal.append(record)
    assert list(journal.read()) == records


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(st.dictionaries(st.text(), values, max_size=4), max_size=5), block=st.integers(1, 200))
def test_it_is_read_from_its_end_as_from_its_beginning(tmp_path_factory, monkeypatch, records, block):
    monkeypatch.setattr(journal_module, "_BLOCK", block)
    journal = Journal(tmp_path_factory.mktemp("journal") / "journal.jsonl")
    for record in records:
        journal.append(record)
    assert list(journal.read_back()) == records[::-1]


def test_a_journal_that_does_not_exist_is_empty(tmp_path):
    assert list(Journal(tmp_path / "journal.jsonl").read()) == []
    assert list(Journal(tmp_path / "journal.jsonl").read_back()) == []


@settings(deadline=None)
@given(cut=st.integers(1, 40))
def test_a_torn_last_line_is_told_and_costs_nothing_else(tmp_path_factory, cut):
    journal = Journal(tmp_path_factory.mktemp("journal") / "journal.jsonl")
    journal.append({"number": 1})
    journal.append({"number": 2, "words": "a record that will be torn"})
    size = journal.path.stat().st_size
    os.truncate(journal.path, size - cut)
    journal.append({"number": 3})
    read = list(journal.read())
    records = [record for record in read if not isinstance(record, Problem)]
    problems = [record for record in read if isinstance(record, Problem)]
    assert [record["number"] for record in records] in ([1, 3], [1, 2, 3])
    assert len(records) + len(problems) == 3
    assert all("line 2" in problem.thing for problem in problems)


def test_bytes_that_are_no_text_are_told(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"a": 1}\n\xff\xfe\x00\n[1]\n\n{"a": 2}\n')
    read = list(Journal(path).read())
    assert [isinstance(record, Problem) for record in read] == [False, True, True, False]


def test_a_journal_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(JournalError, match="journal cannot be written"):
        Journal(tmp_path / "file" / "journal.jsonl").append({"a": 1})


def test_processes_that_append_at_the_same_time_do_not_mix(tmp_path):
    path = tmp_path / "journal.jsonl"
    program = (
        "import sys; from pathlib import Path; from flows.delivery.journal import Journal\n"
        "for i in range(40): Journal(Path(sys.argv[1])).append({'who': sys.argv[2], 'i': i, 'long': 'x' * 3000})"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    workers = [
        subprocess.Popen([sys.executable, "-c", program, str(path), who], env=environment) for who in ("a", "b", "c")
    ]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    records = list(Journal(path).read())
    for who in ("a", "b", "c"):
        assert [record["i"] for record in records if record["who"] == who] == list(range(40))


def test_a_line_is_one_line(tmp_path):
    append_line(tmp_path / "lines", json.dumps({"a": "“\n”"}, ensure_ascii=False))
    assert (tmp_path / "lines").read_bytes().count(b"\n") == 1


def test_only_what_holds_a_value_is_read_when_asked(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    for state in ("sending", "delivered", "délivered"):
        journal.append({"state": state})
    assert list(journal.read(holding="délivered")) == [{"state": "délivered"}]
    assert list(journal.read(holding="delivered")) == [{"state": "delivered"}]
