"""Identities: one person under several spellings is one entity, and two are never made one by a surname."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.cast.names import name_key
from extractors.decisions.identities import entity_id, identify
from extractors.decisions.spellings import person_keys, same_person
from extractors.records import IdentityDecision, KnownEntity, NameUse

FIGURE = KnownEntity(
    "n_figure", "Ingrid Solberg", "PERSON", frozenset({"ingrid solberg", "solberg of port ellery", "ingrid k solberg"})
)
TRACKED_SURNAME = KnownEntity("n_ponta", "Marek Ponta", "PERSON", frozenset({"marek ponta", "ponta"}))


def use(name: str, type_: str = "PERSON", *aliases: str, article: str = "a_1") -> NameUse:
    return NameUse(article, name, type_, aliases)


def one(name_use: NameUse, *known: KnownEntity) -> IdentityDecision:
    (decision,) = identify([name_use], known)
    return decision


def as_known(decisions: tuple[IdentityDecision, ...]) -> tuple[KnownEntity, ...]:
    """The new entities as the warehouse would give them next time."""
    keys: dict[str, set[str]] = {}
    for made in decisions:
        keys.setdefault(made.entity_id, set()).update(made.alias_keys)
    new = {made.entity_id: made for made in reversed(decisions) if made.is_new}
    return tuple(KnownEntity(i, made.name, made.type, frozenset(keys[i])) for i, made in new.items())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Ingrid Solberg", "the same name"),
        ("Harbour master Ingrid Solberg", None),
        ("Ingrid Sølberg", "the same name as Ingrid Solberg"),
        ("Ingrid K. Solberg", "a known alias of Ingrid Solberg"),
        ("Solberg", None),
        ("Ingrid", None),
        ("Erna Solberg", None),
    ],
)
def test_a_figure_is_found_by_its_names_only(name: str, reason: str | None) -> None:
    decision = one(use(name), FIGURE)
    assert (decision.entity_id == "n_figure") == (reason is not None)
    assert decision.is_new == (reason is None)
    assert reason is None or decision.reason == reason


def test_a_surname_is_a_figure_where_the_user_says_so() -> None:
    assert one(use("Ponta"), TRACKED_SURNAME).entity_id == "n_ponta"
    assert one(use("Ponta", "ORG"), TRACKED_SURNAME).entity_id != "n_ponta"


def test_a_surname_in_a_text_does_not_become_an_alias() -> None:
    decision = one(use("Ingrid Solberg", "PERSON", "Solberg", "Ms. Solberg", "Ingrid  Solberg", "Ingrid K. Solberg"))
    assert "Solberg" not in decision.aliases
    assert "Ingrid K. Solberg" in decision.aliases
    assert decision.alias_keys == tuple(name_key(n) for n in (decision.name, *decision.aliases))


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", True),
        ("Sergei Lavrov", "Sergey Lavrov", True),
        ("Bill Harrow", "William Harrow", True),
        ("Xi Jinping", "Jinping Xi", True),
        ("Joseph R. Harrow", "Joe Harrow", True),
        ("Joseph Harrow Jr.", "Joseph Harrow", False),
        ("Joseph Harrow", "Josephine Harrow", False),
        ("Ann Harrow", "Harrow", False),
    ],
)
def test_spellings_of_one_person(first: str, second: str, is_one: bool) -> None:
    for a, b in ((first, second), (second, first)):
        ids = {made.entity_id for made in identify([use(a), use(b, article="a_2")], ())}
        assert (len(ids) == 1) == is_one
        known = as_known(identify([use(a)], ()))
        assert (one(use(b), *known).entity_id == known[0].entity_id) == is_one


def test_where_two_persons_fit_neither_is_taken() -> None:
    known = as_known(identify([use("Joseph A. Harrow"), use("Joseph B. Harrow")], ()))
    assert len(known) == 2
    assert one(use("Joe Harrow"), *known).is_new


def test_a_tagger_may_confuse_bodies_but_not_a_town_with_a_woman() -> None:
    known = as_known(identify([use("Ellery", "GPE"), use("Kremlin", "ORG")], ()))
    ids = {entity.name: entity.entity_id for entity in known}
    assert one(use("the Kremlin", "FAC"), *known).entity_id == ids["Kremlin"]
    assert one(use("Ellery", "ORG"), *known).entity_id == ids["Ellery"]
    assert one(use("Ellery", "PERSON"), *known).entity_id != ids["Ellery"]


def test_a_full_name_with_a_wrong_tag_is_still_the_person() -> None:
    decision = one(use("Ingrid Solberg", "ORG"), FIGURE)
    assert decision.entity_id == "n_figure"
    assert "tagged ORG" in decision.reason


def test_a_country_is_one_under_its_short_names() -> None:
    ids = {made.entity_id for made in identify([use("U.S.", "GPE"), use("the United States", "GPE")], ())}
    assert ids == {entity_id("United States", "GPE")}


def test_letters_that_an_article_explains_are_known_in_the_others() -> None:
    explained = use("Estuary Pilots Guild", "ORG", "EPG")
    decisions = identify([explained, use("EPG", "ORG", "EPG", article="a_2")], ())
    assert len({made.entity_id for made in decisions}) == 1
    assert one(use("EPG", "ORG"), *as_known(decisions)).reason == "a known alias of Estuary Pilots Guild"


def test_names_of_marks_alone_are_nobody() -> None:
    assert identify([use("—"), use("")], ()) == ()


NAMES = [
    "Ann Harrow",
    "Ann  Harrow’s",
    "Harrow",
    "Anna Harrow",
    "Ann B. Harrow",
    "Ellery",
    "the Ellery",
    "Ann Harrow Jr.",
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            NameUse,
            st.sampled_from(["a_1", "a_2", "a_3"]),
            st.sampled_from(NAMES),
            st.sampled_from(["PERSON", "ORG", "GPE"]),
            st.sampled_from([(), ("Harrow",), ("Ann Harrow",)]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_order_does_not_matter_and_doing_it_again_makes_nothing_new(uses: list[NameUse], chance: object) -> None:
    decisions = identify(uses, ())
    shuffled = list(uses)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert identify(shuffled, ()) == decisions
    again = identify(uses, as_known(decisions))
    assert [(d.article_id, d.name, d.type, d.entity_id) for d in again] == [
        (d.article_id, d.name, d.type, d.entity_id) for d in decisions
    ]
    assert not any(d.is_new for d in again)
    made = [d.entity_id for d in decisions if d.is_new]
    assert sorted(made) == sorted({d.entity_id for d in decisions})


@given(st.text(max_size=30))
def test_every_name_is_among_its_own_keys(name: str) -> None:
    assert not name_key(name) or name_key(name) in person_keys(name)


@given(st.text(max_size=20), st.text(max_size=20))
def test_being_one_person_is_symmetrical(one_name: str, other: str) -> None:
    assert same_person(one_name, other) == same_person(other, one_name)


NATO = KnownEntity("n_nato", "NATO", "ORG", frozenset({"nato"}))
TREATY = "North Atlantic Treaty Organization"


def test_an_acronym_met_before_its_long_form_is_the_same_body() -> None:
    made = one(use(TREATY, "ORG", "NATO", TREATY), NATO)
    assert (made.entity_id, made.is_new, made.reason) == ("n_nato", False, "NATO spelled out, as the article has both")
    assert name_key(TREATY) in made.alias_keys
    learned = KnownEntity("n_nato", "NATO", "ORG", frozenset({"nato", *made.alias_keys}))
    assert one(use(TREATY, "ORG", article="a_2"), learned).entity_id == "n_nato"


@pytest.mark.parametrize(
    "other",
    [
        use(TREATY, "ORG"),  # the article does not say that they are one
        use("National Theatre", "ORG", "NATO"),  # not its initials
        use("Nora Abel Tove Olsen", "PERSON", "NATO"),  # a person has no acronym
    ],
)
def test_letters_alone_are_no_acronym(other: NameUse) -> None:
    assert one(other, NATO).is_new


def test_two_bodies_with_one_acronym_stay_two() -> None:
    uses = [use("Port Ellery Council", "ORG", "PEC"), use("Pan Estuary Commission", "ORG", "PEC", article="a_2")]
    known = KnownEntity("n_pec", "PEC", "ORG", frozenset({"pec"}))
    assert len({made.entity_id for made in identify(uses, (known,))}) == 2
