"""dorfschluessel api-key list, add, revoke: keys of the interface from the command line."""

import argparse
from typing import Any

from booking_server.domain.api_keys import KeyScope
from booking_server.domain.errors import NotFound
from booking_server.domain.venues import Municipality
from booking_server.services.foundation.house import House
from booking_server.services.partners import api_keys
from calendars.local_time import local_date

SUMMARY = "keys of the interface for other programs: give one, list them, end one"
ACTOR = "command-line"


def add_to(commands: Any, open_house: Any) -> None:
    """Add these commands to the parser; `open_house` opens the house the settings describe."""
    parser = commands.add_parser("api-key", help=SUMMARY, description=SUMMARY)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="list the keys of a municipality")
    listing.add_argument("municipality")
    listing.set_defaults(command=_with_house(show, open_house))
    giving = verbs.add_parser("add", help="give a key, and print it this once")
    giving.add_argument("municipality")
    giving.add_argument("name", help="which program uses it")
    giving.add_argument(
        "scopes", nargs="+", choices=list(KeyScope), metavar="SCOPE", help=", ".join(KeyScope)
    )
    giving.set_defaults(command=_with_house(give, open_house))
    ending = verbs.add_parser("revoke", help="end a key at once")
    ending.add_argument("key", help="its number, as list prints it")
    ending.set_defaults(command=_with_house(revoke, open_house))


def _with_house(verb: Any, open_house: Any) -> Any:
    return lambda options: verb(open_house(), options)


def show(house: House, options: argparse.Namespace) -> int:
    """Print the keys of a municipality."""
    town = town_at(house, options.municipality)
    with house.reading() as uow:
        keys = uow.api_keys.of_towns([town.id])
    for key in keys:
        used = f"last used {local_date(key.last_used_at)}" if key.last_used_at else "never used"
        state = used if key.is_live else "ended"
        print(f"{key.id}  {key.name}  {' '.join(sorted(key.scopes))}  {state}")
    return 0


def give(house: House, options: argparse.Namespace) -> int:
    """Give a key and print it: it is shown nowhere else and never again."""
    town = town_at(house, options.municipality)
    scopes = [KeyScope(one) for one in options.scopes]
    print(api_keys.give_key(house, town, name=options.name, scopes=scopes, actor=ACTOR).token)
    return 0


def revoke(house: House, options: argparse.Namespace) -> int:
    """End a key."""
    key = api_keys.end_by_number(house, options.key, actor=ACTOR)
    print(f"{key.name}: beendet")
    return 0


def town_at(house: House, slug: str) -> Municipality:
    """Return a municipality by its name in addresses. Raises NotFound with those there are."""
    with house.reading() as uow:
        towns = {town.slug: town for town in uow.venues.municipalities()}
    if slug not in towns:
        raise NotFound(f"Diese Gemeinde gibt es hier nicht. Zur Wahl stehen: {', '.join(sorted(towns))}.")
    return towns[slug]
