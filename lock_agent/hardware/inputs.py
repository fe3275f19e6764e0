"""From a door profile to the sources the door program listens to."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from lock_agent.core.values import EmergencyPressed, ExitPressed
from lock_agent.hardware.driver import load_lgpio
from lock_agent.hardware.keypads import MatrixKeypad, WiegandReader
from lock_agent.hardware.lines import Lines
from lock_agent.hardware.plugged import Plugged
from lock_agent.hardware.protocols import Source
from lock_agent.hardware.scanners import SerialScanner, UsbScanner
from lock_agent.hardware.switches import Button, Switch, say_contact, say_tamper
from lock_agent.wiring import Inputs, MatrixWiring, SerialWiring, UsbWiring, WiegandWiring, Wire

Open = Callable[[], Source]


def open_inputs(inputs: Inputs, load: Callable[[], Any] = load_lgpio) -> tuple[Plugged, ...]:
    """Return a source for every input of a profile; one that is missing is told, tried again, and waits."""
    lines = cache(lambda: Lines(load()))
    wired = {
        "keypad": inputs.keypad,
        "scanner": inputs.scanner,
        "contact": inputs.contact,
        "exit": inputs.exit,
        "tamper": inputs.tamper,
        "emergency": inputs.emergency,
    }
    return tuple(
        Plugged(part, _opener(part, wiring, lines)) for part, wiring in wired.items() if wiring is not None
    )


def _opener(part: str, wiring: object, lines: Callable[[], Lines]) -> Open:
    match wiring:
        case MatrixWiring():
            return lambda: MatrixKeypad(lines(), wiring)
        case WiegandWiring():
            return lambda: WiegandReader(lines(), wiring)
        case UsbWiring(device):
            return lambda: UsbScanner(Path(device))
        case SerialWiring(device, baud):
            return lambda: SerialScanner(Path(device), baud)
        case Wire():
            return _wire(part, wiring, lines)
    raise AssertionError(part)


def _wire(part: str, wire: Wire, lines: Callable[[], Lines]) -> Open:
    openers: dict[str, Open] = {
        "contact": lambda: Switch(lines(), wire, say_contact),
        "tamper": lambda: Switch(lines(), wire, say_tamper),
        "exit": lambda: Button(lines(), wire, ExitPressed()),
        "emergency": lambda: Button(lines(), wire, EmergencyPressed()),
    }
    return openers[part]
