"""The language model: loaded once a process, never a task's argument."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from flows.interrupts import uninterrupted

if TYPE_CHECKING:
    from spacy.language import Language


class ModelMissing(Exception):  # noqa: N818 - it says what is the matter
    """The spaCy pipeline named in the settings is not installed."""


@lru_cache(maxsize=2)
def language_model(name: str) -> "Language":
    """The loaded spaCy pipeline of this name. The first call takes a second or two, later ones nothing."""
    try:
        with uninterrupted():
            import spacy

            return spacy.load(_pipeline_within(name) or name)
    except (OSError, ImportError, AttributeError) as error:  # the latter two: a package that is no pipeline
        raise ModelMissing(
            f"The language model {name!r} (setting model) cannot be loaded: {error}. Install it into this environment "
            "(pip install, or python -m spacy download), or name another installed English pipeline."
        ) from error


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
