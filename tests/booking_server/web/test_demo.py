"""The demo's doors and mailbox."""

import json
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from booking_server.web.demo.door_words import said, strike_pulses
from lock_agent.bench.panel import through
from tests.booking_server.web.conftest import MakeSite
from tests.booking_server.web.visitor import Visitor

DOOR = "/demo/tueren/dgh-benken"


class PaperSimulator:
    """Answers on a socket as the simulated doors do, and remembers what it was asked."""

    def __init__(self, path: Path) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {
            "state": {
                "powered": True,
                "online": True,
                "strike": [[1000, 1], [6000, 0]],
                "outbox": {"depth": 3, "last_seq": 7, "epoch": 1000},
                "led": "granted",
            },
            "keys": {"granted": True, "strike_ms": 5000, "reason": "ok"},
            "scan": {"granted": False, "strike_ms": 0, "reason": "forged"},
        }
        self._socket = socket.socket(socket.AF_UNIX)
        with through(path.parent) as folder:
            self._socket.bind(f"{folder}/{path.name}")
        self._socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                request = json.loads(connection.makefile("rb").readline())
                self.asked.append(request)
                answer = self.answers.get(request["op"], {"ok": True})
                connection.sendall(json.dumps(answer).encode() + b"\n")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[PaperSimulator]:
    """Simulated doors that listen."""
    paper = PaperSimulator(tmp_path / "control")
    yield paper
    paper.close()


@pytest.fixture
def demo(make_site: MakeSite, tmp_path: Path) -> Flask:
    """The site as a demo."""
    return make_site(demo=True, demo_control=tmp_path / "control")


def test_a_demo_may_lie_in_a_folder_whose_path_is_too_long_for_a_socket(
    make_site: MakeSite, tmp_path: Path
) -> None:
    deep = tmp_path / ("a" * 80) / ("b" * 80)
    deep.mkdir(parents=True)
    paper = PaperSimulator(deep / "control")

    found = make_site(demo=True, demo_control=deep / "control").test_client().get(f"{DOOR}/zustand")

    paper.close()
    assert found.json is not None
    assert found.json["outbox"]["last_seq"] == 7


def test_keys_and_codes_reach_the_door(demo: Flask, simulator: PaperSimulator) -> None:
    client = demo.test_client()

    typed = client.post(f"{DOOR}/tasten", json={"keys": "12345671#"})
    scanned = client.post(f"{DOOR}/scan", json={"text": "123"})
    client.post(f"{DOOR}/netz", json={"online": False})
    client.post(f"{DOOR}/strom", json={"on": True})
    client.post(f"{DOOR}/uhr", json={"offset_s": -3600})
    state = client.get(f"{DOOR}/zustand")

    assert typed.get_json() == {"granted": True, "strike_ms": 5000, "reason": "ok"}
    assert scanned.get_json()["reason"] == "forged"
    assert state.get_json()["powered"] is True
    assert simulator.asked == [
        {"door": "dgh-benken", "op": "keys", "keys": "12345671#"},
        {"door": "dgh-benken", "op": "scan", "text": "123"},
        {"door": "dgh-benken", "op": "network", "online": False},
        {"door": "dgh-benken", "op": "power", "on": True},
        {"door": "dgh-benken", "op": "clock", "offset_s": -3600},
        {"door": "dgh-benken", "op": "state"},
    ]


@pytest.mark.parametrize("body", [b"{", b"{}", b'{"keys": 7}', b'{"keys": null}', b"[]", b"[" * 9999])
def test_what_cannot_be_read_never_reaches_the_door(
    demo: Flask, simulator: PaperSimulator, body: bytes
) -> None:
    answer = demo.test_client().post(f"{DOOR}/tasten", data=body, content_type="application/json")

    assert answer.status_code == 400
    assert simulator.asked == []


def test_another_site_s_form_cannot_type_at_a_door(demo: Flask, simulator: PaperSimulator) -> None:
    client = demo.test_client()

    assert client.post(f"{DOOR}/tasten", data={"keys": "1#"}).status_code == 415
    assert client.post(f"{DOOR}/tasten", data='{"keys":"1#"}', content_type="text/plain").status_code == 415
    assert client.post(DOOR, data={"keys": "1#"}).status_code == 403
    assert simulator.asked == []


def test_the_door_is_typed_at_without_javascript(demo: Flask, simulator: PaperSimulator) -> None:
    visitor = Visitor(demo.test_client())
    page = visitor.open(DOOR)

    opened = visitor.send(page, {"keys": "1234 5671", "enter": "1"}, form=0)
    visitor.send(page, {"keys": "7"}, form=1)
    refused = visitor.send(page, {"scan": "0815"}, form=2)
    visitor.send(page, {"network": "0"}, form=3)
    visitor.send(page, {"power": "0"}, form=3)

    assert opened.shows("Offen: der Türöffner zieht für 5 Sekunden.")
    assert opened.shows("5,0 Sekunden")
    assert refused.shows("Bleibt zu. (Protokoll: QR-Code nicht echt.")
    asked = [{k: v for k, v in a.items() if k != "door"} for a in simulator.asked if a["op"] != "state"]
    assert asked == [
        {"op": "keys", "keys": "12345671#"},
        {"op": "keys", "keys": "7"},
        {"op": "scan", "text": "0815"},
        {"op": "network", "online": False},
        {"op": "power", "on": False},
    ]


def test_a_simulator_that_is_away_is_told_as_such(demo: Flask) -> None:
    client = demo.test_client()

    assert client.get(DOOR).status_code == 503
    assert "antwortet nicht" in client.get(DOOR).get_data(as_text=True)
    answer = client.get(f"{DOOR}/zustand")
    assert (answer.status_code, answer.get_json(force=True)["code"]) == (503, "door-silent")


def test_a_door_nobody_has_is_not_found(demo: Flask, simulator: PaperSimulator) -> None:
    simulator.answers["keys"] = {"error": "unknown door"}

    answer = demo.test_client().post("/demo/tueren/dgh-nirgendwo/tasten", json={"keys": "1#"})

    assert answer.status_code == 404


def test_a_picture_shown_too_quickly_is_held_there_until_it_is_read(
    demo: Flask, simulator: PaperSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking_server.web.demo.doors.SCANNER_PAUSE_S", 0)
    simulator.answers["scan"] = {"granted": False, "strike_ms": 0, "reason": "throttled"}

    demo.test_client().post(f"{DOOR}/scan", json={"text": "1"})

    assert [request["op"] for request in simulator.asked] == ["scan", "scan"]


def test_the_door_s_lamp_and_waiting_events_are_told_in_words(demo: Flask, simulator: PaperSimulator) -> None:
    page = Visitor(demo.test_client()).open(DOOR)

    assert page.shows("Tür offen")
    assert not page.shows("last_seq")


def test_the_strike_s_pulses_are_read_from_its_pin() -> None:
    history = [[0, 0], [1000, 1], [6000, 0], [7000, 1], [12_040, 0], [13_000, 1]]

    assert strike_pulses({"strike": history}) == ["zieht gerade", "5,0 Sekunden", "5,0 Sekunden"]
    assert strike_pulses({}) == []


def test_an_unfinished_code_is_said_to_be_unfinished() -> None:
    assert said({"granted": False, "strike_ms": 0, "reason": "incomplete"}).startswith("Taste angenommen.")


def a_mail(folder: Path, name: str, **changes: str) -> None:
    message = EmailMessage()
    message["To"] = changes.get("to", "anna@example.org")
    message["Date"] = "Mon, 28 Sep 2026 10:00:00 -0000"
    message["Subject"] = changes.get("subject", "Ihre Buchung")
    message.set_content(changes.get("text", "Guten Tag,\n\nhttp://localhost/buchungen/0?t=x\n"))
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.eml").write_bytes(bytes(message))


def test_the_mailbox_shows_what_was_sent(demo: Flask, tmp_path: Path) -> None:
    a_mail(tmp_path / "mail", "1-0", subject="Straße <b>frei</b>")
    visitor = Visitor(demo.test_client())

    box = visitor.open("/demo/postfach")
    mail = visitor.open(box.link("Straße <b>frei</b>"))

    assert mail.shows("An anna@example.org, Mo., 28.09.2026, 12:00 Uhr")
    assert mail.link("http://localhost/buchungen/0?t=x") == "http://localhost/buchungen/0?t=x"


def test_an_empty_mailbox_says_so(demo: Flask) -> None:
    assert Visitor(demo.test_client()).open("/demo/postfach").shows("Noch keine E-Mail.")


@pytest.mark.parametrize("name", ["..%2fx", "%2e%2e", "1-0.eml", "x" * 500, ".hidden"])
def test_only_mails_are_shown(demo: Flask, tmp_path: Path, name: str) -> None:
    a_mail(tmp_path / "mail", "1-0")
    (tmp_path / "x.eml").write_text("secret")

    assert demo.test_client().get(f"/demo/postfach/{name}").status_code == 404
