"""Word differences: what was dropped and what was added stand where they differ."""

from hypothesis import given
from hypothesis import strategies as st

from extractors.decisions.word_diff import Change, Run, word_diff


def test_a_negation_and_a_number_are_shown_where_they_differ() -> None:
    assert word_diff("We will send four ships.", "“We will not send nine ships,”") == (
        Run(Change.KEPT, "“We will"),
        Run(Change.ADDED, "not"),
        Run(Change.KEPT, "send"),
        Run(Change.DROPPED, "four"),
        Run(Change.ADDED, "nine"),
        Run(Change.KEPT, "ships,”"),
    )


@given(st.text("ab .’\n", max_size=40), st.text("ab .’\n", max_size=40))
def test_what_is_kept_and_added_is_the_later_text(before: str, after: str) -> None:
    runs = word_diff(before, after)
    assert " ".join(run.words for run in runs if run.change is not Change.DROPPED) == " ".join(after.split())


@given(st.text(max_size=40))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(run.change is Change.KEPT for run in word_diff(text, text))
