"""Short texts every site owes its visitors, and the answers machines ask for."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify, render_template

from booking_server.services import halls
from booking_server.storage.database import StorageUnavailable
from booking_server.web.the_house import the_house, the_settings

texts = Blueprint("texts", __name__)

CONTACT_IS_GOOD_FOR = timedelta(days=180)


@texts.get("/hilfe")
def help_page() -> str:
    """Explain booking and doors in a few steps."""
    return render_template("texts/help.html")


@texts.get("/barrierefreiheit")
def accessibility() -> str:
    """Show the accessibility statement (BbgBITV)."""
    return render_template("texts/accessibility.html", contact=the_settings().mail_from)


@texts.get("/impressum")
def imprint() -> str:
    """Say who answers for this site."""
    return render_template("texts/imprint.html", contact=the_settings().mail_from)


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
    lines = ("User-agent: *", "Disallow: /buchungen/", "Disallow: /schreibtisch", "Disallow: /anmelden")
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@texts.get("/healthz")
def health() -> tuple[Response, int]:
    """Tell a supervisor whether pages can be served; asks the database."""
    try:
        halls.municipalities(the_house())
    except StorageUnavailable:
        return jsonify(status="unavailable", database="unreachable"), 503
    return jsonify(status="ok", database="reachable"), 200
