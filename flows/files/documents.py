"""Documents to look at without storing them: texts, pages and JSON Lines, from files or standard input."""

import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.records import Extraction, ParsedPage, Problem, Quote

if TYPE_CHECKING:
    from spacy.language import Language

STANDARD_INPUT = "-"
_JSONL = {".jsonl", ".ndjson"}
_PAGES = {".html", ".htm", ".xhtml"}
_TEXTS = {".txt", ".text", ".md"}


@dataclass(frozen=True, slots=True)
class Document:
    """A text to extract from. `document_id` is the given one of a JSON line, else the path as it was named."""

    document_id: str | int
    text: str
    is_page: bool = False  # the text was taken from a page, so whoever reads the offsets needs to see it


def read_documents(paths: Sequence[str], now: datetime) -> Iterator[Document | Problem]:
    """Every document in the files, in their order. What cannot be read is a problem in its place."""
    for path in paths:
        yield from _read(path, now)


def _read(path: str, now: datetime) -> Iterator[Document | Problem]:
    try:
        if Path(path).suffix.lower() in _JSONL and path != STANDARD_INPUT:
            with Path(path).open("rb") as lines:
                yield from _lines(lines, path)
            return
        body = sys.stdin.buffer.read() if path == STANDARD_INPUT else Path(path).read_bytes()
    except OSError as error:
        cause = error.strerror or str(error)
        yield Problem(path, "cannot be read", cause, "Check the path; a folder is named file by file (folder/*).")
        return
    match _kind(path, body):
        case "jsonl":
            yield from _lines(body.split(b"\n"), path)
        case "page":
            yield _page(body, path, now)
        case _:
            yield _text(body, path)


def _kind(path: str, body: bytes) -> str:
    """What a file holds: its ending says it, else its first character (`{` JSON Lines, `<` a page)."""
    ending = Path(path).suffix.lower()
    if ending in _PAGES:
        return "page"
    if ending in _TEXTS:
        return "text"
    return {b"{": "jsonl", b"<": "page"}.get(body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1], "text")


def _text(body: bytes, path: str) -> Document | Problem:
    """The text exactly as it is in the file, line ends included: offsets count its characters."""
    try:
        return Document(path, body.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Problem(path, "encoding", f"not UTF-8 at byte {error.start}", f"Convert it: iconv -t utf-8 {path}")


def _page(body: bytes, path: str, now: datetime) -> Document | Problem:
    from extractors.intake.pages import parse_page

    address = "stdin:" if path == STANDARD_INPUT else Path(path).absolute().as_uri()
    page = parse_page(body, address=address, content_type=None, now=now)
    return Document(path, page.text, is_page=True) if isinstance(page, ParsedPage) else page


def _lines(lines: Iterable[bytes], path: str) -> Iterator[Document | Problem]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _line(line, f"{path}:{number}")


def _line(line: bytes, place: str) -> Document | Problem:
    remedy = 'A line is an object such as {"id": "1", "text": "…"}.'
    try:
        read: Any = json.loads(line.decode("utf-8-sig"))
    except ValueError as error:
        return Problem(place, "not json", f"not a line of JSON ({error})", remedy)
    if not isinstance(read, dict) or not isinstance(read.get("text"), str):
        return Problem(place, "no text", "it has no text", remedy)
    given = read.get("id")
    return Document(given if isinstance(given, str | int) and given != "" else place, read["text"])


def extract_documents(
    nlp: "Language", documents: Iterable[Document | Problem]
) -> Iterator[tuple[Document, Extraction] | Problem]:
    """Every document with what was found in it, in order, a batch at a time: thousands of lines need little memory."""
    from extractors.extraction import extract_all

    waiting: deque[Document] = deque()
    problems: deque[Problem] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            if isinstance(document, Problem):
                problems.append(document)
            else:
                waiting.append(document)
                yield document.text

    for extraction in extract_all(nlp, texts()):
        yield from _taken(problems)
        yield waiting.popleft(), extraction
    yield from _taken(problems)


def _taken(problems: deque[Problem]) -> Iterator[Problem]:
    while problems:
        yield problems.popleft()


def as_json(document: Document, extraction: Extraction) -> dict[str, Any]:
    """What `onrecord extract --json` prints of a document: a public form, described in README.md. Keep it stable."""
    found: dict[str, Any] = {"id": document.document_id}
    if document.is_page:
        found["text"] = document.text
    found["entities"] = [
        {"start": mention.start, "end": mention.end, "text": mention.text, "type": mention.type, "name": mention.name}
        for mention in extraction.mentions
    ]
    found["quotes"] = [_quote(quote) for quote in extraction.quotes]
    found["extractor_version"] = extraction.extractor_version
    found["model"] = extraction.model
    found["notes"] = list(extraction.notes)
    return found


def _quote(quote: Quote) -> dict[str, Any]:
    first = quote.speakers[0] if quote.speakers else None
    return {
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "kind": str(quote.kind),
        "cue": quote.cue,
        "cue_start": quote.cue_start,
        "cue_end": quote.cue_end,
        "speaker": first.name if first else None,
        "speaker_mention": first.mention if first else None,
        "speaker_start": first.start if first else None,
        "speaker_end": first.end if first else None,
        "speakers": [
            {
                "name": speaker.name,
                "mention": speaker.mention,
                "start": speaker.start,
                "end": speaker.end,
                "confidence": speaker.confidence,
            }
            for speaker in quote.speakers
        ],
        "via": quote.via.name if quote.via else None,
        "via_kind": quote.via.kind if quote.via else None,
        "utterance": quote.utterance,
        "confidence": quote.confidence,
        "reason": quote.reason,
    }
