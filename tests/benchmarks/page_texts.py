"""How right the text of a page is, beside each of trafilatura's modes, on pages whose text, title and date are known.

    python tests/benchmarks/page_texts.py FOLDER

FOLDER holds `truth.json` (by name: `file`, `url`, `main_content`, `title`, `author`, `publish_date`) and the pages,
plain or gzipped. Text is compared by words, whatever their case and order: precision, recall and their harmonic mean,
page by page and on average. A paragraph is kept where both it and the next one are in the text, whole, and with a
line's end between them. Each page is read twice, the second time after all others: the text must be the same. Nothing
of the pages belongs into this repository.
"""

import gzip
import itertools
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent)]

from extractors.intake.markup import decoded  # noqa: E402 - found by the line above
from extractors.intake.pages import parse_page  # noqa: E402
from extractors.records import ParsedPage  # noqa: E402

Reader = Callable[[bytes, str], str]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Score:
    """Of one text: words right of those found and of those there are; paragraphs kept of those that could be."""

    precision: float
    recall: float
    kept: int
    could_be_kept: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def modes(now: datetime) -> dict[str, Reader]:
    """What gives the text of a page, by name; ours first."""
    from trafilatura import baseline, extract, html2txt

    def ours(body: bytes, url: str) -> str:
        found = parse_page(body, address=url, content_type=None, now=now)
        return found.text if isinstance(found, ParsedPage) else ""

    def theirs(**options: bool) -> Reader:
        return lambda body, url: extract(decoded(body, None), url=url, include_comments=False, **options) or ""

    return {
        "ours": ours,
        "default": theirs(),
        "precision": theirs(favor_precision=True),
        "recall": theirs(favor_recall=True),
        "fast": theirs(fast=True),
        "fast precision": theirs(fast=True, favor_precision=True),
        "fast recall": theirs(fast=True, favor_recall=True),
        "baseline": lambda body, _: baseline(decoded(body, None))[1],
        "html2txt": lambda body, _: html2txt(decoded(body, None)),
    }


def score(found: str, truth: str) -> Score:
    """How right a text is."""
    ours, theirs = Counter(_words(found)), Counter(_words(truth))
    common = (ours & theirs).total()
    kept, could = _paragraphs_kept(found, truth)
    return Score(common / max(ours.total(), 1), common / max(theirs.total(), 1), kept, could)


def _paragraphs_kept(found: str, truth: str) -> tuple[int, int]:
    squeezed, ends = "", set()
    for line in found.split("\n"):
        squeezed += "".join(_words(line))
        ends.add(len(squeezed))
    paragraphs = ["".join(words) for line in truth.split("\n") if len(words := _words(line)) > 2]
    places = [(squeezed.find(one + two), len(one)) for one, two in itertools.pairwise(paragraphs)]
    return sum(at >= 0 and at + length in ends for at, length in places), sum(at >= 0 for at, _ in places)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _stated(body: bytes, page: dict[str, Any], now: datetime) -> tuple[bool | None, bool | None, bool | None]:
    """Whether title, author and day are right; None where the truth has none."""
    found = parse_page(body, address=page["url"], content_type=None, now=now)
    if not isinstance(found, ParsedPage):
        say(f"  refused: {found}")
        return False, False, False
    title = _words(found.title or "") == _words(page["title"]) if page["title"] else None
    author = set(_words(page["author"] or "")) <= set(_words(found.byline or "")) if page["author"] else None
    at = found.published.at
    day = (at is not None and at.date().isoformat() == page["publish_date"]) if page["publish_date"] else None
    return title, author, day


def say(line: str) -> None:
    """Nothing; the line is printed."""
    sys.stdout.write(f"{line}\n")


def main(folder: Path) -> int:
    """The exit code: 1 where ours is not the best, or a text is not the same twice."""
    logging.disable(logging.CRITICAL)
    now = datetime.now(UTC)
    pages: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    bodies = {name: _body(folder / page["file"]) for name, page in pages.items()}
    scores, seconds, texts = dict[str, dict[str, Score]](), dict[str, float](), dict[str, str]()
    for mode, reader in modes(now).items():
        start = time.process_time()
        found = {name: reader(body, pages[name]["url"]) for name, body in bodies.items()}
        seconds[mode] = time.process_time() - start
        scores[mode] = {name: score(text, pages[name]["main_content"]) for name, text in found.items()}
        texts = texts or found
    say(f"{'page':<12}  ours: P     R     F1     paragraphs   title author day   " + " ".join(list(scores)[1:]))
    facts = {name: _stated(body, pages[name], now) for name, body in bodies.items()}
    for name in pages:
        own = scores["ours"][name]
        others = " ".join(f"{scores[mode][name].f1:.3f}" for mode in list(scores)[1:])
        right = " ".join({True: "yes", False: "no", None: "-"}[fact].ljust(5) for fact in facts[name])
        kept = f"{own.kept}/{own.could_be_kept}"
        say(f"{name:<12} {own.precision:.3f} {own.recall:.3f} {own.f1:.3f}  {kept:>9}   {right}  {others}")
    means = {mode: sum(one.f1 for one in of.values()) / len(of) for mode, of in scores.items()}
    say(f"\n{'mode':<15} mean P  mean R  mean F1  paragraphs  CPU seconds")
    for mode, of in scores.items():
        p, r = (sum(getattr(one, part) for one in of.values()) / len(of) for part in ("precision", "recall"))
        kept, could = sum(one.kept for one in of.values()), sum(one.could_be_kept for one in of.values())
        say(f"{mode:<15} {p:.4f}  {r:.4f}  {means[mode]:.4f}   {kept:>4}/{could:<4}   {seconds[mode]:.2f}")
    for place, what in enumerate(("title", "author", "day")):
        known = [fact[place] for fact in facts.values() if fact[place] is not None]
        say(f"{what} right: {sum(known)} of {len(known)}")
    ours = modes(now)["ours"]
    differing = [name for name in reversed(pages) if ours(bodies[name], pages[name]["url"]) != texts[name]]
    say(f"not the same text twice: {', '.join(differing) or 'none'}")
    return int(bool(differing) or means["ours"] < max(means.values()))


def _body(file: Path) -> bytes:
    body = file.read_bytes()
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
