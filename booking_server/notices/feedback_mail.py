"""The mail that tells a municipality about a barrier."""

from booking_server.services.desk.feedback import read_feedback
from booking_server.services.foundation.house import House
from booking_server.storage.repositories.outbox import OutboxItem

TEMPLATE = "feedback"


def letters(house: House, item: OutboxItem, operator: str) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return the mail to the municipality, or to the operator where it gave no address."""
    said, to = read_feedback(house, item.subject)
    who = said.sender_name or "Jemand"
    text = (
        f"Guten Tag,\n\n{who} hat eine Barriere auf den Seiten des Dorfschlüssels gemeldet:\n\n"
        f"{said.text.strip()}\n\n{_answer(said.sender_email)}\n\nIhr Dorfschlüssel\n"
    )
    return ((to or operator, ("Rückmeldung zur Barrierefreiheit", text)),)


def _answer(email: str) -> str:
    if not email:
        return "Eine Antwort ist nicht möglich: Es wurde keine E-Mail-Adresse angegeben."
    return f"Bitte antworten Sie innerhalb eines Monats an: {email}"
