"""The embedded broker where no `mosquitto` is installed: amqtt, in a process of its own."""

import sys
from collections.abc import Sequence
from typing import Literal

from booking_server.locks.broker_process import BrokerProcess

SERVER = "booking_server.locks.broker_amqtt_server"


class AmqttBroker(BrokerProcess):
    """The Python broker as a child process; what it keeps ends with it."""

    kind: Literal["mosquitto", "amqtt"] = "amqtt"

    def _command(self) -> Sequence[str]:
        return [sys.executable, "-m", SERVER, str(self.directory), str(self.port)]
