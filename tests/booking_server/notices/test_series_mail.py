"""Mails about series: every date in words, nothing in the subject that opens a door."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from booking_server.domain.approval import Patience, Step
from booking_server.domain.bookings import Organizer
from booking_server.domain.people import Grant, Person, Role
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.desk import digests
from booking_server.services.operation.verify import verify
from booking_server.services.people import people
from booking_server.services.promises import delivery
from booking_server.services.requests import approval_policies, mail_wishes, silence
from booking_server.services.series import series, series_decisions, series_offers
from tests.booking_server.series import SECOND, a_series, evening
from tests.builders import Village, a_request
from tests.mails import text_of


@pytest.fixture
def clerk(village: Village) -> Person:
    """Frau Amt of the municipality."""
    grant = Grant(Role.CLERK, village.cast.municipality.id)
    return people.add_person(village.house, None, name="Frau Amt", email="amt@example.org", grant=grant)


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
    text = text_of(mail)
    assert mail["Subject"] == "Ihre Serie ist gebucht: DGH Benken"
    assert "Serie: jeden Montag, 19:00 bis 21:00 Uhr, vom 5. Oktober 2026 bis 21. Dezember 2026" in text
    assert "- Mo., 05.10.2026, 19:00 bis 21:00 Uhr: bestätigt" in text
    assert "- Mo., 12.10.2026, 19:00 bis 21:00 Uhr: belegt, Sie bekommen Bescheid (Belegt: Mo., 12." in text
    assert f"/serien/{saved.series.id}?t={saved.token}" in text


def test_who_decides_hears_of_a_series_once_and_the_organizer_the_answer(village: Village) -> None:
    saved = series.save(village.house, a_series("dgh-schlamau", space_slugs=()))

    (to_organizer,) = sent(village)
    assert "vorgemerkt" in text_of(to_organizer)
    digests.promise_all(village.house)
    (digest,) = sent(village)
    assert (digest["To"], digest["Subject"]) == (
        "krueger@example.org",
        "1 Anfrage wartet auf Ihre Entscheidung: DGH Schlamau",
    )
    assert "Serie: 12 Termine, dies ist der erste" in text_of(digest)
    assert f"/entscheiden/serien/{saved.series.id}-" in text_of(digest)
    series_decisions.approve_series(
        village.house, saved.series.id, village.cast.herr_krueger, refused=[SECOND]
    )
    (answer,) = sent(village)
    assert "Ihre Serie ist bestätigt." in text_of(answer)
    assert "- Mo., 12.10.2026, 19:00 bis 21:00 Uhr: abgelehnt" in text_of(answer)


def test_who_wants_mail_at_once_decides_about_a_series_from_it(village: Village) -> None:
    mail_wishes.set_mail_at_once(village.house, village.cast.herr_krueger, wanted=True)
    series.save(village.house, a_series("dgh-schlamau", space_slugs=()))

    _, to_krueger = sent(village)

    assert to_krueger["To"] == "krueger@example.org"
    assert "bitte entscheiden Sie: Eine Serie mit 12 Terminen wartet auf Sie." in text_of(to_krueger)
    assert "/entscheiden/serien/" in text_of(to_krueger)


def test_the_next_of_a_chain_hears_of_a_series(village: Village, clerk: Person) -> None:
    chain = (Step(roles=(Role.DISTRICT_HEAD,)), Step(roles=(Role.CLERK,)))
    approval_policies.add_policy(village.house, clerk, "dgh-schlamau", group=None, purpose=None, steps=chain)
    mail_wishes.set_mail_at_once(village.house, clerk, wanted=True)
    saved = series.save(village.house, a_series("dgh-schlamau", space_slugs=()))
    sent(village)

    series_decisions.approve_series(village.house, saved.series.id, village.cast.herr_krueger)

    (to_clerk,) = sent(village)
    assert to_clerk["To"] == "amt@example.org"
    digests.promise_all(village.house)
    assert {mail["To"] for mail in sent(village)} == {"amt@example.org", "weber@example.org"}


def test_a_series_nobody_answers_is_one_mail_to_each_clerk(village: Village, clerk: Person) -> None:
    series.save(village.house, a_series("dgh-schlamau", space_slugs=()))
    sent(village)
    village.clock.forward(days=3)

    assert silence.escalate(village.house) == 1
    assert silence.escalate(village.house) == 0

    mail, other = sent(village)
    assert {mail["To"], other["To"]} == {"amt@example.org", "weber@example.org"}
    assert mail["Subject"] == "Serie wartet schon lange: DGH Schlamau, ab Mo., 05.10.2026"
    assert "bitte entscheiden Sie über diese Serie mit 12 Terminen." in text_of(mail)


def test_a_series_ends_as_the_hall_decides_and_is_told_in_one_mail(village: Village, clerk: Person) -> None:
    ends = Patience(request_ends=timedelta(days=2))
    approval_policies.set_patience(village.house, clerk, "dgh-schlamau", ends)
    saved = series.save(village.house, a_series("dgh-schlamau", space_slugs=()))
    sent(village)
    village.clock.forward(days=2)

    assert silence.end_requests(village.house) == 12
    assert silence.end_requests(village.house) == 0

    (mail,) = sent(village)
    assert (mail["To"], mail["Subject"]) == (
        saved.series.request.organizer.email,
        "Termine Ihrer Serie sind verfallen: DGH Schlamau",
    )
    assert "- Mo., 12.10.2026, 19:00 bis 21:00 Uhr: verfallen" in text_of(mail)
    assert verify(village.house) == ()


def test_a_freed_date_is_offered_by_mail_with_a_link(village: Village) -> None:
    rival = bookings.book(village.house, a_request(period=evening(SECOND), space_slugs=("saal",)))
    saved = series.save(village.house, a_series())
    cancellations.cancel(village.house, rival.booking.id)
    sent(village)

    series_offers.offer_freed(village.house, saved.series.venue_id, evening(SECOND))

    (mail,) = sent(village)
    assert mail["Subject"] == "Ein Termin Ihrer Serie ist wieder frei: DGH Benken, Mo., 12.10.2026"
    assert f"/serien/angebot/{saved.series.id}_2026-10-12." in text_of(mail)


def test_nobody_is_written_to_without_an_address(village: Village) -> None:
    series.save(village.house, a_series(organizer=Organizer("Opa Willi", phone="033849 555")))

    assert sent(village) == []
