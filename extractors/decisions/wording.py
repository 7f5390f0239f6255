"""Wording: whether two utterances are the same words: whole, trimmed, or slightly altered."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from extractors.wordlists import word_list, word_pairs

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_ENDINGS = ("ing", "ed", "es", "s", "d")
_SHORTEST_STEM = 3
_CUT = 8  # words missing in a row are a sentence left out, not a word altered

_TRIMMED = 0.9  # share of the shorter one's words that the longer one has, in their order
_NEARLY = 0.75  # share of the longer one's content words that are in both
_RETOLD = 0.75  # share of the shorter one's content words, where the longer one is at most twice as long
_FEWEST_TRIMMED = 4  # content words
_FEWEST_ALTERED = 6


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of an utterance, folded; its content words without their endings; and which words bear its meaning.

    `bearing` are the negations, numbers and names: where two wordings differ in one, they differ in what they say.
    """

    words: tuple[str, ...]
    content: tuple[str, ...]
    bearing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sameness:
    """That two wordings are one, how surely (in [0, 1]), and why. `is_close` where even a stranger would say so."""

    similarity: float
    reason: str
    is_close: bool


def wording(text: str) -> Wording:
    """The wording of an utterance. Marks, case and contractions make no difference, `two` is `2`."""
    contractions, numbers, stops = word_pairs("contractions"), word_pairs("number_words"), word_list("stop_words")
    words: list[str] = []
    bearing: set[str] = set()
    straight = text.replace("’", "'").replace("'s ", " ").replace("'", "")
    for match in _WORD.finditer(straight):
        folded = match.group().casefold()
        spelled = [numbers.get(word, word) for word in contractions.get(folded, folded).split()]
        words += spelled
        bearing.update(word for word in spelled if _is_bearing(word))
        if match.group()[0].isupper() and _is_inside(straight, match.start()) and folded not in stops:
            bearing.add(folded)
    content = tuple(_stem(word) for word in words if word not in stops or _is_bearing(word))
    return Wording(tuple(words), content, frozenset(bearing))


def _is_bearing(word: str) -> bool:
    return word in word_list("negations") or any(char.isdigit() for char in word)


def _is_inside(text: str, at: int) -> bool:
    """Whether a place lies within a sentence, where a capital means a name."""
    before = text[:at].rstrip(" \"'“‘([")
    return bool(before) and before[-1] not in ".!?:;…\n—–-"


def _stem(word: str) -> str:
    """The word without a regular ending, so that a change of tense in indirect speech makes no difference."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending).removesuffix("e")
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word


def same_wording(one: Wording, other: Wording) -> Sameness | None:
    """Why two wordings are the same utterance, or None. Symmetrical.

    Prefers two statements to one that says two things: a negation, number or name that only one of them has parts
    them, unless it stands in what the other leaves out at an end or by whole sentences.
    """
    if one.words == other.words:
        return Sameness(1.0, "the same words", True)
    short, long = sorted((one, other), key=lambda wording: (len(wording.words), wording.words))
    if len(short.content) < _FEWEST_TRIMMED:
        return None
    common = LCSseq.similarity(short.words, long.words) / len(short.words)
    if common >= _TRIMMED and not _is_altered(short, long):
        return Sameness(common, "one is in the other, trimmed", len(short.content) >= _FEWEST_ALTERED)
    if len(short.content) < _FEWEST_ALTERED or _is_altered(short, long):
        return None
    shared = LCSseq.similarity(short.content, long.content)
    nearly = shared / max(len(short.content), len(long.content))
    if nearly >= _NEARLY:
        return Sameness(nearly, "nearly the same words", True)
    retold = shared / len(short.content)
    if retold >= _RETOLD and len(long.content) <= 2 * len(short.content):
        return Sameness(retold, "the same words, partly retold", False)
    return None


def altered_wording(one: Wording, other: Wording) -> Sameness | None:
    """That one wording is the other but for a negation, number or name, and which words differ; else None. Symmetrical.

    Prefers missing an altered form to calling what is merely like it one: nearly all other words have to be there.
    """
    short, long = sorted((one, other), key=lambda wording: (len(wording.words), wording.words))
    if len(short.content) < _FEWEST_ALTERED or not _is_altered(short, long):
        return None
    nearly = LCSseq.similarity(short.content, long.content) / max(len(short.content), len(long.content))
    if nearly < _NEARLY:
        return None
    differing = sorted((one.bearing ^ other.bearing) & {*one.words, *other.words})
    return Sameness(nearly, f"nearly the same words, but {', '.join(differing) or 'their order'}", False)


def _is_altered(short: Wording, long: Wording) -> bool:
    """Whether a word that bears the meaning was dropped, added or changed between what both have."""
    steps = [step for step in LCSseq.opcodes(short.words, long.words) if step.tag != "equal"]
    for step in steps:
        mine = short.words[step.src_start : step.src_end]
        theirs = long.words[step.dest_start : step.dest_end]
        at_end = step.dest_start == 0 or step.dest_end == len(long.words)
        left_out = not mine and (at_end or len(theirs) >= _CUT)
        if not left_out and (short.bearing | long.bearing).intersection((*mine, *theirs)):
            return True
    return False
