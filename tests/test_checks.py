"""The checks pass on a warehouse made by the loads, and each finds what it is for."""

from pathlib import Path

import pytest
from warehouse_samples import load_sample

from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.statements import sql_files

# For some checks, a change that breaks their rule.
BREAK = {
    "quotes_spans": "update quotes set char_start = char_start + 1",
    "mentions_spans": "update mentions set text = 'x'",
    "quote_speakers_spans": "update quote_speakers set mention = 'x' where mention is not null",
    "quotes_key": "insert into quotes from quotes limit 1",
    "mentions_key": "insert into mentions from mentions limit 1",
    "articles_current_version": "update articles set current_version_id = 'v_0'",
    "article_versions_numbers": "update articles set count_versions = 7",
    "event_redirects_resolve": "insert into event_redirects (event_id, to_event_id, score, reason, merged_at) "
    "values ('e_bridge', 'e_gone', 1, '', now())",
    "event_articles_events": "update event_articles set event_id = 'e_gone'",
    "statement_redirects_resolve": "insert into statement_redirects (statement_id, to_statement_id, similarity, "
    "reason, merged_at) values ('st_1', 'st_gone', 1, '', now())",
    "quotes_statements": "update quotes set statement_id = 'st_gone'",
    "quote_speakers_key": "delete from quote_speakers",
    "quote_speakers_entities": "update quote_speakers set entity_id = 'n_gone'",
    "entities_aliases": "delete from entity_aliases",
    "extractions_counts": "delete from mentions",
    "deliveries_key": "insert into deliveries from deliveries limit 1",
    "deliveries_state": "update deliveries set state = 'delivered'",
    "alerts_once": "update alerts set statement_id = 'st_1'",
    "alerts_parts": "update alerts set rule_id = 'r_gone'",
    "article_urls_key": "insert into article_urls select url, 'a_other', 'final', now() from article_urls",
    "article_urls_articles": "update article_urls set article_id = 'a_gone'",
    "story_copies_originals": "update story_copies set original_id = 'a_gone'",
    "figures_entities": "update figures set entity_id = 'n_gone'",
    "fetches_key": "update fetches set run_id = 'run_gone'",
    "feeds_problem": "update feeds set state = 'broken', problem_cause = null",
    "runs_ended": "update runs set ended_at = null",
    "articles_published": "update articles set published_precision = 'century'",
    "articles_where_from": "update articles set byline_from = 'hearsay'",
    "warehouse_state_one": "delete from warehouse_state",
    "channel_states_key": "insert into channel_states (channel, count_failures) values ('desk', 1)",
    "notices_key": "insert into notices select 'nt_1', 'silence', null, '', '', now() from range(2)",
    "notice_deliveries_state": "insert into notice_deliveries (notice_id, channel, state, count_attempts) "
    "values ('nt_1', 'desk', 'lost', 0)",
    "alert_events_alerts": "insert into alert_events values ('al_gone', now())",
    "robots_key": "insert into robots (site, fetched_at) select 'https://a.example', now() from range(2)",
    "feeds_same_as": "update feeds set same_as = feed_id",
    "article_changes_versions": "update article_changes set from_version_id = to_version_id",
    "article_changes_quotes": "update article_changes set after = 'x' where change = 'quote added'",
    "page_visits_articles": "insert into page_visits (article_id, url, feed_id, host, count_visits, next_visit_at) "
    "values ('a_gone', '', 'f_1', '', 0, now())",
    "heartbeats_one": "insert into heartbeats select now(), now(), null from range(2)",
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checks") / "onrecord.duckdb"
    with writing(path, wait_seconds=5) as con:
        load_sample(con)
    return path


def test_all_pass_on_what_the_loads_make(warehouse: Path) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        assert [str(failed) for failed in failed_checks(con)] == []


def test_all_pass_on_an_empty_warehouse(tmp_path: Path) -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        assert failed_checks(con) == ()


@pytest.mark.parametrize("check", sorted(BREAK))
def test_finds_what_it_is_for(warehouse: Path, check: str) -> None:
    with writing(warehouse, wait_seconds=5) as con:
        con.execute(BREAK[check])
        found = {failed.name: failed for failed in failed_checks(con)}
        con.rollback()
        con.begin()
    assert check in found
    assert found[check].count_rows >= 1
    assert found[check].rule in str(found[check])


@pytest.mark.parametrize("file", sql_files("checks"), ids=lambda file: file.stem)
def test_opens_with_the_rule(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    assert first.startswith("-- ")
    assert first.endswith(".")


def test_every_table_has_a_check(warehouse: Path) -> None:
    checked = " ".join(file.read_text("utf-8") for file in sql_files("checks"))
    with writing(warehouse, wait_seconds=5) as con:
        tables = [
            name for (name,) in con.execute("select table_name from duckdb_tables() where not internal").fetchall()
        ]
    unchecked = {name for name in tables if f" {name}" not in checked}
    assert unchecked <= {"schema_migrations", "schema_views", "entity_judgements"}
