"""The door's own look at what the link hands it.

The link has verified it already; but the link talks to the world and the strike is here, so a link
that was taken over can withhold, and no more.
"""

import base64
import binascii
from collections.abc import Mapping

from lock_agent import clock
from lock_agent.clock import Moment
from lock_agent.contract import lora
from lock_agent.contract.commands import Command, parse_command
from lock_agent.contract.enrolment import Enrolment
from lock_agent.contract.envelope import Envelope, parse_envelope, verify
from lock_agent.contract.errors import ContractError, MalformedMessage
from lock_agent.contract.lora import DownFrame, UpFrame
from lock_agent.contract.time import parse_time_answer
from lock_agent.core.state import State
from lock_agent.core.withdrawals import Withdrawals
from lock_agent.log import log
from lock_agent.snapshots import public_keys


class Trust:
    """Whose signatures the door believes now."""

    def __init__(self, enrolment: Enrolment, boot: int = 0) -> None:
        self.keys: Mapping[str, bytes] = enrolment.server_keys
        self._device, self._k_radio, self._boot = enrolment.device, enrolment.k_radio, boot

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

    @property
    def has_radio(self) -> bool:
        """Whether this device was given a secret for LoRaWAN."""
        return bool(self._k_radio)

    def read_frame(self, raw: str) -> DownFrame:
        """Return a frame of LoRaWAN given in base64. Raises `ContractError`."""
        try:
            frame = base64.b64decode(raw, validate=True)
        except ValueError as error:
            raise MalformedMessage("lora: base64") from error
        return lora.open_down(frame, device=self._device, k_radio=self._k_radio)

    def radio_answer(self, state: State, stored: Withdrawals, moment: Moment) -> str:
        """Return what the door says over LoRaWAN of itself, in base64; the radio can change nothing of it.

        Of what it was told it claims only what is `stored`: the rest a power cut would give back.
        Its number is the count of power-ons and the milliseconds since: it grows without a write to the card.
        """
        reading = clock.read(state.clock, moment)
        answer = UpFrame(
            number=self._boot << 40 | moment.mono_ms,
            counter=stored.counter,
            version=min(state.creds_ver, lora.LAST_VERSION),
            at=reading.now,
            age_h=max(0, reading.now - state.creds_iat) // 3600,
            kept=stored.kept,
            clock=reading.quality,
        )
        return base64.b64encode(lora.seal_up(answer, device=self._device, k_radio=self._k_radio)).decode()

    def _verified(self, raw: bytes, t: str) -> Envelope:
        envelope = parse_envelope(raw)
        verify(envelope, public_keys(self.keys), t=t, dev=self._device)
        return envelope
