"""How well and how fast copies are found, against the exact overlap of five-word shingles, on generated texts.

    python tests/benchmarks/copies.py 600

makes so many originals of invented words, each with a copy (another headline, a byline, a cut tail, an agency's credit,
sentences rewritten, words changed here and there) and an excerpt set in another article, folds all of it in batches, in
the order of time, and prints precision and recall of the pairs that share half of their shingles or more, the share of
excerpts found, and milliseconds a document beside `datasketch`'s, where that is installed.
"""

import argparse
import itertools
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent)]

from extractors.decisions.copies import CONTAINED, SAME, fold_copies  # noqa: E402 - found by the line above
from extractors.decisions.fingerprints import bands, fingerprints, folded_words, shingles, signature  # noqa: E402
from extractors.records import ArticleProfile  # noqa: E402

NOW = datetime(2025, 3, 1, tzinfo=UTC)
_BATCH = 50
_T = TypeVar("_T")
_LETTERS = "aeioubdfgklmnprstvz"


class Writer:
    """Writes texts of invented words, some of them much commoner than others."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = ["".join(self.chance.choices(_LETTERS, k=self.chance.randint(2, 9))) for _ in range(20_000)]

    def sentence(self) -> str:
        """Eight to twenty-five words."""
        count = self.chance.randint(8, 25)
        return " ".join(self.words[int(20_000 * self.chance.random() ** 3)] for _ in range(count)).capitalize() + "."

    def sentences(self, least: int = 8, most: int = 40) -> list[str]:
        """The sentences of an article."""
        return [self.sentence() for _ in range(self.chance.randint(least, most))]

    def copy(self, original: list[str]) -> list[str]:
        """A copy as agencies' clients print it."""
        return self.chance.choice(
            (self.headed, self.credited, self.cut, self.rewritten, self.edited, self.cut_and_headed)
        )(original)

    def headed(self, text: list[str]) -> list[str]:
        """With another headline and a byline."""
        return [self.sentence(), f"By {self.sentence()[:20]}", *text]

    def credited(self, text: list[str]) -> list[str]:
        """With an agency's credit at head and tail."""
        return [f"SKELLING (Reuters) - {text[0]}", *text[1:], "Reporting by A. Writer; Reuters"]

    def cut(self, text: list[str]) -> list[str]:
        """Without its tail."""
        return text[: max(4, int(len(text) * self.chance.uniform(0.3, 0.95)))]

    def cut_and_headed(self, text: list[str]) -> list[str]:
        """Both."""
        return self.headed(self.cut(text))

    def rewritten(self, text: list[str]) -> list[str]:
        """With some sentences of its own."""
        share = self.chance.uniform(0.05, 0.7)
        return [self.sentence() if self.chance.random() < share else sentence for sentence in text]

    def edited(self, text: list[str]) -> list[str]:
        """With words changed here and there."""
        share = self.chance.uniform(0.005, 0.12)
        words = " ".join(text).split()
        return [" ".join(self.chance.choice(self.words) if self.chance.random() < share else word for word in words)]

    def excerpt(self, text: list[str]) -> list[str]:
        """A tenth to a half of it, in an article of its own."""
        count = max(4, int(len(text) * self.chance.uniform(0.1, 0.5)))
        start = self.chance.randint(0, len(text) - count)
        return text[start : start + count]


def main() -> None:
    """Write, fold, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("originals", type=int, nargs="?", default=600)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    writer = Writer(given.seed)
    texts = list(_texts(writer, given.originals))
    writer.chance.shuffle(texts)
    sys.stdout.writelines(_lines(texts))


def _texts(writer: Writer, count: int) -> Iterator[str]:
    for _ in range(count):
        original = writer.sentences()
        yield " ".join(original)
        yield " ".join(writer.copy(original))
        if writer.chance.random() < 0.3:
            yield " ".join(writer.excerpt(writer.sentences()) + writer.sentences())
    for _ in range(count // 3):
        whole = writer.sentences(20, 40)
        yield " ".join(whole)
        yield " ".join(writer.excerpt(whole))


def _lines(texts: list[str]) -> Iterator[str]:
    alike, inside = _exact(texts)
    found, ours = _timed(lambda: _fold(texts))
    right = found & (alike | inside)
    yield f"{len(texts)} texts, {len(alike)} pairs alike, {len(inside - alike)} parts of another\n"
    yield f"precision {len(right) / max(1, len(found)):.3f}, recall {len(found & alike) / len(alike):.3f}, "
    yield f"parts found {len(found & (inside - alike)) / max(1, len(inside - alike)):.3f}\n"
    yield f"{ours / len(texts):.3f} ms a text, fingerprints and look-ups included\n"
    for name, milliseconds in _beside(texts):
        yield f"{milliseconds / len(texts):.3f} ms a text, {milliseconds / ours:.1f} times as much: {name}\n"


def _exact(texts: list[str]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """The pairs that share half of their shingles, and those of which the shorter is in the longer one."""
    sets = [shingles(text) for text in texts]
    by_shingle = defaultdict(list)
    for number, shingled in enumerate(sets):
        for shingle in shingled:
            by_shingle[shingle].append(number)
    met = {pair for numbers in by_shingle.values() for pair in itertools.combinations(numbers, 2)}
    alike = {(a, b) for a, b in met if len(sets[a] & sets[b]) >= SAME * len(sets[a] | sets[b])}
    inside = {(a, b) for a, b in met if len(sets[a] & sets[b]) >= CONTAINED * min(len(sets[a]), len(sets[b]))}
    return alike, inside


def _profile(text: str, number: int) -> ArticleProfile:
    digest = signature(text)
    return ArticleProfile(
        f"a_{number}", None, "", (), (), digest, len(folded_words(text)), NOW + timedelta(minutes=number),
        NOW, bands=(*bands(digest), *fingerprints(text)), text=text,
    )  # fmt: skip


def _fold(texts: list[str]) -> set[tuple[int, int]]:
    """The pairs that tell one story, after batches in which each article meets the older ones that share a band."""
    by_band: dict[int, set[int]] = defaultdict(set)
    stories: dict[int, str] = {}
    profiles: list[ArticleProfile] = []
    for start in range(0, len(texts), _BATCH):
        batch = range(start, min(start + _BATCH, len(texts)))
        profiles += [_profile(texts[number], number) for number in batch]
        met = {old for number in batch for band in profiles[number].bands for old in by_band.get(band, ())}
        known = [replace(profiles[number], story_id=stories.get(number)) for number in sorted(met)]
        for decision in fold_copies([profiles[number] for number in batch], known, NOW):
            stories[int(decision.article_id[2:])] = decision.story_id
        for number in batch:
            for band in profiles[number].bands:
                by_band[band].add(number)
    members = defaultdict(list)
    for number, story in sorted(stories.items()):
        members[story].append(number)
    return {pair for numbers in members.values() for pair in itertools.combinations(numbers, 2)}


def _timed(call: Callable[[], _T]) -> tuple[_T, float]:
    began = time.process_time()
    result = call()
    return result, 1000 * (time.process_time() - began)


def _beside(texts: list[str]) -> Iterator[tuple[str, float]]:
    """What `datasketch` takes for fingerprints and look-ups, shingle by shingle and all at once."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return

    def sketch(text: str, *, at_once: bool) -> MinHash:
        words = folded_words(text)
        cut = {" ".join(words[at : at + 5]).encode() for at in range(max(1, len(words) - 4))}
        made = MinHash(num_perm=128)
        if at_once:
            made.update_batch(cut)
        else:
            for shingle in cut:
                made.update(shingle)
        return made

    def run(*, at_once: bool) -> None:
        index = MinHashLSH(threshold=0.5, num_perm=128)
        for number, text in enumerate(texts):
            made = sketch(text, at_once=at_once)
            index.query(made)
            index.insert(number, made)

    yield "datasketch, update()", _timed(lambda: run(at_once=False))[1]
    yield "datasketch, update_batch()", _timed(lambda: run(at_once=True))[1]


if __name__ == "__main__":
    main()
