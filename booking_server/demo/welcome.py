"""What the demo says when it is ready."""

from booking_server.demo.layout import Layout
from booking_server.domain.people import ROLE_WORDS, Person
from booking_server.locks.holder_codes import digits_of
from booking_server.services.foundation.house import House
from booking_server.services.people import sign_in
from booking_server.storage.unit_of_work import UnitOfWork

SHOWN = ("benken", "schlamau", "luesse")
OFFICES = ("verwaltung.wiesenburg-mark", "kaemmerei.wiesenburg-mark")


def welcome(house: House, url: str, broker: str, layout: Layout) -> str:
    """Returns the addresses to visit, with fresh sign-in links (each works once, for half an hour)."""
    with house.reading() as uow:
        people = [uow.people.by_email(f"{name}@example.org") for name in (*SHOWN, *OFFICES)]
        codes = [_code(house, uow, f"dgh-{name}") for name in SHOWN]
    links = [
        f"  {one.name:32} {_roles(one):34} {sign_in.make_link(house, one.id)}"
        for one in people
        if one is not None
    ]
    return "\n".join(
        [
            "",
            f"Halls              {url}/",
            f"A hall             {url}/hallen/dgh-benken",
            f"Its door           {url}/demo/tueren/dgh-benken",
            f"Desk               {url}/schreibtisch",
            f"Sent mail          {url}/demo/postfach",
            f"For programs       {url}/api/v1/openapi.json",
            f"Data and logs      {layout.root} (broker: {broker}; remove the folder to begin anew)",
            "Codes of keyholders, to type at the doors",
            *(code for code in codes if code),
            "Sign-in links",
            *links,
            "",
        ]
    )


def _roles(person: Person) -> str:
    """Returns what a person is: it decides what they find at the desk."""
    return ", ".join(dict.fromkeys(ROLE_WORDS[grant.role] for grant in person.grants))


def _code(house: House, uow: UnitOfWork, slug: str) -> str:
    """Returns whose code opens a hall, and its digits; nothing when it was blocked."""
    venue = uow.venues.by_slug(slug)
    held = [f"  {venue.name:32} {digits_of(house.keyring, code)}#" for code in uow.holders.standing(venue.id)]
    return held[0] if held else ""
