"""How deep markup is nested, counted before a parser has to find out: some take a time that grows with the square.

A count, no parse: tags that need no end are left aside, and escaped markup, which a feed's entries are, counts as
markup. The error preferred is to let through: what a parser is then too slow for is stopped with it.
"""

import re

from extractors.records import Problem

DEEPEST = 3_000
"""Levels; a page of the news has some thirty, and browsers stop at 512."""

_LOOSEST = 20_000  # tags, one within another, of the kinds that HTML ends by itself and XML does not
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:._-]{0,40}+)([^<>]*+)>", re.IGNORECASE)  # end, name, and what else is in it
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_ENDED_BY_THE_NEXT = frozenset(
    {
        *("p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup"),
        *("rt", "rp", "body", "html", "head"),
    }
)
_WHOLE = frozenset({"item", "entry"})  # with the end of an entry all within it is over, however it was cut short
# An entity whose value names another one; `&#8212;` and `&amp;` are plain characters, and harmless.
_NESTED_ENTITY = re.compile(
    r"""<!ENTITY\s+(?:%\s+)?[^\s"'>]+\s+(["'])(?:(?!\1)[^&%])*(?:[&%](?!amp;|lt;|gt;|quot;|apos;|#)(?!\1)[\w.:-]+;)"""
)


def too_deep(thing: str) -> Problem:
    """The Problem of a page or feed that is nested so."""
    cause = f"its tags are nested, or comments left open, more than {DEEPEST:,} times"
    return Problem(thing, "too deep", cause, "Nothing to do here: it was not made to be read.")


def nested_entities(thing: str) -> Problem:
    """The Problem of a feed that declares entities made of others: a kilobyte of them can stand for gigabytes."""
    cause = "it declares entities that are made of other entities"
    return Problem(thing, "nested entities", cause, "Nothing to do here: no feed needs them, and it is not read.")


def has_nested_entities(markup: str) -> bool:
    """Whether it declares an entity that is made of others. Such from elsewhere (an external one) are never read."""
    return "<!ENTITY" in markup and _NESTED_ENTITY.search(markup) is not None


def is_too_deep(markup: str) -> bool:
    """Whether tags are nested deeper, or comments left open more often, than in anything that is meant to be read."""
    opened = markup.count("<") + markup.count("&lt;") - markup.count("</") - markup.count("&lt;/")
    if opened <= DEEPEST:  # all of them open at once would not be too many
        return False
    markup = markup.replace("&lt;", "<").replace("&gt;", ">")
    if markup.count("<!--") - markup.count("-->") > DEEPEST:  # feedparser looks for the end of each, to the end
        return True
    deep = loose = 0
    for end, name, rest in _TAG.findall(markup):
        name = name.lower()
        if name in _VOID or rest.endswith("/"):
            continue
        step = -1 if end else 1
        if end and name in _WHOLE:
            deep = loose = 0
        elif name in _ENDED_BY_THE_NEXT:
            loose = max(loose + step, 0)
        else:
            deep = max(deep + step, 0)
        if deep > DEEPEST or loose > _LOOSEST:
            return True
    return False
