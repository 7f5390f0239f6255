"""A fuller quote merges statements of the warehouse: the older id stays, no alert fires again, nothing is lost."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warehouse_samples import CHANNELS, NOW, SAID, article, enriched, load_intake

from extractors.decisions.decide import decide_batch, needs_of
from flows.alerting import raise_alerts
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.enrichment import load_enriched, pending_texts
from warehouse.intake import load_articles
from warehouse.old_state import read_old_state

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HEAD = "The new crossing will carry forty thousand cars each day before the summer ends."
TAIL = "Nobody who lives on the quay will lose a home to the widening of the road."
HEARD = {
    "head": (f"Mayor Anna Kovač spoke of the bridge. “{HEAD}” Kovač said.", HEAD, "Anna Kovač"),
    "tail": (f"The quay is safe. “{TAIL}” Kovač told us.", TAIL, "Anna Kovač"),
    "nameless": (f"A listener wrote it down. “{HEAD} {TAIL}” it went.", f"{HEAD} {TAIL}", None),
    "whole": (f"All she said about the bridge: “{HEAD} {TAIL}” Kovač said.", f"{HEAD} {TAIL}", "Anna Kovač"),
}


def read(con: "DuckDBPyConnection", *names: str, hours: float) -> int:
    """How many alerts the articles of these names make, read in one batch some hours after NOW."""
    load_articles(con, [article(f"bridge {name}", HEARD[name][0], hours=hours) for name in names])
    return _enrich(con, hours)


def _enrich(con: "DuckDBPyConnection", hours: float) -> int:
    batch = tuple(enriched(pending) for pending in pending_texts(con, 100))
    now = NOW + timedelta(hours=hours)
    made = decide_batch(batch, read_old_state(con, needs_of(batch)), now=now, known_after_days=7)
    load_enriched(con, batch, made, now, CHANNELS)
    touched = {decision.statement_id for decision in made.statements}
    return raise_alerts(con, touched, now, known_after_days=7, channels=CHANNELS)


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, words, who in HEARD.values():
        monkeypatch.setitem(SAID, text, ((words, who),))


def test_two_statements_become_one_and_nothing_is_alerted_again(tmp_path: Path) -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_intake(con)
        _enrich(con, 14)
        assert [read(con, "head", hours=20), read(con, "tail", hours=21)] == [1, 1]
        assert read(con, "whole", hours=22) == 0
        ((statement_id, text, first_article),) = _said_in_full(con)
        assert text == f"{HEAD} {TAIL}"
        assert first_article == "Bridge Head in short"
        assert con.execute("select to_statement_id from statement_redirects").fetchall() == [(statement_id,)]
        quotes = "select count(distinct article_id) from current_quotes where statement_id = ?"
        assert con.execute(quotes, [statement_id]).fetchone() == (3,)
        assert read(con, "nameless", hours=23) == 0
        assert con.execute("select count(*) from statement_redirects").fetchone() == (1,)
        assert [str(failed) for failed in failed_checks(con)] == []


def test_a_late_article_is_the_first_report_and_a_merged_alert_is_found(tmp_path: Path) -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_intake(con)
        _enrich(con, 14)
        assert read(con, "tail", hours=21) == 1
        assert read(con, "nameless", hours=15) == 0
        ((_, text, first_article),) = _said_in_full(con)
        assert (text, first_article) == (f"{HEAD} {TAIL}", "Bridge Nameless in short")
        assert read(con, "head", "whole", hours=22) == 0
        assert [str(failed) for failed in failed_checks(con)] == []


def test_a_text_that_has_both_tells_that_neither_is_altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    norway = "We will hold talks with Norway about the stranded tankers and their crews."
    denmark = norway.replace("Norway", "Denmark")
    texts = {
        "norway": (f"Kovač spoke. “{norway}” she said.", ((norway, "Anna Kovač"),)),
        "denmark": (f"Kovač spoke again. “{denmark}” she said.", ((denmark, "Anna Kovač"),)),
        "both": (f"Kovač: “{norway}” And: “{denmark}”", ((norway, "Anna Kovač"), (denmark, "Anna Kovač"))),
    }
    altered = "select count(*) from statements where altered_of is not null"
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_intake(con)
        _enrich(con, 14)
        found = []
        for hours, (name, (text, said)) in enumerate(texts.items(), 20):
            monkeypatch.setitem(SAID, text, said)
            load_articles(con, [article(f"bridge {name}", text, hours=hours)])
            _enrich(con, hours)
            found += con.execute(altered).fetchall()
        assert found == [(0,), (1,), (0,)]
        assert [str(failed) for failed in failed_checks(con)] == []


def _said_in_full(con: "DuckDBPyConnection") -> list[tuple[str, str, str]]:
    sql = """
        select s.statement_id, s.text, a.title
        from statements as s
        join articles as a on a.article_id = s.first_article_id
        where starts_with(s.text, 'The new crossing') and s.statement_id not in (from merged)
    """
    return con.execute(f"with merged as (select statement_id from statement_redirects) {sql}").fetchall()
