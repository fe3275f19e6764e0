"""Deputies: somebody decides in another's place, until a day that is set from the start."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from booking_server.domain.email_addresses import is_email_address
from booking_server.domain.errors import DeputyRefused, NotFound, NotPermitted
from booking_server.domain.people import Deed, Grant, Person, Role
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.holders.holder_watch import follow_roles
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Deputy:
    """A deputy's grant: who stands in for whom, where and until when."""

    grant: Grant
    deputy: Person
    principal: str
    venue: Venue


@dataclass(frozen=True, slots=True)
class Deputies:
    """The deputies a person may see, and the halls for which they may name one."""

    all: tuple[Deputy, ...]
    venues: tuple[Venue, ...]


def open_deputies(house: House, person: Person) -> Deputies:
    """Return who stands in for whom at the person's halls."""
    with house.reading() as uow:
        halls = {v.id: v for v in uow.venues.all() if _may_name(person, v)}
        found = tuple(
            Deputy(grant, uow.people.get(person_id), uow.people.name_of(grant.deputy_of or ""), halls[place])
            for town in sorted(person.municipality_ids)
            for person_id, grant in uow.people.grants_in(town)
            if grant.deputy_of and grant.is_live(uow.now) and (place := grant.venue_id or "") in halls
        )
    return Deputies(found, tuple(halls.values()))


@retried
def name_deputy(
    house: House, person: Person, venue_slug: str, *, name: str, email: str, last_day: date | None
) -> Person:
    """Let somebody decide in the person's place at a hall, up to the end of a day in Berlin.

    Raises NotFound, NotPermitted, DeputyRefused with what is wrong with name, address or day.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(venue_slug)
        if not _may_name(person, venue):
            raise NotPermitted("Für dieses Haus können Sie keine Vertretung benennen.")
        name, email = name.strip(), email.strip().lower()
        today = local_time.local_date(uow.now)
        if not name or len(name) > 120:
            raise DeputyRefused("Bitte geben Sie den Namen der Vertretung an.", field="name")
        if not is_email_address(email):
            raise DeputyRefused("Bitte geben Sie eine vollständige E-Mail-Adresse an.", field="email")
        if last_day is None or last_day < today:
            raise DeputyRefused("Bitte geben Sie einen letzten Tag an, ab heute.", field="last_day")
        if (last_day - today).days > LONGEST_DAYS:
            raise DeputyRefused("Eine Vertretung gilt höchstens ein Jahr.", field="last_day")
        if email == person.email:
            raise DeputyRefused("Sich selbst können Sie nicht vertreten.", field="email")
        grant = Grant(
            Role.DISTRICT_HEAD,
            venue.municipality_id,
            venue.id,
            until=local_time.day(last_day).end,
            deputy_of=person.id,
        )
        _principal_outlasts(person, grant)
        deputy = _known_or_new(uow, name, email)
        uow.people.grant(deputy.id, secrets.token_hex(8), grant)
        uow.audit.add(
            person.id,
            "deputy_named",
            deputy.id,
            municipality_id=venue.municipality_id,
            venue=venue.id,
            until=last_day.isoformat(),
        )
        named = {"venue": venue.id, "until": last_day.isoformat(), "by": person.id}
        uow.outbox.add("mail", deputy.id, template="deputy", **named)
        uow.commit()
    return deputy


@retried
def end_deputy(house: House, person: Person, grant_id: str) -> None:
    """End a deputy's right now. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        for town in person.municipality_ids:
            for deputy_id, grant in uow.people.grants_in(town):
                if grant.id == grant_id and grant.deputy_of and grant.venue_id:
                    if not _may_name(person, uow.venues.by_id(grant.venue_id)):
                        raise NotPermitted("Für dieses Haus können Sie keine Vertretung beenden.")
                    uow.people.end_grant(grant_id, uow.now)
                    uow.audit.add(person.id, "deputy_ended", deputy_id, municipality_id=town)
                    follow_roles(uow, deputy_id, person.id)
                    uow.commit()
                    return
        raise NotFound("Diese Vertretung gibt es nicht.")


def _principal_outlasts(person: Person, grant: Grant) -> None:
    """Nobody stands in for somebody who holds nothing there any more."""
    if not any(one.carries_deputy(grant) for one in person.grants):
        raise DeputyRefused(
            "Ihre eigene Rolle endet früher. Die Vertretung kann nicht länger gelten als sie.",
            field="last_day",
        )


def _may_name(person: Person, venue: Venue) -> bool:
    """A deputy names no deputy: only grants held in one's own right count."""
    own = Person(person.id, person.name, person.email, _own(person.grants))
    return own.may(Deed.NAME_DEPUTY, municipality_id=venue.municipality_id, venue_id=venue.id)


def _own(grants: Sequence[Grant]) -> tuple[Grant, ...]:
    return tuple(grant for grant in grants if grant.deputy_of is None)


def _known_or_new(uow: UnitOfWork, name: str, email: str) -> Person:
    known = uow.people.id_anywhere(email)
    person = Person(known or secrets.token_hex(8), name, email)
    if known is None:
        uow.people.add(person, [])
    return person
