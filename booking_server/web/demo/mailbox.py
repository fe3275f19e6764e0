"""What was mailed, for a demo without a mail server."""

import re
from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from flask import Blueprint, abort, render_template

from booking_server.web.the_house import the_settings
from calendars.local_time import say_moment

mailbox = Blueprint("demo_mailbox", __name__, url_prefix="/demo/postfach")

SHOWN = 50
_NAME = re.compile(r"[0-9A-Za-z-]{1,64}")
_LINK = re.compile(r"(https?://[^\s<>]+)")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it is shown. `lines` holds (text, is_link) pieces of each line."""

    name: str
    to: str
    subject: str
    date: str
    lines: tuple[tuple[tuple[str, bool], ...], ...]


@mailbox.get("")
def mails() -> str:
    """List the newest mails."""
    return render_template("demo/mailbox.html", mails=[_read(path) for path in _newest()])


@mailbox.get("/<name>")
def mail(name: str) -> str:
    """Show one mail; its links can be followed."""
    folder = the_settings().mailbox_dir
    if folder is None or not _NAME.fullmatch(name) or not (path := folder / f"{name}.eml").is_file():
        abort(404)
    return render_template("demo/mail.html", mail=_read(path))


def _newest() -> list[Path]:
    folder = the_settings().mailbox_dir
    files = list(folder.glob("*.eml")) if folder is not None and folder.is_dir() else []
    return sorted(files, key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)

    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    lines = tuple(_pieces(line) for line in text.splitlines())
    return Mail(path.stem, str(message["To"]), str(message["Subject"]), _sent(message), lines)


def _sent(message: EmailMessage) -> str:
    """Return when a mail was written, in Berlin time; empty when it does not say."""
    try:
        return say_moment(parsedate_to_datetime(str(message["Date"])).astimezone(UTC))
    except ValueError:
        return ""


def _pieces(line: str) -> tuple[tuple[str, bool], ...]:
    return tuple((piece, number % 2 == 1) for number, piece in enumerate(_LINK.split(line)) if piece)
