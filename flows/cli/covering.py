"""The commands that ask what is covered: `events` and `trends`."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from flows.cli.asking import answer, nothing, print_answer
from flows.cli.exits import FINE, USAGE, Stop
from flows.cli.exporting import Export, LimitUnlessExported, export_answer, refuse_two_forms, rows_asked
from flows.cli.program import QUESTIONS, Json, app
from flows.cli.quoting import who_is_meant

Days = Annotated[int, Parameter(validator=Number(gte=1, lte=36500))]

_EVENTS = """\
Examples:
  onrecord events
  onrecord events --order size --limit 50 --json
  onrecord events e_0123456789abcdef
"""
_TRENDS = """\
Examples:
  onrecord trends
  onrecord trends --days 1 --zone Asia/Tokyo
  onrecord trends "Xi Jinping" --days 28
  onrecord trends --outlet Reuters --until 2026-03-31
  onrecord trends --event e_0123456789abcdef
  onrecord trends --json | jq 'select(.trend == "most quoted")'
  onrecord trends --export trends.csv
"""


@app.command(group=QUESTIONS, help_epilogue=_EVENTS)
def events(
    event: str | None = None,
    /,
    *,
    order: Literal["growth", "latest", "size"] = "growth",
    limit: LimitUnlessExported = None,
    json: Json = False,
    export: Export = None,
) -> int:
    """Show what is covered now, grown fastest first; with EVENT, who reported it, who copied it and who was quoted.

    Args:
        event: the id of an event, as `onrecord events` shows it; merged ones are followed
        order: growth: by the independent sources that reported it in the last day; latest: reported last; size: by all
        limit: show at most so many [20; all with --export]
        json: one line of JSON an event, or a quote of the one that was named
        export: write them to this file, .csv, .json, .jsonl or .parquet
    """
    refuse_two_forms(export, json=json)
    if event is not None:
        return _one_event(event, as_json=json, export=export)
    asked: dict[str, object] = {"order": order, "limit": rows_asked(limit, export, 20)}
    if export:
        return export_answer(export, "events_now", **asked)
    table = answer("events_now", **asked)
    if not table.rows:
        return nothing("No events yet. Bring in articles: onrecord run", as_json=json)
    if json:
        print_answer(table, as_json=True)
        return FINE
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_events

    print_events(as_dicts(table))
    return FINE


def _one_event(event: str, *, as_json: bool, export: Path | None) -> int:
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_events, print_timeline

    table = answer("event", event=event)
    if not table.rows:
        raise Stop(f"{event}: there is no such event. Ids are in the listing: onrecord events")
    if export:
        return export_answer(export, "event", event=event)
    if as_json:
        print_answer(table, as_json=True)
    else:
        cards = as_dicts(answer("event_card", event=event))
        print_events(cards)
        print()
        print_timeline(as_dicts(table))
    return FINE


@app.command(group=QUESTIONS, help_epilogue=_TRENDS)
def trends(
    name: str | None = None,
    /,
    *,
    days: Days = 7,
    zone: str = "UTC",
    until: date | None = None,
    event: str | None = None,
    outlet: str | None = None,
    limit: LimitUnlessExported = None,
    json: Json = False,
    export: Export = None,
) -> int:
    """Show what is reported on more than usual, who has the say, who is quoted beside whom, who is new, who is silent.

    With NAME, --event or --outlet: of that speaker, event or outlet. Copies of a story count once.

    Args:
        name: a figure's key, or the name or any alias of somebody
        days: so many days, and the four weeks before (or four times as many days) to compare with
        zone: whose days are counted, such as Europe/Paris
        until: the last of the days; the newest of which there is a report, where none is named
        event: the trends of an event, by its id
        outlet: the trends of an outlet, by its name or domain
        limit: show at most so many lines of each [10; all with --export]
        json: one line of JSON a line, with the trend it belongs to
        export: write them to this file, .csv, .json, .jsonl or .parquet
    """
    from flows.cli.answers import as_dicts
    from flows.cli.trending import print_trends, print_window

    refuse_two_forms(export, json=json)
    if sum(one is not None for one in (name, event, outlet)) > 1:
        raise Stop("NAME, --event or --outlet: choose one.", USAGE)
    window: dict[str, object] = {"days": days, "zone": _known_zone(zone), "until": until}
    asked: dict[str, object] = window | {"limit": rows_asked(limit, export, 10)}
    question = "trends"
    if name is not None:
        question, asked = "trends_of", asked | {"name": who_is_meant(name)}
    elif outlet is not None:
        question, asked = "trends_of_outlet", asked | {"outlet": outlet}
    elif event is not None:
        question, asked = "trends_of_event", {"event": event, "limit": asked["limit"]}
    if export:
        return export_answer(export, question, **asked)
    table = answer(question, **asked)
    if not table.rows:
        return nothing(_no_trends(name or event or outlet), as_json=json)
    if json:
        print_answer(table, as_json=True)
        return FINE
    if event is None:
        (rests_on,) = as_dicts(answer("trends_window", **window))
        print_window(rests_on, zone)
    print_trends(as_dicts(table))
    return FINE


def _known_zone(zone: str) -> str:
    """The name of a time zone, or a `Stop`."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Stop(f"--zone {zone}: no time zone is called so. Name one like Europe/Paris.", USAGE) from error
    return zone


def _no_trends(asked: str | None) -> str:
    """What to do where there is nothing to show."""
    if asked is None:
        return "No trends in these days. Ask for more with --days, or for others with --until; or: onrecord run"
    return f"Nothing of {asked} in these days. Ask for more with --days, or for others with --until."
