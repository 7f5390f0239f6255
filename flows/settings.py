"""The settings: read from `onrecord.toml` where there is one, and from ONRECORD_* variables, which win."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from extractors.intake.destinations import endpoint

_HOUSE = Path(__file__).resolve().parent.parent
SEEDS = _HOUSE / "seeds"
DEPLOYMENTS = _HOUSE / "prefect.yaml"


def _endpoints(given: dict[str, str]) -> dict[str, str]:
    for host, where in given.items():
        try:
            endpoint(where)
        except ValueError as error:
            raise ValueError(f"{host} has no IP address, such as 10.0.0.5 or 10.0.0.5:8080") from error
    return given


def _hosts(given: tuple[str, ...]) -> tuple[str, ...]:
    """The same. What could never be the host of an address would allow nothing, without a word."""
    for host in given:
        if not host.strip() or "/" in host or host.count(":") == 1:
            raise ValueError(f"{host} is no host, such as intranet.example.org or 10.0.0.5: no scheme, port or path")
    return given


def _usable_proxy(given: SecretStr) -> SecretStr:
    """The same. What is wrong is said without the value, which may hold a password."""
    if not given.get_secret_value():
        return given
    try:
        parts = urlsplit(given.get_secret_value())
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.scheme not in ("http", "https", "socks5", "socks5h"):
        raise ValueError("it is no address such as http://proxy.example.org:3128")
    if parts.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ValueError("for a SOCKS proxy the package socksio has to be installed")
    return given


class Settings(BaseSettings):
    """Every setting, with its default. The name of its variable is ONRECORD_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", toml_file="onrecord.toml", extra="forbid", frozen=True)

    warehouse: Path = Field(Path("data/onrecord.duckdb"), description="the database; all else is kept beside it")
    seeds: Path = Field(SEEDS / "documents", description="folder of seed documents, with manifest.toml")
    feeds: Path = Field(SEEDS / "feeds.opml", description="the feeds to watch, as OPML")
    figures: Path = Field(SEEDS / "figures.toml", description="the figures to track, and their alert rules")

    model: str = Field(
        "",
        description="an installed spaCy English pipeline; empty: the medium one where it is installed (Python 3.12 and "
        "later), else the small one",
    )
    batch_size: Annotated[int, Field(ge=1, le=1000)] = Field(50, description="articles enriched in one transaction")

    contact: str = Field("", description="an address or page for those whose sites are visited, sent in the user agent")
    timeout_seconds: Annotated[float, Field(gt=0)] = Field(20.0, description="longest wait for one request, in all")
    max_bytes: Annotated[int, Field(gt=0)] = Field(10_000_000, description="largest body taken, after decompression")
    max_redirects: Annotated[int, Field(ge=0)] = Field(5, description="longest chain of redirects followed")
    concurrency: Annotated[int, Field(ge=1)] = Field(
        16, description="requests under way at once, over all hosts, but for those that wait for slow ones"
    )
    host_delay_seconds: Annotated[float, Field(ge=0)] = Field(1.0, description="pause between two requests to one host")
    parse_seconds: Annotated[float, Field(gt=0)] = Field(20.0, description="longest time one page may take to parse")
    max_entries: Annotated[int, Field(ge=1)] = Field(200, description="entries taken from one feed at one poll")
    poll_minutes: Annotated[float, Field(gt=0)] = Field(15.0, description="shortest time between two polls of a feed")
    entry_attempts: Annotated[int, Field(ge=1)] = Field(5, description="tries to fetch a page before it is given up")
    poll_hours_longest: Annotated[float, Field(gt=0)] = Field(
        24.0, description="longest time between two polls of a feed, however seldom it publishes"
    )
    host_requests: Annotated[int, Field(ge=2)] = Field(
        100, description="requests to one host in one cycle; what is beyond waits for the next"
    )
    feed_failures: Annotated[int, Field(ge=1)] = Field(5, description="failures of a feed in a row that are told")
    allowed_hosts: Annotated[tuple[str, ...], AfterValidator(_hosts)] = Field(
        (),
        description="hosts of your own network that may be asked although they are private: names, `*.example.org`, "
        "addresses",
    )
    host_addresses: Annotated[dict[str, str], AfterValidator(_endpoints)] = Field(
        {},
        description="hosts, or `*.example.org`, and where they are, `10.0.0.5` or `10.0.0.5:8080`, instead of asking "
        "the name server; allowed by that",
    )
    proxy: Annotated[SecretStr, AfterValidator(_usable_proxy)] = Field(
        SecretStr(""),
        description="a proxy for feeds and pages, `http://user:password@proxy.example.org:3128`; it has to "
        "keep requests out of private networks itself",
    )
    revisit_days: Annotated[float, Field(ge=0, le=7)] = Field(
        3.0, description="how long articles are looked at again for edits; 0: never"
    )
    revisits_per_host: Annotated[int, Field(ge=1)] = Field(
        20, description="pages looked at again in one cycle, by host"
    )
    revisits_per_cycle: Annotated[int, Field(ge=1)] = Field(500, description="the same, over all hosts")

    known_after_days: Annotated[float, Field(gt=0)] = Field(7.0, description="older statements are known, not news")
    first_poll_is_known: bool = Field(True, description="what a feed holds at its first poll is known, not news")

    channels: dict[str, SecretStr] = Field(
        {"terminal": SecretStr("terminal://"), "file": SecretStr("file://")},
        description="where alerts go: a name, and an Apprise address",
    )
    templates: Annotated[Path | None, BeforeValidator(lambda given: given or None)] = Field(
        None, description="folder of your own templates for messages"
    )
    delivery_attempts: Annotated[int, Field(ge=1)] = Field(
        8, description="failures in a row that are told by the other channels; the fewest before giving up"
    )
    delivery_hours: Annotated[float, Field(ge=0)] = Field(48.0, description="hours of tries before giving up loudly")
    delivery_backoff_seconds: Annotated[float, Field(gt=0)] = Field(
        30.0, description="first wait, doubled each time, to an hour"
    )
    late_alerts: Annotated[int, Field(ge=0)] = Field(
        20, description="alerts late by an hour, sent one by one; more go out together, but with 0 never"
    )

    publish_seconds: Annotated[float, Field(ge=0)] = Field(120.0, description="shortest time between published copies")
    keep_published: Annotated[int, Field(ge=1)] = Field(2, description="published copies kept, the newest included")
    keep_runs_days: Annotated[float, Field(gt=0)] = Field(90.0, description="how long runs and fetches are kept")
    archive_megabytes: Annotated[int, Field(ge=1)] = Field(500, description="largest WARC file; then the next is begun")
    keep_pages_days: Annotated[float, Field(ge=0)] = Field(
        0.0, description="how long raw pages are kept; 0: for ever. Texts are kept all the same"
    )
    keep_pages_megabytes: Annotated[int, Field(ge=0)] = Field(0, description="most raw pages kept; 0: no bound")
    silence_hours: Annotated[float, Field(gt=0)] = Field(6.0, description="hours without a good cycle that are told")
    heartbeat_url: SecretStr = Field(
        SecretStr(""), description="an address that is asked for after each good cycle, of a service that misses it"
    )
    lock_seconds: Annotated[float, Field(ge=0)] = Field(60.0, description="longest wait for the warehouse's writer")

    ingest_seconds: Annotated[float, Field(ge=5)] = Field(900.0, description="how often `serve` looks for news")
    prefect_api_url: str = Field("", description="a Prefect server of your own; empty: on record starts one")
    server_start_seconds: Annotated[int, Field(ge=1)] = Field(120, description="longest wait for Prefect's server")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is read, the strongest first: arguments, variables, the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
