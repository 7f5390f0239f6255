"""The commands that ask what is covered: `events` and `trends`."""

from typing import Literal

from flows.cli.asking import Limit, answer, nothing, print_answer
from flows.cli.exits import FINE, USAGE, Stop
from flows.cli.program import QUESTIONS, Json, app

_EVENTS = """\
Examples:
  onrecord events
  onrecord events --order size --limit 50 --json
  onrecord events e_0123456789abcdef
"""
_TRENDS = """\
Examples:
  onrecord trends
  onrecord trends --zone Asia/Tokyo
  onrecord trends --json | jq 'select(.trend == "most quoted")'
"""


@app.command(group=QUESTIONS, help_epilogue=_EVENTS)
def events(
    event: str | None = None,
    /,
    *,
    order: Literal["growth", "latest", "size"] = "growth",
    limit: Limit = 20,
    json: Json = False,
) -> int:
    """Show what is covered now, grown fastest first; with EVENT, who reported it, who copied it and who was quoted.

    Args:
        event: the id of an event, as `onrecord events` shows it; merged ones are followed
        order: growth: by the independent sources that reported it in the last day; latest: reported last; size: by all
        limit: show at most so many
        json: one line of JSON an event, or a quote of the one that was named
    """
    if event is not None:
        return _one_event(event, as_json=json)
    table = answer("events_now", order=order, limit=limit)
    if not table.rows:
        return nothing("No events yet. Bring in articles: onrecord run", as_json=json)
    if json:
        print_answer(table, as_json=True)
        return FINE
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_events

    print_events(as_dicts(table))
    return FINE


def _one_event(event: str, *, as_json: bool) -> int:
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_events, print_timeline

    table = answer("event", event=event)
    if not table.rows:
        raise Stop(f"{event}: there is no such event. Ids are in the listing: onrecord events")
    if as_json:
        print_answer(table, as_json=True)
    else:
        cards = as_dicts(answer("event_card", event=event))
        print_events(cards)
        print()
        print_timeline(as_dicts(table))
    return FINE


@app.command(group=QUESTIONS, help_epilogue=_TRENDS)
def trends(*, zone: str = "UTC", limit: Limit = 10, json: Json = False) -> int:
    """Show who is quoted most and when, what is covered most, who is quoted beside whom, and who is new.

    Args:
        zone: whose days are counted, such as Europe/Paris
        limit: show at most so many lines of each
        json: one line of JSON a line, with the trend it belongs to
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Stop(f"--zone {zone}: no time zone is called so. Name one like Europe/Paris.", USAGE) from error
    table = answer("trends", zone=zone, limit=limit)
    if not table.rows:
        return nothing("No trends yet. Bring in articles: onrecord run", as_json=json)
    if json:
        print_answer(table, as_json=True)
        return FINE
    from flows.cli.answers import as_dicts
    from flows.cli.listings import print_trends

    print_trends(as_dicts(table))
    return FINE
