"""A door reached over LoRaWAN, the last thread: what was sent, what it has taken, and how often we may try.

Air is scarce: a gateway may send a tenth of the time for all its devices, and a frame at the slowest rate
takes two and a half seconds. So a door gets few frames a day, several revocations in each, and each only
until the door has answered.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking_server.domain.errors import LoraInvalid
from lock_agent.contract.lora import FURTHEST, LAST_COUNTER

FRAMES_A_DAY = 24
TIME_EVERY = timedelta(hours=24)
"""So often a door that nobody hears otherwise is told that time has passed."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
MOST_TRIES = 12
"""About two days; then a person is asked to look, and anything heard from the door begins anew."""
NETWORK_FIRST = timedelta(minutes=5)
"""So long a door that is online has to say that it knows of a revocation, before the air is used for it."""
SILENT_AFTER = timedelta(hours=24)
ASKED_EVERY = timedelta(hours=1)
NOTED_EVERY = timedelta(minutes=1)
"""What anybody can cause who has the network is written down no more often."""

_DEV_EUI = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class LoraDoor:
    """One door's place in the network, `counter` the last frame made for it and `taken` the last it answered.

    `number` is that of its newest answer, in which it said `version`, `age_h`, `kept` and `clock`. On `day`
    (UTC) it was sent `frames`. At `refused_at` something came in its name that is not from it.
    """

    door_id: str
    dev_eui: str
    is_on: bool = False
    counter: int = 0
    taken: int = 0
    number: int = 0
    version: int = 0
    age_h: int = 0
    kept: int = 0
    clock: str = ""
    day: str = ""
    frames: int = 0
    sent_at: datetime | None = None
    aired_at: datetime | None = None
    heard_at: datetime | None = None
    refused_at: datetime | None = None
    parked_at: datetime | None = None

    def frames_left(self, now: datetime) -> int:
        """How many frames the door may still be sent today."""
        return FRAMES_A_DAY - (self.frames if self.day == _day(now) else 0)

    def frames_after(self, now: datetime) -> tuple[str, int]:
        """Day and count once another one was sent."""
        return _day(now), FRAMES_A_DAY - self.frames_left(now) + 1

    def next_counter(self, now: datetime) -> int:
        """Return a counter above all that were ever used, also before a backup was brought back.

        Only what a clock that lied has made and the door has not taken is left behind: the door would refuse
        what is so far above both its time and the last one.
        """
        least = max(self.taken + 1, int(now.timestamp()))
        return self.counter + 1 if least <= self.counter < least + FURTHEST else least

    def is_news(self, number: int, counter: int) -> bool:
        """Whether an answer is newer than the last, and its counter leaves some to go on with.

        A door whose card was brought back counts its answers from further below. That it is no repetition
        shows when it answers the newest frame, which nobody has answered before.
        """
        is_ours = counter <= LAST_COUNTER - FURTHEST
        return is_ours and (number > self.number or counter == self.counter > self.taken)

    def is_worth_asking(self, number: int, now: datetime) -> bool:
        """Whether a door that answers from further below gets a frame nobody has answered before.

        Half of the day's frames are left alone: who has the network can repeat old answers for ever.
        """
        is_rested = self.sent_at is None or now - self.sent_at >= ASKED_EVERY
        return number < self.number and is_rested and self.frames_left(now) > FRAMES_A_DAY // 2

    def begins_anew(self, counter: int, now: datetime) -> bool:
        """Whether an answer is a reason to try from the first again: it is new, or the door is back.

        A door that answers and takes nothing, as its card is full, would otherwise be tried for ever.
        """
        if counter != self.taken or self.heard_at is None:
            return True
        return (self.parked_at or now) - self.heard_at >= SILENT_AFTER

    def begins_again(self, waiting: Iterable["PendingRevocation"]) -> bool:
        """Whether a door that was given up is tried again, as something was revoked since."""
        parked_at = self.parked_at
        return parked_at is not None and any(one.since > parked_at for one in waiting)

    def is_time_due(self, now: datetime) -> bool:
        """Whether it is so long since the last frame that the door is to be told the time."""
        return self.sent_at is None or now - self.sent_at >= TIME_EVERY

    def age_at(self, now: datetime) -> int:
        """Return how many hours ago the credentials the door has told of were signed, by its own clock."""
        return self.age_h + (0 if self.heard_at is None else (now - self.heard_at) // timedelta(hours=1))

    def is_silent(self, now: datetime) -> bool:
        """Whether nothing was heard of the door over the radio for a day."""
        return self.heard_at is None or now - self.heard_at >= SILENT_AFTER


@dataclass(frozen=True, slots=True)
class PendingRevocation:
    """A revocation that no snapshot the door has acknowledged says. `since` is when it was decided."""

    code_id: str
    qr_id: bytes | None
    word: tuple[int, int, int] | None
    since: datetime

    def is_overdue(self, now: datetime) -> bool:
        """Whether a door that is online has had its time to take it from there."""
        return now - self.since >= NETWORK_FIRST


def is_worth_noting(noted_at: datetime | None, now: datetime) -> bool:
    """Whether what was noted last is so long ago that it is noted again."""
    return noted_at is None or now - noted_at >= NOTED_EVERY


def wait_after(tries: int) -> timedelta:
    """Return how long to wait for an answer after so many tries: five minutes, twice as long each time."""
    doubled: int = 2 ** min(tries - 1, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * doubled)


def until_tomorrow(now: datetime) -> timedelta:
    """Return how long it is until the next day begins (UTC)."""
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow - now


def a_device_is_named_as_in_the_network(dev_eui: str) -> str:
    """A device is named as in the network: return its name in ChirpStack's spelling. Raises LoraInvalid."""
    eui = re.sub(r"[\s:-]", "", dev_eui).lower()
    if not _DEV_EUI.fullmatch(eui):
        raise LoraInvalid("Bitte geben Sie die DevEUI an: sechzehn Zeichen aus 0–9 und a–f.", field="dev_eui")
    return eui


def _day(now: datetime) -> str:
    return now.strftime("%Y-%m-%d")
