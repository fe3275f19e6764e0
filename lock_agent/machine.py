"""The clocks of the machine and the name of this boot."""

import time
from pathlib import Path

from lock_agent.clock import Moment


class Machine:
    """The clocks the kernel keeps. Only a bench shifts what the door takes for the time."""

    offset_s = 0

    def moment(self) -> Moment:
        """Return wall clock (epoch s) and milliseconds since the machine started."""
        return Moment(int(time.time()) + self.offset_s, time.monotonic_ns() // 1_000_000)

    def told(self, server_now: int) -> int:
        """Return the server's time as this door is to take it."""
        return server_now + self.offset_s


def boot_id() -> str:
    """Return the kernel's name for this boot, the same for every unit."""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
