"""Raw pages that are older than wanted go by whole files, but none that is needed; and it is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_archive import RESPONSE
from warehouse_samples import ARTICLES

from flows.cli.doctor_archive import archive as findings
from flows.page_retention import last_removed, remove_pages
from flows.places import Places
from flows.recording import Run
from flows.settings import Settings
from flows.web.archive import Archive, Response
from warehouse.intake import load_articles


@pytest.fixture
def run(tmp_path: Path, own_environment: None) -> Run:
    """A run on a warehouse with three old files of raw pages; of the first, a text waits to be read.

    That of the third is in another language than English, and waits for nobody.
    """
    settings = Settings(keep_pages_days=30)
    run = Run("run_1", settings, Places(tmp_path / "news.duckdb"))
    now = datetime.now(UTC)
    with Archive(run.places.archive) as archive:
        raw = [archive.keep(_at(now - timedelta(days=days))) for days in (90, 60, 40, 3)]
    with run.writing() as con:
        load_articles(con, [replace(article, raw=pointer) for article, pointer in zip(ARTICLES, raw[:3], strict=False)])
        con.execute("update article_versions set is_read = true where raw_file = $1", [raw[1].file])
        con.execute("update article_versions set is_left = true where raw_file = $1", [raw[2].file])
    return run


def _at(at: datetime) -> Response:
    return replace(RESPONSE, at=at)


def test_what_is_older_goes_and_is_told(run: Run) -> None:
    files = sorted(path.name for path in run.places.archive.glob("*.warc.gz"))
    with run.writing() as con:
        said = [str(one.said) for one in findings(con, run.settings, run.places, run.now())]
    assert any("2 files of raw pages" in one and "at the next care" in one for one in said), said
    removed = remove_pages(run)
    assert removed is not None
    assert removed.count_files == 2
    assert "2 files of raw pages" in str(removed)
    assert sorted(path.name for path in run.places.archive.glob("*.warc.gz")) == [files[0], files[3]]
    last = last_removed(run.places)
    assert last is not None
    assert last[1] == removed
    with run.writing() as con:
        said = [str(one.said) for one in findings(con, run.settings, run.places, run.now())]
    assert any("of 2 texts the page as it came is no longer kept" in one for one in said), said
    assert remove_pages(run) is None


def test_without_a_bound_nothing_goes(run: Run) -> None:
    run.settings = Settings()
    assert remove_pages(run) is None
    assert len(list(run.places.archive.glob("*.warc.gz"))) == 4


def test_pages_may_be_bounded_by_their_size(run: Run) -> None:
    run.settings = Settings(keep_pages_megabytes=1)
    assert remove_pages(run) is None, "they are less"
