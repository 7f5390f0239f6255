"""Link lists: front pages, sections, tags, `most read`: headlines of other pages, and no article.

Premises: such a page does not say that it is an article, and its text is short lines; either most of them are links,
or its address or linked data are a section's. The error preferred is a list taken for an article: an article that says
so is never refused, however many links follow it, nor one with a few long paragraphs; and a number or a headline in the
address, as in `/archives/4711` or `/?p=4711`, is one page's, whatever stands before it.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from extractors.intake.page_marks import SeenPage
from extractors.wordlists import word_list

_FEWEST_WORDS = 10  # of a text
_LINES = 6
_HEADLINE = 5  # words: fewer are a menu's
_LINKS_SHARE = 0.6  # of the lines
_SHORT_SHARE = 0.7  # of the lines
_SHORT = 25  # words of a headline, and a teaser below it
_LONG = 40  # words of a paragraph
_LONG_ONES = 3  # paragraphs make an article
_SLUG = 5  # words of an address that are a headline; a topic's name has fewer
_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)\d{4,}|\d{3}")  # no page of a list, and no year
_PAGE_KEYS = frozenset({"p", "id", "article", "articleid", "story", "storyid", "newsid", "post"})


def is_link_list(page: SeenPage) -> bool:
    """Whether the page lists other pages."""
    if page.marks.is_article:
        return False
    if page.count_words < _FEWEST_WORDS:
        return _shows_headlines(page)
    if len(page.lines) < _LINES:
        return False
    counts = [len(line.split()) for line in page.lines]
    if sum(count >= _LONG for count in counts) >= _LONG_ONES:
        return False
    links = _links(page)
    if sum(_folded(line) in links for line in page.lines) >= len(page.lines) * _LINKS_SHARE:
        return True
    is_section = _is_section(page) or bool(page.marks.types & word_list("list_types"))
    return is_section and sum(count <= _SHORT for count in counts) >= len(counts) * _SHORT_SHARE


def _shows_headlines(page: SeenPage) -> bool:
    """Whether a page without a text shows links as long as headlines."""
    links = _links(page)
    return sum(len(line.split()) >= _HEADLINE and _folded(line) in links for line in page.visible_lines) >= _LINES


def _links(page: SeenPage) -> frozenset[str]:
    return frozenset(_folded(link.text_content()) for link in page.tree.iter("a"))


def _is_section(page: SeenPage) -> bool:
    """Whether an address is a site's root, a section's or a tag's."""
    segments = page.segments
    if _names_one_page(page):
        return False
    if not segments:
        return True
    if segments[0] in word_list("section_segments") or segments[-1] in word_list("section_segments"):
        return True
    return len(segments) == 1 and segments[0].isalpha()


def _names_one_page(page: SeenPage) -> bool:
    """Whether an address has the number or the headline of one page."""
    asked = parse_qsl(urlsplit(page.address).query)
    if any(key.lower() in _PAGE_KEYS and value.isdigit() for key, value in asked):
        return True
    last = page.segments[-1].partition(".")[0] if page.segments else ""
    return bool(_NUMBER.fullmatch(last)) or len([word for word in last.split("-") if word]) >= _SLUG


def _folded(text: str) -> str:
    return " ".join(text.split()).strip("-–—•·*|> ").casefold()
