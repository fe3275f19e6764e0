"""Booking by form, and the page behind a booking's link."""

from datetime import UTC

import pytest
from icalendar import Calendar

from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request, between

FORM = "/hallen/dgh-benken/buchen"
FILLED_IN = {
    "extent": "haus",
    "start_date": "2026-10-02",
    "start_time": "16:00",
    "end_date": "",
    "end_time": "02:00",
    "purpose": "private_party",
    "occasion": "Hochzeit",
    "persons": "40",
    "name": "Anna Lehmann",
    "email": "",
    "phone": "033849 98765",
    "adult": "1",
    "house_rules": "1",
}


def fill_in(visitor: Visitor, address: str = FORM, **changes: object) -> Page:
    return visitor.send(visitor.open(address), {**FILLED_IN, **changes})


def bookings_made(village: Village) -> int:
    with village.house.reading() as uow:
        every = [status for status in BookingStatus if status is not BookingStatus.HELD]
        return len(uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=every))


def test_a_hall_is_booked_without_an_account(visitor: Visitor, village: Village) -> None:
    page = fill_in(visitor)

    assert page.status == 200
    assert page.address.startswith("/buchungen/")
    assert page.shows("Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr")
    assert page.shows("bestätigt")
    assert page.shows("ganzes Haus")


def test_the_page_shows_pin_qr_and_offline_pin(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())

    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")

    codes = booking_by_id(village.house, booked.booking.id).codes
    assert codes is not None
    assert page.shows(f"{codes.pin[:4]} {codes.pin[4:]}")
    assert page.shows(f"{codes.offline_pin[:4]} {codes.offline_pin[4:8]} {codes.offline_pin[8:]}")
    assert ("svg", "QR-Code zum Öffnen der Tür") in [(t, a.get("aria-label", "")) for t, a in page.elements]


def test_single_rooms_can_be_booked(visitor: Visitor) -> None:
    page = fill_in(visitor, extent="raeume", spaces=["kueche"], persons="5")

    assert page.shows("Räume Kueche")
    assert not page.shows("ganzes Haus")


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"extent": ""}, "extent-haus", "das ganze Haus oder einzelne Räume"),
        ({"extent": "raeume"}, "extent-haus", "Bitte kreuzen Sie mindestens einen Raum an."),
        ({"extent": "haus", "spaces": ["saal"]}, "extent-haus", "nur eines"),
        ({"extent": "raeume", "spaces": ["keller"]}, "extent-haus", "Diesen Raum gibt es hier nicht."),
        ({"start_date": ""}, "start_date", "Bitte geben Sie für den Beginn einen Tag an"),
        ({"start_time": "25:00"}, "start_date", "Bitte geben Sie für den Beginn eine Uhrzeit an"),
        ({"end_time": ""}, "end_time", "Bitte geben Sie für das Ende eine Uhrzeit an"),
        ({"end_date": "2026-10-01"}, "end_time", "Das Ende muss nach dem Beginn liegen."),
        ({"end_time": "16:00"}, "end_time", "Das Ende muss nach dem Beginn liegen."),
        ({"start_date": "2026-09-01"}, "start_date", "Der Beginn liegt in der Vergangenheit."),
        ({"start_date": "2029-10-02"}, "start_date", "So weit im Voraus"),
        ({"start_date": "9999-12-31"}, "start_date", "Bitte geben Sie für den Beginn einen Tag an"),
        ({"end_date": "2026-10-09"}, "end_time", "höchstens 96 Stunden (4 Tage)"),
        ({"purpose": ""}, "purpose", "Bitte wählen Sie die Art der Nutzung"),
        ({"purpose": "election"}, "purpose", "Bitte wählen Sie die Art der Nutzung"),
        ({"postcode": "1480"}, "postcode", "Eine Postleitzahl hat fünf Ziffern"),
        ({"public_title": "x" * 121, "publish": "1"}, "public_title", "Der öffentliche Titel ist zu lang"),
        ({"occasion": " "}, "occasion", "Bitte geben Sie den Anlass an"),
        ({"occasion": "x" * 201}, "occasion", "Der Anlass ist zu lang"),
        ({"persons": "viele"}, "persons", "Bitte nur eine Zahl, zum Beispiel 20."),
        ({"persons": "91"}, "persons", "fassen höchstens 90 Personen. Sie haben 91 angegeben."),
        ({"persons": "9" * 5000}, "persons", "Bitte nur eine Zahl, zum Beispiel 20."),
        ({"name": ""}, "name", "Bitte geben Sie Ihren Namen an."),
        ({"phone": ""}, "email", "E-Mail-Adresse oder eine Telefonnummer"),
        ({"email": "anna"}, "email", "Diese E-Mail-Adresse ist nicht vollständig."),
        ({"phone": "12"}, "phone", "Diese Telefonnummer ist nicht vollständig."),
        ({"adult": "0"}, "adult", "Bitte bestätigen Sie, dass Sie volljährig sind"),
        ({"house_rules": "0"}, "house_rules", "Bitte stimmen Sie der Hausordnung zu."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    visitor: Visitor, village: Village, changes: dict[str, object], field: str, message: str
) -> None:
    page = fill_in(visitor, **changes)

    assert page.status == 422
    assert page.title.startswith("Fehler: ")
    assert page.text.count(message) == 2, "once in the summary, once at the field"
    assert f'href="#{field}"' in page.html
    assert field in page.by_id
    kept = {**FILLED_IN, **{k: v for k, v in changes.items() if isinstance(v, str)}}
    for name in ("start_date", "start_time", "end_date", "end_time", "name", "email", "phone"):
        assert page.typed(name) == kept[name]
    assert bookings_made(village) == 0


def test_a_wrong_field_is_tied_to_its_message(visitor: Visitor) -> None:
    page = fill_in(visitor, occasion="", persons="", name="", phone="", house_rules="0", start_time="")

    for field in ("start_date", "start_time", "occasion", "persons", "name", "email", "house_rules"):
        assert page.message_at(field), field
    assert not page.message_at("end_time")


def test_all_mistakes_are_told_at_once(visitor: Visitor) -> None:
    page = visitor.send(visitor.open(FORM), {})

    assert page.status == 422
    assert page.html.count('<li><a href="#') == 9


def test_a_taken_time_is_refused_with_who_is_not_named(visitor: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request())

    page = fill_in(visitor, name="Bernd Fuchs")

    assert page.status == 409
    assert page.shows("Zu dieser Zeit ist schon belegt: Fr., 02.10.2026, 16:00 Uhr bis")
    assert "Lehmann" not in page.html
    assert page.typed("name") == "Bernd Fuchs"


def test_a_form_sent_twice_makes_one_booking(visitor: Visitor, village: Village) -> None:
    form = visitor.open(FORM)

    first = visitor.send(form, FILLED_IN)
    second = visitor.send(form, FILLED_IN)

    assert second.address == first.address
    assert bookings_made(village) == 1


def test_a_form_changed_and_sent_again_asks_first(visitor: Visitor, village: Village) -> None:
    form = visitor.open(FORM)
    visitor.send(form, FILLED_IN)

    again = visitor.send(form, {**FILLED_IN, "start_date": "2026-10-09"})
    then = visitor.send(again)

    assert again.status == 409
    assert again.shows("Dieses Formular haben Sie schon einmal abgeschickt")
    assert then.address.startswith("/buchungen/")
    assert bookings_made(village) == 2


def test_a_cookie_of_another_visit_loses_nothing_that_was_typed(visitor: Visitor, village: Village) -> None:
    form = visitor.open(FORM)
    visitor.client.delete_cookie("dorfschluessel")
    visitor.open(FORM)

    page = visitor.send(form, FILLED_IN)
    then = visitor.send(page)

    assert page.status == 403
    assert page.typed("name") == "Anna Lehmann"
    assert then.address.startswith("/buchungen/")
    assert bookings_made(village) == 1


def test_a_lost_cookie_at_a_hall_that_is_none_is_no_fault_of_ours(visitor: Visitor) -> None:
    answer = visitor.client.post("/hallen/gibt-es-nicht/buchen", data={"csrf_token": "x"})

    assert answer.status_code == 404


def test_the_day_picked_in_the_calendar_stands_in_the_form(visitor: Visitor) -> None:
    assert visitor.open(f"{FORM}?datum=2026-10-02").typed("start_date") == "2026-10-02"
    assert visitor.open(f"{FORM}?datum=<b>hier</b>").typed("start_date") == ""


def test_a_request_waits_without_a_code(visitor: Visitor) -> None:
    page = fill_in(visitor, "/hallen/dgh-schlamau/buchen")

    assert page.shows("Ihre Anfrage ist eingegangen")
    assert "svg" not in [tag for tag, given in page.elements if given.get("class") == "qr"]
    assert not page.shows("Tür-Code Tippen")


def test_cancelling_is_asked_first_and_looking_changes_nothing(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")

    asked = visitor.open(page.link("Buchung stornieren"))
    looked = visitor.open(page.address)
    cancelled = visitor.send(asked)

    assert asked.shows("wirklich stornieren?")
    assert looked.shows("Stand: bestätigt")
    assert cancelled.shows("Diese Buchung ist storniert")
    assert cancelled.shows("Der Tür-Code gilt nicht mehr")


@pytest.mark.parametrize("token", ["", "x", "ü", "A" * 24, "A" * 5000])
def test_a_booking_is_not_there_without_its_link(visitor: Visitor, village: Village, token: str) -> None:
    booked = bookings.book(village.house, a_request())
    other = bookings.book(village.house, a_request(period=between("2026-10-20 16:00", "2026-10-20 18:00")))

    answers = [visitor.open(f"/buchungen/{booked.booking.id}", query_string={"t": token})]
    answers.append(visitor.open(f"/buchungen/{booked.booking.id}?t={other.token}"))
    answers.append(visitor.open(f"/buchungen/{'0' * 16}?t={booked.token}"))

    assert [answer.status for answer in answers] == [404, 404, 404]
    assert len({answer.text for answer in answers}) == 1, "a wrong token looks like a wrong id"


def test_a_booking_page_leaks_its_link_nowhere(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())

    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_booking_over_cannot_be_cancelled(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    village.clock.forward(days=6)
    address = f"/buchungen/{booked.booking.id}?t={booked.token}"

    assert visitor.open(address).shows("Stand: beendet")
    assert visitor.open(address.replace("?", "/stornieren?")).shows("lässt sich nicht mehr stornieren")


def test_the_organizer_takes_the_date_into_a_calendar(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")

    answer = visitor.client.get(page.link("Termin in meinen Kalender übernehmen"))

    entry = Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert str(entry["SUMMARY"]) == "Hochzeit: DGH Benken"
    assert entry["DTSTART"].dt.astimezone(UTC) == booked.booking.period.start
    assert booked.token.encode() not in answer.data, "calendars are shared more widely than mail"


def test_what_was_typed_is_there_for_whoever_goes_back(visitor: Visitor, village: Village) -> None:
    """`no-store` would throw the form away, and `autocomplete=off` what stood in its fields."""
    page = visitor.open("/hallen/dgh-benken/buchen")

    assert page.headers["Cache-Control"] == "private, no-cache"
    for name in ("start_time", "end_time", "persons"):
        assert "autocomplete" not in page.by_id[name]


def test_an_answer_begins_where_the_eye_is(visitor: Visitor, village: Village) -> None:
    page = visitor.open("/hallen/dgh-benken/buchen")

    kept = visitor.send(page, FILLED_IN, button="halten")

    assert 'formaction="/hallen/dgh-benken/buchen#freigehalten"' in page.html
    assert kept.by_id["freigehalten"]["tabindex"] == "-1"


def hidden_steps(page: Page) -> list[bool]:
    return ["hidden" in given for tag, given in page.elements if given.get("class") == "step"]


def test_the_form_has_four_steps_and_shows_one_at_a_time(visitor: Visitor) -> None:
    first = visitor.open(FORM)
    times = {name: FILLED_IN[name] for name in ("start_date", "start_time", "end_time")}
    second = visitor.send(first, times, button="halten")
    use = {name: FILLED_IN[name] for name in ("purpose", "occasion", "persons")}
    third = visitor.send(second, use, button="weiter-3")
    fourth = visitor.send(
        third, {"name": "Anna Lehmann", "phone": "033849 98765", "adult": "1"}, button="weiter-4"
    )
    booked = visitor.send(fourth, {"house_rules": "1"})

    shown = [hidden_steps(page).index(False) + 1 for page in (first, second, third, fourth)]
    assert shown == [1, 2, 3, 4]
    assert [hidden_steps(page).count(False) for page in (first, second, third, fourth)] == [1, 1, 1, 1]
    assert second.shows("Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr , ganzes Haus")
    assert fourth.shows("Stimmt alles?")
    assert fourth.shows("Anlass Hochzeit")
    assert booked.shows("bestätigt")


def test_a_step_is_left_only_when_it_is_right(visitor: Visitor) -> None:
    second = visitor.send(visitor.open(FORM), {**FILLED_IN, "persons": "91", "name": ""}, button="weiter-3")

    assert second.status == 422
    assert second.message_at("persons")
    assert hidden_steps(second) == [True, False, True, True]
    assert not second.shows("Bitte geben Sie Ihren Namen an."), "nobody was asked for it yet"


def test_a_step_back_keeps_everything_and_judges_nothing(visitor: Visitor) -> None:
    page = visitor.send(visitor.open(FORM), {**FILLED_IN, "persons": "viele", "bei": "3"}, button="zurueck-2")

    assert page.status == 200
    assert hidden_steps(page) == [True, False, True, True]
    assert (page.typed("persons"), page.typed("name"), page.typed("end_time")) == (
        "viele",
        "Anna Lehmann",
        "02:00",
    )


def test_enter_goes_on_from_where_somebody_is(visitor: Visitor) -> None:
    for at, wanted in (("1", "weiter-2"), ("2", "weiter-3"), ("3", "weiter-4")):
        form = visitor.open(FORM)
        form.forms[-1].buttons.append(("schritt", f"zurueck-{at}"))

        page = visitor.send(form, button=f"zurueck-{at}")

        assert page.forms[-1].buttons[0] == ("schritt", wanted)


def test_for_a_taken_time_free_ones_are_offered_and_one_press_takes_them(
    visitor: Visitor, village: Village
) -> None:
    bookings.book(village.house, a_request(period=between("2026-10-02 15:00", "2026-10-02 19:00")))
    taken = visitor.send(
        visitor.open(FORM), {**FILLED_IN, "end_time": "18:00", "bei": "4", "phone": "033849 98765"}
    )
    offered = next(value for _, value in taken.forms[-1].buttons if value.startswith("zeit:"))

    moved = visitor.send(taken, button=offered)
    booked = visitor.send(moved)

    assert taken.status == 409
    assert taken.shows("Das ist stattdessen frei Ein Druck genügt.")
    assert taken.shows("Fr., 02.10.2026, 13:00 bis 15:00 Uhr")
    assert moved.shows("Diese Zeit ist für Sie freigehalten: Fr., 02.10.2026, 13:00 bis 15:00 Uhr")
    assert moved.typed("name") == "Anna Lehmann"
    assert booked.shows("bestätigt")


def test_a_time_that_was_made_up_changes_nothing(visitor: Visitor) -> None:
    page = visitor.open(FORM)
    for made_up in (
        "zeit:",
        "zeit:gestern",
        "zeit:2026-10-02 16:00 2026-10-02 18:00 <b>",
        "weiter-9",
        "zurueck-x",
    ):
        page.forms[-1].buttons.append(("schritt", made_up))

        answer = visitor.send(page, {"start_date": "", "house_rules": "0"}, button=made_up)

        assert answer.status == 422, made_up


def test_the_page_leads_to_the_door_step_by_step(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())

    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")

    codes = booking_by_id(village.house, booked.booking.id).codes
    assert codes is not None
    assert page.shows("Warten Sie, bis Ihre Zeit beginnt: Fr., 02.10.2026, 16:00 Uhr.")
    assert page.shows(f"Tippen Sie am Tastenfeld {codes.pin[:4]} {codes.pin[4:]} und danach #")
    assert any(given.get("aria-label", "").startswith("Das Tastenfeld") for _, given in page.elements)
    assert page.shows("Hinaus kommen Sie immer:")
    assert page.link("Termin in meinen Kalender übernehmen").startswith(
        f"/buchungen/{booked.booking.id}/termin.ics?t="
    )
    assert page.link("Zettel in großer Schrift drucken (PDF)").startswith(f"/buchungen/{booked.booking.id}/")


def test_a_request_that_waits_leads_to_no_door(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))

    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")

    assert not page.shows("So kommen Sie hinein")
    assert page.link("Termin in meinen Kalender übernehmen")
