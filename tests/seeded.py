"""A warehouse loaded from the seed documents and published, made once for all tests that ask it something.

It is made in a process of its own, so that no test's Prefect settings and no test's settings get in its way.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent


def environment(warehouse: Path) -> dict[str, str]:
    """The variables of a process that uses this warehouse, whatever the caller's own settings are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONRECORD_", "PREFECT_"))}
    python_path = os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH")]))
    return kept | {"ONRECORD_WAREHOUSE": str(warehouse), "PYTHONPATH": python_path, "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the loaded warehouse; its published copy is beside it."""
    warehouse = tmp_path_factory.mktemp("seeded") / "onrecord.duckdb"
    made = subprocess.run(
        [sys.executable, str(Path(__file__).resolve())],
        env=environment(warehouse),
        cwd=warehouse.parent,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return warehouse


@pytest.fixture
def seeded(seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The loaded warehouse as the one that the settings of this process name."""
    from flows.settings import settings

    monkeypatch.setenv("ONRECORD_WAREHOUSE", str(seeded_file))
    settings.cache_clear()
    yield seeded_file
    settings.cache_clear()


def _load() -> None:
    """Load the seeds with the flows' own steps as plain functions, with no server."""
    from flows.article_reading import read_all
    from flows.ingest import load_seeds
    from flows.recording import recorded

    with recorded("monitor") as run:
        load_seeds.fn(run)  # a task of Prefect's, called as the plain function that it is
        read_all(run)
    run.publish(min_seconds=0)


if __name__ == "__main__":
    _load()
