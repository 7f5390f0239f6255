"""The commands that change the list of feeds: `feeds add`, `remove`, `import`, `export`."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from flows.cli.exits import FAILED, FINE, USAGE, Stop
from flows.cli.program import QUESTIONS, app

if TYPE_CHECKING:
    from extractors.intake.discovery import Candidate
    from flows.files.opml import Outline
    from flows.web.discovering import SiteFeeds

_FEEDS = """\
Examples:
  onrecord feeds
  onrecord feeds --json | jq 'select(.state != "fine")'
  onrecord feeds add news.example
  onrecord feeds add news.example/asia --name "The Times" --zone Asia/Tokyo
  onrecord feeds add news.example --all --dry-run
  onrecord feeds remove "The Times"
  onrecord feeds import from-my-reader.opml
  onrecord feeds export for-my-reader.opml

The OPML file of the setting `feeds` is changed; its comments and layout stay.
It holds from the next cycle on. What a new feed holds when it is first read is
no news and raises no alert.
"""
_NEXT = "It holds from the next cycle on: onrecord run; a running serve takes it up by itself."
_DRY = "Nothing was changed: this was a dry run."

feeds_app = App(
    name="feeds",
    group=QUESTIONS,
    usage="Usage: onrecord feeds [OPTIONS]\n       onrecord feeds add|remove|import|export … [OPTIONS]",
    help_epilogue=_FEEDS,
    help_format="plaintext",
    version_flags=[],
)
app.command(feeds_app)

DryRun = Annotated[bool, Parameter(name="--dry-run", negative=(), show_default=False)]
All = Annotated[bool, Parameter(name="--all", negative=(), show_default=False)]
WithCredentials = Annotated[bool, Parameter(name="--with-credentials", negative=(), show_default=False)]


@feeds_app.command(help_epilogue=_FEEDS)
def add(
    address: str,
    /,
    *,
    name: str | None = None,
    zone: str | None = None,
    all: All = False,  # noqa: A002 - the option's name
    dry_run: DryRun = False,
) -> int:
    """Watch a feed, or the main feed of a site, from now on.

    Args:
        address: of a feed, or of a page of a site, whose feeds are then looked for
        name: what the outlet is called [as the feed says]
        zone: what a time without a zone means in it, as in Asia/Tokyo [UTC]
        all: add every living feed of the site, but for those of comments and tags
        dry_run: only look
    """
    from flows.cli.feed_reports import print_found
    from flows.files.opml_editing import add_feeds
    from flows.settings import settings

    place, whole = settings().feeds, _whole(address)
    known = _known_feeds(place)
    found = _look(whole, zone, is_all=all)
    if found.problem:
        raise Stop(str(found.problem))
    chosen = _chosen(found, is_all=all)
    new = [_outline(feed, found, whole, name, zone) for feed in chosen if not _names(feed, known)]
    is_new_file = not place.exists()
    if new and not dry_run:
        add_feeds(place, new)
    print_found(found, [_fate(feed, chosen, _names(feed, known), is_dry=dry_run) for feed in found.feeds])
    if not chosen:
        raise Stop("None of these is the site's main feed. Add one by its own address: onrecord feeds add ADDRESS")
    if dry_run:
        print(_DRY)
    elif new:
        _print_changed("Added to", place, new, is_new_file=is_new_file)
    else:
        print(f"Nothing to add: {'it is' if len(chosen) == 1 else 'they are'} in {place} already.")
    return FINE


@feeds_app.command(help_epilogue=_FEEDS)
def remove(feed: str, /) -> int:
    """Watch a feed no longer. Its articles stay.

    Args:
        feed: its name or its address
    """
    from extractors.intake.addresses import without_credentials
    from flows.cli.feed_reports import print_notes
    from flows.files.opml_editing import feeds_named, is_called, remove_feed
    from flows.settings import settings

    place = settings().feeds
    found = feeds_named(place, _whole(feed) if "://" in feed else feed)
    if len(found) != 1 or not is_called(found[0], feed):
        raise Stop(_which_feed(place, without_credentials(feed), found))
    remove_feed(place, found[0])
    print_notes(
        f"{found[0].name} is no longer in {place}: {without_credentials(found[0].address)}",
        "Its articles stay, with their quotes and alerts. It is not asked from the next cycle on.",
    )
    return FINE


def _which_feed(place: Path, words: str, found: Sequence["Outline"]) -> str:
    """What to say where no feed, or more than one, is called so."""
    from extractors.intake.addresses import without_credentials

    if not found:
        return f"{place}: no feed has the name or address {words!r}. Which there are: onrecord feeds export -"
    told = "; ".join(f"{one.title or one.name} {without_credentials(one.address)}" for one in found[:8])
    more = f"; and {len(found) - 8} more" if len(found) > 8 else ""
    return f"{place}: {words!r} may be any of {len(found)}: {told}{more}. Give the whole name, or the address, of one."


@feeds_app.command(name="import", help_epilogue=_FEEDS)
def import_(file: Path, /, *, dry_run: DryRun = False) -> int:
    """Take over the feeds of an OPML file, the format that every feed reader exports.

    Args:
        file: the OPML file
        dry_run: only tell what would be taken over
    """
    from flows.cli.feed_reports import print_taking
    from flows.files.opml_editing import take_over
    from flows.settings import settings

    place = settings().feeds
    is_new_file = not place.exists()
    taking = take_over(place, file, is_dry=dry_run)
    print_taking(taking, is_dry=dry_run)
    if dry_run:
        print(_DRY)
    elif taking.taken:
        _print_changed("Taken over into", place, taking.taken, is_new_file=is_new_file)
    else:
        print(f"Nothing was taken over: {place} is as it was.")
    return FINE if taking.taken or taking.known else FAILED


@feeds_app.command(help_epilogue=_FEEDS)
def export(file: str, /, *, with_credentials: WithCredentials = False) -> int:
    """Write the list of feeds as OPML, for a feed reader or another machine.

    Args:
        file: the OPML file to write; "-" is standard output
        with_credentials: keep user names and passwords that stand in addresses
    """
    from flows.files.opml_editing import export_text
    from flows.files.replacing import replace_file
    from flows.settings import settings

    place, target = settings().feeds, Path(file)
    if file.strip() != "-" and target.exists() and target.samefile(place):
        raise Stop(f"{file}: this is the list itself, the setting `feeds`. Name another file.", USAGE)
    text, count_stripped = export_text(place, has_credentials=with_credentials)
    if file.strip() == "-":
        sys.stdout.write(text)
    else:
        replace_file(target, text.encode(), mode=0o600 if with_credentials else 0o644)
        count = text.count("<outline ")
        print(f"{count} {'feed' if count == 1 else 'feeds'} written to {file}")
    if count_stripped:
        said = "1 address was" if count_stripped == 1 else f"{count_stripped} addresses were"
        print(f"{said} written without user name and password: --with-credentials keeps them.", file=sys.stderr)
    return FINE


# --- steps of `add` ---------------------------------------------------------------------------------------------------


def _whole(address: str) -> str:
    """The address with its scheme, which people leave out."""
    from flows.files.seeds import over_http

    over = over_http(address.strip())
    return over if "://" in over else f"https://{over}"


def _look(address: str, zone: str | None, *, is_all: bool) -> "SiteFeeds":
    """What there is at the address. Raises Stop where address or zone cannot be."""
    import asyncio

    from extractors.intake.addresses import canonical_address, without_credentials
    from flows.files.seeds import is_zone
    from flows.progress import saying
    from flows.settings import settings
    from flows.web.discovering import feeds_of_site

    if canonical_address(address) is None:
        raise Stop(f"{without_credentials(address)}: not an address of the web. Give a feed's or a site's.", USAGE)
    if zone is not None and not is_zone(zone):
        raise Stop(f"--zone {zone}: no time zone is called that. Give one as in Asia/Tokyo.", USAGE)
    with saying():
        return asyncio.run(
            feeds_of_site(address, settings=settings(), now=datetime.now(UTC), time_zone=zone, is_all=is_all)
        )


def _chosen(found: "SiteFeeds", *, is_all: bool) -> tuple["Candidate", ...]:
    """The feeds to add: the main one, or all that are worth it."""
    fit = tuple(feed for feed in found.feeds if feed.drawback is None)
    return fit if is_all else fit[:1]


def _fate(feed: "Candidate", chosen: Sequence["Candidate"], listed_as: str | None, *, is_dry: bool) -> str:
    """What becomes of a feed that was found, in words."""
    if listed_as:
        return f"listed already, as {listed_as}"
    if feed in chosen:
        return "would be added" if is_dry else "added"
    return feed.drawback or "not added: --all adds it, too"


def _known_feeds(place: Path) -> dict[str, str]:
    """The names of the feeds that are listed, by each address that is known of them."""
    from extractors.intake.addresses import canonical_address, without_credentials
    from flows.cli.asking import answer, published
    from flows.files.opml_editing import listed
    from flows.files.seeds import feed_id_of

    feeds = listed(place) if place.exists() else ()
    named = {feed_id_of(feed.address): feed.name or without_credentials(feed.address) for feed in feeds}
    known = {canonical_address(feed.address) or feed.address: named[feed_id_of(feed.address)] for feed in feeds}
    if published().exists():
        for feed_id, url in answer("feed_addresses").rows:
            canonical = canonical_address(url)
            if canonical and feed_id in named:
                known.setdefault(canonical, named[feed_id])
    return known


def _names(feed: "Candidate", known: dict[str, str]) -> str | None:
    """What the feed is called in the list, under whichever of its addresses it stands there; None where it does not."""
    from extractors.intake.discovery import own_addresses

    return next((known[address] for address in sorted(own_addresses(feed)) if address in known), None)


def _outline(feed: "Candidate", found: "SiteFeeds", asked: str, name: str | None, zone: str | None) -> "Outline":
    """The entry of the list, its address with the credentials that were given for it."""
    from extractors.intake.addresses import host_of
    from flows.files.opml import Outline
    from flows.web.discovering import with_login

    title = feed.feed.title or feed.link.title or ""
    return Outline(
        address=asked if found.is_feed else with_login(feed.link.address, asked),
        name=(name or "").strip() or title or host_of(feed.link.address),
        title=title,
        site=feed.feed.site or ("" if found.is_feed else found.page),
        categories=(f"zone/{zone}",) if zone else (),
    )


def _print_changed(what: str, place: Path, added: Sequence["Outline"], *, is_new_file: bool) -> None:
    from extractors.intake.addresses import credentials
    from flows.cli.feed_reports import print_notes
    from flows.settings import SEEDS

    notes = [f"{what} {place}{', a new file' if is_new_file else ''}. {_NEXT}"]
    if any(credentials(feed.address) for feed in added):
        mode = place.stat().st_mode & 0o077
        notes.append(
            "The password is in that file and is never shown"
            + (f", but others on this machine can read the file: chmod 600 {place}" if mode else ".")
        )
    if place.resolve().is_relative_to(SEEDS.resolve()):
        notes.append(
            "This list came with On Record, and a newer version brings its own: to keep yours apart, copy it and name "
            "the copy in the setting `feeds` (onrecord.toml)."
        )
    print_notes(*notes)
