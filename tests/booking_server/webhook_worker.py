"""python -m tests.booking_server.webhook_worker: workers that send messages and die at a chosen moment.

Each line that comes in, {"url", "port", "now", "kill_at"}, is a worker of its own, as in `app_worker`.
"""

from datetime import datetime
from typing import Any

from booking_server.locks.keyring import Keyring
from booking_server.publishing.webhooks.sending import Sender
from booking_server.services.foundation.house import House, Policy
from booking_server.storage.database import open_database
from tests.booking_server.app_worker import die_after, main
from tests.booking_server.receiver import network_to
from tests.booking_server.webhooks import QUICK, seconds
from tests.builders import MASTER_KEY, StoppedClock


def work(order: dict[str, Any]) -> None:
    """Be a worker until the moment has come."""
    clock = StoppedClock(datetime.fromisoformat(order["now"]))
    house = House(
        open_database(order["url"]),
        Keyring.from_master(MASTER_KEY),
        Policy(plain_webhooks=True),
        clock,
        network=network_to(order["port"], {}, []),
    )
    sender = Sender(house, QUICK, clock=seconds(clock))
    die_after(order["kill_at"])
    sender.keep_promises()


if __name__ == "__main__":
    main(work)
