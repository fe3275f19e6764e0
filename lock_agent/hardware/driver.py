"""Loading lgpio without the trap it sets.

When it is imported, lgpio makes a FIFO `.lgd-nfy0` in the working directory and reads its edges from it.
Two programs in one directory would share it and take each other's key presses, and in a directory that
cannot be written the import fails. So each program imports it in a directory of its own, which is gone
a moment later: lgpio keeps the FIFO open and never looks for its name again.
"""

import importlib
import os
import tempfile
from typing import Any


def load_lgpio() -> Any:
    """Return the module `lgpio`. Raises `OSError` where it cannot be loaded: then this is no Raspberry Pi."""
    before = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        with tempfile.TemporaryDirectory(prefix="dorfschluessel-") as own:
            os.chdir(own)
            try:
                return importlib.import_module("lgpio")
            except ImportError as error:
                raise OSError("GPIO: the package lgpio is not installed") from error
            finally:
                os.fchdir(before)
    finally:
        os.close(before)
