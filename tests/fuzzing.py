"""Damaged feeds and pages, the same for a seed each time: cut, bent, spliced, re-encoded, deep, huge, lied about.

for case in cases(originals, seed=1, count=100):
    ... case.body, case.content_type, case.purpose, case.name
"""

import gzip
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAGES = {".html", ".htm"}
_ENCODINGS = ("utf-8", "utf-16", "utf-16-be", "utf-32", "utf-7", "windows-1251", "shift_jis", "cp037", "utf-8-sig")
_TYPES = (
    *(None, "", "text/html", "text/xml; charset=utf-16", "application/rss+xml; charset=nonsense", "image/png"),
    *("application/json", "text/plain; charset=utf-7", "text/html; charset=hex", "text/html; charset=\x00", "x" * 3000),
)
_TAGS = (b"<div>", b"<a>", b"<p>", b"<table><tr><td>", b"<![CDATA[", b"<!--", b"&lt;b&gt;", b"<svg><style>", b"<item>")
_NASTY = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b]0;x\x07", b"&#x110000;", b"&#0;", b"&#xd800;", b"%s%n"),
    *(b"\xe2\x80\xae", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<?xml version='1.1' encoding='zlib'?>", b"]]>", b"<?"),
    *(b"</", b"=cmd|' /C x'!A0", b"<base href='javascript:1'>", b"<link rel=canonical href='http://[::1'>", b"NaN"),
    *(b"9" * 20, b"-1", b"<html lang='" + b"e" * 300 + b"'>", b"1970-13-45T99:99:99Z", b"http://[", b"//@:"),
    b"<script type='application/ld+json'>{\"@graph\":[[[",
)


@dataclass(frozen=True)
class Case:
    """A damaged document; its `name` says how to make it again: original, kind of damage, seed."""

    name: str
    purpose: str  # feed, page
    body: bytes
    content_type: str | None


def originals(folders: Iterable[Path]) -> list[tuple[str, str, bytes]]:
    """Name, purpose and bytes of every document in the folders, unpacked; what no document is, is left out."""
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        ending = Path(path.name.removesuffix(".gz")).suffix.lower()
        if ending not in {".json", ".md"}:
            found.append((path.name, "page" if ending in _PAGES else "feed", body))
    return found


def cases(documents: Sequence[tuple[str, str, bytes]], *, seed: int, count: int, start: int = 0) -> Iterator[Case]:
    """The damaged documents from `start` to `count`. Number n of a seed is the same whatever these are."""
    for number in range(start, count):
        yield case(documents, seed, number)


def case(documents: Sequence[tuple[str, str, bytes]], seed: int, number: int) -> Case:
    """The damaged document of that number."""
    chance = random.Random(f"{seed}.{number}")
    name, purpose, body = chance.choice(documents)
    damages = [chance.choice(DAMAGES) for _ in range(chance.choice((1, 1, 2, 3)))]
    for damage in damages:
        body = damage(body, chance, documents)
    if chance.random() < 0.05:
        purpose = "feed" if purpose == "page" else "page"
    usual = "text/html; charset=utf-8" if purpose == "page" else "application/rss+xml"
    content_type = chance.choice(_TYPES) if chance.random() < 0.3 else usual
    kinds = "+".join(damage.__name__.strip("_") for damage in damages)
    return Case(f"{name} {kinds} seed={seed} number={number}", purpose, body, content_type)


_Damage = Callable[[bytes, random.Random, Sequence[tuple[str, str, bytes]]], bytes]


def _truncated(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _beheaded(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    return body[chance.randrange(len(body) + 1) :]


def _flipped(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    flipped = bytearray(body)
    for _ in range(chance.choice((1, 10, 100, 1000)) if flipped else 0):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _spliced(body: bytes, chance: random.Random, others: Sequence[tuple[str, str, bytes]]) -> bytes:
    other = chance.choice(others)[2]
    here, there = chance.randrange(len(body) + 1), chance.randrange(len(other) + 1)
    return body[:here] + other[there : there + chance.randrange(50_000)] + body[here:]


def _repeated(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    start = chance.randrange(len(body) + 1)
    piece = body[start : start + chance.choice((10, 100, 5000))]
    return body[:start] + piece * min(chance.choice((10, 1000, 20_000)), 1_000_000 // (len(piece) or 1)) + body[start:]


def _recoded(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    return body.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def _deep(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + chance.choice(_TAGS) * chance.choice((100, 2900, 20_000, 100_000)) + body[at:]


def _huge(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + chance.choice((b"word ", b"a", b" ", b"&", b"<", b"\n", b"a=b ")) * 300_000 + body[at:]


def _poisoned(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    for _ in range(chance.randrange(1, 20)):
        at = chance.randrange(len(body) + 1)
        body = body[:at] + chance.choice(_NASTY) + body[at:]
    return body


def _unquoted(body: bytes, chance: random.Random, _others: Sequence[tuple[str, str, bytes]]) -> bytes:
    return body.replace(chance.choice((b'"', b"'", b">", b"</", b"=", b"\n", b";")), chance.choice((b"", b"<", b'"')))


DAMAGES: tuple[_Damage, ...] = (
    *(_truncated, _beheaded, _flipped, _flipped, _spliced, _repeated, _recoded, _deep, _huge, _poisoned, _unquoted),
)
