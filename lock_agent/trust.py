"""The door's own look at what the link hands it.

The link has verified it already; but the link talks to the world and the strike is here, so a link
that was taken over can withhold, and no more.
"""

import base64
import binascii
from collections.abc import Mapping

from lock_agent.contract.commands import Command, parse_command
from lock_agent.contract.enrolment import Enrolment
from lock_agent.contract.envelope import Envelope, parse_envelope, verify
from lock_agent.contract.errors import ContractError
from lock_agent.contract.time import parse_time_answer
from lock_agent.log import log
from lock_agent.snapshots import public_keys


class Trust:
    """Whose signatures the door believes now."""

    def __init__(self, enrolment: Enrolment) -> None:
        self.keys: Mapping[str, bytes] = enrolment.server_keys
        self._device = enrolment.device

    def read_time(self, raw: str) -> int | None:
        """Return the time of a signed answer in base64, or None. The nonce was the link's to check."""
        try:
            return parse_time_answer(self._verified(base64.b64decode(raw), "time").body).now
        except (ContractError, binascii.Error) as error:
            log(f"time answer refused: {error}")
            return None

    def read_command(self, raw: bytes) -> Command | None:
        """Return a signed command, or None."""
        try:
            return parse_command(self._verified(raw, "cmd").body)
        except ContractError as error:
            log(f"command refused: {error.code}")
            return None

    def _verified(self, raw: bytes, t: str) -> Envelope:
        envelope = parse_envelope(raw)
        verify(envelope, public_keys(self.keys), t=t, dev=self._device)
        return envelope
