"""The tokens of a text by column: what is asked of every token, without making an object of each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc

Column = NDArray[np.uint64]
# By the names that spaCy gives them, for `which` and for the questions below.
_ATTRIBUTES = ("ORTH", "LOWER", "TAG", "DEP", "SENT_START", "SPACY", "LENGTH", "IS_ALPHA", "IS_LOWER", "IS_SPACE")


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of one parsed text. Words are compared as the hashes that the model's vocabulary gives them."""

    doc: Doc
    text: str  # `doc.text` is put together anew each time it is asked for
    table: Column
    offsets: NDArray[np.int64]  # where each token starts, in characters

    @staticmethod
    def of(doc: Doc) -> "Columns":
        """The columns of a text."""
        table = doc.to_array(list(_ATTRIBUTES)).astype(np.uint64).reshape(len(doc), len(_ATTRIBUTES))
        widths = (table[:, _place("SPACY")] + table[:, _place("LENGTH")]).astype(np.int64)
        return Columns(doc, doc.text, table, np.cumsum(widths) - widths)

    def which(self, attribute: str, values: Collection[str]) -> list[int]:
        """The tokens, in order, whose `ORTH`, `LOWER`, `TAG` or `DEP` is one of these."""
        return self.among(attribute, _of_list(values) if isinstance(values, frozenset) else hashes_of(values))

    def among(self, attribute: str, hashes: Column) -> list[int]:
        """The tokens, in order, whose attribute is one of the words with these hashes."""
        found: list[int] = np.flatnonzero(np.isin(self.table[:, _place(attribute)], hashes)).tolist()
        return found

    def common_words(self) -> frozenset[str]:
        """The words that occur in lower case."""
        lower = (self.table[:, _place("IS_LOWER")] & self.table[:, _place("IS_ALPHA")]).astype(bool)
        strings = self.doc.vocab.strings
        return frozenset(strings[int(word)] for word in np.unique(self.table[lower, _place("ORTH")]))

    def paragraphs(self) -> list[int]:
        """The paragraph's number for each token: a line break ends one."""
        ends = np.zeros(len(self.doc), dtype=np.int64)
        for at in np.flatnonzero(self.table[:, _place("IS_SPACE")]).tolist():
            ends[at] = "\n" in self.doc[at].text
        numbers: list[int] = (np.cumsum(ends) - ends).tolist()
        return numbers

    def sentences(self, is_skipped: Collection[bool]) -> list[int]:
        """The sentence's number for each token, where one that begins at a skipped token takes no number of its own."""
        starts = (self.table[:, _place("SENT_START")].astype(np.int64) == 1) & ~np.asarray(is_skipped, dtype=bool)
        numbers: list[int] = np.cumsum(starts).tolist()
        return numbers

    def inside(self, spans: Collection[tuple[int, int]]) -> list[bool]:
        """For each token whether it starts within one of the spans of characters, which lie apart."""
        flags = np.zeros(len(self.doc), dtype=bool)
        for first, end in self._token_ranges(spans):
            flags[first:end] = True
        inside: list[bool] = flags.tolist()
        return inside

    def _token_ranges(self, spans: Collection[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for start, end in spans:
            yield int(np.searchsorted(self.offsets, start)), int(np.searchsorted(self.offsets, end))


def hashes_of(words: Collection[str]) -> Column:
    """The hashes of words: the same ones in every vocabulary."""
    return np.array([get_string_id(word) for word in words], dtype=np.uint64)


@cache
def _of_list(words: frozenset[str]) -> Column:
    """The hashes of a word list, made once a process."""
    return hashes_of(words)


def _place(attribute: str) -> int:
    return _ATTRIBUTES.index(attribute)
