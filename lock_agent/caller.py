"""A small HTTP/1.1 client over one lasting connection: a request, and an answer of bounded size.

`http.client` reads headers as if they were mail, and what it brings along for that takes a link a megabyte
for good. Of RFC 9112 this reads what servers and proxies send in answer to GET and POST: a length, chunks, or
all until the end.
"""

import socket
from collections.abc import Callable, Mapping
from typing import IO

LONGEST_LINE, MOST_HEADERS, MOST_HINTS = 8192, 100, 10
_PART = 64 * 1024


class AnswerInvalid(Exception):
    """What came is no answer, or none that ends where it says."""


class Caller:
    """Speaks with one server; `dial` opens the connection, with TLS or not, at the first request."""

    def __init__(self, dial: Callable[[], socket.socket], host: str) -> None:
        self._dial, self._host = dial, host
        self.sock: socket.socket | None = None
        self._answers: IO[bytes] | None = None

    def ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], *, longest: int
    ) -> tuple[int, bytes]:
        """Return status and content, of which no more than `longest` + 1 bytes are read.

        Raises `OSError`, `AnswerInvalid`: then `close()` it, and the next request begins anew.
        """
        if self.sock is None:
            self.sock = self._dial()
            self._answers = self.sock.makefile("rb")
        assert self._answers is not None
        length = {} if body is None else {"Content-Length": str(len(body))}
        lines = {"Host": self._host, "Accept-Encoding": "identity", **length, **headers}
        head = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items()), "", ""]
        self.sock.sendall("\r\n".join(head).encode("ascii") + (body or b""))
        status, said = _head(self._answers)
        content, is_whole = _content(self._answers, said, longest)
        if not is_whole or said.get("connection", "").lower() == "close":
            self.close()
        return status, content

    def close(self) -> None:
        """Let go of the connection; the next request opens another."""
        answers, sock = self._answers, self.sock
        self._answers = self.sock = None
        for end in (answers, sock):
            if end is not None:
                end.close()


def _head(answers: IO[bytes]) -> tuple[int, dict[str, str]]:
    for _ in range(MOST_HINTS):
        version, _, rest = _line(answers).partition(" ")
        code = rest[:3]
        if not version.startswith("HTTP/1.") or not (code.isascii() and code.isdecimal() and len(code) == 3):
            raise AnswerInvalid("status")
        said = _headers(answers)
        if not code.startswith("1"):  # what comes before the answer is none
            return int(code), {"connection": "close", **said} if version == "HTTP/1.0" else said
    raise AnswerInvalid("hints")


def _headers(answers: IO[bytes]) -> dict[str, str]:
    said: dict[str, str] = {}
    for _ in range(MOST_HEADERS):
        line = _line(answers)
        if not line:
            return said
        name, _, value = line.partition(":")
        said[name.strip().lower()] = value.strip()
    raise AnswerInvalid("headers")


def _content(answers: IO[bytes], said: Mapping[str, str], longest: int) -> tuple[bytes, bool]:
    """Return what was read, and whether it was all."""
    if "transfer-encoding" in said:
        if said["transfer-encoding"].lower() != "chunked":
            raise AnswerInvalid("transfer-encoding")
        return _chunks(answers, longest)
    if "content-length" not in said:
        return answers.read(longest + 1), False
    length = _number(said["content-length"], 10)
    content = answers.read(min(length, longest + 1))
    if len(content) < min(length, longest + 1):
        raise AnswerInvalid("cut short")
    return content, length <= longest


def _chunks(answers: IO[bytes], longest: int) -> tuple[bytes, bool]:
    content = bytearray()
    while size := _number(_line(answers).partition(";")[0].strip(), 16):
        part = answers.read(min(size, longest + 1 - len(content)))
        content += part
        if len(content) > longest:
            return bytes(content), False
        if len(part) < size or _line(answers):
            raise AnswerInvalid("chunk")
    _headers(answers)  # those at the end say nothing we need
    return bytes(content), True


def _line(answers: IO[bytes]) -> str:
    line = answers.readline(LONGEST_LINE + 1)
    if not line.endswith(b"\n") or len(line) > LONGEST_LINE:
        raise AnswerInvalid("line")
    return line.rstrip(b"\r\n").decode("latin-1")


def _number(text: str, base: int) -> int:
    if not text.isascii() or not text.isalnum() or len(text) > 16:
        raise AnswerInvalid("length")
    try:
        return int(text, base)
    except ValueError as error:
        raise AnswerInvalid("length") from error
