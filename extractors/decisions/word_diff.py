"""Word differences: what one report of an utterance has that another has not, for a person to see."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    DROPPED = "dropped"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row with one fate, as they are written."""

    change: Change
    words: str


def word_diff(before: str, after: str) -> tuple[Run, ...]:
    """The runs of words that lead from one text to another. Case and the marks around a word make no difference.

    The kept and the added runs are the words of `after` in their order; the kept and the dropped ones those of
    `before`, but for marks and case.
    """
    old, new = before.split(), after.split()
    steps = SequenceMatcher(None, [_folded(word) for word in old], [_folded(word) for word in new], autojunk=False)
    runs = []
    for tag, old_start, old_end, new_start, new_end in steps.get_opcodes():
        if tag == "equal":
            runs.append(Run(Change.KEPT, " ".join(new[new_start:new_end])))
            continue
        if old_end > old_start:
            runs.append(Run(Change.DROPPED, " ".join(old[old_start:old_end])))
        if new_end > new_start:
            runs.append(Run(Change.ADDED, " ".join(new[new_start:new_end])))
    return tuple(runs)


def _folded(word: str) -> str:
    return word.casefold().strip("“”\"'‘’«».,;:!?…()").replace("’", "'") or word
