"""Files that a person writes, read and checked: what is in them, or a mistake that names file, entry and remedy."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails


class SeedsError(ValueError):
    """A file of seeds, feeds or figures cannot be used as it stands; the message names file, cause and remedy."""


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Strict(BaseModel):
    """A table of such a file: an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=Strict)

_WANTED = {  # what a value should be, where pydantic's words would be a regular expression
    "key": "Use small letters, digits and single hyphens, as in 'xi-jinping'.",
    "sha256": "Give the 64 small hexadecimal digits that `sha256sum` prints.",
    "wikidata": "Give the id as in 'Q7747', or take it out.",
    "type": "Use 'PERSON', 'ORG' or 'GPE'.",
    "aliases": 'Give a list of names, as in ["Zelensky"].',
}


def bytes_of(path: Path, remedy: str) -> bytes:
    """The file's content. Raises SeedsError where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SeedsError(f"{path}: there is no such file. {remedy}") from None
    except OSError as error:
        raise SeedsError(f"{path}: cannot be read: {error.strerror}. {remedy}") from None


def checked(model: type[Model], path: Path, wanted: Mapping[str, str] = MappingProxyType({})) -> Model:
    """The file's content as `model`, or a SeedsError that names the entry and what is wrong with it.

    `wanted` says what the value of a key should be, where pydantic's words would not help.
    """
    return checked_text(model, bytes_of(path, "Write it, or point the setting to where it is."), path, wanted)


def checked_text(model: type[Model], body: bytes, path: Path, wanted: Mapping[str, str]) -> Model:
    """The same of what a file would hold."""
    try:
        content = tomllib.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SeedsError(f"{path}: not TOML: {error}. Correct that place.") from None
    return validated(model, content, str(path), wanted)


def validated(model: type[Model], content: Mapping[str, Any], where: str, wanted: Mapping[str, str]) -> Model:
    """The content as `model`, or a SeedsError with a line for each mistake, which opens with where it stands."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        lines = [_in_words(problem, content, wanted) for problem in error.errors(include_url=False)]
        raise SeedsError("\n".join(f"{where}: {line}" for line in dict.fromkeys(lines))) from None


def _in_words(problem: ErrorDetails, content: Mapping[str, Any], wanted: Mapping[str, str]) -> str:
    """One mistake as a person would put it, such as: figure 3 (modi), rule 2: unknown key 'wrods'. Correct it."""
    entry, key = _place(problem["loc"], content)
    if problem["type"] == "extra_forbidden":
        return f"{entry}: unknown key {key!r}. Correct its spelling, or take it out."
    if problem["type"] == "missing":
        return f"{entry}: {key!r} is missing. State it."
    if problem["type"] == "string_too_short":
        return f"{entry}: {key!r} is empty. Give it a value, or take it out."
    if problem["type"] == "value_error" and key != "rules":
        return f"{entry}: {key!r}: {problem['ctx']['error']}"
    return f"{entry}: {key!r} cannot be {problem['input']!r}. {wanted.get(key) or _WANTED.get(key, problem['msg'])}"


def _place(loc: Sequence[int | str], content: Mapping[str, Any]) -> tuple[str, str]:
    """The entry that a mistake is in, and the key: `figure 3 (modi), rule 2` and `words`."""
    table, *place = loc
    entry, key = str(table), str(table)
    if place and isinstance(place[0], int):
        stated = content[str(table)][place[0]]
        name = (stated.get("key") or stated.get("file") or stated.get("name")) if isinstance(stated, dict) else None
        entry = f"{str(table).removesuffix('s')} {place[0] + 1}" + (f" ({name})" if name else "")
        place = place[1:]
    for at, step in enumerate(place):
        if isinstance(step, str):
            key = step
        elif at < len(place) - 1:  # a table in a list of the entry
            entry += f", {key.removesuffix('s')} {step + 1}"
    return entry, key
