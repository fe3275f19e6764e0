"""One of every mail there is for who looks after a hall, out of a village in which all of it happened."""

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

from booking_server.domain.bookings import Organizer
from booking_server.domain.town_facts import TownFacts
from booking_server.notices import approval_mail, door_mail, feedback_mail, holder_mail, mail, sign_in_mail
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.desk import deputies, feedback
from booking_server.services.doors import door_reports
from booking_server.services.halls import town_facts
from booking_server.services.holders import holders
from booking_server.services.people import sign_in
from booking_server.services.promises import snapshots
from booking_server.services.requests import mail_wishes
from booking_server.services.series import series
from booking_server.storage.repositories.outbox import OutboxItem
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.holders import OTTO, a_code, a_keyholder, an_envelope
from tests.booking_server.notices.organizer_mail import SENDER, TOWN_HALL, stored
from tests.booking_server.series import a_series
from tests.builders import NOW, WEDDING, Village, a_request, between

KINDS = {
    "requested",
    *approval_mail.TEMPLATES,
    *door_mail.TEMPLATES,
    *holder_mail.WRITERS,
    *sign_in_mail.WRITERS,
    feedback_mail.TEMPLATE,
    "series_requested",
    "series_asked_on",
    "series_silence",
}
"""Every kind of mail that goes to them."""

CALLER = Organizer("Erna Schmidt", "", "033849 1234")
DIETER = Organizer("Dieter Kunz", "kunz@example.org", "033849 5678")


def every_mail(village: Village) -> dict[str, list[EmailMessage]]:
    """Return the mails to the people of the halls, by kind; none to who books."""
    with village.house.unit_of_work() as uow:
        uow.frame.save_facts(village.cast.municipality.id, TownFacts(phone=TOWN_HALL))
        uow.commit()
    door = enrol(village.house, village.cast.benken)
    promised = [*_of_requests(village), *_of_codes(village), *_of_doors(village, door), *_of_people(village)]
    found: dict[str, list[EmailMessage]] = {}
    for item in (*promised, *stored(village)):
        letters = [one for one in mail.compose(village.house, item, SENDER) if one["To"] != DIETER.email]
        found.setdefault(item.payload["template"], []).extend(letters)
    return found


def _promise(village: Village, template: str, subject: str, **payload: Any) -> OutboxItem:
    return OutboxItem(999, "mail", subject, {"template": template, **payload}, 0, village.clock.now)


def _of_requests(village: Village) -> list[OutboxItem]:
    """Two requests and a series that wait for Herr Krüger, who wants mail at once."""
    house, head = village.house, village.cast.herr_krueger
    mail_wishes.set_mail_at_once(house, head, wanted=True)
    asked, _ = (
        bookings.book(
            house,
            a_request(
                "dgh-schlamau", between(f"2026-10-{day} 15:00", f"2026-10-{day} 22:00"), organizer=DIETER
            ),
        ).booking
        for day in (10, 17)
    )
    weekly = series.save(house, a_series("dgh-schlamau", organizer=DIETER)).series.id
    deputies.name_deputy(
        house, head, "dgh-schlamau", name="Uwe Falk", email="falk@example.org", last_day=date(2026, 12, 31)
    )
    return [
        *(_promise(village, kind, asked.id) for kind in ("decide", "silence")),
        _promise(village, "digest", head.id),
        *(_promise(village, kind, weekly) for kind in ("series_asked_on", "series_silence")),
    ]


def _of_codes(village: Village) -> list[OutboxItem]:
    """Frau Otto's code given, asked after, ended and locked; the envelope opened and asked after."""
    house, stolle = village.house, village.cast.frau_stolle
    otto, other = a_keyholder(village), a_keyholder(village, "berg@example.org")
    code, gone = a_code(village, otto), a_code(village, other)
    envelope = an_envelope(village)
    holders.revoke(house, stolle, gone.id)
    with house.unit_of_work() as uow:
        for one in (code, envelope):
            uow.holders.note(one.id, reminded_days=14)
        uow.commit()
    used = {"at": (NOW + timedelta(hours=3)).isoformat(), "late": False}
    return [
        *(_promise(village, "holder_reminder", one.id) for one in (code, envelope)),
        *(_promise(village, "holder_locked", one.id) for one in (code, envelope)),
        _promise(village, "holder_shortened", code.id),
        _promise(village, "brigade_used", envelope.id, **used),
    ]


def _of_doors(village: Village, door: PaperDoor) -> list[OutboxItem]:
    """A caller's booking the door never heard of, a cancelled one it still knows, a door forced open."""
    house = village.house
    called = bookings.book(house, a_request(organizer=CALLER)).booking
    later = between("2026-10-05 10:00", "2026-10-05 12:00")
    known = bookings.book(house, a_request(period=later, organizer=DIETER)).booking
    snapshots.refresh(house, door.id, door.hear)
    now = int(village.clock.now.timestamp())
    door_reports.note_report(house, door.id, door.report(now), retained=False)
    cancellations.cancel(house, known.id)
    village.clock.forward(minutes=11)
    ts = int(WEDDING.start.timestamp()) - 86400
    forced = door.happen(ts, type="alarm", kind="forced_open")
    door_reports.store_events(house, door.id, door.batch(1, 1, forced.ts))
    return [
        _promise(village, "late_to_door", called.id),
        _promise(village, "revocation_pending", known.id),
        _promise(village, "door_alarm", door.id, epoch=1, seq=1),
    ]


def _of_people(village: Village) -> list[OutboxItem]:
    """Herr Krüger signs in, Frau Weber gets and loses a passkey, somebody meets a barrier."""
    house, weber = village.house, village.cast.frau_weber
    sign_in.request_link(house, village.cast.herr_krueger.email)
    with house.unit_of_work() as uow:
        sign_in.add_setup_link(house, uow, weber)
        uow.commit()
    town = town_facts.every_town(house)[-1]
    for name, email in (("Rosa Lind", "lind@example.org"), ("", "")):
        feedback.give_feedback(house, town, text="Die Schrift ist zu klein.", name=name, email=email)
    return [_promise(village, kind, weber.id) for kind in ("passkey_added", "passkey_removed")]


__all__ = ["CALLER", "DIETER", "KINDS", "OTTO", "every_mail"]
