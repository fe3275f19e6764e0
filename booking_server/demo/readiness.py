"""What the demo still waits for before it calls itself ready."""

import urllib.request
from urllib.error import URLError

from booking_server.services.house import House

ANSWER_SECONDS = 2.0


class Readiness:
    """The web answers, and the worker has heard every door since the start."""

    def __init__(self, house: House, url: str) -> None:
        self._house = house
        self._url = url
        self._since = house.clock()
        self._web_has_answered = False

    def missing(self) -> str:
        """Returns in words what is still missing; empty when all is well."""
        self._web_has_answered = self._web_has_answered or self._web_answers()
        if not self._web_has_answered:
            return "the web pages do not answer"
        with self._house.reading() as uow:
            silent = [
                door.id
                for door in uow.doors.all()
                if not (door.is_online(uow.now) and door.last_seen_at and door.last_seen_at >= self._since)
            ]
        return f"{len(silent)} doors are not connected ({', '.join(silent[:3])} …)" if silent else ""

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self._url}/healthz", timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False
