"""A Prefect server of our own: started in a process group of its own on a free port, and stopped when we are done."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from extractors.intake.addresses import without_credentials
from flows.places import Places
from flows.progress import tell
from flows.serving.prefect_settings import prefect_environment
from flows.serving.processes import end_tree
from flows.settings import Settings

_STOP_SECONDS = 10.0
_EMBEDDED = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_UI_ENABLED": "0"}
_LAST_WORDS = 2000  # bytes of a failed server's log that are shown


class ServerError(Exception):
    """Prefect's server did not start, or does not answer. The message says which, and what to try."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process that we started, in a group of its own so that Ctrl-C at the terminal does not reach it first."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def stop(self, *, grace_seconds: float = _STOP_SECONDS) -> None:
        """Nothing; it and what it started have ended."""
        if self.process.poll() is None:
            end_tree(self.process.pid, grace_seconds=grace_seconds)
        self.process.wait()

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_bytes()[-_LAST_WORDS:].decode(errors="replace").strip()


def start_child(name: str, module: str, *arguments: str, log: Path, environment: dict[str, str]) -> Child:
    """The running child: a Python module that ends when this process does. What it prints goes to its log."""
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, "-m", "flows.serving.tethered", str(os.getpid()), module, *arguments],
            # nothing in the working folder may stand in for an installed package
            env={**os.environ, **environment, "PYTHONSAFEPATH": "1"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(name, process, log)


def is_healthy(api_url: str, *, timeout: float = 5.0) -> bool:
    """Whether a Prefect server answers at this address."""
    try:
        return httpx.get(f"{api_url}/health", timeout=timeout, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def check_configured(api_url: str) -> str:
    """The address, if a Prefect server answers there."""
    if is_healthy(api_url):
        return api_url
    raise ServerError(
        f"No Prefect server answers at {without_credentials(api_url)}, the address in the setting prefect_api_url. "
        "Start it, correct the address (it ends in /api), or leave it empty: On Record then starts a server of its own."
    )


@contextmanager
def own_server(settings: Settings, places: Places, *, is_embedded: bool) -> Iterator[tuple[str, Child]]:
    """The API address and process of a server of ours that answers; it is stopped on leaving.

    An embedded one keeps no schedules: that is enough for one cycle, and lighter.
    """
    port = _free_port()
    api_url = f"http://127.0.0.1:{port}/api"
    server = _start_server(settings, places, port, api_url, is_embedded=is_embedded)
    try:
        _wait_until_healthy(server, api_url, settings.server_start_seconds)
        yield api_url, server
    finally:
        server.stop()


def _start_server(settings: Settings, places: Places, port: int, api_url: str, *, is_embedded: bool) -> Child:
    folder = str(places.prefect_home)  # uvicorn puts this on the path: a place where no package lies
    arguments = ("--app-dir", folder, "--factory", "prefect.server.api.server:create_app", "--host", "127.0.0.1")
    environment = prefect_environment(settings, places, api_url=api_url) | {
        "PREFECT__SERVER_FINAL": "1",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        **(_EMBEDDED if is_embedded else {}),
    }
    more = ("--port", str(port), "--log-level", "error", "--lifespan", "on", "--timeout-graceful-shutdown", "3")
    log = places.prefect_home / ("embedded-server.log" if is_embedded else "server.log")
    return start_child("Prefect's server", "uvicorn", *arguments, *more, log=log, environment=environment)


def _wait_until_healthy(server: Child, api_url: str, longest: float) -> None:
    began = time.monotonic()
    tell("Starting Prefect's server (the first start takes about 20 s)")
    while not is_healthy(api_url):
        if server.process.poll() is not None:
            raise ServerError(f"Prefect's server ended at its start. Its last words:\n{server.last_words()}")
        if time.monotonic() - began > longest:
            raise ServerError(
                f"Prefect's server did not answer within {longest:.0f} s. Its log is {server.log}; on a busy machine "
                "give it longer: ONRECORD_SERVER_START_SECONDS=300."
            )
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
