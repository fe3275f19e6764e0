"""The PDF workshop: prints a filled-in paper template, in a process that it keeps and bounds."""

import atexit
import logging
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import ClassVar

from booking_server.domain.errors import DomainError
from booking_server.notices import press_process
from booking_server.notices.frames import pack, read_frame
from booking_server.notices.press_process import FAILED, PRINTED, TOO_LARGE, UNAVAILABLE

log = logging.getLogger(__name__)

LONGEST_PAGE = 512 * 1024
"""Characters of HTML; a year's calendar of a hall takes a tenth of it."""
LARGEST_IMAGES = 16 * 1024 * 1024
"""Bytes of all pictures of one document."""
LONGEST_WAIT_S = 20.0
"""Seconds one document may take, beside the time it waits for its turn."""
LARGEST_PDF = 32 * 1024 * 1024

PRESS = (sys.executable, "-m", press_process.__name__)
ROOT = Path(__file__).parents[2]


class PdfUnavailable(DomainError):
    """A PDF needs pango on the server."""

    code: ClassVar[str] = "pdf-unavailable"


class PressBusy(PdfUnavailable):
    """Many want something printed that anybody may ask for."""

    code: ClassVar[str] = "press-busy"


class PdfTooLarge(DomainError):
    """A PDF has bounds."""

    code: ClassVar[str] = "pdf-too-large"


class PressFailed(Exception):
    """The press could not print a page, for a reason nobody foresaw."""


def render(html: str, *, title: str, lang: str = "de", images: Mapping[str, bytes] | None = None) -> bytes:
    """Return `html` (a filled-in paper template, see `paper.fill`) as tagged PDF/UA-1, A4.

    `images` are PNG or JPEG pictures the page shows as `<img src="bild:name" alt="…">`; no other
    address is followed. Raises PdfUnavailable where the server lacks the libraries, PdfTooLarge.
    """
    given = dict(images or {})
    if len(html) > LONGEST_PAGE or sum(map(len, given.values())) > LARGEST_IMAGES:
        raise _too_large()
    answer = _press.print(press_process.job(html, title, lang, given))
    kind, body = answer[:1], answer[1:]
    if kind == UNAVAILABLE:
        log.error("PDFs need pango and a font on this machine: %s", body.decode(errors="replace"))
        raise PdfUnavailable(
            "Auf diesem Server fehlt ein Programm für PDFs. Bitte drucken Sie stattdessen die Seite selbst."
        )
    if kind == TOO_LARGE:
        raise _too_large()
    if kind != PRINTED:
        raise PressFailed(body.decode(errors="replace"))
    return body


def _too_large() -> PdfTooLarge:
    return PdfTooLarge("Das ist zu viel für ein Dokument. Bitte wählen Sie einen kürzeren Zeitraum.")


@dataclass
class _Press:
    """The process that prints, started when somebody first needs it. One document at a time."""

    _lock: Lock = field(default_factory=Lock)
    _process: subprocess.Popen[bytes] | None = None

    def print(self, job: bytes) -> bytes:
        """Return the answer to a job; a press that went home is started again."""
        with self._lock:
            for _ in range(2):
                process = self._running()
                try:
                    return self._ask(process, job)
                except (TimeoutError, ValueError):
                    self._end()
                    return TOO_LARGE
                except (EOFError, BrokenPipeError):
                    self._end()
                    if process.returncode != 0:
                        return TOO_LARGE  # it died of this page
            return FAILED

    def close(self) -> None:
        """Let the press go home."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 - our own program, nothing from outside
                PRESS,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd=ROOT,
                start_new_session=True,  # a key that ends the server in its terminal is not meant for it
            )
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], job: bytes) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        left = memoryview(pack(job))
        while left:
            left = left[process.stdin.write(left) :]
        return read_frame(process.stdout.fileno(), within=LONGEST_WAIT_S, largest=LARGEST_PDF)

    def _end(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        try:
            process.wait(0.1)  # it may be on its way home
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


_press = _Press()
atexit.register(_press.close)
