"""The page of the last thread: a technician switches it on, everybody of the hall sees how far it holds."""

from flask import Flask

from booking_server.services import lora, lora_bridges
from tests.booking_server.doors import enrol
from tests.booking_server.lora import EUI, RadioDoor, book, cancel
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import WEDDING, Village

DOOR = "/schreibtisch/tueren/d-benken"
PAGE = f"{DOOR}/lora"


def test_a_door_is_switched_on_and_what_is_typed_wrong_is_said_at_its_field(
    site: Flask, village: Village
) -> None:
    enrol(village.house, village.cast.benken)
    weber = signed_in(site, village, village.cast.frau_weber.id)
    shown = weber.open(PAGE)
    assert shown.shows("Letzter Faden: LoRaWAN")
    assert "Stand" not in shown.text

    wrong = weber.send(shown, {"is_on": "1", "dev_eui": "ac1f"})
    assert wrong.status == 422
    assert wrong.shows("Bitte geben Sie die DevEUI an: sechzehn Zeichen aus 0–9 und a–f.")
    assert wrong.message_at("dev_eui")
    assert wrong.typed("dev_eui") == "ac1f"

    right = weber.send(wrong, {"is_on": "1", "dev_eui": EUI})
    assert right.shows("Gesperrte Codes erreichen diese Tür jetzt auch über Funk.")
    assert right.shows("noch nie gehört")
    assert right.shows("unbekannt: Kein Dienst sieht nach")
    with village.house.reading() as uow:
        known = uow.lora.of_door("d-benken")
    assert known is not None
    assert (known.is_on, known.dev_eui) == (True, EUI)


def test_the_pages_say_no_more_than_the_door_has(site: Flask, village: Village, stolle: Visitor) -> None:
    radio = RadioDoor(village, enrol(village.house, village.cast.benken))
    booking = book(village)
    village.clock.now = WEDDING.start
    radio.next_frame()
    lora_bridges.note(village.house, village.cast.municipality.id)
    cancel(village, booking)
    frame = radio.next_frame()
    assert frame is not None
    weber = signed_in(site, village, village.cast.frau_weber.id)

    assert weber.open(PAGE).shows("noch nie gehört, 1 Sperre unterwegs")
    assert weber.open(PAGE).shows("verbunden seit Fr., 02.10.2026, 16:00 Uhr")
    assert stolle.open(DOOR).shows("Ein gesperrter Code kann noch öffnen")

    radio.answer(frame.counter)

    shown = weber.open(PAGE)
    assert shown.shows("zuletzt gehört Fr., 02.10.2026, 16:00 Uhr")
    assert shown.shows(f"Nachricht {frame.counter}, die neueste")
    assert shown.shows("22 von 24 Nachrichten")
    assert shown.shows("Stand 1, unterschrieben vor 30 Stunden")
    of_hall = stolle.open(DOOR)
    assert of_hall.shows("zuletzt gehört Fr., 02.10.2026, 16:00 Uhr")
    assert not of_hall.shows("Ein gesperrter Code kann noch öffnen")


def test_a_door_that_was_given_up_stands_on_its_page_until_somebody_begins_anew(
    site: Flask, village: Village, stolle: Visitor
) -> None:
    radio = RadioDoor(village, enrol(village.house, village.cast.benken))
    cancel(village, book(village))
    lora.give_up(village.house, radio.id)
    radio.take(bytes(40))
    weber = signed_in(site, village, village.cast.frau_weber.id)

    assert stolle.open(DOOR).shows("Die Tür antwortet nicht über Funk")
    shown = weber.open(PAGE)
    assert shown.shows("kam etwas, das nicht von dieser Tür ist")
    again = weber.send(shown, form=-2)

    assert again.shows("Wir versuchen es noch einmal")
    assert not stolle.open(DOOR).shows("Die Tür antwortet nicht über Funk")
    assert radio.promised() == (radio.id,)
