"""dorfschluessel app check, push, remove: the Bad Belzig App from the command line."""

import argparse
import sys
from typing import Any

from booking_server.domain.app_records import Kind
from booking_server.domain.app_words import failure_words
from booking_server.domain.errors import NotFound
from booking_server.domain.venues import Municipality
from booking_server.publishing.app.errors import AppError
from booking_server.publishing.app.pushing import Pusher
from booking_server.services.foundation.house import House
from booking_server.services.partners import app_accounts

SUMMARY = "the Bad Belzig App: check the account, push everything, remove everything"
ACTOR = "command-line"


def add_to(commands: Any, open_house: Any) -> None:
    """Add these commands to the parser; `open_house` opens the house the settings describe."""
    parser = commands.add_parser("app", help=SUMMARY, description=SUMMARY)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, verb, summary in (
        ("check", check, "sign in at the app and say who we are there; exit 1 when that fails"),
        ("push", push, "send everything again, now; exit 1 when something was not taken"),
        ("remove", remove, "switch the app off and delete everything of ours there"),
    ):
        one = verbs.add_parser(name, help=summary, description=summary)
        one.add_argument("municipality")
        if verb is push:
            one.add_argument("--hall", default="", help="slug of a hall; without it all halls")
        one.set_defaults(command=_with_house(verb, open_house))


def _with_house(verb: Any, open_house: Any) -> Any:
    return lambda options: verb(open_house(), options)


def check(house: House, options: argparse.Namespace) -> int:
    """Sign in and count what is there."""
    town = _town(house, options)
    with house.reading() as uow:
        account = uow.app.town(town.id)
    try:
        client = Pusher(house).client(account)
        provider = client.who_are_we()
        counted = {kind: sum(1 for _ in client.own(kind)) for kind in Kind}
    except AppError as error:
        print(f"{town.name}: {failure_words(error.code, error.fact)}", file=sys.stderr)
        return 1
    app_accounts.note_provider(house, town.id, provider)
    state = "eingeschaltet" if account.is_on else "ausgeschaltet"
    print(f"{town.name}: angemeldet als „{provider}“, die App ist hier {state}.")
    print(
        f"  in der App: {counted[Kind.HALL]} Häuser, {counted[Kind.EVENT]} Veranstaltungen,"
        f" {counted[Kind.NEWS]} Meldungen"
    )
    return 0


def push(house: House, options: argparse.Namespace) -> int:
    """Promise everything anew and keep what is due; a worker may help."""
    town = _town(house, options)
    with house.reading() as uow:
        hall = uow.venues.by_slug(options.hall).id if options.hall else None
        if not uow.app.town(town.id).is_on:
            print(f"{town.name}: Die App ist ausgeschaltet.", file=sys.stderr)
            return 1
    promised = app_accounts.promise_all(house, town.id, hall=hall)
    Pusher(house).keep_promises()
    return _tell(house, town, f"{promised} Einträge gesendet")


def remove(house: House, options: argparse.Namespace) -> int:
    """Switch off and delete."""
    town = _town(house, options)
    app_accounts.switch(house, town.id, on=False, actor=ACTOR)
    promised = app_accounts.promise_all(house, town.id)
    Pusher(house).keep_promises()
    return _tell(house, town, f"ausgeschaltet, {promised} Einträge entfernt")


def _tell(house: House, town: Municipality, done: str) -> int:
    with house.reading() as uow:
        records = uow.app.records_of_towns([town.id])
    wrong = [one for one in records if one.failure]
    print(f"{town.name}: {done}, davon {len(wrong)} nicht.")
    for one in wrong:
        print(f"  {one.title or one.key}: {failure_words(one.failure, one.failure_fact)}")
    return 1 if wrong else 0


def _town(house: House, options: argparse.Namespace) -> Municipality:
    with house.reading() as uow:
        towns = {town.slug: town for town in uow.venues.municipalities()}
    if options.municipality not in towns:
        raise NotFound(f"Diese Gemeinde gibt es hier nicht. Zur Wahl stehen: {', '.join(sorted(towns))}.")
    return towns[options.municipality]
