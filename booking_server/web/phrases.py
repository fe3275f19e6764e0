"""What rules, states and facts say in German, said in the language of the page."""

from booking_server.domain.languages import Language
from booking_server.notices import phrases
from booking_server.web.languages import page_language


def spoken(text: object) -> str:
    """Return a text of the domain in the language of the page; what is not known stays as it is."""
    return phrases.spoken(text, page_language())


def marked(text: object) -> str:
    """Return the same for the text of a page, what stays German in it marked as such."""
    return phrases.marked(text, page_language())


def in_german(text: object) -> str:
    """Return a name or somebody's words, marked as German on an English page."""
    return phrases.in_german(text, page_language())


def left_in_german(text: object) -> bool:
    """Whether an English page shows a text as somebody wrote it, which only an attribute can say there."""
    is_english = page_language() is Language.ENGLISH and bool(str(text).strip())
    return is_english and marked(text) == in_german(text)
