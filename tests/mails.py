"""Mails as a person reads them."""

from email.message import EmailMessage, Message
from typing import cast


def text_of(mail: Message) -> str:
    """Return the text of a mail, whatever else it carries."""
    part = cast(EmailMessage, mail).get_body(("plain",))
    assert part is not None
    return str(part.get_content())
