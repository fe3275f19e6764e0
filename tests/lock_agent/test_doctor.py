"""The technician's look at a device: each fault that was planted gets its sentence, and nothing is moved."""

import json
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from booking_server.locks import authority
from booking_server.locks.keyring import Keyring
from lock_agent import facts, identity
from lock_agent.contract.enrolling import Answer, Stage
from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.database import FILE_NAME as DATABASE
from lock_agent.doctor.device import Host
from lock_agent.inquiry import ask
from lock_agent.peers import DOOR, LINK, Peer
from lock_agent.programs.doctor import doctor
from lock_agent.programs.options import HISTORY, Options
from lock_agent.settings import profile_path
from tests.lock_agent.hall import Hall
from tests.lock_agent.server import RIGHT_PIN, enrol
from tests.lock_agent.stores import a_store, an_event
from tests.waiting import until

OWN, FOREIGN = (Keyring.from_master(bytes([number]) * 32).authority_key for number in (0, 1))
Look = Callable[..., dict[str, tuple[str, str]]]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Returns a function that looks at a device: what is found, by the name of the check."""
    (tmp_path / "rtc0").touch()
    host = Host(rtc=tmp_path / "rtc0", booted=tmp_path / "none", is_synchronised=lambda: True)

    def one(
        data: Path, *, pulses: bool = False, bench: bool = True, **changes: object
    ) -> dict[str, tuple[str, str]]:
        said: list[str] = []
        code = doctor(
            Options(data=data, bench=bench),
            as_json=True,
            pulses=pulses,
            say=said.append,
            host=replace(host, **changes),  # type: ignore[arg-type]
        )
        found = json.loads("".join(said))
        assert code == ["fine", "warning", "error"].index(found["level"])
        return {check["check"]: (check["level"], check["text"]) for check in found["checks"]}

    return one


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    """The files of an enrolled device whose programs do not run; nothing listens where its broker was."""
    data = enrol(tmp_path / "device", 1)
    with closing(a_store(data)) as store, store.transaction() as connection:
        store.append(connection, an_event())
        store.append(connection, an_event())
    return data


def certify(data: Path, port: int, *, ends: timedelta = timedelta(days=730), signer: object = OWN) -> None:
    """Give a device a certificate that ends in so much time, and the authority it is to believe."""
    key = identity.own_key(data / identity.DRAFT)
    now = datetime.now(UTC) + ends - authority.DEVICE_LIFE
    enrolment = replace(load_enrolment(data / FILE_NAME), username="", password="", port=port)
    leaf = authority.certify_device(OWN, key.public_key(), enrolment.device, now=now)
    own = authority.pem(authority.certificate(signer))  # type: ignore[arg-type]
    answer = Answer(Stage.READY, enrolment, authority.pem(leaf), own)
    identity.adopt(data, answer, data / identity.DRAFT, server="https://dgh.example.org")


def test_a_door_that_works_is_all_right_and_nothing_moves(halls: Callable[..., Hall], look: Look) -> None:
    hall = halls()
    hall.furnish()
    for is_open, word in ((True, "offen"), (False, "geschlossen")):
        hall.simulator.ask(op="contact", open=is_open)
        until(lambda: look(hall.data)["Türkontakt"] == ("fine", f"meldet „{word}“."), "the contact settled")

    found = look(hall.data)

    assert {level for level, _ in found.values()} == {"fine"}, found
    assert found["Hin und zurück"] == ("fine", "Der Server hat geantwortet.")
    assert found["Türprotokoll"][1].startswith("lückenlos")
    assert hall.strike() == []
    assert hall.enter(RIGHT_PIN)["granted"], "the door went on meanwhile"


def test_a_server_that_does_not_answer_is_told_from_a_broker_that_does(
    halls: Callable[..., Hall], look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lock_agent.doctor.device.ECHO_PATIENCE_S", 0.5)
    hall = halls()
    hall.furnish()
    hall.server.answers_time = False

    found = look(hall.data)

    assert found["Verbindung"][0] == "fine"
    assert found["Hin und zurück"][0] == "error"


@pytest.fixture
def a_link(quiet: Path) -> Iterator[Callable[..., None]]:
    """Returns a function that lets a link run on the quiet device, which answers so to whoever asks."""

    def serve(answer: dict[str, object]) -> None:
        while not is_over.wait(0.01):
            for message in peer.messages():
                peer.answer(message["by"], "echo", **answer)

    def one(**answer: object) -> None:
        serving.append(threading.Thread(target=serve, args=(answer,)))
        serving[0].start()

    serving: list[threading.Thread] = []
    is_over = threading.Event()
    with closing(Peer(quiet, LINK, DOOR)) as peer:
        yield one
        is_over.set()
        serving[0].join()


def test_a_hall_where_mqtt_is_blocked_has_nothing_to_mend_once_its_door_comes_over_https(
    quiet: Path, look: Look, a_link: Callable[..., None]
) -> None:
    a_link(up=True, now=int(time.time()), via="https")

    found = look(quiet)

    assert found["Verbindung"] == ("fine", "MQTT geht hier nicht durch, die Tür kommt über HTTPS.")
    assert found["Hin und zurück"] == ("fine", "Der Server hat geantwortet.")
    assert "Name des Servers" not in found


def test_what_is_in_the_way_of_mqtt_is_told_while_the_door_comes_no_other_way(
    quiet: Path, look: Look, a_link: Callable[..., None]
) -> None:
    a_link(up=False)

    assert look(quiet)["Verbindung"][0] == "error"


def test_a_link_says_which_way_it_comes(halls: Callable[..., Hall]) -> None:
    hall = halls()
    hall.furnish()

    answer = ask(hall.data, "doctor.sock", LINK, "echo", patience_s=5)

    assert answer is not None
    assert answer["via"] == "mqtt"


def test_parts_that_are_missing_and_an_open_housing_are_named(halls: Callable[..., Hall], look: Look) -> None:
    hall = halls()
    hall.furnish()
    hall.simulator.ask(op="tamper", open=True)
    hall.simulator.ask(op="contact", open=True)
    hall.simulator.ask(op="unplug", part="scanner")
    until(lambda: look(hall.data)["Türkontakt"] == ("fine", "meldet „offen“."), "the contact settled")

    found = look(hall.data)

    assert found["QR-Leser"] == (
        "error",
        "antwortet nicht. Prüfen Sie Stecker, Kabel und den Eintrag im Türprofil.",
    )
    assert found["Gehäusekontakt"][0] == "warning"


def test_programs_that_do_not_run_are_told_and_the_files_are_looked_at_all_the_same(
    quiet: Path, look: Look
) -> None:
    found = look(quiet)

    assert found["Programm Tür"][0] == found["Programm Verbindung"][0] == "error"
    assert found["Türprotokoll"] == ("fine", "lückenlos, 2 Meldungen warten auf den Server.")
    assert found["Schreibsicherheit"][0] == "fine"
    assert found["Verbindung"] == (
        "error",
        "127.0.0.1:1 antwortet nicht. Lässt der Anschluss Port 1 durch? Läuft der Broker?",
    )


def test_what_systemd_says_of_the_units_is_told(quiet: Path, look: Look, tmp_path: Path) -> None:
    said = {"door": "ActiveState=active\nNRestarts=0\n", "link": "ActiveState=failed\n"}

    found = look(quiet, booted=tmp_path, run=lambda *asked: said[asked[2].split("-")[1].split(".")[0]])

    assert found["Programm Tür"][1].startswith("läuft, antwortet aber nicht. Starten Sie es neu:")
    assert found["Programm Verbindung"][1].startswith("läuft nicht. Starten Sie es:")


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lambda data: (data / DATABASE).write_bytes(b"x" * 8192), "Datenbank"),
        (lambda data: edit(data, "UPDATE facts SET value = '7' WHERE name = 'durable'"), "Datenbank"),
        (lambda data: edit(data, "UPDATE events SET type = 'door' WHERE seq = 1"), "Datenbank"),
    ],
    ids=["overwritten", "a flipped bit", "a changed event"],
)
def test_a_database_that_cannot_be_believed_is_told(
    quiet: Path, look: Look, spoil: Callable[[Path], object], check: str
) -> None:
    spoil(quiet)

    level, text = look(quiet)[check]

    assert (level, text[:11]) == ("error", "beschädigt ")


def edit(data: Path, statement: str) -> None:
    import sqlite3

    with closing(sqlite3.connect(data / DATABASE)) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_card_that_takes_nothing_is_told(quiet: Path) -> None:
    """In a process of its own whose files may not grow: what a full card does."""
    doctor_ = [sys.executable, "-m", "lock_agent.cli", "doctor", "--bench", "--data", str(quiet), "--json"]

    done = subprocess.run(
        doctor_,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
        check=False,
    )

    told = {check["check"]: check["text"] for check in json.loads(done.stdout)["checks"]}
    assert done.returncode == 2
    assert told["Datenpartition"].startswith("nimmt nichts an (File too large). Die Tür öffnet weiter")


def test_a_card_with_little_room_is_told(quiet: Path, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lock_agent.doctor.storage.SCARCE", 2**60)
    assert look(quiet)["Freier Platz"][0] == "warning"

    monkeypatch.setattr("lock_agent.doctor.storage.LEAST", 2**60)
    assert look(quiet)["Freier Platz"][0] == "error"


def test_a_profile_that_is_not_safe_is_told_with_its_first_mistake(quiet: Path, look: Look) -> None:
    profile = profile_path("profile-a.toml").read_text(encoding="utf-8")
    (quiet / "door.toml").write_text(profile.replace("panic_hardware = true", "panic_hardware = false"))

    found = look(quiet)

    assert found["Türprofil"][0] == "error"
    assert "Panik" in found["Türprofil"][1]


def test_a_clock_that_is_behind_what_the_door_knows_and_one_nobody_sets_are_told(
    halls: Callable[..., Hall], look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = halls()
    hall.furnish()
    real = time.time
    hall.server.now = lambda: int(real())
    monkeypatch.setattr("lock_agent.doctor.clock.time.time", lambda: real() - 3630)

    found = look(hall.data, is_synchronised=lambda: False, rtc=hall.data / "none")

    assert found["Zeit-Untergrenze"] == (
        "error",
        "Die Systemuhr geht 60 Minuten nach. Stellen Sie sie: chronyc makestep.",
    )
    assert (found["Zeit vom Server"][0], found["Batterieuhr"][0]) == ("error", "fine")
    (hall.data / "door.toml").write_text(profile_path("profile-a.toml").read_text(encoding="utf-8"))
    assert look(hall.data, bench=False, rtc=hall.data / "none")["Batterieuhr"][0] == "error"
    assert found["Zeit aus dem Netz"][0] == "warning"


def test_a_door_that_has_once_known_a_later_time_is_told_apart_from_a_clock_that_is_behind(
    halls: Callable[..., Hall], look: Look
) -> None:
    hall = halls()
    hall.furnish()
    real = time.time
    hall.server.now = lambda: int(real()) - 7200

    found = look(hall.data)

    level, text = found["Zeit-Untergrenze"]
    assert level == "error"
    assert re.match("Die Tür hält es für 1(19|20) Minuten später, als der Server sagt", text)
    assert "Uhr der Tür" in found


def test_a_certificate_past_half_of_its_life_and_one_that_ended_are_told(quiet: Path, look: Look) -> None:
    certify(quiet, 1, ends=timedelta(days=100))
    assert look(quiet)["Zertifikat"][0] == "warning"

    certify(quiet, 1, ends=timedelta(days=-1))
    level, text = look(quiet)["Zertifikat"]
    assert (level, text[:14]) == ("error", "abgelaufen am ")


def test_a_device_that_is_no_door_is_told_how_to_become_one(tmp_path: Path, look: Look) -> None:
    empty = tmp_path / "device"
    empty.mkdir()

    assert look(empty)["Anmeldung"][1] == (
        f"fehlt. Melden Sie das Gerät an: dorfschluessel-agent enrol --data {empty} --server https://…"
    )


@pytest.mark.parametrize("broken", ["garbage", "another key"])
def test_a_key_of_its_own_that_is_broken_is_not_laid_at_the_brokers_door(
    quiet: Path, look: Look, broken: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as broker:
        certify(quiet, broker.getsockname()[1])
        key = Path(load_enrolment(quiet / FILE_NAME).key_file)
        key.unlink()
        if broken == "garbage":
            key.write_text("garbage", encoding="ascii")
        else:
            identity.own_key(key)

        found = look(quiet)

    assert found["Zertifikat"][0] == "error"
    assert found["Zertifikat"][1].startswith("Zertifikat oder Schlüssel ist nicht lesbar")
    assert found["Verbindung"][0] == "fine"
    assert "Verschlüsselung" not in found


@pytest.fixture
def broker_at(mosquitto: Path, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Callable[..., int]]:
    """Returns a function that starts our broker, which believes the devices of an authority; its port."""
    folder = tmp_path / "broker"
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    made = authority.certify_broker(OWN, key.public_key(), ["127.0.0.1"], now=datetime.now(UTC))
    (folder / "b.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "b.crt").write_text(authority.pem(made))
    running: list[subprocess.Popen[bytes]] = []

    def one(believes: object) -> int:
        port = free_port()
        (folder / "ca.crt").write_text(authority.pem(authority.certificate(believes)))  # type: ignore[arg-type]
        (folder / "conf").write_text(
            f"listener {port} 127.0.0.1\ncafile {folder}/ca.crt\ncertfile {folder}/b.crt\n"
            f"keyfile {folder}/b.key\nrequire_certificate true\nuse_identity_as_username true\nuser root\n"
        )
        running.append(subprocess.Popen([mosquitto, "-c", folder / "conf"], stderr=subprocess.DEVNULL))
        return port

    yield one
    for broker in running:
        broker.terminate()
        broker.wait(5)


@pytest.mark.parametrize(
    ("believes", "said"),
    [
        ((OWN, OWN), "Server und Gerät erkennen einander."),
        ((FOREIGN, OWN), "Das ist nicht unser Server"),
        ((OWN, FOREIGN), "Der Server weist dieses Gerät ab."),
    ],
    ids=["right", "a wrong server", "a device shut out"],
)
def test_who_does_not_believe_whom_is_told(
    quiet: Path,
    look: Look,
    broker_at: Callable[..., int],
    *,
    believes: tuple[object, object],
    said: str,
) -> None:
    certify(quiet, broker_at(believes[1]), signer=believes[0])
    until(lambda: look(quiet)["Verbindung"][0] == "fine", "the broker accepts")

    level, text = look(quiet)["Verschlüsselung"]

    assert (level == "fine") is (said[:10] == "Server und")
    assert text.startswith(said)


def test_a_broker_that_speaks_no_tls_is_not_taken_for_one_that_shuts_the_device_out(
    quiet: Path, look: Look
) -> None:
    def hang_up() -> None:
        caller, _ = listener.accept()
        with caller:
            caller.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listening = threading.Thread(target=hang_up)
        listening.start()
        certify(quiet, listener.getsockname()[1], signer=OWN)

        level, text = look(quiet)["Verschlüsselung"]
        listening.join()

    assert level == "error"
    assert "spricht unverschlüsselt" in text


def test_the_strike_moves_only_when_it_is_asked_for_and_that_is_recorded_first(
    quiet: Path, look: Look
) -> None:
    look(quiet)
    assert not (quiet / HISTORY).exists()

    assert look(quiet, pulses=True)["Probe-Öffnen"][0] == "fine"

    assert (quiet / HISTORY).exists()
    with closing(a_store(quiet)) as store:
        assert [row[0] for row in store.reader.execute("SELECT type FROM events")][2:] == ["strike"]


def test_a_door_that_runs_keeps_its_strike(halls: Callable[..., Hall], look: Look) -> None:
    hall = halls()
    hall.furnish()

    assert look(hall.data, pulses=True)["Probe-Öffnen"][0] == "error"
    assert hall.strike() == []


def test_a_machine_without_pins_is_said_once_and_no_cable_is_blamed(
    quiet: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lgpio", None)
    (quiet / "door.toml").write_text(profile_path("profile-a.toml").read_text(encoding="utf-8"))

    found = look(quiet, bench=False)

    assert found["Pins"] == (
        "error",
        "Das Paket lgpio fehlt, das die Pins eines Raspberry Pi bedient."
        " An einem Rechner ohne Pins nehmen Sie --bench.",
    )
    assert "Tastenfeld" not in found
    assert "Türöffner" not in found
    assert found["QR-Leser"][0] == "error", "a USB cable is a cable"


def test_a_card_that_failed_before_is_told(quiet: Path, look: Look) -> None:
    with closing(a_store(quiet)) as store, store.transaction() as connection:
        facts.write(connection, "generation", 2)

    assert look(quiet)["Speicher"][0] == "warning"


def test_it_says_so_in_german_and_shows_no_secret(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from lock_agent.cli import main

    code = main(["doctor", "--bench", "--data", str(quiet)])

    said = capsys.readouterr().out
    assert code == 2
    assert "Fehler      Verbindung: " in said
    assert said.endswith("Bitte beheben Sie die Fehler und prüfen Sie danach noch einmal.\n")
    assert bytes(range(32)).hex() not in said
    assert "geheim" not in said
