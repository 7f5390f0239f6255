"""`onrecord serve`: everything on its schedules, with one command, from `prefect.yaml`, until stopped.

What it starts it owns: a Prefect server (unless one is configured) and a worker, each in a process group of its own,
stopped in the order worker, runs, server. One `serve` a warehouse; what a killed one left is ended at the next start.
"""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from flows.delivery.terminal import PASSED_ON_TO, PassedOn
from flows.places import Places
from flows.progress import reporting, tell
from flows.serving.prefect_settings import prefect_at, prepare_prefect
from flows.serving.serve_state import end_orphans, read_state, write_state
from flows.serving.server import Child, ServerError, check_configured, own_server, start_child
from flows.settings import Settings

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

STOPPED, FAILED, ALREADY_SERVED, INTERRUPTED = 0, 1, 3, 130
_LOOK_SECONDS = 2.0
_WORKER_GRACE_SECONDS = 20.0  # longer than a batch's transaction


class _Stopped(BaseException):
    """SIGTERM or Ctrl-C came. No Exception: nothing but `serve` itself may catch it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def serve(settings: Settings, places: Places, say: Callable[[str], None] | None = None) -> int:
    """The exit code, once stopped: 0 by SIGTERM, 130 by Ctrl-C, 1 by a failure, 3 where another `serve` is at work."""
    places = Places(places.warehouse.absolute())
    places.serve_lock.parent.mkdir(parents=True, exist_ok=True)
    with reporting(say or _print):
        try:
            with FileLock(places.serve_lock, blocking=False), _signals_as_stop():
                _serve(settings, places)
        except Timeout:
            state = read_state(places.serve_state)
            who = f"process {state.serve.pid}" if state else "another process, which is just starting"
            tell(
                f"{places.warehouse} is already served by {who}. Stop that one first, or use `onrecord run` beside it."
            )
            return ALREADY_SERVED
        except _Stopped as stopped:
            tell("Stopped")
            return INTERRUPTED if stopped.number == signal.SIGINT else STOPPED
        except ServerError as failure:
            tell(str(failure))
            return FAILED
    return FAILED


def _serve(settings: Settings, places: Places) -> None:
    if count := end_orphans(places):
        tell(f"Ended {count} processes that a killed `serve` had left")
    prepare_prefect(settings, places)
    try:
        with _server(settings, places) as (api_url, server), prefect_at(settings, places, api_url):
            _work(settings, places, api_url, server)
    finally:
        places.serve_state.unlink(missing_ok=True)


@contextmanager
def _server(settings: Settings, places: Places) -> Iterator[tuple[str, Child | None]]:
    if settings.prefect_api_url:
        yield check_configured(settings.prefect_api_url), None
    else:
        with own_server(settings, places, is_embedded=False) as (api_url, server):
            yield api_url, server


def _work(settings: Settings, places: Places, api_url: str, server: Child | None) -> None:
    from prefect.client.orchestration import get_client

    pids = [server.process.pid] if server else []
    write_state(places, api_url, pids)
    alerts = places.prefect_home / "alerts-for-terminal.jsonl"
    with get_client(sync_client=True) as client:
        _set_up(settings, places, client, is_own=server is not None)
        passed_on = PassedOn(alerts)
        worker = _start_worker(places, alerts)
        try:
            write_state(places, api_url, [worker.process.pid, *pids])
            _start_first_run(client)
            tell(f"Serving {places.warehouse}; Prefect's pages are at {api_url.removesuffix('/api')}; Ctrl-C stops it")
            _watch(client, worker, server, passed_on)
        finally:
            tell("Stopping: the worker and its runs first, then the server")
            worker.stop(grace_seconds=_WORKER_GRACE_SECONDS)
            passed_on.show()


def _set_up(settings: Settings, places: Places, client: "SyncPrefectClient", *, is_own: bool) -> None:
    from flows.serving import deploying

    tell("Setting up Prefect's deployments (about 10 s)")
    deploying.make_pool(client)
    if is_own and (count := deploying.crash_left_runs(client)):
        tell(f"Closed {count} runs that a killed `serve` had left open")
    if count := deploying.clear_late_runs(client):
        tell(f"Dropped {count} scheduled runs of before: one run now does their work")
    deploying.deploy_all(settings, places.prefect_home)


def _start_worker(places: Places, alerts: Path) -> Child:
    return start_child(
        "Prefect's worker",
        "prefect",
        *("worker", "start", "--pool", "onrecord", "--type", "process", "--name", "onrecord-serve"),
        log=places.prefect_home / "worker.log",
        environment={
            "PREFECT_LOGGING_LEVEL": "INFO",
            "PREFECT_LOGGING_TO_API_ENABLED": "true",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            PASSED_ON_TO: str(alerts),  # the runs have no terminal: we have
        },
    )


def _start_first_run(client: "SyncPrefectClient") -> None:
    from flows.serving.deploying import start_run

    start_run(client, "ingest")


def _watch(client: "SyncPrefectClient", worker: Child, server: Child | None, passed_on: PassedOn) -> None:
    """Nothing, ever: leaves by being stopped, or by the failure of what it watches."""
    told_until = datetime.now(UTC)
    while True:
        time.sleep(_LOOK_SECONDS)
        for child in filter(None, (worker, server)):
            if child.process.poll() is not None:
                raise ServerError(f"{child.name} ended unasked; see {child.log}. Its last words:\n{child.last_words()}")
        passed_on.show()
        told_until = _tell_runs(client, told_until)


def _tell_runs(client: "SyncPrefectClient", after: datetime) -> datetime:
    """When the last run ended that has been told of; a line is told for each that has ended after that time."""
    import httpx
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.client.schemas.sorting import FlowRunSort

    filters = {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}, "end_time": {"after_": after}}
    try:
        runs = client.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate(filters), sort=FlowRunSort.END_TIME_DESC, limit=50
        )
    except httpx.HTTPError as error:
        tell(f"Prefect's server does not answer just now ({type(error).__name__}); looking again")
        return after
    for run in sorted(runs, key=lambda run: run.end_time or after):
        if run.end_time and run.end_time > after and run.parent_task_run_id is None and run.state:
            flow = client.read_flow(run.flow_id).name
            state = (run.state.name or run.state.type.value).lower()
            tell(f"{run.end_time.astimezone():%H:%M:%S} {flow} {state}: {run.state.message or ''}")
    return max((run.end_time for run in runs if run.end_time), default=after)


@contextmanager
def _signals_as_stop() -> Iterator[None]:
    """A while during which the first SIGINT or SIGTERM raises `_Stopped`; later ones wait until all is stopped."""

    def stop(number: int, _frame: object) -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)
        raise _Stopped(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


__all__ = ["ALREADY_SERVED", "FAILED", "INTERRUPTED", "STOPPED", "serve"]
