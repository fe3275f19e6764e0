"""What the door listens to."""

from collections.abc import Iterator

from lock_agent.lint.rule import rule
from lock_agent.profile import BAUDS, Profile
from lock_agent.sheet import Finding
from lock_agent.wiring import MatrixWiring, SerialWiring, UsbWiring

_KEYS = sorted("0123456789*#")


@rule
def a_cut_wire_reads_as_open(profile: Profile) -> Iterator[Finding]:
    """A cut wire reads as open."""
    for name in ("contact", "tamper"):
        wire = getattr(profile.inputs, name)
        if wire is not None and wire.pull != "external" and (wire.pull == "up") is not wire.active_high:
            wanted = "high" if wire.pull == "up" else "low"
            yield Finding(
                f"{name}.open",
                f'muss "{wanted}" sein: Ein durchtrenntes Kabel soll "offen" melden, nicht "zu"',
            )


@rule
def a_button_at_rest_is_not_pressed(profile: Profile) -> Iterator[Finding]:
    """A button at rest is not pressed."""
    for name in ("exit", "emergency"):
        wire = getattr(profile.inputs, name)
        if wire is not None and wire.pull != "external" and (wire.pull == "up") is wire.active_high:
            wanted = "low" if wire.pull == "up" else "high"
            yield Finding(
                f"{name}.pressed", f'muss "{wanted}" sein: sonst gilt der Taster ohne Druck als gedrückt'
            )


@rule
def a_matrix_has_every_key_once(profile: Profile) -> Iterator[Finding]:
    """A matrix has every key once."""
    keypad = profile.inputs.keypad
    if not isinstance(keypad, MatrixWiring):
        return
    if sorted("".join(keypad.layout)) != _KEYS:
        yield Finding("keypad.layout", "muss jede der Tasten 0 bis 9, * und # genau einmal enthalten")
    shape = [len(keypad.columns)] * len(keypad.rows)
    if [len(row) for row in keypad.layout] != shape:
        yield Finding(
            "keypad.layout", "passt nicht zu rows und columns: ein Text je Zeile, ein Zeichen je Spalte"
        )


@rule
def a_scanner_is_named_by_what_it_is(profile: Profile) -> Iterator[Finding]:
    """A scanner is named by what it is."""
    scanner = profile.inputs.scanner
    if isinstance(scanner, UsbWiring) and not _is_keyboard(scanner.device):
        yield Finding(
            "scanner.device", "muss /dev/input/by-id/…-event-kbd heißen: Nummern wechseln beim Einschalten"
        )
    if isinstance(scanner, SerialWiring):
        yield from _serial("scanner", scanner)


@rule
def a_radio_has_a_line_of_its_own(profile: Profile) -> Iterator[Finding]:
    """A radio has a line of its own."""
    radio, scanner = profile.radio, profile.inputs.scanner
    if radio is None:
        return
    yield from _serial("lora", radio)
    if isinstance(scanner, SerialWiring) and scanner.device == radio.device:
        yield Finding("lora.device", "gehört schon dem Leser: Das Funkmodul braucht einen eigenen Anschluss")


def _serial(part: str, line: SerialWiring) -> Iterator[Finding]:
    if line.device != "/dev/serial0" and not line.device.startswith("/dev/serial/by-id/"):
        yield Finding(f"{part}.device", "muss /dev/serial0 oder /dev/serial/by-id/… heißen")
    if line.baud not in BAUDS:
        yield Finding(f"{part}.baud", f"muss eine von {', '.join(map(str, BAUDS))} sein")


def _is_keyboard(device: str) -> bool:
    return device.startswith("/dev/input/by-id/") and device.endswith("-event-kbd")
