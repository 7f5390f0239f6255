"""Services: what Apprise makes of an address, and the two that are ours: `file://`, JSON lines, and `terminal://`.

Whatever touches Apprise runs inside `secretly`: it and the libraries below it log addresses, which hold secrets.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from flows.delivery.journal import append_line
from flows.delivery.terminal import show_alert
from flows.places import Places

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

FILE = "file"
TERMINAL = "terminal"
OWN_WORDS = "onrecord: "  # what a log line of our own services starts with: it holds no address
_LOGGERS = ("apprise", "urllib3", "requests")  # all of them write addresses, some at DEBUG only


def service(address: str, places: Places) -> "NotifyBase | str":
    """The service at the address, or what is wrong with it, in words that hold no part of it."""
    from apprise import Apprise, AppriseAsset
    from apprise.manager_plugins import NotificationManager

    _register()
    scheme, separator, rest = address.strip().partition("://")
    scheme = scheme.lower()
    if not separator:
        return "its address has no `://`, so it names no service"
    tokens: str | dict[str, str] = address.strip()
    if scheme == FILE:
        path = Path(unquote(rest)).expanduser() if rest else places.alerts_file
        tokens = {"schema": FILE, "alerts_file": str(path.absolute())}
    made = Apprise.instantiate(tokens, asset=AppriseAsset(async_mode=False, app_id="On Record", app_desc="On Record"))
    if made is None:
        is_known = scheme in NotificationManager()  # type: ignore[no-untyped-call]  # typed in part
        return (
            "its address is not complete, or a part of it is not what the service takes"
            if is_known
            else "what its address has before `://` is no service that Apprise knows"
        )
    made.retry = 0  # trying again is decided in one place, extractors/decisions/deliveries.py
    made.optional = False  # a failure must never count as delivered
    return made


def _register() -> None:
    """Nothing: Apprise knows our two schemes, however often this is called."""
    from apprise.decorators import notify
    from apprise.manager_plugins import NotificationManager

    known = NotificationManager()  # type: ignore[no-untyped-call]  # typed in part
    if FILE not in known:
        notify(on=FILE, name="Alerts file")(_to_file)  # type: ignore[no-untyped-call]  # typed in part
    if TERMINAL not in known:
        notify(on=TERMINAL, name="Terminal")(_to_terminal)  # type: ignore[no-untyped-call]  # typed in part


def _to_file(body: str, title: str, notify_type: str, *args: Any, meta: Mapping[str, Any], **kwargs: Any) -> bool:
    """Whether the JSON line is on the disk."""
    try:
        append_line(Path(meta["alerts_file"]), body)
    except OSError as error:
        logging.getLogger("apprise").error("%scannot write its file: %s", OWN_WORDS, error.strerror or "short write")
        return False
    return True


def _to_terminal(body: str, title: str, notify_type: str, *args: Any, **kwargs: Any) -> bool:
    """Whether the alert could be shown."""
    try:
        show_alert(title, body)
    except (OSError, ValueError) as error:  # closed, or gone with its terminal
        logging.getLogger("apprise").error("%scannot write to the terminal: %s", OWN_WORDS, type(error).__name__)
        return False
    return True


# --- keeping secrets --------------------------------------------------------------------------------------------------


class _Listener(logging.Handler):
    """Keeps what one thread logs, and passes nothing on."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Nothing: the message is kept, if it is this thread's."""
        if record.thread == self._thread:
            self.heard.append(record.getMessage())


@contextmanager
def secretly() -> Iterator[list[str]]:
    """What is logged by Apprise within, while and after which it reaches no handler of the program's."""
    listener = _Listener()
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.propagate = False  # for good: a thread left behind may go on logging
        logger.addHandler(listener)
    apprise = logging.getLogger("apprise")
    apprise.setLevel(logging.DEBUG)  # the cause of a failure is logged there
    try:
        yield listener.heard
    finally:
        for name in _LOGGERS:
            logging.getLogger(name).removeHandler(listener)
            # without any handler, Python itself would print warnings
            if not logging.getLogger(name).handlers:
                logging.getLogger(name).addHandler(logging.NullHandler())


# --- a service that had too much of us --------------------------------------------------------------------------------

_TOO_MUCH = (429, 503)
_pauses = threading.local()
_hooking = threading.Lock()


@contextmanager
def asked_pause() -> Iterator[list[float]]:
    """The pauses in seconds that services ask this thread for (Retry-After) while it is within, in their order."""
    _hear_pauses()
    _pauses.heard = []
    try:
        yield _pauses.heard
    finally:
        _pauses.heard = []


def _hear_pauses() -> None:
    """Nothing: from now on the headers of each answer to a plugin are looked at, once. Apprise itself drops them.

    Its plugins call `requests` each in their own way, so there is no place nearer to them for this.
    """
    from requests.adapters import HTTPAdapter

    with _hooking:
        built = HTTPAdapter.build_response
        if getattr(built, "hears_pauses", False):
            return

        def build_response(self: HTTPAdapter, req: Any, resp: Any) -> Any:
            response = built(self, req, resp)
            if response.status_code in _TOO_MUCH and hasattr(_pauses, "heard"):
                seconds = pause_seconds(response.headers.get("Retry-After"), datetime.now(UTC))
                _pauses.heard += [] if seconds is None else [seconds]
            return response

        build_response.hears_pauses = True  # type: ignore[attr-defined] # a mark of ours
        HTTPAdapter.build_response = build_response  # type: ignore[method-assign]


def pause_seconds(value: str | None, now: datetime) -> float | None:
    """The pause that a Retry-After header asks for, as seconds or as a date; None where it says nothing."""
    try:
        seconds = float(value or "nothing")
    except ValueError:
        try:
            at = parsedate_to_datetime(value or "nothing")
        except ValueError:
            return None
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    return max(seconds, 0.0) if seconds < float("inf") else None
