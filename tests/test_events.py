"""Events: reports of one thing come together, in any order, with a reason; others stay apart."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import COMET, HARBOUR, HARBOUR_AGAIN, NOW, ORCHESTRA, TEXTS, extraction, made_profile, pending
from pipelines import PIPELINES

from extractors.decisions.events import _Board, _redirect, assign_events
from extractors.decisions.likeness import Likenesses
from extractors.decisions.linkage import average_link
from extractors.decisions.profiles import profile
from extractors.extraction import extract_all
from extractors.records import ArticleProfile, EventDecisions, PendingText
from flows.language import SMALL, language_model

GOLDEN = sorted((Path(__file__).parent / "golden" / "events").glob("*.txt"))


def applied(
    new: Sequence[ArticleProfile], old: Sequence[ArticleProfile], decisions: EventDecisions
) -> list[ArticleProfile]:
    """The articles as the warehouse would give them next time."""
    events = {a.article_id: a.event_id for a in old}
    redirects = {r.event_id: r.to_event_id for r in decisions.redirects}
    events |= {a: redirects.get(e, e) for a, e in events.items() if e}
    events |= {m.article_id: m.to_event_id for m in decisions.moves}
    events |= {a.article_id: a.event_id for a in decisions.assignments}
    articles = {a.article_id: a for a in (*old, *new)}
    return [replace(article, event_id=events.get(key)) for key, article in articles.items()]


def grouping(articles: Sequence[ArticleProfile]) -> set[frozenset[str]]:
    groups = defaultdict(set)
    for article in articles:
        groups[article.event_id].add(article.article_id)
    return {frozenset(group) for group in groups.values()}


def decided(*batches: Sequence[ArticleProfile]) -> list[ArticleProfile]:
    stored: list[ArticleProfile] = []
    for batch in batches:
        stored = applied(batch, stored, assign_events(batch, stored, NOW))
    return stored


def articles(*names: str, days: float | None = None) -> list[ArticleProfile]:
    return [made_profile(TEXTS[name], f"a_{name}", title=None, days=days) for name in names]


def test_two_reports_of_one_thing_are_one_event_and_the_reason_can_be_read() -> None:
    decisions = assign_events(articles("harbour", "harbour again", days=0), [], NOW)
    assert len({a.event_id for a in decisions.assignments}) == 1
    assert all(a.rule == "average link" and a.score > 0.15 for a in decisions.assignments)
    evidence = decisions.assignments[0].evidence
    assert "Meridian Star" in evidence
    assert evidence.endswith("; same day")


def test_evidence_is_spelled_as_the_articles_do_where_only_their_bodies_name_it() -> None:
    opening = "It was a long night for everyone who was there, and nobody would say much about what had happened."
    told = "Seen by McAllister. McAllister ran. McAllister fell. McAllister wept. McAllister slept. McAllister left."
    texts = [f"{opening}\n{told} {end}" for end in ("A guard agrees.", "The porter doubts it.")]
    decisions = assign_events([made_profile(text, f"a_{at}") for at, text in enumerate(texts)], [], NOW)
    assert "McAllister" in decisions.assignments[0].evidence


def test_reports_of_other_things_are_events_of_their_own_even_in_an_empty_warehouse() -> None:
    decisions = assign_events(articles("orchestra", "comet"), [], NOW)
    assert len({a.event_id for a in decisions.assignments}) == 2
    assert {(a.rule, a.is_new_event) for a in decisions.assignments} == {("first", True)}


def test_missing_dates_do_no_harm() -> None:
    one, two = made_profile(HARBOUR, "a_1"), made_profile(HARBOUR_AGAIN, "a_2", days=-300)
    assert len(grouping(decided([one, two]))) == 1


def test_the_same_thing_a_season_later_is_another() -> None:
    one, two = made_profile(HARBOUR, "a_1", days=-90), made_profile(HARBOUR_AGAIN, "a_2", days=0)
    assert len(grouping(decided([one, two]))) == 2


def test_copies_share_the_event_whatever_lies_between_them() -> None:
    one = replace(made_profile(HARBOUR, "a_1", days=-300), story_id="s_1")
    two = replace(made_profile(HARBOUR, "a_2", days=0), story_id="s_1")
    stored = decided([one])
    decisions = assign_events([two], stored, NOW)
    assert decisions.assignments[0].event_id == stored[0].event_id
    assert decisions.assignments[0].rule == "copy"
    assert decisions.assignments[0].evidence.startswith("the same text")


def test_a_report_that_covers_two_events_merges_them_into_the_older() -> None:
    first = replace(made_profile(HARBOUR, "a_1"), first_seen_at=NOW)
    second = replace(made_profile(HARBOUR_AGAIN, "a_2"), first_seen_at=NOW + timedelta(hours=1))
    apart = [replace(first, event_id="e_older"), replace(second, event_id="e_younger")]
    both = replace(made_profile(HARBOUR + "\n" + HARBOUR_AGAIN, "a_3"), first_seen_at=NOW + timedelta(hours=2))
    decisions = assign_events([both], apart, NOW)
    assert [(r.event_id, r.to_event_id) for r in decisions.redirects] == [("e_younger", "e_older")]
    assert decisions.moves == ()
    assert decisions.assignments[0].event_id == "e_older"
    assert not decisions.assignments[0].is_new_event
    assert decisions.redirects[0].reason.startswith("one event: ")


def test_an_article_that_was_put_wrong_moves_when_its_like_arrives() -> None:
    wrong = [
        replace(made_profile(COMET, "a_1"), event_id="e_mixed"),
        replace(made_profile(COMET.replace("October", "November"), "a_2"), event_id="e_mixed"),
        replace(made_profile(HARBOUR, "a_3"), event_id="e_mixed"),
    ]
    decisions = assign_events([made_profile(HARBOUR_AGAIN, "a_4")], wrong, NOW)
    assert [(m.article_id, m.from_event_id) for m in decisions.moves] == [("a_3", "e_mixed")]
    assert (
        {a.article_id: a.event_id for a in decisions.assignments}["a_4"] == decisions.moves[0].to_event_id != "e_mixed"
    )
    assert "Meridian Star" in decisions.moves[0].reason


def test_an_event_that_a_move_makes_has_an_assignment_too() -> None:
    """The warehouse makes events from assignments: without one, the event of a mere move would have no row."""
    mixed = [replace(made_profile(text, f"a_{at}"), event_id="e_mixed") for at, text in enumerate((COMET, HARBOUR))]
    decisions = assign_events([made_profile(COMET, "a_9")], mixed, NOW)
    assert [m.article_id for m in decisions.moves] == ["a_1"]
    assert {(a.article_id, a.is_new_event) for a in decisions.assignments} == {("a_1", True), ("a_9", False)}


def test_an_edited_article_keeps_its_event() -> None:
    stored = decided(articles("harbour", "comet"))
    edited = made_profile(COMET + ORCHESTRA, "a_comet")
    assert assign_events([edited], stored, NOW) == EventDecisions()


def test_articles_without_words_are_events_of_their_own() -> None:
    decisions = assign_events([made_profile("", "a_1"), made_profile("", "a_2")], [], NOW)
    assert len({a.event_id for a in decisions.assignments}) == 2


SOME = [
    made_profile(text, f"a_{at}", days=None if at % 3 else at / 5)
    for at, text in enumerate(
        [part for text in TEXTS.values() for part in (text, text[: len(text) // 2], text[len(text) // 3 :])]
    )
]


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(len(SOME))), cut=st.integers(0, len(SOME)))
def test_order_does_not_matter_and_doing_it_again_changes_nothing(order: list[int], cut: int) -> None:
    old, new = decided(SOME[:cut]), SOME[cut:]
    decisions = assign_events(new, old, NOW)
    shuffled = [SOME[at] for at in order if at >= cut]
    assert decisions == assign_events(shuffled, [old[at] for at in order if at < cut], NOW)
    after = applied(new, old, decisions)
    assert assign_events(new, after, NOW) == EventDecisions()
    assert {a.article_id for a in decisions.assignments} >= {a.article_id for a in new}


@settings(max_examples=15, deadline=None)
@given(order=st.permutations(range(len(SOME))), size=st.integers(1, 5))
def test_other_batches_give_the_same_events_where_they_lie_well_apart(order: list[int], size: int) -> None:
    """Four things, two of them one: in whatever batches. Where events touch, batching may move a border article."""
    batches = [[SOME[at] for at in order[start : start + size]] for start in range(0, len(order), size)]
    for group in grouping(decided(*batches)):
        things = {int(article_id.removeprefix("a_")) // 3 for article_id in group}
        assert things <= {0, 1} or len(things) == 1


STORIES = {
    "ferry": """The ferry Skarvik ran aground off Hollin Point with ninety passengers. Captain Elin Moberg
        said fog hid the lighthouse. Lifeboats from Tarrow took everyone ashore. Divers inspected the
        torn hull. The Skarvik Line cancelled its sailings to Tarrow. Inspectors will question the
        captain about the lighthouse and the fog.""",
    "ferry strike": """Crews of the Norrland ferries walked out over night shifts. Union leader Piet Haas said no
        boat would leave Vessby before Friday. Lorries queue at the docks in Vessby. The Norrland
        company offers a bonus. Piet Haas called the bonus an insult. Mediators meet both sides on
        Thursday.""",
    "quake north": """An earthquake shook Karsund before dawn and cracked the dam at Ivel. Mayor Oda Lunde ordered
        the valley below the dam cleared. Aftershocks sent people of Karsund into the streets.
        Engineers lowered the reservoir at Ivel. Mayor Oda Lunde asked for tents. The hospital of
        Karsund lost its power.""",
    "quake south": """An earthquake toppled the bell tower of Monte Sella and blocked the road to Pratona. Forty
        tourists slept in the school. Priest Aldo Ferri saved the altar of Monte Sella. Rescuers with
        dogs searched the vineyards near Pratona. Aldo Ferri thanked the rescuers. The road to Pratona
        reopens on Sunday.""",
    "trial": """A court in Larkfield convicted banker Joan Pryce of hiding losses at Calder Bank. Prosecutor
        Sam Oduya asked for nine years. Depositors of Calder Bank cheered in the gallery. Joan Pryce
        will appeal against the verdict. Judge Nadia Berg reads her sentence in June. Sam Oduya
        praised the auditors of Calder Bank.""",
    "vaccine": """A vaccine against river fever protected four in five children in trials near Lake Odo. Doctor
        Miriam Achebe led the trials. The maker, Solenta, will ask for approval. Nurses near Lake Odo
        vaccinated nine thousand children. Doctor Miriam Achebe warned that river fever returns with
        the rains. Solenta promised cheap doses.""",
    "chess": """Grandmaster Ilse Varga won the chess title in Rovenna after twelve games. Her rival Dmitri
        Oren resigned with a rook down. Ilse Varga played the opening of her grandfather. Spectators
        in Rovenna threw roses. Dmitri Oren wants a rematch. The chess federation meets in Rovenna
        next spring.""",
    "budget": """Finance minister Tomas Hale presented a budget that raises the fuel levy. Opposition leader
        Greta Sund called the fuel levy theft. Hauliers blocked the bridge at Ostry. Tomas Hale
        offered hauliers a rebate. Greta Sund wants a vote on the budget. Parliament debates the fuel
        levy until midnight.""",
}


def _told() -> list[ArticleProfile]:
    """Forty articles: five of each story, each with four of its six sentences, over four days, every third undated."""
    made = []
    for at, story in enumerate(STORIES.values()):
        sentences = [part + "." for part in " ".join(story.split()).removesuffix(".").split(". ")]
        for number in range(5):
            text = " ".join(sentences[(number + step) % 6] for step in range(4))
            days = None if (at + number) % 3 == 0 else number - 0.5 * (at % 3)
            made.append(made_profile(text, f"a_{at}_{number}", days=days))
    return made


FORTY = _told()


@settings(max_examples=12, deadline=None)
@given(order=st.permutations(range(len(FORTY))), size=st.integers(1, len(FORTY)))
def test_forty_articles_make_the_same_events_in_every_order_and_batching(order: list[int], size: int) -> None:
    """Eight stories, two of them earthquakes and two about ferries, whole and apart.

    Not so where events touch: which of two an article on the border joins can depend on what came before it, for an
    article is linked anew only when another arrives near it, with the rarity of words as it is by then.
    """
    batches = [[FORTY[at] for at in order[start : start + size]] for start in range(0, len(order), size)]
    whole = {frozenset(f"a_{at}_{number}" for number in range(5)) for at in range(len(STORIES))}
    assert grouping(decided(*batches)) == whole


def test_average_link_joins_the_most_alike_first() -> None:
    alike = {("a", "b"): 0.9, ("b", "c"): 0.5, ("a", "c"): 0.1, ("c", "d"): 0.4}
    groups = average_link(
        [("d",), ("b",), ("a",), ("c",)], lambda x, y: alike.get((min(x, y), max(x, y)), 0.0), least=0.35
    )
    assert sorted(groups) == [("a", "b"), ("c", "d")]


# What is wrong today, each with why. An editor would say otherwise: mend it and take it off.
WRONG_AMONG_OTHERS = {
    "news_in_brief": "a round-up joins one of the events that it tells of",
    "talks_that_go_on_and_a_visit": "one country on one day: a short text about it joins the talks",
}
WRONG_FOR_THE_SMALL = {
    "two_quarterly_results": "names that it misses are words in common; strangers cost running stories more than these",
}
# Nothing is known to be rare where nothing else is stored: what all articles have counts for little, what they say in
# the words of their trade for much.
NEED_OTHERS = {
    "large_event_without_dates",
    "news_in_brief",
    "story_that_drifts_over_five_weeks",
    "two_quarterly_results",
    "undated_earthquakes_in_the_same_words",
}


def golden(path: Path) -> list[tuple[str, str, PendingText]]:
    """A file holds texts, each under `=== ID EVENT [days]`: those of one EVENT, and no others, come together."""
    found = []
    for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, text = part.partition("\n")
        name, event, *days = head.split()
        article_id, event = f"{path.stem}:{name}", f"{path.stem}:{event}"
        found.append((article_id, event, pending(text.strip(), article_id, days=float(days[0]) if days else None)))
    return found


@cache
def read(pipeline: str) -> dict[str, ArticleProfile]:
    """All golden articles as the real pipeline reads them, by their ids."""
    texts = [text for path in GOLDEN for _, _, text in golden(path)]
    extractions = extract_all(language_model(pipeline), [text.text for text in texts])
    return {text.article_id: profile(text, found) for text, found in zip(texts, extractions, strict=True)}


@cache
def all_in_one(pipeline: str) -> set[frozenset[str]]:
    """The events of all golden articles in one warehouse, in an order that has nothing to do with the files'."""
    ordered = sorted(read(pipeline).values(), key=lambda article: article.article_id[::-1])
    return grouping(decided(*[ordered[at : at + 20] for at in range(0, len(ordered), 20)]))


def expected(path: Path) -> set[frozenset[str]]:
    events = defaultdict(set)
    for article_id, event, _ in golden(path):
        events[event].add(article_id)
    return {frozenset(articles) for articles in events.values()}


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("path", [path for path in GOLDEN if path.stem not in NEED_OTHERS], ids=lambda path: path.stem)
def test_golden_alone(path: Path, pipeline: str) -> None:
    """In an empty warehouse, at once and one by one."""
    made = [read(pipeline)[article_id] for article_id, _, _ in golden(path)]
    assert grouping(decided(made)) == expected(path)
    assert grouping(decided(*[[article] for article in made])) == expected(path)


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_among_others(path: Path, pipeline: str, request: pytest.FixtureRequest) -> None:
    """In one warehouse with all other cases."""
    known = WRONG_AMONG_OTHERS | (WRONG_FOR_THE_SMALL if pipeline == SMALL else {})
    if path.stem in known:
        request.applymarker(pytest.mark.xfail(strict=True, reason=known[path.stem]))
    own = {article_id for article_id, _, _ in golden(path)}
    assert {event for event in all_in_one(pipeline) if event & own} == expected(path)


@pytest.mark.parametrize("path", [path for path in GOLDEN if path.stem not in NEED_OTHERS], ids=lambda path: path.stem)
def test_golden_as_a_plain_reader_finds_names(path: Path) -> None:
    """What is expected does not hang on a model: so, too, where every pair of capitals is a person."""
    made = [profile(text, extraction(text.text)) for _, _, text in golden(path)]
    assert grouping(decided(made)) == expected(path)


def test_an_event_that_is_merged_and_then_left_by_all_of_its_articles_still_says_why() -> None:
    """Within one batch: the first new article merges two events, a later one takes what was in the younger away."""
    old = [
        replace(made_profile(HARBOUR, "a_1", days=0), event_id="e_1"),
        replace(made_profile(HARBOUR_AGAIN, "a_2", days=0), event_id="e_2"),
    ]
    board = _Board({a.article_id: a for a in old}, Likenesses(old, []))
    for article_id in ("a_1", "a_2"):
        board.put(article_id, "e_3" if article_id == "a_2" else "e_1")
    merged = _redirect("e_2", "e_1", {"a_1": "e_1", "a_2": "e_2"}, board)
    assert merged.reason.startswith("one event: ")
