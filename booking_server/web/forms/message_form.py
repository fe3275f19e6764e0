"""The form of a message to organizers, as typed."""

import secrets
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from booking_server.domain.messages import LONGEST_SUBJECT
from booking_server.domain.texts import some_lines
from booking_server.services.desk.desk_messages import Order
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import read_date

KEY = 16


@dataclass(frozen=True, slots=True)
class MessageForm:
    """What was typed; `seal` is that of the recipients who were shown."""

    hall: str = ""
    first: str = ""
    last: str = ""
    subject: str = ""
    text: str = ""
    seal: str = ""
    key: str = field(default_factory=lambda: secrets.token_hex(KEY // 2))

    def with_new_key(self) -> "MessageForm":
        """Return the form as one that was never sent."""
        return replace(self, key=secrets.token_hex(KEY // 2))


def read_message(typed: MultiDict[str, str]) -> MessageForm:
    """Read what was sent, without judging it."""
    key = typed.get("key", "")
    is_ours = len(key) == KEY and all(sign in "0123456789abcdef" for sign in key)
    return MessageForm(
        hall=one_line(typed.get("hall", "")),
        first=one_line(typed.get("first", "")),
        last=one_line(typed.get("last", "")),
        subject=one_line(typed.get("subject", ""))[:LONGEST_SUBJECT],
        text=some_lines(typed.get("text", "")),
        seal=one_line(typed.get("seal", "")),
        key=key if is_ours else secrets.token_hex(KEY // 2),
    )


def to_order(form: MessageForm, booking_id: str | None = None) -> Order:
    """Return what is to be written: to one booking's organizer, else to all of the hall."""
    return Order(
        key=form.key,
        subject=form.subject,
        text=form.text,
        booking_id=booking_id,
        hall=form.hall,
        first=read_date(form.first),
        last=read_date(form.last),
    )
