"""What an edit changed in what people said: both wordings are told, and nothing that only reads otherwise."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from extractors.decisions.edits import quote_edits
from extractors.records import CreditedQuote, EditedPair, QuoteEdit, ReadVersion

_QUOTED = re.compile(r"“[^”]+”")
_SPEAKER = re.compile(r"(?:said|says) ([A-Z]\w+ [A-Z]\w+)|([A-Z]\w+ [A-Z]\w+) (?:said|says)")


def version(text: str, version_id: str, *, confidence: float = 0.9) -> ReadVersion:
    """A text with what stands in marks as quotes, each of whoever is named beside it in its paragraph."""
    quotes = []
    for found in _QUOTED.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        paragraph = text[start : text.find("\n", found.end()) if "\n" in text[found.end() :] else len(text)]
        named = _SPEAKER.search(paragraph)
        name = next((group for group in named.groups() if group), None) if named else None
        made = CreditedQuote(
            f"q_{version_id}_{found.start()}", found[0], found.start(), found.end(), None, name, confidence
        )
        quotes.append(made)
    return ReadVersion(version_id, text, tuple(quotes))


def edits(before: str, after: str, *, confidence: float = 0.9) -> tuple[QuoteEdit, ...]:
    return quote_edits(EditedPair("a_1", version(before, "v_1"), version(after, "v_2", confidence=confidence)))


def told(before: str, after: str) -> list[tuple[str, str | None, str | None]]:
    return [(edit.change, edit.before, edit.after) for edit in edits(before, after)]


OPEN = "“We will open the bridge before the summer begins,” Anna Dahl said."
HOPE = "“We hope to open the bridge before the autumn begins,” Anna Dahl said."
MONEY = "“There is no money left for any of this,” said Per Moe."
LEAD = "The council met on Monday to talk about the bridge."


def test_an_edit_beside_the_quotes_changes_nothing_that_was_said() -> None:
    assert edits(f"{LEAD}\n\n{OPEN}", f"{LEAD} It rained.\n\n{OPEN}\n\nIt is closed.") == ()


def test_reworded_with_both_wordings() -> None:
    (edit,) = edits(f"{LEAD}\n\n{OPEN}\n\n{MONEY}", f"{LEAD}\n\n{HOPE}\n\n{MONEY}")
    assert (edit.change, edit.before_speaker, edit.after_speaker) == ("quote reworded", "Anna Dahl", "Anna Dahl")
    assert edit.before == "“We will open the bridge before the summer begins,”"
    assert edit.after == edit.quote_text == "“We hope to open the bridge before the autumn begins,”"
    assert (edit.before_quote_id, edit.after_quote_id) == ("q_v_1_53", "q_v_2_53")


def test_trimmed_is_reworded() -> None:
    short = "“We will open the bridge,” Anna Dahl said."
    assert told(f"{LEAD}\n\n{OPEN}", f"{LEAD}\n\n{short}") == [
        ("quote reworded", "“We will open the bridge before the summer begins,”", "“We will open the bridge,”")
    ]


def test_added_and_removed() -> None:
    words = "“There is no money left for any of this,”"
    assert told(f"{LEAD}\n\n{OPEN}", f"{LEAD}\n\n{OPEN}\n\n{MONEY}") == [("quote added", None, words)]
    (edit,) = edits(f"{LEAD}\n\n{OPEN}\n\n{MONEY}", f"{LEAD}\n\n{OPEN}")
    assert (edit.change, edit.before, edit.after, edit.before_speaker) == ("quote removed", words, None, "Per Moe")


def test_other_words_of_another_are_no_rewording() -> None:
    changes = {change for change, _, _ in told(f"{LEAD}\n\n{OPEN}", f"{LEAD}\n\n{MONEY}")}
    assert changes == {"quote added", "quote removed"}


def test_the_same_words_of_another_speaker() -> None:
    (edit,) = edits(f"{LEAD}\n\n{OPEN}", f"{LEAD}\n\n{OPEN.replace('Anna Dahl', 'Per Moe')}")
    assert (edit.change, edit.before, edit.after) == ("speaker changed", "Anna Dahl", "Per Moe")
    assert edit.quote_text == "“We will open the bridge before the summer begins,”"


def test_where_two_say_the_same_neither_is_taken_for_the_other() -> None:
    anna, per = "“We will see what comes of it,” Anna Dahl said.", "“We will see what comes of it,” Per Moe said."
    assert edits(f"{LEAD}\n\n{anna}\n\n{MONEY}\n\n{per}", f"{LEAD}\n\n{MONEY}\n\n{per}") == ()
    assert edits(f"{LEAD}\n\n{per}", f"{LEAD}\n\n{anna}\n\n{per}") == ()
    assert edits(f"{anna}\n\n{LEAD}\n\n{per}", f"{per}\n\n{LEAD}\n\n{anna}") == ()


def test_a_part_of_a_name_is_no_other_speaker() -> None:
    text = f"{LEAD} It rained.\n\n{OPEN}"
    before, after = version(f"{LEAD}\n\n{OPEN}", "v_1"), version(text, "v_2")
    named = replace(after.quotes[0], speaker="Dahl", speaker_id="e_2")
    known = replace(before.quotes[0], speaker_id="e_1")
    pair = EditedPair("a_1", replace(before, quotes=(known,)), replace(after, quotes=(named,)))
    assert quote_edits(pair) == ()
    other = replace(pair, after=replace(after, quotes=(replace(named, speaker="Per Moe"),)))
    assert [edit.change for edit in quote_edits(other)] == ["speaker changed"]


def test_a_quote_that_moved_is_the_same_quote() -> None:
    assert edits(f"{OPEN}\n\n{LEAD}\n\n{MONEY}", f"{MONEY}\n\n{LEAD}\n\n{OPEN}") == ()


def test_what_only_the_extractor_reads_otherwise_is_no_edit() -> None:
    text, longer = f"{LEAD}\n\n{OPEN}", f"{LEAD}\n\n{OPEN}\n\nIt is closed."
    before, after = version(text, "v_1"), version(longer, "v_2")
    (quote,) = after.quotes
    other = CreditedQuote(quote.quote_id, quote.text, quote.start, quote.end, "n_1", "Per Moe", 0.9)
    shorter = CreditedQuote("q_1", quote.text[1:17], quote.start + 1, quote.start + 17, None, "Anna Dahl", 0.9)
    for read in ((), (other,), (shorter,)):
        assert quote_edits(EditedPair("a_1", before, ReadVersion("v_2", longer, read))) == ()
    assert quote_edits(EditedPair("a_1", ReadVersion("v_1", text), after)) == ()


def test_whom_we_doubt_ourselves_nobody_has_changed() -> None:
    after = f"{LEAD}\n\n{OPEN.replace('Anna Dahl', 'Per Moe')}"
    assert edits(f"{LEAD}\n\n{OPEN}", after, confidence=0.4) == ()


paragraphs = st.lists(st.sampled_from([OPEN, HOPE, MONEY, LEAD, "It rained."]), max_size=6).map("\n\n".join)


@given(paragraphs, paragraphs)
def test_there_and_back_tells_the_same(one: str, other: str) -> None:
    there, back = edits(one, other), edits(other, one)
    turned = {"quote added": "quote removed", "quote removed": "quote added"}
    assert sorted((turned.get(e.change, e.change), e.after or "", e.before or "") for e in there) == sorted(
        (e.change, e.before or "", e.after or "") for e in back
    )
    assert len({edit.change_id for edit in there}) == len(there)


@given(paragraphs)
def test_the_same_text_has_no_edits(text: str) -> None:
    assert edits(text, text) == ()
