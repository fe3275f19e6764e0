"""What a view needs of the application it runs in."""

from flask import current_app, g

from booking_server.services.house import House
from booking_server.settings import Settings


def the_house() -> House:
    """Return the house this application answers for; at the desk only its part that the person may know."""
    house: House = g.get("house") or current_app.extensions["house"]
    return house


def the_settings() -> Settings:
    """Return the settings this application was made with."""
    settings: Settings = current_app.extensions["settings"]
    return settings
