"""The radio unit: between a LoRaWAN module and the door. It holds no key and no database.

A frame goes to the door as it came, the door's answer goes out as it is: who speaks through the module can
withhold, and no more. But the process runs as the user of the door: who takes it over has the door's files,
and is kept from the network and the pins only. What is lost comes again, since the server sends until the
door has answered.
"""

import base64
import binascii
from collections.abc import Callable

from lock_agent.contract.lora import LONGEST
from lock_agent.hardware.protocols import Radio
from lock_agent.log import log
from lock_agent.loop import Loop, Timer
from lock_agent.peers import Peer

ANSWER_EVERY_S = 300.0
"""An answer takes two seconds of the air, of which a device may have one in a hundred."""
SAY_EVERY_S = 6 * 3600.0
"""So often a door says how it is though nobody asked."""
OPEN_AGAIN_S = 10.0


class LoraUnit:
    """One module, served by a loop until it is closed; one that is missing is looked for again."""

    def __init__(
        self,
        open_radio: Callable[[], Radio],
        door: Peer,
        loop: Loop,
        *,
        answer_every_s: float = ANSWER_EVERY_S,
        say_every_s: float = SAY_EVERY_S,
    ) -> None:
        self._open, self._door, self._loop = open_radio, door, loop
        self._answer_every_s = answer_every_s
        self._radio: Radio | None = None
        self._timer: Timer | None = None
        self._answer: bytes | None = None
        self._is_resting = False
        self._was_joined = False
        self._has_told = False
        loop.watch(door, self.hear)
        self._chores = [loop.every(say_every_s, self._ask), loop.every(OPEN_AGAIN_S, self._reopen)]
        self._reopen()

    def hear(self) -> None:
        """Take in the door's answers: the newest goes out."""
        for message in self._door.messages():
            match message:
                case {"say": "radio", "raw": str(raw)}:
                    try:
                        answer = base64.b64decode(raw, validate=True)
                    except binascii.Error:
                        continue
                    self._answer = answer if len(answer) <= LONGEST else None
        self._send()

    def listen(self) -> None:
        """Pass on what the module received, and come again when it is due."""
        if self._radio is None:
            return
        try:
            for frame in self._radio.frames():
                self._door.send("radio", raw=base64.b64encode(frame).decode())
        except OSError as error:
            self._lose(error)
            return
        if self._radio.is_joined and not self._was_joined:
            self._answer = None  # it was made before, and what was on its way is lost with the network
            self._ask()
        self._was_joined = self._radio.is_joined
        self._send()

    def close(self) -> None:
        """Let go of everything."""
        for chore in self._chores:
            chore.cancel()
        self._let_go()
        self._loop.forget(self._door)
        self._door.close()

    def _ask(self) -> None:
        self._door.send("radio")

    def _send(self) -> None:
        if self._radio is None:
            return
        if self._answer is not None and not self._is_resting:
            try:
                is_sent = self._radio.send(self._answer)
            except OSError as error:
                self._lose(error)
                return
            if is_sent:
                self._answer, self._is_resting = None, True
                self._loop.later(self._answer_every_s, self._rested)
        self._plan(self._radio.due())

    def _plan(self, due: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if due is None else self._loop.at(due, self.listen)

    def _rested(self) -> None:
        self._is_resting = False
        self._send()

    def _reopen(self) -> None:
        if self._radio is not None:
            return
        try:
            self._radio = self._open()
        except OSError as error:
            self._tell(error)
            return
        self._loop.watch(self._radio, self.listen)
        self._has_told = self._was_joined = False
        self.listen()

    def _lose(self, error: OSError) -> None:
        self._let_go()
        self._tell(error)

    def _let_go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._radio is not None:
            self._loop.forget(self._radio)
            self._radio.close()
        self._radio = self._timer = None

    def _tell(self, error: OSError) -> None:
        if not self._has_told:
            log(f"radio: {error}")
        self._has_told = True
