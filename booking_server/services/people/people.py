"""People and their rights: who may do what in a municipality. One function, one transaction."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from booking_server.domain import rules
from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import (
    EmailInvalid,
    EndsLater,
    NotFound,
    NotPermitted,
    OwnRole,
    RequestRefused,
    RuleBroken,
)
from booking_server.domain.people import (
    Deed,
    Grant,
    Person,
    nobody_grants_more_than_they_hold,
    somebody_can_still_manage_people,
)
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.holders.holder_watch import follow_roles
from booking_server.storage.unit_of_work import UnitOfWork

SIGN_INS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody with what they hold and held in one municipality, and when they last signed in there."""

    person: Person
    live: tuple[Grant, ...]
    ended: tuple[Grant, ...]
    signed_in_at: tuple[datetime, ...]
    setup_sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TownPeople:
    """Everybody who was ever given something to do in a municipality, by name."""

    municipality: Municipality
    venues: tuple[Venue, ...]
    people: tuple[KnownPerson, ...]

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What a role can be given for: slug and name, the whole municipality first."""
        return (("", "alle Häuser der Gemeinde"), *((venue.slug, venue.name) for venue in self.venues))

    def venue_name(self, venue_id: str | None) -> str:
        """Return where a grant reaches, in words."""
        names = {venue.id: venue.name for venue in self.venues}
        return names[venue_id] if venue_id else "alle Häuser der Gemeinde"


def list_people(house: House, giver: Person) -> tuple[TownPeople, ...]:
    """Return the people of every municipality whose people `giver` manages. Raises NotPermitted."""
    with house.reading() as uow:
        managed = [
            town for town in uow.venues.municipalities() if giver.may_everywhere(Deed.MANAGE_PEOPLE, town.id)
        ]
        if not managed:
            raise NotPermitted("Personen verwaltet, wer für die ganze Gemeinde zuständig ist.")
        return tuple(_town_people(uow, town) for town in managed)


def open_person(house: House, giver: Person, person_id: str) -> tuple[TownPeople, KnownPerson]:
    """Return one person with all grants where `giver` manages people. Raises NotFound, NotPermitted."""
    for town in list_people(house, giver):
        for known in town.people:
            if known.person.id == person_id:
                return town, known
    raise NotFound("Diese Person ist nicht bekannt.")


@retried
def add_person(house: House, giver: Person | None, *, name: str, email: str, grant: Grant) -> Person:
    """Give a role to somebody by e-mail address, known already or not. `giver` None is the console.

    Raises RequestRefused for an unusable name or address, NotPermitted, GrantsMoreThanHeld.
    """
    _check(name, email)
    with house.unit_of_work() as uow:
        _may_give(uow, giver, grant)
        person_id = uow.people.id_anywhere(email)
        if person_id is None:
            person_id = secrets.token_hex(8)
            uow.people.add(Person(person_id, name.strip(), email.strip()), [])
            uow.audit.add(_actor(giver), "person_added", person_id, municipality_id=grant.municipality_id)
        _give(uow, giver, person_id, grant)
        person = uow.people.get(person_id)
        uow.commit()
    return person


@retried
def give(house: House, giver: Person | None, person_id: str, grant: Grant) -> None:
    """Give a person one more role. Raises NotFound, NotPermitted, GrantsMoreThanHeld."""
    with house.unit_of_work() as uow:
        _may_give(uow, giver, grant)
        _give(uow, giver, uow.people.get(person_id).id, grant)
        uow.commit()


@retried
def end_grant(house: House, giver: Person | None, grant_id: str, until: datetime | None = None) -> str:
    """Let a grant end, now or at `until`; return whose it was. An end only ever moves closer.

    Raises NotFound, also for a grant that has ended, NotPermitted, GrantsMoreThanHeld, LastKeeper,
    EndsLater, OwnRole.
    """
    with house.unit_of_work() as uow:
        person_id, grant = uow.people.grant_of(grant_id)
        _may_give(uow, giver, replace(grant, until=uow.now))
        if not grant.is_live(uow.now):
            raise NotFound("Diese Rolle ist schon beendet. Sie können sie neu vergeben.")
        if grant.until is not None and until is not None and until > grant.until:
            raise EndsLater("Diese Rolle endet schon früher. Für länger vergeben Sie sie bitte neu.")
        uow.venues.lock_municipality(grant.municipality_id)  # two who end each other's would leave nobody
        others = [
            one
            for _, one in uow.people.grants_in(grant.municipality_id)
            if one.id != grant.id and one.is_live(uow.now)
        ]
        somebody_can_still_manage_people(others, grant.municipality_id)
        if giver is not None and giver.id == person_id:
            raise OwnRole("Ihre eigene Rolle kann nur jemand anderes beenden.")
        end = max(until, uow.now) if until else uow.now
        _end(uow, giver, person_id, grant, end)
        for deputy_id, lent in _deputies_left_alone(uow, person_id, replace(grant, until=end)):
            _end(uow, giver, deputy_id, lent, end)
        uow.commit()
    return person_id


def _end(uow: UnitOfWork, giver: Person | None, person_id: str, grant: Grant, end: datetime) -> None:
    uow.people.end_grant(grant.id, end)
    uow.audit.add(
        _actor(giver),
        "grant_ended",
        person_id,
        municipality_id=grant.municipality_id,
        grant=grant.id,
        role=grant.role.value,
        until=end.isoformat(),
    )
    follow_roles(uow, person_id, _actor(giver))


def _deputies_left_alone(uow: UnitOfWork, person_id: str, ended: Grant) -> list[tuple[str, Grant]]:
    """Return the deputies of a person whom no other role of theirs carries beyond the end of this one."""
    all_grants = uow.people.grants_in(ended.municipality_id)
    own = [
        one
        for holder, one in all_grants
        if holder == person_id and one.id != ended.id and one.deputy_of is None and one.is_live(uow.now)
    ]
    return [
        (holder, lent)
        for holder, lent in all_grants
        if lent.deputy_of == person_id
        and lent.is_live(uow.now)
        and ended.covers(lent.municipality_id, lent.venue_id)
        and not ended.outlasts(lent)
        and not any(one.carries_deputy(lent) for one in own)
    ]


def _give(uow: UnitOfWork, giver: Person | None, person_id: str, grant: Grant) -> None:
    grant_id = secrets.token_hex(8)
    uow.people.grant(person_id, grant_id, grant)
    uow.audit.add(
        _actor(giver),
        "role_granted",
        person_id,
        municipality_id=grant.municipality_id,
        grant=grant_id,
        role=grant.role.value,
        venue=grant.venue_id,
        until=grant.until.isoformat() if grant.until else None,
    )


def _may_give(uow: UnitOfWork, giver: Person | None, grant: Grant) -> None:
    if grant.venue_id and uow.venues.by_id(grant.venue_id).municipality_id != grant.municipality_id:
        raise NotFound("Dieses Dorfgemeinschaftshaus gibt es hier nicht.")
    if giver is None:
        return
    if not giver.may_everywhere(Deed.MANAGE_PEOPLE, grant.municipality_id):
        raise NotPermitted("Die Personen dieser Gemeinde verwalten Sie nicht.")
    nobody_grants_more_than_they_hold(giver, grant)


def _check(name: str, email: str) -> None:
    broken: list[RuleBroken] = []
    for judge in (
        rules.a_booking_names_a_responsible_person,
        rules.a_booking_names_an_e_mail_address_or_a_phone_number,
    ):
        try:
            judge(Organizer(name, email))
        except RuleBroken as error:
            broken.append(error)
    if not email.strip() and not any(isinstance(error, EmailInvalid) for error in broken):
        broken = [error for error in broken if error.code != "contact-missing"]
        broken.append(
            EmailInvalid("Bitte geben Sie eine E-Mail-Adresse an: Mit ihr meldet sich die Person an.")
        )
    if broken:
        raise RequestRefused(tuple(broken))


def _town_people(uow: UnitOfWork, town: Municipality) -> TownPeople:
    held: dict[str, list[Grant]] = {}
    for person_id, grant in uow.people.grants_in(town.id):
        held.setdefault(person_id, []).append(grant)
    signed_in = uow.sign_ins.signed_in_at(list(held), SIGN_INS_SHOWN)
    setups = uow.sign_ins.setups_sent(list(held))
    people = uow.people.several(list(held))
    known = tuple(
        KnownPerson(
            person=person,
            live=tuple(grant for grant in held[person.id] if grant.is_live(uow.now)),
            ended=tuple(grant for grant in held[person.id] if not grant.is_live(uow.now)),
            signed_in_at=signed_in.get(person.id, ()),
            setup_sent_at=setups.get(person.id),
        )
        for person in people
    )
    venues = tuple(venue for venue in uow.venues.all() if venue.municipality_id == town.id)
    return TownPeople(town, venues, known)


def _actor(giver: Person | None) -> str:
    return giver.id if giver else "console"
