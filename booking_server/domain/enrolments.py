"""A device that is to become a door: from a token given to a person to a certificate given to the device."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from booking_server.domain.errors import EnrolmentRefused

LIFE = timedelta(hours=72)
MOST_WRONG_CODES = 3

EXPIRED = "Dieser Anmelde-Code gilt nicht mehr. Bitte legen Sie am Schreibtisch einen neuen an."
TAKEN = (
    "Mit diesem Anmelde-Code hat sich schon ein anderes Gerät gemeldet. Wenn Sie das nicht waren: Beenden Sie"
    " die Anmeldung am Schreibtisch und legen Sie einen neuen Code an."
)


class EnrolmentState(StrEnum):
    """Where an enrolment stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DELIVERED = "delivered"
    ENDED = "ended"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class DoorEnrolment:
    """One enrolment. `request` is what the device asked to be certified (PEM), with its public key.

    `token_id` is a hash: the token itself is shown once and stored nowhere. `earlier_request` is that of
    the key before the last renewal: whether its answer arrived only the device knows. `replaces` tells
    that the door had another device before.
    """

    token_id: str
    venue_id: str
    door_id: str
    number: int
    name: str
    replaces: bool
    created_at: datetime
    expires_at: datetime
    request: str = ""
    earlier_request: str = ""
    match_code: str = ""
    certificate: str = ""
    claimed_at: datetime | None = None
    wrong_codes: int = 0
    confirmed_at: datetime | None = None
    delivered_at: datetime | None = None
    ended_at: datetime | None = None

    def state(self, now: datetime) -> EnrolmentState:
        """Return where it stands at `now`."""
        if self.ended_at is not None:
            return EnrolmentState.ENDED
        if self.delivered_at is not None:
            return EnrolmentState.DELIVERED
        if now >= self.expires_at:
            return EnrolmentState.EXPIRED
        if self.confirmed_at is not None:
            return EnrolmentState.CONFIRMED
        return EnrolmentState.CLAIMED if self.claimed_at is not None else EnrolmentState.OPEN


def claimed(
    enrolment: DoorEnrolment, *, request: str, code: str, is_same: bool, now: datetime
) -> DoorEnrolment:
    """Return the enrolment with the device that claimed it; the same device may do so again.

    Raises EnrolmentRefused for another device, and when the token counts no more.
    """
    state = enrolment.state(now)
    if state is EnrolmentState.OPEN:
        return replace(enrolment, request=request, match_code=code, claimed_at=now)
    if state in (EnrolmentState.ENDED, EnrolmentState.EXPIRED):
        raise EnrolmentRefused(EXPIRED)
    if not is_same:
        raise EnrolmentRefused(TAKEN)
    return enrolment


def compared(enrolment: DoorEnrolment, typed: str, *, now: datetime) -> DoorEnrolment:
    """Return the enrolment after a person typed what the device shows: confirmed, or one try fewer.

    After three wrong codes it ends. Raises EnrolmentRefused when nothing waits to be compared.
    """
    if enrolment.state(now) is not EnrolmentState.CLAIMED:
        raise EnrolmentRefused("Diese Anmeldung wartet nicht auf einen Vergleichs-Code.")
    if "".join(typed.split()) == enrolment.match_code:
        return replace(enrolment, confirmed_at=now)
    wrong = enrolment.wrong_codes + 1
    return replace(enrolment, wrong_codes=wrong, ended_at=now if wrong >= MOST_WRONG_CODES else None)
