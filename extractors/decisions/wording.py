"""Wording: whether two utterances are the same words: whole, trimmed, or slightly altered."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import LCSseq
from rensa import RMinHash

from extractors.wordlists import word_list, word_pairs

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_ENDINGS = ("ing", "ed", "es", "s", "d")
_SHORTEST_STEM = 3
_CUT = 8  # words missing in a row are a sentence left out, not a word altered

_TRIMMED = 0.9  # share of the shorter one's words that the longer one has, in their order
_NEARLY = 0.75  # share of the longer one's content words that are in both
_RETOLD = 0.75  # share of the shorter one's content words, where the longer one is at most twice as long
_KEPT = 0.55  # and of all its words: a greeting shares its names with another
_FEWEST_TRIMMED = 4  # content words
_FEWEST_ALTERED = 6
_FEWEST_IN_A_ROW = 3  # content words of a whole report that stands unbroken in a longer one; or of plainer words
_FEWEST_PLAIN_IN_A_ROW, _FEWEST_PLAIN = 5, 10
_FEWEST_OVERLAPPING = 12  # words in a row
_ALIKE = 0.34  # share of the words of a remainder
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")  # I.R.S. is IRS
_ENDS = ".!?:;…\n—–-"
_CLAUSE_ENDS = _ENDS + ",”)"
_FEW = 8  # characters that may stand between a word and the mark before it
_EDITED = re.compile(r"\[[^\]]*\]|\([^)]*\)")  # what an editor put in was not said
_IN_MARKS = re.compile(r"[“\"]([^“”\"]+)[”\"]?")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of an utterance, folded; its content words without their endings; and which words bear its meaning.

    `bearing` are the negations, numbers and names: where two wordings differ in one, they differ in what they say.
    `quoted` is what stands in quotation marks, where that is a part only: those words, at least, were said so.
    `breaks` are the words, by number, before which a clause ends.
    """

    words: tuple[str, ...]
    content: tuple[str, ...]
    bearing: frozenset[str]
    breaks: frozenset[int] = frozenset()
    quoted: "Wording | None" = None


@dataclass(frozen=True, slots=True)
class Sameness:
    """That two wordings are one, how surely (in [0, 1]), and why. `is_close` where even a stranger would say so."""

    similarity: float
    reason: str
    is_close: bool


@lru_cache(maxsize=4096)  # of a batch: what it is looked up by, then compared by
def wording(text: str) -> Wording:
    """The wording of an utterance. Marks, case and contractions make no difference, `two` is `2`, brackets go."""
    said = _EDITED.sub(" ", text)
    whole = _wording(said if _WORD.search(said) else text)
    quoted = _wording(" … ".join(_IN_MARKS.findall(said)))
    return replace(whole, quoted=quoted) if 0 < len(quoted.words) < len(whole.words) else whole


def wording_keys(text: str) -> tuple[int, ...]:
    """The hashes (unsigned, 64 bits, sorted) of content words side by side: two wordings of one utterance share one.

    An utterance with a single content word, or none, has the hash of all its words.
    """
    words = wording(text)
    pairs = {" ".join(pair) for pair in pairwise(words.content)} or {" ".join(words.words)}
    return tuple(sorted(RMinHash.hash_token_sets([sorted(pairs)])[0]))


def _wording(text: str) -> Wording:
    contractions, numbers, stops = word_pairs("contractions"), word_pairs("number_words"), word_list("stop_words")
    words: list[str] = []
    bearing: set[str] = set()
    breaks: set[int] = set()
    joined = _INITIALS.sub(lambda found: found.group().replace(".", "") + " ", text)
    straight = joined.replace("’", "'").replace("'s ", " ").replace("'", "")
    for match in _WORD.finditer(straight):
        folded = match.group().casefold()
        if not _is_inside(straight, match.start(), _CLAUSE_ENDS):
            breaks.add(len(words))
        spelled = [numbers.get(word, word) for word in contractions.get(folded, folded).split()]
        words += spelled
        bearing.update(word for word in spelled if _is_bearing(word))
        if match.group()[0].isupper() and _is_inside(straight, match.start()) and folded not in stops:
            bearing.add(folded)
    content = tuple(_stem(word) for word in words if word not in stops or _is_bearing(word))
    return Wording(tuple(words), content, frozenset(bearing), frozenset(breaks))


def _is_bearing(word: str) -> bool:
    return word in word_list("negations") or any(char.isdigit() for char in word)


def _is_inside(text: str, at: int, ends: str = _ENDS) -> bool:
    """Whether a place lies within a sentence, where a capital means a name."""
    before = text[max(0, at - _FEW) : at].rstrip(" \"'“‘([")
    return bool(before) and before[-1] not in ends


def _stem(word: str) -> str:
    """The word without a regular ending, in one spelling: neither tense nor an ocean makes a difference."""
    word = word.replace("isation", "ization").replace("ising", "izing").replace("our", "or")
    word = re.sub(r"is(e[sd]?)$", r"iz\1", word)
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
    short, long = _by_length(one, other)
    return _trimmed(short, long) or _nearly(short, long) or _overlapping(short, long) or _quoted_in(short, long)


def _by_length(one: Wording, other: Wording) -> tuple[Wording, Wording]:
    """The shorter one, then the longer one."""
    short, long = sorted((one, other), key=lambda wording: (len(wording.words), wording.words))
    return short, long


def _trimmed(short: Wording, long: Wording) -> Sameness | None:
    """The shorter one is in the longer one: unbroken, or most of its words in their order."""
    if _may_stand_in(short) and (at := _place_in(short.words, long.words)) is not None:
        if _is_denied(long, at):
            return None
        return Sameness(1.0, "one is in the other, trimmed", len(short.content) >= _FEWEST_TRIMMED)
    if len(short.content) < _FEWEST_TRIMMED or _is_altered(short, long):
        return None
    common = LCSseq.similarity(short.words, long.words) / len(short.words)
    if common < _TRIMMED:
        return None
    return Sameness(common, "one is in the other, trimmed", len(short.content) >= _FEWEST_ALTERED)


def _may_stand_in(short: Wording) -> bool:
    is_plain = len(short.content) < _FEWEST_IN_A_ROW
    return not is_plain or (len(short.content) > 1 and len(short.words) >= _FEWEST_PLAIN_IN_A_ROW)


def _place_in(short: tuple[str, ...], long: tuple[str, ...]) -> int | None:
    """The number of the word of the longer one at which the shorter one stands in it unbroken, else None."""
    before, found, _ = f" {' '.join(long)} ".partition(f" {' '.join(short)} ")
    return before.count(" ") if found else None


def _is_denied(long: Wording, at: int) -> bool:
    """Whether a negation stands before a place, in the clause that the place lies in."""
    starts = max((number for number in long.breaks if number <= at), default=0)
    return any(word in word_list("negations") for word in long.words[starts:at])


def _nearly(short: Wording, long: Wording) -> Sameness | None:
    """Most content words are in both, in one order; or in one that retells the other."""
    if not _is_telling(short) or _is_altered(short, long):
        return None
    nearly = _share(short.content, long.content)
    if nearly >= _NEARLY:
        return Sameness(nearly, "nearly the same words", True)
    retold = LCSseq.similarity(short.content, long.content) / len(short.content)
    is_kept = LCSseq.similarity(short.words, long.words) >= _KEPT * len(short.words)
    if retold >= _RETOLD and is_kept and len(long.content) <= 2 * len(short.content):
        return Sameness(retold, "the same words, partly retold", False)
    return None


def _is_telling(wording: Wording) -> bool:
    """Whether it has enough words, content or plain, for another to be it by most of them."""
    return len(wording.content) >= _FEWEST_ALTERED or (
        len(wording.content) >= _FEWEST_TRIMMED and len(wording.words) >= _FEWEST_PLAIN
    )


def _overlapping(short: Wording, long: Wording) -> Sameness | None:
    """Both have many words in a row in common that end where a clause or one of them ends: two cuts of one speech."""
    at, there, count = _common_run(short.words, long.words)
    if count < _FEWEST_OVERLAPPING:
        return None
    edges = ((at, there), (at + count, there + count))
    is_cut = all(_is_edge(short, here) or _is_edge(long, place) for here, place in edges)
    is_like = _is_like(short.words[:at], long.words[:there]) or _is_like(
        short.words[at + count :], long.words[there + count :]
    )
    if not is_cut or is_like:
        return None
    return Sameness(count / len(short.words), "they overlap by many words in a row", False)


def _common_run(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[int, int, int]:
    """Where the longest run of common words starts in one and in the other, and its length; 0 where it is short."""
    size = _FEWEST_OVERLAPPING
    places = {one[at : at + size]: at for at in reversed(range(len(one) - size + 1))}
    best, end = (0, 0, 0), 0
    for there in range(len(other) - size + 1):
        at = places.get(other[there : there + size])
        if at is not None and there >= end:
            count = next((n for n, (a, b) in enumerate(zip(one[at:], other[there:], strict=False)) if a != b), 0)
            count = count or min(len(one) - at, len(other) - there)
            best, end = max(best, (at, there, count), key=lambda run: run[2]), there + count
    return best


def _is_edge(wording: Wording, at: int) -> bool:
    return at in (0, len(wording.words)) or at in wording.breaks


def _is_like(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two remainders are alike: then they are one clause that was altered, not two that were left out."""
    stops = word_list("stop_words")
    mine, theirs = set(one) - stops, set(other) - stops
    return len(mine & theirs) >= _ALIKE * max(1, min(len(mine), len(theirs)))


def _quoted_in(short: Wording, long: Wording) -> Sameness | None:
    """What one of them has in quotation marks, the rest of it being reported speech, is in the other."""
    for one, other in ((short, long), (long, short)):
        part = one.quoted
        if part is None or len(part.words) > len(other.words):
            continue
        if same := _trimmed(part, other.quoted or other):
            return Sameness(same.similarity, "what is quoted of one is in the other", False)
    return None


def altered_wording(one: Wording, other: Wording) -> Sameness | None:
    """That one wording is the other but for a negation, number or name, and which words differ; else None. Symmetrical.

    Prefers missing an altered form to calling what is merely like it one: nearly all other words have to be there.
    """
    short, long = _by_length(one, other)
    if not _is_telling(short) or not _is_altered(short, long):
        return None
    nearly = max(_share(short.content, long.content), _share(short.words, long.words))
    if nearly < _NEARLY:
        return None
    differing = sorted((one.bearing ^ other.bearing) & {*one.words, *other.words})
    return Sameness(nearly, f"nearly the same words, but {', '.join(differing) or 'their order'}", False)


def _share(short: tuple[str, ...], long: tuple[str, ...]) -> float:
    """The share of the longer one's words that are in both, in their order."""
    return LCSseq.similarity(short, long) / max(len(short), len(long))


def _is_altered(short: Wording, long: Wording) -> bool:
    """Whether a word that bears the meaning was dropped, added or changed between what both have.

    A fuller name (`Kovač`, `Anna Kovač`) changes nothing.
    """
    for step in LCSseq.opcodes(short.words, long.words):
        mine = short.words[step.src_start : step.src_end]
        theirs = long.words[step.dest_start : step.dest_end]
        if step.tag == "equal" or not (short.bearing | long.bearing).intersection((*mine, *theirs)):
            continue
        is_head = step.dest_start == 0 and not _is_denied(long, step.dest_end)
        at_end = is_head or step.dest_end == len(long.words)
        is_clause = _is_whole_clause(long, step.dest_start, step.dest_end)
        left_out = not mine and (at_end or is_clause or len(theirs) >= _CUT)
        if not left_out and not _is_fuller_name(mine, theirs, long, step.dest_start, step.dest_end):
            return True
    return False


def _is_whole_clause(long: Wording, start: int, end: int) -> bool:
    """Whether what was left out is a clause from break to break, wherever its first and last words are counted."""
    while True:
        if start in long.breaks and end in long.breaks:
            return True
        if not 0 < start < end or long.words[start - 1] != long.words[end - 1]:
            return False
        start, end = start - 1, end - 1


def _is_fuller_name(mine: tuple[str, ...], theirs: tuple[str, ...], long: Wording, start: int, end: int) -> bool:
    """Whether only names were added, beside a name that both have."""
    beside = (*long.words[max(0, start - 1) : start], *long.words[end : end + 1])
    added = long.bearing.intersection(theirs)
    return not mine and all(map(_is_name, added)) and any(word in long.bearing and _is_name(word) for word in beside)


def _is_name(word: str) -> bool:
    return not _is_bearing(word)
