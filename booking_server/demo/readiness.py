"""What the demo still waits for before it calls itself ready."""

import urllib.request

from booking_server.services.foundation.house import House

ANSWER_SECONDS = 2.0


class Readiness:
    """Tells in words what is still missing; an empty text means that nothing is."""

    def __init__(self, house: House, url: str) -> None:
        self._house = house
        self._url = url
        self._since = house.clock()

    def web(self) -> str:
        """The web pages answer."""
        try:
            with urllib.request.urlopen(f"{self._url}/healthz", timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - our own address
                return "" if answer.status == 200 else "the web pages are not well"
        except OSError:
            return "the web pages do not answer"

    def doors(self) -> str:
        """The worker has heard every door since the start."""
        with self._house.reading() as uow:
            silent = [
                door.id
                for door in uow.doors.all()
                if not (door.is_online(uow.now) and door.last_seen_at and door.last_seen_at >= self._since)
            ]
        return f"{len(silent)} doors are not connected ({', '.join(silent[:3])} …)" if silent else ""
