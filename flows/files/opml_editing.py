"""The list of feeds changed by a command: entries added, taken out, taken over from another list; all else stays.

Comments, order and layout of the file are left alone. What it would be is read before it is written, as it is when it
is used, and it is replaced in one step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.intake.addresses import canonical_address, credentials, host_of, without_credentials
from extractors.records import Problem
from flows.files.checked import SeedsError, bytes_of
from flows.files.opml import EMPTY, Opml, Outline, opml_text, outline_text, read_opml
from flows.files.replacing import replace_file
from flows.files.seeds import feed_id_of, feeds_in, is_zone
from flows.settings import Settings

_START = "Give the setting `feeds` (ONRECORD_FEEDS) the path of an OPML file."
_PRIVATE = 0o600  # of a new file that holds a password


@dataclass(frozen=True, slots=True)
class Taking:
    """What became of the feeds of another list. Those `known` are listed already, or stand in it twice."""

    taken: tuple[Outline, ...]
    known: tuple[Outline, ...]
    refused: tuple[Problem, ...]


def listed(path: Path) -> tuple[Outline, ...]:
    """The feeds of the file as entries of a list, each once. Raises SeedsError where it cannot be used as it stands.

    Credentials are in their addresses only.
    """
    found: dict[str, Outline] = {}
    for outline in map(_without_secrets, _read(path).outlines):
        if outline.address and outline.kind != "source":
            feed_id = feed_id_of(outline.address)
            first = found.setdefault(feed_id, outline)
            if first.address == outline.address:  # what is listed twice has the categories, and the zone, of both
                both = dict.fromkeys((*first.categories, *outline.categories))
                found[feed_id] = replace(first, categories=tuple(both))
    return tuple(found.values())


def add_feeds(path: Path, outlines: Sequence[Outline]) -> None:
    """Nothing; the feeds are at the end of the list, which is made where there is none. None of them may be listed."""
    before = _read(path) if path.exists() else read_opml(EMPTY.encode(), path)
    ids = [*_ids(before.text, path), *(feed_id_of(outline.address) for outline in outlines)]
    holds_secrets = any(credentials(outline.address) for outline in outlines)
    _write(path, before, _with(before, outlines), ids, mode=_PRIVATE if holds_secrets else 0o644)


def remove_feed(path: Path, feed: Outline) -> None:
    """Nothing; the feed is no longer in the list, however often it stood there."""
    before, gone = _read(path), feed_id_of(feed.address)
    text = before.text
    for outline in reversed(before.outlines):
        if outline.address and feed_id_of(outline.address) == gone:
            text = _without(text, outline, before.comments)
    _write(path, before, text, [one for one in _ids(before.text, path) if one != gone])


def feeds_named(path: Path, words: str) -> tuple[Outline, ...]:
    """The feeds of that address, id or name; where there is none, those whose names hold the words."""
    feeds, wanted = listed(path), words.strip().casefold()
    ids = {words, feed_id_of(words)} if canonical_address(words) else {words}
    exact = [feed for feed in feeds if feed_id_of(feed.address) in ids]
    named = [feed for feed in feeds if wanted in _names(feed)]
    near = [feed for feed in feeds if wanted in _words_of(feed)]
    return tuple(exact or named or near)


def is_called(feed: Outline, words: str) -> bool:
    """Whether that is the whole name, the address or the id of the feed, and not a part of one."""
    return words.strip().casefold() in _names(feed) or feed_id_of(feed.address) in {words, feed_id_of(words.strip())}


def _names(feed: Outline) -> frozenset[str]:
    return frozenset({feed.name.casefold(), feed.title.casefold()}) - {""}


def _words_of(feed: Outline) -> str:
    return f"{feed.name} {feed.title} {without_credentials(feed.address)}".casefold()


def take_over(path: Path, other: Path, ours: Settings, *, is_dry: bool = False) -> Taking:
    """What was taken over from another list into the one at `path`, what is known there, and what was refused."""
    found = read_opml(bytes_of(other, "Name an OPML file that a feed reader exported."), other).outlines
    if not found:
        raise SeedsError(f"{other}: it lists no feeds. Export the list from a feed reader that has some.")
    seen = {feed_id_of(feed.address) for feed in listed(path)} if path.exists() else set()
    taken: list[Outline] = []
    known: list[Outline] = []
    refused: list[Problem] = []
    for outline in found:
        problem = refusal(outline, ours)
        if problem:
            refused.append(problem)
        elif feed_id_of(outline.address) in seen:
            known.append(outline)
        else:
            seen.add(feed_id_of(outline.address))
            taken.append(_without_secrets(replace(outline, name=outline.name or host_of(outline.address))))
    if taken and not is_dry:
        add_feeds(path, taken)
    return Taking(tuple(taken), tuple(known), tuple(refused))


def refusal(outline: Outline, ours: Settings) -> Problem | None:
    """Why an entry of another list is none that can be watched, or None.

    A private address that is written as a number is told here; where a name leads to is found out when it is asked.
    """
    outline = _without_secrets(outline)
    thing = outline.name or without_credentials(outline.address) or outline.site or "an entry without a name"
    if outline.kind in ("source", "include") or (outline.kind == "link" and not outline.address):
        return Problem(thing, "list", "another list, not a feed", "Import that list by itself.")
    if not outline.address:
        remedy = f"Try: onrecord feeds add {outline.site}" if outline.site else "Find its feed's address."
        return Problem(thing, "no address", "no address of a feed", remedy)
    if canonical_address(outline.address) is None:
        cause = f"not an http or https address: {without_credentials(outline.address)[:80]}"
        return Problem(thing, "bad address", cause, "Find the feed's address on the web.")
    if private := _private(thing, outline.address, ours):
        return private
    if outline.zone is not None and not is_zone(outline.zone):
        return Problem(thing, "bad zone", f"no time zone is called {outline.zone!r}", "Write one as `zone/Asia/Tokyo`.")
    return None


def _private(thing: str, address: str, ours: Settings) -> Problem | None:
    from flows.web.failures import PrivateAddressError, private_address
    from flows.web.guard import refuse_stated  # slow to import, and most commands start without it

    try:
        refuse_stated(host_of(address), ours)
    except PrivateAddressError as error:
        return private_address(thing, error).problem
    return None


def export_text(path: Path, *, has_credentials: bool) -> tuple[str, int]:
    """The list as OPML that feed readers import, and how many of its addresses lost their credentials."""
    feeds = listed(path)
    secret = sum(credentials(feed.address) is not None for feed in feeds)
    if has_credentials:
        return opml_text(feeds), 0
    return opml_text(
        replace(_without_secrets(feed), address=without_credentials(feed.address)) for feed in feeds
    ), secret


def _without_secrets(feed: Outline) -> Outline:
    """The feed without credentials in what is shown: readers name a feed without a title by its address."""
    return replace(
        feed,
        name=without_credentials(feed.name) if "://" in feed.name else feed.name,
        title=without_credentials(feed.title) if "://" in feed.title else feed.title,
        site=without_credentials(feed.site),
    )


# --- the file ---------------------------------------------------------------------------------------------------------


def _read(path: Path) -> Opml:
    """The list, which has to be right: what is wrong with it is no fault of the change."""
    content = bytes_of(path, _START)
    feeds_in(content, path)
    return read_opml(content, path)


def _ids(text: bytes, path: Path) -> list[str]:
    return [feed.feed_id for feed in feeds_in(text, path)]


def _write(path: Path, before: Opml, text: bytes, expected: Sequence[str], *, mode: int = 0o644) -> None:
    """Nothing; the file holds the text, in its encoding, after it was made sure that it lists what it should."""
    if _ids(text, path) != list(expected):
        raise SeedsError(f"{path}: this cannot be changed without touching other entries. Change it by hand.")
    if path.exists() and read_opml(bytes_of(path, _START), path).text != before.text:
        raise SeedsError(f"{path}: another program changed it meanwhile, and nothing was written. Do it once more.")
    replace_file(path, before.encoded(text), mode=mode)


def _with(opml: Opml, outlines: Sequence[Outline]) -> bytes:
    """The text with more feeds before the end of its body, indented as those before them."""
    line_end = "\r\n" if b"\r\n" in opml.text else "\n"
    indent = _indent(opml)
    lines = "".join(f"{line_end}{indent}{outline_text(outline)}" for outline in outlines).encode()
    start, end = opml.body
    if opml.text[start:end].endswith(b"/>"):
        opened = opml.text[start:end].removesuffix(b"/>").rstrip() + b">"
        return opml.text[:start] + opened + lines + f"{line_end}  </body>".encode() + opml.text[end:]
    last = len(opml.text[:end].rstrip())
    gap = opml.text[last:end] if b"\n" in opml.text[last:end] else f"{line_end}  ".encode()
    return opml.text[:last] + lines + gap + opml.text[end:]


def _indent(opml: Opml) -> str:
    for outline in opml.outlines[:1]:
        before = opml.text[: outline.start].rpartition(b"\n")[2]
        if not before.strip():
            return before.decode()
    return "    "


def _without(text: bytes, outline: Outline, comments: Sequence[tuple[int, int]]) -> bytes:
    """The text without that entry and its line. A comment right above goes with it, if no other entry follows."""
    start, end = outline.start, outline.end
    if not text[end:].lstrip().startswith(b"<outline"):
        start = _start_of_comment(text, start, comments)
    line_start = text.rfind(b"\n", 0, start) + 1
    line_end = text.find(b"\n", end)
    if line_end >= 0 and not text[line_start:start].strip() and not text[end:line_end].strip():
        start, end = line_start, line_end + 1
    return text[:start] + text[end:]


def _start_of_comment(text: bytes, start: int, comments: Sequence[tuple[int, int]]) -> int:
    """Where the comment in the lines right above begins; `start` where there is none."""
    for begin, end in comments:
        between = text[end:start] if end <= start else b"x"
        if not between.strip() and between.count(b"\n") == 1:
            return begin
    return start
