"""Quotation marks: levelling, pairing, and what an odd one loses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.quotes.marks import ending, level, pair_marks, runs


def inside(text: str) -> list[str]:
    return [text[start:end] for start, end in pair_marks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One,” he said. “Two.”", ["One,", "Two."]),
        ('"One," he said. "Two."', ["One,", "Two."]),
        ("«One,» he said. « Two »", ["One,", " Two "]),
        ("„One,“ he said.", ["One,"]),
        ("‘One,’ he said. 'Two.'", ["One,", "Two."]),
        ("''One,'' he said.", ["One,"]),
        ("``One,'' he said, `two.'", ["One,", "two."]),
        ("»One,« he said. »Two.«", ["One,", "Two."]),
        ("„One,” he said, ‚two.‘", ["One,", "two."]),
        ("‘The workers’ demands are fair,’ he said.", ["The workers’ demands are fair,"]),
        ("'I'm 'ere for 'em,' he said, 'an' that's that.'", ["I'm 'ere for 'em,", "an' that's that."]),
        ("He is 6' 2\" and said “no.”", ["no."]),
        ("“One 'two' three,” he said.", ["One 'two' three,"]),
        ("'One “two” three,' he said.", ["One “two” three,"]),
        ("It’s the workers’ turn, isn’t it?", []),
        ("He’s from the ’90s, rock ’n’ roll.", []),
        ("The workers' union said 'no' to it.", ["no"]),
        ("'It's the workers' turn,' he said.", ["It's the workers' turn,"]),
        ('A plank of 12" and a “word”.', ["word"]),
        ("(“One”) [“two”] —“three”—", ["One", "two", "three"]),
        ("“”", []),
        ("", []),
        ("\n\n", []),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


def test_an_odd_mark_loses_nothing_beyond_its_paragraph() -> None:
    assert inside("The “plank was bare.\n“One,” he said.") == ["plank was bare.", "One,"]
    assert inside("The “plank was bare.\nHe said “one.”") == ["one."]
    assert inside("A “plank was “bare” and cold.") == ["bare"]
    assert inside("A plank” was bare. “One,” he said.") == ["One,"]


def test_a_mark_that_opens_again_holds_its_whole_paragraph() -> None:
    text = "He said: “One.\n\n“Two.\n\n“Three.”\n\nFour."
    found = runs(text)
    assert [text[run.inner_start : run.inner_end] for run in found] == ["One.", "Two.", "Three."]
    assert [run.is_closed for run in found] == [False, False, True]


def test_a_line_break_within_marks_parts_the_words_and_loses_none() -> None:
    assert inside("“One.\nTwo,” he said. “Three.”") == ["One.", "Two,", "Three."]
    assert inside("He said: “One.\nTwo.”") == ["One.", "Two."]
    assert inside("A “plank.\nHe said “one.”") == ["one."]
    assert inside("“One.\nHe said “two.”") == ["One.", "two."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“He said: ‘Go.’”", "."),
        ("'They call us \"thieves,\"' she said.", ","),
        ("“No ‘why’”", "y"),
        ("« Who? »", "?"),
        ("“One.\n\n“Two.”", "."),
    ],
)
def test_ending_looks_behind_nested_marks(text: str, expected: str) -> None:
    assert ending(text, runs(text)[0]) == expected


@given(st.text())
def test_levelling_keeps_every_offset(text: str) -> None:
    assert len(level(text)) == len(text)
    assert level(level(text)) == level(text)


@given(st.text(alphabet="ab s.,“”‘’\"'«»\n"))
def test_runs_are_apart_and_within_the_text(text: str) -> None:
    before = 0
    for run in runs(text):
        assert before <= run.start <= run.inner_start < run.inner_end <= run.end <= len(text)
        assert "\n" not in text[run.start : run.end]
        before = run.end


@given(st.text(alphabet="ab .,“”\n"))
def test_shape_alone_decides(text: str) -> None:
    assert pair_marks(text) == pair_marks(level(text)) == pair_marks(text.translate(str.maketrans("“”", "«»")))
