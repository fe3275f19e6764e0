"""The village's web pages, visited in process."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from booking_server.services.people import sign_in
from booking_server.settings import Settings, load_settings
from booking_server.web.app import create_app
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village

ENVIRONMENT = {
    "DATABASE_URL": "sqlite://",
    "MASTER_KEY": "00" * 32,
    "SECRET_KEY": "11" * 32,
    "TRUSTED_HOSTS": "localhost,127.0.0.1",
    "RATE_LIMIT_PER_MINUTE": "0",
}
MakeSite = Callable[..., Flask]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation that is no demo."""
    return load_settings({**ENVIRONMENT, "MAILBOX_DIR": str(tmp_path / "mail")})


@pytest.fixture
def make_site(village: Village, settings: Settings) -> MakeSite:
    """`make_site(demo=True)` is the village's site with other settings."""

    def make(**changes: Any) -> Flask:
        app = create_app(village.house, replace(settings, **changes))
        app.config["TESTING"] = False
        return app

    return make


@pytest.fixture
def site(make_site: MakeSite) -> Flask:
    """The village's site."""
    return make_site()


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """Somebody with a browser without JavaScript."""
    return Visitor(site.test_client())


@pytest.fixture
def krueger(site: Flask, village: Village) -> Visitor:
    """Herr Krüger, Ortsvorsteher of Schlamau, signed in."""
    return signed_in(site, village, village.cast.herr_krueger.id)


@pytest.fixture
def stolle(site: Flask, village: Village) -> Visitor:
    """Frau Stolle, Ortsvorsteherin of Benken, signed in."""
    return signed_in(site, village, village.cast.frau_stolle.id)


def signed_in(site: Flask, village: Village, person_id: str) -> Visitor:
    """Follow a fresh sign-in link and press the button."""
    visitor = Visitor(site.test_client())
    link = sign_in.make_link(village.house, person_id)
    desk = visitor.send(visitor.open(link.removeprefix(village.house.policy.public_url)))
    assert desk.status == 200
    return visitor
