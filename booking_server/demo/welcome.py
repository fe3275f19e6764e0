"""What the demo says when it is ready."""

from booking_server.demo.layout import Layout
from booking_server.services import sign_in
from booking_server.services.house import House

SHOWN = ("benken", "schlamau", "luesse")
OFFICES = ("verwaltung.wiesenburg-mark", "kaemmerei.wiesenburg-mark")


def welcome(house: House, url: str, broker: str, layout: Layout) -> str:
    """Returns the addresses to visit, with fresh sign-in links (each works once, for half an hour)."""
    with house.reading() as uow:
        people = [uow.people.by_email(f"{name}@example.org") for name in (*SHOWN, *OFFICES)]
    links = [f"  {one.name:32} {sign_in.make_link(house, one.id)}" for one in people if one is not None]
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
            "Sign-in links",
            *links,
            "",
        ]
    )
