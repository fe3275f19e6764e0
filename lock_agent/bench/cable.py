"""The network cable of a bench link: pulled out, no packet passes; put back, new connections may be made."""

import socket
from collections.abc import Callable
from contextlib import suppress

from lock_agent.transport import plug


class Cable:
    """Opens sockets like `transport.plug`, as long as it is plugged in."""

    def __init__(self, *, online: bool = True) -> None:
        self.online = online
        self._sockets: list[socket.socket] = []
        self.on_change: Callable[[], None] = lambda: None

    def __call__(self, host: str, port: int, timeout: float) -> socket.socket:
        """Open a TCP connection, or fail as a machine without a network does."""
        if not self.online:
            raise OSError("network is unreachable")
        opened = plug(host, port, timeout)
        self._sockets = [sock for sock in self._sockets if sock.fileno() >= 0] + [opened]
        return opened

    def switch(self, online: bool) -> None:
        """Pull the cable, which ends all connections without a goodbye, or put it back."""
        self.online = online
        if not online:
            for sock in self._sockets:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
            self._sockets = []
        self.on_change()
