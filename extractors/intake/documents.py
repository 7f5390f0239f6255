"""Documents that are imported: a line of JSON, or a plain text, to what an article is made of.

The text is never touched, for offsets count its characters; the one exception is half of a surrogate pair, which no
file and no database can hold: U+FFFD stands in for it, one character for one. A value that cannot be used is told and
left out, and the article is taken without it. Only a line without text is no article.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from extractors.intake.addresses import canonical_address, registered_domain, without_credentials
from extractors.intake.dates import stated_time
from extractors.intake.markup import without_lone_surrogates
from extractors.records import UNDATED, Problem, Published

KEYS = ("id", "url", "title", "text", "published_at", "outlet")
# Kinds of problem that cost no article.
NOTED = frozenset({"unknown key", "unusable value", "encoding", "unknown kind"})

_AHEAD = timedelta(days=1)  # a clock may be wrong, and a day begins early in the east
_LONGEST_TITLE = 200  # characters
_TITLE = re.compile(r"\A(?P<title>[^\r\n]*\S[^\r\n]*)(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*\S")
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_EXAMPLE = 'A line is an object such as {"id": "1", "text": "…"}.'


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """What a document states about itself. `address` is one of the web, `published` may be UNDATED."""

    text: str
    external_id: str | None = None
    address: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: Published = UNDATED


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """The document of a line, None where it has no text, with what is wrong in it and the keys nobody knows."""

    document: ImportedDocument | None
    problems: tuple[Problem, ...] = ()
    unknown_keys: tuple[str, ...] = ()


def parse_line(line: str, *, place: str, now: datetime) -> ParsedLine:
    """The document that a line of JSON holds. `place` names file and line in problems."""
    try:
        read: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        # the error's own words name line 1, which is not the file's
        where = (
            f"{error.msg.removesuffix(' at')} at column {error.colno}"
            if isinstance(error, json.JSONDecodeError)
            else str(error)
        )
        return ParsedLine(None, (Problem(place, "not json", f"not a line of JSON: {where}", _EXAMPLE),))
    if not isinstance(read, dict):
        cause = f"not a JSON object but {_named(read)}"
        return ParsedLine(None, (Problem(place, "not json", cause, _EXAMPLE),))
    unknown = tuple(key for key in read if key not in KEYS)
    text = read.get("text")
    if not isinstance(text, str) or not text.strip():
        cause = "it has no text" if text is None or isinstance(text, str) else f"its text is {_named(text)}"
        return ParsedLine(None, (Problem(place, "no text", cause, _EXAMPLE),), unknown)
    return _document(read, text, unknown, place, now)


def _document(read: dict[str, Any], text: str, unknown: tuple[str, ...], place: str, now: datetime) -> ParsedLine:
    problems: list[Problem] = []
    stated = {key: _words(read.get(key), key, place, problems) for key in KEYS if key != "text"}
    address = stated["url"]
    if address is not None and canonical_address(address) is None:
        shown = without_credentials(address)[:80]
        problems.append(_unusable(place, "url", repr(shown), "Give one that begins with http:// or https://."))
        address = None
    domain = registered_domain(address) if address else None
    document = ImportedDocument(
        text=without_lone_surrogates(text),
        external_id=stated["id"],
        address=address,
        title=stated["title"],
        outlet=stated["outlet"] or domain,
        published=_published(stated["published_at"], place, now, problems),
    )
    return ParsedLine(document, tuple(problems), unknown)


def _words(value: object, key: str, place: str, problems: list[Problem]) -> str | None:
    """The value of a key as text; None where there is none, or one that cannot be used, which is told."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return without_lone_surrogates(value).strip() or None
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    problems.append(_unusable(place, key, _named(value), "Give it as text in quotation marks."))
    return None


def _published(text: str | None, place: str, now: datetime, problems: list[Problem]) -> Published:
    if text is None:
        return UNDATED
    published = stated_time(text, source="import")
    if published.at is None:
        problems.append(_unusable(place, "published_at", repr(text[:80]), "Write 2023-03-20 or 2023-03-20T08:00:00Z."))
        return UNDATED
    if published.at > now + _AHEAD:
        problems.append(_unusable(place, "published_at", f"{text[:80]!r}, in the future", "Give the time it came out."))
        return UNDATED
    return published


def _unusable(place: str, key: str, found: str, remedy: str) -> Problem:
    return Problem(place, "unusable value", f"{key!r} is {found}; the article is taken without it", remedy)


def _named(value: object) -> str:
    """What kind of JSON value it is, for a person."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    names = {dict: "an object", list: "a list", str: "a string", int: "a number", float: "a number"}
    return names[type(value)]


# --- plain texts ------------------------------------------------------------------------------------------------------


def plain_document(text: str, *, external_id: str) -> ImportedDocument:
    """The document that a plain text is. Its title is its first line, where that is set off as one."""
    return ImportedDocument(text=without_lone_surrogates(text), external_id=external_id, title=title_line(text))


def title_line(text: str) -> str | None:
    """The first line where it is a title: a blank line after it, then more text, and no punctuation at its end.

    Prefers no title to a sentence taken for one. Known exception: a headline that ends in a question mark.
    """
    found = _TITLE.match(text)
    title = found["title"].strip() if found else ""
    if not title or len(title) > _LONGEST_TITLE or _SENTENCE_END.search(title):
        return None
    return title
