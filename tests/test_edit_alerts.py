"""Edits are alerted to the rules that ask for them, each once for a figure, and to no others."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decisions.edit_alerts import edit_alerts
from extractors.records import AlertRule, Conditions, EditContext, QuoteEdit
from flows.files.checked import SeedsError
from flows.files.figures import tracked_figures

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EDITS = AlertRule("r_1", "ann-dahl", "Ann Dahl", "n_ann", "edited after publication", Conditions(is_edits=True))
ANY = replace(EDITS, rule_id="r_2", kind="any statement", conditions=Conditions())
OTHER = replace(EDITS, rule_id="r_3", figure_key="per-moe", figure_name="Per Moe", entity_id="n_per")
CONTEXT = EditContext(
    "q_2",
    "st_1",
    "direct",
    0,
    9,
    None,
    "Dahl",
    0.9,
    "Talks",
    "https://a.example/1",
    "Post",
    NOW,
    "e_1",
    "Talks",
    NOW,
    True,
)
EDIT = QuoteEdit(
    "ch_1", "a_1", "v_1", "v_2", "quote reworded", "“We will,”", "“We may,”", "“We may,”", "Ann Dahl", "Ann Dahl",
    "q_1", "q_2", "n_ann", "n_ann",
)  # fmt: skip
CONTEXTS = {"q_2": CONTEXT, "q_1": replace(CONTEXT, quote_id="q_1")}


def test_only_rules_that_ask_for_edits_of_their_figure() -> None:
    (alert,) = edit_alerts([EDIT], [EDITS, ANY, OTHER], CONTEXTS, NOW)
    assert (alert.rule_id, alert.kind, alert.statement_id, alert.quote_id) == ("r_1", "edit", "st_1", "q_2")
    assert alert.evidence is not None
    assert (alert.evidence.before, alert.evidence.after) == ("“We will,”", "“We may,”")
    assert "reworded after publication" in alert.reason


def test_a_changed_speaker_is_told_to_both() -> None:
    changed = replace(
        EDIT,
        change="speaker changed",
        before="Ann Dahl",
        after="Per Moe",
        after_speaker_id="n_per",
        after_speaker="Per Moe",
    )
    assert [alert.figure_key for alert in edit_alerts([changed], [EDITS, OTHER], CONTEXTS, NOW)].count("ann-dahl") == 1
    assert len(edit_alerts([changed], [EDITS, OTHER], CONTEXTS, NOW)) == 2


def test_what_was_removed_is_shown_as_it_was() -> None:
    removed = replace(EDIT, change="quote removed", after=None, quote_text="“We will,”", after_quote_id=None)
    (alert,) = edit_alerts([removed], [EDITS], CONTEXTS, NOW)
    assert alert.quote_id == "q_1"


@pytest.mark.parametrize(
    ("edit", "context"),
    [
        (replace(EDIT, change="quote added", before=None), CONTEXT),
        (EDIT, replace(CONTEXT, is_news=False)),
        (replace(EDIT, before_speaker_id="n_x", after_speaker_id=None), CONTEXT),
    ],
    ids=["added", "old", "of somebody else"],
)
def test_some_are_not_told(edit: QuoteEdit, context: EditContext) -> None:
    assert edit_alerts([edit], [EDITS], {"q_2": context}, NOW) == ()


def test_words_of_either_wording() -> None:
    for word, count in (("will", 1), ("may", 1), ("must", 0)):
        rule = replace(EDITS, conditions=Conditions(is_edits=True, words=(word,)))
        assert len(edit_alerts([EDIT], [rule], CONTEXTS, NOW)) == count


@given(st.permutations([replace(EDIT, change_id=f"ch_{n}") for n in range(4)]), st.permutations([EDITS, OTHER, ANY]))
def test_the_order_makes_no_difference_and_ids_are_the_same(edits: list[QuoteEdit], rules: list[AlertRule]) -> None:
    made = edit_alerts([*edits, *edits], rules, CONTEXTS, NOW)
    assert made == edit_alerts([replace(EDIT, change_id=f"ch_{n}") for n in range(4)], [EDITS], CONTEXTS, NOW)
    assert len({alert.alert_id for alert in made}) == 4


def test_a_rule_of_the_file_asks_for_edits_and_for_nothing_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / "figures.toml"
    opening = '[[figures]]\nkey = "ann-dahl"\nname = "Ann Dahl"\n'
    file.write_text(opening + 'rules = ["any statement", { edits = true, words = ["grain"] }]\n', "utf-8")
    _, rules = tracked_figures(file)
    assert [rule.conditions.is_edits for rule in rules] == [False, True]
    assert rules[1].kind == "with “grain”; edited after publication"
    file.write_text(opening + "rules = [{ edits = true, min_sources = 2 }]\n", "utf-8")
    with pytest.raises(SeedsError, match="min_sources"):
        tracked_figures(file)
