"""The link's own HTTP client, against whatever may come back."""

import random
import socket
from contextlib import suppress

import pytest

from lock_agent.caller import AnswerInvalid, Caller
from lock_agent.post import address_of

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = {
    "a length": OK + b"Content-Length: 5\r\n\r\nhello",
    "chunks": CHUNKED + b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n",
    "until the end": b"HTTP/1.0 200 OK\r\n\r\nhello",
    "after a hint": b"HTTP/1.1 103 Hints\r\nA: b\r\n\r\nHTTP/1.1 200\r\ncontent-length:5\r\n\r\nhello",
}
WRONG = {
    "nothing": b"",
    "no status": b"hello\r\n\r\n",
    "another protocol": b"HTTP/2 200\r\n\r\n",
    "an odd status": b"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
    "a negative length": OK + b"Content-Length: -5\r\n\r\nhello",
    "cut short": OK + b"Content-Length: 6\r\n\r\nhello",
    "a cut chunk": CHUNKED + b"9\r\nhe",
    "an odd chunk": CHUNKED + b"zz\r\nhe",
    "packed": OK + b"Transfer-Encoding: gzip\r\n\r\nxx",
    "a line without end": b"HTTP/1.1 200 " + b"x" * 9000,
    "headers without end": OK + b"".join(b"A%d: b\r\n" % number for number in range(200)),
    "one header without end": OK + b"A: b\r\n" * 200 + b"Content-Length: 0\r\n\r\n",
    "trailers without end": CHUNKED + b"0\r\n" + b"A: b\r\n" * 200 + b"\r\n",
    "hints without end": b"HTTP/1.1 103 Hints\r\n\r\n" * 200 + OK + b"Content-Length: 0\r\n\r\n",
}


class PaperServer:
    """Has its answers ready; remembers what it was asked."""

    def __init__(self, *answers: bytes) -> None:
        self.answers, self.ends = list(answers), list[socket.socket]()

    def dial(self) -> socket.socket:
        """Open a connection on which the next answer comes, and then the end."""
        near, far = socket.socketpair()
        near.settimeout(5)
        far.sendall(self.answers.pop(0))
        far.shutdown(socket.SHUT_WR)
        self.ends.append(far)
        return near

    def close(self) -> list[bytes]:
        """Return what was asked, connection by connection."""
        asked = [end.recv(65536) for end in self.ends]
        for end in self.ends:
            end.close()
        return asked


def ask(caller: Caller, *, longest: int = 100) -> tuple[int, bytes]:
    """Send one request."""
    return caller.ask("POST", "/x", b"{}", {"Authorization": "DGH abc"}, longest=longest)


@pytest.mark.parametrize("how", WHOLE)
def test_an_answer_ends_where_it_says(how: str) -> None:
    server = PaperServer(WHOLE[how])
    caller = Caller(server.dial, "dgh.example.org")

    assert ask(caller) == (200, b"hello")

    caller.close()
    assert server.close()[0].split(b"\r\n") == [
        b"POST /x HTTP/1.1",
        b"Host: dgh.example.org",
        b"Accept-Encoding: identity",
        b"Content-Length: 2",
        b"Authorization: DGH abc",
        b"",
        b"{}",
    ]


@pytest.mark.parametrize("how", WRONG)
def test_what_is_no_answer_is_said_to_be_none(how: str) -> None:
    server = PaperServer(WRONG[how], WHOLE["a length"])
    caller = Caller(server.dial, "dgh.example.org")

    with pytest.raises(AnswerInvalid):
        ask(caller)

    caller.close()
    assert ask(caller) == (200, b"hello"), "the next one begins anew"
    caller.close()
    server.close()


@pytest.mark.parametrize("how", ["a length", "chunks", "until the end"])
def test_of_an_answer_that_is_too_long_one_byte_too_many_is_read(how: str) -> None:
    server = PaperServer(WHOLE[how])
    caller = Caller(server.dial, "dgh.example.org")

    status, content = ask(caller, longest=3)

    assert (status, len(content)) == (200, 4)
    assert caller.sock is None, "what is left of it is nobody's answer"
    server.close()


def test_one_connection_carries_many_requests() -> None:
    server = PaperServer(WHOLE["a length"] + WHOLE["chunks"] + WHOLE["a length"])
    caller = Caller(server.dial, "dgh.example.org")

    assert [ask(caller) for _ in range(3)] == [(200, b"hello")] * 3

    caller.close()
    server.close()


def test_a_server_may_have_an_umlaut_in_its_name() -> None:
    at = address_of("https://dörfer.example.org:8443")
    server = PaperServer(WHOLE["a length"])
    caller = Caller(server.dial, at.name)

    assert ask(caller) == (200, b"hello")

    caller.close()
    assert b"\r\nHost: xn--drfer-jua.example.org:8443\r\n" in server.close()[0]


def test_garbage_ends_in_an_answer_or_in_its_error() -> None:
    chance = random.Random(20261130)
    for _ in range(300):
        raw = bytearray(chance.choice(list(WHOLE.values())))
        for _ in range(chance.randrange(1, 5)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        server = PaperServer(bytes(raw))
        caller = Caller(server.dial, "dgh.example.org")
        with suppress(AnswerInvalid):
            assert len(ask(caller)[1]) <= 101
        caller.close()
        server.close()
