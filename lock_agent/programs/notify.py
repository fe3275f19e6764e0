"""Telling systemd that a unit serves (`Type=notify`)."""

import os
import socket
from contextlib import suppress


def ready() -> None:
    """Say that this process serves; without systemd nobody is told."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaker, suppress(OSError):
        speaker.sendto(b"READY=1", address)
