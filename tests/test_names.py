"""Names folded, taken apart, and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.cast.names import (
    Gender,
    gender_of_given_name,
    is_compatible,
    name_key,
    same_given_name,
    spelling_key,
    split_name,
)
from extractors.wordlists import word_list, word_pairs

LISTS = (
    "cities", "club_staff", "countries", "demonyms", "family_first_surnames", "female_words", "given_names_female",
    "given_names_male", "given_names_other", "headline_topics", "male_words", "match_verbs", "no_names",
    "organisation_heads", "organisations", "place_heads", "places", "role_groups", "role_nouns", "sports_words",
    "styles", "title_qualifiers", "titles",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Xi Jinping", "xi jinping"),
        ("President Xi Jinping", "xi jinping"),
        ("Vice President Ana Duarte", "ana duarte"),
        ("Vice News", "vice news"),
        ("FRANÇOIS HOLLANDE", "francois hollande"),
        ("Trudeau’s", "trudeau"),
        ("O'Neill", "oneill"),
        ("J. D. Vance", "jd vance"),
        ("the U.N.", "un"),
        ("Lech Wałęsa", "lech walesa"),
        ("Mr.", "mr"),
        ("Pope Francis", "pope francis"),
        ("General Motors", "general motors"),
        ("Secretary of State", "secretary of state"),
        ("", ""),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(st.lists(st.sampled_from(["Mr.", "the", "President", "vice", "O'", "É.", "Anna", "of", "’s", "D.", "x"])))
def test_folding_pieces_of_names_twice_is_folding_once(words: list[str]) -> None:
    name = " ".join(words)
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    ("name", "given_names", "family", "is_family_first"),
    [
        ("Xi Jinping", ("Jinping",), "Xi", True),
        ("Kim Jong-un", ("Jong-un",), "Kim", True),
        ("Nguyen Phu Trong", ("Phu", "Trong"), "Nguyen", True),
        ("Kim Carter", ("Kim",), "Carter", False),
        ("Maria del Carmen Ruiz", ("Maria", "del", "Carmen"), "Ruiz", False),
        ("Samuel Ford Jr.", ("Samuel",), "Ford", False),
        ("Madonna", (), "Madonna", False),
    ],
)
def test_split_name(name: str, given_names: tuple[str, ...], family: str, is_family_first: bool) -> None:
    parts = split_name(name)
    assert (parts.given, parts.family, parts.is_family_first) == (given_names, family, is_family_first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Zelenskiy", "Volodymyr Zelenskyy"),
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Bill Hader", "William Hader"),
        ("Donald J. Trump", "Donald Trump"),
        ("Jinping Xi", "Xi Jinping"),
        ("R. Hollis", "Ruth Hollis"),
        ("Mohammed Salah", "Mohamed Salah"),
    ],
)
def test_one_person_spelled_two_ways(one: str, other: str) -> None:
    assert is_compatible(one, other)
    assert is_compatible(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bill Clinton", "Hillary Clinton"),
        ("George W. Bush", "George H. Bush"),
        ("Wang Yi", "Wang Wenbin"),
        ("Samuel Ford Jr.", "Samuel Ford Sr."),
        ("Anna Keller", "Anna Kessler"),
    ],
)
def test_two_persons(one: str, other: str) -> None:
    assert not is_compatible(one, other)
    assert not is_compatible(other, one)


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_compatible_either_way(one: str, other: str) -> None:
    assert is_compatible(one, other) == is_compatible(other, one)


def test_spelling_key_brings_transliterations_together() -> None:
    assert len({spelling_key(name) for name in ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi")}) == 1


def test_given_names() -> None:
    assert same_given_name("Tony", "Anthony")
    assert not same_given_name("Anna", "Anton")
    assert gender_of_given_name("Karen") is Gender.FEMALE
    assert gender_of_given_name("Dmytro") is Gender.MALE
    assert gender_of_given_name("Kim") is None


@pytest.mark.parametrize("name", LISTS)
def test_word_lists_say_what_they_are_and_hold_no_entry_in_two_spellings(name: str) -> None:
    entries = word_list(name)
    assert entries
    assert all(entry == entry.strip() for entry in entries)


def test_no_given_name_is_on_two_lists() -> None:
    lists = [word_list(name) for name in ("given_names_female", "given_names_male", "given_names_other")]
    assert sum(map(len, lists)) == len(frozenset().union(*lists))


def test_pairs_have_both_halves() -> None:
    for name in ("same_given_names", "same_places", "same_roles", "state_abbreviations"):
        assert all(written and kept for written, kept in word_pairs(name).items())
