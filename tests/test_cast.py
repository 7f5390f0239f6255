"""Golden cases of the cast, the two seed documents by name, and properties."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pipelines import PIPELINES
from spacy.tokens import Doc

from extractors.cast.candidates import Resolution
from extractors.cast.cast import Cast, build_cast
from extractors.quotes.marks import level, pair_marks
from flows.language import language_model

TESTS = Path(__file__).parent
SEEDS = sorted((TESTS.parent / "seeds" / "documents").glob("*.txt"))
CASES = sorted((TESTS / "golden" / "cast").glob("*.txt"))
QUESTION = re.compile(r"(?P<words>.+?)(?:#(?P<number>\d+))? = (?P<name>.+?)(?: \((?P<type>[A-Z]+)\))?")


def cast_of(text: str, pipeline: str = "") -> tuple[Doc, Cast]:
    doc = language_model(pipeline)(level(text))
    return doc, build_cast(doc, pair_marks(text))


@cache
def seed(number: int) -> tuple[Doc, Cast]:
    return cast_of(SEEDS[number].read_text(encoding="utf-8"))


def asked(doc: Doc, cast: Cast, words: str, number: int = 1) -> Resolution:
    places = [match.start() for match in re.finditer(rf"\b{re.escape(level(words))}\b", doc.text)]
    span = doc.char_span(places[number - 1], places[number - 1] + len(words))
    assert span is not None, f"{words!r} is not made of whole tokens"
    return cast.resolve(span)


def persons(cast: Cast) -> set[str]:
    return {mention.name for mention in cast.mentions if mention.type == "PERSON"}


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path, pipeline: str) -> None:
    text, _, expected = path.read_text(encoding="utf-8").partition("\n---\n")
    doc, cast = cast_of(text, pipeline)
    for line in expected.strip().splitlines():
        if line.startswith("persons: "):
            assert persons(cast) == set(line.removeprefix("persons: ").split("; "))
            continue
        question = QUESTION.fullmatch(line)
        assert question is not None, f"{path.name}: cannot read {line!r}"
        found = asked(doc, cast, question["words"], int(question["number"] or 1))
        wanted = None if question["name"] == "nobody" else question["name"]
        assert found.name == wanted, f"{line}, but found {found}"
        assert question["type"] in {None, found.type}, f"{line}, but found {found}"
        assert found.reason
        assert (found.name is None) or found.confidence >= 0.4


def test_the_persons_of_the_first_seed_document_are_exactly_two() -> None:
    _, cast = seed(0)
    assert persons(cast) == {"Xi Jinping", "Vladimir Putin"}


def test_the_persons_of_the_second_seed_document_are_exactly_seven() -> None:
    _, cast = seed(1)
    assert persons(cast) == {
        "Xi Jinping",
        "Vladimir Putin",
        "Wang Wenbin",
        "Qin Gang",
        "Dmytro Kuleba",
        "Antony Blinken",
        "Joseph Torigian",
    }


def test_the_first_seed_documents_pronouns_roles_and_credit() -> None:
    doc, cast = seed(0)
    assert asked(doc, cast, "he").name == "Xi Jinping"
    assert asked(doc, cast, "Xi", 1).name == "Xi Jinping"  # in the headline
    assert asked(doc, cast, "Sergey Bobylev").name is None
    assert asked(doc, cast, "North Atlantic Treaty Organization").name == asked(doc, cast, "NATO").name


def test_the_second_seed_documents_speakers() -> None:
    doc, cast = seed(1)
    for words, name in {
        "Wenbin": "Wang Wenbin",
        "Kuleba": "Dmytro Kuleba",
        "Torigian": "Joseph Torigian",
        "Qin": "Qin Gang",
        "The Kremlin": "Kremlin",
        "China": "China",
        "he": "Dmytro Kuleba",
    }.items():
        assert asked(doc, cast, words, doc.text.count(words) if words in {"Kuleba", "Torigian"} else 1).name == name


def test_dateline_towns_are_places() -> None:
    _, cast = seed(0)
    kinds = {mention.text: mention.type for mention in cast.mentions}
    assert kinds["SHENYANG"] == "GPE"
    assert kinds["Rossiyskaya Gazeta"] == "ORG"


def test_mentions_lie_in_order_apart_and_on_their_words() -> None:
    for number in range(len(SEEDS)):
        doc, cast = seed(number)
        end = 0
        for mention in cast.mentions:
            assert mention.start >= end
            assert doc.text[mention.start : mention.end] == mention.text
            assert mention.text == mention.text.strip()
            end = mention.end


def test_a_paragraph_that_names_nobody_changes_nothing_before_it() -> None:
    text = SEEDS[1].read_text(encoding="utf-8")
    _, before = cast_of(text)
    _, after = cast_of(text + "\nIt rained all day, and the river rose.")
    assert before.mentions == after.mentions[: len(before.mentions)]
    assert len(before.mentions) == len(after.mentions)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="Ab c.,\n\"'@/-(é中", max_size=120))
def test_any_text_has_a_cast(text: str) -> None:
    doc, cast = cast_of(text)
    for mention in cast.mentions:
        assert doc.text[mention.start : mention.end] == mention.text
    for at in range(len(doc)):
        found = cast.resolve(doc[at : at + 1])
        assert 0.0 <= found.confidence <= 1.0
        assert found.reason


def test_a_long_text_resolves_its_last_pronoun() -> None:
    text = "Maria Delgado met Peter Hollis. She said so. " * 400
    doc, cast = cast_of(text)
    assert Counter(mention.name for mention in cast.mentions) == {"Maria Delgado": 400, "Peter Hollis": 400}
    assert asked(doc, cast, "She", 400).name == "Maria Delgado"
