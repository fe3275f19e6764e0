"""Bank accounts: IBAN (ISO 13616) and BIC (ISO 9362)."""

import re

from booking_server.domain.money.errors import BicInvalid, IbanInvalid

_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26,
    "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28,
    "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip
"""Characters of an IBAN of every country that takes SEPA credit transfers."""

_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


def read_iban(text: str) -> str:
    """Return an IBAN without blanks, in capitals.

    Raises IbanInvalid for a country outside SEPA, a wrong length or wrong check digits.
    """
    iban = re.sub(r"\s", "", text).upper()
    wanted = _LENGTHS.get(iban[:2])
    if wanted is None or not (iban.isascii() and iban.isalnum()):
        raise IbanInvalid("Eine IBAN beginnt mit dem Land, zum Beispiel DE. Bitte prüfen Sie die Eingabe.")
    if len(iban) != wanted:
        raise IbanInvalid(f"Diese IBAN hat {len(iban)} Stellen, es müssen {wanted} sein.")
    if not iban[2:4].isdigit() or mod_97(iban[4:] + iban[:4]) != 1:
        raise IbanInvalid("Die Prüfziffer dieser IBAN stimmt nicht. Bitte vergleichen Sie jede Stelle.")
    return iban


def read_bic(text: str) -> str:
    """Return a BIC in capitals, or "" when none is given. Raises BicInvalid."""
    bic = re.sub(r"\s", "", text).upper()
    if bic and not _BIC.fullmatch(bic):
        raise BicInvalid("Eine BIC hat 8 oder 11 Stellen. Sie dürfen das Feld auch leer lassen.")
    return bic


def in_fours(iban: str) -> str:
    """Return "DE02 1203 0000 0000 2020 51"."""
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def mod_97(text: str) -> int:
    """Return the remainder of ISO 7064 MOD 97-10: letters count from A = 10."""
    return int("".join(str(int(character, 36)) for character in text)) % 97
