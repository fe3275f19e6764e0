"""The printing press as a process of its own: what a page costs in time and memory, the server never pays.

Reads jobs from standard input and answers on standard output, one after the other (see frames). The first
byte of an answer says what became of it. It ends by itself when nobody prints for a while, or when the
server is gone.
"""

import base64
import contextlib
import json
import logging
import os
import resource

from booking_server.notices.frames import pack, read_frame
from booking_server.notices.press import print_pdf

PRINTED, UNAVAILABLE, TOO_LARGE, FAILED = b"P", b"U", b"L", b"F"

IDLE_S = 300.0
MOST_MEMORY = 1 << 30
"""Bytes of address space; a page of ten thousand rows takes a third of it."""
LARGEST_JOB = 32 * 1024 * 1024
LONGEST_CPU_S = 10
"""Seconds one page may compute."""


def job(html: str, title: str, lang: str, images: dict[str, bytes]) -> bytes:
    """Return what is to be printed as the bytes that go through the pipe."""
    packed = {name: base64.b64encode(data).decode() for name, data in images.items()}
    return json.dumps({"html": html, "title": title, "lang": lang, "images": packed}).encode()


def main() -> None:
    """Print until nobody asks any more."""
    _bound(resource.RLIMIT_AS, MOST_MEMORY)
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints is no answer
    while True:
        try:
            asked = read_frame(0, within=IDLE_S, largest=LARGEST_JOB)
        except (TimeoutError, EOFError):
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        _bound(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + LONGEST_CPU_S)
        answer = pack(_print(asked))
        while answer:
            answer = answer[os.write(out, answer) :]


def _bound(what: int, limit: int) -> None:
    """Bound this process. A sandbox may refuse that: then its own bounds and the server's patience hold."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))


def _print(asked: bytes) -> bytes:
    wanted = json.loads(asked)
    images = {name: base64.b64decode(data) for name, data in wanted["images"].items()}
    try:
        return PRINTED + print_pdf(wanted["html"], wanted["title"], wanted["lang"], images)
    except (ImportError, OSError) as error:
        return UNAVAILABLE + str(error).encode()
    except (MemoryError, RecursionError):
        return TOO_LARGE
    except Exception as error:  # the server is told, and writes it down
        logging.exception("a page could not be printed")
        return FAILED + type(error).__name__.encode()


if __name__ == "__main__":
    main()
