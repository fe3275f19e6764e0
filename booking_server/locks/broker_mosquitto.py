"""The embedded broker where the machine has the program `mosquitto` (2.0 or newer)."""

import os
import pwd
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from booking_server.locks.broker_access import ACL, PASSWORDS, Credentials
from booking_server.locks.broker_limits import (
    MAX_MESSAGE_BYTES,
    MAX_PACKET_BYTES,
    MAX_QUEUED_MESSAGES,
    SESSION_DAYS,
)
from booking_server.locks.broker_process import BrokerProcess

CONFIGURATION = "mosquitto.conf"


def find_mosquitto() -> Path | None:
    """Returns the program; Debian keeps it in /usr/sbin, which is on no ordinary user's PATH."""
    found = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


class MosquittoBroker(BrokerProcess):
    """Mosquitto as a child process; retained messages and sessions survive its restart."""

    kind: Literal["mosquitto", "amqtt"] = "mosquitto"

    def __init__(
        self, directory: Path, port: int, users: Mapping[str, Credentials], *, program: Path
    ) -> None:
        super().__init__(directory, port, users)
        self._program = program

    def _command(self) -> Sequence[str]:
        file = self.directory / CONFIGURATION
        file.write_text(self._configuration(), encoding="utf-8")
        return [str(self._program), "-c", str(file)]

    def _configuration(self) -> str:
        # `user`: started by root it would become another user, who cannot read these files, and the kernel
        # would forget to end it with its parent.
        # `use_username_as_clientid`: nobody takes over another's session.
        user = pwd.getpwuid(os.getuid()).pw_name
        return f"""\
listener {self.port} {self.host}
user {user}
allow_anonymous false
password_file {self.directory / PASSWORDS}
acl_file {self.directory / ACL}
use_username_as_clientid true
persistence true
persistence_location {self.directory}/
autosave_on_changes true
autosave_interval 1
persistent_client_expiration {SESSION_DAYS}d
max_packet_size {MAX_PACKET_BYTES}
message_size_limit {MAX_MESSAGE_BYTES}
max_queued_messages {MAX_QUEUED_MESSAGES}
set_tcp_nodelay true
connection_messages false
log_dest stderr
log_type error
log_type warning
log_type notice
"""
