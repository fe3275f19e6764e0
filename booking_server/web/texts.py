"""Short texts every site owes its visitors, and the answers machines ask for."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify

from booking_server.services.halls import halls
from booking_server.services.halls.town_facts import every_town
from booking_server.storage.database import StorageUnavailable
from booking_server.web.assets import address_of
from booking_server.web.contacts import towns_to_call
from booking_server.web.languages import render_page
from booking_server.web.the_house import the_house, the_settings

texts = Blueprint("texts", __name__)

CONTACT_IS_GOOD_FOR = timedelta(days=180)
GREEN = "#1d5a3c"


@texts.get("/hilfe")
def help_page() -> str:
    """Explain booking, doors and the desk in a few steps, with pictures."""
    return render_page("texts/help.html", towns=towns_to_call())


@texts.get("/impressum")
def imprint() -> str:
    """Say who answers for this site, and what of it nobody entered yet."""
    towns = every_town(the_house())
    return render_page("texts/imprint.html", towns=towns, contact=the_settings().mail_from)


@texts.get("/.well-known/security.txt")
def security() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    settings, now = the_settings(), the_house().clock()
    lines = (
        f"Contact: mailto:{settings.mail_from}",
        f"Expires: {(now + CONTACT_IS_GOOD_FOR):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.public_url}/.well-known/security.txt",
    )
    return Response("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")


@texts.get("/robots.txt")
def robots() -> Response:
    """Keep search engines at the halls."""
    lines = (
        "User-agent: *",
        "Disallow: /buchungen/",
        "Disallow: /schreibtisch",
        "Disallow: /anmelden",
        "Disallow: /widget/",
        "Disallow: /tuerschild/",
    )
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@texts.get("/manifest.webmanifest")
def manifest() -> Response:
    """Say how the site looks on a home screen."""
    icon = {"src": address_of("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    answer = jsonify(
        id="/",
        name="Dorfschlüssel",
        short_name="Dorfschlüssel",
        description="Dorfgemeinschaftshäuser finden, buchen und öffnen",
        lang="de",
        start_url="/",
        scope="/",
        display="minimal-ui",
        background_color="#ffffff",
        theme_color=GREEN,
        icons=[icon],
    )
    answer.content_type = "application/manifest+json"
    return answer


@texts.get("/healthz")
def health() -> tuple[Response, int]:
    """Tell a supervisor whether pages can be served; asks the database."""
    try:
        halls.municipalities(the_house())
    except StorageUnavailable:
        return jsonify(status="unavailable", database="unreachable"), 503
    return jsonify(status="ok", database="reachable"), 200
