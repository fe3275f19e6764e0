"""The simulated twin of a radio module: frames come and go through a pair of sockets."""

import socket
from contextlib import suppress

from lock_agent.contract.lora import LONGEST

MOST = 64


class BenchRadio:
    """A module without a module; whoever holds `air` is the network."""

    def __init__(self) -> None:
        self._near, self.air = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (self._near, self.air):
            end.setblocking(False)
        self.is_joined = True

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._near.fileno()

    def due(self) -> float | None:
        """Return None: everything that happens here makes the descriptor readable."""
        return None

    def frames(self) -> list[bytes]:
        """Return the frames received since the last call. Raises `OSError` once the air is gone."""
        found: list[bytes] = []
        with suppress(BlockingIOError):
            while len(found) < MOST:
                raw = self._near.recv(4 * LONGEST)
                if not raw:
                    raise ConnectionResetError("the air is gone")
                found.append(raw)
        return found

    def send(self, frame: bytes) -> bool:
        """Send a frame; one the air does not take is lost."""
        if self.is_joined:
            with suppress(BlockingIOError):
                self._near.send(frame)
        return self.is_joined

    def close(self) -> None:
        """Let go of this end."""
        self._near.close()
