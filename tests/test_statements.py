"""Statements: the same utterance is one, whole or trimmed; a negation, a number or a name makes another."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import NOW, said

from extractors.decisions.statements import fold_statements
from extractors.decisions.wording import same_wording, wording, wording_keys
from extractors.records import KnownStatement, Origin, StatementDecision, Utterance

GOLDEN = Path(__file__).parent / "golden" / "statements"
LONG = "We will rebuild the harbour bridge before the winter storms arrive."


def cases(name: str) -> list[object]:
    return list(_cases(name))


def _cases(name: str) -> Iterator[object]:
    for line in (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, *reports = line.split(" || ")
            yield pytest.param(*reports, id=label)


def read(text: str, number: int) -> Utterance:
    found = re.match(r"\[(\?|direct|indirect|mixed)\] ", text)
    kind, words = (found[1], text[found.end() :]) if found else ("direct", text)
    speakers = () if kind == "?" else ("n_ann",)
    return said(words, number, kind=kind.replace("?", "direct"), speakers=speakers)


def folded(*utterances: Utterance, known: tuple[KnownStatement, ...] = ()) -> tuple[StatementDecision, ...]:
    return fold_statements(utterances, known, NOW, 7.0).decisions


def count(*utterances: Utterance) -> int:
    return len({decision.statement_id for decision in folded(*utterances)})


@pytest.mark.parametrize(("one", "other"), cases("same"))
def test_one_utterance_is_one_statement_in_either_order(one: str, other: str) -> None:
    assert count(read(one, 1), read(other, 2)) == 1
    assert count(read(one, 2), read(other, 1)) == 1


@pytest.mark.parametrize(("one", "other"), cases("same") + cases("altered"))
def test_what_is_one_or_altered_is_found_by_a_key(one: str, other: str) -> None:
    assert set(wording_keys(read(one, 1).text)) & set(wording_keys(read(other, 2).text))


@pytest.mark.parametrize(("one", "other"), cases("different") + cases("altered"))
def test_two_utterances_are_two_statements_in_either_order(one: str, other: str) -> None:
    assert count(read(one, 1), read(other, 2)) == 2
    assert count(read(one, 2), read(other, 1)) == 2


def test_the_earliest_is_the_first_and_only_it_is_new() -> None:
    decisions = folded(said(LONG, 1, days=-1), said(LONG, 2, days=-2))
    assert [(d.utterance.article_id, d.is_new) for d in decisions] == [("a_2", True), ("a_1", False)]
    assert decisions[1].reason == "the same words"


def test_speakers_have_to_agree_where_both_are_known() -> None:
    assert count(said(LONG, 1, speakers=("n_ann",)), said(LONG, 2, speakers=("n_bob",))) == 2
    assert count(said(LONG, 1, speakers=("n_ann",)), said(LONG, 2, speakers=())) == 1
    assert count(said(LONG, 1, speakers=("n_ann", "n_bob")), said(LONG, 2, speakers=("n_bob",))) == 1


def test_once_a_speaker_is_known_another_is_somebody_else() -> None:
    unknown, ann, bob = (said(LONG, at, speakers=s) for at, s in enumerate(((), ("n_ann",), ("n_bob",)), 1))
    assert count(unknown, ann, bob) == 2


def test_the_first_report_that_names_the_speaker_says_so() -> None:
    """Else a figure whose words were met first without a name would never be alerted for them."""
    decisions = folded(*(said(LONG, at, speakers=s, days=at) for at, s in enumerate(((), ("n_ann",), ("n_ann",)))))
    assert [(d.is_new, d.is_newly_credited) for d in decisions] == [(True, False), (False, True), (False, False)]


def test_far_apart_in_time_only_one_event_holds_them_together() -> None:
    assert count(said(LONG, 1, days=-40), said(LONG, 2)) == 1
    assert count(said(LONG, 1, days=-40, event="e_1"), said(LONG, 2, event="e_2")) == 2
    assert count(said(LONG, 1, days=-40, event=None), said(LONG, 2, event=None)) == 2
    assert count(said(LONG, 1, days=-4, event=None), said(LONG, 2, event="e_2")) == 1


def test_a_few_words_are_one_statement_only_in_one_event_and_mouth() -> None:
    few = "We are ready."
    assert count(said(few, 1), said(few, 2)) == 1
    assert count(said(few, 1), said(few, 2, event="e_2")) == 2
    assert count(said(few, 1), said(few, 2, speakers=())) == 2


def test_old_news_is_known_and_says_why() -> None:
    feed, bulk = Origin.FEED, Origin.IMPORT
    why = {
        "import": replace(said(LONG), is_backlog=True, origin=bulk),
        "first poll": replace(said(LONG), is_backlog=True, origin=feed),
        "old": said(LONG, days=-8),
        None: said(LONG, days=-6),
    }
    for reason, utterance in why.items():
        assert folded(utterance)[0].known_reason == reason
    assert folded(replace(said(LONG), said_at=None))[0].known_reason is None


def test_seed_documents_are_never_old() -> None:
    assert folded(replace(said(LONG, days=-900), is_seed=True, is_backlog=True))[0].known_reason is None


def test_a_statement_of_the_warehouse_takes_its_repetition() -> None:
    known = KnownStatement("st_old", LONG + " Nothing will stop us.", ("n_ann",), "e_1", NOW - timedelta(days=2))
    (decision,) = folded(said(LONG), known=(known,))
    assert (decision.statement_id, decision.is_new) == ("st_old", False)


def test_a_quote_that_was_there_before_keeps_its_statement() -> None:
    known = KnownStatement("st_old", "quite other words", (), None, NOW, quote_ids=frozenset({"q_0001"}))
    (decision,) = folded(said(LONG), known=(known,))
    assert (decision.statement_id, decision.is_new) == ("st_old", False)


UTTERANCES = [
    said(text, 4 * at + more, days=-(at * 7 + more * 3) % 10 / 2, speakers=speakers)
    for at, text in enumerate(
        (LONG, LONG + " Nothing will stop us now.", "We are ready.", LONG.replace("will", "won't"))
    )
    for more, speakers in enumerate((("n_ann",), (), ("n_bob",), ("n_ann", "n_bob")))
]


def stored(decisions: tuple[StatementDecision, ...]) -> tuple[KnownStatement, ...]:
    """The statements as the warehouse would give them next time."""
    groups = defaultdict(list)
    for decision in decisions:
        groups[decision.statement_id].append(decision.utterance)
    return tuple(
        KnownStatement(
            key,
            max((u.text for u in group), key=len),
            next((u.speaker_ids for u in group if u.speaker_ids), ()),
            group[0].event_id,
            group[0].seen_at,
            frozenset(q for u in group for q in u.quote_ids),
        )
        for key, group in groups.items()
    )


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(len(UTTERANCES))))
def test_order_does_not_matter_and_doing_it_again_changes_nothing(order: list[int]) -> None:
    decisions = folded(*UTTERANCES)
    assert folded(*(UTTERANCES[at] for at in order)) == decisions
    again = folded(*(UTTERANCES[at] for at in order), known=stored(decisions))
    assert [(d.statement_id, d.utterance) for d in again] == [(d.statement_id, d.utterance) for d in decisions]
    assert not any(d.is_new for d in again)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_wording_is_compared_alike_both_ways(one: str, other: str) -> None:
    a, b = wording(one), wording(other)
    assert same_wording(a, b) == same_wording(b, a)
    same = same_wording(a, a)
    assert same is not None
    assert same.similarity == 1.0


@pytest.mark.parametrize(("one", "two", "three"), cases("joined"))
def test_what_a_third_report_joins_is_one_statement_in_any_order(one: str, two: str, three: str) -> None:
    reports = [read(text, number) for number, text in enumerate((one, two, three))]
    for order in itertools.permutations(reports):
        assert len(resolved([[report] for report in order])) == 1
        assert count(*order) == 1


@pytest.mark.parametrize(("one", "other"), cases("altered"))
def test_an_altered_form_is_a_statement_of_its_own_that_says_of_which(one: str, other: str) -> None:
    first, second = folded(read(one, 1), read(other, 2))
    assert first.altered_of is None
    assert second.altered_of == first.statement_id
    assert second.is_new
    assert second.reason.startswith("nearly the same words, but ")


def test_another_speaker_alters_nothing() -> None:
    other = LONG.replace("will", "won't")
    decisions = folded(said(LONG, 1, speakers=("n_ann",)), said(other, 2, speakers=("n_bob",)))
    assert [decision.altered_of for decision in decisions] == [None, None]
    assert [d.altered_of for d in folded(said(LONG, 1), said("The dam will hold this winter, too.", 2))] == [None, None]


# --- merges -----------------------------------------------------------------------------------------------------------

HEAD = "The dam will hold through Friday because our engineers checked every gate."
TAIL = "Nobody needs to leave the valley tonight and no school will close tomorrow."


def kept(*utterances: Utterance, known: tuple[KnownStatement, ...] = ()) -> tuple[KnownStatement, ...]:
    return stored(folded(*utterances, known=known))


def test_a_fuller_quote_shows_that_two_statements_are_one_and_the_older_stays() -> None:
    first, second = said(HEAD, 1, days=-2), said(TAIL, 2, days=-1)
    older, younger = kept(first, second)
    made = fold_statements([said(f"{HEAD} {TAIL}", 3)], (older, younger), NOW, 7.0)
    assert [(d.statement_id, d.is_new) for d in made.decisions] == [(older.statement_id, False)]
    assert [(r.statement_id, r.to_statement_id) for r in made.redirects] == [(younger.statement_id, older.statement_id)]
    assert made.redirects[0].reason == "one is in the other, trimmed"


def test_in_one_batch_they_are_one_from_the_start() -> None:
    made = fold_statements([said(HEAD, 1), said(TAIL, 2), said(f"{HEAD} {TAIL}", 3)], (), NOW, 7.0)
    assert len({d.statement_id for d in made.decisions}) == 1
    assert [d.is_new for d in made.decisions] == [True, False, False]
    assert made.redirects == ()


def test_a_phrase_that_two_speeches_have_in_common_makes_them_not_one() -> None:
    stock = "we will rebuild the harbour bridge before the winter"
    speeches = kept(
        said(f"Salvage crews came from three countries, and {stock} whatever the insurers pay.", 1),
        said(f"I told the council last night what I tell you: {stock}, and the school after it.", 2),
    )
    assert len(speeches) == 2
    made = fold_statements([said(stock, 3, days=1)], speeches, NOW, 7.0)
    assert made.redirects == ()
    assert made.decisions[0].statement_id in {speech.statement_id for speech in speeches}


def test_two_speakers_are_never_merged_by_a_report_that_names_nobody() -> None:
    both = kept(said(HEAD, 1, speakers=("n_ann",)), said(TAIL, 2, speakers=("n_bob",)))
    made = fold_statements([said(f"{HEAD} {TAIL}", 3, speakers=())], both, NOW, 7.0)
    assert made.redirects == ()


FAMILY = [
    said(text, number, days=number / 4 - 2, speakers=speakers)
    for number, (text, speakers) in enumerate(
        (
            (f"{HEAD} {TAIL}", ("n_ann",)),
            (HEAD, ()),
            (TAIL, ("n_ann",)),
            (f"{HEAD} … {TAIL}", ("n_ann",)),
            (TAIL.replace("valley", "vale"), ("n_ann",)),
            (HEAD.replace("Friday", "Sunday"), ("n_ann",)),
            ("The mayor has not once asked us what the gates would cost.", ("n_ann",)),
        )
    )
]


def resolved(batches: list[list[Utterance]]) -> set[frozenset[str]]:
    """The statements that batches make one after another, each as the articles that report it."""
    known: tuple[KnownStatement, ...] = ()
    homes: dict[Utterance, str] = {}
    for batch in batches:
        made = fold_statements(batch, known, NOW, 7.0)
        ends = {redirect.statement_id: redirect.to_statement_id for redirect in made.redirects}
        homes |= {decision.utterance: decision.statement_id for decision in made.decisions}
        homes = {utterance: ends.get(home, home) for utterance, home in homes.items()}
        known = _known(homes)
    return {frozenset(u.article_id for u, home in homes.items() if home == one) for one in homes.values()}


def _known(homes: dict[Utterance, str]) -> tuple[KnownStatement, ...]:
    groups = defaultdict(list)
    for utterance, home in homes.items():
        groups[home].append(utterance)
    return tuple(
        KnownStatement(
            home,
            max((u.text for u in group), key=len),
            next((u.speaker_ids for u in group if u.speaker_ids), ()),
            "e_1",
            min(u.seen_at for u in group),
            reported_from=min(u.seen_at for u in group),
            reported_until=max(u.seen_at for u in group),
        )
        for home, group in groups.items()
    )


@settings(max_examples=80, deadline=None)
@given(order=st.permutations(FAMILY), cuts=st.sets(st.integers(1, len(FAMILY) - 1)))
def test_order_and_batches_make_the_same_statements(order: list[Utterance], cuts: set[int]) -> None:
    """Where they may not: a phrase that two longer utterances have in common goes to the likest that is there, and a
    report that names nobody to whichever speaker's it meets first.
    """
    edges = [0, *sorted(cuts), len(order)]
    batches = [order[start:end] for start, end in itertools.pairwise(edges)]
    assert resolved(batches) == {frozenset({"a_0", "a_1", "a_2", "a_3", "a_4"}), frozenset({"a_5"}), frozenset({"a_6"})}


def test_reports_in_a_row_are_one_statement_in_any_order() -> None:
    days = [said(LONG, number, days=number * 10 - 30, event=None) for number in range(3)]
    for batches in (
        [days],
        [[day] for day in days],
        [[days[0], days[2]], [days[1]]],
        [[days[2]], [days[0]], [days[1]]],
    ):
        assert resolved(batches) == {frozenset({"a_0", "a_1", "a_2"})}


def test_a_later_altered_form_is_one_of_the_first() -> None:
    numbers = [
        said(LONG.replace("the harbour bridge", f"{count} harbour bridges"), count, days=count) for count in (2, 3, 4)
    ]
    first, *others = folded(*numbers)
    assert [other.altered_of for other in others] == [first.statement_id] * 2


def test_old_words_are_no_news_once_somebody_is_named() -> None:
    unnamed = replace(said(LONG, 1, speakers=(), days=-1), is_backlog=True, origin=Origin.IMPORT)
    named = folded(unnamed, said(LONG, 2))[1]
    assert (named.is_newly_credited, named.known_reason) == (True, "import")
    news = folded(said(LONG, 1, speakers=()), said(LONG, 2))[1]
    assert (news.is_newly_credited, news.known_reason) == (True, None)


# --- side by side, and in a row ---------------------------------------------------------------------------------------

NORWAY = "We will hold talks with Norway about the stranded tankers and their crews."
DENMARK = NORWAY.replace("Norway", "Denmark")


def in_one_text(*texts: str, number: int = 1) -> list[Utterance]:
    """Utterances of one text of Ann's."""
    return [replace(said(text, number), quote_ids=(f"q_{number}_{at}",)) for at, text in enumerate(texts)]


def test_what_one_text_reports_side_by_side_is_no_altered_form() -> None:
    both = folded(*in_one_text(NORWAY, DENMARK))
    assert len({made.statement_id for made in both}) == 2
    assert [made.altered_of for made in both] == [None, None]
    # the second article, which has both, tells that the first one's and its own are two
    again = folded(said(NORWAY, 2), *in_one_text(NORWAY, DENMARK, number=3), known=kept(said(NORWAY, 1)))
    assert {made.altered_of for made in again} == {None}
    assert len({made.statement_id for made in again}) == 2


def test_in_two_texts_they_may_be_one_that_was_altered() -> None:
    first, second = folded(said(NORWAY, 1), said(DENMARK, 2))
    assert second.altered_of == first.statement_id


def test_reports_that_follow_each_other_are_one_statement_however_long_they_go_on() -> None:
    weeks = [said(LONG, number, days=number * 7, event=f"e_{number}") for number in range(60)]
    assert resolved([[week] for week in weeks]) == {frozenset(f"a_{number}" for number in range(60))}


def test_what_is_said_again_after_a_silence_is_said_anew() -> None:
    """A promise that is repeated after a year is news, though its words are old."""
    assert count(said(LONG, 1, days=-365, event="e_1"), said(LONG, 2, event="e_2")) == 2
