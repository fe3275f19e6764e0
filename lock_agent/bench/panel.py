"""A Unix socket that takes one JSON line and gives one, per connection."""

import json
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lock_agent.loop import Loop

LONGEST = 64 * 1024
Reply = Callable[[dict[str, Any]], None]
Handler = Callable[[dict[str, Any], Reply], None]
"""Takes a request and a function to answer it with, now or later."""


class Panel:
    """Listens at `path` and passes every request to `handler`. Only the user of this process may connect."""

    def __init__(self, path: Path, loop: Loop, handler: Handler) -> None:
        self._path, self._loop, self._handler = path, loop, handler
        with suppress(FileNotFoundError):
            path.unlink()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with through(path.parent) as directory:
            self._socket.bind(f"{directory}/{path.name}")
        os.chmod(path, 0o600)
        self._socket.listen(64)
        self._socket.setblocking(False)
        loop.watch(self._socket, self._accept)

    def close(self) -> None:
        """Stop listening."""
        self._loop.forget(self._socket)
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        with suppress(BlockingIOError):
            caller, _ = self._socket.accept()
            caller.setblocking(False)
            receive(caller, self._loop, lambda line: self._serve(caller, line))

    def _serve(self, caller: socket.socket, line: bytes) -> None:
        def answer(value: dict[str, Any]) -> None:
            caller.setblocking(True)
            caller.settimeout(1.0)
            with suppress(OSError):
                caller.sendall(json.dumps(value).encode() + b"\n")
            caller.close()

        try:
            request = json.loads(line)
        except ValueError:
            request = None
        if not isinstance(request, dict):
            answer({"error": "one JSON object, please"})
            return
        self._handler(request, answer)


def ask(
    path: Path, request: dict[str, Any], loop: Loop, done: Callable[[dict[str, Any] | None], None]
) -> None:
    """Put a request to another panel; `done` gets the answer, or None if nobody answers."""
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with through(path.parent) as directory:
            caller.connect(f"{directory}/{path.name}")
        caller.sendall(json.dumps(request).encode() + b"\n")
    except OSError:
        caller.close()
        done(None)
        return
    caller.setblocking(False)

    def take(line: bytes) -> None:
        caller.close()
        done(json.loads(line) if line else None)

    receive(caller, loop, take)


def receive(sock: socket.socket, loop: Loop, take: Callable[[bytes], None]) -> None:
    """Collect one line and pass it on; an early end passes on what there was."""
    held = bytearray()

    def read() -> None:
        try:
            part = sock.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        held.extend(part)
        if not part or b"\n" in part or len(held) > LONGEST:
            loop.forget(sock)
            take(bytes(held.partition(b"\n")[0]))

    loop.watch(sock, read)


class through:  # noqa: N801 -- reads as a preposition
    """A short path to a directory: the path of a Unix socket ends at 107 bytes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __enter__(self) -> str:
        self._handle = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
        return f"/proc/self/fd/{self._handle}"

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)
