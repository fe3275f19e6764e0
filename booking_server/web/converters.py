"""The two forms a name in an address may have; anything else is no address of ours."""

from flask import Flask
from werkzeug.routing import BaseConverter


class Slug(BaseConverter):
    """A readable name: `dgh-benken`."""

    regex = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"


class Key(BaseConverter):
    """A random id: hexadecimal digits."""

    regex = r"[0-9a-f]{8,32}"


def name_converters(app: Flask) -> None:
    """Let routes say `<slug:slug>` and `<key:booking_id>`."""
    app.url_map.converters["slug"] = Slug
    app.url_map.converters["key"] = Key
