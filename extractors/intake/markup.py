"""Markup from outside made plain: bytes to text, HTML fragments to paragraphs."""

import re
from typing import Any

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    }
)
_HIDDEN = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "figcaption", "head", "object"})
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_ASCII = bytes(range(128))
_LONE = re.compile("[\ud800-\udfff]")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# What pages call Latin-1 is Windows-1252: browsers read it so, and it has the curly quotation marks.
_MEANT = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252"}


def decoded(body: bytes, content_type: str | None) -> str:
    """The text of a page, read as its byte mark, its header, or its own declaration says, else as UTF-8.

    Where that is wrong for more than a tenth of the bytes that could show it, it is read as Windows-1252, the error
    that is met most; a few broken bytes become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    text = _read(body, _declared(body, content_type)) or body.decode("utf-8", "replace")
    telling = len(body[:200_000].translate(None, _ASCII))
    broken = text[:200_000].count("\ufffd")
    return body.decode("windows-1252", "replace") if broken * 10 > telling else text


def plain_text(markup: str | None) -> str | None:
    """The paragraphs of an HTML fragment, a newline between two; None where nothing is left."""
    if not markup or not markup.strip():
        return None
    if "<" not in markup and "&" not in markup:
        return without_lone_surrogates("\n".join(_lines(markup))) or None
    from lxml import html
    from lxml.etree import LxmlError

    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except (LxmlError, ValueError):
        return None
    return without_lone_surrogates("\n".join(lines_of(root))) or None


def lines_of(element: Any) -> tuple[str, ...]:
    """The lines of text in a parsed element, as a reader sees them."""
    pieces: list[str] = []
    _collect(element, pieces)
    joined = (_SPACE.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return tuple(line for line in joined if line)


def one_line(markup: str | None) -> str | None:
    """The text of an HTML fragment on one line; None where nothing is left."""
    text = plain_text(markup)
    return text.replace("\n", " ") if text else None


def without_lone_surrogates(text: str) -> str:
    """The text with U+FFFD for each half of a character, which no file and no database can hold."""
    return _LONE.sub("\ufffd", text)


def _lines(text: str) -> list[str]:
    # a text without markup keeps its own lines
    return [line for raw in text.splitlines() if (line := _SPACE.sub(" ", raw).strip())]


def _collect(element: Any, pieces: list[str]) -> None:
    """The text of an element and all within it, put at the end of `pieces`, newlines around blocks."""
    from lxml.etree import iterwalk

    hidden = 0
    for event, node in iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else "script"  # comments and instructions are hidden, too
        is_start = event == "start"
        if tag in _HIDDEN:
            hidden += 1 if is_start else -1
        if tag in _BLOCKS and not hidden:
            pieces.append("\n")
        shown = node.text if is_start else node.tail
        if shown and not hidden and not (is_start and tag in _HIDDEN):
            pieces.append(_SPACE.sub(" ", shown))


def _declared(body: bytes, content_type: str | None) -> str:
    in_header = _HEADER.search(content_type or "")
    if in_header:
        return in_header.group(1)
    found = _XML_DECLARED.search(body[:1024]) or _DECLARED.search(body[:4096])
    return found.group(1).decode("ascii") if found else "utf-8"


def _read(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(_MEANT.get(encoding.lower(), encoding), "replace")
    except (LookupError, ValueError):
        return None
