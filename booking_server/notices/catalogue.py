"""The catalogue of short words and sentences: German is the key, pages, mails and papers share it."""

from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from booking_server.domain.languages import Language

_ENGLISH = Path(__file__).parents[1] / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.mo"


def say(language: Language, german: str, **values: object) -> str:
    """Return a text in a language, its `%(name)s` filled in; German where it has no translation."""
    text = _english().gettext(german) if language is Language.ENGLISH else german
    return text % values if values else text


@cache
def _english() -> GNUTranslations:
    with _ENGLISH.open("rb") as file:
        return GNUTranslations(file)
