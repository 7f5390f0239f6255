"""What counts as an edit of a text, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.edited_pages import is_same_text

TEXT = "The council met on Monday.\n\n“We will open the bridge,” Anna Dahl said.\n\nThe work begins in April."


@given(st.text(), st.text())
def test_it_is_symmetrical_and_every_text_is_itself(one: str, other: str) -> None:
    assert is_same_text(one, one)
    assert is_same_text(one, other) == is_same_text(other, one)


@given(st.lists(st.sampled_from([" ", "\n", "\t", "\u00a0", "  "]), min_size=30, max_size=30))
def test_white_space_is_no_edit(spaces: list[str]) -> None:
    words = TEXT.split()
    assert is_same_text(TEXT, "".join(word + space for word, space in zip(words, spaces, strict=False)))


@pytest.mark.parametrize(
    "line",
    [
        "Updated 5 minutes ago",
        "Last updated: 14:05 GMT, 3 March 2026",
        "Published on 2 March 2026",
        "Read more: Ten bridges to see before you die",
        "Related: What the council said last year",
    ],
)
def test_lines_that_change_by_themselves_are_no_edit(line: str) -> None:
    assert is_same_text(TEXT, f"{TEXT}\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        "Updated plans were shown to the council.",
        "Published reports put the cost at 4 million, and the county is to pay half of it by the year after next.",
        "Watch out, 3 of them said.",
        "“Read more books,” Anna Dahl said.",
        "She said no.",
    ],
)
def test_a_line_that_says_something_is_an_edit(line: str) -> None:
    assert not is_same_text(TEXT, f"{TEXT}\n{line}")


def test_a_word_in_a_quote_is_an_edit() -> None:
    assert not is_same_text(TEXT, TEXT.replace("will", "may"))
