"""Answers that are sent while they are made."""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from flask import request

LEVEL = 3
"""A calendar shrinks to a twentieth at any level; higher ones take three times as long for a tenth more."""
_GZIP = 16 + zlib.MAX_WBITS


def begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Make the first piece now, so that a database that is away still becomes a proper answer."""
    return chain([next(pieces)], pieces)


def packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a stream compressed (gzip), as much of it at a time as there is."""
    packing = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        if found := packing.compress(piece):
            yield found
    yield packing.flush()


def wants_gzip() -> bool:
    """Whether whoever asks reads compressed answers."""
    return request.accept_encodings.quality("gzip") > 0
