"""What one run asks the web with: connections and parsers that last from its first feed to its last page.

To start a parser costs as much as to parse dozens of pages, and a new connection as much as a request. So both are
opened once a run, on an event loop of its own, and handed to whatever fetches.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from flows.settings import Settings
from flows.web.archive import Archive
from flows.web.fetching import Fetcher
from flows.web.hosts import WebMemory
from flows.web.parsing import ParserPool

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Tools:
    """A fetcher and parsers that are open, on one event loop."""

    fetcher: Fetcher
    parsers: ParserPool


@asynccontextmanager
async def opened(
    tools: Tools | None, settings: Settings, archive: Archive | None, memory: WebMemory
) -> AsyncIterator[Tools]:
    """These tools, which stay open; or new ones, closed at the end."""
    if tools is not None:
        yield tools
        return
    async with Fetcher(settings, archive, memory) as fetcher, ParserPool(seconds=settings.parse_seconds) as parsers:
        yield Tools(fetcher, parsers)


class WebSession:
    """The tools of one run, opened when they are first needed. A context manager, for one thread at a time."""

    def __init__(self, settings: Settings, archive: Archive, memory: WebMemory) -> None:
        self.archive = archive
        self.memory = memory
        self._settings = settings
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self._tools: Tools | None = None

    def __enter__(self) -> "WebSession":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._runner as runner:  # closed whatever happens
            if self._tools is not None:
                runner.run(self._open.aclose())

    def run(self, make: Callable[[Tools], Coroutine[Any, Any, _Made]]) -> _Made:
        """What the coroutine comes to that `make` makes of the tools.

        Of what is raised side by side in it, the first is raised here: a full disk is one, however many met it.
        """

        async def made() -> _Made:
            if self._tools is None:
                self._tools = await self._open.enter_async_context(
                    opened(None, self._settings, self.archive, self.memory)
                )
            return await make(self._tools)

        try:
            return self._runner.run(made())
        except BaseExceptionGroup as group:
            raise _first_of(group) from group


def _first_of(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
