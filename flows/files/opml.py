"""Lists of feeds as OPML: what a file lists and where each entry stands in it, and the same written.

Read by expat, which says where in the file an element stands, so that an edit can leave all else alone; no entities
from outside, and a file that is not well-formed is a mistake that names its line.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape

from extractors.intake.addresses import host_of
from flows.files.checked import SeedsError
from flows.files.seeds import ZONE, over_http

EMPTY = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>On Record: feeds</title>
  </head>
  <body>
  </body>
</opml>
"""
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NOT_IN_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_INDENT = "    "
_MOST_GROUPS = 8  # that a feed stands in and that are kept, the innermost
_ENTRIES = {"rss", "atom", "rdf", "link", "include", "source"}


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list. `categories` are as OPML writes them (`Asia/Japan`), with the groups that it stands in."""

    address: str
    name: str = ""
    title: str = ""
    site: str = ""
    categories: tuple[str, ...] = ()
    kind: str = "rss"
    start: int = 0  # where it stands in the file, in bytes of UTF-8
    end: int = 0

    @property
    def zone(self) -> str | None:
        """The time zone that a category names, right or wrong; None where none does."""
        named = (category.partition("/") for category in self.categories)
        return next((zone for kind, _, zone in named if kind == ZONE), None)


@dataclass(frozen=True, slots=True)
class Opml:
    """A list as a file holds it: its text as UTF-8, the feeds, and where comments and the body's end stand."""

    text: bytes
    codec: str
    mark: bytes  # the byte order mark that opens the file
    outlines: tuple[Outline, ...]
    comments: tuple[tuple[int, int], ...]
    body: tuple[int, int]  # its start tag's begin, its end tag's begin

    def encoded(self, text: bytes) -> bytes:
        """A changed text in the encoding of the file."""
        return self.mark + text.decode().encode(self.codec, "xmlcharrefreplace")


def read_opml(content: bytes, path: Path) -> Opml:
    """What the file lists, in its order. Raises SeedsError where it is no OPML, or is damaged."""
    text, codec, mark = _decoded(content)
    reader = _Reader(text)
    try:
        reader.read()
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise SeedsError(
            f"{path}: not well-formed XML: {why}, line {error.lineno}. Mend that line, or export the list anew."
        ) from None
    if reader.root != "opml" or reader.body is None:
        raise SeedsError(f"{path}: not OPML. Export the list from a feed reader, or start from seeds/feeds.opml.")
    return Opml(
        text,
        codec,
        mark,
        tuple(sorted(reader.outlines, key=lambda one: one.start)),
        tuple(reader.comments),
        reader.body,
    )


def opml_text(outlines: Iterable[Outline]) -> str:
    """The list as OPML 2.0."""
    lines = "".join(f"{_INDENT}{outline_text(outline)}\n" for outline in outlines)
    return EMPTY.replace("  </body>", f"{lines}  </body>")


def outline_text(outline: Outline) -> str:
    """One feed as an element of OPML, on one line."""
    name, title = _plain(outline.name), _plain(outline.title)
    attributes = {
        "type": "rss",
        "text": name or title or host_of(outline.address),
        "title": title or name,
        "category": ",".join(outline.categories),
        "htmlUrl": outline.site,
        "xmlUrl": outline.address,
    }
    written = (f'{key}="{_value(value)}"' for key, value in attributes.items() if value)
    return f"<outline {' '.join(written)}/>"


def _value(text: str) -> str:
    return escape(_plain(text), {'"': "&quot;"})


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub(" ", text).strip()


def _decoded(content: bytes) -> tuple[bytes, str, bytes]:
    """The text as UTF-8, its encoding, and the mark that opened it. What is not what it says it is, is Windows-1252."""
    mark, codec = next(((mark, codec) for mark, codec in _MARKS if content.startswith(mark)), (b"", ""))
    declared = _DECLARED.search(content[:400])
    for name in filter(None, (codec, declared.group(1).decode() if declared else "", "utf-8", "cp1252")):
        try:
            return content[len(mark) :].decode(name).encode(), name, mark
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace").encode(), "cp1252", b""


@dataclass(slots=True)
class _Open:
    """An element that has begun. `group` is what it is called as a group of feeds; empty where it is none."""

    name: str
    attributes: Mapping[str, str]
    start: int
    group: str = ""
    is_empty: bool = True


@dataclass(slots=True)
class _Reader:
    """One reading of a list."""

    text: bytes
    root: str = ""
    body: tuple[int, int] | None = None
    outlines: list[Outline] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _parser: expat.XMLParserType = field(default_factory=lambda: expat.ParserCreate("utf-8"))

    def read(self) -> None:
        parser = self._parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.Parse(self.text, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._open:
            self._open[-1].is_empty = False
        name = name.lower()
        self.root = self.root or name
        lowered = {key.lower(): value.strip() for key, value in attributes.items()}
        group = ""
        if name == "outline" and "xmlurl" not in lowered:
            group = lowered.get("text") or lowered.get("title") or ""
        self._open.append(_Open(name, lowered, self._parser.CurrentByteIndex, group))

    def _end(self, name: str) -> None:
        ended, at = self._open.pop(), self._parser.CurrentByteIndex
        is_short = ended.is_empty and self.text[ended.start : at].endswith(b"/>")
        end = at if is_short else self.text.index(b">", at) + 1
        if ended.name == "body" and len(self._open) == 1:
            self.body = (ended.start, at)
        if ended.name == "outline" and _is_entry(ended):
            self.outlines.append(self._outline(ended, end))

    def _outline(self, ended: _Open, end: int) -> Outline:
        said = ended.attributes
        groups = "/".join(_as_category(one.group) for one in [one for one in self._open if one.group][-_MOST_GROUPS:])
        stated = [_category(category) for category in said.get("category", "").split(",")]
        return Outline(
            address=over_http(said.get("xmlurl", "")),
            name=said.get("text") or said.get("title") or "",
            title=said.get("title", ""),
            site=said.get("htmlurl", ""),
            categories=tuple(dict.fromkeys(filter(None, (*stated, groups)))),
            kind=said.get("type", "").lower(),
            start=ended.start,
            end=end,
        )

    def _text(self, text: str) -> None:
        if self._open and text.strip():
            self._open[-1].is_empty = False

    def _comment(self, _text: str) -> None:
        at = self._parser.CurrentByteIndex
        self.comments.append((at, self.text.index(b"-->", at) + 3))


def _is_entry(ended: _Open) -> bool:
    """Whether an outline stands for something to watch, and is no group; it may lack an address all the same."""
    if "xmlurl" in ended.attributes:
        return True
    says_so = {"htmlurl", "url"} & set(ended.attributes) or ended.attributes.get("type", "").lower() in _ENTRIES
    return ended.is_empty and bool(says_so)


def _category(stated: str) -> str:
    return "/".join(part.strip() for part in stated.split("/") if part.strip())


def _as_category(group: str) -> str:
    """The name of a group as a part of a category, in which a comma and a slash have a meaning."""
    return group.replace(",", ";").replace("/", "-")
