"""One line for each answered request, without anything that opens a door."""

import logging
import time

from flask import Flask, Response, g, request

from booking_server.log_lines import redact

log = logging.getLogger("booking_server.access")


def log_access(app: Flask) -> None:
    """Log method, redacted address, status and milliseconds of every request."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def write(answer: Response) -> Response:
        taken_ms = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
        address = redact(request.full_path.rstrip("?"))
        told = (request.method, ascii(address)[1:-1], answer.status_code, taken_ms)
        names = ("method", "address", "status", "ms")
        fields = {"fields": dict(zip(names, (*told[:3], round(taken_ms, 1)), strict=True))}
        log.info("%s %s %d %.0f ms", *told, extra=fields)
        return answer
