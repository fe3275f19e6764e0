"""Codes held for good: given, renewed, replaced, revoked. One function, one transaction."""

from dataclasses import replace
from datetime import datetime

from booking_server.domain.errors import HolderRefused
from booking_server.domain.holders import (
    BRIGADE_FOR,
    PERSON_FOR,
    Ending,
    HolderCode,
    HolderKind,
    a_code_never_outlives_the_role,
    free_number,
)
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.locks.holder_codes import new_holder_code
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

CONSOLE = "console"
BRIGADE = "Feuerwehr"
LONGEST_NAME = 80
GONE = "Dieser Dauer-Code gilt nicht mehr. Geben Sie einen neuen."


@retried
def give(house: House, giver: Person | None, venue_slug: str, person_id: str) -> HolderCode:
    """Give somebody with a role at the hall a code. `giver` None is the console.

    Raises NotFound, NotPermitted, HolderRefused without a role or with a code already.
    """
    with house.unit_of_work() as uow:
        venue = _own_hall(uow, giver, venue_slug)
        if not person_id:
            raise HolderRefused("Bitte wählen Sie aus, wem Sie den Code geben.")
        person = uow.people.get(person_id)
        window = a_code_never_outlives_the_role(person.grants, venue, uow.now, uow.now)
        _end_what_is_over(uow, venue)
        if any(code.person_id == person.id for code in uow.holders.standing(venue.id)):
            raise HolderRefused(f"{person.name} hat an diesem Haus schon einen Dauer-Code.")
        code = _add(
            house, uow, venue, actor=_actor(giver), kind=HolderKind.PERSON, holder=person, window=window
        )
        uow.commit()
    return code


@retried
def give_brigade(house: House, giver: Person | None, venue_slug: str, *, name: str) -> HolderCode:
    """Make a code for the fire brigade's envelope. Raises NotFound, NotPermitted, HolderRefused."""
    with house.unit_of_work() as uow:
        venue = _own_hall(uow, giver, venue_slug)
        brigade = Person("", f"{BRIGADE} {name.strip()}".strip(), "")
        if len(brigade.name) > LONGEST_NAME:
            raise HolderRefused("Bitte nehmen Sie einen kürzeren Namen.", field="name")
        _end_what_is_over(uow, venue)
        if any(code.name == brigade.name for code in uow.holders.standing(venue.id)):
            raise HolderRefused(f"Für „{brigade.name}“ gibt es hier schon einen Umschlag.", field="name")
        window = Period(uow.now, uow.now + BRIGADE_FOR)
        code = _add(
            house, uow, venue, actor=_actor(giver), kind=HolderKind.BRIGADE, holder=brigade, window=window
        )
        uow.commit()
    return code


@retried
def renew(house: House, person: Person, code_id: str) -> HolderCode:
    """Move the end of a code because it is still needed; the digits stay.

    The holder may do that, and whoever gives codes at the hall. Raises NotFound, NotPermitted,
    HolderRefused when it ended, or when the role ends no later.
    """
    with house.unit_of_work() as uow:
        code, venue = _standing(uow, person, code_id, own=True)
        window = _renewed_window(uow, code, venue)
        if window.end <= code.window.end and window.end < uow.now + PERSON_FOR:
            raise HolderRefused(
                "Länger geht es nicht: Der Code endet mit der Rolle. Verlängern Sie zuerst die Rolle."
            )
        renewed = replace(code, window=window, confirmed_at=uow.now, reminded_days=0)
        uow.holders.move_end(code.id, window.end, confirmed_at=uow.now, reminded_days=0)
        _tell(uow, renewed, venue, person.id, "holder_code_renewed")
        uow.commit()
    return renewed


@retried
def replace_code(house: House, giver: Person, code_id: str) -> HolderCode:
    """Block a code and give new digits under its number. Raises NotFound, NotPermitted, HolderRefused."""
    with house.unit_of_work() as uow:
        old, venue = _standing(uow, giver, code_id)
        window = _renewed_window(uow, replace(old, window=Period(uow.now, old.window.end)), venue)
        end(uow, old, venue, giver.id, Ending.REPLACED)
        holder = Person(old.person_id or "", old.name, "")
        code = _add(
            house,
            uow,
            venue,
            actor=giver.id,
            kind=old.kind,
            holder=holder,
            window=window,
            number=old.number,
        )
        uow.commit()
    return code


@retried
def revoke(house: House, giver: Person, code_id: str) -> None:
    """Block a code at once. Raises NotFound, NotPermitted, HolderRefused."""
    with house.unit_of_work() as uow:
        code, venue = _standing(uow, giver, code_id)
        end(uow, code, venue, giver.id, Ending.REVOKED)
        uow.commit()


def locked(uow: UnitOfWork, code: HolderCode) -> HolderCode:
    """Return a code as it stands, its hall locked against others who change its codes or make snapshots."""
    return uow.holders.get(code.id) if uow.venues.lock(code.venue_id) else code


def end(uow: UnitOfWork, code: HolderCode, venue: Venue, actor: str, ending: Ending) -> None:
    """Let a code end, whatever the reason: a step of use cases, over their unit of work."""
    uow.holders.note(code.id, ended_at=uow.now, ending=ending.value)
    _tell(uow, code, venue, actor, f"holder_code_{ending.value}")
    if ending is not Ending.REPLACED:  # with a new code comes a mail of its own
        uow.outbox.add("mail", code.id, template="holder_ended")


def shorten(uow: UnitOfWork, code: HolderCode, venue: Venue, actor: str, until: datetime) -> None:
    """Let a code end earlier, because the role does: a step of use cases."""
    shortened = replace(code, window=Period(code.window.start, until))
    uow.holders.move_end(code.id, until)
    _tell(uow, shortened, venue, actor, "holder_code_shortened")
    uow.outbox.add("mail", code.id, template="holder_shortened")


def _add(
    house: House,
    uow: UnitOfWork,
    venue: Venue,
    *,
    actor: str,
    kind: HolderKind,
    holder: Person,
    window: Period,
    number: int | None = None,
) -> HolderCode:
    known = uow.holders.of_venue(venue.id)
    if number is None:
        taken = {code.number for code in known if code.ended_at is None}
        number = free_number(kind, taken, {code.number for code in known})
    code = new_holder_code(
        house.keyring,
        venue_id=venue.id,
        kind=kind,
        number=number,
        person_id=holder.id or None,
        name=holder.name,
        window=window,
        issued_by=actor,
        now=uow.now,
        known={one.fingerprint for one in known},
    )
    uow.holders.add(code)
    _tell(uow, code, venue, actor, "holder_code_given")
    if code.person_id and actor != CONSOLE:
        uow.outbox.add("mail", code.id, template="holder_given")
    return code


def _tell(uow: UnitOfWork, code: HolderCode, venue: Venue, actor: str, action: str) -> None:
    """Record what was done, and promise the doors of the hall a new snapshot."""
    until = code.window.end.isoformat()
    uow.audit.add(actor, action, code.id, municipality_id=venue.municipality_id, venue=venue.id, until=until)
    uow.outbox.add("doors", venue.id)


def _renewed_window(uow: UnitOfWork, code: HolderCode, venue: Venue) -> Period:
    if code.person_id is None:
        return Period(code.window.start, uow.now + BRIGADE_FOR)
    grants = uow.people.get(code.person_id).grants
    return a_code_never_outlives_the_role(grants, venue, code.window.start, uow.now)


def _standing(
    uow: UnitOfWork, person: Person, code_id: str, *, own: bool = False
) -> tuple[HolderCode, Venue]:
    """Return a code that opens, its hall locked against others who give codes there."""
    code = uow.holders.get(code_id)
    venue = uow.venues.by_id(code.venue_id)
    if not (own and code.person_id == person.id):
        require_at(person, Deed.GIVE_CODES, venue)
    code = locked(uow, code)
    if not code.is_live(uow.now):
        raise HolderRefused(GONE)
    return code, venue


def _end_what_is_over(uow: UnitOfWork, venue: Venue) -> None:
    for code in uow.holders.standing(venue.id):
        if not code.is_live(uow.now):
            end(uow, code, venue, "clock", Ending.EXPIRED)


def _own_hall(uow: UnitOfWork, giver: Person | None, venue_slug: str) -> Venue:
    venue = uow.venues.by_slug(venue_slug)
    if giver is not None:
        require_at(giver, Deed.GIVE_CODES, venue)
    if uow.venues.lock(venue.id):
        venue = uow.venues.by_slug(venue_slug)
    return venue


def _actor(giver: Person | None) -> str:
    return giver.id if giver else CONSOLE
