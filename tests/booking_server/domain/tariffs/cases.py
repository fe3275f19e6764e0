"""Uses and regulations for the tests of prices: say only what matters."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from booking_server.domain.tariffs.pricing import price
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.reading import read_schedule
from booking_server.domain.tariffs.schedule import TariffSchedule
from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.uses import Purpose, UserGroup
from calendars.local_time import from_local
from calendars.period import Period

REGULATIONS = Path(__file__).parent / "regulations"


def regulation(name: str) -> TariffSchedule:
    """Return a regulation of the folder beside."""
    return read_schedule((REGULATIONS / f"{name}.toml").read_text(encoding="utf-8"))


def period(start: str, end: str) -> Period:
    """Return a period of Berlin wall-clock times: "2026-11-14 11:00"."""
    return Period(from_local(datetime.fromisoformat(start)), from_local(datetime.fromisoformat(end)))


def a_use(start: str = "2026-11-14 18:00", end: str = "2026-11-14 23:00", **facts: object) -> PricedUse:
    """Return a private party of a resident in the only space of a hall, unless `facts` say otherwise."""
    use = PricedUse(
        hall="dgh-test",
        spaces=("saal",),
        is_whole_hall=True,
        period=period(start, end),
        booked_on=date(2026, 10, 1),
        persons=40,
        purpose=Purpose.PRIVATE_PARTY,
        group=UserGroup.RESIDENT,
    )
    return replace(use, **facts)  # type: ignore[arg-type]


def written(rules: str, head: str = "") -> TariffSchedule:
    """Return a schedule of a few rules for the spaces "saal" (120 m²) and "kueche"."""
    top = 'format = 1\ntitel = "Muster"\ngilt_ab = 2020-01-01\nmassgeblich = "nutzung"\n'
    tag = "" if "tag =" in head else 'tag = "kalendertag"\n'
    spaces = '[raeume]\nsaal = { name = "Saal", qm = 120 }\nkueche = "Küche"\n'
    return read_schedule(f"{top}{tag}{head}\n{spaces}\n{rules}")


def rent(rule: str, **facts: object) -> Quote:
    """Return the price of a use of the hall by one rent rule."""
    return price(written(f'[[miete]]\ntext = "Saal"\nraeume = "jede-buchung"\n{rule}'), a_use(**facts))  # type: ignore[arg-type]


def cents(quote: Quote) -> list[int]:
    """Return the cents of each line."""
    return [line.cents for line in quote.lines]
