"""Prefect events: they say that something landed. What is to be done about it, the warehouse says."""

from flows.places import Places

ARTICLES_LANDED = "onrecord.articles.landed"
QUOTES_LANDED = "onrecord.quotes.landed"
NEWLY_QUOTED = "onrecord.figure.newly-quoted"
SILENT = "onrecord.feeds.silent"


def ring(event: str, places: Places, **payload: str | int | None) -> None:
    """Nothing; the event is on its way. One that gets lost does no harm: a sweep stands behind each."""
    from prefect.events import emit_event

    emit_event(event=event, resource=resource(places), payload=payload)


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
