"""What is wrong with a form: a summary on top, and each message at its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from booking_server.domain.errors import DomainError, RequestRefused

ANCHORS = {"start": "start_date", "end": "end_time", "spaces": "extent-haus"}
"""Where the summary leads for fields that consist of several inputs."""

_AGAIN = (
    "Dieses Formular haben Sie schon einmal abgeschickt, und es ist eine Buchung daraus geworden."
    " Wenn Sie wirklich noch einmal buchen möchten, senden Sie das Formular erneut ab."
)
_TOO_OLD = (
    "Ihr Browser hat die Verbindung zu diesem Formular verloren. Ihre Angaben sind noch da:"
    " Bitte senden Sie das Formular noch einmal ab. Dafür müssen Cookies erlaubt sein."
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One message and the field it belongs to; no field means the form as a whole."""

    field: str | None
    message: str
    code: str

    @property
    def anchor(self) -> str:
        """The id of the input to go to."""
        return ANCHORS.get(self.field or "", self.field or "formular")


@dataclass(frozen=True, slots=True)
class Mistakes:
    """All mistakes of one form, in the order of its fields."""

    all: tuple[Mistake, ...] = ()

    def at(self, field: str) -> str:
        """Return the messages for one field as one text, empty when it is right."""
        return " ".join(mistake.message for mistake in self.all if mistake.field == field)

    def has(self, code: str) -> bool:
        """Whether a rule was broken."""
        return any(mistake.code == code for mistake in self.all)

    def renamed(self, fields: Mapping[str, str]) -> "Mistakes":
        """Return the mistakes for a form that calls some fields by other names."""
        return Mistakes(tuple(replace(one, field=fields.get(one.field or "", one.field)) for one in self.all))

    def worded(self, words: Mapping[str, tuple[str, str]]) -> "Mistakes":
        """Return the mistakes with other fields and words for some codes, where a form asks otherwise."""
        return Mistakes(
            tuple(
                Mistake(words[one.code][0], words[one.code][1], one.code) if one.code in words else one
                for one in self.all
            )
        )

    def in_order(self, fields: Sequence[str]) -> "Mistakes":
        """Return the mistakes in the order of a form's fields; those of other fields come last."""
        places = {name: at for at, name in enumerate(fields)}
        return Mistakes(tuple(sorted(self.all, key=lambda one: places.get(one.field or "", len(places)))))

    @classmethod
    def of(cls, error: DomainError) -> "Mistakes":
        """Return what an error says, one mistake for each broken rule."""
        told = error.errors if isinstance(error, RequestRefused) else (error,)
        return cls(tuple(Mistake(e.field_name, e.message, e.code) for e in told))

    @classmethod
    def sent_before(cls) -> "Mistakes":
        """Return the notice that this very form made a booking already."""
        return cls((Mistake(None, _AGAIN, "sent-before"),))

    @classmethod
    def form_too_old(cls) -> "Mistakes":
        """Return the notice that the form's cookie was lost."""
        return cls((Mistake(None, _TOO_OLD, "form-too-old"),))
