"""Reading a tariff file: a schedule, or every mistake in it with its line. README.md tells the format."""

from booking_server.domain.tariffs.days import DayKind, DayRule
from booking_server.domain.tariffs.errors import TariffRefused
from booking_server.domain.tariffs.fields import MOST_ENTRIES, Fields, Mistakes
from booking_server.domain.tariffs.prices import RENT, PercentOf
from booking_server.domain.tariffs.read_conditions import Names
from booking_server.domain.tariffs.read_rules import (
    read_cancellation,
    read_classes,
    read_deposits,
    read_exemptions,
    read_invoicing,
    read_rents,
    read_surcharges,
)  # fmt: skip
from booking_server.domain.tariffs.schedule import (
    Question,
    Rent,
    Surcharge,
    TariffSchedule,
    TariffSpace,
    Vat,
    VatKind,
)  # fmt: skip
from booking_server.domain.tariffs.source import read_source
from booking_server.domain.tariffs.vocabulary import DECISIVE, VAT

YES_NO = (("ja", "Ja"), ("nein", "Nein"))


def read_schedule(text: str) -> TariffSchedule:
    """Return what a tariff file says. Raises TariffRefused with all mistakes, each with its line."""
    source = read_source(text)
    mistakes = Mistakes(source)
    fields = Fields(source.data, (), mistakes)
    schedule = _schedule(fields)
    fields.done()
    if mistakes.found:
        raise TariffRefused(tuple(mistakes.found))
    return schedule


def _schedule(fields: Fields) -> TariffSchedule:
    fields.whole("format", low=1, high=1)
    spaces, questions = _spaces(fields), _questions(fields)
    slugs = tuple(space.slug for space in spaces)
    classes = read_classes(fields, Names(slugs, questions, ()))
    names = Names(slugs, questions, tuple(one.code for one in classes))
    rents, surcharges = read_rents(fields, names), read_surcharges(fields, names)
    _check_codes(fields, rents, surcharges)
    return TariffSchedule(
        title=fields.text("titel"),
        valid_from=fields.day("gilt_ab"),
        decisive=fields.choice("massgeblich", DECISIVE),
        source=fields.text("quelle", required=False),
        vat=_vat(fields),
        day=_day(fields),
        spaces=spaces,
        classes=classes,
        questions=questions,
        rents=rents,
        surcharges=surcharges,
        exemptions=read_exemptions(fields, names),
        deposits=read_deposits(fields, names),
        cancellation=read_cancellation(fields),
        invoicing=read_invoicing(fields),
        waiver_percent=_waiver(fields),
    )


def _vat(fields: Fields) -> Vat:
    below = fields.below("umsatzsteuer")
    if below is None:
        return Vat()
    kind = below.choice("art", VAT)
    percent = None if kind is VatKind.NONE else below.whole("satz", low=1, high=30)
    below.done()
    return Vat(kind, (percent or 0) * 10)


def _day(fields: Fields) -> DayRule:
    said = fields.text("tag")
    grace = fields.clock("kulanz_bis", fields.get("kulanz_bis")) if "kulanz_bis" in fields else None
    if said == "kalendertag":
        return DayRule(DayKind.CALENDAR, grace_until=grace)
    if grace is not None:
        fields.wrong("kulanz_bis", '„kulanz_bis“ gibt es nur zu tag = "kalendertag".')
    if said == "24-stunden":
        return DayRule(DayKind.TWENTY_FOUR_HOURS)
    if not said:
        return DayRule()
    if ":" not in said:
        fields.wrong("tag", '„tag“ ist "kalendertag", "24-stunden" oder eine Uhrzeit wie "11:00".')
        return DayRule()
    return DayRule(DayKind.FROM_HOUR, fields.clock("tag", said))


def _spaces(fields: Fields) -> tuple[TariffSpace, ...]:
    section = fields.below("raeume")
    if section is None:
        return ()
    if len(section.table) > MOST_ENTRIES:
        fields.wrong("raeume", f"Mehr als {MOST_ENTRIES} Räume.")
        return ()
    found = []
    for slug, value in section.table.items():
        code = section.code(slug, slug)
        below = section.below(slug) if isinstance(value, dict) else None
        if below is None:
            found.append(TariffSpace(code, section.text(slug)))
            continue
        metres = below.whole("qm", low=1, high=100_000, required=False)
        found.append(TariffSpace(code, below.text("name"), metres))
        below.done()
    return tuple(found)


def _questions(fields: Fields) -> tuple[Question, ...]:
    found = []
    for code, below in fields.named("frage"):
        text, hint = below.text("text"), below.text("hinweis", required=False)
        most = below.whole("anzahl_bis", low=1, high=10_000, required=False)
        offered = below.below("antworten")
        if most is not None and offered is not None:
            below.wrong("antworten", "Eine Frage hat entweder „antworten“ oder „anzahl_bis“.")
        answers: tuple[tuple[str, str], ...] = () if most is not None else YES_NO
        if offered is not None:
            answers = tuple((offered.code(one, one), offered.text(one)) for one in offered.table)
            if not 2 <= len(answers) <= 12:
                below.wrong("antworten", "Eine Frage hat 2 bis 12 Antworten.")
        below.done()
        found.append(Question(code, text, answers, most or 0, hint))
    return tuple(found)


def _check_codes(fields: Fields, rents: tuple[Rent, ...], surcharges: tuple[Surcharge, ...]) -> None:
    rules: list[tuple[str, int, Rent | Surcharge]] = [("miete", at, rule) for at, rule in enumerate(rents)]
    rules += [("zuschlag", at, rule) for at, rule in enumerate(surcharges)]
    by_code = {rule.code: rule for _, _, rule in rules}
    seen: set[str] = set()
    for section, at, rule in rules:
        if rule.code in seen:
            fields.mistakes.add((section, at, "code"), f"Das Kürzel „{rule.code}“ gibt es schon.")
        seen.add(rule.code)
        if isinstance(rule.price, PercentOf):
            _check_base(fields, (section, at, "prozent"), rule.price, by_code)


def _check_base(
    fields: Fields, path: tuple[str | int, ...], price: PercentOf, rules: dict[str, Rent | Surcharge]
) -> None:
    base = rules.get(price.code)
    if price.code == RENT and path[0] == "zuschlag":
        return
    if base is None:
        fields.mistakes.add(path, f"Es gibt keinen Preis mit dem Kürzel „{price.code}“.")
    elif isinstance(base.price, PercentOf):
        fields.mistakes.add(path, f"„{price.code}“ ist selbst ein Anteil; bitte den Grundpreis nennen.")


def _waiver(fields: Fields) -> int:
    below = fields.below("erlass")
    if below is None:
        return 0
    percent = below.whole("hoechstens_prozent", low=1, high=100) or 0
    below.done()
    return percent
