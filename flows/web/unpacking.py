"""Bodies unpacked under a limit: a few kilobytes that unpack to gigabytes are stopped after the first megabytes."""

import zlib

ACCEPTED = "gzip, deflate"
"""What to ask for: the packings whose growth can be stopped in the middle."""

_STEP = 262_144  # bytes unpacked at once
_BOMB_RATIO = 200  # unpacked to packed; pages reach 20, and what is packed best of all, one byte repeated, 1,030
_BOMB_BYTES = 2_000_000  # unpacked; below this nothing is a danger, whatever its ratio


class TooLargeError(Exception):
    """The unpacked body is beyond the limit."""


class PackingError(Exception):
    """The body is packed in a way that was not asked for, or is damaged."""


class BombError(PackingError):
    """The body unpacks to so many times its size that it was made for that."""


class Unpacker:
    """Takes a body's pieces as they come, and holds what they unpack to, never more than `limit` bytes.

    More than `limit` bytes are not taken packed either: they may unpack to nothing, without an end.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        self.encoding = content_encoding.strip().lower()
        self._limit = limit
        self._body = bytearray()
        self._is_packed = self.encoding not in ("", "identity")
        if self._is_packed and self.encoding not in ("gzip", "x-gzip", "deflate"):
            raise PackingError(self.encoding)
        self._inflate = zlib.decompressobj(wbits=47)  # gzip or zlib, whichever the first bytes show
        self._is_first = True
        self._count_came = self._count_used = 0  # bytes as they came, and those of them that are unpacked

    def feed(self, piece: bytes) -> None:
        """Nothing; the piece is unpacked and kept. Raises TooLargeError, PackingError or BombError."""
        if not self._is_packed:
            self._keep(piece)
            return
        self._count_came += len(piece)
        if self._count_came > self._limit:
            raise TooLargeError(str(self._limit))
        try:
            self._unpack(piece)
        except zlib.error as error:
            raise PackingError(str(error)) from error

    def body(self) -> bytes:
        """All that has come."""
        return bytes(self._body)

    def _unpack(self, piece: bytes) -> None:
        if self._is_first and piece:
            self._is_first = False
            # some servers send deflate without zlib's two bytes of header
            if self.encoding == "deflate" and piece[0] & 0x0F != 8:
                self._inflate = zlib.decompressobj(wbits=-15)
        while piece:
            unpacked, rest = self._inflate.decompress(piece, _STEP), self._inflate.unconsumed_tail
            self._count_used += len(piece) - len(rest)
            self._keep(unpacked)
            piece = rest
            if self._inflate.eof and self._inflate.unused_data[:2] == b"\x1f\x8b":
                piece = self._inflate.unused_data  # gzip members may follow one another
                self._inflate = zlib.decompressobj(wbits=47)

    def _keep(self, data: bytes) -> None:
        self._body += data
        if self._is_packed and len(self._body) > max(_BOMB_BYTES, _BOMB_RATIO * self._count_used):
            raise BombError(self.encoding)
        if len(self._body) > self._limit:
            raise TooLargeError(str(self._limit))
