"""What is installed, reachable, stale or broken, in plain words: silence must never look like no news.

Nothing is asked over the network: what a feed last answered is in the warehouse. The warehouse itself is looked at, not
the readers' copy, because a copy is only made when there is something new to read.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from rich.table import Table as Grid
from rich.text import Text

from flows.cli.tables import REPORT_WIDTH, clean, console, show
from flows.language import best_installed
from flows.places import Places
from flows.settings import Settings

if TYPE_CHECKING:
    from warehouse.checks import FailedCheck

_TOPICS = ("installed", "settings", "disk", "warehouse", "cycles", "feeds", "alerts")
_DISK_FLOOR = 500_000_000  # bytes: below this a busy day's pages and two published copies may not fit
_PATIENCE_SECONDS = 5.0  # for a writer to be done; doctor is asked by people who wait
_PACKAGES = ("prefect", "duckdb", "spacy", "trafilatura", "apprise")


class State(StrEnum):
    """How a thing is. Only `broken` makes the exit code 1."""

    FINE = "fine"
    NOTE = "note"  # worth knowing, nothing to be mended
    STALE = "stale"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, in words, and what to do where something is to be done."""

    topic: str  # one of _TOPICS
    thing: str
    state: State
    said: str
    remedy: str = ""


def examine(settings: Settings, places: Places, now: datetime) -> tuple[Finding, ...]:
    """All findings, in the order in which a person would ask."""
    from flows.cli.doctor_delivery import outgoing
    from flows.cli.doctor_web import way_out

    ours = (*_installed(settings), *_settings(settings), *way_out(settings), *_disk(places))
    ours = (*ours, *outgoing(settings, places))
    findings = (*ours, *_warehouse(settings, places, now))
    return tuple(sorted(findings, key=lambda finding: _TOPICS.index(finding.topic)))


def _installed(settings: Settings) -> Iterator[Finding]:
    yield Finding("installed", "python", State.FINE, ".".join(str(part) for part in sys.version_info[:3]))
    for package in _PACKAGES:
        try:
            yield Finding("installed", package, State.FINE, metadata.version(package))
        except metadata.PackageNotFoundError:
            yield Finding("installed", package, State.BROKEN, "not installed", "Install again: make run")
    yield _model(settings.model or best_installed())


def _model(name: str) -> Finding:
    """Whether the language model is there; it is not loaded, that takes seconds."""
    if Path(name).is_dir():
        return Finding("installed", "model", State.FINE, f"{name} (a folder)")
    try:
        is_there = find_spec(name) is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        remedy = "Install that spaCy pipeline, or name an installed one in the setting `model` (ONRECORD_MODEL)."
        return Finding("installed", "model", State.BROKEN, f"{name} is not installed", remedy)
    try:
        return Finding("installed", "model", State.FINE, f"{name} {metadata.version(name.replace('_', '-'))}")
    except metadata.PackageNotFoundError:
        return Finding("installed", "model", State.FINE, name)


def _settings(settings: Settings) -> Iterator[Finding]:
    from datetime import UTC

    from flows.files.checked import SeedsError
    from flows.files.figures import tracked_figures
    from flows.files.seeds import listed_feeds, seed_articles

    if not settings.contact:
        said = "empty: sites that are visited cannot tell who visits them"
        yield Finding("settings", "contact", State.NOTE, said, "Set ONRECORD_CONTACT to an address or page of yours.")
    try:
        feeds = listed_feeds(settings.feeds)
        yield Finding("settings", "feeds", State.FINE, f"{len(feeds)} listed in {settings.feeds}")
    except SeedsError as error:
        yield Finding("settings", "feeds", State.BROKEN, str(error))
    try:
        figures, rules = tracked_figures(settings.figures)
        yield Finding("settings", "figures", State.FINE, f"{len(figures)} tracked in {settings.figures}")
        for channel in sorted({name for rule in rules for name in rule.channels} - set(settings.channels)):
            said = f"a rule in {settings.figures} names it, and the setting `channels` does not"
            remedy = "Name it there, or take it out of the rule: until then its alerts go to its others, or to all."
            yield Finding("settings", f"channel {channel!r}", State.BROKEN, said, remedy)
    except SeedsError as error:
        yield Finding("settings", "figures", State.BROKEN, str(error))
    try:
        seed_articles(settings.seeds, datetime.now(UTC))
    except SeedsError as error:
        yield Finding("settings", "seeds", State.BROKEN, str(error))


def _disk(places: Places) -> Iterator[Finding]:
    """Whether the next load and its published copy fit: the copy needs as much again as the warehouse."""
    folder = places.warehouse.absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    size = places.warehouse.stat().st_size if places.warehouse.exists() else 0
    said = f"{free / 1e9:.1f} GB free where the warehouse is ({size / 1e6:.0f} MB)"
    if free < max(_DISK_FLOOR, 2 * size):
        remedy = "Make room: a load that does not fit is rolled back, and nothing more is published."
        yield Finding("disk", str(folder), State.BROKEN, said, remedy)
    else:
        yield Finding("disk", str(folder), State.FINE, said)


def _warehouse(settings: Settings, places: Places, now: datetime) -> Iterator[Finding]:
    """What the warehouse knows of itself. It is held for a moment only; a busy one is no fault."""
    path = places.warehouse
    if not path.exists():
        yield Finding("warehouse", str(path), State.NOTE, "nothing there yet", "Start with: onrecord run")
        return
    from flows.cli.answers import as_dicts
    from flows.cli.doctor_delivery import deliveries, last_cycle
    from flows.cli.doctor_pages import pages
    from flows.cli.doctor_storage import storage
    from flows.journalling import refuse_loss
    from warehouse.checks import failed_checks
    from warehouse.connection import WarehouseBusy, WarehouseNewer, WarehouseOlder, looking
    from warehouse.enrichment import count_pending
    from warehouse.questions import ask
    from warehouse.watch import wellness

    try:
        with looking(path, wait_seconds=min(settings.lock_seconds, _PATIENCE_SECONDS)) as con:
            refuse_loss(places, con)
            (health,), feeds = as_dicts(ask(con, "health")), as_dicts(ask(con, "feeds"))
            failed, pending = failed_checks(con), count_pending(con)
            files = tuple(storage(con, settings, places, now))
            known, sent = wellness(con), tuple(deliveries(con, health, settings))
            of_pages = tuple(pages(con, now))
    except WarehouseBusy as busy:
        yield Finding("warehouse", str(path), State.NOTE, str(busy), "Ask again in a minute.")
        return
    except WarehouseOlder as older:
        yield Finding("warehouse", str(path), State.NOTE, str(older))
        return
    except WarehouseNewer as newer:
        yield Finding("warehouse", str(path), State.BROKEN, str(newer))
        return
    except Exception as error:  # whatever it is that keeps the warehouse shut, saying so is what doctor is for
        remedy = "Keep the file; the last published copy can still be read."
        yield Finding("warehouse", str(path), State.BROKEN, str(error), remedy)
        return
    yield _checked(failed)
    yield from _restored(places)
    yield from files
    yield last_cycle(known, settings, now)
    yield _counted("cycles", "texts", pending, "waiting to be read", "The next cycle takes them: onrecord run")
    yield _counted("feeds", "pages", health["count_entries_failed"], "given up", "onrecord feeds says where")
    yield from _feeds(feeds)
    yield from of_pages
    yield from sent


def _restored(places: Places) -> Iterator[Finding]:
    """What the last recovery came to, for as long as what was broken is kept."""
    from flows.recovery import last_recovery

    recovery = last_recovery(places)
    if recovery is not None:
        remedy = f"When you have read this, and need the broken files no more, remove {places.broken}."
        yield Finding("warehouse", f"restored {recovery.at:%Y-%m-%d %H:%M} UTC", State.NOTE, str(recovery), remedy)


def _checked(failed: Sequence["FailedCheck"]) -> Finding:
    if not failed:
        return Finding("warehouse", "checks", State.FINE, "all passed")
    names = ", ".join(check.name for check in failed)
    return Finding("warehouse", "checks", State.BROKEN, f"{len(failed)} failed: {names}", "Please report this.")


def _counted(topic: str, thing: str, count: int, what: str, remedy: str) -> Finding:
    if not count:
        return Finding(topic, thing, State.FINE, f"none {what}")
    return Finding(topic, thing, State.NOTE, f"{count} {what}", remedy)


def _feeds(feeds: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """The feeds that did not answer well when they were last asked; all of them at once are one finding more."""
    troubled = [feed for feed in feeds if feed["state"] not in {"fine", "new", "slow"}]
    new = sum(feed["state"] == "new" for feed in feeds)
    answered = len(feeds) - len(troubled) - new + sum(feed["state"] == "silent" for feed in feeds)
    if len(feeds) == new:
        yield Finding("feeds", "feeds", State.NOTE, "none was asked yet", "Start a cycle: onrecord run")
        return
    state = State.STALE if troubled and not answered else State.FINE
    remedy = "None can be reached: look at this machine's network first." if state is State.STALE else ""
    said = f"{answered} of {len(feeds)} well when last asked" + (f", {new} not asked yet" if new else "")
    yield Finding("feeds", "feeds", state, said, remedy)
    for feed in troubled:
        name = feed.get("outlet_name") or feed.get("title") or feed.get("url")
        said = f"{feed['state']}: {feed.get('problem_cause') or 'no cause noted'}"
        yield Finding("feeds", str(name), State.STALE, said, feed.get("problem_remedy") or "")


_SIGNS = {
    State.FINE: ("ok", "green"),
    State.NOTE: ("note", "cyan"),
    State.STALE: ("stale", "yellow"),
    State.BROKEN: ("BROKEN", "bold red"),
}


def print_findings(findings: Sequence[Finding], out: TextIO | None = None) -> None:
    """Print the findings by topic, each with its state and, where something is to be done, what."""
    target = console(out, piped_width=REPORT_WIDTH)
    grid = Grid.grid(padding=(0, 2))
    for style in ("bold", "", ""):
        grid.add_column(style=style, no_wrap=style == "bold")
    topic = ""
    for finding, following in zip(findings, (*findings[1:], None), strict=True):
        sign, colour = _SIGNS[finding.state]
        said = Text(f"{clean(finding.thing)}: {clean(finding.said)}")
        if finding.remedy and (following is None or following.remedy != finding.remedy):  # what helps all, once
            said.append(f"\n→ {clean(finding.remedy)}", style="italic")
        grid.add_row("" if finding.topic == topic else finding.topic, Text(sign, style=colour), said)
        topic = finding.topic
    show(target, grid)
    show(target, Text(f"\n{verdict(findings)}", style="bold"))


def verdict(findings: Sequence[Finding]) -> str:
    """One sentence on all of it."""
    broken = [finding for finding in findings if finding.state is State.BROKEN]
    stale = dict.fromkeys(finding.topic for finding in findings if finding.state is State.STALE)
    if broken:
        return f"Broken: {', '.join(clean(finding.thing) for finding in broken)}."
    if stale:
        return f"Nothing is broken, but some things are stale: {', '.join(stale)}."
    return "All is well."
