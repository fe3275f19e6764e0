"""A calendar program at the feeds of the village, over HTTP."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from booking_server.publishing.downloads import downloads
from booking_server.publishing.feeds import feeds
from tests.builders import Village


@pytest.fixture
def visitor(village: Village) -> FlaskClient:
    """A calendar program that comes an hour after the halls were entered."""
    village.clock.forward(hours=1)
    app = Flask(__name__)
    app.extensions["house"] = village.house
    app.register_blueprint(feeds)
    app.register_blueprint(downloads)
    return app.test_client()
