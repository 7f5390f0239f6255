"""The word lists of `extractors/words`, read once a process: data, one entry a line, `#` starts a comment."""

from functools import cache
from importlib import resources


@cache
def word_list(name: str) -> frozenset[str]:
    """The entries of `words/<name>.txt` as they are written, without comments and blank lines."""
    return frozenset(word_lines(name))


@cache
def word_lines(name: str) -> tuple[str, ...]:
    """The same in the order of the file, for a list whose order means something."""
    lines = resources.files("extractors").joinpath("words", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(entry for line in lines if (entry := line.partition("#")[0].strip()))


@cache
def word_pairs(name: str) -> dict[str, str]:
    """The lines `written = kept` of `words/<name>.txt`, as written to kept."""
    pairs = (entry.partition(" = ") for entry in word_list(name))
    return {written.strip(): kept.strip() for written, _, kept in pairs}
