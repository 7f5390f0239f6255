"""Pages that are no article, each kind recognised by a module of its own. What is refused is named, and kept raw."""

from collections.abc import Callable
from typing import NamedTuple

from extractors.intake.consent_walls import is_consent_wall
from extractors.intake.link_lists import is_link_list
from extractors.intake.live_pages import is_live_index
from extractors.intake.page_marks import SeenPage
from extractors.intake.paywalls import is_paywall_teaser
from extractors.intake.video_pages import is_video_caption
from extractors.records import Problem


class _Kind(NamedTuple):
    is_one: Callable[[SeenPage], bool]
    name: str
    cause: str
    remedy: str


_KINDS = (
    _Kind(
        is_consent_wall,
        "consent wall",
        "the page asks for consent and shows no article",
        "Open it in a browser; what it shows after consent can be saved and imported.",
    ),
    _Kind(
        is_paywall_teaser,
        "paywall teaser",
        "the page shows the beginning only, the rest is for subscribers",
        "Where you subscribe, save the page and use `onrecord import` to have it.",
    ),
    _Kind(
        is_video_caption, "video caption", "the page shows a video and little but its caption", "Nothing to do here."
    ),
    _Kind(
        is_live_index,
        "live index",
        "the page is a live blog: many posts, not one article",
        "Nothing to do here; what is told there comes as articles, too.",
    ),
    _Kind(
        is_link_list,
        "link list",
        "the page lists other pages and is no article",
        "Should the feed list nothing else, look for another feed of that site.",
    ),
)

REFUSED_KINDS = tuple(kind.name for kind in _KINDS)


def no_article(page: SeenPage) -> Problem | None:
    """Why the page is no article, else None. The first kind that it is counts."""
    for kind in _KINDS:
        if kind.is_one(page):
            return Problem(page.address, kind.name, f"{kind.cause} ({page.count_words} words)", kind.remedy)
    return None
