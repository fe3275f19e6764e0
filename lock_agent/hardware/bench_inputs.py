"""A keypad and a scanner one types at from a program."""

import socket


class _Wire:
    """What is written on one end and read, message by message, on the other."""

    def __init__(self) -> None:
        self._near, self._far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._far.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._far.fileno()

    def close(self) -> None:
        """Let go of both ends."""
        self._near.close()
        self._far.close()

    def _write(self, text: str) -> None:
        if text:
            self._near.sendall(text.encode())

    def _read(self) -> list[str]:
        texts: list[str] = []
        while True:
            try:
                text = self._far.recv(4096).decode()
            except BlockingIOError:
                return texts
            if not text:
                return texts
            texts.append(text)


class BenchKeypad(_Wire):
    """A keypad whose keys are pressed by a program."""

    def press(self, keys: str) -> None:
        """Press keys, one after the other."""
        self._write(keys)

    def keys(self) -> str:
        """Return the keys pressed since the last call."""
        return "".join(self._read())


class BenchScanner(_Wire):
    """A QR scanner a program holds pictures before."""

    def hold(self, text: str) -> None:
        """Hold a picture with this text before the scanner."""
        self._write(text)

    def scans(self) -> list[str]:
        """Return the texts scanned since the last call."""
        return self._read()
