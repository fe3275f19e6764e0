"""A RAK3172 on a pseudo-terminal: it answers AT commands as its manual says, and somebody else is the air."""

import os
import pty
import re
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lock_agent.contract.lora import PORT


class Module:
    """The far end of the line. `sent` is what the door has sent, `air` is told of it as it goes."""

    def __init__(self, *, air: Callable[[bytes], None] | None = None) -> None:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._master)
        os.set_blocking(self._master, False)
        self.path = Path(os.ttyname(self._slave))
        self.sent: list[bytes] = []
        self.commands: list[str] = []
        self.is_joined = False
        self.is_silent = False
        self._air = air or (lambda _: None)
        self._rest = b""

    def fileno(self) -> int:
        return self._master

    def serve(self) -> None:
        """Answer what was asked meanwhile."""
        with suppress(BlockingIOError):
            self._rest += os.read(self._master, 4096)
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            self._answer(line.decode().strip())

    def deliver(self, frame: bytes, *, port: int = PORT, to: str = "UNICAST") -> None:
        """Let a frame arrive."""
        self.say(f"+EVT:RX_C:-70:8:{to}:{port}:{frame.hex()}")

    def say(self, line: str) -> None:
        """Say something on the line."""
        os.write(self._master, f"{line}\r\n".encode())

    def close(self) -> None:
        os.close(self._master)
        os.close(self._slave)

    def _answer(self, command: str) -> None:
        self.commands.append(command)
        if self.is_silent:
            return
        sending = re.fullmatch(r"AT\+SEND=(\d+):([0-9A-F]*)", command)
        if command == "AT+NJS=?":
            self.say(f"AT+NJS={int(self.is_joined)}")
        if sending and not self.is_joined:
            self.say("AT_NO_NETWORK_JOINED")
            return
        self.say("OK")
        if command.startswith("AT+JOIN="):
            self.is_joined = True
            self.say("+EVT:JOINED")
        if sending and int(sending[1]) == PORT:
            self.sent.append(bytes.fromhex(sending[2]))
            self._air(self.sent[-1])
            self.say("+EVT:TX_DONE")
