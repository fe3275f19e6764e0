"""One of every mail there is for who books, waits or helps, out of a village in which all of it happened."""

from email.message import EmailMessage
from typing import Any

from sqlalchemy import select, update

from booking_server.domain.bookings import Booking, Organizer
from booking_server.domain.languages import Language
from booking_server.domain.town_facts import TownFacts
from booking_server.domain.uses import Purpose, Use
from booking_server.notices import desk_mail, helper_mail, mail, series_mail, waiting_mail
from booking_server.services.bookings import bookings, cancellations, helpers, overriding
from booking_server.services.desk import desk_messages
from booking_server.services.desk.desk_messages import Order
from booking_server.services.doors import door_reports
from booking_server.services.money import payments
from booking_server.services.requests import decisions
from booking_server.services.series import series
from booking_server.services.waiting import waiting, waiting_offers
from booking_server.storage.repositories.outbox import OutboxItem
from booking_server.storage.tables import outbox, venues
from tests.booking_server.doors import enrol
from tests.booking_server.series import SECOND, a_series, evening
from tests.booking_server.services.handover.test_handover import HANDOVER, RETURN, power, priced, sign
from tests.booking_server.services.money.test_money import HIRE, invoiced
from tests.booking_server.tariff_cast import publish
from tests.builders import NOW, Village, a_request, between

KINDS = {
    *mail.WRITERS,
    *series_mail.WRITERS,
    "series_offer",
    *waiting_mail.WRITERS,
    *helper_mail.WRITERS,
    desk_mail.TEMPLATE,
    "invoice",
    "protocol",
    "late_to_door",
    "door_alarm",
}
"""Every kind of mail that goes to them."""

SENDER, AIDE = "dgh@example.org", "caterer@example.org"
TOWN_HALL = "033849 700"
ROSE = Organizer("Rose Taylor", "rose@example.org")


def every_mail(village: Village, language: Language) -> dict[str, list[EmailMessage]]:
    """Return the mails to Rose Taylor and her helper, by kind; no hall of the village has a number."""
    _without_numbers(village)
    rose = Organizer(ROSE.name, ROSE.email, language=language)
    _use_and_pay(village, rose)
    _wait(village, rose)
    promised = [*_of_bookings(village, rose), *_of_series(village, rose)]
    found: dict[str, list[EmailMessage]] = {}
    for item in (*promised, *stored(village)):
        mails = [one for one in mail.compose(village.house, item, SENDER) if one["To"] in (rose.email, AIDE)]
        found.setdefault(item.payload["template"], []).extend(mails)
    return found


def _without_numbers(village: Village) -> None:
    """Let nobody know a number but the municipality's."""
    with village.house.unit_of_work() as uow:
        uow.connection.execute(update(venues).values(contact_phone=""))
        uow.frame.save_facts(village.cast.municipality.id, TownFacts(phone=TOWN_HALL))
        uow.commit()


def stored(village: Village) -> list[OutboxItem]:
    """Return what was promised so far."""
    with village.house.reading() as uow:
        rows = uow.connection.execute(select(outbox).where(outbox.c.kind == "mail")).all()
    return [OutboxItem(r.id, r.kind, r.subject, r.payload, r.attempts, r.created_at) for r in rows]


def _promise(village: Village, template: str, subject: str, **payload: Any) -> OutboxItem:
    """Return a promise as something would make it that takes long to happen."""
    return OutboxItem(999, "mail", subject, {"template": template, **payload}, 0, village.clock.now)


def _of_bookings(village: Village, rose: Organizer) -> list[OutboxItem]:
    """A booking with a price, a helper and a message; requests that were refused or forgotten."""
    house, cast = village.house, village.cast
    publish(village)
    door = enrol(house, cast.benken)
    party = Use(purpose=Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))
    made = bookings.book(house, a_request(organizer=rose, occasion="Birthday", use=party))
    booking = made.booking
    helper, ended, silent = (
        helpers.invite(house, booking.id, made.token, name=name, email=email, window=None, key=name)
        for name, email in (("Caterer", AIDE), ("Photographer", AIDE), ("Band", ""))
    )
    helpers.end(house, booking.id, made.token, ended.id)
    asked, refused = (_request(village, rose, day) for day in (10, 11))
    decisions.reject(house, refused.id, cast.herr_krueger, reason="The roof is being mended.")
    gone = bookings.book(house, a_request(period=_day(13), organizer=rose, occasion="Birthday", use=party))
    cancellations.cancel(house, gone.booking.id)
    _displace(village, rose, party)
    order = Order("0" * 32, "Keys", "Please bring the keys.", booking.id)
    seal = desk_messages.look(house, cast.frau_weber, order).recipients.seal
    desk_messages.send(house, cast.frau_weber, order, seal=seal)
    ts = int(booking.period.end.timestamp()) + 900
    left_open = door.happen(ts, type="alarm", kind="left_open", cred_ref=_code(village, booking))
    door_reports.store_events(house, door.id, door.batch(1, 1, left_open.ts))
    return [
        _promise(village, "changed", booking.id),
        _promise(village, "changed", asked.id),
        _promise(village, "expired", asked.id),
        _promise(village, "late_to_door", booking.id),
        _promise(village, "door_alarm", door.id, epoch=1, seq=1),
        *(_promise(village, kind, helper.id) for kind in ("helper_moved", "helper_late")),
        _promise(village, "helper_late", silent.id),
    ]


def _day(day: int) -> Any:
    return between(f"2026-10-{day} 10:00", f"2026-10-{day} 12:00")


def _request(village: Village, rose: Organizer, day: int) -> Booking:
    return bookings.book(village.house, a_request("dgh-schlamau", _day(day), organizer=rose)).booking


def _code(village: Village, booking: Booking) -> str:
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booking.id)
    assert code is not None
    return code.id


def _displace(village: Village, rose: Organizer, party: Use) -> None:
    house, clerk = village.house, village.cast.frau_weber
    bookings.book(house, a_request(period=_day(15), organizer=rose, occasion="Birthday", use=party))
    brigade = Organizer("Feuerwehr", "", "033849 112")
    wanted = a_request(period=_day(15), organizer=brigade, use=Use(purpose=Purpose.EMERGENCY))
    seen = overriding.look(house, clerk, wanted, reason="A flood")
    overriding.override(house, clerk, wanted, reason="A flood", agreed=seen.ids)


def _of_series(village: Village, rose: Organizer) -> list[OutboxItem]:
    """Two series: one that is booked but for a taken date, one that waits for a decision."""
    bookings.book(village.house, a_request(period=evening(SECOND), space_slugs=("saal",)))
    booked, asked = (
        series.save(village.house, a_series(hall, organizer=rose, occasion="Choir")).series.id
        for hall in ("dgh-benken", "dgh-schlamau")
    )
    return [
        _promise(village, "series_offer", booked, day=SECOND.isoformat()),
        *(_promise(village, f"series_{kind}", booked) for kind in ("decided", "ended")),
        *(_promise(village, f"series_{kind}", asked) for kind in ("decided", "expired")),
    ]


def _wait(village: Village, rose: Organizer) -> None:
    """A place on a waiting list, and the offer it becomes."""
    taken = bookings.book(village.house, a_request("dgh-reetz")).booking
    waiting.join(village.house, a_request("dgh-reetz", organizer=rose))
    cancellations.cancel(village.house, taken.id)
    waiting_offers.offer_freed(village.house, taken.venue_id, taken.period)


def _use_and_pay(village: Village, rose: Organizer) -> None:
    """A use that is invoiced, taken back, handed over and settled from its deposit."""
    booking = priced(village, period=_day(20), organizer=rose)
    first = invoiced(village, booking, HIRE)
    payments.cancel_by_hand(village.house, village.cast.frau_weber, first.id, reason="A mistake")
    sign(village, booking, HANDOVER, power("1000"), "a", deposit_cents=10000)
    sign(village, booking, RETURN, power("1040"), "b", pays_back_now=True)
    village.clock.now = NOW
