"""The pins of a Raspberry Pi for gpiozero's outputs, through lgpio.

The name of the factory is written out: gpiozero's own search tries one driver after the other.
"""

from typing import Any

from lock_agent.hardware.driver import header_chip, load_lgpio


def pi_factory() -> Any:
    """Return gpiozero's pin factory for this Raspberry Pi. Raises `OSError` where there is none."""
    lg = load_lgpio()  # before gpiozero does, who would share its FIFO with the door
    from gpiozero.pins.lgpio import LGPIOFactory, LGPIOPin  # noqa: PLC0415 -- the driver exists on a Pi only

    class SteadyPin(LGPIOPin):  # type: ignore[misc]
        """A pin that becomes an output at its first level, not low and then at its first level.

        As it is, gpiozero's pin would energise an output that is active low for a moment at every start.
        """

        def output_with_state(self, state: bool) -> None:
            """Claim the line as an output that is at this level already."""
            lg.gpio_claim_output(self.factory._handle, self._number, int(bool(state)))

    handle, chip = header_chip(lg)
    lg.gpiochip_close(handle)
    factory = LGPIOFactory(chip=chip)
    factory.pin_class = SteadyPin
    return factory
