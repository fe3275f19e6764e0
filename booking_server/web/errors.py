"""Pages for what went wrong: each says what happened and what to do now."""

import logging

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import DomainError, KeyRefused, LinkInvalid, PasskeyNeeded
from booking_server.notices.pdf import PdfUnavailable
from booking_server.publishing.problems import TITLES, problem, problem_of, status_of
from booking_server.services.doors.unforeseen import trace
from booking_server.storage.database import StorageUnavailable
from booking_server.web.contacts import towns_to_call
from booking_server.web.form_token import SIGNING_IN, brings_cookie
from booking_server.web.languages import asked_language, use_language

log = logging.getLogger(__name__)

API = ("/api/", "/dgh/")
RETRY_AFTER_S = 5
BROKEN = frozenset({500, 503})
"""What may come from a database that does not answer: then nobody asks it whom to call."""

ADVICE: dict[int, str] = {
    400: "Ihr Browser hat etwas geschickt, das wir nicht lesen können. Gehen Sie bitte zurück und versuchen"
    " Sie es noch einmal.",
    403: "Entweder gehört das zu einer Aufgabe, die Sie in diesem Haus nicht haben: Wer sie hat, sagt Ihnen"
    " die Verwaltung der Gemeinde. Oder die Seite war zu lange offen: Dann gehen Sie zurück, laden Sie sie"
    " neu und versuchen Sie es noch einmal.",
    404: "Vielleicht ist die Adresse unvollständig. Links aus einer E-Mail müssen ganz übernommen werden,"
    " bis zum letzten Zeichen.",
    405: "Diese Adresse ist nur für Formulare da. Bitte beginnen Sie auf der Startseite.",
    410: "Bitte fordern Sie einen neuen Link an.",
    413: "Sie haben mehr geschickt, als dieses Formular aufnimmt. Bitte kürzen Sie Ihren Text.",
    429: "Von Ihrem Anschluss kamen sehr viele Anfragen. Bitte warten Sie eine Minute.",
    500: "Das liegt an uns, nicht an Ihnen. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
    503: "Der Dorfschlüssel ist gerade nicht erreichbar. Bitte versuchen Sie es in einer Minute noch einmal."
    " Tür-Codes, die Sie schon haben, gelten weiter.",
}

START = ("/", "Zur Startseite")
AGAIN = ("/anmelden", "Neue E-Mail anfordern")
PASSKEY = ("/anmelden/passkey", "Mit Passkey anmelden")
"""Where an error page leads: address and words."""

NO_COOKIE = "Zum Anmelden muss Ihr Browser sich eines merken dürfen: ein Cookie. Das tut er hier nicht."
IN_A_BROWSER = (
    "Sehen Sie diese Seite gerade in einer App? Dann öffnen Sie die Adresse bitte in Ihrem Browser, oder"
    " erlauben Sie dort Cookies für diese Seite. Zum Buchen brauchen Sie keine Anmeldung und kein Cookie."
)

WITHOUT_PDF = (
    "Gehen Sie zurück und drucken Sie die Seite, von der Sie kommen. Alles Wichtige steht auch dort."
)


def explain_errors(app: Flask) -> None:
    """Answer every error in words: as a page, or as problem details for programs and devices."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(PdfUnavailable, _pdf_unavailable)
    app.register_error_handler(StorageUnavailable, _storage_unavailable)
    app.register_error_handler(Exception, _unknown_error)


def error_page(
    status: int,
    detail: str = "",
    *,
    title: str = "",
    advice: str | None = None,
    way_on: tuple[str, str] = START,
) -> Response:
    """Return the page for a status; `detail` says it more exactly than the title."""
    use_language(asked_language())
    page = render_template(
        "error.html",
        towns=[town for town in towns_to_call(ask=status not in BROKEN) if town.facts.phone],
        status=status,
        title=title or TITLES.get(status, "Das hat nicht geklappt"),
        detail=detail,
        advice=ADVICE.get(status, "") if advice is None else advice,
        way_on=way_on,
    )
    answer = Response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _http_error(error: HTTPException) -> Response | HTTPException | AnyResponse:
    status = error.code or 500
    if status < 400:
        return error
    status = 403 if isinstance(error, CSRFError) else status
    if not request.path.startswith(API):
        answer = _without_cookie() if _lacks_cookie(error) else error_page(status)
    else:
        answer = problem(status, detail=ADVICE.get(status, TITLES.get(status, "")), code=f"http-{status}")
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if value := dict(error.get_headers()).get(name):
            answer.headers[name] = value
    if status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def _lacks_cookie(error: HTTPException) -> bool:
    return isinstance(error, CSRFError) and request.blueprint in SIGNING_IN and not brings_cookie()


def _without_cookie() -> Response:
    return error_page(403, NO_COOKIE, title="Hier bleiben Sie nicht angemeldet", advice=IN_A_BROWSER)


def _domain_error(error: DomainError) -> Response:
    if request.path.startswith(API):
        answer = problem_of(error)
        if isinstance(error, KeyRefused):
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if isinstance(error, PasskeyNeeded):
        return error_page(403, error.message, way_on=PASSKEY)
    if isinstance(error, LinkInvalid) and request.path.startswith("/anmelden/"):
        return error_page(410, error.message, way_on=AGAIN)
    return error_page(status_of(error), error.message)


def _pdf_unavailable(error: PdfUnavailable) -> Response:
    return error_page(503, error.message, title="Hier gibt es gerade keine PDFs", advice=WITHOUT_PDF)


def _storage_unavailable(error: StorageUnavailable) -> Response:
    log.error("the database is not available: %s", error)
    in_api = request.path.startswith(API)
    answer = problem(503, detail=ADVICE[503], code="unavailable") if in_api else error_page(503)
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _unknown_error(error: Exception) -> Response:
    """What nobody foresaw stays unknown to the visitor and is written down for us."""
    log.error("unforeseen error at %s:\n%s", request.endpoint, trace(error))
    return (
        problem(500, detail=ADVICE[500], code="internal") if request.path.startswith(API) else error_page(500)
    )
