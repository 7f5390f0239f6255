"""What the house starts with: seed documents, listed feeds and tracked figures, read from files and checked.

These files are written by hand, so a mistake in one is an error that names the file, the entry and the remedy, before
anything is done.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from extractors.cast.names import name_key
from extractors.intake.addresses import canonical_address
from extractors.intake.articles import article_from_document
from extractors.records import AlertRule, Article, FeedState, Figure, Origin, RuleKind
from extractors.records.ids import mint

IMPORT_SOURCE = "seeds"
MANIFEST = "manifest.toml"
_ZONE = "zone"  # a category `zone/Asia/Tokyo` of a feed is what a time without a zone means there


class SeedsError(ValueError):
    """A file of seeds, feeds or figures cannot be used as it stands; the message names file, cause and remedy."""


_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


_WANTED = {  # what a value should be, where pydantic's words would be a regular expression
    "key": "Use small letters, digits and single hyphens, as in 'xi-jinping'.",
    "sha256": "Give the 64 small hexadecimal digits that `sha256sum` prints.",
    "wikidata": "Give the id as in 'Q7747', or take it out.",
    "type": "Use 'PERSON', 'ORG' or 'GPE'.",
    "rules": "Use " + " or ".join(repr(kind.value) for kind in RuleKind) + ", in a list.",
    "aliases": 'Give a list of names, as in ["Zelensky"].',
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ListedDocument(_Strict):
    file: _Words
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    source: _Words
    title: _Words | None = None


class _Manifest(_Strict):
    documents: tuple[_ListedDocument, ...] = ()


class _ListedFigure(_Strict):
    key: _Key
    name: _Words
    type: Literal["PERSON", "ORG", "GPE"] = "PERSON"
    aliases: tuple[_Words, ...] = ()
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")] | None = None
    rules: tuple[RuleKind, ...] = (RuleKind.ANY_STATEMENT,)


class _Figures(_Strict):
    figures: tuple[_ListedFigure, ...] = Field(default=())


_Model = TypeVar("_Model", bound=_Strict)

# --- seed documents ---------------------------------------------------------------------------------------------------


def seed_articles(folder: Path, now: datetime) -> tuple[Article, ...]:
    """The seed documents of `folder` as its manifest lists them, each text exactly the file's content.

    Raises SeedsError where a file is missing, has changed, or is not listed.
    """
    manifest = _checked(_Manifest, folder / MANIFEST)
    listed = {document.file for document in manifest.documents}
    for path in sorted(folder.glob("*.txt")):
        if path.name not in listed:
            raise SeedsError(
                f"{path}: not listed in {MANIFEST}. List it with its SHA-256 and source, "
                f"or take it out and import it with `onrecord import`."
            )
    return tuple(_seed_article(folder, document, now) for document in manifest.documents)


def _seed_article(folder: Path, document: _ListedDocument, now: datetime) -> Article:
    path = folder / document.file
    body = _bytes_of(path, "Put it back, or take it out of the manifest.")
    found = hashlib.sha256(body).hexdigest()
    if found != document.sha256:
        raise SeedsError(
            f"{path}: changed since it was listed: its SHA-256 is {found}, the manifest says {document.sha256}. "
            f"Put the original back, or correct {MANIFEST}."
        )
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SeedsError(f"{path}: not UTF-8 at byte {error.start}. Save it as UTF-8 and correct {MANIFEST}.") from None
    return article_from_document(
        text,
        origin=Origin.SEED,
        import_source=IMPORT_SOURCE,
        external_id=path.stem,
        title=document.title,
        now=now,
        is_backlog=False,
    )


# --- feeds ------------------------------------------------------------------------------------------------------------


def listed_feeds(opml: Path) -> tuple[FeedState, ...]:
    """The feeds that an OPML file lists, in its order, each once, as states never polled.

    An outline's `text` (else `title`) is the outlet's name; a category `zone/<IANA name>` its time zone. Groups may be
    nested. Raises SeedsError where the file is missing, is not OPML, or names an unknown time zone.
    """
    body = _bytes_of(opml, "Give the setting `feeds` (ONRECORD_FEEDS) the path of an OPML file.")
    import listparser  # not at the top: it loads `requests`, and most commands need no feeds

    harvest = listparser.parse(_in_ascii(body))
    if not harvest["version"].startswith("opml"):
        raise SeedsError(f"{opml}: not OPML. Export the list from a feed reader, or start from seeds/feeds.opml.")
    feeds: dict[str, FeedState] = {}
    for found in harvest["feeds"]:
        feed = _feed(found["url"], found["title"], found["categories"], opml)
        feeds.setdefault(feed.feed_id, feed)
    return tuple(feeds.values())


def _in_ascii(body: bytes) -> bytes:
    """The same document in characters that no parser misreads: listparser does not see the XML declaration."""
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    return text.encode("ascii", "xmlcharrefreplace")


def _feed(url: str, title: str, categories: Sequence[Sequence[str]], opml: Path) -> FeedState:
    address = _over_http(url)
    zones = ["/".join(category[1:]) for category in categories if category[0] == _ZONE]
    for zone in zones:
        if not _is_zone(zone):
            raise SeedsError(
                f"{opml}: feed {title or address}: no time zone is called {zone!r}. Write one as `zone/Asia/Tokyo`."
            )
    return FeedState(
        feed_id=mint("f", canonical_address(address) or address),
        address=address,
        title=title or None,
        outlet_name=title or None,
        time_zone=zones[0] if zones else None,
    )


def _is_zone(name: str) -> bool:
    """Whether a time zone has that name. A machine without time zone data cannot tell, and that is no mistake here."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return bool(name) and not available_timezones()
    return True


def _over_http(url: str) -> str:
    """The address to ask: `feed:` is a browser's way to say that a feed reader should open it."""
    if not url.lower().startswith("feed:"):
        return url
    rest = url[len("feed:") :]
    return f"http:{rest}" if rest.startswith("//") else rest


# --- figures ----------------------------------------------------------------------------------------------------------


def tracked_figures(path: Path) -> tuple[tuple[Figure, ...], tuple[AlertRule, ...]]:
    """The figures that a TOML file lists, and the alert rules that they state.

    Raises SeedsError for an unknown or missing key, an empty name, a key listed twice, or a spelling of two figures.
    """
    listed = _checked(_Figures, path).figures
    _refuse_ambiguity(listed, path)
    figures = tuple(
        Figure(key=each.key, name=each.name, type=each.type, aliases=each.aliases, wikidata_id=each.wikidata)
        for each in listed
    )
    rules = tuple(
        AlertRule(
            rule_id=mint("r", each.key, kind.value),
            figure_key=each.key,
            figure_name=each.name,
            entity_id=mint("n", "figure", each.key),
            kind=kind,
        )
        for each in listed
        for kind in dict.fromkeys(each.rules)
    )
    return figures, rules


def _refuse_ambiguity(figures: Sequence[_ListedFigure], path: Path) -> None:
    keys: set[str] = set()
    owners: dict[str, str] = {}
    for figure in figures:
        if figure.key in keys:
            raise SeedsError(f"{path}: figure {figure.key!r} is listed twice. Keep one, or give the other its own key.")
        keys.add(figure.key)
        for spelling in (figure.name, *figure.aliases):
            owner = owners.setdefault(name_key(spelling), figure.key)
            if owner != figure.key:
                raise SeedsError(
                    f"{path}: figure {figure.key!r}: {spelling!r} already stands for {owner!r}. "
                    f"Leave it to one of the two: their statements could not be told apart."
                )


# --- reading ----------------------------------------------------------------------------------------------------------


def _bytes_of(path: Path, remedy: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SeedsError(f"{path}: there is no such file. {remedy}") from None
    except OSError as error:
        raise SeedsError(f"{path}: cannot be read: {error.strerror}. {remedy}") from None


def _checked(model: type[_Model], path: Path) -> _Model:
    """The file's content as `model`, or a SeedsError that names the entry and what is wrong with it."""
    body = _bytes_of(path, "Write it, or point the setting to where it is.")
    try:
        content = tomllib.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SeedsError(f"{path}: not TOML: {error}. Correct that place.") from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        lines = [_in_words(problem, content) for problem in error.errors(include_url=False)]
        raise SeedsError("\n".join(f"{path}: {line}" for line in lines)) from None


def _in_words(problem: ErrorDetails, content: dict[str, Any]) -> str:
    """One mistake as a person would put it, such as: figure 3 (modi): unknown key 'alias'. Correct it."""
    table, *place = problem["loc"]
    entry = f"{table}"
    if place and isinstance(place[0], int):
        stated = content[str(table)][place[0]]
        name = (stated.get("key") or stated.get("file") or stated.get("name")) if isinstance(stated, dict) else None
        entry = f"{str(table).removesuffix('s')} {place[0] + 1}" + (f" ({name})" if name else "")
        place = place[1:]
    key = str(place[0]) if place else str(table)
    if problem["type"] == "extra_forbidden":
        return f"{entry}: unknown key {key!r}. Correct its spelling, or take it out."
    if problem["type"] == "missing":
        return f"{entry}: {key!r} is missing. State it."
    if problem["type"] == "string_too_short":
        return f"{entry}: {key!r} is empty. Give it a value, or take it out."
    wanted = _WANTED.get(key, problem["msg"])
    return f"{entry}: {key!r} cannot be {problem['input']!r}. {wanted}"
