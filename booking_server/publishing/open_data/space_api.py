"""The SpaceAPI document of a hall, version 15 (spaceapi.io): what makers' programs know of places."""

from booking_server.publishing.shapes import Json
from booking_server.services.partners.open_data import OpenHall

VERSION = "15"


def document(hall: OpenHall, public_url: str, logo: str) -> Json:
    """Return the document. Without `state` nobody knows whether it is open, or nobody is to know."""
    venue = hall.venue
    contact = {"phone": _international(venue.contact_phone), "email": hall.facts.email}
    place = venue.facts.place
    location: Json = {"address": venue.address, "timezone": "Europe/Berlin", "country_code": "DE"}
    if place is not None:
        location |= {"lat": place.north, "lon": place.east}
    told: Json = {
        "api_compatibility": [VERSION],
        "space": venue.name,
        "logo": public_url + logo,
        "url": f"{public_url}/hallen/{venue.slug}",
        "location": location,
        "contact": {name: value for name, value in contact.items() if value},
        "feeds": {"calendar": {"type": "ical", "url": f"{public_url}/kalender/{venue.slug}.ics"}},
    }
    return told if hall.is_open is None else {**told, "state": {"open": hall.is_open}}


def _international(phone: str) -> str:
    """Return a German number with its country code, as SpaceAPI wants it."""
    bare = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return f"+49{bare[1:]}" if bare.startswith("0") and not bare.startswith("00") else bare
