"""`/metrics` for Prometheus: for the operator's program only, which brings the token of the settings.

What several processes share is read from the database when it is asked for; what each measures itself is
counted together through a folder (`PROMETHEUS_MULTIPROC_DIR`). No label names a person or a code.
"""

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST

from booking_server.publishing.metrics.booking_times import BookingTimes
from booking_server.publishing.metrics.cache import Scrapes

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def scrape() -> Response:
    """Return every figure in the text format of Prometheus."""
    scrapes: Scrapes = current_app.extensions["scrapes"]
    times: BookingTimes = current_app.extensions["booking_times"]
    answer = Response(scrapes.text() + times.text(), content_type=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer
