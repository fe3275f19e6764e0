"""What goes through the pipes between server and printing press: a length, then so many bytes."""

import os
import select
import struct
import time

HEAD = struct.Struct(">I")


def pack(body: bytes) -> bytes:
    """Return a frame."""
    return HEAD.pack(len(body)) + body


def read_frame(pipe: int, *, within: float, largest: int) -> bytes:
    """Return the next frame from a file descriptor.

    Raises TimeoutError when it is not whole in `within` seconds, EOFError when the other side is gone,
    ValueError for a frame larger than `largest` bytes.
    """
    until = time.monotonic() + within
    (length,) = HEAD.unpack(_read(pipe, HEAD.size, until))
    if length > largest:
        raise ValueError("a frame is larger than agreed")
    return _read(pipe, length, until)


def _read(pipe: int, length: int, until: float) -> bytes:
    parts = []
    while length:
        ready, _, _ = select.select([pipe], [], [], max(until - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        part = os.read(pipe, min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
