"""Mails about series: every date in words, nothing in the subject that opens a door."""

from email.message import EmailMessage

from booking_server.domain.bookings import Organizer
from booking_server.notices.mail import compose
from booking_server.services import bookings, cancellations, delivery, series, series_decisions, series_offers
from tests.booking_server.series import SECOND, a_series, evening
from tests.builders import Village, a_request


def sent(village: Village) -> list[EmailMessage]:
    """What the worker would send now."""
    items = delivery.claim(village.house, ("mail",))
    delivery.done(village.house, items)
    return [mail for item in items for mail in compose(village.house, item, "dgh@example.org")]


def test_one_mail_lists_every_date_of_a_series(village: Village) -> None:
    bookings.book(village.house, a_request(period=evening(SECOND), space_slugs=("saal",)))
    sent(village)

    saved = series.save(village.house, a_series())

    (mail,) = sent(village)
    text = mail.get_content()
    assert mail["Subject"] == "Ihre Serie ist gebucht: DGH Benken"
    assert "Serie: jeden Montag, 19:00 bis 21:00 Uhr, vom 5. Oktober 2026 bis 21. Dezember 2026" in text
    assert "- Mo., 05.10.2026, 19:00 bis 21:00 Uhr: bestätigt" in text
    assert "- Mo., 12.10.2026, 19:00 bis 21:00 Uhr: belegt, Sie bekommen Bescheid (Belegt: Mo., 12." in text
    assert f"/serien/{saved.series.id}?t={saved.token}" in text


def test_who_decides_gets_one_mail_for_a_series_and_the_organizer_the_answer(village: Village) -> None:
    saved = series.save(village.house, a_series("dgh-schlamau", space_slugs=()))

    to_organizer, to_krueger = sent(village)
    assert "vorgemerkt" in to_organizer.get_content()
    assert to_krueger["To"] == "krueger@example.org"
    assert "eine Serie mit 12 Terminen wartet" in to_krueger.get_content()
    series_decisions.approve_series(
        village.house, saved.series.id, village.cast.herr_krueger, refused=[SECOND]
    )
    (answer,) = sent(village)
    assert "Ihre Serie ist bestätigt." in answer.get_content()
    assert "- Mo., 12.10.2026, 19:00 bis 21:00 Uhr: abgelehnt" in answer.get_content()


def test_a_freed_date_is_offered_by_mail_with_a_link(village: Village) -> None:
    rival = bookings.book(village.house, a_request(period=evening(SECOND), space_slugs=("saal",)))
    saved = series.save(village.house, a_series())
    cancellations.cancel(village.house, rival.booking.id)
    sent(village)

    series_offers.offer_freed(village.house, saved.series.venue_id, evening(SECOND))

    (mail,) = sent(village)
    assert mail["Subject"] == "Ein Termin Ihrer Serie ist wieder frei: DGH Benken, Mo., 12.10.2026"
    assert f"/serien/angebot/{saved.series.id}_2026-10-12." in mail.get_content()


def test_nobody_is_written_to_without_an_address(village: Village) -> None:
    series.save(village.house, a_series(organizer=Organizer("Opa Willi", phone="033849 555")))

    assert sent(village) == []
