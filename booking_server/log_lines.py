"""How the programs log: no line tells a secret of an address, or what an error nobody foresaw was about.

Also those of libraries: the scheduler writes down what a job raised, the web server which address broke off.
"""

import json
import logging
import re
from datetime import UTC, datetime
from types import TracebackType

from booking_server.services.doors.unforeseen import trace

FORMAT = "%(levelname)s %(name)s: %(message)s"

_SECRETS = re.compile(
    r"(?P<before>[?&](?:t|verein)=|/anmelden/|/kalender/privat/|/meine-daten/|/warteliste/"
    r"|/entscheiden/(?:serien/)?|/serien/angebot/|/dauer-code/|/helfer/)[^&/?#\s]+"
)
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Writes addresses without their secrets, and errors without their texts."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - the name logging asks for
        return trace(ei[1]) if ei[1] is not None else ""


class JsonLines(DiscreetFormatter):
    """Writes the same as one object a line; `fields` that a record brings are members of it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def redact(address: str) -> str:
    """Return an address without its secrets: tokens of links that carry a right, and codes of clubs."""
    return _SECRETS.sub(r"\g<before>…", address)


def log_discreetly(how: str = "text") -> None:
    """Log to the standard error as "text" or "json", unless somebody has set up logging already."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if how == "json" else DiscreetFormatter(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("fido2").setLevel(logging.WARNING)  # it tells whose passkey it saw
