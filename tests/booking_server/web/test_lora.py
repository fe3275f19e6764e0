"""The page of the last thread: a technician switches it on, everybody of the hall sees how far it holds."""

from flask import Flask

from booking_server.services.lora import lora, lora_bridges
from tests.booking_server.doors import enrol
from tests.booking_server.lora import EUI, RadioDoor, book, cancel
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import WEDDING, Village

DOOR = "/schreibtisch/tueren/d-benken"
PAGE = f"{DOOR}/lora"


def test_where_the_settings_name_a_network_a_door_is_switched_on_and_what_is_typed_wrong_is_said(
    site: Flask, village: Village
) -> None:
    enrol(village.house, village.cast.benken)
    weber = signed_in(site, village, village.cast.frau_weber.id)
    assert "LoRaWAN" not in weber.open(DOOR).text, "no worker has settings for it"
    assert weber.open(PAGE).status == 404
    lora_bridges.note(village.house, village.cast.municipality.id, failure="unreachable")
    shown = weber.open(weber.open(DOOR).link("LoRaWAN"))
    assert shown.shows("Letzter Faden: LoRaWAN")
    assert "Stand" not in shown.text

    wrong = weber.send(shown, {"is_on": "1", "dev_eui": "ac1f"})
    assert wrong.status == 422
    assert wrong.shows("Bitte geben Sie die DevEUI an: sechzehn Zeichen aus 0–9 und a–f.")
    assert wrong.message_at("dev_eui")
    assert wrong.typed("dev_eui") == "ac1f"

    right = weber.send(wrong, {"is_on": "1", "dev_eui": EUI})
    assert right.shows("Gesendet wird erst, wenn unser Dienst mit dem Funknetz verbunden ist.")
    assert right.shows("noch nie gehört")
    assert right.shows("nicht verbunden. Der Server ist nicht zu erreichen.")
    assert right.text.count("noch nie gemeldet") == 2
    village.clock.forward(minutes=6)
    assert weber.open(PAGE).shows("unbekannt: Kein Dienst sieht nach")
    with village.house.reading() as uow:
        known = uow.lora.of_door("d-benken")
    assert known is not None
    assert (known.is_on, known.dev_eui) == (True, EUI)

    village.clock.forward(days=8)
    weber = signed_in(site, village, village.cast.frau_weber.id)
    assert "LoRaWAN" not in weber.open(DOOR).text, "it was taken out of the settings a week ago"
    assert weber.open(PAGE).status == 404


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

    before = weber.open(PAGE)
    assert before.shows("noch nie gehört, 1 Sperre noch nicht bestätigt")
    assert before.shows("verbunden seit Mo., 28.09.2026, 12:00 Uhr")
    assert stolle.open(DOOR).shows("Ein gesperrter Code kann noch öffnen")

    radio.answer(frame.counter)

    shown = weber.open(PAGE)
    assert shown.shows("zuletzt gehört Fr., 02.10.2026, 16:00 Uhr")
    assert shown.shows(f"Nachricht {frame.counter}, die neueste")
    assert shown.shows("22 von 24 Nachrichten")
    assert shown.shows("Stand 1, nach der Uhr der Tür unterschrieben vor 30 Stunden")
    assert shown.shows("Nur über Funk gesperrt 1")
    village.clock.forward(hours=2)
    assert weber.open(PAGE).shows("unterschrieben vor 32 Stunden")
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

    silent = stolle.open(DOOR)
    assert silent.shows("Die Tür bestätigt über Funk nichts")
    assert silent.shows("ob das Funkmodul Strom und Empfang hat")
    radio.answer(0, version=0)
    lora.give_up(village.house, radio.id)
    assert stolle.open(DOOR).shows("Sie ist zu hören, nimmt aber nichts Neues an")
    shown = weber.open(PAGE)
    assert shown.shows("Zugangsdaten der Tür noch keine")
    assert shown.shows("kam etwas, das nicht von dieser Tür oder nicht neu ist")
    again = weber.send(shown, form=-2)

    assert again.shows("Wir versuchen es noch einmal")
    assert again.shows("Was der Tür zu sagen ist, geht mit der nächsten Nachricht hinaus.")
    assert not stolle.open(DOOR).shows("Die Tür bestätigt über Funk nichts")
    assert radio.promised() == (radio.id,)
