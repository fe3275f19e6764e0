"""Opening a door from the desk, page by page."""

import importlib

import pytest

from booking_server.services import remote_release
from lock_agent.contract.commands import Result
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
