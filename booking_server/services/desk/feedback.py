"""What people tell a municipality about barriers: stored for its term, mailed to the municipality."""

import secrets
from datetime import timedelta

from booking_server.domain.errors import NotFound, NothingWritten, TooManyRequests
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.halls.town_facts import Town
from booking_server.storage.repositories.frame import Feedback

MOST_AN_HOUR = 20
LONGEST = 4000


@retried
def give_feedback(house: House, town: Town, *, text: str, name: str, email: str) -> None:
    """Promise the municipality a mail. Raises NothingWritten, TooManyRequests."""
    if not text.strip():
        raise NothingWritten("Bitte schreiben Sie, was nicht ging.", field="text")
    with house.unit_of_work() as uow:
        municipality_id = town.municipality.id
        if uow.frame.feedback_since(municipality_id, uow.now - timedelta(hours=1)) >= MOST_AN_HOUR:
            call = f" Oder rufen Sie an: {town.facts.phone}." if town.facts.phone else ""
            raise TooManyRequests(
                f"Gerade kommen sehr viele Rückmeldungen. Bitte versuchen Sie es in einer Stunde.{call}"
            )
        said = Feedback(secrets.token_hex(8), municipality_id, uow.now, name, email, text[:LONGEST])
        uow.frame.add_feedback(said)
        uow.outbox.add("mail", said.id, template="feedback")
        uow.commit()


def read_feedback(house: House, feedback_id: str) -> tuple[Feedback, str]:
    """Return what somebody wrote and where it goes, empty where the municipality gave no address.

    Raises NotFound.
    """
    with house.reading() as uow:
        said = uow.frame.feedback(feedback_id)
        if said is None:
            raise NotFound("Diese Rückmeldung gibt es nicht mehr.")
        return said, uow.frame.facts(said.municipality_id).email
