"""What the confidences of quotes and speakers are worth: a reliability table on labelled articles.

    python tests/benchmarks/calibration.py LABELLED.jsonl [MODEL]

One article a line: `{"text": …, "quotes": [{"start": …, "end": …, "type": …, "reference": "Ann Lee"}, …]}`. A quote is
right where half of it is labelled, and looked at where its kind is labelled at all. A speaker is right where the label
has the same full name, or a compatible one, and is looked at where there is a `reference`. A confidence means something
when both columns agree.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from extractors.cast.names import is_compatible, name_key
from extractors.extraction import extract_all
from extractors.records import Quote
from flows.language import language_model

_STEPS = 10


def show(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(path: Path, model: str = "") -> None:
    """Prints the two tables."""
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    quotes: list[tuple[float, bool]] = []
    speakers: list[tuple[float, bool]] = []
    kinds = {label.get("type", "direct") for article in articles for label in article["quotes"]}
    extracted = extract_all(language_model(model), (article["text"] for article in articles))
    for article, found in zip(articles, extracted, strict=True):
        for quote in found.quotes:
            label = label_of(quote, article["quotes"])
            if quote.kind in kinds:
                quotes.append((quote.confidence, label is not None))
            name = quote.speakers[0].name if quote.speakers else None
            if label is not None and label.get("reference") and name is not None:
                speakers.append((quote.speakers[0].confidence, is_same(name, label["reference"])))
    report("speakers", speakers)
    report("quotes", quotes)


def label_of(quote: Quote, labels: list[dict]) -> dict | None:  # type: ignore[type-arg]  # JSON as it comes
    """The label that covers half of the quote and more."""
    half = (quote.end - quote.start) / 2
    covering = (q for q in labels if q.get("start") is not None)
    return next((q for q in covering if min(q["end"], quote.end) - max(q["start"], quote.start) >= half), None)


def is_same(name: str, reference: str) -> bool:
    """Whether two names are those of one speaker."""
    return name_key(name) == name_key(reference) or is_compatible(name, reference)


def report(title: str, cases: list[tuple[float, bool]]) -> None:
    """Prints, for each tenth of confidence, how many cases, the mean confidence and the share that is right."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for case in cases:
        bins[min(int(case[0] * _STEPS), _STEPS - 1)].append(case)
    show(f"{title}: {len(cases)}\n  from  cases  said  right")
    error = 0.0
    for step, members in sorted(bins.items()):
        said, right = (sum(case[i] for case in members) / len(members) for i in (0, 1))
        error += abs(said - right) * len(members)
        show(f"  {step / _STEPS:.1f}  {len(members):5}  {said:.2f}  {right:.2f}")
    show(f"  mean gap {error / max(len(cases), 1):.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
