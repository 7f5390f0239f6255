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
_LOST_SHARE = 0.3  # of the paragraphs' words, and of the text's, from which on the careful mode lost much
_LOST_WORDS = 60
_OUTSIDE = frozenset({"nav", "footer", "aside", "header", "form", "a", "figure", "button", "noscript", "template"})
# Beyond that many blocks the other extractors that trafilatura compares its own with are not asked: one of them looks,
# from each short block, for the next one that is not. Pages of the news have some hundred.
_MOST_COMPARED = 4_000
_BLOCKS = (
    *("p", "li", "div", "br", "tr", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "option", "pre", "ul"),
    *("ol", "dl", "table", "thead", "tbody", "tfoot", "caption", "col", "colgroup", "blockquote", "center", "fieldset"),
    *("form", "legend", "optgroup", "textarea"),
)
_OLDEST = timedelta(days=20 * 365)
_NO_LETTERS = re.compile(r"\W+")


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
    from trafilatura import bare_extraction  # slow to import, and the command line starts without it

    dates = {
        "original_date": True,  # when it was published, not when it was last touched
        "extensive_search": False,  # no guessing from whatever looks like a date in the text
        "min_date": (now - _OLDEST).date().isoformat(),
        "max_date": (now + timedelta(days=1)).date().isoformat(),
    }
    # with deduplication it would remember, process-wide, the paragraphs of all pages before
    settings: dict[str, Any] = {"url": address, "include_comments": False, "deduplicate": False}
    settings["fast"] = sum(1 for _ in tree.iter(*_BLOCKS)) > _MOST_COMPARED
    stated: dict[str, Any] = {"with_metadata": True, "date_extraction_params": dates}
    found: Any = bare_extraction(tree, favor_precision=True, **stated, **settings)
    text = _text(found)
    lost = paragraphs_lost(tree, text)
    if found is None:
        found = bare_extraction(tree, favor_recall=True, **stated, **settings)
        text = _text(found)
    elif lost:
        generous = _text(bare_extraction(tree, favor_recall=True, **settings))
        if _words(_missing(lost, generous)) * 2 < _words(lost):
            text = generous
    return Extracted(text, found.title, found.author, found.sitename, found.date) if found is not None else None


def _text(found: Any) -> str:
    return str(found.text or "") if found is not None else ""


def paragraphs_lost(tree: Any, text: str) -> list[str]:
    """The page's paragraphs that the text lacks, where they are a good part of all; none otherwise."""
    words = text.split()
    least, plain = max(_LOST_WORDS, _LOST_SHARE * len(words)), " ".join(words)
    blocks = list(_blocks(tree))
    if sum(len(found) for _, found in blocks if " ".join(found) not in plain) < least:
        return []  # whichever of them are an article's
    paragraphs = list(_paragraphs(blocks))
    missing = _missing(paragraphs, text)
    return missing if _words(missing) >= max(least, _LOST_SHARE * _words(paragraphs)) else []


def _blocks(tree: Any) -> Iterator[tuple[Any, list[str]]]:
    """The paragraphs and list items of the page that have some words, and these."""
    for element in tree.iter("p", "li", "blockquote"):
        words = element.text_content().split()
        if len(words) >= _FEWEST_WORDS:
            yield element, words


def _paragraphs(blocks: list[tuple[Any, list[str]]]) -> Iterator[str]:
    """Those of the blocks that look like an article's."""
    within: dict[Any, bool] = {}  # whether an element that holds paragraphs is one of those outside, or in one
    for element, words in blocks:
        if element.tag != "p" and element.find(".//p") is not None:
            continue  # paragraphs within are counted
        above = element.getparent()
        if above not in within:
            within[above] = any(one.tag in _OUTSIDE for one in element.iterancestors())
        if within[above]:
            continue
        if sum(len(link.text_content().split()) for link in element.iter("a")) * 4 <= len(words):
            yield " ".join(words)


def _missing(paragraphs: list[str], text: str) -> list[str]:
    """Those paragraphs that the text has nowhere, whatever stands between their letters."""
    plain = " ".join(text.split())
    missing = [one for one in paragraphs if one not in plain]
    squeezed = _squeezed(text) if missing else ""
    return [one for one in missing if _squeezed(one) not in squeezed]


def _squeezed(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()


def _words(paragraphs: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)
