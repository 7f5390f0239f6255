"""How much memory a process holds while it reads ten thousand texts, none of which is like another.

    python tests/benchmarks/extraction_memory.py [COUNT] [ARTICLES.jsonl] [MODEL]

Without a file the seed documents are taken, again and again; to each text some words are added that no other has, as
new names come up every day. The line should be flat after the first few thousand, when the vocabulary is filled.
"""

import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from timing import articles, show

_PAGE = 4096
_NEW_WORDS = 20
_LONGEST = 1_500  # characters taken of each: as many texts in less time


def main(count: str = "10000", path: str | None = None, model: str = "") -> None:
    """Prints the resident memory after each tenth of the texts."""
    from flows.language import language_model

    nlp = language_model(model)

    from extractors.extraction import extract_all

    step = max(int(count) // 10, 1)
    for number, _ in enumerate(extract_all(nlp, _texts(path, int(count))), start=1):
        if number % step == 0:
            show(f"{number:7} texts {_resident():6} MB")


def _texts(path: str | None, count: int) -> Iterator[str]:
    for number, text in enumerate(islice(cycle(articles(path)), count)):
        names = " ".join(f"Quor{number}x{place}" for place in range(_NEW_WORDS))
        yield f"{text[:_LONGEST]}\n\nThey met {names} there."


def _resident() -> int:
    """Megabytes of this process in memory now, not at the most (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE // 2**20


if __name__ == "__main__":
    main(*sys.argv[1:4])
