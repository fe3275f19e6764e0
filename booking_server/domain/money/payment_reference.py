"""Das Kassenzeichen: tells the treasury which invoice a transfer pays.

Prefix of the municipality, two digits of the year, five digits of the invoice, two check digits
(ISO 7064 MOD 97-10 over all that stands before them): "BELZ260012321", printed "BELZ 26 00123 21".
One wrong character or two neighbouring digits swapped never make another valid reference.
"""

import re

from booking_server.domain.money.bank import mod_97
from booking_server.domain.money.errors import PrefixInvalid

HIGHEST_NUMBER = 99_999
_DIGITS = 9
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,5}")


def read_prefix(text: str) -> str:
    """Return a municipality's prefix in capitals. Raises PrefixInvalid."""
    prefix = text.strip().upper()
    if not _PREFIX.fullmatch(prefix):
        raise PrefixInvalid(
            "Der Anfang des Kassenzeichens hat 2 bis 6 Buchstaben oder Ziffern ohne Umlaute; das erste"
            " Zeichen ist ein Buchstabe. Beispiel: BELZ."
        )
    return prefix


def payment_reference(prefix: str, year: int, number: int) -> str:
    """Return the reference of the `number`-th invoice of a year. Raises ValueError past 99 999."""
    if not 0 < number <= HIGHEST_NUMBER:
        raise ValueError("a year has 99 999 payment references")
    body = f"{prefix}{year % 100:02d}{number:05d}"
    return body + _check_digits(body)


def is_valid(reference: str) -> bool:
    """Whether the check digits fit."""
    return len(reference) > _DIGITS and _check_digits(reference[:-2]) == reference[-2:]


def in_groups(reference: str) -> str:
    """Return a reference as people copy it: "BELZ 26 00123 21"."""
    prefix, digits = reference[:-_DIGITS], reference[-_DIGITS:]
    return f"{prefix} {digits[:2]} {digits[2:7]} {digits[7:]}"


def references_in(text: str, prefix: str) -> tuple[str, ...]:
    """Return every valid reference of a municipality in a remittance text, each once, as written there.

    Blanks, dots, dashes and line breaks of banks and people are read over, so are small letters.
    """
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    found = re.findall(rf"(?={re.escape(prefix)}(\d{{{_DIGITS}}}))", plain)
    candidates = dict.fromkeys(prefix + digits for digits in found)
    return tuple(reference for reference in candidates if is_valid(reference))


def _check_digits(body: str) -> str:
    return f"{98 - mod_97(body + '00'):02d}"
