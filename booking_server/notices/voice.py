"""Somebody's language, in which a mail or paper for them is written."""

from dataclasses import dataclass

from booking_server.domain.languages import Language
from booking_server.notices import catalogue, phrases


@dataclass(frozen=True, slots=True)
class Voice:
    """`say("Haus: %(a)s", a=name)` says a text of ours, `say.spoken(text)` one of the domain."""

    language: Language

    def __call__(self, german: str, **values: object) -> str:
        """Return a text in this language, its `%(a)s` filled in as they are."""
        return catalogue.say(self.language, german, **values)

    def spoken(self, text: object) -> str:
        """Return what the domain says, times and amounts included, in this language."""
        return phrases.spoken(text, self.language)


GERMAN, ENGLISH = Voice(Language.GERMAN), Voice(Language.ENGLISH)
