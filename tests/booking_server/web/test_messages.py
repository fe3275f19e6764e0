"""Writing to organizers: a look first, then it leaves, once, to whom was shown, and it is written down."""

import pytest

from booking_server.domain import messages as rules
from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import TooManyRequests
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings
from booking_server.services.operation.retention import keep_terms
from booking_server.services.promises import delivery
from booking_server.storage.repositories.desk_messages import DeskMessage
from booking_server.storage.tables import audit, desk_messages
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request, between
from tests.mails import text_of

FORM = "/schreibtisch/nachrichten"
HOSTILE = "Heizung kaputt <b>sehr</b>\n\n.\n{{ 7*7 }}\nBcc: alle@example.org"
OCTOBER = {
    "hall": "dgh-benken",
    "first": "2026-10-01",
    "last": "2026-10-31",
    "subject": "Heizung\r\nBcc: x@example.org",
    "text": HOSTILE,
}


def booked(village: Village, day: str, name: str, email: str = "", phone: str = "") -> str:
    """A booking of Benken by somebody."""
    period = between(f"2026-{day} 18:00", f"2026-{day} 20:00")
    request = a_request(period=period, organizer=Organizer(name, email, phone))
    return bookings.book(village.house, request).booking.id


def october(village: Village) -> None:
    """Two of Anna's evenings and one of Bernd's; Carla has no address, Dora comes in November."""
    booked(village, "10-05", "Anna", "anna@example.org")
    booked(village, "10-06", "Anna", "ANNA@example.org")
    booked(village, "10-07", "Bernd", "bernd@example.org")
    booked(village, "10-08", "Carla", phone="033849 5555")
    booked(village, "11-05", "Dora", "dora@example.org")


def mails(village: Village) -> dict[str, str]:
    """Whom the desk wrote and what; the other mails are sent and forgotten."""
    found = {}
    for item in delivery.claim(village.house, ("mail",), limit=50):
        if item.payload["template"] == "desk_message":
            for mail in compose(village.house, item, "dorf@example.org"):
                assert mail["Bcc"] is None
                found[mail["To"]] = f"{mail['Subject']}\n{text_of(mail)}"
        delivery.done(village.house, [item])
    return found


def looked(stolle: Visitor, **changes: str) -> Page:
    """The page that shows what would leave."""
    return stolle.send(stolle.open(FORM), OCTOBER | changes, button="ansehen")


def test_a_message_reaches_each_organizer_once_after_a_look(stolle: Visitor, village: Village) -> None:
    october(village)

    seen = looked(stolle)

    assert seen.shows("An 2 Personen: Anna (anna@example.org), Bernd (bernd@example.org)")
    assert seen.shows("Ohne E-Mail-Adresse, bitte anrufen: Carla, 033849 5555")
    assert seen.shows("Heizung kaputt <b>sehr</b>")
    assert "<b>sehr" not in seen.html
    assert mails(village) == {}
    assert stolle.send(seen, button="abschicken").shows("Abgeschickt: 2 E-Mails")
    sent = mails(village)
    assert sorted(sent) == ["anna@example.org", "bernd@example.org"]
    assert HOSTILE in sent["anna@example.org"].replace("\r\n", "\n")
    assert "DGH Benken: Heizung Bcc: x@example.org" in sent["bernd@example.org"]
    assert "Mo., 05.10.2026, 18:00 bis 20:00 Uhr" in sent["anna@example.org"]
    assert "PIN" not in sent["anna@example.org"]


def test_sent_twice_a_message_leaves_once(stolle: Visitor, village: Village) -> None:
    october(village)
    seen = looked(stolle)

    for _ in range(2):
        assert stolle.send(seen, button="abschicken").shows("Abgeschickt: 2 E-Mails")

    with village.house.reading() as uow:
        assert len(uow.connection.execute(desk_messages.select()).all()) == 1
    assert len(mails(village)) == 2


def test_who_goes_back_and_changes_what_was_sent_sends_another_message(
    stolle: Visitor, village: Village
) -> None:
    october(village)
    seen = looked(stolle)
    stolle.send(seen, button="abschicken")
    assert len(mails(village)) == 2

    changed = stolle.send(seen, button="1")
    again = stolle.send(changed, {"text": "Sie geht wieder."}, button="ansehen")

    assert stolle.send(again, button="abschicken").shows("Abgeschickt: 2 E-Mails")
    sent = mails(village)
    assert sorted(sent) == ["anna@example.org", "bernd@example.org"]
    assert "Sie geht wieder." in sent["anna@example.org"]


def test_who_booked_meanwhile_is_shown_before_anything_leaves(stolle: Visitor, village: Village) -> None:
    october(village)
    seen = looked(stolle)
    booked(village, "10-09", "Emil", "emil@example.org")

    again = stolle.send(seen, button="abschicken")

    assert again.status == 409
    assert again.shows("An 3 Personen")
    assert mails(village) == {}
    assert stolle.send(again, button="abschicken").shows("Abgeschickt: 3 E-Mails")


def test_going_back_to_change_it_keeps_what_was_typed(stolle: Visitor, village: Village) -> None:
    october(village)

    page = stolle.send(looked(stolle), button="1")

    assert (page.typed("last"), page.typed("subject")) == ("2026-10-31", "Heizung Bcc: x@example.org")
    assert page.shows("Heizung kaputt")


def test_mistakes_are_said_at_their_fields(stolle: Visitor, village: Village) -> None:
    october(village)

    assert looked(stolle, subject=" ").message_at("subject")
    assert looked(stolle, text=" \n").message_at("text")
    assert looked(stolle, first="2026-11-01").message_at("last")
    assert looked(stolle, last="morgen").message_at("last")
    assert looked(stolle, first="2027-01-01", last="2027-01-02").shows("Es gibt niemanden mit E-Mail-Adresse")


def test_one_organizer_is_written_to_from_the_booking(stolle: Visitor, village: Village) -> None:
    booking = booked(village, "10-05", "Anna", "anna@example.org")
    page = stolle.open(stolle.open(f"/schreibtisch/buchungen/{booking}").link("Nachricht schreiben"))

    seen = stolle.send(page, {"subject": "Schlüssel", "text": "Bitte um 17 Uhr."}, button="ansehen")
    done = stolle.send(seen, button="abschicken")

    assert done.shows("Abgeschickt: 1 E-Mail")
    assert (
        "Frau Stolle schreibt Ihnen zu Ihrer Buchung:\n\nBitte um 17 Uhr."
        in mails(village)["anna@example.org"]
    )


def test_what_left_is_written_down_without_its_words_and_goes_after_its_term(
    stolle: Visitor, village: Village
) -> None:
    october(village)
    stolle.send(looked(stolle), button="abschicken")

    with village.house.reading() as uow:
        (row,) = uow.connection.execute(audit.select().where(audit.c.action == "message_sent")).all()
    assert (row.actor, row.subject) == (village.cast.frau_stolle.id, village.cast.benken.id)
    assert row.details["mails"] == 2
    assert "Heizung" not in str(row.details)
    assert stolle.open(FORM).shows("DGH Benken, 2 E-Mails")
    village.clock.forward(days=181)
    keep_terms(village.house)
    with village.house.reading() as uow:
        assert uow.connection.execute(desk_messages.select()).all() == []


def test_a_hall_that_wrote_to_everybody_today_waits_until_tomorrow(stolle: Visitor, village: Village) -> None:
    october(village)
    cast, now = village.cast, village.clock.now
    with village.house.unit_of_work() as uow:
        town, hall, author = cast.municipality.id, cast.benken.id, cast.frau_stolle.id
        most = rules.MOST_MAILS_A_DAY - 1
        uow.desk_messages.add(DeskMessage("0" * 16, town, hall, None, author, now, "a", "b", most))
        uow.commit()

    refused = stolle.send(looked(stolle), button="abschicken")

    assert refused.status == 429
    assert refused.shows("Von diesem Haus gehen höchstens 300 E-Mails am Tag ab")
    assert mails(village) == {}
    village.clock.forward(hours=25)
    assert stolle.send(looked(stolle), button="abschicken").shows("Abgeschickt: 2 E-Mails")


def test_nobody_writes_all_the_time() -> None:
    rules.messages_are_few(19, 298, 2)
    for written, today, more in ((20, 0, 1), (0, 299, 2)):
        with pytest.raises(TooManyRequests):
            rules.messages_are_few(written, today, more)


def test_nobody_writes_to_organizers_of_somebody_elses_hall(krueger: Visitor, village: Village) -> None:
    booking = booked(village, "10-05", "Anna", "anna@example.org")
    one = f"/schreibtisch/buchungen/{booking}/nachricht"

    page = krueger.open(FORM)

    assert not page.shows("DGH Benken")
    assert krueger.send(page, OCTOBER, button="ansehen").status == 403
    assert krueger.open(one).status == 403
    assert mails(village) == {}


def test_whose_data_was_erased_is_not_written_to(stolle: Visitor, village: Village) -> None:
    booking = booked(village, "10-05", "Anna", "anna@example.org")
    page = stolle.open(f"/schreibtisch/buchungen/{booking}/nachricht")
    stolle.send(stolle.send(page, {"subject": "a", "text": "b"}, button="ansehen"), button="abschicken")
    with village.house.unit_of_work() as uow:
        uow.retention.anonymise_bookings([booking])
        uow.commit()

    assert mails(village) == {}
    with village.house.reading() as uow:
        assert uow.connection.execute(desk_messages.select()).all() == []
