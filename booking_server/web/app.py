"""The web application, put together from top to bottom."""

from itertools import chain

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from booking_server.publishing.api import api
from booking_server.publishing.caldav.routes import caldav
from booking_server.publishing.credentials_api import credentials_api
from booking_server.publishing.directory_api import directory_api
from booking_server.publishing.downloads import downloads
from booking_server.publishing.feeds import feeds
from booking_server.publishing.metrics import metrics
from booking_server.publishing.metrics.booking_times import BookingTimes
from booking_server.publishing.metrics.cache import Scrapes
from booking_server.publishing.open_data.routes import open_data
from booking_server.publishing.records_api import records_api
from booking_server.publishing.series_api import series_api
from booking_server.publishing.waiting_api import waiting_api
from booking_server.publishing.webhooks_api import webhooks_api
from booking_server.services.foundation.house import House
from booking_server.settings import Settings
from booking_server.web.access_log import log_access
from booking_server.web.accessibility import accessibility
from booking_server.web.assets import serve_assets
from booking_server.web.booking import booking
from booking_server.web.calendar_pages import calendar_pages
from booking_server.web.changing import changing
from booking_server.web.compression import compress_pages
from booking_server.web.converters import name_converters
from booking_server.web.decide import decide
from booking_server.web.demo.doors import doors
from booking_server.web.demo.mailbox import mailbox
from booking_server.web.desk import BLUEPRINTS as DESK
from booking_server.web.desk.navigation import add_navigation
from booking_server.web.devices import devices
from booking_server.web.door_exchange import PER_MINUTE, door_exchange
from booking_server.web.door_sign import door_sign
from booking_server.web.errors import explain_errors
from booking_server.web.filters import add_filters
from booking_server.web.guard import guard_routes
from booking_server.web.headers import send_headers
from booking_server.web.health import health
from booking_server.web.helpers import helpers
from booking_server.web.holder_link import holder_link
from booking_server.web.invoices import invoices
from booking_server.web.languages import speak_languages
from booking_server.web.offline import offline
from booking_server.web.passkeys import passkeys
from booking_server.web.posters import posters
from booking_server.web.privacy import privacy
from booking_server.web.protocols import protocols
from booking_server.web.public import public
from booking_server.web.rate_limit import RateLimit, limit_changes
from booking_server.web.series import series
from booking_server.web.sign_in import sign_in
from booking_server.web.slips import slips
from booking_server.web.texts import texts
from booking_server.web.typed import TypedRequest
from booking_server.web.waiting import waiting
from booking_server.web.widget import widget

LONGEST_REQUEST = 64 * 1024


def create_app(house: House, settings: Settings) -> Flask:
    """Return the application that answers visitors of `house`."""
    app = Flask(__name__, static_folder=None)
    app.request_class = TypedRequest
    configure(app, house, settings)
    app.extensions["house"] = house
    app.extensions["settings"] = settings
    app.extensions["booking_times"], app.extensions["scrapes"] = BookingTimes(), Scrapes(house)
    if settings.is_https:  # we speak no TLS ourselves: a proxy of the installation stands in front
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]

    speak_languages(app)
    name_converters(app)
    log_access(app)
    limit_changes(app, RateLimit(settings.rate_limit_per_minute))
    app.extensions["key_limit"] = RateLimit(settings.api_rate_limit_per_minute)
    app.extensions["device_limit"] = RateLimit(PER_MINUTE)
    guard_routes(app, house, demo=settings.demo)
    send_headers(app, settings)
    compress_pages(app)
    explain_errors(app)
    serve_assets(app)
    add_filters(app, settings)
    add_navigation(app)
    register_views(app)
    return app


def configure(app: Flask, house: House, settings: Settings) -> None:
    """Bound requests and guard the cookie."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=LONGEST_REQUEST,
        MAX_FORM_PARTS=100,
        SESSION_COOKIE_NAME="__Host-dorfschluessel" if settings.is_https else "dorfschluessel",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=house.policy.session_for,
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open over dinner
        WTF_CSRF_SSL_STRICT=False,  # pages send no referrer; the token is the proof
    )


def register_views(app: Flask) -> None:
    """Give an application every page, file and interface."""
    booked = (public, calendar_pages, booking, changing, helpers, decide, holder_link, series)
    signing_in = (sign_in, passkeys)
    on_paper = (invoices, posters, protocols, slips, door_sign)
    of_doors = (devices, door_exchange)
    frame = (texts, health, metrics, accessibility, widget, offline, privacy)
    programs = (api, directory_api, records_api, webhooks_api, credentials_api, waiting_api, series_api)
    files = (open_data, feeds, downloads, caldav)
    demo = (doors, mailbox)
    rooms = (booked, signing_in, (waiting,), on_paper, of_doors, DESK, frame, programs, files, demo)
    for views in chain.from_iterable(rooms):
        app.register_blueprint(views)
