"""What rules, states and facts say in German, said in the language of the page."""

from booking_server.notices import phrases
from booking_server.web.languages import page_language


def spoken(text: object) -> str:
    """Return a text of the domain in the language of the page; what is not known stays as it is."""
    return phrases.spoken(text, page_language())
