"""What was given up, sent again when a person says so: once a channel is mended."""

from uuid import uuid4

from flows.journalling import RETRY, note
from flows.places import Places
from flows.recording import Run
from flows.settings import settings


class NoSuchChannel(Exception):  # noqa: N818 - it reads as what is the case
    """The settings name no such channel; the message says which there are."""


def retry_deliveries(channel: str | None = None) -> int:
    """How many deliveries that were given up wait again, on one channel or on all of the settings'.

    Raises:
        NoSuchChannel: the settings do not name it.
    """
    from warehouse.outbox import retry_given_up

    ours = settings()
    run = Run(f"run_{uuid4().hex[:16]}", ours, Places(ours.warehouse.absolute()))
    if channel is not None and channel not in ours.channels:
        raise NoSuchChannel(
            f"{channel}: the setting `channels` names no such channel. It has: {', '.join(ours.channels)}."
        )
    if not run.places.warehouse.exists():
        return 0
    now = run.now()
    with run.writing() as con:
        count = retry_given_up(con, tuple(ours.channels), channel, now)
        if count:
            note(run, con, RETRY, now, channel=channel, channels=tuple(ours.channels))
    if count:
        run.publish(min_seconds=0)
    return count
