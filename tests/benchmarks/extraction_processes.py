"""What two processes reach that extract, beside two that run the bare pipeline: words a second, in one run.

    python tests/benchmarks/extraction_processes.py [ARTICLES.jsonl] [MODEL]

Each process loads its own pipeline and takes every second text. The two of a kind start together, the kinds take turns,
and the ratio is the median of those within a round, by the clock. The aim is 0.95 at least.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from statistics import median

from timing import articles, show

COUNT = 2
ROUNDS = 3


def main(path: str = "", model: str = "") -> None:
    """Prints words a second of both kinds, and their ratio."""
    speeds: dict[str, list[float]] = {"bare": [], "extraction": []}
    for _ in range(ROUNDS):
        for kind, reached in speeds.items():
            reached.append(_together(kind, path, model))
    for kind, reached in speeds.items():
        show(f"{COUNT} processes, {kind:10} {median(reached):8.0f} words a second")
    ratios = [ours / bare for bare, ours in zip(*speeds.values(), strict=True)]
    show(f"ratio {median(ratios):.2f} ({', '.join(f'{ratio:.2f}' for ratio in ratios)})")


def _together(kind: str, path: str, model: str) -> float:
    """Words a second of all processes of a kind, each ready before any begins."""
    command = [sys.executable, __file__, "worker", kind, path, model]
    workers = [
        subprocess.Popen([*command, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for place in range(COUNT)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return sum(float(worker.communicate()[0]) for worker in workers)


def work(kind: str, path: str, model: str, place: int) -> None:
    """Says that it is ready, waits for a line, and prints its words a second."""
    texts = articles(path or None)[place::COUNT]
    run = _bare(model) if kind == "bare" else _whole(model)
    for _ in run(texts[:2]):
        pass
    show("ready")
    sys.stdin.readline()
    begun = time.perf_counter()
    for _ in run(texts):
        pass
    show(str(sum(len(text.split()) for text in texts) / (time.perf_counter() - begun)))


def _bare(model: str) -> Callable[[list[str]], Iterable[object]]:
    import spacy

    from flows.language import loadable

    nlp = spacy.load(loadable(model))
    return lambda texts: nlp.pipe(texts)


def _whole(model: str) -> Callable[[list[str]], Iterable[object]]:
    from flows.language import language_model

    nlp = language_model(model)

    from extractors.extraction import extract_all

    return lambda texts: extract_all(nlp, texts)


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        kind, path, model, place = sys.argv[2:6]
        work(kind, path, model, int(place))
    else:
        main(*sys.argv[1:3])
