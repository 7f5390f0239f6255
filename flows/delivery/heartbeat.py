"""The heartbeat: a request after each good cycle to a service that raises the alarm when none comes any more.

The address is a secret, as it is for whoever could send heartbeats in our place: nothing here logs or returns it.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS = 10.0
_LOGGERS = ("httpx", "httpcore")  # they write addresses


def beat(address: str) -> str | None:
    """None once the address answered well, else why not, in words that hold no part of it."""
    import httpx

    try:
        with _unlogged():
            answer = httpx.get(address, timeout=_SECONDS, follow_redirects=True, trust_env=False)
    except httpx.TimeoutException:
        return f"no answer within {_SECONDS:.0f} seconds"
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return f"the request failed ({type(error).__name__})"
    return None if answer.is_success else f"it answered {answer.status_code}"


@contextmanager
def _unlogged() -> Iterator[None]:
    """A while in which nothing that this thread requests is logged."""
    ours = threading.get_ident()

    def is_anothers(record: logging.LogRecord) -> bool:
        return record.thread != ours

    loggers = [logging.getLogger(name) for name in _LOGGERS]
    loggers += [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith("httpcore.")]
    for logger in loggers:
        logger.addFilter(is_anothers)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(is_anothers)
