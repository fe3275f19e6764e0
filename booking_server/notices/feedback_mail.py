"""The mail that tells a municipality about a barrier."""

from booking_server.services.feedback import read_feedback
from booking_server.services.house import House
from booking_server.storage.repositories.outbox import OutboxItem

TEMPLATE = "feedback"


def letters(house: House, item: OutboxItem, operator: str) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return the mail to the municipality, or to the operator where it gave no address."""
    said, to = read_feedback(house, item.subject)
    sender = " ".join(part for part in (said.sender_name, said.sender_email) if part)
    text = (
        "Guten Tag,\n\njemand hat eine Barriere auf den Seiten des Dorfschlüssels gemeldet:\n\n"
        f"{said.text.strip()}\n\nAntwort an: {sender or 'nicht gewünscht'}\n\n"
        "Bitte antworten Sie innerhalb eines Monats.\n\nIhr Dorfschlüssel\n"
    )
    return ((to or operator, ("Rückmeldung zur Barrierefreiheit", text)),)
