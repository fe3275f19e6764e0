"""What the kernel says of the machine's own network: cable in, address given."""

import socket

_GROUPS = 0x1 | 0x10 | 0x100
"""RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR (rtnetlink(7))."""


class LocalNetwork:
    """Readable when a link or an address of this machine has changed."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, 0)
        self._socket.bind((0, _GROUPS))

    def __enter__(self) -> "LocalNetwork":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._socket.fileno()

    def changed(self) -> bool:
        """Take in the news; return whether there were any."""
        news = False
        while True:
            try:
                self._socket.recv(65536)
            except BlockingIOError:
                return news
            except OSError:  # more news than the buffer held is news as well
                return True
            news = True
