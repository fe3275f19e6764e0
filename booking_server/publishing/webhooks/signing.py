"""The fields that prove a message: its id, when it was sent, and who sent it (Standard Webhooks, `v1`)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

VERSION = "v1"


def signed_fields(message_id: str, at: datetime, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """Return the fields of a message. While secrets overlap it bears a signature of each."""
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(message_id, seconds, body, one) for one in secrets),
    }


def _signature(message_id: str, seconds: str, body: bytes, secret: bytes) -> str:
    spoken = f"{message_id}.{seconds}.".encode() + body
    return f"{VERSION},{base64.b64encode(hmac.digest(secret, spoken, hashlib.sha256)).decode()}"
