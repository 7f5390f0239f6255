"""What is known of hosts within one run: when each was asked last, which are down, and what their robots.txt says."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.web.failures import Failure

if TYPE_CHECKING:
    from protego import Protego

PRODUCT = "OnRecord"
_LONGEST_CRAWL_DELAY = 10.0  # seconds; a site that wants more gets a slower poll, not a stalled run
_TIME_OUTS_OF_A_DEAD_HOST = 2


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt says: rules, or leave to fetch all (`rules` None), or the reason not to know."""

    rules: "Protego | None" = None
    failure: Failure | None = None

    def allows(self, address: str) -> bool:
        """Whether we may fetch the address."""
        return self.rules is None or self.rules.can_fetch(address, PRODUCT)

    @property
    def delay(self) -> float:
        """The pause in seconds that the site asks for, as far as we grant it."""
        asked = self.rules.crawl_delay(PRODUCT) if self.rules is not None else None
        return min(asked or 0.0, _LONGEST_CRAWL_DELAY)


@dataclass(slots=True)
class WebMemory:
    """What one run remembers of hosts, whatever number of batches it fetches in. It belongs to no event loop."""

    robots: dict[str, Robots] = field(default_factory=dict)  # by scheme, host and port
    down: dict[str, Failure] = field(default_factory=dict)  # by scheme, host and port
    count_time_outs: dict[str, int] = field(default_factory=dict)  # in a row, by the same
    free_at: dict[str, float] = field(default_factory=dict)  # by host, of time.monotonic()

    def note(self, site: str, failure: Failure | None) -> None:
        """Nothing; what came of a request to `site` (scheme, host and port) is remembered."""
        if failure is None:
            self.count_time_outs.pop(site, None)
        elif failure.is_host:
            self.down[site] = failure
        elif failure.problem.kind == "time-out":
            self.count_time_outs[site] = self.count_time_outs.get(site, 0) + 1
            if self.count_time_outs[site] >= _TIME_OUTS_OF_A_DEAD_HOST:
                self.down[site] = failure


class Pacing:
    """Turns at hosts: one request at a time at each, a pause between two, and a limit over all of them."""

    def __init__(self, memory: WebMemory, *, delay: float, concurrency: int) -> None:
        self._memory = memory
        self._delay = delay
        self._all = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, host: str, extra_delay: float = 0.0) -> AsyncIterator[None]:
        """Nothing, as soon as the host may be asked; the next one waits until this is left, and then the pause."""
        async with self._hosts.setdefault(host, asyncio.Lock()):
            await asyncio.sleep(self._memory.free_at.get(host, 0.0) - time.monotonic())
            async with self._all:
                try:
                    yield
                finally:
                    self._memory.free_at[host] = time.monotonic() + max(self._delay, extra_delay)
