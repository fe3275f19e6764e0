"""Talking to the simulated doors: one line of JSON there, one line back, each on its own connection."""

import json
import os
import socket
from pathlib import Path
from typing import Any

PATIENCE_S = 20.0
LONGEST_ANSWER = 1024 * 1024


class DoorSilent(Exception):
    """The simulated doors do not answer; they are not running, or still starting."""


def ask_door(socket_path: Path | None, slug: str, op: str, **arguments: object) -> dict[str, Any]:
    """Send one request to the simulated door of a hall and return its answer. Raises DoorSilent."""
    if socket_path is None:
        raise DoorSilent("DEMO_CONTROL is not set")
    line = json.dumps({"door": slug, "op": op, **arguments}).encode() + b"\n"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(PATIENCE_S)
            _connect(connection, socket_path)
            connection.sendall(line)
            return _answer(connection)
    except (OSError, ValueError) as error:
        raise DoorSilent(type(error).__name__) from error


def _connect(connection: socket.socket, path: Path) -> None:
    """Connect by way of an open folder: the kernel takes paths of 107 bytes, and a demo may lie deeper."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        connection.connect(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)


def _answer(connection: socket.socket) -> dict[str, Any]:
    with connection.makefile("rb") as lines:
        answer = json.loads(lines.readline(LONGEST_ANSWER))
    if not isinstance(answer, dict):
        raise ValueError("the answer is not an object")
    return answer
