"""What counts as a sign of life: what the device itself said, just now. And one name is one device."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from booking_server.domain.doors import MQTT, Door
from booking_server.services.doors import door_messages, door_reports, enrolments
from lock_agent.contract.errors import SignatureInvalid
from lock_agent.contract.heartbeat import Freshness, freshness_of, sign_report
from lock_agent.contract.status import Report, Status, parse_report
from lock_agent.contract.topics import Channel
from lock_agent.key_file import load_key
from lock_agent.machine import Machine
from lock_agent.reports import Reports
from lock_agent.store import Store
from tests.booking_server.devices import certify
from tests.booking_server.doors import PaperDoor
from tests.builders import Village


class SigningDoor:
    """A door with a key; `heard` is the server's time it was told last."""

    def __init__(self, village: Village, data: Path) -> None:
        cast, self.village = village.cast, village
        enrolment = certify(village.house, cast.frau_weber, cast.benken, data)
        self.enrolment = enrolment
        self.id, self.key = enrolment.device, load_key(Path(enrolment.key_file))
        self.paper = PaperDoor(self.id, village.house.keyring)
        self.number = 0

    @property
    def now(self) -> int:
        return int(self.village.clock.now.timestamp())

    def report(self, *, heard: int | None = None, creds: int = 0, **forged: object) -> bytes:
        """Return the next report, of this very moment unless told otherwise."""
        self.paper.applied["creds"] = creds
        self.number += 1
        report: Report = parse_report(self.paper.report(self.now))
        fresh = Freshness(self.now if heard is None else heard, self.number)
        return sign_report(report, forged.get("key", self.key), str(forged.get("device", self.id)), fresh)  # type: ignore[arg-type]

    def say(self, raw: bytes, *, retained: bool = False) -> None:
        """Let the broker hand a report on."""
        door_reports.note_report(self.village.house, self.id, raw, retained=retained)

    def seen(self) -> Door:
        with self.village.house.reading() as uow:
            return uow.doors.get(self.id)

    def is_online(self) -> bool:
        return self.seen().is_online(self.village.clock.now)


@pytest.fixture
def door(village: Village, tmp_path: Path) -> SigningDoor:
    return SigningDoor(village, tmp_path / "device")


def test_a_signed_report_is_a_sign_of_life_and_is_believed(door: SigningDoor) -> None:
    door.say(door.report(creds=7))

    assert door.is_online()
    assert (door.seen().applied_creds, door.seen().via, door.seen().signs) == (7, MQTT, True)


def test_a_broker_cannot_make_a_dead_door_look_alive(village: Village, door: SigningDoor) -> None:
    last, kept_back = door.report(), door.report()
    door.say(last)
    village.clock.forward(seconds=91)
    invented: list[Callable[[], None]] = [
        lambda: door.say(last),
        lambda: door.say(kept_back),
        lambda: door.say(door.paper.report(door.now)),
        lambda: door.say(door.report(), retained=True),
        lambda: door.say(door.report(heard=door.now + 3600)),
        lambda: door_reports.note_status(village.house, door.id, door.paper.status(), retained=False),
    ]
    door.paper.happen(door.now, granted=True, reason="ok")
    invented.append(
        lambda: void(door_reports.store_events(village.house, door.id, door.paper.batch(1, 1, door.now)))
    )

    for pretend in invented:
        pretend()
        assert not door.is_online()


def test_what_is_said_again_is_no_news_however_soon(village: Village, door: SigningDoor) -> None:
    before, last = door.report(), door.report()
    door.say(last)
    village.clock.forward(seconds=80)

    door.say(last)
    door.say(before)
    assert door.is_online(), "by the first time it was said"

    village.clock.forward(seconds=11)
    assert not door.is_online()


def void(_: object) -> None:
    """Take a value that says nothing."""


def test_a_forged_report_is_refused_and_recorded(village: Village, door: SigningDoor) -> None:
    forged = door.report(key=ec.generate_private_key(ec.SECP256R1()), creds=99)
    of_another = door.report(device="d-another", creds=99)
    changed = json.loads(door.report(creds=99)) | {"at": door.now + 1}

    for raw in (forged, of_another, json.dumps(changed).encode()):
        with pytest.raises(SignatureInvalid):
            door.say(raw)
        door_messages.take(village.house, door.id, Channel.REP, raw, send=lambda *_: None)

    assert (door.is_online(), door.seen().applied_creds) == (False, 0)
    with village.house.reading() as uow:
        refused = [row for row in uow.audit.of_subject(door.id) if row.action == "message_refused"]
    assert len(refused) == 3


def test_what_a_door_is_said_to_have_is_believed_of_itself_only(door: SigningDoor) -> None:
    door.say(door.report(creds=3))

    door.say(door.paper.report(door.now))
    assert door.seen().applied_creds == 3
    door.paper.applied["creds"] = 9
    door.say(door.paper.report(door.now))

    assert door.seen().applied_creds == 3


def test_a_door_that_has_just_come_back_proves_itself_with_its_second_report(door: SigningDoor) -> None:
    door.say(door.report(heard=0))
    assert not door.is_online()

    door.say(door.report())

    assert door.is_online()


def test_a_door_is_there_again_when_the_servers_clock_is_right_again(
    village: Village, door: SigningDoor
) -> None:
    village.clock.forward(days=365)
    door.say(door.report())
    village.clock.forward(days=-365)
    kept_back = door.report()

    door.say(door.report())
    assert door.is_online()

    village.clock.forward(seconds=91)
    door.say(kept_back)
    assert not door.is_online()
    door.say(door.report())
    assert door.is_online()


def test_a_device_tells_what_it_heard_last_also_of_a_clock_that_was_set_back(
    door: SigningDoor, tmp_path: Path
) -> None:
    with closing(Store(tmp_path / "device", door.enrolment, boot_id="monday")) as store:
        reports = Reports(store, Machine(), has_rtc=True)

        def heard(server_now: int) -> int:
            reports.told()
            assert reports.redeem(reports.newest_nonce, server_now)
            raw = reports.told()
            fresh = freshness_of(raw, door.id, [door.key.public_key()])
            assert fresh is not None
            return fresh.heard

        assert [heard(door.now + after) for after in (0, 30, 29)] == [door.now, door.now + 30, door.now + 30]
        assert heard(door.now + 365 * 86400) == door.now + 365 * 86400
        assert heard(door.now) == door.now


def test_a_door_of_the_version_before_is_heard_though_nothing_proves_it(
    village: Village, door: SigningDoor
) -> None:
    door.say(door.paper.report(door.now))

    assert door.is_online()
    assert not door.seen().signs


def test_another_device_in_the_doors_place_begins_without_a_past(
    village: Village, door: SigningDoor, tmp_path: Path
) -> None:
    door.say(door.report())
    minted = enrolments.mint_replacement(village.house, village.cast.frau_weber, door.id)
    assert minted.enrolment.replaces
    with village.house.unit_of_work() as uow:
        uow.doors.begin_anew(door.id, epoch=2, salt=bytes(16))
        uow.commit()

    assert (door.seen().signs, door.seen().heard, door.is_online()) == (False, 0, False)


def audited(village: Village, door: SigningDoor) -> list[str]:
    with village.house.reading() as uow:
        rows = uow.audit.of_subject(door.id)
    return [row.action for row in rows if row.action == "door_has_a_double"]


def status(session: str, boot: int, *, on: bool = True) -> bytes:
    return Status(on=on, session=session, boot=boot, v="1.0").to_body()


def test_a_copied_card_shows_when_it_was_switched_on_less_often(village: Village, door: SigningDoor) -> None:
    for session, boot in (("session-1", 41), ("session-2", 42), ("session-2", 42), ("session-3", 42)):
        door_reports.note_status(village.house, door.id, status(session, boot), retained=False)
    assert door.seen().rival_at is None

    for _ in range(3):
        door_reports.note_status(village.house, door.id, status("clone-001", 41), retained=False)
        door_reports.note_status(village.house, door.id, status("session-4", 43), retained=False)

    assert door.seen().rival_at == village.clock.now
    assert audited(village, door) == ["door_has_a_double"], "it is told once"


def test_a_copied_card_shows_when_two_journals_tell_the_same_number(
    village: Village, door: SigningDoor, tmp_path: Path
) -> None:
    clone = PaperDoor(door.id, village.house.keyring)
    door.paper.happen(door.now, granted=True, reason="ok")
    clone.journal = [*door.paper.journal]
    door.paper.happen(door.now, granted=True, reason="ok")
    clone.journal.append(replace(door.paper.journal[1], mono_ms=5))
    for _ in range(2):
        door_reports.store_events(village.house, door.id, door.paper.batch(1, 2, door.now))
    assert door.seen().rival_at is None, "what is sent again is no other"

    for _ in range(2):
        ack = door_reports.store_events(village.house, door.id, clone.batch(1, 2, door.now))

    assert ack.acked == 2
    assert door.seen().rival_at is not None
    assert audited(village, door) == ["door_has_a_double"]


def test_the_farewell_of_a_connection_that_was_followed_by_another_counts_no_more(
    village: Village, door: SigningDoor
) -> None:
    door_reports.note_status(village.house, door.id, status("session-2", 41), retained=False)
    door.say(door.report())

    door_reports.note_status(village.house, door.id, status("session-1", 41, on=False), retained=False)

    assert door.is_online()
    assert door.seen().session == "session-2"
