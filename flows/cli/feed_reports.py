"""How what became of feeds is shown: those that a site has, and those that another list had."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from rich.text import Text

from flows.cli.quoted import day
from flows.cli.tables import clean, console, print_json, show_text

if TYPE_CHECKING:
    from rich.console import Console

    from extractors.intake.discovery import Candidate
    from flows.files.opml import Outline
    from flows.files.opml_editing import Taking
    from flows.web.discovering import SiteFeeds

_MOST_KNOWN = 10  # that are named one by one; a second import of a long list would be nothing else


def print_found(found: "SiteFeeds", fates: Sequence[str], out: TextIO | None = None) -> None:
    """Print the feeds that were found, each with what becomes of it: one of the `fates`, in the same order."""
    target = console(out)
    if not found.is_feed:
        show_text(target, Text(f"{clean(found.page)} has {_count(len(found.feeds), 'feed')}"))
        target.print()
    for feed, fate in zip(found.feeds, fates, strict=True):
        _show_feed(target, feed, fate)
    for problem in found.failed:
        show_text(target, Text(f"Linked, but no feed: {clean(problem.thing)}: {clean(problem.cause)}", style="dim"))
    if found.count_unseen:
        more = "address looks" if found.count_unseen == 1 else "addresses look"
        show_text(target, Text(f"{found.count_unseen} more {more} like a feed: --all asks there, too.", style="dim"))
    target.print()


def _show_feed(target: "Console", feed: "Candidate", fate: str) -> None:
    from extractors.intake.discovery import newest

    name = clean(feed.feed.title or feed.link.title or "(no title)")
    show_text(target, Text(name, style="bold").append(f"  {clean(fate)}", style="not bold"), hanging=2)
    show_text(target, Text(clean(feed.link.address), style="dim"), indent=2)
    last = newest(feed.feed)
    when = f", newest {day(last)} UTC" if last else ", none dated"
    said = f"{_count(len(feed.feed.entries), 'entry', 'entries')}{when}" if feed.feed.entries else "no entries"
    show_text(target, Text(said, style="dim"), indent=2)


def print_notes(*notes: str, out: TextIO | None = None) -> None:
    """Print what has to be known of a change, a paragraph each."""
    target = console(out)
    for note in notes:
        show_text(target, Text(clean(note)))


def print_found_json(found: "SiteFeeds", fates: Sequence[str]) -> None:
    """Print a line of JSON for each feed that was found."""
    from extractors.intake.discovery import newest

    columns = ("address", "title", "found", "count_entries", "newest_at", "fate")
    rows = (
        (feed.link.address, feed.feed.title, feed.link.found, len(feed.feed.entries), newest(feed.feed), fate)
        for feed, fate in zip(found.feeds, fates, strict=True)
    )
    print_json(columns, rows)


def print_taking_json(taking: "Taking") -> None:
    """Print a line of JSON for each feed of the other list."""
    from extractors.intake.addresses import without_credentials

    rows: list[tuple[str | None, ...]] = []
    for fate, outlines in (("taken", taking.taken), ("known", taking.known)):
        rows += [(fate, outline.name, without_credentials(outline.address), None) for outline in outlines]
    rows += [("refused", problem.thing, None, f"{problem.cause}. {problem.remedy}") for problem in taking.refused]
    print_json(("fate", "name", "address", "reason"), rows)


def print_taking(taking: "Taking", *, is_dry: bool, out: TextIO | None = None) -> None:
    """Print what was taken over from a list, what was known, and what was refused and why."""
    target = console(out)
    _show_outlines(target, "Would be taken over" if is_dry else "Taken over", taking.taken, len(taking.taken))
    _show_outlines(target, "Known already", taking.known, _MOST_KNOWN)
    if taking.refused:
        show_text(target, Text(f"Refused: {len(taking.refused)}", style="bold"))
        for problem in taking.refused:
            show_text(target, Text(clean(str(problem))), indent=2, hanging=2)
    target.print()


def _show_outlines(target: "Console", what: str, outlines: Sequence["Outline"], most: int) -> None:
    from extractors.intake.addresses import without_credentials

    show_text(target, Text(f"{what}: {len(outlines)}", style="bold"))
    for outline in outlines[:most]:
        shown = f"{outline.name}  {without_credentials(outline.address)}"
        show_text(target, Text(clean(shown)), indent=2, hanging=2)
    if len(outlines) > most:
        show_text(target, Text(f"and {len(outlines) - most} more"), indent=2)


def _count(number: int, thing: str, things: str | None = None) -> str:
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"
