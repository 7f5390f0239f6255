"""A page that came again: another text of its article, another title, nothing new, or something else in its place.

Premise: what was read once is worth more than what now stands in its way. A page that has become a paywall's teaser, a
note that the article is gone, or another article never replaces the text that is known: it is a problem of the visit.
What changes by itself is no edit: white space, lines that say when a page was updated, and links to other articles.
The error preferred is an edit that is missed, not a text that is lost.
"""

import re
from collections import Counter
from dataclasses import replace

from extractors.records import Article, KnownPage, Problem
from extractors.wordlists import word_list

_WORD = re.compile(r"\w+")
_SHORTER = 0.5  # share of the words known: below that, a text is looked at twice
_ALIKE = 0.3  # share of the content words of the shorter text that the longer one has
_LONGEST_STAMP = 12  # words of a line that says when
_LONGEST_LINK = 25  # words of a line that leads to another article
_TAIL = 400  # characters at the end of a teaser, in which it asks for a subscription
_WHEN = re.compile(r"\d|\bago\b|\btoday\b|\bjust now\b", re.IGNORECASE)


def edited(known: KnownPage, article: Article) -> Article | Problem | None:
    """The article to load; None where nothing was edited; the problem of a page that holds the article no longer.

    What is to be loaded keeps the identity that it has. With a new title alone it has the text that is known.
    """
    title, title_from = (article.title, "page") if article.title_from == "page" else (known.title, known.title_from)
    is_retitled = title_from == known.title_from == "page" and folded_line(title or "") != folded_line(
        known.title or ""
    )
    kept = replace(article, article_id=known.article_id, title=title, title_from=title_from)
    if is_same_text(known.text, article.text):
        return replace(kept, text=known.text, text_sha256=known.text_sha256) if is_retitled else None
    return _refusal(known, article) or kept


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space, and for lines that change by themselves. Symmetrical."""
    return one == other or _lasting(one) == _lasting(other)


def folded_line(line: str) -> str:
    """The line with one space where there is any white space. Twice is once."""
    return " ".join(line.split())


def _lasting(text: str) -> list[str]:
    """The text's words that an edit would change."""
    lines = (folded_line(line) for line in text.splitlines())
    return [word for line in lines if not _is_passing(line) for word in line.split()]


def _is_passing(line: str) -> bool:
    """Whether a line says when the page was updated, or leads to another article."""
    words = line.casefold().split()
    if not words or len(words) > _LONGEST_LINK:
        return False
    start = line.casefold().lstrip("([*•-–— ")
    if len(words) <= _LONGEST_STAMP and _WHEN.search(line):
        return any(_opens(start, opening) for opening in word_list("stamp_openings"))
    return any(start.startswith(f"{opening}:") for opening in word_list("link_openings"))


def _opens(line: str, opening: str) -> bool:
    return line.startswith(opening) and not line[len(opening) :][:1].isalnum()


def _refusal(known: KnownPage, article: Article) -> Problem | None:
    """Why what came is not a later text of the article, or None where it is one."""
    is_shorter = len(article.text.split()) < _SHORTER * len(known.text.split())
    is_like = _likeness(known.text, article.text) >= _ALIKE
    if is_shorter and _asks_for_subscription(article.text):
        return _problem(article, "paywall teaser", "the page now shows the beginning of its article only")
    is_elsewhere = article.canonical_address is not None and article.canonical_address not in known.addresses
    if not is_like and (is_shorter or is_elsewhere):
        return _problem(article, "other text", "the page now holds something else than its article")
    return None


def _problem(article: Article, kind: str, cause: str) -> Problem:
    thing = article.canonical_address or article.article_id
    return Problem(thing, kind, cause, "Nothing has to be done: the text that was read before is kept.")


def _asks_for_subscription(text: str) -> bool:
    tail = f" {folded_line(text[-_TAIL:]).casefold()} "
    return any(mark in tail for mark in word_list("paywall_marks"))


def _likeness(one: str, other: str) -> float:
    """The share of the content words of the shorter text that the longer one has, each as often as it is there."""
    mine, theirs = _content(one), _content(other)
    fewest = min(mine.total(), theirs.total())
    return (mine & theirs).total() / fewest if fewest else 0.0


def _content(text: str) -> Counter[str]:
    stops = word_list("stop_words")
    return Counter(word for word in _WORD.findall(text.casefold()) if word not in stops)
