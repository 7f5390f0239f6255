"""What odd and huge documents cost: half a megabyte and a whole one, beside the bare pipeline.

    python tests/benchmarks/extraction_linear.py [SIZE] [MODEL]

For each make of document: the seconds for half of SIZE characters (a million by default) and for all of them, the ratio
of the two (2 is linear; the aim is 2.3 at most, or what the bare pipeline itself grows by, which hangs on the machine),
that ratio of the bare pipeline, and what the whole costs beside it. The bare pipeline gets the document in the pieces
in which the extraction reads it.
"""

import sys
from collections.abc import Iterable
from functools import partial

from timing import seconds_of, show

_PROSE = "The council met on Monday, and Anna Berg said that the bridge would be closed. It is old. "
_QUOTED = '"We will close it," said Anna Berg, who leads the council. '
_ENDLESS = "and the rain came over the hills and went down to the sea while Anna Berg said nothing "
_MAKES = {
    "one paragraph": _PROSE,
    "many paragraphs": _PROSE + "\n\n",
    "quotes in one paragraph": _QUOTED,
    "one endless sentence": _ENDLESS,
    "marks without end": 'a "b c" d ',
    "straight marks alone": '"',
    "one word": "x",
    "names alone": "Anna Berg ",
}


def main(size: str = "1000000", model: str = "") -> None:
    """Prints a line for each make of document."""
    from flows.language import language_model

    nlp = language_model(model)

    from extractors.extraction import extract_all
    from extractors.pieces import legible, pieces

    def bare(text: str) -> Iterable[object]:
        return nlp.pipe([legible(piece.text) for piece in pieces(text)])

    show(f"{'':26} {'half':>7} {'whole':>7} {'growth':>7} {'of bare':>8} {'beside bare':>12}")
    list(extract_all(nlp, (_PROSE,)))
    for name, words in _MAKES.items():
        texts = [(words * (length // len(words) + 1))[:length] for length in (int(size) // 2, int(size))]
        ours = [seconds_of(partial(extract_all, nlp, (text,))) for text in texts]
        theirs = [seconds_of(partial(bare, text)) for text in texts]
        growth, of_bare = ours[1] / ours[0], theirs[1] / theirs[0]
        show(f"{name:26} {ours[0]:7.1f} {ours[1]:7.1f} {growth:7.2f} {of_bare:8.2f} {ours[1] / theirs[1]:12.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
