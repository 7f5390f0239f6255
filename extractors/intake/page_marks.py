"""What a page says of itself in its head: Open Graph and linked data (schema.org), read once a page."""

import json
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from extractors.intake.markup import lines_of

_TIME_NAMES = frozenset({"parsely-pub-date", "date", "DC.date.issued", "pubdate"})
_MOST_THINGS = 2_000  # of linked data: more are no description of a page
_NO = frozenset({"false", "no", "http://schema.org/false", "https://schema.org/false"})


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What a page states. `types` are those of its own things in linked data, not of things within these."""

    types: frozenset[str] = frozenset()
    og_type: str = ""
    is_free: bool | None = None
    count_words: int | None = None  # of the whole article
    locked_classes: tuple[str, ...] = ()  # of the elements that only subscribers may see
    count_updates: int = 0  # posts of a live blog
    times: tuple[str, ...] = ()  # when it was published
    has_article_time: bool = False

    @property
    def is_article(self) -> bool:
        """Whether it says that it is one article."""
        kinds = self.types - {"LiveBlogPosting"}
        named = any(kind.endswith(("Article", "BlogPosting")) for kind in kinds)
        return named or self.og_type.startswith("article") or self.has_article_time


@dataclass(frozen=True)
class SeenPage:
    """A page that came, and what was found on it: what tells whether it is an article's."""

    address: str
    tree: Any
    text: str
    title: str | None
    marks: PageMarks

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text."""
        return tuple(line for line in self.text.split("\n") if line.strip())

    @cached_property
    def count_words(self) -> int:
        """The words of the text."""
        return len(self.text.split())

    @cached_property
    def visible_lines(self) -> tuple[str, ...]:
        """All lines that a reader sees, whether of the text or not."""
        return lines_of(self.tree)

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The parts of the address's path, in lower case."""
        return tuple(part for part in urlsplit(self.address).path.lower().split("/") if part)


def page_marks(tree: Any) -> PageMarks:
    """What the page says of itself; what is broken is as if it were not there."""
    things = tuple(_things(tree))
    free = [_is_free(thing["isAccessibleForFree"]) for thing in things if "isAccessibleForFree" in thing]
    metas = tuple(tree.iter("meta"))
    article_time = _said(metas, "property", {"article:published_time"})
    others = _said(metas, "itemprop", {"datePublished"}), _said(metas, "name", _TIME_NAMES)
    times = [article_time, *others, _said(tree.iter("time"), "itemprop", {"datePublished"}, "datetime")]
    times += [thing["datePublished"] for thing in things if isinstance(thing.get("datePublished"), str)]
    return PageMarks(
        types=frozenset(kind for thing in things for kind in _types(thing)),
        og_type=(_said(metas, "property", {"og:type"}) or "").lower(),
        is_free=None if not free else all(free),
        count_words=max((count for thing in things if (count := _stated_words(thing))), default=None),
        locked_classes=tuple(name for thing in things for name in _locked(thing)),
        count_updates=max((len(_list(thing.get("liveBlogUpdate"))) for thing in things), default=0),
        times=tuple(time for time in times if time),
        has_article_time=article_time is not None,
    )


def _said(elements: Iterable[Any], name: str, wanted: Collection[str], where: str = "content") -> str | None:
    """What the first of the elements says that has one of the wanted values in that attribute."""
    found = (element.get(where) for element in elements if element.get(name) in wanted)
    return next((said.strip() for said in found if said is not None), None)


def _things(tree: Any) -> Iterator[dict[str, Any]]:
    """The page's own things in its linked data."""
    waiting: deque[Any] = deque()
    for block in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting.append(json.loads(block, strict=False))
        except (ValueError, RecursionError):
            continue  # linked data is often broken; the page's other marks are still there
    seen = 0
    while waiting and seen < _MOST_THINGS:
        thing = waiting.popleft()
        seen += 1
        if isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            waiting.extend(_list(thing.get("@graph")))


def _list(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _types(thing: dict[str, Any]) -> Iterator[str]:
    for kind in _list(thing.get("@type")):
        if isinstance(kind, str):
            yield kind.rpartition("/")[2]


def _is_free(value: object) -> bool:
    return value is not False and not (isinstance(value, str) and value.strip().lower() in _NO)


def _stated_words(thing: dict[str, Any]) -> int:
    body, count = thing.get("articleBody"), thing.get("wordCount")
    if isinstance(count, str) and count.isascii() and count.isdigit() and len(count) < 7:
        count = int(count)
    stated = count if isinstance(count, int) and not isinstance(count, bool) else 0
    return max(stated, len(body.split()) if isinstance(body, str) else 0)


def _locked(thing: dict[str, Any]) -> Iterator[str]:
    for part in _list(thing.get("hasPart")):
        if not isinstance(part, dict) or _is_free(part.get("isAccessibleForFree", True)):
            continue
        for selector in _list(part.get("cssSelector")):
            if isinstance(selector, str) and selector.startswith(".") and selector[1:].replace("-", "").isalnum():
                yield selector[1:]
