"""dorfschluessel user add, list, grant, revoke: the first people of an installation, and help in need."""

import argparse
from typing import Any

from booking_server.domain.errors import NotFound
from booking_server.domain.people import ROLE_WORDS, Grant, Person, Role
from booking_server.services.foundation.house import House
from booking_server.services.people import people
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date

SUMMARY = "add people who sign in, list them, give and end their roles"


def add_to(commands: Any, open_house: Any) -> None:
    """Add these commands to the parser; `open_house` opens the house the settings describe."""
    parser = commands.add_parser("user", help=SUMMARY, description=SUMMARY)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, verb, summary, needs in (
        ("add", _add, "add a person with a role", ("email", "name", "role", "municipality")),
        ("list", _list, "list people and their roles", ()),
        ("grant", _grant, "give a known person one more role", ("email", "role", "municipality")),
        ("revoke", _revoke, "end a role", ("email", "role", "municipality")),
    ):
        one = verbs.add_parser(name, help=summary, description=summary)
        for argument in needs:
            one.add_argument(argument, choices=list(Role) if argument == "role" else None)
        if needs:
            one.add_argument("--hall", default="", help="slug of a hall; without it all halls")
        one.set_defaults(command=_with_house(verb, open_house))


def _with_house(verb: Any, open_house: Any) -> Any:
    return lambda options: verb(open_house(), options)


def _add(house: House, options: argparse.Namespace) -> int:
    with house.reading() as uow:
        grant = _read_grant(uow, options)
    person = people.add_person(house, None, name=options.name, email=options.email, grant=grant)
    print(f"{person.name} <{person.email}>: {options.role}")
    return 0


def _list(house: House, _options: argparse.Namespace) -> int:
    with house.reading() as uow:
        towns = {town.id: town.slug for town in uow.venues.municipalities()}
        halls = {hall.id: hall.slug for hall in uow.venues.all()}
        for person in uow.people.all():
            print(f"{person.name} <{person.email}>")
            for grant in person.grants:
                where = halls[grant.venue_id] if grant.venue_id else "all halls"
                until = f" until {local_date(grant.until)}" if grant.until else ""
                print(f"  {grant.role} {towns[grant.municipality_id]} {where}{until}")
    return 0


def _grant(house: House, options: argparse.Namespace) -> int:
    with house.reading() as uow:
        grant, person = _read_grant(uow, options), _person(uow, options.email)
    people.give(house, None, person.id, grant)
    print(f"{person.name}: {ROLE_WORDS[grant.role]}")
    return 0


def _revoke(house: House, options: argparse.Namespace) -> int:
    with house.reading() as uow:
        wanted, person = _read_grant(uow, options), _person(uow, options.email)
    held = [
        one
        for one in person.grants
        if (one.role, one.municipality_id, one.venue_id)
        == (wanted.role, wanted.municipality_id, wanted.venue_id)
    ]
    if not held:
        raise NotFound("Diese Rolle hat die Person nicht.")
    for grant in held:
        people.end_grant(house, None, grant.id)
    print(f"{person.name}: {ROLE_WORDS[wanted.role]} beendet")
    return 0


def _read_grant(uow: UnitOfWork, options: argparse.Namespace) -> Grant:
    towns = {town.slug: town.id for town in uow.venues.municipalities()}
    if options.municipality not in towns:
        raise NotFound(f"Diese Gemeinde gibt es hier nicht. Zur Wahl stehen: {', '.join(sorted(towns))}.")
    hall = uow.venues.by_slug(options.hall).id if options.hall else None
    return Grant(Role(options.role), towns[options.municipality], hall)


def _person(uow: UnitOfWork, email: str) -> Person:
    person = uow.people.by_email(email)
    if person is None:
        raise NotFound("Diese Adresse hat niemand.")
    return person
