"""What is connected to which pin (BCM numbers), as a door profile says. Values only."""

from dataclasses import dataclass
from typing import Literal

Pull = Literal["up", "down", "external"]


@dataclass(frozen=True, slots=True)
class Output:
    """What opens the door: `kind` is strike, magnet or request; `pull` the resistor that holds it secured."""

    kind: str
    pin: int
    active_high: bool
    safe_state: str
    pull: str
    longest_pulse_ms: int


@dataclass(frozen=True, slots=True)
class Wire:
    """An input: its pin, what pulls it, and the level that means "open" or "pressed"."""

    pin: int
    pull: Pull
    active_high: bool


@dataclass(frozen=True, slots=True)
class MatrixWiring:
    """A switch matrix; `layout` holds the keys of a row as a text."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    layout: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WiegandWiring:
    """Two data wires behind a level shifter: readers send 5 V, the pins bear 3.3 V."""

    d0: int
    d1: int
    pull: Pull


@dataclass(frozen=True, slots=True)
class UsbWiring:
    """A scanner that plays keyboard."""

    device: str


@dataclass(frozen=True, slots=True)
class SerialWiring:
    """A scanner or a radio module on a serial line."""

    device: str
    baud: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything the door program listens to."""

    keypad: MatrixWiring | WiegandWiring | None = None
    scanner: UsbWiring | SerialWiring | None = None
    contact: Wire | None = None
    exit: Wire | None = None
    tamper: Wire | None = None
    emergency: Wire | None = None

    def pins(self) -> dict[str, int]:
        """Return every pin by the name of its field in the profile."""
        wires = {
            f"{name}.pin": getattr(self, name).pin
            for name in ("contact", "exit", "tamper", "emergency")
            if getattr(self, name) is not None
        }
        return {**wires, **_keypad_pins(self.keypad)}


def _keypad_pins(keypad: MatrixWiring | WiegandWiring | None) -> dict[str, int]:
    if isinstance(keypad, WiegandWiring):
        return {"keypad.d0": keypad.d0, "keypad.d1": keypad.d1}
    if keypad is None:
        return {}
    rows = {f"keypad.rows[{place}]": pin for place, pin in enumerate(keypad.rows)}
    return rows | {f"keypad.columns[{place}]": pin for place, pin in enumerate(keypad.columns)}
