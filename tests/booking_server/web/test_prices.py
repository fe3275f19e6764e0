"""What organizers see of prices: at the hall, in the form, on the booking's page, before cancelling."""

from flask import Flask

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.money.payees import DepositWay
from booking_server.domain.uses import Purpose, Use
from booking_server.notices.texts import confirmed
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import book
from calendars.local_time import month
from tests.booking_server.services.money.test_money import has_account
from tests.booking_server.tariff_cast import BENKEN, publish
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.test_series import typed_in
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request

PARTY = {
    "extent": "haus",
    "start_date": "2026-10-10",
    "start_time": "16:00",
    "end_date": "2026-10-11",
    "end_time": "02:00",
    "purpose": "private_party",
}
ANSWERED = {**PARTY, "answer_getraenke": "nein"}
REST = {
    "occasion": "Geburtstag",
    "persons": "40",
    "name": "Anna Lehmann",
    "phone": "033849 1",
    "adult": "1",
    "house_rules": "1",
}


TABLES = """[frage.tische]
text = "Wie viele Tische?"
anzahl_bis = 20

[[zuschlag]]
text = "Tische"
je_stueck = { preis = "2,00", frage = "tische", einheit = "Tisch" }

[[befreiung]]"""


def the_form(visitor: Visitor) -> Page:
    return visitor.open("/hallen/dgh-benken/buchen")


def test_the_page_of_a_hall_states_its_prices(visitor: Visitor, village: Village) -> None:
    assert not visitor.open("/hallen/dgh-benken").shows("Was kostet es?")

    publish(village)

    page = visitor.open("/hallen/dgh-benken")
    assert page.shows("Haus, private Nutzung: 45,00 € je Tag")
    assert page.shows("Endreinigung: 25,00 € pauschal, bei Bedarf")
    assert page.shows("Kaution: 100,00 €")
    assert page.shows("Stornieren: bis 3 Tage vorher kostenlos; später 50 % des Gesamtpreises.")


def test_the_price_is_shown_before_booking_and_everything_typed_stays(
    visitor: Visitor, village: Village
) -> None:
    publish(village)

    page = visitor.send(the_form(visitor), {**ANSWERED, "name": "Anna Lehmann"}, button="preis")

    assert page.status == 200
    assert page.shows("Haus, private Nutzung 45,00 €")
    assert page.shows("Summe 45,00 €")
    assert page.shows("Kaution: 100,00 €")
    assert page.typed("name") == "Anna Lehmann"
    assert page.typed("answer_getraenke") == "nein"
    with village.house.reading() as uow:
        assert uow.occupancy.of_venue(village.cast.benken.id, month(2026, 10)) == ()


def test_without_times_the_price_names_what_is_missing(visitor: Visitor, village: Village) -> None:
    publish(village)

    page = visitor.send(the_form(visitor), {"extent": "haus"}, button="preis")

    assert page.status == 422
    assert page.message_at("purpose")
    assert not page.shows("Summe")


def test_a_question_of_the_tariff_stands_in_the_form(visitor: Visitor, village: Village) -> None:
    publish(village)

    asked = visitor.send(the_form(visitor), PARTY, button="preis")
    sold = visitor.send(the_form(visitor), {**PARTY, "answer_getraenke": "ja"}, button="preis")
    made_up = visitor.send(the_form(visitor), {**PARTY, "answer_getraenke": "vielleicht"}, button="preis")

    assert the_form(visitor).shows("Werden Getränke verkauft?")
    assert asked.shows("Die Frage „Werden Getränke verkauft?“ ist noch nicht beantwortet.")
    assert sold.shows("Summe 90,00 €")
    assert made_up.shows("Die Frage „Werden Getränke verkauft?“ ist noch nicht beantwortet.")


def test_what_cancelling_will_cost_is_said_before_anything_is_agreed(
    visitor: Visitor, village: Village
) -> None:
    publish(village)
    said = "Stornieren: bis 3 Tage vorher kostenlos; später 50 % des Gesamtpreises."

    shown = visitor.send(the_form(visitor), ANSWERED, button="preis")
    booked = visitor.send(shown, {**ANSWERED, **REST}, button="buchen")
    season = typed_in(visitor, answer_getraenke="nein")

    assert (shown.shows(said), booked.shows(said), season.shows(said)) == (True, True, True)


def test_a_booking_s_page_shows_its_price(visitor: Visitor, village: Village) -> None:
    publish(village)

    page = visitor.send(the_form(visitor), {**ANSWERED, **REST})

    assert page.shows("Was es kostet")
    assert page.shows("Summe 45,00 €")
    assert page.shows("Jetzt müssen Sie noch nichts bezahlen.")


def test_how_a_deposit_is_paid_is_said_before_anything_is_booked(visitor: Visitor, village: Village) -> None:
    publish(village)
    unknown = visitor.send(the_form(visitor), ANSWERED, button="preis")
    has_account(village, deposit_way=DepositWay.CASH)
    in_cash = visitor.send(the_form(visitor), ANSWERED, button="preis")
    has_account(village, deposit_way=DepositWay.BANK)
    booked = visitor.send(the_form(visitor), {**ANSWERED, **REST})
    has_account(village, deposit_way=DepositWay.CASH)
    later = visitor.open(booked.address)

    assert not unknown.shows("Die Kaution")
    assert in_cash.shows("Kaution: 100,00 €. Die Kaution zahlen Sie bar bei der Übergabe.")
    assert booked.shows("Kaution: 100,00 €. Die Kaution überweisen Sie zusammen mit der Rechnung.")
    assert booked.shows("Vorher: Sie zahlen 100,00 € Kaution.")
    assert later.shows("Bei der Übergabe: Sie zahlen 100,00 € Kaution bar.")


def test_a_hall_without_tariff_says_nothing_about_prices(visitor: Visitor) -> None:
    form = the_form(visitor)
    page = visitor.send(form, {**PARTY, **REST})

    assert not form.shows("Preis berechnen")
    assert not form.shows("Was kostet es?")
    assert page.address.startswith("/buchungen/")
    assert not page.shows("Was es kostet")


def test_what_cancelling_costs_is_said_before_and_after(visitor: Visitor, village: Village) -> None:
    publish(village)
    page = visitor.send(the_form(visitor), {**ANSWERED, **REST})
    early = visitor.open(page.link("Buchung stornieren"))
    village.clock.forward(days=10)

    late = visitor.open(page.link("Buchung stornieren"))
    cancelled = visitor.send(late)

    assert early.shows("Die Stornierung ist jetzt kostenlos.")
    assert late.shows("Die Stornierung kostet jetzt 22,50 €.")
    assert cancelled.shows("Die Stornierung kostet 22,50 €.")
    assert not cancelled.shows("Summe 45,00 €")


def test_words_of_a_tariff_cannot_break_out_of_a_page(visitor: Visitor, village: Village) -> None:
    publish(village, BENKEN.replace('text = "Haus, private Nutzung"', 'text = "<script>alert(1)</script>"'))

    page = visitor.send(the_form(visitor), ANSWERED, button="preis")

    assert "<script>" not in page.html
    assert page.shows("<script>alert(1)</script>")


PRIVATE = Use(Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))
QUOTED = {
    "venue": "dgh-benken",
    "start": "2026-10-10T16:00:00+02:00",
    "end": "2026-10-11T02:00:00+02:00",
    "persons": 40,
    "purpose": "private_party",
    "answers": {"getraenke": "nein"},
}


def test_a_program_asks_for_a_price(site: Flask, village: Village) -> None:
    client = site.test_client()
    assert client.post("/api/v1/quotes", json=QUOTED).get_json() == {"quote": None}

    publish(village)

    quote = client.post("/api/v1/quotes", json=QUOTED).get_json()["quote"]
    assert (quote["total_cents"], quote["deposit_cents"], quote["is_final"]) == (45_00, 100_00, True)
    assert quote["lines"][0]["text"] == "Haus, private Nutzung"
    refused = client.post("/api/v1/quotes", json={**QUOTED, "answers": {"getraenke": 1}})
    assert (refused.status_code, refused.get_json(force=True)["code"]) == (422, "field-unreadable")


def test_a_program_sees_the_price_of_its_booking(site: Flask, village: Village) -> None:
    publish(village)
    organizer = {"name": "Anna Lehmann", "phone": "033849 1"}
    wanted = {**QUOTED, "occasion": "Fest", "organizer": organizer, "house_rules_accepted": True}

    booked = site.test_client().post("/api/v1/bookings", json=wanted)

    assert booked.status_code == 201
    assert booked.get_json()["quote"]["total_cents"] == 45_00
    assert booked.get_json()["cancellation_cents"] is None


WEEKLY = """format = 1
titel = "Entgelte"
gilt_ab = 2026-01-01
massgeblich = "nutzung"
tag = "kalendertag"
[frage.heizung]
text = "Brauchen Sie die Heizung?"
[[miete]]
text = "Regelmäßige Nutzung"
raeume = "jede-buchung"
wenn = { serie = true }
je_stunde = { preis = "3,00", takt_minuten = 60 }
[[zuschlag]]
text = "Heizung"
wenn = { antworten = { heizung = "ja" } }
pauschal = "1,00"
"""


def test_a_series_is_priced_before_it_is_booked_and_each_date_keeps_its_price(
    visitor: Visitor, village: Village
) -> None:
    publish(village, WEEKLY)

    looked = typed_in(visitor, answer_heizung="ja", exceptions="")
    booked = visitor.send(looked, button="buchen")

    assert visitor.open("/hallen/dgh-benken/serie").shows("Brauchen Sie die Heizung?")
    assert looked.shows("Zusammen 84,00 € für 12 Termine")
    assert booked.shows("Zusammen 84,00 € für 12 Termine")
    assert looked.shows("12 Termine zu je 7,00 €")
    assert booked.address.startswith("/serien/")
    with village.house.reading() as uow:
        made = uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=[BookingStatus.CONFIRMED])
        quotes = [uow.quotes.of_booking(booking.id) for booking in made]
    assert [quote.total_cents for quote in quotes if quote] == [7_00] * 12


def test_a_series_whose_price_is_open_does_not_say_that_it_costs_nothing(
    visitor: Visitor, village: Village
) -> None:
    publish(village)

    form = visitor.open("/hallen/dgh-benken/serie")
    looked = typed_in(visitor, purpose="club_activity", answer_getraenke="nein", exceptions="")

    assert not form.shows("Was kostet es?")
    assert looked.shows("12 Termine zu je 0,00 € und was noch offen ist")


def test_the_mail_tells_the_price(visitor: Visitor, village: Village) -> None:
    publish(village)
    booked = book(village.house, a_request(use=PRIVATE)).booking

    _, text = confirmed(booking_by_id(village.house, booked.id))

    assert "Preis: 45,00\xa0€, Kaution 100,00\xa0€" in text


def test_who_leaves_a_question_open_is_asked_at_it_and_nothing_typed_is_lost(
    visitor: Visitor, village: Village
) -> None:
    publish(village, BENKEN.replace("[[befreiung]]", TABLES))
    typed = {**PARTY, **REST, "answer_tische": "viele"}

    page = visitor.send(the_form(visitor), typed)
    other = {"start_date": "2026-10-17", "end_date": "2026-10-18", "purpose": "commercial"}
    commercial = visitor.send(the_form(visitor), {**typed, **other, "answer_tische": "0"})
    done = visitor.send(page, {"answer_getraenke": "nein", "answer_tische": "3", "adult": "1"})

    assert page.status == 422
    assert page.shows(
        "Bitte wählen Sie eine Antwort auf „Werden Getränke verkauft?“. Davon hängt der Preis ab."
    )
    assert page.shows("Bitte geben Sie bei „Wie viele Tische?“ eine Zahl von 0 bis 20 an.")
    assert page.by_id["answer_getraenke"]["aria-describedby"] in page.by_id
    assert page.message_at("answer_tische")
    assert page.typed("occasion") == "Geburtstag"
    assert commercial.shows("Summe 90,00 €"), "where the answer does not matter nobody has to give one"
    assert done.shows("3 × 2,00 € je Tisch")
    assert done.shows("Summe 51,00 €")


def test_who_borrows_nothing_has_nothing_to_type(visitor: Visitor, village: Village) -> None:
    publish(village, BENKEN.replace("[[befreiung]]", TABLES))

    form = the_form(visitor)
    booked = visitor.send(form, {**PARTY, **REST, "answer_getraenke": "nein", "adult": "1"})

    assert form.typed("answer_tische") == "0"
    assert booked.shows("Summe 45,00 €")


def test_all_that_is_wrong_is_said_at_once_with_the_open_question(visitor: Visitor, village: Village) -> None:
    publish(village)

    page = visitor.send(the_form(visitor), {**PARTY, **REST, "name": "", "house_rules": []})

    for wanted in ("Bitte geben Sie Ihren Namen an.", "Bitte wählen Sie eine Antwort auf", "Hausordnung zu"):
        assert page.shows(wanted), wanted


def test_a_series_asks_what_its_price_needs_before_the_preview(visitor: Visitor, village: Village) -> None:
    publish(village)

    asked = typed_in(visitor, exceptions="", extent="haus", spaces=None, purpose="other")
    looked = visitor.send(asked, {"answer_getraenke": "nein"}, button="ansehen")

    assert asked.status == 422
    assert asked.shows("Bitte wählen Sie eine Antwort auf „Werden Getränke verkauft?“.")
    assert looked.shows("Zusammen 540,00 €")


def test_a_booking_without_a_price_says_so_in_its_mail(village: Village) -> None:
    publish(village)

    booking = book(village.house, a_request(use=Use(Purpose.PRIVATE_PARTY))).booking

    text = confirmed(booking_by_id(village.house, booking.id))[1]
    assert "\nPreis: steht noch nicht fest\n" in text


def test_the_desk_answers_what_the_organizer_left_open_and_the_price_stands(
    site: Flask, visitor: Visitor, village: Village
) -> None:
    publish(village)
    weber = signed_in(site, village, village.cast.frau_weber.id)
    booked = book(village.house, a_request(use=Use(Purpose.PRIVATE_PARTY)))
    address = f"/schreibtisch/buchungen/{booked.booking.id}/preis"

    nothing = weber.send(weber.open(address), button="antworten")
    done = weber.send(nothing, {"answer_getraenke": "ja"}, button="antworten")

    assert nothing.status == 422
    assert nothing.shows("Bitte wählen Sie eine Antwort auf „Werden Getränke verkauft?“.")
    assert done.shows("Haus, gewerbliche Nutzung 90,00 €")
    assert not done.shows("Offene Frage beantworten")
    own = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")
    assert own.shows("Summe 90,00 €")
    with village.house.reading() as uow:
        assert uow.bookings.get(booked.booking.id).use.answers == (("getraenke", "ja"),)
        assert "question_answered" in [row.action for row in uow.audit.of_subject(booked.booking.id)]


def test_whoever_lives_there_learns_what_it_costs_them_and_how(visitor: Visitor, village: Village) -> None:
    everybody = 'wenn = { klasse = "privat" }\nje_tag = "45,00"'
    by_group = """wenn = { klasse = "privat", gruppe = "einwohner" }
je_tag = "45,00"

[[miete]]
text = "Haus"
raeume = "ganzes-haus"
wenn = { klasse = "privat", gruppe = "auswaertig" }
je_tag = "80,00\""""
    publish(village, BENKEN.replace(everybody, by_group))

    stranger = visitor.send(the_form(visitor), ANSWERED, button="preis")
    at_home = visitor.send(stranger, {"postcode": "14827"}, button="preis")

    assert stranger.shows("Summe 80,00 €")
    assert stranger.shows("Wer hier wohnt, zahlt 45,00 €")
    assert at_home.shows("Summe 45,00 €")
    assert "ortspreis" not in at_home.by_id
