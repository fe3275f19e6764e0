"""Opening a door from the desk, page by page."""

import importlib

import pytest

from booking_server.services.doors import door_reports, remote_release
from booking_server.services.halls import hall_rules
from lock_agent.contract.commands import Result
from lock_agent.contract.status import DoorReport
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village


@pytest.fixture
def door(village: Village, monkeypatch: pytest.MonkeyPatch) -> PaperDoor:
    module = importlib.import_module("booking_server.web.desk.release")
    monkeypatch.setattr(module, "PATIENCE_S", 0.0)
    made = enrol(village.house, village.cast.benken)
    with village.house.unit_of_work() as uow:
        uow.doors.note(made.id, reports_online=True, last_seen_at=uow.now, session="5e5510n0")
        uow.commit()
    return made


def test_a_door_is_opened_for_a_reason_and_its_answer_is_shown(
    stolle: Visitor, village: Village, door: PaperDoor
) -> None:
    page = stolle.open(stolle.open(f"/schreibtisch/tueren/{door.id}").link("Tür jetzt öffnen"))
    without = stolle.send(page)
    assert without.status == 422
    assert without.message_at("why")

    sent = stolle.send(page, {"why": "Frau Lehmann hat ihren Zettel vergessen"})

    assert sent.shows("Der Auftrag geht gerade zur Tür.")
    assert sent.shows("Ihr Grund: Frau Lehmann hat ihren Zettel vergessen")
    command = sent.address.rpartition("/")[2]
    remote_release.note_result(village.house, door.id, Result(command, "done").to_body())
    assert stolle.open(sent.link("Nachsehen, ob die Tür geantwortet hat")).shows("Die Tür hat geöffnet.")


def test_a_door_that_is_away_says_what_opens_it_instead(
    stolle: Visitor, village: Village, door: PaperDoor
) -> None:
    page = stolle.open(f"/schreibtisch/tueren/{door.id}/oeffnen")
    village.clock.forward(minutes=5)

    late = stolle.send(page, {"why": "Zettel"})

    assert late.status == 409
    assert late.shows("nicht mit dem Netz verbunden")
    assert stolle.open(f"/schreibtisch/tueren/{door.id}/oeffnen").shows("jeder QR-Code")


def test_a_door_is_held_open_until_an_end_and_secured_again(
    stolle: Visitor, village: Village, door: PaperDoor
) -> None:
    assert "Tür offen halten" not in stolle.open(f"/schreibtisch/tueren/{door.id}").text
    weber = village.cast.frau_weber
    hall_rules.save_rules(village.house, weber, "dgh-benken", {"hold_open": ["meeting"]})
    page = stolle.open(stolle.open(f"/schreibtisch/tueren/{door.id}").link("Tür offen halten"))
    assert page.shows("öffnet die Taste # ohne Code")

    sent = stolle.send(page, {"why": "Umbau", "end": "4"})

    assert sent.shows("Der Auftrag geht gerade zur Tür.")
    assert sent.shows("Verlangt bis Mo., 28.09.2026, 16:00 Uhr")
    command = sent.address.rpartition("/")[2]
    remote_release.note_result(village.house, door.id, Result(command, "done").to_body())
    now = int(village.clock().timestamp())
    held = DoorReport("closed", "hold_open", now + 4 * 3600)
    door_reports.note_report(village.house, door.id, door.report(now, door=held), retained=False)
    shown = stolle.open(f"/schreibtisch/tueren/{door.id}")
    assert shown.shows("Offen gehalten bis Mo., 28.09.2026, 16:00 Uhr")
    assert stolle.open("/schreibtisch/tueren").shows("Offen gehalten bis")

    ended = stolle.send(stolle.open(shown.link("Offenhalten beenden")), {"why": "Lärm"})

    assert ended.shows("Offenhalten beenden")
    assert ended.shows("Der Auftrag geht gerade zur Tür.")


def test_a_hall_that_forbids_it_says_so(stolle: Visitor, door: PaperDoor) -> None:
    assert stolle.open(f"/schreibtisch/tueren/{door.id}/offenhalten").shows("Hier geht das nicht")


def test_an_alarm_and_pins_that_are_off_stand_on_the_list_and_the_page(
    stolle: Visitor, village: Village, door: PaperDoor
) -> None:
    now = int(village.clock().timestamp())
    door.happen(now, type="alarm", kind="tamper")
    door_reports.store_events(village.house, door.id, door.batch(1, 1, now))
    door_reports.note_report(
        village.house, door.id, door.report(now, door=DoorReport(pin_off=True)), retained=False
    )

    for address in ("/schreibtisch/tueren", f"/schreibtisch/tueren/{door.id}"):
        page = stolle.open(address)
        assert page.shows("Am Gehäuse der Tür hat sich jemand zu schaffen gemacht.")
        assert page.shows("Die Tür nimmt keine PINs an, bis jemand an ihr mit einem Dauer-Code öffnet.")
