"""Namesakes: what articles call a person keeps two of one name apart, in whatever order they come."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.decisions.callings import calling_in, calling_of
from extractors.decisions.identities import identify
from extractors.records import IdentityDecision, KnownEntity, NameUse

PAIRS = Path(__file__).parent / "golden" / "identities" / "pairs.txt"
LINES = [line for line in PAIRS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
NAME = "Ann Lee"


def use(told: str, article: str) -> NameUse:
    name, _, words = told.strip().partition(": ")
    spans = [match.span() for match in re.finditer(re.escape(name), words)]
    calling = calling_of(words, spans)
    return NameUse(article, name, "PERSON", (name,), str(calling) if calling else "")


def called(calling: str, article: str = "a_1") -> NameUse:
    return NameUse(article, NAME, "PERSON", (NAME,), calling)


def as_known(decisions: Sequence[IdentityDecision], known: Sequence[KnownEntity] = ()) -> tuple[KnownEntity, ...]:
    """The entities as the warehouse would give them next time."""
    entities = {entity.entity_id: entity for entity in known}
    keys = {entity.entity_id: set(entity.alias_keys) for entity in known}
    for made in decisions:
        entities.setdefault(made.entity_id, KnownEntity(made.entity_id, made.name, made.type, frozenset()))
        keys.setdefault(made.entity_id, set()).update(made.alias_keys)
    return tuple(KnownEntity(i, e.name, e.type, frozenset(keys[i]), e.wikidata_id) for i, e in entities.items())


@pytest.mark.parametrize("line", LINES)
def test_golden_pairs(line: str) -> None:
    verdict, first, second = line.split(" | ")
    is_one = verdict.strip() == "same"
    for one, other in ((first, second), (second, first)):
        a, b = use(one, "a_1"), use(other, "a_2")
        assert (len({made.entity_id for made in identify([a, b], ())}) == 1) == is_one, "in one batch"
        known = as_known(identify([a], ()))
        (late,) = identify([b], known)
        assert (late.entity_id == known[0].entity_id) == is_one, "one after the other"


def test_a_namesake_is_kept_with_its_reason_and_found_again() -> None:
    known = as_known(identify([called("officeholder of peru")], ()))
    (player,) = identify([called("sportsperson", "a_2")], known)
    assert player.is_new
    assert player.reason == "called sportsperson here, not officeholder of peru like the first of the name"
    assert player.aliases == (f"{NAME} (sportsperson)",)
    known = as_known([player], known)
    (again,) = identify([called("sportsperson of peru", "a_3")], known)
    assert (again.entity_id, again.is_new) == (player.entity_id, False)
    (bare,) = identify([called("", "a_4")], known)
    assert bare.entity_id == known[0].entity_id


def test_who_is_called_both_in_one_article_is_one() -> None:
    uses = [called("officeholder"), called("sportsperson", "a_2"), called("officeholder and sportsperson", "a_3")]
    assert len({made.entity_id for made in identify(uses, ())}) == 1


def test_a_tracked_figure_is_left_only_where_kind_and_country_differ() -> None:
    figure = KnownEntity("n_lee", NAME, "PERSON", frozenset({"ann lee", "ann lee officeholder of peru"}), "Q1")
    (one,) = identify([called("sportsperson")], (figure,))
    assert one.entity_id == "n_lee"
    (other,) = identify([called("sportsperson of kenya")], (figure,))
    assert other.entity_id != "n_lee"


CALLINGS = st.sampled_from(
    (
        "",
        "officeholder",
        "officeholder of peru",
        "officeholder of kenya",
        "sportsperson",
        "sportsperson of peru",
        "scientist",
        "officeholder and sportsperson",
        "cleric of kenya",
    )
)
USES = st.lists(st.tuples(CALLINGS, st.integers(1, 6)), max_size=8, unique_by=lambda pair: pair[1])


@settings(max_examples=200, deadline=None)
@given(USES, st.randoms(use_true_random=False))
def test_the_order_of_a_batch_does_not_matter_and_again_is_the_same(
    pairs: list[tuple[str, int]], chance: object
) -> None:
    uses = [called(calling, f"a_{number}") for calling, number in pairs]
    decisions = identify(uses, ())
    shuffled = list(uses)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert identify(shuffled, ()) == decisions
    again = identify(uses, as_known(decisions))
    assert [(made.article_id, made.entity_id) for made in again] == [(d.article_id, d.entity_id) for d in decisions]
    assert not any(made.is_new for made in again)


@settings(max_examples=100, deadline=None)
@given(USES)
def test_article_by_article_nobody_is_of_two_kinds_or_countries(pairs: list[tuple[str, int]]) -> None:
    known: tuple[KnownEntity, ...] = ()
    for calling, number in pairs:
        if " and " not in calling:
            known = as_known(identify([called(calling, f"a_{number}")], known), known)
    for entity in known:
        callings = [found[1] for key in entity.alias_keys if (found := calling_in(key))]
        assert len({calling.kinds for calling in callings}) <= 1
        assert len({calling.land for calling in callings if calling.land}) <= 1
