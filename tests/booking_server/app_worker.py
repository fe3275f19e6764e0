"""python -m tests.booking_server.app_worker: workers that die at a chosen moment.

Each line that comes in, {"url", "host", "now", "kill_at"}, is a worker of its own: it keeps promises to the
app and is killed by SIGKILL when so many functions were called, or ends when nothing is due. How it ended is
told in a line.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from booking_server.locks.keyring import Keyring
from booking_server.publishing.app.pushing import Pusher
from booking_server.services.foundation.house import House, Policy
from booking_server.storage.database import open_database
from tests.builders import MASTER_KEY, StoppedClock


def work(order: dict[str, Any]) -> None:
    """Be a worker until the moment has come."""
    policy = Policy(public_url="https://dgh.example.org", app_hosts=frozenset({order["host"]}))
    clock = StoppedClock(datetime.fromisoformat(order["now"]))
    house = House(open_database(order["url"]), Keyring.from_master(MASTER_KEY), policy, clock)
    pusher = Pusher(house)
    die_after(order["kill_at"])
    pusher.keep_promises()


def die_after(calls: int) -> None:
    """End this process by SIGKILL once so many functions were called."""
    left = calls

    def count(_frame: Any, event: str, _about: Any) -> None:
        nonlocal left
        left -= event == "call"
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)


def main(working: Callable[[dict[str, Any]], None]) -> None:
    """Start one worker a line."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                working(json.loads(line))
            finally:
                sys.setprofile(None)
                os._exit(0)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "ended", flush=True)


if __name__ == "__main__":
    main(work)
