"""Channels: where alerts go, by the names they have in the settings.

An address holds secrets, so none is ever in a message, an error or a log: channels are named by their names, and what
Apprise logs while it sends is caught, never passed on, and only read for what kind of failure it was.
"""

import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from extractors.messages.escaping import Target
from extractors.messages.messages import Form, Message
from extractors.records import Problem, SendFailure
from flows.delivery.forms import form_of, sent_as
from flows.delivery.services import OWN_WORDS, asked_pause, secretly, service
from flows.places import Places
from flows.settings import Settings

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

_PATIENCE_SECONDS = 60.0  # longest time for one message; a service's own timeouts are a few seconds each
_REMEDY = "Correct the channel's address in the setting `channels`; https://appriseit.com/services/ has each form."
_NO_ANSWER = "it did not answer in time"
_STATUS = re.compile(r"\berror=(\d{3})\b")
_CAUSES = (  # what a failure's log says, and what that means; the first that fits
    (re.compile(r"timed? ?out", re.IGNORECASE), _NO_ANSWER),
    (re.compile(r"refused", re.IGNORECASE), "the connection was refused"),
    (re.compile(r"certificate|SSL", re.IGNORECASE), "its certificate is not valid, or TLS failed"),
    (re.compile(r"resol|getaddrinfo|name or service", re.IGNORECASE), "its host could not be found"),
    (re.compile(r"connection|socket|remote", re.IGNORECASE), "it could not be reached, or the connection broke"),
)


class Channels:
    """The channels of the settings, ready to send. One that cannot be used is in `problems`, and the others work."""

    def __init__(self, settings: Settings, places: Places) -> None:
        self._services: dict[str, NotifyBase] = {}
        self._problems: dict[str, Problem] = {}
        self._busy: set[str] = set()
        with secretly():
            for name, address in settings.channels.items():
                made = service(address.get_secret_value(), places)
                if isinstance(made, str):
                    self._problems[name] = Problem(f"channel {name!r}", "unusable channel", made, _REMEDY)
                else:
                    self._services[name] = made

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with channels that cannot be used."""
        return tuple(self._problems.values())

    def problem(self, name: str) -> Problem | None:
        """Why nothing can be sent to this channel as it is set up; None where all is well."""
        if name in self._services:
            return None
        return self._problems.get(name) or Problem(
            f"channel {name!r}", "unknown channel", "the setting `channels` names no such channel", "Add it there."
        )

    def form(self, name: str) -> Form:
        """How this channel takes messages; that of plain text where it cannot be used."""
        return form_of(self._services[name]) if name in self._services else Form(Target.TEXT)

    def deliver(self, name: str, message: Message) -> SendFailure | None:
        """None once the channel took the message, else why not, without any part of its address.

        A service that does not come to an end in a minute is left alone, as is everything for it until it does.
        """
        problem = self.problem(name)
        if problem is not None:
            return SendFailure(f"{problem.cause}. {problem.remedy}", is_unusable=True)
        if name in self._busy:
            return SendFailure("an earlier message has not come to an end yet", is_unusable=True)
        attempt = _Attempt(self._services[name], message, on_end=lambda: self._busy.discard(name))
        self._busy.add(name)
        worker = threading.Thread(target=attempt.run, name=f"channel {name}", daemon=True)
        worker.start()
        worker.join(_PATIENCE_SECONDS)
        if worker.is_alive():
            cause = f"no end after {_PATIENCE_SECONDS:.0f} seconds; the message may have arrived"
            return SendFailure(cause, is_maybe_sent=True)
        return attempt.failure


class _Attempt:
    """One message on its way to one service, in a thread of its own that can be left behind."""

    def __init__(self, service: "NotifyBase", message: Message, on_end: Callable[[], None]) -> None:
        self.failure: SendFailure | None = SendFailure("it broke off")
        self._service = service
        self._message = message
        self._on_end = on_end

    def run(self) -> None:
        """Nothing; `failure` says what came of it."""
        try:
            with secretly() as heard, asked_pause() as pauses:
                is_sent = _send(self._service, self._message)
            self.failure = None if is_sent else _failure(heard, pauses)
        except Exception as error:  # whatever a service's code raises, it is this message's failure
            self.failure = SendFailure(f"the service's code failed ({type(error).__name__})")
        finally:
            self._on_end()


def _send(service: "NotifyBase", message: Message) -> bool:
    """Whether the service took it."""
    from apprise import Apprise, AppriseAsset

    server = Apprise(asset=AppriseAsset(async_mode=False))
    server.add(service)
    return bool(server.notify(body=message.body, title=message.title, body_format=sent_as(service)))


def _failure(heard: list[str], pauses: list[float]) -> SendFailure:
    cause = _cause(heard)
    pause = pauses[-1] if pauses else None
    return SendFailure(cause, pause, is_rate_limit=cause.endswith(" 429"), is_maybe_sent=cause == _NO_ANSWER)


def _cause(heard: list[str]) -> str:
    """Why it failed, in fixed words: the log itself may hold parts of the address."""
    for line in heard:
        if line.startswith(OWN_WORDS):
            return line.removeprefix(OWN_WORDS)
    log = "\n".join(heard)
    status = _STATUS.search(log)
    if status:
        return f"the service answered {status[1]}"
    for pattern, cause in _CAUSES:
        if pattern.search(log):
            return cause
    return "the service did not take the message; check its address, and that it is up"
