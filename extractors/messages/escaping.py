"""Escaping: words as a target shows them, and nothing but words. Applied to every value that a template puts out."""

import html
import re
from enum import StrEnum

from extractors.messages.cleaning import calling_nobody

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+~|!&])")
_LINE_STARTS = re.compile(r"(?m)^(\s*)(?:([-=])|(\d+)([.)]))")  # lists, and lines that make a heading of the one above
_ID = re.compile(r"\w+", re.ASCII)


class Target(StrEnum):
    """What a place makes of a message."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    BRIEF = "brief"  # our own terminal: the least of it
    LINE = "line"  # our own file: a JSON object a line, all of it


class Link(str):
    """An address that is percent-encoded already: it stays one in Markdown, too."""

    __slots__ = ()


class Id(str):
    """An id of ours, of letters, digits and low lines: it can be copied whole."""

    __slots__ = ()


def escaped(value: object, target: Target) -> str:
    """The value as text for the target; None is nothing. Only what is a Link or an Id through and through stays."""
    text = "" if value is None else str(value)
    if target is Target.HTML:
        return html.escape(calling_nobody(text)).replace("\n", "<br/>")
    if target is not Target.MARKDOWN:
        return calling_nobody(text)
    if isinstance(value, Link) or (isinstance(value, Id) and _ID.fullmatch(text)):
        return text
    marked = _MARKDOWN.sub(r"\\\1", calling_nobody(text))
    return _LINE_STARTS.sub(lambda found: f"{found[1]}{found[3] or ''}\\{found[2] or found[4]}", marked)
