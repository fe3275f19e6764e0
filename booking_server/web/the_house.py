"""What a view needs of the application it runs in."""

from flask import current_app, g

from booking_server.locks.release_shelf import Shelf
from booking_server.services.foundation.house import House
from booking_server.settings import Settings


def the_house() -> House:
    """Return the house this application answers for; at the desk only its part that the person may know."""
    house: House = g.get("house") or current_app.extensions["house"]
    return house


def the_settings() -> Settings:
    """Return the settings this application was made with."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def the_shelf() -> Shelf | None:
    """Return the shelf of releases for doors, or None where this installation has none."""
    settings = the_settings()
    return Shelf(settings.releases_dir, settings.release_keys) if settings.releases_dir else None
