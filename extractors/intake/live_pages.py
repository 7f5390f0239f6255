"""Live indexes: pages on which posts of a live blog follow each other, each with its time. They are no one article.

Premises: the page says so in linked data (`LiveBlogPosting`) and has several posts, or its title or address is a live
blog's and it has many posts with a time each. An article that sums up what was told live has neither. The error
preferred is a live blog taken for an article.
"""

import re

from extractors.intake.page_marks import SeenPage
from extractors.wordlists import word_list

_UPDATES = 3  # posts, where linked data say that it is a live blog
_POSTS = 8  # posts with a time, where title or address alone say so
_OUTSIDE = frozenset({"aside", "nav", "footer", "header"})
_ELSEWHERE = re.compile(r"comment|related|recommend|most-|latest-|sidebar|teaser|promo", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_APART = re.compile(r"[^a-z0-9]+")


def is_live_index(page: SeenPage) -> bool:
    """Whether the page is a live blog with its posts."""
    if "LiveBlogPosting" in page.marks.types:
        return max(page.marks.count_updates, _count_posts(page)) >= _UPDATES
    return _sounds_live(page) and _count_posts(page) >= _POSTS


def _sounds_live(page: SeenPage) -> bool:
    said = "-".join(_APART.sub("-", text.lower()) for text in (*page.segments, page.title or ""))
    return any(f"-{words}-" in f"-{said}-" for words in word_list("live_words"))


def _count_posts(page: SeenPage) -> int:
    """How many times of the day stand on the page, outside of comments and lists of other pages."""
    return sum(_is_of_post(element) for element in page.tree.iter("time"))


def _is_of_post(element: object) -> bool:
    stated = f"{element.get('datetime') or ''} {element.text_content()}"  # type: ignore[attr-defined]
    if not _CLOCK.search(stated):
        return False
    for above in element.iterancestors():  # type: ignore[attr-defined]
        if above.tag in _OUTSIDE or _ELSEWHERE.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return False
    return True
