"""A parsed text as the stages read it: runs between marks, units, and which word hangs on which."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from extractors.quotes.breaks import breaks
from extractors.quotes.marks import Run, ending
from extractors.wordlists import word_list

_ENDS = frozenset(".?!…")
_AS_BEFORE = 20  # tokens from `as` to `put it`
_INVERTED = frozenset({"said", "says"})  # at a sentence's head the model takes them for a name: Said Hall
_GOES_ON = frozenset(",;:—–―-")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence that no quotation mark is open across: the tokens from `first` up to, not including, `last`.

    `runs` are the places in `Reading.runs` of those it holds; `paragraph` counts the lines of the text.
    """

    number: int
    first: int
    last: int
    paragraph: int
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A parsed text with what is looked up again and again, each computed once and in linear time.

    `run_of` has for each token the run it lies in, its marks included, else -1; `spans` the tokens of each run.
    """

    doc: Doc
    text: str
    runs: tuple[Run, ...]
    run_of: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    children: tuple[tuple[Token, ...], ...]
    units: tuple[Unit, ...]
    words: tuple[Token | None, ...]  # the tokens that are neither space nor between marks, at their places

    def is_quoted(self, token: Token) -> bool:
        """Whether the token lies between marks."""
        return self.run_of[token.i] >= 0

    def outside(self, first: int, last: int) -> Iterator[Token]:
        """The tokens from `first` up to `last` that are neither space nor between marks."""
        return (token for token in self.words[max(first, 0) : max(last, 0)] if token is not None)

    def child(self, token: Token, *deps: str) -> Token | None:
        """The first child of a token with one of these dependencies, outside of marks."""
        return next((c for c in self.children[token.i] if c.dep_ in deps and self.run_of[c.i] < 0), None)

    def noun_phrase(self, head: Token) -> Span:
        """The words that name what `head` names: its left side, and for a role whose it is (`of`, `for`, `from`)."""
        first, last = head.left_edge.i, head.i + 1
        last_break = (i for i in range(head.i - 1, first - 1, -1) if self.doc[i].is_space or self.run_of[i] >= 0)
        first = next(last_break, first - 1) + 1
        while first < head.i and (self.doc[first].is_punct or self.doc[first].lower_ in _INVERTED):
            first += 1
        if head.pos_ != "PROPN":
            for child in self.children[head.i]:
                if child.lower_ in {"of", "for", "from", "at", "with", "in"} and child.i == last:
                    last = _phrase_end(self, child)
        return self.doc[first:last]


def read(doc: Doc, runs: tuple[Run, ...]) -> Reading:
    """The reading of a parsed text and its runs."""
    run_of, spans = _align(doc, runs)
    children: list[list[Token]] = [[] for _ in doc]
    tokens = list(doc)
    for token, distance in zip(tokens, doc.to_array("HEAD").view("int64").tolist(), strict=True):
        if distance:
            children[token.i + distance].append(token)
    words = tuple(None if run >= 0 or t.is_space else t for t, run in zip(tokens, run_of, strict=True))
    text = doc.text  # spaCy joins it anew at each call
    ends_open = tuple(ending(text, run) != "." for run in runs)
    parted = breaks(text, [token.idx for token in doc])
    units = tuple(_units(doc, run_of, spans, ends_open, parted))
    return Reading(doc, text, runs, run_of, spans, tuple(map(tuple, children)), units, words)


def is_cue(token: Token, *lists: str) -> bool:
    """Whether the token is a verb form of one of the word lists, or `put` in `as Ann put it`."""
    if not token.tag_.startswith("VB"):
        return False
    lemma = token.lemma_.lower()
    return any(lemma in word_list(name) for name in lists) or (lemma == "put" and _puts_it(token))


def _puts_it(verb: Token) -> bool:
    """Whether the verb stands in `as … put it`."""
    after = verb.doc[verb.i + 1 : verb.i + 2]
    return after.text == "it" and any(word.lower_ == "as" for word in verb.doc[max(0, verb.i - _AS_BEFORE) : verb.i])


def _phrase_end(reading: Reading, head: Token) -> int:
    """One after the last token of what hangs on `head`, up to the first comma or mark."""
    last = head.i + 1
    while last <= head.right_edge.i and not reading.doc[last].is_punct and reading.run_of[last] < 0:
        last += 1
    return last


def _align(doc: Doc, runs: tuple[Run, ...]) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """For each token its run, and for each run its tokens."""
    starts = [token.idx for token in doc]
    run_of, spans = [-1] * len(doc), []
    for number, run in enumerate(runs):
        first, last = max(0, bisect_left(starts, run.start + 1) - 1), bisect_left(starts, run.end)
        spans.append((first, last))
        run_of[first:last] = [number] * (last - first)
    return tuple(run_of), tuple(spans)


def _units(
    doc: Doc,
    run_of: tuple[int, ...],
    spans: tuple[tuple[int, int], ...],
    ends_open: tuple[bool, ...],
    parted: frozenset[int],
) -> Iterator[Unit]:
    """The units in the order of the text, blank ones left out."""
    first, paragraph, number, run_next = 0, 0, 0, 0
    texts = [token.text for token in doc]
    for place in range(1, len(doc) + 1):
        before = texts[place - 1]
        is_line_end = place == len(doc) or "\n" in before
        is_parted = place in parted and (run_of[place - 1] < 0 or run_of[place] != run_of[place - 1])
        may_end = is_line_end or is_parted or run_of[place - 1] >= 0 or before[-1] in _ENDS
        if not may_end or not (is_line_end or is_parted or _is_break(doc, run_of, ends_open, place)):
            continue
        run_first = run_next
        while run_next < len(spans) and spans[run_next][0] < place:
            run_next += 1
        if any(not token.is_space for token in doc[first:place]):
            yield Unit(number, first, place, paragraph, tuple(range(run_first, run_next)))
            number += 1
        first, paragraph = place, paragraph + is_line_end


def _is_break(doc: Doc, run_of: tuple[int, ...], ends_open: tuple[bool, ...], place: int) -> bool:
    """Whether a sentence ends before the token at `place`: never between marks.

    After a closing mark the words inside decide: a comma goes on; a full stop ends, unless a small letter follows; a
    question goes on, for its speaker often follows.
    """
    token, before = doc[place], doc[place - 1]
    if token.is_space or before.is_space:
        return False
    number = run_of[place - 1]
    if number >= 0:
        if run_of[place] == number or token.text[0] in _GOES_ON or token.text[0] in _ENDS:
            return False
        return not ends_open[number] and not token.text[0].islower()
    starts_run = run_of[place] >= 0
    return before.text[-1] in _ENDS and (bool(token.is_sent_start) or (starts_run and len(before) == 1))
