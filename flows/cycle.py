"""One whole cycle, from the command line: how it is run through Prefect."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from flows.cycle_summary import CycleSummary

if TYPE_CHECKING:
    from flows.places import Places
    from flows.progress import Say
    from flows.settings import Settings

_SLOW = ("flows.monitor", "warehouse.connection", "listparser", "apprise")  # what a cycle needs, and is slow to import


def run_cycle(settings: "Settings", places: "Places", say: "Say | None" = None) -> CycleSummary:
    """What one whole cycle did: on a running `serve`'s server where there is one, else on an embedded one.

    `say` is told what is going on, a line at a time; without it progress is shown on standard error.
    """
    from flows.interrupts import uninterrupted
    from flows.places import Places
    from flows.progress import reporting, saying, tell
    from flows.serving.prefect_settings import prefect_at, prepare_prefect
    from flows.turns import STEPPED_ASIDE, turn

    places = Places(places.warehouse.absolute())
    with reporting(say) if say else saying(), turn(places.cycle_lock) as is_ours:
        if not is_ours:  # known now, and not only when a server has been started
            return CycleSummary(stepped_aside=STEPPED_ASIDE)
        prepare_prefect(settings, places)
        with _server(settings, places) as api_url:
            tell("Loading Prefect")
            with uninterrupted():
                prepare_prefect(settings, places, api_url=api_url)
                for module in _SLOW:
                    import_module(module)
            with prefect_at(settings, places, api_url):
                from flows.doorbells import drain
                from flows.monitor import monitor

                try:
                    return monitor()
                finally:
                    drain()


@contextmanager
def _server(settings: "Settings", places: "Places") -> Iterator[str]:
    """The API address of the server to use: the configured one, else a running `serve`'s, else an embedded one."""
    from flows.serving.serve_state import running_serve
    from flows.serving.server import check_configured, own_server

    if settings.prefect_api_url:
        yield check_configured(settings.prefect_api_url)
    elif served := running_serve(places):
        yield served.api_url
    else:
        with own_server(settings, places, is_embedded=True) as (api_url, _):
            yield api_url
