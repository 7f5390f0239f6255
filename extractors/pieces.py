"""A text as the language model gets it: in pieces of a size that can be parsed, legible, titles whole, lines apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from extractors.quotes.marks import level
from extractors.wordlists import word_list

_LARGEST = 100_000  # characters parsed in one piece: no article is longer, and memory grows with it
_KNOWN_TITLE = "dr."  # the norm of a title that the models have often seen
_SURROGATE = re.compile("[\ud800-\udfff]")
_RUNAWAY = re.compile(r"[^\w\s]{60,}")  # the tokeniser peels such a string mark by mark, in quadratic time


@dataclass(frozen=True, slots=True)
class Piece:
    """A contiguous part of a text, and the character of the text at which it starts."""

    start: int
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """The text in pieces that can be parsed, one after the other: cut between paragraphs, else at a space."""
    start = 0
    while len(text) - start > _LARGEST:
        stop = start + _LARGEST
        cut = max(text.rfind("\n", start + 1, stop), -1)
        if cut < start + _LARGEST // 2:
            cut = max(cut, text.rfind(" ", start + 1, stop))
        cut = cut if cut > start else stop - 1
        yield Piece(start, text[start : cut + 1])
        start = cut + 1
    yield Piece(start, text[start:])


def legible(text: str) -> str:
    """The text as the model gets it: of the same length, marks levelled, and nothing in it that stops the model."""
    sound = _SURROGATE.sub("\ufffd", level(text))
    return _RUNAWAY.sub(lambda found: "x" * len(found[0]), sound)


def document(nlp: Language, text: str) -> Doc:
    """The words of a piece for the model to parse. They are those of any pipeline's tokeniser, but for two things.

    An abbreviated title and its full stop are one word, and a line's first word starts a sentence, which the model
    would not always see. Done here and not in the tokeniser, it holds however the pipeline was loaded.
    """
    doc = nlp.make_doc(legible(text))
    _join_titles(doc)
    _start_lines(doc)
    return doc


def _join_titles(doc: Doc) -> None:
    """Makes one word of an abbreviated title and its full stop, where a capital word follows on the same line.

    Taken apart (`Sgt` `.`), the model ends a sentence there, and the words of the officer are lost. The rare ones it
    would take for first names or bodies, so all have the norm, by which it knows words, of a common one. A sentence
    that does end in a title, before a name (`He was made a Lt. Ann left.`), is taken for one with the next.
    """
    titles = word_list("abbreviated_titles")
    found = [
        token.i
        for token in doc[:-2]
        if not token.whitespace_
        and token.lower_ in titles
        and doc[token.i + 1].text == "."
        and not token.text.islower()
        and doc[token.i + 2].text[0].isupper()
    ]
    if found:
        with doc.retokenize() as retokenizer:
            for place in found:
                retokenizer.merge(doc[place : place + 2], attrs={"NORM": _KNOWN_TITLE})


def _start_lines(doc: Doc) -> None:
    """Tells the model that a line begins a sentence: a heading without a full stop is none with what follows.

    A line that begins in a small letter may be the rest of a wrapped one: there the model decides.
    """
    for token in doc[:-1]:
        if "\n" in token.text and not doc[token.i + 1].text[0].islower():
            doc[token.i + 1].is_sent_start = True


def notes(text: str) -> tuple[str, ...]:
    """What a reader of the extraction should know of how the text was read: nothing, for an ordinary article."""
    found = []
    count = sum(1 for _ in pieces(text))
    if count > 1:
        found.append(
            f"The text, of {len(text):,} characters, was read in {count} pieces: who speaks in one and is named only "
            "in another is not found."
        )
    runs = sum(1 for _ in _RUNAWAY.finditer(level(text)))
    if runs:
        run = "1 run of 60 or more marks was read as one word"
        many = f"{runs} runs of 60 or more marks were read as one word each"
        found.append(f"{run if runs == 1 else many}: no sentence ends there.")
    return tuple(found)
