"""Keeps a small warehouse of the present schema: `python tests/warehouses/make.py` writes `<schema>.duckdb.gz`.

It is made by the commands themselves: a cycle over the seed documents and a feed that is not had, two invented
articles imported, one of them again with other words, a quote corrected, two entities merged, a spelling split off.
`tests/test_migrations.py` brings every kept file up to date. Make one whenever a migration is released, and never
again: what an old program wrote must be what an old program wrote.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOUSE = HERE.parent.parent
FEEDS = """<opml version="2.0"><body>
<outline type="rss" text="Harbour Times" xmlUrl="http://127.0.0.1:9/feed" htmlUrl="http://127.0.0.1:9/"/>
</body></opml>
"""
FERRY = (
    "The ferry to Port Ellery will run again on Friday, harbour master Ingrid Solberg said. “We have tested every "
    "engine twice,” Solberg told reporters. Mayor Tomas Okafor was less sure. “I will believe it when I am aboard,” "
    "said Okafor, who has waited since March."
)
ORCHESTRA = (
    "Akiko Tanabe will conduct the Dunmore Philharmonic from autumn. “I want the windows of this hall to rattle,” "
    "Ms Tanabe said on Tuesday. Mr Okafor, the mayor of Port Ellery, said that he had bought the first ticket."
)
ARTICLES = (
    {"id": "1", "url": "https://harbourtimes.example/ferry", "title": "Ferry to run again", "text": FERRY}
    | {"published_at": "2026-03-02T10:00:00Z", "outlet": "Harbour Times"},
    {"id": "2", "url": "https://valleypost.example/orchestra", "title": "A conductor from Osaka", "text": ORCHESTRA}
    | {"published_at": "2026-03-03", "outlet": "Valley Post"},
)
EDITED = ARTICLES[0] | {"text": FERRY.replace("on Friday", "on Sunday").replace("twice", "three times")}


def main() -> None:
    """Make the warehouse in a temporary folder, keep its file under the number of its schema."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "feeds.opml").write_text(FEEDS, encoding="utf-8")
        _said(folder, "run")
        for number, articles in enumerate((ARTICLES, (EDITED,))):
            lines = folder / f"articles_{number}.jsonl"
            lines.write_text("".join(f"{json.dumps(article)}\n" for article in articles), encoding="utf-8")
            _said(folder, "import", lines.name)
        _judge(folder)
        _said(folder, "run")  # delivers the corrections
        (version,) = _rows(folder, "select max(migration_number) as number from schema_migrations")
        kept = HERE / f"{version['number']:04}.duckdb.gz"
        if kept.exists():
            sys.exit(f"{kept}: it is kept already, and what an old program wrote is not made anew.")
        packed = gzip.compress((folder / "onrecord.duckdb").read_bytes(), mtime=0)
        kept.write_bytes(packed)
        sys.stdout.write(f"{kept}: {len(packed):,} bytes\n")


def _judge(folder: Path) -> None:
    """A quote corrected whose alert was delivered, one corrected of an imported article, a merge and a split."""
    (alerted,) = _rows(folder, "select quote_id from alerts where figure_key = 'vladimir-putin' order by all limit 1")
    _said(folder, "quotes", "fix", alerted["quote_id"], "--speaker", "xi-jinping", "--note", "for the test")
    (tanabe,) = _rows(folder, "select quote_id from said where text like '%windows of this hall%'")
    _said(folder, "quotes", "fix", tanabe["quote_id"], "--nobody")
    _said(folder, "entities", "merge", "Ingrid Solberg", "Akiko Tanabe")
    _said(folder, "entities", "split", "vladimir-putin", "--alias", "Putin")


def _rows(folder: Path, query: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in _said(folder, "sql", "--json", query).splitlines()]


def _said(folder: Path, *words: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONRECORD_", "PREFECT_"))}
    ours = {"ONRECORD_WAREHOUSE": "onrecord.duckdb", "ONRECORD_FEEDS": "feeds.opml", "PYTHONPATH": str(HOUSE)}
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words],
        cwd=folder,
        env=kept | ours,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    main()
