"""All that is found in one text: mentions, quotes, terms."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from extractors.cast.cast import build_cast
from extractors.invisible import read_visibly
from extractors.pieces import document, notes, pieces
from extractors.quotes import find_quotes, read
from extractors.quotes.marks import runs
from extractors.records import Extraction, Mention, Quote, Term
from extractors.version import EXTRACTOR_VERSION

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_LARGEST_GROUP = 200_000  # characters after which memory is given back
_BATCH = 16  # documents the model sees at once: what it computes on stays in the processor's cache
_KEPT_WORDS = 30_000  # words that stay known for good: made again for each group, they cost a tenth of the extraction
_KEPT_LEMMAS = 50_000


def extract(nlp: Language, text: str) -> Extraction:
    """What is found in one text. Offsets are offsets into `text`, which may be of any length."""
    return next(extract_all(nlp, (text,)))


def extract_all(nlp: Language, texts: Iterable[str]) -> Iterator[Extraction]:
    """What is found in each text, in their order. Not to be called within a memory zone of the same pipeline."""
    model = model_name(nlp)
    for group in _groups(texts):
        yield from _of_group(nlp, group, model)


def model_name(nlp: Language) -> str:
    """The language model's name and version, as rows carry it: `en_core_web_md 3.8.0`."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"


def _groups(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in groups that share a memory zone."""
    group: list[str] = []
    size = 0
    for text in texts:
        group.append(text)
        size += len(text)
        if size >= _LARGEST_GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group


def _of_group(nlp: Language, texts: Sequence[str], model: str) -> list[Extraction]:
    """The extractions of some texts, whose documents are gone when it returns."""
    readings = [read_visibly(text) for text in texts]
    parts = [(number, piece) for number, reading in enumerate(readings) for piece in pieces(reading.visible)]
    found: list[list[Extraction]] = [[] for _ in texts]
    with _memory(nlp):
        docs = nlp.pipe((document(nlp, piece.text) for _, piece in parts), batch_size=_BATCH)
        for doc, (number, piece) in zip(docs, parts, strict=True):
            found[number].append(_moved(_of_part(doc, piece.text, model), piece.start))
    joined = (reading.placed(_joined(some, model)) for some, reading in zip(found, readings, strict=True))
    return [replace(one, notes=notes(text)) for one, text in zip(joined, texts, strict=True)]


def _memory(nlp: Language) -> AbstractContextManager[object]:
    """Where a group's words live: for good while the model knows few, then in a zone that is given back.

    The lemmatizer's cache, which no zone covers, is emptied before it grows large.
    """
    for _, component in nlp.pipeline:
        cache = getattr(component, "cache", None)
        if isinstance(cache, dict) and len(cache) > _KEPT_LEMMAS:
            cache.clear()
    return nullcontext() if len(nlp.vocab) < _KEPT_WORDS else nlp.memory_zone()


def _of_part(doc: Doc, text: str, model: str) -> Extraction:
    """What is found in one parsed piece of text."""
    marked = runs(text)
    cast = build_cast(doc, [(run.inner_start, run.inner_end) for run in marked])
    mentions = tuple(replace(mention, text=text[mention.start : mention.end]) for mention in cast.mentions)
    return Extraction(mentions, find_quotes(read(doc, marked), cast, text), _terms(doc), EXTRACTOR_VERSION, model)


def _terms(doc: Doc) -> tuple[Term, ...]:
    """The lemmas of the content words, in lower case, the most frequent first."""
    counts = Counter(
        token.lemma_.lower() for token in doc if token.pos_ in _CONTENT and not token.is_stop and token.is_alpha
    )
    return tuple(Term(lemma, count) for lemma, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _moved(extraction: Extraction, by: int) -> Extraction:
    """The extraction of a piece, with offsets in the whole text."""
    if by == 0:
        return extraction
    return replace(
        extraction,
        mentions=tuple(replace(m, start=m.start + by, end=m.end + by) for m in extraction.mentions),
        quotes=tuple(_moved_quote(quote, by) for quote in extraction.quotes),
    )


def _moved_quote(quote: Quote, by: int) -> Quote:
    return replace(
        quote,
        start=quote.start + by,
        end=quote.end + by,
        cue_start=None if quote.cue_start is None else quote.cue_start + by,
        cue_end=None if quote.cue_end is None else quote.cue_end + by,
        speakers=tuple(
            s if s.start is None or s.end is None else replace(s, start=s.start + by, end=s.end + by)
            for s in quote.speakers
        ),
    )


def _joined(extractions: Sequence[Extraction], model: str) -> Extraction:
    """The pieces of one text as one, utterances numbered on."""
    if len(extractions) == 1:
        return extractions[0]
    mentions: list[Mention] = []
    quotes: list[Quote] = []
    counts: Counter[str] = Counter()
    for extraction in extractions:
        said = max((quote.utterance for quote in quotes), default=0)
        mentions += extraction.mentions
        quotes += (replace(quote, utterance=quote.utterance + said) for quote in extraction.quotes)
        counts.update({term.lemma: term.count for term in extraction.terms})
    terms = tuple(Term(lemma, count) for lemma, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return Extraction(tuple(mentions), tuple(quotes), terms, EXTRACTOR_VERSION, model)
