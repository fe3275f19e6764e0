"""What every answer tells the browser about its limits."""

from flask import Flask, Response, session

from booking_server.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",  # the icons of KERN are masks inside its stylesheet
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
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


def send_headers(app: Flask, settings: Settings) -> None:
    """Send the headers with every answer; over TLS also ask for TLS for good."""

    @app.after_request
    def add(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if settings.is_https:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        answer.headers.setdefault("Cache-Control", PRIVATE if session.accessed else PUBLIC)
        return answer


def with_script(answer: Response) -> Response:
    """Let a page run scripts of ours, and ask this server; no other page runs any."""
    answer.headers["Content-Security-Policy"] = (
        f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
    )
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
