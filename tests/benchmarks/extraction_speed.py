"""What the whole extraction costs beside the bare pipeline, on the same texts, in one process and one run.

    python tests/benchmarks/extraction_speed.py [ARTICLES.jsonl] [MODEL]

Without a file (one `{"text": …}` a line) the seed documents are taken. Bare is the pipeline as spaCy loads and runs it;
the extraction is timed on that very pipeline, and on the one that On Record loads, which multiplies matrices by numpy.
The aim is 1.2 at most. The quiet texts are the paragraphs of the same texts in which nobody is quoted: less is to be
done there, so it should cost less.
"""

import sys

from timing import articles, compare, show

ROUNDS = 5


def main(path: str | None = None, model: str = "") -> None:
    """Prints words a second of each, and its ratio to the bare pipeline."""
    from flows.language import language_model, loadable

    ours = language_model(model)  # first: it says how many cores numpy may take, which numpy reads once

    import spacy

    from extractors.extraction import extract_all

    bare = spacy.load(loadable(model))
    texts = articles(path)
    found = zip(texts, extract_all(ours, texts), strict=True)
    quiet = [_quiet(text, [(quote.start, quote.end) for quote in extraction.quotes]) for text, extraction in found]
    for some in (texts, quiet):
        show("the paragraphs that quote nobody:" if some is quiet else "all:")
        works = {
            "bare pipeline": lambda some=some: bare.pipe(some),
            "extraction on it": lambda some=some: extract_all(bare, some),
            "extraction on ours": lambda some=some: extract_all(ours, some),
        }
        compare(some, works, ROUNDS)


def _quiet(text: str, quotes: list[tuple[int, int]]) -> str:
    """The lines of a text without those that hold a quote, or a mark."""
    kept, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if not any(q_start < end and start < q_end for q_start, q_end in quotes) and not set(line) & set('"“”'):
            kept.append(line)
        start = end + 1
    return "\n".join(kept)


if __name__ == "__main__":
    main(*sys.argv[1:3])
