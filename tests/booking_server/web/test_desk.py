"""The desk of the Ortsvorsteher, and what the door tells the booking page."""

from flask import Flask

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.people import Grant, Person, Role
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_reports
from booking_server.services.promises import snapshots
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Organizer, Village, a_request, berlin, between


def booking_page(visitor: Visitor, booked: Booked):  # type: ignore[no-untyped-def]
    return visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")


def report(village: Village, door: PaperDoor) -> None:
    raw = door.report(int(village.clock().timestamp()))
    door_reports.note_report(village.house, door.id, raw, retained=False)


def attempt(village: Village, door: PaperDoor, moment: str, booked: Booked, **data: object) -> None:
    """Let somebody try a booking's PIN at the door, and the door tell of it."""
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booked.booking.id)
    assert code is not None
    ts = int(berlin(moment).timestamp())
    event = door.happen(ts, cls="pin", cred_ref=code.id, **data)
    raw = door.batch(event.seq, event.seq, ts)
    before, village.clock.now = village.clock.now, berlin(moment)
    door_reports.store_events(village.house, door.id, raw)
    village.clock.now = before


def test_a_request_is_said_yes_to_in_one_tap(krueger: Visitor, visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))
    desk = krueger.open("/schreibtisch")
    assert desk.title.startswith("Schreibtisch (1 zu entscheiden)")
    assert desk.shows("Hochzeit, 40 Personen")

    after = krueger.send(desk, button="zusagen")

    assert after.shows("Nichts zu tun. Alle Anfragen sind entschieden.")
    assert booking_page(visitor, booked).shows("Stand: bestätigt")
    assert booking_page(visitor, booked).shows("Ihr Tür-Code")


def test_a_request_is_declined_with_a_reason(krueger: Visitor, visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))

    krueger.send(krueger.open("/schreibtisch"), {"reason": "Die Heizung ist <kaputt>."}, button="absagen")

    page = booking_page(visitor, booked)
    assert page.shows("Ihre Anfrage wurde abgelehnt")
    assert page.shows("Begründung: Die Heizung ist <kaputt>.")
    assert not page.shows("Ihr Tür-Code")


def test_a_decision_is_made_once(krueger: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request("dgh-schlamau"))
    desk = krueger.open("/schreibtisch")
    krueger.send(desk, button="zusagen")

    again = krueger.send(desk, button="absagen")

    assert again.status == 409
    assert again.title.startswith("Anfragen")
    assert again.shows("Diese Anfrage wurde schon zugesagt: am Mo., 28.09.2026, 12:00 Uhr von Herr Krüger.")
    assert again.shows("Auf Sie wartet gerade nichts.")


def test_pressing_no_button_decides_nothing(krueger: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))

    desk = krueger.open("/schreibtisch")
    number = [form.action for form in desk.forms].index(f"/schreibtisch/anfragen/{booked.booking.id}")

    assert krueger.send(desk, {"entscheidung": "vielleicht"}, form=number).status == 400
    assert booking_by_id(village.house, booked.booking.id).booking.status is BookingStatus.REQUESTED


def test_the_desk_shows_only_the_person_s_own_halls(
    krueger: Visitor, stolle: Visitor, village: Village
) -> None:
    today = between("2026-09-28 18:00", "2026-09-28 20:00")
    bookings.book(
        village.house, a_request(period=today, organizer=Organizer("Benkener Chor", "c@example.org"))
    )

    assert stolle.open("/schreibtisch").shows("Benkener Chor")
    assert not krueger.open("/schreibtisch").shows("Benkener Chor")
    assert krueger.open("/schreibtisch").shows("Heute ist nichts gebucht.")


def test_a_door_says_when_it_was_last_heard(stolle: Visitor, village: Village) -> None:
    door = enrol(village.house, village.cast.benken)

    never = stolle.open("/schreibtisch")
    report(village, door)
    now = stolle.open("/schreibtisch")
    village.clock.forward(minutes=20)
    later = stolle.open("/schreibtisch")

    assert never.shows("bitte ansehen Hat sich noch nie gemeldet. Letzter Kontakt: noch nie.")
    assert now.shows("in Ordnung Verbunden. Codes kommen sofort an. Letzter Kontakt: gerade eben.")
    assert later.shows("Seit 20 Minuten nicht verbunden. Codes, die schon am Schloss liegen")
    assert later.shows("Letzter Kontakt: vor 20 Minuten.")


def test_the_week_ends_on_sunday_and_what_comes_then_stands_below(stolle: Visitor, village: Village) -> None:
    for day, name in (("2026-10-04", "Sonntagschor"), ("2026-10-05", "Montagschor")):
        evening = between(f"{day} 18:00", f"{day} 20:00")
        bookings.book(village.house, a_request(period=evening, organizer=Organizer(name, "c@example.org")))

    _, rest = stolle.open("/schreibtisch").text.split("Noch diese Woche")
    this_week, later = rest.split("Danach, in den nächsten 14 Tagen")

    assert "Sonntagschor" in this_week
    assert "Montagschor" not in this_week
    assert "Montagschor" in later


def test_a_code_lies_on_the_door_only_when_the_door_says_so(visitor: Visitor, village: Village) -> None:
    door = enrol(village.house, village.cast.benken)
    booked = bookings.book(village.house, a_request())

    promised = booking_page(visitor, booked)
    snapshots.refresh(village.house, door.id, door.hear)
    published = booking_page(visitor, booked)
    report(village, door)
    acknowledged = booking_page(visitor, booked)

    for page in (promised, published):
        assert page.shows("Haupteingang: noch nicht am Schloss")
        assert not page.shows("Haupteingang: liegt am Schloss")
    assert acknowledged.shows("Haupteingang: liegt am Schloss")


def test_what_happened_at_the_door_is_told_in_words(
    visitor: Visitor, stolle: Visitor, village: Village
) -> None:
    door = enrol(village.house, village.cast.benken)
    booked = bookings.book(village.house, a_request())

    attempt(village, door, "2026-10-02 13:52", booked, granted=False, reason="early")
    attempt(village, door, "2026-10-02 16:01", booked, granted=True, reason="ok")
    attempt(village, door, "2026-10-03 02:10", booked, granted=False, reason="expired")

    page = booking_page(visitor, booked)
    assert page.shows("Fr., 02.10.2026, 13:52 Uhr Tür-Code eingegeben, Tür blieb zu: gültig ab 16:00 Uhr.")
    assert page.shows("Fr., 02.10.2026, 16:01 Uhr Tür geöffnet mit Tür-Code.")
    assert page.shows("Sa., 03.10.2026, 02:10 Uhr Tür-Code eingegeben, Tür blieb zu: gültig bis 02:00 Uhr.")
    assert stolle.open("/schreibtisch").shows("DGH Benken Tür geöffnet mit Tür-Code.")


def test_a_revoked_code_is_not_called_gone_before_the_door_says_so(
    visitor: Visitor, village: Village
) -> None:
    door = enrol(village.house, village.cast.benken)
    booked = bookings.book(village.house, a_request())
    snapshots.refresh(village.house, door.id, door.hear)
    report(village, door)
    cancellations.cancel(village.house, booked.booking.id)

    pending = booking_page(visitor, booked)
    snapshots.refresh(village.house, door.id, door.hear)
    report(village, door)

    assert pending.shows("gesperrt, das Schloss hat es noch nicht bestätigt")
    assert booking_page(visitor, booked).shows("Haupteingang: gesperrt")
    assert not booking_page(visitor, booked).shows("noch nicht bestätigt")


def somebody(site: Flask, village: Village, role: Role) -> Visitor:
    """Herr Kunze, who holds one role at Benken, signed in."""
    here = Grant(role, village.cast.benken.municipality_id, village.cast.benken.id)
    with village.house.unit_of_work() as uow:
        uow.people.add(Person("kunze", "Herr Kunze", "kunze@example.org", (here,)), ["kunze"])
        uow.commit()
    return signed_in(site, village, "kunze")


def test_nobody_is_told_that_nothing_is_open_which_they_may_not_see(
    site: Flask, stolle: Visitor, village: Village
) -> None:
    desk = somebody(site, village, Role.KEYHOLDER).open("/schreibtisch")

    assert desk.shows("Kein Mangel ist gemeldet.")
    assert not desk.shows("Keine Kaution fehlt")
    assert stolle.open("/schreibtisch").shows("Keine Kaution fehlt, kein Mangel ist gemeldet.")


def test_a_caretaker_writes_to_an_organizer_from_the_desk(site: Flask, village: Village) -> None:
    bookings.book(village.house, a_request())
    desk = somebody(site, village, Role.CARETAKER).open("/schreibtisch")

    assert desk.link("Nachricht an").endswith("/nachricht")
    assert not desk.shows("Rechnung und Kaution")
