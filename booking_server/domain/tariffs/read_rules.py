"""Reading the rules of a tariff file: classes, rents, surcharges, exemptions, deposits and the rest."""

from booking_server.domain.tariffs.fields import Fields, only_one
from booking_server.domain.tariffs.prices import Flat, PerPiece
from booking_server.domain.tariffs.quote import DECIDED, INVOICE_FEE, VAT, WAIVER, ChargeKind
from booking_server.domain.tariffs.read_conditions import Names, read_conditions
from booking_server.domain.tariffs.read_prices import read_price
from booking_server.domain.tariffs.schedule import (
    CancellationStep,
    DepositRule,
    Exemption,
    Invoicing,
    Reach,
    Rent,
    Surcharge,
    TariffClass,
)  # fmt: skip
from booking_server.domain.tariffs.vocabulary import ANY_BOOKING, KINDS, PARTS, WHOLE_HALL

_RESERVED = (DECIDED, INVOICE_FEE, VAT, WAIVER, "miete")


def read_classes(fields: Fields, names: Names) -> tuple[TariffClass, ...]:
    """Return the classes in the order of the file."""
    found = []
    for code, below in fields.named("klasse"):
        found.append(TariffClass(code, below.text("name"), read_conditions(below, names)))
        below.done()
    return tuple(found)


def read_rents(fields: Fields, names: Names) -> tuple[Rent, ...]:
    """Return the rents in the order of the file; there must be at least one."""
    found = []
    for number, below in enumerate(fields.each("miete"), start=1):
        reach, spaces = _reach(below, names)
        found.append(
            Rent(
                code=_code(below, f"miete-{number}"),
                text=below.text("text"),
                price=read_price(below, names.counts),
                reach=reach,
                spaces=spaces,
                when=read_conditions(below, names),
                vat_permille=_vat_permille(below),
            )
        )
        below.done()
    if not found:
        fields.wrong("miete", "Es fehlt mindestens ein Abschnitt [[miete]].")
    return tuple(found)


def read_surcharges(fields: Fields, names: Names) -> tuple[Surcharge, ...]:
    """Return what comes on top, breakage included, in the order of the file."""
    found = [
        _surcharge(below, names, number) for number, below in enumerate(fields.each("zuschlag"), start=1)
    ]
    for number, below in enumerate(fields.each("bruch"), start=1):
        text, cents = below.text("text"), below.amount("je_stueck")
        found.append(
            Surcharge(_code(below, f"bruch-{number}"), text, PerPiece(cents, None), (), ChargeKind.BREAKAGE)
        )
        below.done()
    return tuple(found)


def _surcharge(below: Fields, names: Names, number: int) -> Surcharge:
    price = read_price(below, names.counts)
    later = below.choice("art", KINDS, default=ChargeKind.ON_DEMAND) if below.flag("bei_bedarf") else None
    if later is not None and not isinstance(price, Flat | PerPiece):
        below.wrong("bei_bedarf", "Bei Bedarf geht nur mit „pauschal“ oder „je_stueck“.")
    if later is None and isinstance(price, PerPiece) and price.question is None:
        below.wrong("je_stueck", 'Es fehlt, woher die Anzahl kommt: frage = "…" oder bei_bedarf = true.')
    found = Surcharge(
        code=_code(below, f"zuschlag-{number}"),
        text=below.text("text"),
        price=price,
        when=read_conditions(below, names),
        later=later,
        vat_permille=_vat_permille(below),
    )
    below.done()
    return found


def read_exemptions(fields: Fields, names: Names) -> tuple[Exemption, ...]:
    """Return who pays nothing for what."""
    found = []
    for number, below in enumerate(fields.each("befreiung"), start=1):
        parts = below.choices("umfang", PARTS)
        if not parts:
            below.wrong("umfang", "„umfang“ sagt, was entfällt: miete, zuschlaege, kaution.")
        when = read_conditions(below, names)
        if not when:
            below.wrong("", "Zu einer Befreiung gehört „wenn“; sonst wäre alles frei.")
        per_year = below.whole("je_jahr", low=1, high=366, required=False)
        found.append(
            Exemption(_code(below, f"befreiung-{number}"), below.text("text"), when, parts, per_year)
        )
        below.done()
    codes = [exemption.code for exemption in found]
    if len(codes) != len(set(codes)):
        fields.wrong("befreiung", "Zwei Befreiungen haben dasselbe Kürzel.")
    return tuple(found)


def read_deposits(fields: Fields, names: Names) -> tuple[DepositRule, ...]:
    """Return the deposits in the order of the file."""
    found = []
    for below in fields.each("kaution"):
        key = only_one(below, ("betrag", "mietfaches", "frei"), "Die Höhe der Kaution")
        times = below.whole("mietfaches", low=1, high=20) if key == "mietfaches" else None
        cents = below.amount("betrag") if key == "betrag" else None
        if key == "frei" and below.flag("frei"):
            cents = 0
        text = below.text("text", required=False, default="Kaution")
        found.append(DepositRule(text, cents, times, read_conditions(below, names)))
        below.done()
    return tuple(found)


def read_cancellation(fields: Fields) -> tuple[CancellationStep, ...]:
    """Return the steps of cancelling."""
    found = []
    for below in fields.each("storno"):
        days = below.whole("bis_tage_vorher", low=0, high=730) or 0
        key = only_one(below, ("betrag", "prozent", "frei"), "Was die Stornierung kostet,")
        cents = (
            below.amount("betrag") if key == "betrag" else 0 if key == "frei" and below.flag("frei") else None
        )
        percent = below.whole("prozent", low=1, high=100) if key == "prozent" else None
        of_total = below.choice("von", {"miete": False, "gesamt": True}) if key == "prozent" else False
        found.append(CancellationStep(days, cents, percent, of_total))
        below.done()
    days_named = [step.days_before for step in found]
    if len(days_named) != len(set(days_named)):
        fields.wrong("storno", "Zwei Stufen der Stornierung nennen dieselben Tage.")
    return tuple(found)


def read_invoicing(fields: Fields) -> Invoicing:
    """Return what an invoice costs and when it is to be paid."""
    below = fields.below("rechnung")
    if below is None:
        return Invoicing()
    invoicing = Invoicing(
        fee_cents=below.amount("gebuehr") if "gebuehr" in below else 0,
        fee_text=below.text("text", required=False, default="Verwaltungsgebühr je Rechnung"),
        no_fee_days_before=below.whole(
            "gebuehr_entfaellt_bei_storno_bis_tage_vorher", low=0, high=730, required=False
        ),
        due_days_before=below.whole("zahlbar_tage_vorher", low=0, high=365, required=False),
    )
    below.done()
    return invoicing


def _reach(below: Fields, names: Names) -> tuple[Reach, tuple[str, ...]]:
    said = below.table.get("raeume")
    if said == WHOLE_HALL:
        below.get("raeume")
        return Reach.WHOLE_HALL, ()
    if said == ANY_BOOKING:
        below.get("raeume")
        return Reach.ANY_BOOKING, ()
    spaces = below.choices("raeume", names.spaces)
    if not spaces:
        below.wrong("raeume", f'„raeume“ nennt Räume, "{WHOLE_HALL}" oder "{ANY_BOOKING}".')
    return Reach.SPACES, spaces


def _code(below: Fields, default: str) -> str:
    code = below.code("code") if "code" in below else default
    if code in _RESERVED:
        below.wrong("code", f"„{code}“ ist ein festes Kürzel; bitte ein anderes wählen.")
    return code


def _vat_permille(below: Fields) -> int | None:
    percent = below.whole("ust_satz", low=0, high=30, required=False)
    return None if percent is None else percent * 10
