"""What a municipality says about itself: who answers, whom to call, who may frame its calendars."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from booking_server.domain.errors import OriginInvalid


@dataclass(frozen=True, slots=True)
class TownFacts:
    """Imprint (§ 5 DDG), contacts, the municipality's own review of accessibility (BbgBITV), framing, data.

    Everything is text as it is shown; an empty one is not known yet, and the pages say so.
    """

    name: str = ""
    street: str = ""
    city: str = ""
    represented_by: str = ""
    phone: str = ""
    email: str = ""
    supervision: str = ""
    vat_id: str = ""
    data_protection: str = ""
    reviewed_on: str = ""
    reviewed_how: str = ""
    barriers: str = ""
    widget_origins: tuple[str, ...] = ()
    open_data_licence: str = ""

    @property
    def missing_in_imprint(self) -> tuple[str, ...]:
        """What an imprint has to say and this one does not yet, in words."""
        return tuple(words for name, words in IMPRINT.items() if not getattr(self, name))

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything the pages still lack, in words."""
        more = {"data_protection": "Datenschutzbeauftragte", "reviewed_on": "Prüfung der Barrierefreiheit"}
        return self.missing_in_imprint + tuple(w for name, w in more.items() if not getattr(self, name))


IMPRINT = {
    "name": "Name",
    "street": "Straße und Hausnummer",
    "city": "Postleitzahl und Ort",
    "represented_by": "wer die Gemeinde vertritt",
    "phone": "Telefon",
    "email": "E-Mail-Adresse",
    "supervision": "Aufsichtsbehörde",
}
MOST_ORIGINS = 10
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def read_origins(text: str) -> tuple[str, ...]:
    """Return the sites named in a text, one a line. Raises OriginInvalid.

    They go into a header as they are: no wildcard, no path, nothing but https and a name.
    """
    found = tuple(dict.fromkeys(_origin(line) for line in text.split()))
    if len(found) > MOST_ORIGINS:
        raise OriginInvalid(f"Mehr als {MOST_ORIGINS} Seiten können unsere Kalender nicht zeigen.")
    return found


def _origin(line: str) -> str:
    wrong = OriginInvalid(
        f"„{line[:80]}“ ist keine Adresse wie https://www.example.org."
        " Dahinter steht nichts, und ein Sternchen geht nicht."
    )
    try:
        parts = urlsplit(line.strip().rstrip("/"))
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise wrong from None
    extra = parts.path or parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme != "https" or extra or not _HOST.fullmatch(host):
        raise wrong
    return f"https://{host}" + (f":{port}" if port else "")
