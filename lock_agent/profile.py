"""A door profile as it stands in its TOML file: how a door is built and wired. `lint.py` judges it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lock_agent.sheet import Finding, Sheet
from lock_agent.wiring import (
    Inputs,
    MatrixWiring,
    Output,
    Pull,
    SerialWiring,
    UsbWiring,
    WiegandWiring,
    Wire,
)

LETTERS = ("A", "B", "C")
OUTPUTS = ("strike", "magnet", "request")
BAUDS = (9600, 19200, 38400, 57600, 115200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One door. `outputs` holds every output that opens it: a sound profile has one."""

    letter: str
    escape_route: bool
    panic_hardware: bool
    outputs: tuple[Output, ...]
    signals: Mapping[str, int]
    inputs: Inputs
    emergency_cuts_power: bool
    battery: bool
    spool: int
    radio: SerialWiring | None = None

    def pins(self) -> list[tuple[str, int]]:
        """Return every pin with the field that names it."""
        opening = [(f"{output.kind}.pin", output.pin) for output in self.outputs]
        signals = [(f"signals.{name}", pin) for name, pin in self.signals.items()]
        return [*opening, *signals, *self.inputs.pins().items()]


def read_profile(values: Mapping[str, Any]) -> tuple[Profile, list[Finding]]:
    """Return a profile and what is missing in it, unknown or of the wrong kind; then do not use it."""
    findings: list[Finding] = []
    sheet = Sheet(values, "", findings)
    door, signals, clock, journal = (sheet.sub(name) for name in ("door", "signals", "clock", "journal"))
    profile = Profile(
        letter=sheet.word("profile", *LETTERS),
        escape_route=door.flag("escape_route"),
        panic_hardware=door.flag("panic_hardware"),
        outputs=tuple(_output(kind, sheet.sub(kind)) for kind in OUTPUTS if sheet.has(kind)),
        signals={name: signals.pin(name) for name in ("green", "red", "buzzer")},
        inputs=_inputs(sheet),
        emergency_cuts_power=sheet.has("emergency") and sheet.sub("emergency").flag("cuts_power"),
        battery=clock.flag("battery"),
        spool=journal.number("spool", 1000, 1_000_000),
        radio=_radio(sheet.sub("lora")) if sheet.has("lora") else None,
    )
    for table in (sheet, door, signals, clock, journal):
        table.end()
    return profile, findings


def _output(kind: str, sheet: Sheet) -> Output:
    output = Output(
        kind=kind,
        pin=sheet.pin("pin"),
        active_high=sheet.flag("active_high"),
        safe_state=sheet.word("safe_state", "off", "on"),
        pull=sheet.word("pull", "down", "up", "none"),
        longest_pulse_ms=sheet.number("longest_pulse_ms", 100, 3_600_000),
    )
    sheet.end()
    return output


def _inputs(sheet: Sheet) -> Inputs:
    return Inputs(
        keypad=_keypad(sheet.sub("keypad")) if sheet.has("keypad") else None,
        scanner=_scanner(sheet.sub("scanner")) if sheet.has("scanner") else None,
        contact=_wire(sheet.sub("contact"), "open") if sheet.has("contact") else None,
        exit=_wire(sheet.sub("exit"), "pressed") if sheet.has("exit") else None,
        tamper=_wire(sheet.sub("tamper"), "open") if sheet.has("tamper") else None,
        emergency=_wire(sheet.sub("emergency"), "pressed", "cuts_power") if sheet.has("emergency") else None,
    )


def _keypad(sheet: Sheet) -> MatrixWiring | WiegandWiring:
    keypad: MatrixWiring | WiegandWiring
    if sheet.word("kind", "matrix", "wiegand") == "wiegand":
        keypad = WiegandWiring(sheet.pin("d0"), sheet.pin("d1"), _pull(sheet))
    else:
        keypad = MatrixWiring(sheet.pins("rows"), sheet.pins("columns"), sheet.texts("layout"))
    sheet.end()
    return keypad


def _scanner(sheet: Sheet) -> UsbWiring | SerialWiring:
    scanner: UsbWiring | SerialWiring
    if sheet.word("kind", "usb", "serial") == "serial":
        scanner = SerialWiring(sheet.text("device"), sheet.number("baud", BAUDS[0], BAUDS[-1]))
    else:
        scanner = UsbWiring(sheet.text("device"))
    sheet.end()
    return scanner


def _radio(sheet: Sheet) -> SerialWiring:
    sheet.word("kind", "rui3")
    radio = SerialWiring(sheet.text("device"), sheet.number("baud", BAUDS[0], BAUDS[-1]))
    sheet.end()
    return radio


def _wire(sheet: Sheet, active: str, *others: str) -> Wire:
    wire = Wire(sheet.pin("pin"), _pull(sheet), sheet.word(active, "high", "low") == "high")
    sheet.asked.update(others)
    sheet.end()
    return wire


def _pull(sheet: Sheet) -> Pull:
    if not sheet.has("pull"):
        sheet.asked.add("pull")
        sheet.note("pull", "fehlt: ein Eingang ohne Widerstand (up, down oder external) zeigt Zufälliges")
        return "up"
    pulls: dict[str, Pull] = {"up": "up", "down": "down", "external": "external"}
    return pulls[sheet.word("pull", *pulls)]
