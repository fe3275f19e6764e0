"""Loading lgpio without the trap it sets.

When it is imported, lgpio makes a FIFO `.lgd-nfy0` in the working directory and reads its edges from it.
Two programs in one directory would share it and take each other's key presses, and in a directory that
cannot be written the import fails. So each program imports it in a directory of its own, which is gone
a moment later: lgpio keeps the FIFO open and never looks for its name again.
"""

import importlib
import os
import tempfile
from contextlib import suppress
from typing import Any

WITHOUT_PINS = "An einem Rechner ohne Pins nehmen Sie --bench."
NOT_INSTALLED = f"Das Paket lgpio fehlt, das die Pins eines Raspberry Pi bedient. {WITHOUT_PINS}"
NO_CHIP = (
    f"Kein Chip mit den Pins eines Raspberry Pi ist zu öffnen. Prüfen Sie die Gruppe gpio. {WITHOUT_PINS}"
)


def load_lgpio() -> Any:
    """Return the module `lgpio`. Raises `OSError` where it cannot be loaded: then this is no Raspberry Pi."""
    before = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        with tempfile.TemporaryDirectory(prefix="dorfschluessel-") as own:
            os.chdir(own)
            try:
                return importlib.import_module("lgpio")
            except ImportError as error:
                raise OSError(NOT_INSTALLED) from error
            finally:
                os.fchdir(before)
    finally:
        os.close(before)


def header_chip(lg: Any) -> tuple[int, int]:
    """Open the chip whose lines are on the header; return its handle and number. Raises `OSError`.

    Which number it has depends on model and kernel; its label does not.
    """
    for chip in range(8):
        with suppress(lg.error):
            handle = int(lg.gpiochip_open(chip))
            if str(lg.gpio_get_chip_info(handle)[3]).startswith("pinctrl-"):
                return handle, chip
            lg.gpiochip_close(handle)
    raise OSError(NO_CHIP)
