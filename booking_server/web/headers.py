"""What every answer tells the browser about its limits."""

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from booking_server.settings import Settings

NO_FRAME = "frame-ancestors 'none'"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",  # the icons of KERN are masks inside its stylesheet
        "form-action 'self'",
        "base-uri 'none'",
        "manifest-src 'self'",
        NO_FRAME,
    )
)
"""No inline style and no script at all: where one is needed a page asks for it (`with_script`)."""

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PRIVATE = "no-store"
PUBLIC = "no-cache"
RETURNED_TO = "private, no-cache"
"""A form without secrets: who goes back to it finds what was typed, which `no-store` would throw away."""


_SESSION = "dorfschluessel.session"


class NotedSessions(SecureCookieSessionInterface):
    """Sessions in signed cookies that tell whether they were used; Flask's own says yes to who asks."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the session and note it down."""
        opened = super().open_session(app, request)
        request.environ[_SESSION] = opened
        return opened


def send_headers(app: Flask, settings: Settings) -> None:
    """Send the headers with every answer; over TLS also ask for TLS for good."""
    app.session_interface = NotedSessions()

    @app.after_request
    def add(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if not answer.headers["X-Frame-Options"]:
            del answer.headers["X-Frame-Options"]
        if settings.is_https:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        answer.headers.setdefault("Cache-Control", PRIVATE if _is_personal() else PUBLIC)
        return answer


def _is_personal() -> bool:
    """Whether an answer may hold something of this visitor's: a form token, a name, what a link opens."""
    opened, carried = request.environ.get(_SESSION), {"sealed", "token"} & set(request.view_args or {})
    holds_link = bool(carried) or "t" in request.args or "Authorization" in request.headers
    return opened is None or opened.accessed or holds_link


def with_script(answer: Response, *more: str) -> Response:
    """Let a page run scripts of ours, and ask this server; no other page runs any."""
    policy = (CONTENT_SECURITY_POLICY, "script-src 'self'", "connect-src 'self'", *more)
    answer.headers["Content-Security-Policy"] = "; ".join(policy)
    return answer


def let_frame(answer: Response, origins: tuple[str, ...]) -> Response:
    """Let these sites show a page in a frame; without any the page stays as closed as all others."""
    if origins:
        allowed = CONTENT_SECURITY_POLICY.replace(NO_FRAME, f"frame-ancestors {' '.join(origins)}")
        answer.headers["Content-Security-Policy"] = allowed
        answer.headers["X-Frame-Options"] = ""  # it knows no list; the policy above takes its place
    return answer


def keep_private(answer: Response) -> Response:
    """Mark a page that stands behind a link: stored nowhere, found by no search engine."""
    answer.headers["Cache-Control"] = PRIVATE
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def pdf_answer(made: bytes, title: str) -> Response:
    """Return a private PDF to be looked at, under a name it can be kept by."""
    answer = Response(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{title.replace(" ", "-")}.pdf"'
    return keep_private(answer)
