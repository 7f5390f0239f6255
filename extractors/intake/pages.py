"""A page's bytes to the article on it. Whatever comes in, a ParsedPage or a named Problem comes out."""

import logging
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from extractors.intake.addresses import host_of, join, without_credentials
from extractors.intake.bylines import byline_in, clean_byline
from extractors.intake.dates import address_day, first_plausible, stated_time
from extractors.intake.furniture import without_furniture
from extractors.intake.languages import language_of
from extractors.intake.markup import decoded, one_line, without_lone_surrogates
from extractors.intake.nesting import is_too_deep, too_deep
from extractors.intake.page_kinds import no_article
from extractors.intake.page_marks import SeenPage, page_marks
from extractors.intake.page_texts import Extracted, extracted
from extractors.intake.traps import without_traps
from extractors.records import UNDATED, ParsedPage, Precision, Problem, Published

_FEWEST_WORDS = 10  # fewer are a caption, or a notice that something is missing
_HEADLINE_WITHIN = 3  # lines of the text
_LONGEST_LABEL = 4  # words
_TEXTUAL = re.compile(r"html|xml|text/plain", re.IGNORECASE)
_TITLE_END = re.compile(r"^(.+) [-|–—] (.+?)$", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")  # RFC 5646, without what nobody uses
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})  # ISO 639-2 for: whichever, several, another, none
_TAG = re.compile(rb"<[a-z!/?]", re.IGNORECASE)

# What these say of a page they cannot read is said by our Problem; unheard, it would go to the terminal.
for _name in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def parse_page(body: bytes, *, address: str, content_type: str | None, now: datetime) -> ParsedPage | Problem:
    """The article on the page: its text with a newline between paragraphs, and what the page says about itself.

    By trafilatura, given text, without its process-wide memory of paragraphs: the same page gives the same text.
    A page that is no HTML, is no article (see `page_kinds`), or holds less than ten words of text, is a Problem.
    """
    thing = without_credentials(address)
    refusal = _not_a_page(thing, body, content_type)
    if refusal is not None:
        return refusal
    html = decoded(body, content_type)
    if is_too_deep(html):
        return too_deep(thing)
    tree = _tree(html)
    if tree is None:
        return _no_text(thing, 0)
    found = extracted(tree, thing, now) or Extracted("")
    page = SeenPage(thing, tree, _article_text(found), one_line(found.title), page_marks(tree))
    return no_article(page) or (
        _parsed(page, found, now) if page.count_words >= _FEWEST_WORDS else _no_text(thing, page.count_words)
    )


def _no_text(thing: str, count_words: int) -> Problem:
    cause = f"no article text on the page ({count_words} words)"
    return Problem(thing, "no text", cause, "Open it: it may need a subscription, consent, or scripts to show text.")


def _parsed(page: SeenPage, found: Extracted, now: datetime) -> ParsedPage:
    host = (host_of(page.address) or "").removeprefix("www.")
    outlet = one_line(found.outlet)
    outlet_name = None if outlet in (page.title, host, f"www.{host}") else outlet
    byline = clean_byline(one_line(found.author), outlet=outlet, domain=host)
    in_text = None if byline else byline_in(page.text)
    language, language_from = language_of(_language(page.tree), page.text)
    return ParsedPage(
        text=page.text,
        title=_headline(page, outlet_name),
        byline=byline or in_text,
        outlet_name=outlet_name,
        language=language,
        declared_address=join(page.address, _first(page.tree, "//link[@rel='canonical']/@href")),
        published=_published(page, found.day, now),
        byline_from="page" if byline else "text" if in_text else "none",
        outlet_from="page" if outlet_name else "none",
        language_from=language_from,
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
    return without_traps(_loader()(html))


@cache
def _loader() -> Callable[[str], Any]:
    """Trafilatura's own, whose parser makes every element one of the same class.

    lxml.html otherwise asks Python at each element that is looked at, hundreds of thousands of times a page, whether
    it is a form's, which nobody here wants to know.
    """
    from lxml import etree, html
    from trafilatura import utils  # slow to import, and the command line starts without it

    classes = etree.ElementDefaultClassLookup(
        html.HtmlElement, html.HtmlComment, html.HtmlProcessingInstruction, html.HtmlEntity
    )
    utils.HTML_PARSER.set_element_class_lookup(classes)
    return utils.load_html


def _article_text(found: Extracted) -> str:
    return without_furniture(_without_headline(without_lone_surrogates(found.text), found.title))


def _headline(page: SeenPage, outlet: str | None) -> str | None:
    """The headline of `Headline - The Example Times`: the end is the outlet's name, or the page has it without."""
    parts = _TITLE_END.match(page.title or "")
    if parts is None:
        return page.title
    headline, end = parts.groups()
    if outlet and outlet.lower().startswith(end.lower()):
        return headline
    tops = (one.text_content() for one in page.tree.iter("h1"))
    return headline if any(_folded(top) == _folded(headline) for top in tops) else page.title


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
    plain = stated.replace("_", "-") if stated else ""
    return plain if _LANGUAGE.fullmatch(plain) and plain.lower() not in _NO_LANGUAGE else None


def _published(page: SeenPage, day: str | None, now: datetime) -> Published:
    """When the page says it was published: to the second where a tag or its linked data do, else to the day."""
    exact = first_plausible((stated_time(text, source="page") for text in page.marks.times), now)
    found = stated_time(day, source="page")
    if found.at is not None and found.at == address_day(page.address).at:
        found = UNDATED  # htmldate takes the address's day for the page's own; it is asked for later, as the address's
    if exact.precision is Precision.SECOND:
        return exact
    return first_plausible((exact, found), now)


def _first(tree: Any, path: str) -> str | None:
    found = tree.xpath(path)
    return str(found[0]).strip() or None if found else None
