"""The commands that change the list of feeds: `feeds add`, `remove`, `import`, `export`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from flows.cli.exits import FAILED, FINE, USAGE, Stop
from flows.cli.program import QUESTIONS, Json, app

if TYPE_CHECKING:
    from flows.files.opml import Outline
    from flows.files.opml_editing import Taking

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
    json: Json = False,
) -> int:
    """Watch a feed, or the main feed of a site, from now on.

    Args:
        address: of a feed, or of a page of a site, whose feeds are then looked for
        name: what the outlet is called [as the feed says]
        zone: what a time without a zone means in it, as in Asia/Tokyo [UTC]
        all: add every living feed of the site, but for those of comments and tags
        dry_run: only look
        json: one line of JSON a feed that was found
    """
    from flows.cli.feed_finding import chosen_of, entry_of, fate_of, known_feeds, look, name_in, whole_address
    from flows.cli.feed_reports import print_found, print_found_json
    from flows.files.opml_editing import add_feeds
    from flows.settings import settings

    place, whole = settings().feeds, whole_address(address)
    known = known_feeds(place)
    found = look(whole, zone, is_all=all)
    if found.problem:
        raise Stop(str(found.problem))
    chosen = chosen_of(found, is_all=all)
    new = [entry_of(feed, found, whole, name, zone) for feed in chosen if not name_in(feed, known)]
    is_new_file = not place.exists()
    if new and not dry_run:
        add_feeds(place, new)
    fates = [fate_of(feed, chosen, name_in(feed, known), is_dry=dry_run) for feed in found.feeds]
    (print_found_json if json else print_found)(found, fates)
    if not chosen:
        raise Stop("None of these is the site's main feed. Add one by its own address: onrecord feeds add ADDRESS")
    if json:
        return FINE
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
    from flows.cli.feed_finding import whole_address
    from flows.cli.feed_reports import print_notes
    from flows.files.opml_editing import feeds_named, is_called, remove_feed
    from flows.settings import settings

    place = settings().feeds
    found = feeds_named(place, whole_address(feed) if "://" in feed else feed)
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
def import_(file: Path, /, *, dry_run: DryRun = False, json: Json = False) -> int:
    """Take over the feeds of an OPML file, the format that every feed reader exports.

    Args:
        file: the OPML file
        dry_run: only tell what would be taken over
        json: one line of JSON a feed of the file
    """
    from flows.cli.feed_reports import print_taking, print_taking_json
    from flows.files.opml_editing import take_over
    from flows.settings import settings

    place = settings().feeds
    is_new_file = not place.exists()
    taking = take_over(place, file, settings(), is_dry=dry_run)
    if json:
        print_taking_json(taking)
    else:
        print_taking(taking, is_dry=dry_run)
        _print_taken_over(place, taking, is_dry=dry_run, is_new_file=is_new_file)
    return FINE if taking.taken or taking.known else FAILED


def _print_taken_over(place: Path, taking: "Taking", *, is_dry: bool, is_new_file: bool) -> None:
    if is_dry:
        print(_DRY)
    elif taking.taken:
        _print_changed("Taken over into", place, taking.taken, is_new_file=is_new_file)
    else:
        print(f"Nothing was taken over: {place} is as it was.")


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
