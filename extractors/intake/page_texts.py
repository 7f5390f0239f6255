"""The text of the article on a page, by trafilatura: its careful mode, and its generous one where that lost much.

Premise: paragraphs of ten words and more, outside of navigation and without many links, are nearly all the article's.
Where the careful mode leaves out a good part of them, it took a part of the page for the whole, and the generous mode
is taken if it has them. Measured in tests/benchmarks/page_texts.py: on most pages the careful mode keeps out what is
none of the article's, on a few it loses half of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

_FEWEST_WORDS = 10  # of a paragraph: fewer are labels, buttons and headings
_LOST_SHARE = 0.3  # of the paragraphs' words, from which on the careful mode lost much
_LOST_WORDS = 60
_OUTSIDE = frozenset({"nav", "footer", "aside", "header", "form", "a", "figure", "button", "noscript", "template"})
_OLDEST = timedelta(days=20 * 365)
_LETTERS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What trafilatura found: the text with a newline between paragraphs, and what the page says of itself."""

    text: str
    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    day: str | None = None


def extracted(tree: Any, address: str, now: datetime) -> Extracted | None:
    """The article on the parsed page; None where there is nothing. `tree` stays as it is."""
    found = _by_trafilatura(tree, address, now, is_careful=True)
    text = found.text or "" if found is not None else ""
    lost = _lost(tree, text)
    if found is None or lost:
        generous = _by_trafilatura(tree, address, now, is_careful=False)
        if generous is not None and (found is None or _words(_missing(lost, generous.text or "")) * 2 < _words(lost)):
            found, text = generous, generous.text or ""
    return Extracted(text, found.title, found.author, found.sitename, found.date) if found is not None else None


def _by_trafilatura(tree: Any, address: str, now: datetime, *, is_careful: bool) -> Any:
    """Trafilatura's document, or None where it finds nothing."""
    from trafilatura import bare_extraction

    dates = {
        "original_date": True,  # when it was published, not when it was last touched
        "extensive_search": False,  # no guessing from whatever looks like a date in the text
        "min_date": (now - _OLDEST).date().isoformat(),
        "max_date": (now + timedelta(days=1)).date().isoformat(),
    }
    return bare_extraction(
        tree,
        url=address,
        favor_precision=is_careful,
        favor_recall=not is_careful,
        include_comments=False,
        deduplicate=False,  # it would remember, process-wide, the paragraphs of all pages before
        with_metadata=True,
        date_extraction_params=dates,
    )


def _lost(tree: Any, text: str) -> list[str]:
    """The page's paragraphs that the text lacks, where they are a good part of all; none otherwise."""
    paragraphs = list(_paragraphs(tree))
    missing = _missing(paragraphs, text)
    count = _words(missing)
    return missing if count >= _LOST_WORDS and count > _words(paragraphs) * _LOST_SHARE else []


def _paragraphs(tree: Any) -> Iterator[str]:
    """The paragraphs and list items of the page that look like an article's."""
    for element in tree.iter("p", "li", "blockquote"):
        if element.tag != "p" and element.find(".//p") is not None:
            continue  # those within are counted
        text = " ".join(element.text_content().split())
        count = len(text.split())
        if count < _FEWEST_WORDS or any(above.tag in _OUTSIDE for above in element.iterancestors()):
            continue
        if sum(len(link.text_content().split()) for link in element.iter("a")) * 4 <= count:
            yield text


def _missing(paragraphs: list[str], text: str) -> list[str]:
    squeezed = _squeezed(text)
    return [paragraph for paragraph in paragraphs if _squeezed(paragraph) not in squeezed]


def _squeezed(text: str) -> str:
    return "".join(_LETTERS.findall(text)).casefold()


def _words(paragraphs: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)
