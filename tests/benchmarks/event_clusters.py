"""The event of each imported article, through the real path: `onrecord import`, then SQL against the published copy.

    python tests/benchmarks/event_clusters.py articles.jsonl > predicted.jsonl

A line an article: {"id": its external id, "cluster": its event}. A scorer of clusterings compares that with labels.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

QUESTION = (
    "select a.external_id as id, e.event_id as cluster from articles as a join event_articles as e using (article_id)"
)


def main() -> None:
    """Import into a warehouse of its own, print the events."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ONRECORD_WAREHOUSE"] = str(Path(folder) / "onrecord.duckdb")
        onrecord = [sys.executable, "-m", "flows.cli"]
        subprocess.run([*onrecord, "import", *sys.argv[1:]], check=True, stdout=sys.stderr)
        found = subprocess.run([*onrecord, "sql", "--json", QUESTION], check=True, capture_output=True, text=True)
    for line in found.stdout.splitlines():
        sys.stdout.write(json.dumps(json.loads(line)) + "\n")


if __name__ == "__main__":
    main()
