"""The three forms a name in an address may have; anything else is no address of ours."""

from datetime import date

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError


class Slug(BaseConverter):
    """A readable name: `dgh-benken`."""

    regex = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"


class Key(BaseConverter):
    """A random id: hexadecimal digits."""

    regex = r"[0-9a-f]{8,32}"


class Day(BaseConverter):
    """A calendar day: `2026-10-02`."""

    regex = r"20\d\d-\d\d-\d\d"

    def to_python(self, value: str) -> date:
        """Return the day; a date that no calendar has is no address of ours."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: date | str) -> str:
        """Return the day as it stands in an address."""
        return str(value)


def name_converters(app: Flask) -> None:
    """Let routes say `<slug:slug>` and `<key:booking_id>`."""
    app.url_map.converters["slug"] = Slug
    app.url_map.converters["key"] = Key
    app.url_map.converters["day"] = Day
