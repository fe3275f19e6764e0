"""JSON as the wire carries it: bounded, strict, canonical."""

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from lock_agent.contract.errors import MalformedMessage, MessageTooLarge

MAX_BODY = 384 * 1024
"""Bytes of the largest body, a credential snapshot of about two thousand codes."""

MAX_DEPTH = 8
LATEST_TIME = 4_102_444_800
"""2100-01-01: a later moment is a mistake, and one signed by mistake would push the clock floor for good."""

_INT64 = 2**63
# Also takes a string that never ends: otherwise each escaped quote in it would start a search of its own.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_T = TypeVar("_T")


def dump(value: Mapping[str, Any]) -> bytes:
    """Write a JSON object canonically: sorted, without spaces, UTF-8."""
    return json.dumps(
        value, separators=(",", ":"), sort_keys=True, ensure_ascii=False, allow_nan=False
    ).encode()


def load(raw: bytes, *, limit: int = MAX_BODY) -> dict[str, Any]:
    """Read one JSON object; anything else, however hostile, is a `MalformedMessage`."""
    if len(raw) > limit:
        raise MessageTooLarge(f"{len(raw)} bytes, at most {limit}")
    _refuse_depth(raw)
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=_integer,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
        if _SURROGATE.search(raw):
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:  # UnicodeError and JSONDecodeError are ValueErrors
        raise MalformedMessage("not JSON") from error
    if not isinstance(value, dict):
        raise MalformedMessage("not a JSON object")
    return value


def proved(body: bytes, parse: Callable[[bytes], _T]) -> bytes:
    """Return `body` once the receiver's own parser took it: what cannot be read is never sent."""
    parse(body)
    return body


def _refuse_depth(raw: bytes) -> None:
    depth = 0
    for sign in re.findall(rb"[\[\]{}]", _STRING.sub(b"", raw)):
        depth += 1 if sign in b"[{" else -1
        if depth > MAX_DEPTH:
            raise MalformedMessage(f"nested deeper than {MAX_DEPTH}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise MalformedMessage("a field stands twice")
    return value


def _integer(text: str) -> int:
    # Twenty characters hold every 64-bit number; longer ones would cost quadratic time.
    if len(text) > 20 or not -_INT64 <= int(text) < _INT64:
        raise MalformedMessage("a number beyond 64 bits")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise MalformedMessage("not a number")
    return number


def _no_constant(text: str) -> NoReturn:
    raise MalformedMessage(f"{text} is not JSON")
