"""Whether all is well, looked at while other flows fail: silence is told, and its end; a good cycle is a heartbeat."""

import logging
from datetime import datetime

from extractors.decisions.page_drops import decide_drops
from extractors.decisions.silence import SILENCE, decide_silence, good_at
from flows.delivery.heartbeat import beat
from flows.doorbells import ALL_WELL, SILENT, ring
from flows.noticing import make_known
from flows.recording import Run

_log = logging.getLogger("onrecord.wellness")


def look_after(run: Run) -> bool:
    """Whether there is silence. It is a notice when it begins and when it ends, which the flow `alert` sends."""
    from warehouse.watch import last_heartbeat, wellness

    now, ours = run.now(), run.settings
    with run.writing() as con:
        known = wellness(con)
        notice = decide_silence(known, now, ours.silence_hours)
        beaten = last_heartbeat(con)
        make_known(run, con, (notice,) if notice else ())
    if notice and notice.kind == SILENCE:
        ring(SILENT, run.places, hours=int(ours.silence_hours))
        _log.warning("%s. %s", notice.title, notice.body)
    good = good_at(known)
    if good and (beaten is None or good > beaten):
        _beat(run, good)
    return notice.kind == SILENCE if notice else known.told == SILENCE


def look_at_pages(run: Run) -> int:
    """How many outlets' pages stopped giving their text, or give it again; each is a notice."""
    from warehouse.watch import page_yields

    now = run.now()
    with run.writing() as con:
        notices = decide_drops(page_yields(con, now), now)
        make_known(run, con, notices)
    for notice in notices:
        _log.warning("%s. %s", notice.title, notice.body)
    return len(notices)


def _beat(run: Run, good: datetime) -> None:
    """Nothing; a good cycle is an event, and a request to the address of the setting `heartbeat_url`."""
    from warehouse.watch import load_heartbeat

    ring(ALL_WELL, run.places, good_at=good.isoformat())
    address = run.settings.heartbeat_url.get_secret_value()
    error = beat(address) if address else None
    if error:
        _log.warning("The heartbeat was not taken: %s. Check the setting `heartbeat_url`.", error)
    with run.writing() as con:
        load_heartbeat(con, good, run.now(), error)
