"""The forms of handover and return: what was typed, and what it means. Nothing typed is ever lost."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.handover.errors import CountUnreadable, DescriptionMissing, SignatureMissing
from booking_server.domain.handover.protocol import Broken, Finding, ProtocolKind, Statement
from booking_server.domain.handover.readings import Exchange, Meter, Reading, read_number, say_number
from booking_server.domain.handover.settling import counted_of, meters_of
from booking_server.domain.money.errors import AmountUnreadable
from booking_server.domain.money.euros import read_euros, say_euros
from booking_server.domain.tariffs.quote import LaterCharge, Quote
from booking_server.services.handover.handover import Entry, Handover
from booking_server.web.forms.text import one_line

T = TypeVar("T")

ROWS = 3
LONGEST = {"note": 500, "keeper": 80, "organizer": 80}
LONGEST_TEXT = 200
MOST_PIECES = 1000


@dataclass(frozen=True, slots=True)
class HandoverForm:
    """A protocol as typed. `values` are the fields by name; `photos` ids of pictures by their row."""

    values: dict[str, str]
    photos: dict[int, str] = field(default_factory=dict)
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    based_on: int = 0

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def with_photo(self, row: int, photo_id: str) -> "HandoverForm":
        """Return the form with a picture that is already stored."""
        return replace(self, photos={**self.photos, row: photo_id})

    def based_on_version(self, version: int) -> "HandoverForm":
        """Return the form as one that corrects this version, with a key of its own."""
        return replace(self, based_on=version, key=secrets.token_hex(8))

    def entry(self, quote: Quote | None, kind: ProtocolKind) -> Entry:
        """Return what was typed, signed. Raises RequestRefused with every mistake."""
        wrong: list[RuleBroken] = []
        stated = self._stated(quote, kind, wrong)
        for name, sentence in SIGNATURES.items():
            if len(self[name]) < 2:
                wrong.append(SignatureMissing(sentence, field=name))
        deposit = _tried(wrong, lambda: _euros(self["deposit"], "deposit") or 0, 0)
        if wrong:
            raise RequestRefused(tuple(wrong))
        return Entry(self.key, self.based_on, stated, deposit, self["back"] == "cash")

    def stated(self, quote: Quote | None, kind: ProtocolKind) -> Statement:
        """Return what was typed before anybody signed. Raises RequestRefused with every mistake."""
        wrong: list[RuleBroken] = []
        stated = self._stated(quote, kind, wrong)
        if wrong:
            raise RequestRefused(tuple(wrong))
        return stated

    def _stated(self, quote: Quote | None, kind: ProtocolKind, wrong: list[RuleBroken]) -> Statement:
        readings = [
            _tried(wrong, lambda at=at, meter=meter: self._reading(at, meter), None)  # type: ignore[misc]
            for at, meter in enumerate(meters_of(quote))
        ]
        broken = self._broken(counted_of(quote), wrong) if kind is ProtocolKind.RETURN else ()
        return Statement(
            readings=tuple(one for one in readings if one),
            broken=broken,
            cleaning_needed=self["cleaning"] == "1",
            findings=tuple(self._findings(wrong)),
            note=self["note"],
            keeper=self["keeper"],
            organizer=self["organizer"],
        )

    def _reading(self, at: int, meter: Meter) -> Reading | None:
        name = f"meter_{at}"
        old, new = self[f"{name}_old"], self[f"{name}_new"]
        if not (self[name] or old or new):
            return None
        value = read_number(self[name], field=name)
        if not (old or new):
            return Reading(meter, value)
        exchange = Exchange(read_number(old, field=f"{name}_old"), read_number(new, field=f"{name}_new"))
        return Reading(meter, value, exchange)

    def _broken(self, charges: tuple[LaterCharge, ...], wrong: list[RuleBroken]) -> tuple[Broken, ...]:
        found = []
        for at, charge in enumerate(charges):
            count = _tried(wrong, lambda at=at: _count(self[f"count_{at}"], f"count_{at}"), 0)  # type: ignore[misc]
            if count:
                found.append(Broken(charge.code, charge.text, count, charge.unit_cents, charge.vat_permille))
        for row in range(ROWS):
            piece = _tried(wrong, lambda row=row: self._piece(row), None)  # type: ignore[misc]
            if piece:
                found.append(piece)
        return tuple(found)

    def _piece(self, row: int) -> Broken | None:
        what, count, price = (self[f"broken_{row}{part}"] for part in ("", "_count", "_price"))
        if not (what or count or price):
            return None
        if not what:
            raise DescriptionMissing(
                "Bitte schreiben Sie dazu, was fehlt oder kaputt ist.", field=f"broken_{row}"
            )
        pieces = _count(count or "1", f"broken_{row}_count") or 1
        return Broken("breakage", what, pieces, _euros(price, f"broken_{row}_price"))

    def _findings(self, wrong: list[RuleBroken]) -> list[Finding]:
        found = []
        for row in range(ROWS):
            text, photo = self[f"defect_{row}"], self.photos.get(row)
            if photo and not text:
                wrong.append(
                    DescriptionMissing(
                        "Bitte schreiben Sie zu dem Foto, was nicht in Ordnung ist.", field=f"defect_{row}"
                    )
                )
            if text:
                found.append(Finding(text, (photo,) if photo else ()))
        return found


SIGNATURES = {
    "keeper": "Bitte unterschreiben Sie mit Ihrem Namen.",
    "organizer": "Bitte lassen Sie die Nutzerin oder den Nutzer mit Namen unterschreiben.",
}


def empty_handover_form(found: Handover, kind: ProtocolKind, keeper: str) -> HandoverForm:
    """Return the form with nothing signed and nothing paid; a correction begins with what was signed.

    The keeper's own name stands there: they are signed in. The other side types theirs.
    """
    known = found.latest(kind)
    deposit = known.deposit_cents if known and kind is ProtocolKind.HANDOVER else 0
    values = {"keeper": keeper, "deposit": say_euros(deposit).removesuffix("€").strip() if deposit else ""}
    if known is None:
        return HandoverForm(values)
    return HandoverForm({**values, **_signed_values(found.quote, known.stated)}, based_on=known.version)


def read_handover_form(values: MultiDict[str, str]) -> HandoverForm:
    """Return what was typed, fit to be shown again."""
    typed = {
        name: one_line(text)[: LONGEST.get(name, LONGEST_TEXT)]
        for name, text in values.items()
        if name not in ("csrf_token", "key", "based_on", "schritt") and not name.startswith("photo_")
    }
    photos = {row: photo for row in range(ROWS) if _is_hex(photo := values.get(f"photo_{row}_kept", ""), 32)}
    key = values.get("key", "")
    version = values.get("based_on", "")
    return HandoverForm(
        typed,
        photos,
        key if _is_hex(key, 16) else secrets.token_hex(8),
        int(version) if version.isascii() and version.isdecimal() and len(version) < 5 else 0,
    )


def _signed_values(quote: Quote | None, stated: Statement) -> dict[str, str]:
    values = {"note": stated.note, "cleaning": "1" if stated.cleaning_needed else ""}
    for at, meter in enumerate(meters_of(quote)):
        reading = stated.reading(meter.code)
        if reading:
            values[f"meter_{at}"] = say_number(reading.value)
        if reading and reading.exchange:
            values[f"meter_{at}_old"] = say_number(reading.exchange.old_last)
            values[f"meter_{at}_new"] = say_number(reading.exchange.new_first)
    priced = {charge.code: at for at, charge in enumerate(counted_of(quote))}
    row = 0
    for piece in stated.broken:
        if piece.code in priced:
            values[f"count_{priced[piece.code]}"] = str(piece.count)
            continue
        values |= {f"broken_{row}": piece.text, f"broken_{row}_count": str(piece.count)}
        if piece.cents is not None:
            values[f"broken_{row}_price"] = say_euros(piece.cents).removesuffix("€").strip()
        row += 1
    return values


def _tried(wrong: list[RuleBroken], read: Callable[[], T], instead: T) -> T:
    try:
        return read()
    except RuleBroken as error:
        wrong.append(error)
        return instead


def _count(text: str, name: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= MOST_PIECES):
        raise CountUnreadable(f"Bitte geben Sie eine ganze Zahl bis {MOST_PIECES} an.", field=name)
    return int(text)


def _euros(text: str, name: str) -> int | None:
    plain = text.replace("€", "").strip()
    if not plain:
        return None
    if plain in ("0", "0,00"):
        return 0
    try:
        return read_euros(text)
    except AmountUnreadable as error:
        raise AmountUnreadable(error.message, field=name) from error


def _is_hex(text: str, length: int) -> bool:
    return len(text) == length and all(sign in "0123456789abcdef" for sign in text)
