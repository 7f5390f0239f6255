"""Fingerprints of a text, by which copies are found: a MinHash digest of it all, winnowed hashes of its parts."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rensa import RMinHash

from extractors.invisible import visible

COUNT_HASHES = 64
_SEED = 42
_SHINGLE = 5  # words
_ROWS = 4  # 16 bands of 4 find 99 of 100 pairs that share 7 in 10 of their shingles
_STRETCH = 40  # shingles; two texts that share as many in a row surely share a fingerprint

_MIX, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)  # odd, after Knuth's multiplicative hashing

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4)  # of the text at hand, which is asked for several times in a row
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, marks dropped: what two copies have in common whatever their typography."""
    return tuple(_WORD.findall(visible(text).replace("’", "").replace("'", "").casefold()))


def _in_order(text: str) -> list[str]:
    """The five-word shingles of a text as they stand; a shorter text is one shingle, one without words none."""
    words = folded_words(text)
    if len(words) < _SHINGLE:
        return [" ".join(words)] if words else []
    return list(map(" ".join, zip(*(words[at:] for at in range(_SHINGLE)), strict=False)))


@lru_cache(maxsize=512)  # a batch is fingerprinted, then compared
def _hashes(text: str) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    """The hashes (unsigned, 64 bits, the same everywhere) of a text's shingles as they stand."""
    return np.array(RMinHash.hash_token_sets([_in_order(text)])[0], dtype=np.uint64)


def shingles(text: str) -> frozenset[int]:
    """The five-word shingles of a text, each as a number: what copies share."""
    return frozenset(_hashes(text).tolist())


def signature(text: str) -> tuple[int, ...]:
    """The MinHash digest (64 numbers of 32 bits) of a text's five-word shingles; empty for a text without words."""
    hashes = _hashes(text)
    if not len(hashes):
        return ()
    rows = RMinHash.digest_matrix_from_flat_token_hashes(hashes, [0, len(hashes)], COUNT_HASHES, _SEED).to_rows()
    return tuple(rows[0])


def fingerprints(text: str) -> tuple[int, ...]:
    """The winnowed hashes (unsigned, 64 bits, sorted) of a text: of every stretch of shingles the least.

    After Schleimer, Wilkerson and Aiken, Winnowing (2003): what two texts share of a stretch or more shares a hash.
    """
    least = _hashes(text)
    width, wanted = 1, min(_STRETCH, len(least))
    while width < wanted:  # the least of a stretch is the least of two that cover it
        step = min(width, wanted - width)
        least = np.minimum(least[:-step], least[step:])
        width += step
    return tuple(np.unique(least).tolist())


def bands(digest: Sequence[int]) -> tuple[int, ...]:
    """The locality-sensitive hashes (unsigned, 64 bits) of a digest: two copies almost surely share at least one."""
    count = len(digest) // _ROWS
    rows = np.array(digest[: count * _ROWS], dtype=np.uint64).reshape(count, _ROWS)
    mixed = np.arange(count, dtype=np.uint64)
    for column in rows.T:
        mixed = (mixed ^ column) * _MIX
        mixed ^= mixed >> _HALF
    return tuple(mixed.tolist())
