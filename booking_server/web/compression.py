"""Compressing pages on their way out, for visitors with bad reception.

The length of a compressed page tells nothing to somebody who makes a visitor open it (BREACH): no page
shows words from its address, and a form sent from another site comes without the visitor's cookie.
"""

import gzip

from flask import Flask, Response, request

SMALLEST = 600
_TEXTS = ("text/", "application/json", "application/problem+json", "image/svg+xml")


def compress_pages(app: Flask) -> None:
    """Compress every text answer of some size for those who can read it."""
    app.after_request(_compress)


def _compress(answer: Response) -> Response:
    if not answer.content_type or not answer.content_type.startswith(_TEXTS):
        return answer
    if answer.is_streamed or answer.direct_passthrough or "Content-Encoding" in answer.headers:
        return answer
    answer.vary.add("Accept-Encoding")
    body = answer.get_data()
    if len(body) >= SMALLEST and request.accept_encodings.quality("gzip") > 0:
        answer.set_data(gzip.compress(body, 6, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
        if answer.get_etag()[0]:
            answer.set_etag(answer.get_etag()[0] or "", weak=True)
    return answer
