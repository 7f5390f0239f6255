"""The language model by name: an installed pipeline, a folder, a package that holds one as data, or a clear error."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from thinc.api import NumpyOps, get_current_ops

from flows.language import MEDIUM, SMALL, ModelMissing, best_installed, language_model, one_core_each


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


def test_the_pipeline_multiplies_matrices_by_numpy_and_leaves_others_as_they_are() -> None:
    ours, before = _vector_layers(language_model(SMALL)), _vector_layers(spacy.load(SMALL))
    if type(get_current_ops()) is NumpyOps:
        assert not any(layer.ops.use_blis for layer in ours)
        assert all(layer.ops.use_blis for layer in before)
    else:  # a backend of the machine's own: Apple's, a graphics card's
        assert {type(layer.ops) for layer in ours} == {type(layer.ops) for layer in before}


def test_numpy_keeps_to_one_core_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    one_core_each()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    one_core_each()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "4"


def _vector_layers(nlp: Language) -> list[Any]:
    component: Any = nlp.get_pipe("tok2vec")
    return [layer for layer in component.model.walk() if layer.name == "maxout"]


def test_the_medium_pipeline_is_the_default_where_this_python_has_it() -> None:
    assert best_installed() == (MEDIUM if sys.version_info >= (3, 12) else SMALL)
    assert language_model() is language_model(best_installed())
