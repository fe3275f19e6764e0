"""Lines for the system journal. They name units, versions and error codes, never a code or a key."""

import contextlib
import sys


def log(message: str) -> None:
    """Write one line to standard error, which systemd keeps; a broken pipe is no reason to stop a door."""
    with contextlib.suppress(OSError, ValueError):
        print(message, file=sys.stderr, flush=True)
