"""What the warehouse knew at a moment is what it showed then, whatever came after."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from warehouse_samples import EDITED, FIGURE, NOW, enrich_all, load_intake

from extractors.records import Correction, EntityJudgement, EntityRedirect, JudgementKind
from extractors.records.ids import mint
from warehouse.checks import failed_checks
from warehouse.connection import opened, writing
from warehouse.corrections import load_correction, stored_quote
from warehouse.current import keep_all_current, keep_counts
from warehouse.figures import figure_entity_id
from warehouse.intake import load_articles
from warehouse.judgements import load_judgements
from warehouse.questions import run_sql
from warehouse.statements import as_json, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Step = Callable[["DuckDBPyConnection", datetime], object]
OLU = mint("n", "person", "Olu Adeyemi")
SHOWN = {  # what is shown of each list: the part of it that the list of a moment has, too
    "said": "quote_id, speaker, speaker_id, speakers, kind, text, reported_at, event_id, outlet, via, article, url, "
    "speaker_mention, speaker_confidence, speaker_reason, confidence, char_start, char_end, statement_id, story_id, "
    "version_id, extractor_version",
    "articles": "article_id, {version}",
    "event_coverage": "event_id, count_articles, count_outlets, count_sources, first_seen_at, last_seen_at, "
    "first_published_at, last_reported_at",
}
# All moments at which anything came to be as it is, or was until then.
MOMENTS = """
    select unnest([known_at, known_at - interval 1 microsecond, known_at + interval 1 microsecond]) as moment
    from (
        select first_seen_at as known_at from articles
        union
        select detected_at from article_changes
        union
        select extracted_at from extractions
        union
        select unnest([first_assigned_at, assigned_at]) from event_articles
        union
        select moved_at from event_moves
        union
        select merged_at from event_redirects
        union
        select merged_at from statement_redirects
        union
        select decided_at from story_copies
        union
        select replaced_at from replaced_speakers
        union
        select judged_at from entity_judgements
    )
    where known_at is not null
"""
LISTS = ("said_as_of", "articles_as_of", "event_articles_as_of", "events_as_of", "quote_speakers_as_of")
THEN = {"said": "said_as_of", "articles": "articles_as_of", "event_coverage": "events_as_of"}


def begin(con: "DuckDBPyConnection", at: datetime) -> None:
    load_intake(con)
    enrich_all(con, now=at)


def edit(con: "DuckDBPyConnection", at: datetime) -> None:
    load_articles(con, (EDITED,))
    enrich_all(con, now=at)


def move(con: "DuckDBPyConnection", at: datetime) -> None:
    """An article moves to an event of its own."""
    (article_id,) = con.execute("select article_id from articles where title like 'Reaction%'").fetchone() or ("",)
    made = {"event_id": "e_reaction", "article_id": article_id, "is_new_event": True}
    run(con, "loads/event_ids", rows=as_json([made]), now=at)
    moved = {
        "article_id": article_id,
        "from_event_id": "e_bridge",
        "to_event_id": "e_reaction",
        "score": 1,
        "reason": "x",
    }
    run(con, "loads/event_moves", moves=as_json([moved]), now=at)


def merge_events(event_id: str, to_event_id: str) -> Step:
    merged = {"event_id": event_id, "to_event_id": to_event_id, "score": 1, "reason": "x"}
    return lambda con, at: run(con, "loads/event_redirects", rows=as_json([merged]), now=at)


def merge_statements(place: int, to_place: int) -> Step:
    """One of the three statements of the bridge becomes another."""

    def merge(con: "DuckDBPyConnection", at: datetime) -> None:
        ids = [i for (i,) in con.execute("select statement_id from statements order by text, statement_id").fetchall()]
        merged = {"statement_id": ids[place], "to_statement_id": ids[to_place], "similarity": 1, "reason": "x"}
        run(con, "loads/statement_redirects", rows=as_json([merged]), now=at)

    return merge


def correct(speaker: str | None) -> Step:
    """A person says who said that the bridge came too late."""

    def fix(con: "DuckDBPyConnection", at: datetime) -> None:
        found = con.execute("select quote_id from quotes where text like 'It came too late%'").fetchone()
        quote = stored_quote(con, found[0] if found else "")
        assert quote is not None
        entity_id = figure_entity_id("anna-kovac") if speaker else None
        where = (quote.article_id, quote.version_id, quote.quote_id, quote.char_start, quote.char_end, quote.text)
        load_correction(
            con, Correction("c_1", *where, at, speaker, "PERSON", entity_id), quote, f"corrected: {speaker}"
        )

    return fix


def judge(con: "DuckDBPyConnection", at: datetime) -> None:
    """A person says that Olu Adeyemi is Anna Kovač."""
    figure = figure_entity_id("anna-kovac")
    judged = EntityJudgement("j_1", JudgementKind.MERGE, OLU, figure, at)
    load_judgements(con, [judged], [EntityRedirect(OLU, None, None, figure, "j_1")])


STEPS: dict[str, Step] = {
    "begin": begin,
    "edit": edit,
    "move": move,
    "merge what it moved to": merge_events("e_reaction", "e_harvest"),
    "correct": correct(FIGURE.name),
    "merge what was merged into": merge_events("e_harvest", "e_bridge"),
    "merge statements": merge_statements(0, 1),
    "merge what they became": merge_statements(1, 2),
    "correct again": correct(None),
    "judge": judge,
}


def shown(con: "DuckDBPyConnection", relation: str, columns: str) -> list[tuple[Any, ...]]:
    return sorted(run_sql(con, f"select {columns} from {relation}").rows, key=repr)


def now_shown(con: "DuckDBPyConnection") -> dict[str, list[tuple[Any, ...]]]:
    return {name: shown(con, name, what.format(version="current_version_id")) for name, what in SHOWN.items()}


def then_shown(con: "DuckDBPyConnection", moment: str) -> dict[str, list[tuple[Any, ...]]]:
    at = f"timestamptz '{moment}'"
    return {name: shown(con, f"{THEN[name]}({at})", what.format(version="version_id")) for name, what in SHOWN.items()}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, Any]]:
    """A warehouse that went through all steps, the moment after each, and what was shown then."""
    path: Path = tmp_path_factory.mktemp("as_of") / "onrecord.duckdb"
    shown_then, moments = {}, {}
    with writing(path, wait_seconds=5) as con:
        for place, (name, step) in enumerate(STEPS.items()):
            at = NOW + timedelta(hours=31 * place + 13)
            step(con, at)
            keep_all_current(con)
            shown_then[name], moments[name] = now_shown(con), (at + timedelta(minutes=1)).isoformat()
    return path, moments, shown_then


@pytest.fixture(scope="module", params=["warehouse", "copy"])
def history(
    request: pytest.FixtureRequest, lived: tuple[Path, dict[str, str], dict[str, Any]], tmp_path_factory: Any
) -> dict[str, tuple[dict[str, list[tuple[Any, ...]]], dict[str, list[tuple[Any, ...]]]]]:
    """What was shown after each step, and what is said in the end to have been known then; in the copy, too."""
    path, moments, shown_then = lived
    with opened(copied(path, tmp_path_factory.mktemp(request.param)), wait_seconds=5) as con:
        if request.param == "copy":
            keep_counts(con)
        return {name: (shown_then[name], then_shown(con, moments[name])) for name in STEPS}


def copied(path: Path, folder: Path) -> Path:
    return Path(shutil.copy(path, folder / path.name))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", SHOWN)
def test_what_was_known_is_what_was_shown(history: dict[str, Any], step: str, name: str) -> None:
    was, known = history[step]
    assert known[name] == was[name]
    assert was[name]


def test_each_step_changed_something(history: dict[str, Any]) -> None:
    seen = [repr(was) for was, _ in history.values()]
    assert len(set(seen)) == len(seen)


@pytest.mark.slow
def test_at_every_moment_the_copy_tells_what_history_tells(
    lived: tuple[Path, dict[str, str], dict[str, Any]], tmp_path: Path
) -> None:
    """What has not changed since is read from what is current: it is what is put together from history."""
    with opened(copied(lived[0], tmp_path), wait_seconds=5) as con:
        moments = [*sorted({moment.isoformat() for (moment,) in con.execute(MOMENTS).fetchall()}), "infinity"]
        told = {moment: lists_of(con, moment) for moment in moments}
        keep_counts(con)
        count_changed = {moment: changed_since(con, moment) for moment in moments}
        for moment in moments:
            assert lists_of(con, moment) == told[moment], moment
    assert len(moments) > 30
    assert min(count_changed.values()) == 0  # nearly all is read from what is current
    assert max(count_changed.values()) > 0
    assert len({repr(lists) for lists in told.values()}) > len(STEPS)


def lists_of(con: "DuckDBPyConnection", moment: str) -> dict[str, list[tuple[Any, ...]]]:
    return {name: shown(con, f"{name}(timestamptz '{moment}')", "*") for name in LISTS}


def changed_since(con: "DuckDBPyConnection", moment: str) -> int:
    ((count,),) = run_sql(con, f"select count(*) from changed_since(timestamptz '{moment}')").rows
    return int(count)


def test_a_change_that_was_overlooked_is_found(
    lived: tuple[Path, dict[str, str], dict[str, Any]], tmp_path: Path
) -> None:
    with opened(copied(lived[0], tmp_path), wait_seconds=5) as con:
        keep_counts(con)
        assert "settled_agree" not in {failed.name for failed in failed_checks(con)}
        con.execute("update settled_articles set settled_at = first_seen_at")
        assert "settled_agree" in {failed.name for failed in failed_checks(con)}


def test_nothing_was_known_before_the_beginning(tmp_path: Path) -> None:
    with writing(tmp_path / "onrecord.duckdb", wait_seconds=5) as con:
        begin(con, NOW)
        known = then_shown(con, (NOW - timedelta(days=1)).isoformat())
    assert known == {"said": [], "articles": [], "event_coverage": []}
