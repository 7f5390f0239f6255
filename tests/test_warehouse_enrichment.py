"""What a batch of enriched texts leaves behind: once or twice the same, and what was decided stays decided."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from warehouse_samples import (
    ARTICLES,
    CHANNELS,
    EDITED,
    FIGURE,
    NOW,
    REPRINT,
    RULE,
    article,
    decisions,
    enrich_all,
    enriched,
    load_intake,
    load_sample,
)

from extractors.records import (
    Asking,
    Background,
    BatchDecisions,
    EnrichCounts,
    EventAssignment,
    EventDecisions,
    EventMove,
    EventRedirect,
    Needs,
    Origin,
    Term,
)
from extractors.records.ids import mint
from warehouse.alerting import rules as active_rules
from warehouse.checks import failed_checks
from warehouse.connection import writing
from warehouse.current import keep_all_current
from warehouse.enrichment import count_pending, load_enriched, pending_texts, read_old_state
from warehouse.figures import figure_entity_id, register_figures
from warehouse.generation import generation
from warehouse.intake import load_articles

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@pytest.fixture
def con(tmp_path: Path) -> "Iterator[DuckDBPyConnection]":
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        load_intake(con)
        yield con
        assert [str(failed) for failed in failed_checks(con)] == []


def rows(con: "DuckDBPyConnection", sql: str) -> list[Any]:
    return con.execute(sql).fetchall()


ASKING = Asking("a_asking", (3,), NOW, NOW, True)
NEEDS = Needs(
    frozenset({"olu adeyemi"}),
    frozenset(),
    NOW - timedelta(days=14),
    NOW + timedelta(days=14),
    asking=(ASKING,),
    wording_keys=frozenset({5}),
)


# --- pending texts ----------------------------------------------------------------------------------------------------


def test_pending_texts_are_the_oldest_first_and_bounded(con: "DuckDBPyConnection") -> None:
    assert count_pending(con) == 4
    found = pending_texts(con, 3)
    assert [text.article_id for text in found] == [ARTICLES[n].article_id for n in (0, 1, 3)]
    first = found[0]
    assert (first.text, first.title, first.address) == (
        ARTICLES[0].text,
        ARTICLES[0].title,
        ARTICLES[0].canonical_address,
    )
    assert (first.published, first.origin, first.is_current) == (ARTICLES[0].published, Origin.FEED, True)


def test_enriched_texts_wait_no_longer(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    assert count_pending(con) == 0
    assert pending_texts(con, 10) == ()


def test_an_outdated_text_waits_too_and_says_so(con: "DuckDBPyConnection") -> None:
    load_articles(con, (EDITED,))
    found = {text.version_id: text.is_current for text in pending_texts(con, 10)}
    assert sorted(found.values()) == [False, True, True, True, True]


def test_a_text_that_is_current_again_is_read_again(con: "DuckDBPyConnection") -> None:
    load_articles(con, (EDITED,))
    enrich_all(con)
    load_articles(con, (replace(ARTICLES[3], seen_at=NOW + timedelta(days=3)),))
    assert count_pending(con) == 1
    counts = enrich_all(con)
    assert (count_pending(con), counts.count_quotes, counts.count_articles) == (0, 0, 1)


# --- loading ----------------------------------------------------------------------------------------------------------


def test_counts(con: "DuckDBPyConnection") -> None:
    counts = enrich_all(con)
    stored = tuple(row[0] for row in rows(con, "select quote_id from quotes"))
    assert sorted(counts.quote_ids) == sorted(stored)
    assert replace(counts, quote_ids=()) == EnrichCounts(4, 4, 6, 4, 2, 2)


def test_twice_is_once(con: "DuckDBPyConnection") -> None:
    batch = tuple(enriched(pending) for pending in pending_texts(con, 10))
    load_enriched(con, batch, decisions(batch), NOW, CHANNELS)
    before = generation(con)
    again = load_enriched(con, batch, decisions(batch, NOW + timedelta(days=9)), NOW + timedelta(days=9), CHANNELS)
    assert generation(con) == before
    assert again == EnrichCounts(count_articles=4)


def test_the_whole_sample_twice_is_once(con: "DuckDBPyConnection") -> None:
    load_sample(con)
    before = generation(con)
    load_sample(con)
    assert generation(con) == before


def test_no_texts_are_no_change(con: "DuckDBPyConnection") -> None:
    before = generation(con)
    assert load_enriched(con, (), BatchDecisions((), (), EventDecisions(), (), ()), NOW, CHANNELS) == EnrichCounts()
    assert generation(con) == before


def test_quotes_of_the_same_extractor_are_replaced(con: "DuckDBPyConnection") -> None:
    batch = (enriched(pending_texts(con, 1)[0]),)
    load_enriched(con, batch, decisions(batch), NOW, CHANNELS)
    first, second = batch[0].extraction.quotes
    better = replace(first, confidence=0.99, cue="added")
    other = (replace(batch[0], extraction=replace(batch[0].extraction, quotes=(better,), mentions=())),)
    load_enriched(con, other, decisions(other), NOW, CHANNELS)
    assert rows(con, "select text, confidence from quotes") == [(first.text, 0.99)]
    assert rows(con, "select count(*) from quote_speakers") == [(1,)]
    assert rows(con, "select count(*) from mentions") == [(0,)]
    assert second.text not in str(rows(con, "from said"))


def test_another_extractors_rows_stand_beside_and_the_latest_count(con: "DuckDBPyConnection") -> None:
    pending = pending_texts(con, 1)
    for day, version in enumerate(("1", "2")):
        batch = tuple(enriched(text, extractor_version=version) for text in pending)
        load_enriched(con, batch, decisions(batch), NOW + timedelta(days=day), CHANNELS)
    assert rows(con, "select extractor_version, count(*) from quotes group by all order by 1") == [("1", 2), ("2", 2)]
    assert rows(con, "select distinct extractor_version from said") == [("2",)]
    assert rows(con, "select count(*) from said") == [(2,)]


def test_a_quote_without_a_statement_is_refused(con: "DuckDBPyConnection") -> None:
    batch = (enriched(pending_texts(con, 1)[0]),)
    with pytest.raises(ValueError, match="no decision says which statement it is"):
        load_enriched(con, batch, replace(decisions(batch), statements=()), NOW, CHANNELS)


def test_a_span_found_twice_counts_once(con: "DuckDBPyConnection") -> None:
    text = enriched(pending_texts(con, 1)[0])
    found = text.extraction
    doubled = replace(
        found, quotes=found.quotes * 2, mentions=(*found.mentions, replace(found.mentions[0], type="ORG"))
    )
    batch = (replace(text, extraction=doubled),)
    assert load_enriched(con, batch, decisions(batch), NOW, CHANNELS).count_quotes == 2


def test_a_quote_nobody_is_named_for_has_a_speaker_row(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    assert rows(con, "select name, entity_id, position from quote_speakers where name is null") == [(None, None, 0)]
    assert rows(con, "select speaker, speakers from said where speaker is null") == [(None, [])]


def test_the_fullest_words_of_a_statement_are_kept(con: "DuckDBPyConnection") -> None:
    batch = tuple(enriched(pending) for pending in pending_texts(con, 1))
    made = decisions(batch)
    load_enriched(con, batch, made, NOW, CHANNELS)
    first = made.statements[0]
    for text in ("We are ready, all of us, at last", "We"):
        fuller = replace(first, is_new=False, utterance=replace(first.utterance, text=text))
        load_enriched(con, batch, replace(made, statements=(fuller, *made.statements[1:])), NOW, CHANNELS)
    found = rows(con, f"select text from statements where statement_id = '{first.statement_id}'")
    assert found == [("We are ready, all of us, at last",)]


def test_changes_of_quotes_are_rows(con: "DuckDBPyConnection") -> None:
    load_sample(con)
    assert rows(con, "select change, before, after from article_changes order by change") == [
        ("quote added", None, "It was the worst in years,"),
        ("quote removed", "the rain had come late", None),
        ("text changed", None, None),
    ]


# --- events -----------------------------------------------------------------------------------------------------------


def event_of(con: "DuckDBPyConnection", number: int) -> str:
    found = rows(con, f"select event_id from event_articles where article_id = '{ARTICLES[number].article_id}'")
    return str(found[0][0])


def load_events(con: "DuckDBPyConnection", events: EventDecisions) -> None:
    load_enriched(con, (), BatchDecisions((), (), events, (), ()), NOW, CHANNELS)


def test_a_merge_redirects_and_takes_the_articles_along(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    merge = EventRedirect("e_harvest", "e_bridge", 0.9, "one event")
    load_events(con, EventDecisions(redirects=(merge,)))
    assert event_of(con, 3) == "e_bridge"
    assert rows(con, "select distinct event_id from statements") == [("e_bridge",)]
    assert rows(con, "select distinct article_id from event_timeline('e_harvest')") != []
    before = generation(con)
    load_events(con, EventDecisions(redirects=(merge,)))
    assert generation(con) == before


def test_chains_of_merges_resolve_in_one_step(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    made = tuple(EventAssignment(ARTICLES[n].article_id, f"e_{n}", 1, "sample", "", True) for n in range(4))
    load_events(con, EventDecisions(assignments=made))
    load_events(con, EventDecisions(redirects=(EventRedirect("e_3", "e_2", 1, ""),)))
    load_events(con, EventDecisions(redirects=(EventRedirect("e_2", "e_1", 1, ""), EventRedirect("e_1", "e_0", 1, ""))))
    assert rows(con, "select distinct to_event_id from event_redirects") == [("e_0",)]
    assert {event_of(con, n) for n in range(4)} == {"e_0"}


def test_a_move_leaves_a_row(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    move = EventMove(ARTICLES[3].article_id, "e_harvest", "e_bridge", 0.8, "the bridge is for the harvest")
    for _ in range(2):
        load_events(con, EventDecisions(moves=(move,)))
    assert event_of(con, 3) == "e_bridge"
    assert rows(con, "select from_event_id, to_event_id from event_moves") == [("e_harvest", "e_bridge")]
    assert rows(con, "select event_id from events") == [("e_bridge",)]


def test_an_article_that_is_decided_anew_leaves_a_row_too(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    anew = EventAssignment(ARTICLES[3].article_id, "e_bridge", 0.8, "sample", "as edited")
    load_events(con, EventDecisions(assignments=(anew,)))
    assert event_of(con, 3) == "e_bridge"
    assert rows(con, "select reason from event_moves") == [("as edited",)]


def test_an_outdated_text_changes_neither_event_nor_profile(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    load_articles(con, (article("harvest", REPRINT, hours=1, outlet="Valley Post"),))
    batch = tuple(enriched(pending) for pending in pending_texts(con, 10))
    assert [text.pending.is_current for text in batch] == [False]
    anew = EventAssignment(ARTICLES[3].article_id, "e_other", 0.8, "sample", "as it was", True)
    made = replace(decisions(batch), events=EventDecisions(assignments=(anew,)))
    load_enriched(con, batch, made, NOW, CHANNELS)
    assert event_of(con, 3) == "e_harvest"
    assert rows(con, "select count(*) from event_ids") == [(2,)]


# --- old state --------------------------------------------------------------------------------------------------------


def test_old_state_has_what_was_loaded(con: "DuckDBPyConnection") -> None:
    batch = tuple(enriched(pending) for pending in pending_texts(con, 10))
    load_enriched(con, batch, decisions(batch), NOW, CHANNELS)
    old = read_old_state(con, NEEDS)
    expected = {text.profile.article_id: text.profile for text in batch}
    for profile in old.profiles:
        plain = replace(profile, event_id=None, story_id=None, outlet_domain=None)
        assert plain == expected[profile.article_id]
    assert {profile.event_id for profile in old.profiles} == {"e_bridge", "e_harvest"}
    assert {entity.name for entity in old.entities} == {"Anna Kovač", "Olu Adeyemi"}
    assert {s.text for s in old.statements} >= {"We are ready,", "It came too late,", "the rain had come late"}


def test_old_state_is_only_what_is_needed(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    span = {"earliest": NOW + timedelta(days=100), "latest": NOW + timedelta(days=101)}
    far = replace(NEEDS, **span, name_keys=frozenset(), asking=())
    old = read_old_state(con, far)
    assert (old.profiles, old.statements) == ((), ())
    assert [entity.name for entity in old.entities] == ["Anna Kovač"]
    assert len(read_old_state(con, replace(far, bands=frozenset({7}))).profiles) == 4


def test_a_text_that_comes_again_meets_its_statements(con: "DuckDBPyConnection") -> None:
    batch = tuple(enriched(pending) for pending in pending_texts(con, 1))
    made = decisions(batch)
    load_enriched(con, batch, made, NOW, CHANNELS)
    later = NOW + timedelta(days=400)
    old = read_old_state(con, Needs(frozenset(), frozenset(), later, later, frozenset({batch[0].pending.version_id})))
    found = {statement.statement_id: statement.quote_ids for statement in old.statements}
    assert found == {s.statement_id: frozenset(s.utterance.quote_ids) for s in made.statements}


def test_statements_are_found_by_the_words_of_the_batch(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    assert read_old_state(con, NEEDS).statements
    assert read_old_state(con, replace(NEEDS, wording_keys=frozenset({6}))).statements == ()


def test_old_state_resolves_redirects(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    load_events(con, EventDecisions(redirects=(EventRedirect("e_harvest", "e_bridge", 1, ""),)))
    first, second = rows(con, "select statement_id from statements order by statement_id limit 2")
    con.execute(
        "insert into statement_redirects (statement_id, to_statement_id, similarity, reason, merged_at) "
        f"values ('{first[0]}', '{second[0]}', 1, 'the same', now())"
    )
    keep_all_current(con)
    old = read_old_state(con, NEEDS)
    assert {profile.event_id for profile in old.profiles} == {"e_bridge"}
    assert {statement.event_id for statement in old.statements} == {"e_bridge"}
    assert first[0] not in {statement.statement_id for statement in old.statements}


# --- figures ----------------------------------------------------------------------------------------------------------


def test_a_figure_has_its_entity_and_aliases(con: "DuckDBPyConnection") -> None:
    assert figure_entity_id("anna-kovac") == mint("n", "figure", "anna-kovac")
    figure = read_old_state(con, NEEDS).entities[0]
    assert figure.alias_keys == {"anna kovac", "kovac", "mayor kovac"}
    given = replace(FIGURE, key="other", name="The Other", aliases=("O.",), alias_keys=("other", "o"))
    register_figures(con, (FIGURE, given), (RULE,), NOW)
    other = next(entity for entity in read_old_state(con, NEEDS).entities if entity.name == "The Other")
    assert other.alias_keys == {"other", "o"}


def test_figures_and_rules_no_longer_listed_rest(con: "DuckDBPyConnection") -> None:
    before = generation(con)
    register_figures(con, (FIGURE,), (RULE,), NOW + timedelta(days=1))
    assert generation(con) == before
    register_figures(con, (), (), NOW)
    assert rows(con, "select is_active from figures") == [(False,)]
    assert active_rules(con) == ()
    register_figures(con, (FIGURE,), (RULE,), NOW + timedelta(days=2))
    (rule,) = active_rules(con)
    assert rule == replace(RULE, since=NOW + timedelta(days=2))  # what was said while it rested is known to it


def test_all_of_a_story_are_old_state_when_one_of_them_is_alike(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    con.execute(f"update article_profiles set bands = [8] where article_id <> '{ARTICLES[0].article_id}'")
    far = NOW + timedelta(days=100)
    old = read_old_state(con, Needs(frozenset(), frozenset({7}), far, far))
    assert {profile.article_id for profile in old.profiles} == {ARTICLES[0].article_id, ARTICLES[1].article_id}


def test_reports_of_the_same_thing_are_found_by_their_keys_near_their_time(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    assert len(read_old_state(con, NEEDS).profiles) == 4
    unlike = replace(NEEDS, asking=(replace(ASKING, keys=(4,)),))
    assert read_old_state(con, unlike).profiles == ()
    season = timedelta(days=90)
    later = replace(ASKING, happened_at=NOW + season, seen_at=NOW + season)
    far = replace(NEEDS, asking=(later,), earliest=NOW + season, latest=NOW + season)
    assert read_old_state(con, far).profiles == ()


def test_an_undated_article_meets_what_was_seen_when_it_was(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    undated = replace(ASKING, happened_at=NOW + timedelta(days=7), seen_at=NOW + timedelta(days=7), is_dated=False)
    con.execute("update article_profiles set happened_at = happened_at - to_days(3000)")
    met = replace(NEEDS, asking=(undated,))
    assert len(read_old_state(con, met).profiles) == 4


def test_the_background_counts_what_the_articles_around_have(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    background = read_old_state(con, NEEDS).background
    assert background == Background(4, (Term("bridge", 4), Term("city", 4)), (Term("anna kovac", 4),))


def test_an_article_is_found_as_it_was_when_it_comes_again(con: "DuckDBPyConnection") -> None:
    enrich_all(con)
    far = NOW + timedelta(days=1000)
    again = replace(ASKING, article_id=ARTICLES[0].article_id, keys=(), happened_at=far, seen_at=far)
    old = read_old_state(con, Needs(frozenset(), frozenset(), far, far, asking=(again,)))
    assert [profile.article_id for profile in old.profiles] == [ARTICLES[0].article_id]
