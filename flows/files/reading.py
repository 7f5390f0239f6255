"""Bytes of files from outside: lines and whole files of bounded size, and their text in whatever encoding."""

import codecs
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

from extractors.records import Problem

Stream = io.BufferedReader | gzip.GzipFile

LONGEST = 64_000_000  # bytes of one line or one document: a text of this size is no article

_FEW = 0.3  # share of bytes beyond ASCII in a text in Latin letters
_BINARY = (
    (b"%PDF-", "a PDF", "Save its text and import that."),
    (b"PK\x03\x04", "a ZIP or an office document", "Unpack it, or save its text, and import that."),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = tuple(mark for mark, encoding in _MARKS if encoding != "utf-8-sig")
_TO_UTF8 = "Convert it to UTF-8, with iconv for example."


class DamagedError(Exception):
    """A file or a line cannot be used; `problem` says which, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def opened(path: Path) -> Stream:
    """The file's bytes as a stream, unpacked where it is a gzip, whatever it is called."""
    file = path.open("rb")
    if file.peek(2)[:2] != b"\x1f\x8b":
        return file
    file.close()
    return gzip.GzipFile(path)


def lines_of(file: Stream, thing: str) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers from 1, split at line feeds only. Raises DamagedError for one far too long."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if number == 1 and line.startswith(_WIDE):
            raise DamagedError(Problem(thing, "not text", "UTF-16 or UTF-32, which has no lines to read", _TO_UTF8))
        if len(line) > LONGEST:
            raise DamagedError(
                Problem(
                    f"{thing}, line {number}",
                    "too large",
                    f"longer than {LONGEST // 1_000_000} MB; reading stops here",
                    "Put each article on a line of its own.",
                )
            )
        yield number, line


def read_whole(file: Stream, thing: str) -> bytes:
    """All bytes of a file. Raises DamagedError where they are more than any article has."""
    body = file.read(LONGEST + 1)
    if len(body) > LONGEST:
        remedy = "Split it into one file an article, or use JSON Lines."
        raise DamagedError(Problem(thing, "too large", f"larger than {LONGEST // 1_000_000} MB", remedy))
    return body


def decoded(body: bytes, thing: str) -> tuple[str, str | None]:
    """The text exactly as it is, without a byte order mark, and the encoding where it was not UTF-8.

    Raises DamagedError for what is no text.
    """
    for start, what, remedy in _BINARY:
        if body.startswith(start):
            raise DamagedError(Problem(thing, "not text", f"{what}, not a text", remedy))
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            try:
                return body.decode(encoding), None
            except UnicodeDecodeError:
                break
    if b"\x00" not in body:
        try:
            return body.decode("utf-8"), None
        except UnicodeDecodeError:
            pass  # it is another encoding, which is found out now
    return _guessed(body, thing)


def _guessed(body: bytes, thing: str) -> tuple[str, str]:
    """The text in the encoding it most likely has, and that.

    Premise: English with a few other characters is in Windows-1252, which no statistics tell from its neighbours.
    """
    others = sum(byte > 127 for byte in body[:200_000])
    if b"\x00" not in body and others < _FEW * len(body[:200_000]):
        try:
            return body.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            pass  # a byte that it does not have
    from charset_normalizer import from_bytes  # only where a file is in neither

    best = None if b"\x00" in body else from_bytes(body).best()
    if best is None:
        cause = "not a text in any known encoding"
        raise DamagedError(Problem(thing, "not text", cause, _TO_UTF8))
    return body.decode(best.encoding), best.encoding
