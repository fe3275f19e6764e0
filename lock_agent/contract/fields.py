"""One JSON object read field by field, each access stating type and bounds."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from lock_agent.contract.errors import MalformedMessage, UnknownCriticalField, WindowWithoutEnd
from lock_agent.contract.wire import LATEST_TIME

_T = TypeVar("_T")
_HEX = re.compile(r"[0-9a-f]*")
_REF = re.compile(r"[!-~]{1,64}")


class Fields:
    """A JSON object whose critical fields are all understood (protocol §3).

    Unknown fields are ignored unless the sender names them in `crit`. Every reader raises
    `MalformedMessage` naming the field, never showing the value: it may be a secret.
    """

    def __init__(self, value: object, *, known: str, where: str = "body") -> None:
        if not isinstance(value, dict):
            raise MalformedMessage(f"{where}: not an object")
        self._value: Mapping[str, Any] = value
        self._where = where
        self._refuse_unknown_critical(frozenset(known.split()))

    def _refuse_unknown_critical(self, known: frozenset[str]) -> None:
        crit = self._value.get("crit", [])
        if not isinstance(crit, list) or not all(isinstance(name, str) for name in crit):
            raise self.wrong("crit")
        unknown = sorted(set(crit) - known)
        if unknown:
            raise UnknownCriticalField(f"{self._where}: {unknown[0][:40]}")

    def wrong(self, name: str) -> MalformedMessage:
        """Return the error for a field that is not as it must be."""
        return MalformedMessage(f"{self._where}.{name}")

    def has(self, name: str) -> bool:
        """Return whether the field is there and not null."""
        return self._value.get(name) is not None

    def integer(self, name: str, low: int = 0, high: int = 2**63 - 1) -> int:
        """Return a whole number of `low..high`; a boolean is no number."""
        number = self._value.get(name)
        if type(number) is not int or not low <= number <= high:
            raise self.wrong(name)
        return number

    def time(self, name: str) -> int:
        """Return a moment in UTC epoch seconds, before the year 2100."""
        return self.integer(name, 0, LATEST_TIME)

    def flag(self, name: str, default: bool | None = None) -> bool:
        """Return a boolean; a missing one is `default`, where there is one."""
        value = self._value.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name)
        return value

    def text(self, name: str, longest: int = 200, pattern: str | None = None) -> str:
        """Return text of at most `longest` characters that matches `pattern` as a whole."""
        value = self._value.get(name)
        if not isinstance(value, str) or len(value) > longest:
            raise self.wrong(name)
        if pattern is not None and re.fullmatch(pattern, value) is None:
            raise self.wrong(name)
        return value

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return one of the `allowed` words."""
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(name)
        return value

    def ref(self, name: str = "ref") -> str:
        """Return the server's name of a credential: 1 to 64 printable ASCII characters."""
        return self.text(name, 64, _REF.pattern)

    def octets(self, name: str, length: int) -> bytes:
        """Return exactly `length` bytes written as lower-case hex."""
        value = self.text(name, 2 * length)
        if len(value) != 2 * length or _HEX.fullmatch(value) is None:
            raise self.wrong(name)
        return bytes.fromhex(value)

    def window(self) -> tuple[int, int]:
        """Return `(nbf, exp)`; an open end is a `WindowWithoutEnd`, an empty window is malformed."""
        if not self.has("exp"):
            raise WindowWithoutEnd(f"{self._where}.exp")
        start, end = self.time("nbf"), self.time("exp")
        if start >= end:
            raise self.wrong("exp")
        return start, end

    def object(self, name: str) -> dict[str, Any]:
        """Return a JSON object as it is."""
        value = self._value.get(name)
        if not isinstance(value, dict):
            raise self.wrong(name)
        return value

    def items(self, name: str, read: Callable[[Any], _T], most: int) -> tuple[_T, ...]:
        """Return a list of at most `most` entries, each through `read`. A missing list is an error."""
        value = self._value.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise self.wrong(name)
        return tuple(read(entry) for entry in value)
