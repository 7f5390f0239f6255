"""Golden cases of the entities of one text: what is named, word for word, and as what."""

from pathlib import Path

import pytest
from pipelines import PIPELINES

from extractors.cast.cast import build_cast
from extractors.quotes.marks import level, pair_marks
from flows.language import language_model

CASES = sorted((Path(__file__).parent / "golden" / "entities").glob("*.txt"))
KINDS = {"PERSON": "persons", "ORG": "organisations", "GPE": "places", "LOC": "places", "FAC": "places"}


def named(text: str, pipeline: str = "") -> dict[str, set[str]]:
    """The words, as written, that name persons, organisations and places."""
    doc = language_model(pipeline)(level(text))
    found: dict[str, set[str]] = {kind: set() for kind in KINDS.values()}
    for mention in build_cast(doc, pair_marks(text)).mentions:
        if mention.type in KINDS:
            found[KINDS[mention.type]].add(mention.text)
    return found


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path, pipeline: str) -> None:
    text, _, expected = path.read_text(encoding="utf-8").partition("\n---\n")
    found = named(text, pipeline)
    for line in expected.strip().splitlines():
        kind, _, names = line.partition(":")
        wanted = {name.strip() for name in names.split(";")} - {""}
        assert found[kind] == wanted, f"{kind}: missed {wanted - found[kind]}, too many {found[kind] - wanted}"
