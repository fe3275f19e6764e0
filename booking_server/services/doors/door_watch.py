"""Telling people in time: a code that a door does not have yet, a blocked one that it may still take."""

from booking_server.domain.access import AccessCode, CodeAtDoor
from booking_server.domain.coverage import RED, Warned, is_late_to_door, is_revocation_overdue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.helper_codes import LATE as HELPER_LATE
from booking_server.services.promises.webhook_promises import is_heard_of, tell_of_late_credential
from booking_server.storage.unit_of_work import UnitOfWork

MATTERS = {Warned.LATE: is_late_to_door, Warned.REVOKED: is_revocation_overdue}
TEMPLATES = {Warned.LATE: "late_to_door", Warned.REVOKED: "revocation_pending"}


@retried
def warn(house: House) -> int:
    """Promise a mail for each booking or helper whose code matters now and is not as the door has it; once.

    Who comes with a late code of another booking system only its program knows: that is told instead, and
    the people of the hall where no webhook listens, or one does not take it.

    Returns how many were promised.
    """
    with house.unit_of_work() as uow:
        found = [(kind, code) for kind in MATTERS for code in _wrong_at_a_door(uow, kind)]
        told = [code for kind, code in found if _is_told(uow, kind, code)]
        unheard = _late_and_unheard(uow)
        for booking_id in unheard:
            uow.door_warnings.add(booking_id, Warned.UNTOLD)
            uow.outbox.add("mail", booking_id, template=TEMPLATES[Warned.LATE])
        helpers = _late_helpers(uow)
        for helper_id in helpers:
            uow.helpers.note_told(helper_id, uow.now)
            uow.outbox.add("mail", helper_id, template=HELPER_LATE)
        if found or unheard or helpers:
            uow.commit()
    return len(told) + len(unheard) + len(helpers)


def doors_lacking(uow: UnitOfWork, code: AccessCode, kind: Warned) -> tuple[CodeAtDoor, ...]:
    """Return where a code stands at the doors where it is not as it should be."""
    at_doors = uow.access_codes.at_doors(code.id).values()
    return tuple(at_door for at_door in at_doors if MATTERS[kind](code, at_door, uow.now))


def _wrong_at_a_door(uow: UnitOfWork, kind: Warned) -> list[AccessCode]:
    codes = uow.door_warnings.not_warned(kind, starting_by=uow.now + RED)
    once = {code.booking_id: code for code in codes if doors_lacking(uow, code, kind)}
    return list(once.values())


def _is_told(uow: UnitOfWork, kind: Warned, code: AccessCode) -> bool:
    """Promise to tell of a code, and return whether that goes anywhere."""
    uow.door_warnings.add(code.booking_id, kind)
    booking = uow.bookings.get(code.booking_id)
    if kind is Warned.LATE and booking.is_credential:
        return tell_of_late_credential(uow, booking)
    uow.outbox.add("mail", code.booking_id, template=TEMPLATES[kind])
    return True


def _late_and_unheard(uow: UnitOfWork) -> list[str]:
    """Return the credentials that are late to a door, and whose programs do not hear of it."""
    return [
        code.booking_id
        for code, said_at in uow.door_warnings.late_credentials()
        if doors_lacking(uow, code, Warned.LATE) and not is_heard_of(uow, code.booking_id, said_at)
    ]


def _late_helpers(uow: UnitOfWork) -> list[str]:
    codes = uow.door_warnings.helpers_not_told(starting_by=uow.now + RED)
    return [code.helper_id for code in codes if code.helper_id and doors_lacking(uow, code, Warned.LATE)]
