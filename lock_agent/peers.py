"""How door and link nudge each other: datagrams on two Unix sockets beside the database.

What must last is in the database; a datagram only says "look" or tells what is true just now, such as
"connected". One that is lost costs seconds, since the door asks again every five. Liveness does not go
through the database: a durable write every half minute would cost 30 MB a day on the card.
"""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

from lock_agent.contract import wire
from lock_agent.contract.errors import ContractError

DOOR, LINK = "door.sock", "link.sock"
RADIO = "radio.sock"
ASKERS = ("doctor.sock", "update.sock", RADIO)
"""Programs that may ask a unit how it is; each is answered at its own socket."""
LONGEST = 16 * 1024


class Peer:
    """One end. Sending never waits and never fails; `send` returns whether the other unit is there."""

    def __init__(self, directory: Path, own: str, other: str, *, mode: int = 0o600) -> None:
        # Paths of Unix sockets end at 107 bytes; through the open directory they are always short.
        self._directory = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        self._own, self._other = self._path(own), self._path(other)
        with suppress(FileNotFoundError):
            os.unlink(self._own)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._bind(mode)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._socket.fileno()

    def send(self, say: str, **values: Any) -> bool:
        """Tell the other unit something."""
        return self._say(self._other, {"say": say, **values})

    def answer(self, asker: object, say: str, **values: Any) -> bool:
        """Answer one of the `ASKERS`; nobody else is spoken to."""
        return asker in ASKERS and self._say(self._path(str(asker)), {"say": say, **values})

    def _say(self, address: str, values: dict[str, Any]) -> bool:
        try:
            self._socket.sendto(wire.dump(values), address)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def messages(self) -> list[dict[str, Any]]:
        """Return what the other unit said since the last call; garbage is dropped."""
        found: list[dict[str, Any]] = []
        while True:
            try:
                raw = self._socket.recv(LONGEST)
            except BlockingIOError:
                return found
            with suppress(ContractError):
                found.append(wire.load(raw, limit=LONGEST))

    def close(self) -> None:
        """Leave."""
        with suppress(OSError):
            os.unlink(self._own)
        self._socket.close()
        os.close(self._directory)

    def _bind(self, mode: int) -> None:
        # Never chmod: we may be root, and whoever owns the directory may put a link there meanwhile.
        usual = os.umask(0o777 & ~mode)
        try:
            self._socket.bind(self._own)
        finally:
            os.umask(usual)

    def _path(self, name: str) -> str:
        return f"/proc/self/fd/{self._directory}/{name}"
