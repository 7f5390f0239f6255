"""Prefect events: they say that something landed. What is to be done about it, the warehouse says.

Two of them are for others: each alert is an event with its figure as the resource, and so is the silence of all feeds.
An automation of Prefect may wait for either; README.md shows one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from extractors.messages.evidence import evidence
from extractors.records import DueDelivery
from flows.places import Places

if TYPE_CHECKING:
    from prefect.events import Event

ARTICLES_LANDED = "onrecord.articles.landed"
QUOTES_LANDED = "onrecord.quotes.landed"
NEWLY_QUOTED = "onrecord.figure.newly-quoted"
QUOTE_WITHDRAWN = "onrecord.figure.quote-withdrawn"
QUOTE_EDITED = "onrecord.figure.quote-edited"
ALL_WELL = "onrecord.cycle.succeeded"
SILENT = "onrecord.feeds.silent"


def ring(event: str, places: Places, **payload: str | int | None) -> None:
    """Nothing; the event is on its way. One that gets lost does no harm: a sweep stands behind each."""
    from prefect.events import emit_event

    emit_event(event=event, resource=resource(places), payload=payload)


def announce(alerts: Sequence[DueDelivery], places: Places) -> None:
    """Nothing; Prefect's server has taken an event for each of these alerts, or raises what kept it from that.

    An event's id follows from its alert's, so that whoever is told twice can tell.
    """
    from prefect.client.orchestration import get_client

    events = [alert_event(alert, places).model_dump(mode="json") for alert in alerts]
    with get_client(sync_client=True) as client:
        client.request("POST", "/events", json=events).raise_for_status()


def alert_event(alert: DueDelivery, places: Places) -> "Event":
    """The alert as an event: the figure is its resource, related are event, statement, article and warehouse."""
    from prefect.events import Event, RelatedResource, Resource

    related = {
        "event": alert.event_id,
        "statement": alert.statement_id,
        "article": alert.article_id,
        "warehouse": places.warehouse.stem,
    }
    figure = {
        "prefect.resource.id": f"onrecord.figure.{alert.figure_key}",
        "prefect.resource.name": alert.figure_name,
    }
    return Event(
        id=uuid5(NAMESPACE_URL, f"onrecord:{places.warehouse.stem}:{alert.alert_id}"),
        event={"withdrawal": QUOTE_WITHDRAWN, "edit": QUOTE_EDITED}.get(alert.kind, NEWLY_QUOTED),
        resource=Resource(figure),
        related=[
            RelatedResource({"prefect.resource.id": f"onrecord.{role}.{one}", "prefect.resource.role": role})
            for role, one in related.items()
            if one
        ],
        payload=dict(evidence(alert)),
    )


def resource(places: Places) -> dict[str, str]:
    """What the events are about: the warehouse, by its name."""
    return {
        "prefect.resource.id": f"onrecord.warehouse.{places.warehouse.stem}",
        "prefect.resource.name": places.warehouse.name,
    }


def drain() -> None:
    """Nothing; events that were on their way have arrived, before the server they go to is stopped."""
    from prefect.events.worker import EventsWorker

    EventsWorker.drain_all(timeout=5, at_exit=False)
