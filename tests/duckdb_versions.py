"""A warehouse made under either version of DuckDB opens under the other, is written to there, and comes back sound.

Run by `make test-duckdb-2`, which names the Python of the other environment; not by `make test`, which has only one.
"""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import WarehouseNewer, looking, reading, writing

HERE = Path(__file__).resolve().parent
OTHER = os.environ.get("ONRECORD_OTHER_PYTHON", "")
MAKE = """
with writing(path, wait_seconds=5) as con:
    load_sample(con)
print(publish(path, link, now=NOW, min_seconds=0, keep=2, wait_seconds=5).is_published)
"""
GO_ON = """
with reading(link) as con:
    views = con.execute("select view_name from duckdb_views() where not internal").fetchall()
    counts = {name: con.execute(f"select count(*) from {name}").fetchall()[0][0] for (name,) in views}
    print(counts["said"])
    for name in questions():
        code = "\\n".join(line for line in sql_text(f"queries/{name}").splitlines() if not line.startswith("--"))
        ask(con, name, **{key: PARAMETERS[key] for key in re.findall(r"\\$(\\w+)", code)})
    for name, arguments in MACROS.items():
        con.execute(f"from {name}({arguments})").fetchall()
with writing(path, wait_seconds=5) as con:
    load_articles(con, (article("ferry", "The ferry ran again. “At last,” said Kovač.", hours=40),))
    print(con.execute("select count(*) from articles").fetchall()[0][0])
    print(*map(str, failed_checks(con)))
print(publish(path, link, now=NOW + timedelta(days=3), min_seconds=0, keep=2, wait_seconds=5).is_published)
"""
FINISH = """
with reading(link) as con:
    print(con.execute("select count(*) from articles").fetchall()[0][0])
with looking(path, wait_seconds=5) as con:
    print(con.execute("select count(*) from articles").fetchall()[0][0])
    print(*map(str, failed_checks(con)))
    print(con.execute("select tags['storage_version'] from duckdb_databases() where not internal").fetchall()[0][0])
"""
BEFORE = """
import re, sys
from datetime import timedelta
from pathlib import Path
from warehouse.checks import failed_checks
from warehouse.connection import looking, reading, writing
from warehouse.intake import load_articles
from warehouse.publish import publish
from warehouse.questions import ask, questions
from warehouse.statements import sql_text
from test_sql import MACROS, PARAMETERS
from warehouse_samples import NOW, article, load_sample
path = Path(sys.argv[1])
link = path.with_name("news.published.duckdb")
"""


def said(python: str, code: str, *words: str) -> list[str]:
    """The lines that the code prints under that Python."""
    path = os.pathsep.join([str(HERE.parent), str(HERE)])
    done = subprocess.run(
        [python, "-c", code, *words], env=os.environ | {"PYTHONPATH": path}, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_there_are_two_versions() -> None:
    assert OTHER, "ONRECORD_OTHER_PYTHON names no other environment: run this by `make test-duckdb-2`"
    (other,) = said(OTHER, "import duckdb; print(duckdb.__version__)")
    assert other.split(".")[0] == "2"
    assert duckdb.__version__.split(".")[0] == "1"


@pytest.mark.parametrize("first", ["this one", "the other"])
def test_a_file_made_by_either_opens_in_the_other(first: str, tmp_path: Path) -> None:
    here, there = (sys.executable, OTHER) if first == "this one" else (OTHER, sys.executable)
    path = str(tmp_path / "news.duckdb")
    assert said(here, BEFORE + MAKE, path) == ["True"]
    quotes, articles, failed, is_published = said(there, BEFORE + GO_ON, path)
    assert (int(quotes) > 0, articles, failed, is_published) == (True, "5", "", "True")
    assert said(here, BEFORE + FINISH, path) == ["5", "5", "", "v1.2.0+"]


def test_a_file_in_a_format_of_the_newer_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "theirs.duckdb"
    said(OTHER, "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('create table notes (note text)')", str(path))
    refused = f"theirs.duckdb: it is in the format of a newer DuckDB, which DuckDB {duckdb.__version__} cannot read"
    for opening in (writing(path, wait_seconds=5), looking(path, wait_seconds=5), reading(path)):
        with pytest.raises(WarehouseNewer, match=refused):
            opening.__enter__()
