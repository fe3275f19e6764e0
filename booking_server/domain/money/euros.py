"""Amounts as people read, type and say them. Inside they are whole cents."""

import re

from booking_server.domain.money.errors import AmountUnreadable

HIGHEST = 99_999_999
"""Cents; a village hall never costs a million euros, a slipped finger does."""

_TYPED = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{1,2})|\.(\d{2}))?")
_UNITS = (
    "null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
)  # fmt: skip
_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")


def say_euros(cents: int) -> str:
    """Return "1.234,50 €", for less than nothing "-1.234,50 €"; no line breaks before the sign."""
    euros, rest = divmod(abs(cents), 100)
    whole = f"{euros:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}{whole},{rest:02d}\N{NO-BREAK SPACE}€"


def say_percent(permille: int) -> str:
    """Return "19 %" or "5,5 %"."""
    whole, tenth = divmod(permille, 10)
    return f"{whole},{tenth}\N{NO-BREAK SPACE}%" if tenth else f"{whole}\N{NO-BREAK SPACE}%"


def read_euros(text: str) -> int:
    """Return the cents of a typed amount: "90", "90,5", "1.234,50 €", "90 EUR".

    Raises AmountUnreadable for anything else, for nothing and for what a hall never costs.
    """
    tidy = re.sub(r"(?i)\s|€|eur(o)?$", "", text.strip().replace("\N{NO-BREAK SPACE}", " "))
    found = _TYPED.fullmatch(tidy)
    if found is None or not tidy.isascii():
        raise AmountUnreadable("Bitte geben Sie einen Betrag in Euro an, zum Beispiel 90 oder 90,50.")
    cents = int(found[1].replace(".", "")) * 100 + int((found[2] or found[3] or "0").ljust(2, "0"))
    if not 0 < cents <= HIGHEST:
        raise AmountUnreadable("Bitte geben Sie einen Betrag zwischen 0,01 € und 999.999,99 € an.")
    return cents


def in_words(cents: int) -> str:
    """Return "einhundertfünfzehn Euro" or "neunzig Euro und fünf Cent", as on a receipt."""
    euros, rest = divmod(abs(cents), 100)
    said = f"{_count(euros)} Euro"
    return f"{said} und {_count(rest)} Cent" if rest else said


def _count(number: int) -> str:
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        return f"{_count(thousands)}tausend{_count(rest) if rest else ''}"
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return f"{_UNITS[hundreds]}hundert{_count(rest) if rest else ''}"
    if number >= 20:
        tens, unit = divmod(number, 10)
        return f"{_UNITS[unit]}und{_TENS[tens]}" if unit else _TENS[tens]
    return _UNITS[number]
