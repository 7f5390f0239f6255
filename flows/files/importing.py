"""Importing: articles from JSON Lines, plain text, HTML and WARC files, and folders of them, with no network.

Read as streams: a file of a gigabyte needs no more memory than its longest line. What cannot be read is a Problem in
its place, and the rest goes on. Everything imported is backlog: old news, which makes no alerts.
"""

import os
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from extractors.intake.articles import article_from_document
from extractors.intake.documents import KEYS, NOTED, ImportedDocument, parse_line, plain_document
from extractors.records import Article, Origin, ParsedPage, Problem
from flows.files.reading import DamagedError, decoded, lines_of, opened, read_whole
from flows.files.webarchives import page_records

_ENDINGS = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "lines",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".warc": "archive",
}
_REMEDY = "Give it one of the endings " + ", ".join(_ENDINGS) + ", any of them with .gz."
_WHOLE_FILE_JSON = "Put each object on a line of its own, for example with `jq -c '.[]' file.json > file.jsonl`."


_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to import. `name` is what the same export is known by wherever it lies, `given` is what the user wrote."""

    path: Path
    name: str
    given: str
    kind: str


@dataclass(frozen=True, slots=True)
class Original:
    """An article, and the bytes that it was read from: a line, a file, or a page of a WARC file."""

    article: Article
    body: bytes
    content_type: str


@dataclass(slots=True)
class _Told:
    """What was reported already: once is enough."""

    keys: set[str] = field(default_factory=set)
    endings: set[str] = field(default_factory=set)
    encodings: set[str] = field(default_factory=set)


def is_note(problem: Problem) -> bool:
    """Whether the problem cost no article: it was taken, but for a value or a key."""
    return problem.kind in NOTED


def read_import(paths: Sequence[Path | str], now: datetime) -> Iterator[Article | Problem]:
    """Every article in the files and folders, and every problem; see `read_originals`."""
    return (one.article if isinstance(one, Original) else one for one in read_originals(paths, now))


def read_originals(paths: Sequence[Path | str], now: datetime) -> Iterator[Original | Problem]:
    """Every article in the files and folders, in order (a folder's files sorted by name), and every problem.

    A line's or file's article is identified by its `url`, else by the file's name and its `id`, else by its text. An
    unknown key, an unknown ending and a file in another encoding than UTF-8 are each reported once.
    """
    told = _Told()
    for source in _sources([Path(path) for path in paths], told):
        if isinstance(source, Problem):
            yield source
            continue
        try:
            yield from _never_nothing(_READERS[source.kind](source, told, now), source.given)
        except DamagedError as damage:
            yield damage.problem
        except (OSError, EOFError, zlib.error) as error:  # gzip's and the disk's
            cause = f"cannot be read to its end: {getattr(error, 'strerror', None) or error}"
            yield Problem(
                source.given, "damaged", cause, "What came before is taken. Get a whole copy and import again."
            )


def _never_nothing(found: Iterator[_Found | Problem], thing: str) -> Iterator[_Found | Problem]:
    """What was found in a file or folder; where that is nothing, a problem that says so: nothing is passed over."""
    is_empty = True
    for one in found:
        is_empty = False
        yield one
    if is_empty:
        yield Problem(thing, "empty", "there is nothing in it to import", "Check that it is what you meant.")


# --- which files ------------------------------------------------------------------------------------------------------


def _sources(paths: Sequence[Path], told: _Told) -> Iterator[_Source | Problem]:
    """The files to read. A file's own name is its source's, unless two given files share one: then the path is."""
    names = Counter(path.name for path in paths)
    for path in paths:
        if path.is_dir():
            yield from _never_nothing(_in_folder(path, told), str(path))
        elif path.is_file():
            name = path.name if names[path.name] == 1 else path.as_posix()
            yield _Source(path, name, str(path), _kind(path) or _sniffed(path))
        else:
            yield Problem(str(path), "not found", "there is no such file or folder", "Check the path.")


def _in_folder(folder: Path, told: _Told) -> Iterator[_Source | Problem]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place) / name
            kind = _kind(path)
            if kind:
                yield _Source(path, path.relative_to(folder).as_posix(), str(path), kind)
            elif not name.startswith(".") and path.suffix.lower() not in told.endings:
                told.endings.add(path.suffix.lower())
                what = f"files ending in {path.suffix}" if path.suffix else "files without an ending"
                yield Problem(str(path), "unknown kind", f"{what} are passed over in a folder", _REMEDY)


def _kind(path: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return None if path.name.startswith(".") or not suffixes else _ENDINGS.get(suffixes[-1])


def _sniffed(path: Path) -> str:
    """What a file with an unknown ending holds, by its first character."""
    try:
        with opened(path) as file:
            start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    except (OSError, EOFError, zlib.error):
        return "text"  # reading it will say what is wrong
    if start.startswith(b"WARC/"):
        return "archive"
    return {b"{": "lines", b"<": "page"}.get(start[:1], "text")


# --- reading them -----------------------------------------------------------------------------------------------------


def _lines(source: _Source, told: _Told, now: datetime) -> Iterator[Original | Problem]:
    with opened(source.path) as file:
        for number, line in lines_of(file, source.given):
            place = f"{source.given}, line {number}"
            if number == 1 and line.strip() in (b"[", b"{", b"[{"):
                yield Problem(
                    source.given, "not json", "JSON spread over many lines, not a line each", _WHOLE_FILE_JSON
                )
                return
            try:
                text, encoding = decoded(line, place)
            except DamagedError as damage:
                yield damage.problem
                continue
            if not text.strip():
                continue
            yield from _encoding_note(source, encoding, told)
            parsed = parse_line(text, place=place, now=now)
            yield from parsed.problems
            yield from _key_notes(place, parsed.unknown_keys, told)
            if parsed.document:
                yield Original(_article(parsed.document, source, now), line, "application/json")


def _text(source: _Source, told: _Told, now: datetime) -> Iterator[Original | Problem]:
    with opened(source.path) as file:
        body = read_whole(file, source.given)
    text, encoding = decoded(body, source.given)
    if not text.strip():
        yield Problem(source.given, "no text", "the file is empty", "Nothing is needed, unless it should not be.")
        return
    yield from _encoding_note(source, encoding, told)
    article = _article(plain_document(text, external_id=source.given), source, now)
    yield Original(article, body, "text/plain")


def _page(source: _Source, told: _Told, now: datetime) -> Iterator[Original | Problem]:
    from extractors.intake.pages import parse_page

    with opened(source.path) as file:
        body = read_whole(file, source.given)
    page = parse_page(body, address=source.path.name, content_type=None, now=now)
    if isinstance(page, Problem):
        yield Problem(source.given, page.kind, page.cause, page.remedy)
    else:
        yield Original(_article(_of_page(page, external_id=source.given), source, now), body, "text/html")


def _archive(source: _Source, told: _Told, now: datetime) -> Iterator[Original | Problem]:
    from extractors.intake.pages import parse_page

    with opened(source.path) as file:
        for record in page_records(file, source.given):
            if isinstance(record, Problem):
                yield record
                continue
            page = parse_page(record.body, address=record.address, content_type=record.content_type, now=now)
            if isinstance(page, Problem):
                yield page
            else:
                document = _of_page(page, external_id=record.record_id, address=record.address)
                yield Original(_article(document, source, now), record.body, record.content_type or "text/html")


_READERS = {"lines": _lines, "text": _text, "page": _page, "archive": _archive}


# --- articles and notes -----------------------------------------------------------------------------------------------


def _of_page(page: ParsedPage, *, external_id: str, address: str | None = None) -> ImportedDocument:
    from extractors.intake.addresses import registered_domain

    return ImportedDocument(
        text=page.text,
        external_id=external_id,
        address=address,
        title=page.title,
        outlet=page.outlet_name or (registered_domain(address) if address else None),
        published=page.published,
    )


def _article(document: ImportedDocument, source: _Source, now: datetime) -> Article:
    return article_from_document(
        document.text,
        origin=Origin.IMPORT,
        import_source=source.name,
        external_id=document.external_id,
        address=document.address,
        title=document.title,
        outlet=document.outlet,
        published=document.published,
        now=now,
        is_backlog=True,
    )


def _key_notes(place: str, keys: Iterable[str], told: _Told) -> Iterator[Problem]:
    """One problem for all keys of a line that were not met before."""
    new = [key for key in keys if key not in told.keys]
    if new:
        told.keys.update(new)
        cause = "keys not read: " + ", ".join(key[:80] for key in new)
        remedy = f"Read are {', '.join(KEYS)}; rename a key if it is one of these. Each is told once."
        yield Problem(place, "unknown key", cause, remedy)


def _encoding_note(source: _Source, encoding: str | None, told: _Told) -> Iterator[Problem]:
    if encoding and source.given not in told.encodings:
        told.encodings.add(source.given)
        yield Problem(source.given, "encoding", f"not UTF-8, read as {encoding}", "Look whether its letters are right.")
