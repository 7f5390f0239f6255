"""What the benchmarks of the extraction share: texts, processor seconds, and the ratio of works timed in turns."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median

Work = Callable[[], Iterable[object]]

SEEDS = Path(__file__).parent.parent.parent / "seeds" / "documents"
_COPIES = 10


def show(line: str) -> None:
    """Prints a line at once: the numbers of a long run are seen as they come."""
    print(line, flush=True)  # noqa: T201 - it is what a benchmark is for


def articles(path: str | None) -> list[str]:
    """The texts of a file, one `{"text": …}` a line; without one the seed documents, several times over."""
    if path is None:
        return [file.read_text(encoding="utf-8") for file in sorted(SEEDS.glob("*.txt"))] * _COPIES
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


def compare(texts: Sequence[str], works: Mapping[str, Work], rounds: int) -> None:
    """Prints how fast each work is on the texts, and what it costs beside the first of them.

    They are timed in turns, and the ratio is the median of the ratios within a round: what else the machine does falls
    on all of them. One round more is not counted: what is made once a process is made there.
    """
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 1):
        for name, work in works.items():
            spent[name].append(seconds_of(work))
    words = sum(len(text.split()) for text in texts)
    show(f"{len(texts)} texts, {words} words, Python {sys.version.split()[0]}, {rounds} rounds")
    measure = next(iter(spent.values()))[1:]
    for name, (_, *seconds) in spent.items():
        ratio = median(one / other for one, other in zip(seconds, measure, strict=True))
        show(f"{name:32} {words / median(seconds):7.0f} words a second, ratio {ratio:5.2f}")


def seconds_of(work: Work) -> float:
    """The processor seconds that a work takes to its end."""
    begun = time.process_time()
    for _ in work():
        pass
    return time.process_time() - begun
