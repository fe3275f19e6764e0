"""Answers that are not sent again while nothing has changed, and are sent while they are made."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Response, request

from booking_server.publishing.streaming import begun, packed, wants_gzip
from booking_server.services.plans.feeds import FeedHead

SETTLED = timedelta(seconds=2)
"""Last-Modified counts whole seconds: a change in the second of its telling would go unseen."""
PUBLIC = "public, no-cache"


def conditional(head: FeedHead, content_type: str, file_name: str, cache_control: str = PUBLIC) -> Response:
    """Return an answer without a body: 304 where whoever asks has it already, else 200 to be filled."""
    answer = Response(content_type=content_type)
    answer.set_etag(head.etag)
    if head.now - head.changed_at >= SETTLED:
        answer.last_modified = head.changed_at
    answer.headers["Cache-Control"] = cache_control
    answer.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    answer.vary.add("Accept-Encoding")
    answer.make_conditional(request)
    if answer.status_code == 200:
        del answer.headers["Content-Length"]  # nobody knows it before the last booking was read
    return answer


def filled(answer: Response, make: Callable[[], Iterator[bytes]]) -> Response:
    """Return the answer with its body, packed for those who unpack it; nothing is made where none is sent."""
    if answer.status_code != 200:
        return answer
    if wants_gzip():
        answer.headers["Content-Encoding"] = "gzip"
        answer.set_etag(answer.get_etag()[0] or "", weak=True)
    if request.method == "HEAD":
        answer.response = iter(())
    else:
        answer.response = begun(packed(make()) if wants_gzip() else make())
    return answer
