"""Telling people in time: a code that a door does not have yet, a blocked one that it may still take."""

from booking_server.domain.access import AccessCode, CodeAtDoor
from booking_server.domain.coverage import RED, Warned, is_late_to_door, is_revocation_overdue
from booking_server.services.helper_codes import LATE as HELPER_LATE
from booking_server.services.house import House
from booking_server.services.retrying import retried
from booking_server.services.webhook_promises import tell_of_late_credential
from booking_server.storage.unit_of_work import UnitOfWork

MATTERS = {Warned.LATE: is_late_to_door, Warned.REVOKED: is_revocation_overdue}
TEMPLATES = {Warned.LATE: "late_to_door", Warned.REVOKED: "revocation_pending"}


@retried
def warn(house: House) -> int:
    """Promise a mail for each booking or helper whose code matters now and is not as the door has it; once.

    Who comes with a late code of another booking system only its program knows: that is told instead,
    and the people of the hall only where no webhook listens.

    Returns how many were promised.
    """
    with house.unit_of_work() as uow:
        found = [(kind, code) for kind in Warned for code in _wrong_at_a_door(uow, kind)]
        for kind, code in found:
            uow.door_warnings.add(code.booking_id, kind)
            booking = uow.bookings.get(code.booking_id)
            of_program = kind is Warned.LATE and booking.is_credential
            if not (of_program and tell_of_late_credential(uow, booking)):
                uow.outbox.add("mail", code.booking_id, template=TEMPLATES[kind])
        helpers = _late_helpers(uow)
        for helper_id in helpers:
            uow.helpers.note_told(helper_id, uow.now)
            uow.outbox.add("mail", helper_id, template=HELPER_LATE)
        if found or helpers:
            uow.commit()
    return len(found) + len(helpers)


def doors_lacking(uow: UnitOfWork, code: AccessCode, kind: Warned) -> tuple[CodeAtDoor, ...]:
    """Return where a code stands at the doors where it is not as it should be."""
    at_doors = uow.access_codes.at_doors(code.id).values()
    return tuple(at_door for at_door in at_doors if MATTERS[kind](code, at_door, uow.now))


def _wrong_at_a_door(uow: UnitOfWork, kind: Warned) -> list[AccessCode]:
    codes = uow.door_warnings.not_warned(kind, starting_by=uow.now + RED)
    once = {code.booking_id: code for code in codes if doors_lacking(uow, code, kind)}
    return list(once.values())


def _late_helpers(uow: UnitOfWork) -> list[str]:
    codes = uow.door_warnings.helpers_not_told(starting_by=uow.now + RED)
    return [code.helper_id for code in codes if code.helper_id and doors_lacking(uow, code, Warned.LATE)]
