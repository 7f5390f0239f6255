"""A page's bytes to the article on it. Whatever comes in, a ParsedPage or a named Problem comes out."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from extractors.intake.addresses import host_of, join, without_credentials
from extractors.intake.dates import address_day, first_plausible, stated_time
from extractors.intake.furniture import without_furniture
from extractors.intake.markup import decoded, one_line, without_lone_surrogates
from extractors.intake.page_texts import Extracted, extracted
from extractors.records import UNDATED, ParsedPage, Precision, Problem, Published

_FEWEST_WORDS = 10  # fewer are a caption, or a notice that something is missing
_HEADLINE_WITHIN = 3  # lines of the text
_LONGEST_LABEL = 4  # words
_TEXTUAL = re.compile(r"html|xml|text/plain", re.IGNORECASE)
_TITLE_END = re.compile(r"^(.+) [-|–—] (.+?)$", re.DOTALL)
_TAG = re.compile(rb"<[a-z!/?]", re.IGNORECASE)
_TIME_TAGS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='parsely-pub-date' or @name='date' or @name='DC.date.issued' or @name='pubdate']/@content",
    "//time[@itemprop='datePublished']/@datetime",
)

# What these say of a page they cannot read is said by our Problem; unheard, it would go to the terminal.
for _name in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def parse_page(body: bytes, *, address: str, content_type: str | None, now: datetime) -> ParsedPage | Problem:
    """The article on the page: its text with a newline between paragraphs, and what the page says about itself.

    By trafilatura, given text, without its process-wide memory of paragraphs: the same page gives the same text.
    A page that is no HTML, or holds less than ten words of text, is a Problem.
    """
    thing = without_credentials(address)
    refusal = _not_a_page(thing, body, content_type)
    if refusal is not None:
        return refusal
    tree = _tree(decoded(body, content_type))
    found = extracted(tree, thing, now) if tree is not None else None
    text = _article_text(found) if found is not None else ""
    if tree is None or found is None or len(text.split()) < _FEWEST_WORDS:
        cause = f"no article text on the page ({len(text.split())} words)"
        return Problem(
            thing, "no text", cause, "Open it: it may need a subscription, consent, or scripts to show text."
        )
    title, outlet = one_line(found.title), one_line(found.outlet)
    outlet_name = None if outlet in (title, host_of(thing), host_of(thing).removeprefix("www.")) else outlet
    return ParsedPage(
        text=text,
        title=_without_outlet(title, outlet_name) if title and outlet_name else title,
        byline=one_line(found.author),
        outlet_name=outlet_name,
        language=_language(tree),
        declared_address=join(thing, _first(tree, "//link[@rel='canonical']/@href")),
        published=_published(tree, found.day, thing, now),
    )


def _not_a_page(thing: str, body: bytes, content_type: str | None) -> Problem | None:
    if not body.strip():
        return Problem(thing, "no text", "the page is empty", "Open it; try again later.")
    if body.lstrip()[:5] == b"%PDF-" or "application/pdf" in (content_type or "").lower():
        return Problem(thing, "pdf", "a PDF, not a web page", "Save its text and use `onrecord import` to have it.")
    if content_type and not _TEXTUAL.search(content_type) and not _TAG.search(body[:1000]):
        cause = f"not a web page but {content_type.partition(';')[0].strip()[:60]}"
        return Problem(thing, "not html", cause, "Nothing to do here.")
    return None


def _tree(html: str) -> Any:
    """The parsed page, or None where it holds no HTML."""
    from trafilatura.utils import load_html  # slow to import, and the command line starts without it

    return load_html(html)


def _article_text(found: Extracted) -> str:
    return without_furniture(_without_headline(without_lone_surrogates(found.text), found.title))


def _without_outlet(title: str, outlet: str) -> str:
    """The headline of `Headline - The Example Times`."""
    parts = _TITLE_END.match(title)
    return parts.group(1) if parts and outlet.lower().startswith(parts.group(2).lower()) else title


def _without_headline(text: str, title: str | None) -> str:
    """The text without the headline on top of it, and a label such as `News` above that: the title holds it."""
    folded = _folded(title or "")
    lines = text.split("\n", _HEADLINE_WITHIN)
    for number, line in enumerate(lines[:_HEADLINE_WITHIN]):
        if folded and _folded(line) == folded:
            return "\n".join(lines[number + 1 :])
        if len(line.split()) > _LONGEST_LABEL:
            break
    return text


def _folded(line: str) -> str:
    return " ".join(line.split()).casefold().rstrip(".")


def _language(tree: Any) -> str | None:
    stated = _first(tree, "/html/@lang") or _first(tree, "//meta[@property='og:locale']/@content")
    return stated.replace("_", "-") if stated and len(stated) < 20 else None


def _published(tree: Any, day: str | None, address: str, now: datetime) -> Published:
    """When the page says it was published: to the second where a tag or its linked data do, else to the day."""
    exact = first_plausible((stated_time(text, source="page") for text in _stated_times(tree)), now)
    found = stated_time(day, source="page")
    if found.at is not None and found.at == address_day(address).at:
        found = UNDATED  # htmldate takes the address's day for the page's own; it is asked for later, as the address's
    if exact.precision is Precision.SECOND:
        return exact
    return first_plausible((exact, found), now)


def _stated_times(tree: Any) -> Iterator[str]:
    for path in _TIME_TAGS:
        stated = _first(tree, path)
        if stated:
            yield stated
    for block in tree.xpath("//script[@type='application/ld+json']/text()"):
        yield from _linked_times(block)


def _linked_times(block: str) -> Iterator[str]:
    try:
        waiting = [json.loads(block, strict=False)]
    except (ValueError, RecursionError):
        return  # linked data is often broken; the page's other dates are still there
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            if isinstance(thing.get("datePublished"), str):
                yield thing["datePublished"]
            waiting.extend(thing.get("@graph") or ())


def _first(tree: Any, path: str) -> str | None:
    found = tree.xpath(path)
    return str(found[0]).strip() or None if found else None
