"""Telling systemd that a unit serves (`Type=notify`), and that it still does (`WatchdogSec=`)."""

import os
import socket
from contextlib import suppress


def ready() -> None:
    """Say that this process serves; without systemd nobody is told."""
    _say(b"READY=1")


def alive() -> None:
    """Say that this process still does its work."""
    _say(b"WATCHDOG=1")


def _say(message: bytes) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaker, suppress(OSError):
        speaker.sendto(message, address)
