"""Bodies that came and are not parsed yet: bounded, so that fast servers and slow parsers do not fill the memory."""

import asyncio

_MOST_BYTES = 64_000_000


class Bodies:
    """How many bytes of bodies are in hand. Nothing more is asked for while they are too many."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._count_bytes = 0
        self._has_room = asyncio.Event()
        self._has_room.set()

    async def room(self) -> None:
        """Nothing, as soon as there is room for one more, of whatever size."""
        await self._has_room.wait()

    def add(self, count_bytes: int) -> None:
        """Nothing; a body came."""
        self._count_bytes += count_bytes
        if self._count_bytes > self._most_bytes:
            self._has_room.clear()

    def remove(self, count_bytes: int) -> None:
        """Nothing; a body is done with."""
        self._count_bytes -= count_bytes
        if self._count_bytes <= self._most_bytes:
            self._has_room.set()
