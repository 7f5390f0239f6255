"""The language model by name: an installed pipeline, a folder, a package that holds one as data, or a clear error."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy

from flows.language import ModelMissing, language_model


@pytest.fixture
def holder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with a pipeline in a folder of its own, and no way to load itself."""
    package = tmp_path / "holds_a_pipeline"
    package.mkdir()
    (package / "__init__.py").write_text('"""Carries a pipeline."""\n', encoding="utf-8")
    spacy.blank("en").to_disk(package / "_model")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package
    sys.modules.pop("holds_a_pipeline", None)


def test_a_package_that_holds_a_pipeline_as_data(holder: Path) -> None:
    assert language_model("holds_a_pipeline").lang == "en"


def test_a_folder(holder: Path) -> None:
    assert language_model(str(holder / "_model")).lang == "en"


@pytest.mark.parametrize("name", ["no_such_pipeline", "no-such-pipeline", "./no/such/folder", "pytest", "json"])
def test_what_is_no_pipeline_says_what_to_do(name: str) -> None:
    with pytest.raises(ModelMissing, match="Install it into this environment"):
        language_model(name)
