"""Ids: short, deterministic, and the same on every machine."""

import hashlib

_LENGTH = 16  # hexadecimal digits: 64 bits, a collision among ten million ids is about one in 400,000


def mint(prefix: str, *parts: str) -> str:
    """An id such as `q_1f0c…`, the same for the same parts. `prefix` tells a reader what kind of thing it names."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}_{digest[:_LENGTH]}"


def text_sha256(text: str) -> str:
    """The hexadecimal SHA-256 of a text's UTF-8; lone surrogates are kept apart, not refused."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def article_id(
    *, canonical_address: str | None, import_source: str | None, external_id: str | None, sha256: str
) -> str:
    """An article's id: by its canonical address, else by import source and external id, else by its text."""
    if canonical_address:
        return mint("a", "url", canonical_address)
    if external_id:
        return mint("a", "import", import_source or "", external_id)
    return mint("a", "text", sha256)


def version_id(article: str, sha256: str) -> str:
    """The id of one text of an article: an article that goes back to an earlier text goes back to that version."""
    return mint("v", article, sha256)


def quote_id(version: str, start: int, end: int) -> str:
    """The id of a span of a version that reports words."""
    return mint("q", version, str(start), str(end))
