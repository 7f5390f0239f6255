"""Lines of a page that hold phrases of a list: what tells a wall from an article."""

from collections.abc import Iterable

from extractors.wordlists import word_list

_QUOTING = frozenset('"“”„«»')


def phrases_in(line: str, words: str) -> frozenset[str]:
    """The phrases of the word list that stand in the line, whatever their case and apostrophes.

    None where the line has quotation marks: then it is an article that quotes them.
    """
    if _QUOTING & set(line):
        return frozenset()
    folded = " ".join(line.replace("’", "'").casefold().split())
    return frozenset(phrase for phrase in word_list(words) if phrase in folded)


def phrases_and_share(lines: Iterable[str], words: str) -> tuple[frozenset[str], float]:
    """The phrases of the word list in the lines, and the share of all words that stand in lines with one."""
    found: frozenset[str] = frozenset()
    total = within = 0
    for line in lines:
        count, here = len(line.split()), phrases_in(line, words)
        total += count
        within += count if here else 0
        found |= here
    return found, within / total if total else 0.0
