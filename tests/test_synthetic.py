"""The warehouse that the benchmarks make is sound, so that what is timed on it is what people have."""

import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.checks import failed_checks
from warehouse.connection import reading
from warehouse.questions import run_sql

SIZES = Path(__file__).resolve().parent / "benchmarks" / "warehouse_sizes.py"


@pytest.mark.slow
def test_a_synthetic_warehouse_is_sound_and_everything_is_timed(tmp_path: Path) -> None:
    command = [sys.executable, str(SIZES), "300", "--checks", "--folder", str(tmp_path)]
    timed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for thing in ("publish", "question quotes_of", "view said", "macro event_timeline", "check quotes_spans"):
        assert thing in timed
    with reading(tmp_path / "synthetic_300.published.duckdb") as con:
        assert [str(failed) for failed in failed_checks(con)] == []
        counts = run_sql(con, "select (select count(*) from mentions), (select count(*) from said)")
    assert counts.rows[0][0] == 1500
    assert 400 <= counts.rows[0][1] <= 500
