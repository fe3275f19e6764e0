"""GiroCode: the text of a QR code a banking app fills a transfer from (EPC069-12, version 002)."""

import unicodedata
from dataclasses import dataclass

from booking_server.domain.money.bank import read_bic, read_iban
from booking_server.domain.money.errors import AmountUnreadable, GiroCodeTooLong

LONGEST_NAME = 70
LONGEST_TEXT = 140
LONGEST_PAYLOAD = 331
"""Octets that fit a QR code of version 13 at error level M in binary mode."""
HIGHEST_CENTS = 99_999_999_999


@dataclass(frozen=True, slots=True)
class GiroCode:
    """A SEPA credit transfer to be filled in: to whom, how much, with which text."""

    name: str
    iban: str
    cents: int
    text: str
    bic: str = ""

    def payload(self) -> str:
        """Return the lines of the code: UTF-8, line feeds, no empty lines at the end.

        Raises IbanInvalid, BicInvalid, AmountUnreadable, GiroCodeTooLong.
        """
        if not 0 < self.cents <= HIGHEST_CENTS:
            raise AmountUnreadable("Überweisen kann man nur einen Betrag ab 0,01 €.")
        lines = (
            "BCD", "002", "1", "SCT",
            read_bic(self.bic),
            _one_line("Der Name des Empfängers", self.name, LONGEST_NAME),
            read_iban(self.iban),
            f"EUR{self.cents // 100}.{self.cents % 100:02d}",
            "", "",  # purpose, structured reference
            _one_line("Der Verwendungszweck", self.text, LONGEST_TEXT),
        )  # fmt: skip
        payload = "\n".join(lines)
        if len(payload.encode()) > LONGEST_PAYLOAD:
            raise GiroCodeTooLong("Name und Verwendungszweck sind zusammen zu lang für den QR-Code.")
        return payload


def _one_line(what: str, text: str, longest: int) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not tidy or len(tidy) > longest or any(unicodedata.category(c)[0] == "C" for c in tidy):
        raise GiroCodeTooLong(f"{what} braucht 1 bis {longest} Zeichen.")
    return tidy
