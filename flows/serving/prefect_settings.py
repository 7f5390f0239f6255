"""Prefect's own settings, made ours: set in the environment before Prefect is imported, which reads them once."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from flows.settings import Settings
from flows.settings import settings as settings_of_this_process

if TYPE_CHECKING:
    from flows.places import Places

_DAY_SECONDS = 86_400
_LOOPBACK = "127.0.0.1,localhost"


def prepare_prefect(settings: Settings, places: "Places", *, api_url: str | None = None) -> None:
    """Nothing; this process and those it starts use our Prefect, whatever the user's profile or folder says.

    `api_url` names a server that is running; without it, it is the one from the settings, else none yet.
    """
    places.prefect_home.mkdir(parents=True, exist_ok=True)
    os.environ.update(settings_environment(settings))
    os.environ.update(prefect_environment(settings, places, api_url=api_url))
    settings_of_this_process.cache_clear()


@contextmanager
def prefect_at(settings: Settings, places: "Places", api_url: str) -> Iterator[None]:
    """A while during which Prefect in this process talks to that server, even where it was imported before."""
    prepare_prefect(settings, places, api_url=api_url)
    from prefect.context import SettingsContext
    from prefect.settings import Profile
    from prefect.settings import Settings as PrefectSettings

    with SettingsContext(profile=Profile(name="onrecord", settings={}), settings=PrefectSettings()):
        yield


def prefect_environment(settings: Settings, places: "Places", *, api_url: str | None = None) -> dict[str, str]:
    """Prefect's variables. The API address is always set, if only to nothing: an active profile must not decide."""
    home = places.prefect_home
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_API_URL": api_url if api_url is not None else settings.prefect_api_url,
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(settings.server_start_seconds),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(int(settings.keep_runs_days * _DAY_SECONDS)),
        # few runs are made ahead: all of them are late after a night, and have to be dropped at the next start
        "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS": "2",
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "12",
        "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "PT10M",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        # what fails is raised, and told in one line by the command; Prefect would add its traceback, twice
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "onrecord",
        "PREFECT_CLI_PROMPT": "false",
        # 503 is what a server on SQLite says while another writes: it is asked again, for a minute or so
        "PREFECT_CLIENT_MAX_RETRIES": "10",
        "DO_NOT_TRACK": "1",
        **_past_proxies(),
    }


def settings_environment(settings: Settings) -> dict[str, str]:
    """Our own settings as variables, for processes with another working folder. Paths are made absolute."""
    given = settings.model_fields_set | {"warehouse"}
    return {f"ONRECORD_{name.upper()}": _as_text(getattr(settings, name)) for name in sorted(given)}


def _as_text(value: object) -> str:
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, dict):
        return json.dumps({key: _as_text(one) for key, one in value.items()})
    if isinstance(value, tuple):
        return json.dumps([_as_text(one) for one in value])
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value is None else str(value)


def _past_proxies() -> dict[str, str]:
    """What keeps a configured proxy out of the way to our own server."""
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if _LOOPBACK in listed:
        return {}
    both = ",".join(part for part in (listed, _LOOPBACK) if part)
    return {"no_proxy": both, "NO_PROXY": both}
