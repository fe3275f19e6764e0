"""Deciding on the desk and from a mail, naming deputies, saying who is asked."""

import threading
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.people import Grant, Role
from booking_server.domain.uses import Purpose, Use
from booking_server.jobs.mail import MailWork
from booking_server.notices.mail import MailboxSender
from booking_server.services.bookings import bookings
from booking_server.services.desk import digests
from booking_server.services.people import people
from booking_server.services.requests import mail_decisions
from booking_server.services.series import series, series_mail_decisions
from calendars.period import Period
from tests.booking_server.series import a_series
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor, address_in
from tests.builders import WEDDING, Village, a_request
from tests.mails import text_of


def status(village: Village, booking_id: str) -> BookingStatus:
    with village.house.reading() as uow:
        return uow.bookings.get(booking_id).status


def later(days: int) -> Period:
    """The wedding's hours some days after it."""
    return Period(WEDDING.start + timedelta(days=days), WEDDING.end + timedelta(days=days))


def waiting_of(village: Village, series_id: str) -> int:
    """How many dates of a series wait for a decision."""
    with village.house.reading() as uow:
        return sum(one.status is BookingStatus.REQUESTED for one in uow.bookings.of_series(series_id))


def mail_to(village: Village, folder: Path, receiver: str) -> str:
    """Send what is promised; return the text of the newest mail to somebody."""
    MailWork(village.house, MailboxSender(folder), "dgh@example.org", threading.Event()).keep_promises()
    found = [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]
    return [text_of(message) for message in found if message["To"] == receiver][-1]


@pytest.fixture
def clerk(site: Flask, village: Village) -> Visitor:
    """Frau Amt of the municipality, signed in."""
    grant = Grant(Role.CLERK, village.cast.municipality.id)
    amt = people.add_person(village.house, None, name="Frau Amt", email="amt@example.org", grant=grant)
    return signed_in(site, village, amt.id)


def test_one_tap_from_the_daily_mail(visitor: Visitor, village: Village, tmp_path: Path) -> None:
    booking = bookings.book(village.house, a_request("dgh-schlamau")).booking
    digests.promise_all(village.house)
    text = mail_to(village, tmp_path, "krueger@example.org")
    address = address_in(text[text.index("Hochzeit") :])

    looked = visitor.open(address)
    visitor.open(address)

    assert status(village, booking.id) is BookingStatus.REQUESTED
    assert looked.shows("Anna Lehmann")
    done = visitor.send(looked, {"reason": "Viel Freude!"}, button="zusagen")
    assert (done.status, status(village, booking.id)) == (200, BookingStatus.CONFIRMED)
    assert done.shows("Danke! Ihre Entscheidung ist gespeichert.")
    late = visitor.send(looked, button="absagen")
    assert (late.status, status(village, booking.id)) == (409, BookingStatus.CONFIRMED)
    assert late.shows("Diese Anfrage wurde schon zugesagt: am Mo., 28.09.2026, 12:00 Uhr von Herr Krüger.")
    assert visitor.open(address).shows("Über diese Anfrage ist schon entschieden.")


def test_a_forged_link_shows_nothing(visitor: Visitor) -> None:
    assert visitor.open("/entscheiden/" + "0" * 16 + "-1-2.abc").status == 404


def test_a_series_is_decided_with_one_tap_from_the_daily_mail(
    visitor: Visitor, krueger: Visitor, village: Village, tmp_path: Path
) -> None:
    made = series.save(village.house, a_series("dgh-schlamau", space_slugs=())).series
    digests.promise_all(village.house)
    address = address_in(mail_to(village, tmp_path, "krueger@example.org"))
    desk = krueger.open(f"/schreibtisch/serien/{made.id}")

    looked = visitor.open(address)

    assert looked.shows("Bitte entscheiden Sie über alle zusammen")
    assert looked.shows("Mo., 21.12.2026, 19:00 bis 21:00 Uhr")
    assert waiting_of(village, made.id) == 12
    assert visitor.send(looked, button="zusagen").shows("Danke! Ihre Entscheidung ist gespeichert.")
    assert waiting_of(village, made.id) == 0
    late = visitor.send(looked, button="absagen")
    said = "Diese Serie wurde schon zugesagt: am Mo., 28.09.2026, 12:00 Uhr von Herr Krüger."
    assert (late.status, late.shows(said)) == (409, True)
    assert krueger.send(desk, button="absagen").shows(said)
    closed = visitor.open(address)
    assert closed.shows("Über diese Serie ist schon entschieden.")
    assert not closed.shows("Anna Lehmann")


def test_a_link_that_is_two_weeks_old_does_not_say_it_decided(visitor: Visitor, village: Village) -> None:
    house, krueger = village.house, village.cast.herr_krueger
    booking = bookings.book(house, a_request("dgh-schlamau", later(60))).booking
    made = series.save(house, a_series("dgh-schlamau", space_slugs=())).series
    urls = (
        mail_decisions.decision_url(house, booking, krueger),
        series_mail_decisions.decision_url(house, made.id, krueger),
    )
    looked = [visitor.open(address_in(url)) for url in urls]
    village.clock.forward(days=14)

    answers = [visitor.send(page, button="zusagen") for page in looked]

    assert [page.shows("Dieser Link gilt nicht mehr") for page in answers] == [True, True]
    assert not any(page.shows("gespeichert") for page in answers)


def test_the_queue_decides_and_comes_back_to_itself(krueger: Visitor, village: Village) -> None:
    booking = bookings.book(village.house, a_request("dgh-schlamau")).booking
    queue = krueger.open("/schreibtisch/anfragen")
    assert queue.shows("1 Anfrage wartet auf Sie.")
    assert queue.shows("Heute eingegangen.")

    after = krueger.send(queue, {"reason": "Leider belegt"}, button="absagen")

    assert after.address == f"/schreibtisch/anfragen?entschieden={booking.id}"
    assert after.shows("Abgesagt")
    assert after.shows(f"Die Nachricht geht an {booking.organizer.email}.")
    assert not krueger.open("/schreibtisch/anfragen?entschieden=0000000000000000").shows("Abgesagt")
    assert after.shows("Nichts zu tun. Alle Anfragen sind entschieden.")
    assert status(village, booking.id) is BookingStatus.REJECTED


def test_the_queue_can_be_narrowed(krueger: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request("dgh-schlamau"))

    assert krueger.open("/schreibtisch/anfragen?haus=dgh-schlamau&nur=meine").shows("Anna Lehmann")
    assert not krueger.open("/schreibtisch/anfragen?haus=dgh-benken").shows("Anna Lehmann")


def test_a_deputy_is_named_told_and_ended(
    site: Flask, krueger: Visitor, village: Village, tmp_path: Path
) -> None:
    page = krueger.open("/schreibtisch/vertretung")
    named = {"name": "Vera Vogt", "email": "vogt@example.org", "last_day": "2026-10-31"}

    after = krueger.send(page, named, form=-2)

    assert after.shows("Vera Vogt für Herr Krüger")
    assert after.shows("DGH Schlamau, bis Sa., 31.10.2026")
    assert "Bis einschließlich Sa., 31.10.2026" in mail_to(village, tmp_path, "vogt@example.org")
    with village.house.reading() as uow:
        vera = uow.people.by_email("vogt@example.org")
    assert vera is not None
    bookings.book(village.house, a_request("dgh-schlamau"))
    assert signed_in(site, village, vera.id).open("/schreibtisch/anfragen").shows("1 Anfrage wartet auf Sie.")
    assert krueger.send(after, form=0).shows("Zurzeit ist niemand benannt.")


def test_what_is_wrong_with_a_deputy_is_told_at_the_field(krueger: Visitor) -> None:
    page = krueger.open("/schreibtisch/vertretung")

    wrong = krueger.send(page, {"name": "Vera", "email": "x", "last_day": ""}, form=-2)

    assert (wrong.status, wrong.typed("name")) == (422, "Vera")
    assert wrong.message_at("email")


def test_who_wants_every_request_at_once_gets_it(krueger: Visitor, village: Village, tmp_path: Path) -> None:
    page = krueger.open("/schreibtisch/vertretung")

    assert krueger.send(page, button="1").shows("Sie bekommen jede Anfrage sofort")
    bookings.book(village.house, a_request("dgh-schlamau"))
    assert "/entscheiden/" in mail_to(village, tmp_path, "krueger@example.org")


def test_the_clerk_says_who_is_asked(clerk: Visitor, village: Village) -> None:
    halls = clerk.open("/schreibtisch/haeuser")
    page = clerk.open(halls.link("Zusagen von DGH Schlamau"))
    krueger = village.cast.herr_krueger.id

    after = clerk.send(
        page, {"purpose": "meeting", "step_1": f"person:{krueger}", "step_2": "role:clerk"}, form=-2
    )

    assert after.shows("Versammlung oder Sitzung, alle")
    assert after.shows("Herr Krüger Verwaltung")
    asked = bookings.book(village.house, a_request("dgh-schlamau", use=Use(Purpose.MEETING))).booking
    assert clerk.open("/schreibtisch/anfragen").shows("Herr Krüger: wird gerade gefragt")
    assert status(village, asked.id) is BookingStatus.REQUESTED
    assert not clerk.send(after, form=0).shows("Versammlung oder Sitzung, alle")


def test_how_long_a_hall_waits_is_told_in_days(clerk: Visitor) -> None:
    page = clerk.open("/schreibtisch/zusagen/dgh-schlamau")

    wrong = clerk.send(page, {"silence": "viele"})
    right = clerk.send(page, {"silence": "5", "request_ends": "14"})

    assert (wrong.status, wrong.typed("silence")) == (422, "viele")
    assert (right.typed("silence"), right.typed("request_ends")) == ("5", "14")


def test_a_step_somebody_made_up_is_refused(clerk: Visitor) -> None:
    page = clerk.open("/schreibtisch/zusagen/dgh-schlamau")

    assert clerk.send(page, {"step_1": "person:somebody"}, form=-2).status == 422


def test_the_organizer_sees_how_far_a_request_has_come(
    site: Flask, clerk: Visitor, krueger: Visitor, village: Village
) -> None:
    page = clerk.open("/schreibtisch/zusagen/dgh-schlamau")
    clerk.send(page, {"step_1": "role:district_head", "step_2": "role:clerk"}, form=-2)
    clerk.send(page, {"silence": "3", "request_ends": "10"})
    booked = bookings.book(village.house, a_request("dgh-schlamau"))
    krueger.send(krueger.open("/schreibtisch/anfragen"), button="zusagen")

    shown = clerk.open(f"/buchungen/{booked.booking.id}?t={booked.token}")
    told = site.test_client().get(
        f"/api/v1/bookings/{booked.booking.id}", headers={"Authorization": f"Bearer {booked.token}"}
    )

    assert shown.shows("1 von 2 Zusagen liegen vor.")
    assert shown.shows("Ohne Antwort verfällt die Anfrage am Do., 08.10.2026, 12:00 Uhr.")
    assert told.get_json()["approval"] == {
        "steps": 2,
        "said_yes": 1,
        "since": "2026-09-28T10:00:00Z",
        "expires_at": "2026-10-08T10:00:00Z",
    }
