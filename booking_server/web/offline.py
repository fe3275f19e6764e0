"""Keeping pages for when there is no network: off until somebody turns it on, on their own device."""

from flask import Blueprint, Response, make_response, render_template

from booking_server.web.assets import STATIC
from booking_server.web.headers import with_script

offline = Blueprint("offline", __name__)


@offline.get("/ohne-netz")
def page() -> Response:
    """Explain what is kept, and let the visitor turn it on and off."""
    return with_script(make_response(render_template("offline/page.html")), "worker-src 'self'")


@offline.get("/sw.js")
def worker() -> Response:
    """Return the service worker; it stands at the root, for it answers for all pages."""
    answer = Response((STATIC / "sw.js").read_bytes(), content_type="text/javascript; charset=utf-8")
    return with_script(answer)
