"""The web application for a WSGI server: `gunicorn "booking_server.wsgi:application()"`."""

from flask import Flask

from booking_server.cli import open_house
from booking_server.log_lines import log_discreetly
from booking_server.settings import load_settings, log_format
from booking_server.storage.database import VISITOR
from booking_server.storage.migrate import require_ready
from booking_server.web.app import create_app


def application() -> Flask:
    """Returns the application that the environment's settings describe.

    Raises SettingInvalid, StorageError: a server that is set up wrongly does not start.
    """
    settings = load_settings()
    log_discreetly(log_format())
    require_ready(settings.database_url)
    return create_app(open_house(settings, VISITOR), settings)
