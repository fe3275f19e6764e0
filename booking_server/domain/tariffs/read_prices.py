"""Reading the one price a rule of a tariff file names."""

from collections.abc import Callable
from decimal import Decimal

from booking_server.domain.tariffs.fields import OPEN, Fields, only_one
from booking_server.domain.tariffs.prices import (
    Brackets,
    DayPackage,
    FixedByPerson,
    Flat,
    Free,
    LeftOpen,
    Metered,
    PercentOf,
    PerDay,
    PerHour,
    PerPerson,
    PerPiece,
    PerSquareMetre,
    Price,
)  # fmt: skip

MOST_MINUTES = 60 * 24 * 31


def read_price(fields: Fields, questions: frozenset[str]) -> Price:
    """Return the price of a rule; exactly one kind must be named."""
    key = only_one(fields, tuple(_KINDS), "Der Preis")
    if key is None:
        return Free()
    if key == "je_stueck":
        return _per_piece(fields, questions)
    return _KINDS[key](fields)


def minutes(fields: Fields, key: str) -> int:
    """Return a length given in hours, such as 4 or 1.5, in minutes."""
    value = fields.get(key)
    fine = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not fine or not 0 <= value * 60 <= MOST_MINUTES or value * 60 != int(value * 60):
        fields.wrong(key, f"„{key}“ ist eine Zahl von Stunden, zum Beispiel 4 oder 1.5.")
        return 0
    return int(value * 60)


def _free(fields: Fields) -> Price:
    if not fields.flag("frei"):
        fields.wrong("frei", "„frei“ kann nur true sein.")
    return Free()


def _per_day(fields: Fields) -> Price:
    value = fields.get("je_tag")
    values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= 31:
        fields.wrong("je_tag", "„je_tag“ ist ein Preis oder eine Liste von 1 bis 31 Preisen.")
        return Free()
    prices = tuple(fields.amount_or_open("je_tag", one) for one in values)
    if OPEN in values[:-1]:
        fields.wrong("je_tag", "„offen“ kann nur am Ende der Liste stehen.")
    if values == [OPEN]:
        fields.wrong("je_tag", 'Ohne Preis schreiben Sie bitte: offen = "Grund".')
    return PerDay(prices)


def _package(fields: Fields) -> Price:
    below = fields.below("paket")
    if below is None:
        return Free()
    days = below.whole("tage", low=1, high=31) or 1
    price = DayPackage(days, below.amount("preis"), below.amount_or_open("weiterer_tag"))
    below.done()
    return price


def _per_hour(fields: Fields) -> Price:
    below = fields.below("je_stunde")
    if below is None:
        return Free()
    price = PerHour(
        below.amount("preis"),
        below.whole("takt_minuten", low=1, high=24 * 60) or 60,
        below.amount("mindestens") if "mindestens" in below else None,
        below.amount("hoechstens") if "hoechstens" in below else None,
    )
    if price.at_least is not None and price.at_most is not None and price.at_least > price.at_most:
        below.wrong("mindestens", "„mindestens“ liegt über „hoechstens“.")
    below.done()
    return price


def _brackets(fields: Fields) -> Price:
    steps = []
    for step in fields.each("staffel"):
        steps.append((minutes(step, "bis_stunden"), step.amount("preis")))
        step.done()
    limits = [limit for limit, _ in steps]
    if not limits or limits != sorted(set(limits)) or limits[0] <= 0:
        fields.wrong("staffel", "Die Stufen der Staffel steigen: bis_stunden wird von Stufe zu Stufe größer.")
    return Brackets(tuple(steps))


def _per_piece(fields: Fields, questions: frozenset[str]) -> Price:
    below = fields.below("je_stueck")
    if below is None:
        return Free()
    question = below.text("frage", required=False) or None
    if question is not None and question not in questions:
        below.wrong("frage", f"Es gibt keine Frage [frage.{question}] mit „anzahl_bis“.")
    price = PerPiece(below.amount("preis"), question, below.text("einheit", required=False, default="Stück"))
    below.done()
    return price


def _percent(fields: Fields) -> Price:
    below = fields.below("prozent")
    if below is None:
        return Free()
    price = PercentOf(below.text("von"), below.whole("satz", low=-100, high=1000) or 0)
    below.done()
    return price


def _range(fields: Fields) -> Price:
    below = fields.below("spanne")
    if below is None:
        return Free()
    price = FixedByPerson(below.amount("von"), below.amount("bis"))
    if price.low_cents > price.high_cents:
        below.wrong("von", "Der untere Preis der Spanne liegt über dem oberen.")
    below.done()
    return price


def _metered(fields: Fields) -> Price:
    below = fields.below("verbrauch")
    if below is None:
        return Free()
    price = Metered(below.amount_or_open("preis"), below.text("einheit"))
    below.done()
    return price


_KINDS: dict[str, Callable[[Fields], Price]] = {
    "frei": _free,
    "pauschal": lambda fields: Flat(fields.amount("pauschal")),
    "je_tag": _per_day,
    "paket": _package,
    "je_stunde": _per_hour,
    "staffel": _brackets,
    "je_qm": lambda fields: PerSquareMetre(fields.amount("je_qm"), per_day=False),
    "je_qm_und_tag": lambda fields: PerSquareMetre(fields.amount("je_qm_und_tag"), per_day=True),
    "je_person": lambda fields: PerPerson(fields.amount("je_person")),
    "je_stueck": lambda fields: _per_piece(fields, frozenset()),
    "prozent": _percent,
    "spanne": _range,
    "verbrauch": _metered,
    "offen": lambda fields: LeftOpen(fields.text("offen")),
}
