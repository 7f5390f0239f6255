"""Paywall teasers: the first lines of an article whose rest is for subscribers.

Premises: a teaser is short, and either its page says so in linked data (`isAccessibleForFree`) or it ends in words of
a list (`to continue reading`). Papers say `not free` of what they show whole all the same: so an article is whole where
its text has nearly as many words as the page states, or where the part that is for subscribers is there with its text.
The error preferred is a teaser taken for an article, which loses nothing but the rest of it.
"""

from itertools import pairwise
from typing import Any

from extractors.intake.page_marks import SeenPage
from extractors.intake.phrases import phrases_in

_SHORT = 150  # words, where the page says that it is not free
_CUT = 300  # words, where it also says or shows that the text goes on
_SHORT_UNSAID = 100  # words, where the page says nothing but has words of the list
_WHOLE = 0.75  # of the words that the page states
_PART = 40  # words of the part for subscribers that show it is there
_OUTSIDE = frozenset({"nav", "header", "footer", "aside"})


def is_paywall_teaser(page: SeenPage) -> bool:
    """Whether the page shows the beginning of an article that is for subscribers."""
    if page.count_words > _CUT or _is_whole(page):
        return False
    if page.marks.is_free is False:
        return page.count_words < _SHORT or _is_cut(page)
    return page.count_words < _SHORT_UNSAID and page.marks.is_free is None and _asks_to_subscribe(page)


def _is_whole(page: SeenPage) -> bool:
    stated = page.marks.count_words
    if stated and page.count_words >= stated * _WHOLE:
        return True
    return any(_has_text(page, name) for name in page.marks.locked_classes)


def _has_text(page: SeenPage, name: str) -> bool:
    """Whether the elements of a class, which are for subscribers, hold text that is the article's, too."""
    found = page.tree.xpath(
        "//*[contains(concat(' ', normalize-space(@class), ' '), concat(' ', $name, ' '))]", name=name
    )
    words = " ".join(" ".join(element.text_content().split()) for element in found).split()
    if len(words) < _PART:
        return False
    pairs, ours = set(pairwise(words)), set(pairwise(page.text.split()))
    return len(pairs & ours) * 2 > len(pairs)


def _is_cut(page: SeenPage) -> bool:
    return page.text.rstrip().endswith(("…", "...")) or _asks_to_subscribe(page)


def _asks_to_subscribe(page: SeenPage) -> bool:
    """Whether words of the list stand on the page, outside of what stands on all pages of a site."""
    if any(phrases_in(line, "paywall_phrases") for line in page.lines):
        return True
    said = page.tree.iter("p", "h2", "h3", "h4", "div", "span", "strong", "a", "button")
    return any(_is_own_offer(element) for element in said if element.text and not element.text.isspace())


def _is_own_offer(element: Any) -> bool:
    if not phrases_in(element.text, "paywall_phrases"):
        return False
    return not any(above.tag in _OUTSIDE for above in element.iterancestors())
