"""What becomes of the output without current, without the program, or with a pin too few."""

from collections import defaultdict
from collections.abc import Iterator

from lock_agent.lint.rule import rule
from lock_agent.profile import Profile
from lock_agent.sheet import Finding
from lock_agent.wiring import Output, SerialWiring

LONGEST_PULSE_MS = 8000


@rule
def an_output_is_off_while_the_door_is_secured(profile: Profile) -> Iterator[Finding]:
    """An output is off while the door is secured."""
    for output in profile.outputs:
        if output.safe_state != "off":
            yield Finding(
                f"{output.kind}.safe_state",
                "Der Ausgang muss aus sein, solange die Tür gesichert ist: Ein Absturz oder Neustart der"
                " Software darf an der Tür nichts ändern",
            )


@rule
def a_resistor_holds_an_output_secured(profile: Profile) -> Iterator[Finding]:
    """A resistor holds an output secured."""
    for output in profile.outputs:
        wanted = _resting(output)
        if output.pull != wanted:
            yield Finding(
                f"{output.kind}.pull",
                f'muss "{wanted}" sein: Ohne äußeren Widerstand schwebt der Ausgang, sobald die Software'
                " ihn loslässt",
            )


@rule
def an_output_rests_secured_before_the_program_runs(profile: Profile) -> Iterator[Finding]:
    """An output rests secured before the program runs."""
    for output in profile.outputs:
        at_power_on = "up" if output.pin <= 8 else "down"
        if at_power_on != _resting(output):
            free = "9 bis 27" if output.active_high else "2 bis 8"
            yield Finding(
                f"{output.kind}.pin",
                f"GPIO {output.pin} wird beim Einschalten vom Prozessor in die falsche Richtung gezogen:"
                f" bitte einen Pin von {free} nehmen",
            )


@rule
def no_pulse_is_longer_than_eight_seconds(profile: Profile) -> Iterator[Finding]:
    """No pulse is longer than eight seconds."""
    for output in profile.outputs:
        if output.longest_pulse_ms > LONGEST_PULSE_MS:
            yield Finding(f"{output.kind}.longest_pulse_ms", "ein Impuls dauert höchstens 8000 ms")


@rule
def a_pin_is_used_once(profile: Profile) -> Iterator[Finding]:
    """A pin is used once."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, pin in profile.pins():
        names[pin].append(name)
    for pin, used in names.items():
        if len(used) > 1:
            yield Finding(used[1], f"GPIO {pin} ist schon vergeben: {used[0]}")


@rule
def the_pins_of_a_bus_are_left_to_the_bus(profile: Profile) -> Iterator[Finding]:
    """The pins of a bus are left to the bus."""
    scanner = profile.inputs.scanner
    header = isinstance(scanner, SerialWiring) and scanner.device == "/dev/serial0"
    taken = {2: "der Uhr (I2C)", 3: "der Uhr (I2C)"} if profile.battery else {}
    taken |= {14: "dem seriellen Leser", 15: "dem seriellen Leser"} if header else {}
    for name, pin in profile.pins():
        if pin in taken:
            yield Finding(name, f"GPIO {pin} gehört {taken[pin]}")


def _resting(output: Output) -> str:
    return "down" if output.active_high else "up"
