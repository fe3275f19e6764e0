"""Reading a table of settings strictly: what is missing, unknown or of the wrong kind is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a profile: where, and why, in the words a technician is told."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass(slots=True)
class Sheet:
    """One table. Every getter returns a value of the right kind and notes a finding if there was none."""

    values: Mapping[str, Any]
    where: str
    findings: list[Finding]
    asked: set[str] = field(default_factory=set)

    def sub(self, name: str) -> "Sheet":
        """Return a table of this one, an empty one where there is none; `has` says which."""
        value = self._ask(name)
        if value is not None and not isinstance(value, dict):
            self.note(name, "muss ein Abschnitt sein")
        return Sheet(value if isinstance(value, dict) else {}, self._name(name), self.findings)

    def has(self, name: str) -> bool:
        """Return whether there is such a field."""
        return name in self.values

    def word(self, name: str, *choices: str) -> str:
        """Return one of some words."""
        value = self._ask(name)
        if value not in choices or not isinstance(value, str):
            self.note(name, f"fehlt oder ist keines von {', '.join(choices)}")
            return choices[0]
        return value

    def text(self, name: str) -> str:
        """Return a text."""
        value = self._ask(name)
        if not isinstance(value, str) or not value:
            self.note(name, "fehlt oder ist kein Text")
            return ""
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self._ask(name)
        if not isinstance(value, bool):
            self.note(name, "fehlt oder ist weder true noch false")
        return value is True

    def number(self, name: str, low: int, high: int) -> int:
        """Return a whole number between two others."""
        value = self._ask(name)
        if type(value) is not int or not low <= value <= high:
            self.note(name, f"fehlt oder ist keine ganze Zahl von {low} bis {high}")
            return low
        return value

    def pin(self, name: str) -> int:
        """Return a pin of the header (BCM)."""
        return self.number(name, 2, 27)

    def pins(self, name: str) -> tuple[int, ...]:
        """Return a list of pins."""
        value = self._ask(name)
        if not isinstance(value, list) or not all(type(pin) is int and 2 <= pin <= 27 for pin in value):
            self.note(name, "fehlt oder ist keine Liste von Pins (2 bis 27)")
            return ()
        return tuple(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._ask(name)
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            self.note(name, "fehlt oder ist keine Liste von Texten")
            return ()
        return tuple(value)

    def end(self) -> None:
        """Note everything nobody asked for: a name mistyped must not be a setting forgotten."""
        for name in sorted(self.values.keys() - self.asked):
            self.note(name, "ist hier unbekannt")

    def note(self, name: str, why: str) -> None:
        """Write a finding down."""
        self.findings.append(Finding(self._name(name), why))

    def _ask(self, name: str) -> Any:
        self.asked.add(name)
        return self.values.get(name)

    def _name(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name
