"""One whole cycle, from the command line: what it comes to, and how it is run through Prefect."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from extractors.records import Problem

if TYPE_CHECKING:
    from flows.places import Places
    from flows.progress import Say
    from flows.settings import Settings
    from warehouse.publish import Publication

_SLOW = ("flows.monitor", "warehouse.connection", "listparser", "apprise")  # what a cycle needs, and is slow to import


NOT_READ = "not read"  # the kind of a Problem with a text that came in, and on which our own extractors failed


@dataclass(frozen=True, slots=True)
class CycleSummary:
    """What one cycle did. `seconds` is its length; problems are one a feed or page that could not be had.

    `feed_notes` are one a feed that was read all the same, such as that no entry has a date.
    `stepped_aside` is None, or a sentence: another cycle was at work, so this one did nothing.
    """

    articles_new: int = 0
    articles_known: int = 0
    articles_failed: int = 0
    new_versions: int = 0
    events_new: int = 0
    quotes: int = 0
    speakers: int = 0
    statements: int = 0
    alerts_made: int = 0
    alerts_delivered: int = 0
    alerts_failed: int = 0
    feeds_polled: int = 0
    feed_problems: tuple[Problem, ...] = ()
    feed_notes: tuple[Problem, ...] = ()
    page_problems: tuple[Problem, ...] = ()
    publication: "Publication | None" = None
    seconds: float = 0.0
    stepped_aside: str | None = None

    @property
    def is_failure(self) -> bool:
        """Whether we failed: an article that came in could not be read. What others' servers do is not our failure."""
        return any(problem.kind == NOT_READ for problem in self.page_problems)


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
