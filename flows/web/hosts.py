"""What is known of hosts within one run: when each was asked last, which are down, and what their robots.txt says."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.intake.addresses import host_of
from extractors.records import Fetch, KeptRobots
from flows.web.bodies import Bodies
from flows.web.failures import HOST_FULL, Failure

if TYPE_CHECKING:
    from protego import Protego

PRODUCT = "OnRecord"
_LONGEST_CRAWL_DELAY = 10.0  # seconds; a site that wants more gets a slower poll, not a stalled run
_TIME_OUTS_OF_A_DEAD_HOST = 2
_PATIENCE = 2.0  # seconds; an answer that takes longer no longer counts among the requests under way


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt says: rules, or leave to fetch all (`rules` None), or the reason not to know."""

    rules: "Protego | None" = None
    failure: Failure | None = None
    retry_after: float | None = None  # seconds that the site asked us to wait, where it was not had

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
    count_requests: dict[str, int] = field(default_factory=dict)  # by host
    held_back: dict[str, int] = field(default_factory=dict)  # by host: feeds and pages that wait for the next run
    kept_robots: dict[str, KeptRobots] = field(default_factory=dict)  # by site: what earlier runs fetched
    new_robots: list[KeptRobots] = field(default_factory=list)  # what this run fetched, and nobody has stored yet

    def take(self, host: str, most: int) -> bool:
        """Whether the host may be asked once more in this run; it then counts as asked."""
        count = self.count_requests.get(host, 0)
        if count >= most:
            return False
        self.count_requests[host] = count + 1
        return True

    def holds_back(self, fetch: Fetch) -> bool:
        """Whether it was not asked for, its host having been asked often enough: then it waits for the next run."""
        if fetch.problem is None or fetch.problem.kind != HOST_FULL:
            return False
        host = host_of(fetch.final_address or fetch.address)
        self.held_back[host] = self.held_back.get(host, 0) + 1
        return True

    def take_new_robots(self) -> tuple[KeptRobots, ...]:
        """What was fetched of robots.txt since the last time, for the warehouse."""
        taken, self.new_robots = tuple(self.new_robots), []
        return taken

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
    """Turns at hosts: one request at a time at each, a pause between two, and a limit over all of them.

    An answer that is long in coming gives its place among all to another: a tenth of dead hosts must not hold up the
    others. Since each host is asked one thing at a time, and a time-out ends it, there are never many of these.
    """

    def __init__(self, memory: WebMemory, bodies: Bodies, *, delay: float, concurrency: int) -> None:
        self._memory = memory
        self._bodies = bodies
        self._delay = delay
        self._all = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, host: str, extra_delay: float = 0.0) -> AsyncIterator[None]:
        """Nothing, as soon as the host may be asked; the next one waits until this is left, and then the pause."""
        async with self._hosts.setdefault(host, asyncio.Lock()):
            await asyncio.sleep(self._memory.free_at.get(host, 0.0) - time.monotonic())
            await self._bodies.room()
            async with self._place():
                try:
                    yield
                finally:
                    self._memory.free_at[host] = time.monotonic() + max(self._delay, extra_delay)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        await self._all.acquire()
        held = [self._all]

        def give_back() -> None:
            if held:
                held.pop().release()

        timer = asyncio.get_running_loop().call_later(_PATIENCE, give_back)
        try:
            yield
        finally:
            timer.cancel()
            give_back()
