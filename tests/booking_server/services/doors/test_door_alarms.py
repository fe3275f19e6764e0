"""What a door records reaches whoever must hear of it: once, in words, and never as old news."""

from email.message import EmailMessage

import pytest

from booking_server.domain.alarms import ALARMS
from booking_server.domain.people import Grant, Role
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_pages, door_reports
from booking_server.services.foundation import setup
from booking_server.services.promises import snapshots
from lock_agent.contract.status import DoorReport
from tests.booking_server.doors import PaperDoor
from tests.booking_server.services.doors.test_door_watch import mails
from tests.builders import WEDDING, Village, a_request

NIGHT = int(WEDDING.start.timestamp()) - 86400
END = int(WEDDING.end.timestamp())


def tells(village: Village, door: PaperDoor, ts: int, *, late_s: int = 0, **data: object) -> None:
    """Let the door record something and send all it has."""
    village.clock.now = village.clock.now.fromtimestamp(ts + late_s, village.clock.now.tzinfo)
    door.happen(ts, **data)
    door_reports.store_events(village.house, door.id, door.batch(1, len(door.journal), ts + late_s))


def told(village: Village) -> list[tuple[str, str]]:
    return [(str(mail["To"]), str(mail["Subject"])) for mail in mails(village)]


def on_the_desk(village: Village) -> list[str]:
    (page,) = door_pages.doors_of_person(village.house, village.cast.frau_stolle)
    return [str(event.data.get("kind") or event.data.get("fault")) for event in page.alarms]


def a_helper(village: Village, role: Role, name: str) -> str:
    """Give somebody a role at Benken; return their address."""
    town = village.cast.municipality.id
    address = f"{name}@example.org"
    grant = Grant(role, town, village.cast.benken.id)
    setup.add_person(village.house, name=name.capitalize(), email=address, grants=(grant,))
    return address


def test_an_alarm_is_told_to_the_caretaker_once(village: Village, door: PaperDoor) -> None:
    caretaker = a_helper(village, Role.CARETAKER, "kunze")

    for kind in ("forced_open", "tamper", "guessing", "pin_off", "emergency", "held_open"):
        tells(village, door, NIGHT, type="alarm", kind=kind)
        tells(village, door, NIGHT + 60, type="alarm", kind=kind)

        (mail,) = mails(village)
        assert mail["To"] == caretaker
        assert ALARMS[kind].words in mail["Subject"]
        assert ALARMS[kind].advice in mail.get_content()
        assert f"/schreibtisch/tueren/{door.id}" in mail.get_content()
        assert on_the_desk(village)[0] == kind


def test_what_is_wrong_with_the_device_is_told_to_the_technician(village: Village, door: PaperDoor) -> None:
    a_helper(village, Role.CARETAKER, "kunze")
    technician = a_helper(village, Role.TECHNICIAN, "vogel")

    for data in (
        {"type": "device", "part": "scanner", "fault": "missing"},
        {"type": "device", "part": "keypad", "fault": "stuck"},
        {"type": "lost", "cause": "storage", "generation": 2},
        {"type": "lost", "cause": "card", "count": 3},
        {"type": "clock", "quality": "untrusted", "jumped": True},
        {"type": "alarm", "kind": "untrusted_clock"},
    ):
        tells(village, door, NIGHT, **data)
        assert [to for to, _ in told(village)] == [technician], data


def test_what_is_none_wakes_nobody(village: Village, door: PaperDoor) -> None:
    for data in (
        {"type": "clock", "quality": "untrusted"},
        {"type": "clock", "quality": "ok"},
        {"type": "device", "part": "scanner", "fault": "restored"},
        {"type": "lost", "cause": "full", "count": 3},
        {"type": "boot", "unit": "door"},
        {"type": "door", "open": True},
        {"type": "alarm", "kind": "levitation"},
    ):
        tells(village, door, NIGHT, **data)

    assert told(village) == []


def test_where_nobody_has_the_task_the_people_of_the_hall_are_told(village: Village, door: PaperDoor) -> None:
    tells(village, door, NIGHT, type="alarm", kind="tamper")

    assert [to for to, _ in told(village)] == ["stolle@example.org"]


def test_old_news_wake_nobody_and_stand_on_the_desk(village: Village, door: PaperDoor) -> None:
    tells(village, door, NIGHT, late_s=61, type="alarm", kind="forced_open")

    assert told(village) == []
    (page,) = door_pages.doors_of_person(village.house, village.cast.frau_stolle)
    assert [event.is_late for event in page.alarms] == [True]


def test_what_is_sent_again_is_not_told_again(village: Village, door: PaperDoor) -> None:
    tells(village, door, NIGHT, type="alarm", kind="tamper")
    assert len(told(village)) == 1
    village.clock.forward(days=2)

    door_reports.store_events(village.house, door.id, door.batch(1, 1, NIGHT))

    assert told(village) == []


def test_a_day_later_it_is_told_again(village: Village, door: PaperDoor) -> None:
    tells(village, door, NIGHT, type="alarm", kind="guessing")
    tells(village, door, NIGHT + 23 * 3600, type="alarm", kind="guessing")
    assert len(told(village)) == 1

    tells(village, door, NIGHT + 48 * 3600, type="alarm", kind="guessing")

    assert len(told(village)) == 1


def test_two_parts_are_two_alarms_and_a_mended_one_is_none(village: Village, door: PaperDoor) -> None:
    for part in ("scanner", "keypad"):
        tells(village, door, NIGHT, type="device", part=part, fault="missing")
    assert sorted(subject.partition(": ")[2].partition(" (")[0] for _, subject in told(village)) == [
        "Das Tastenfeld antwortet nicht. Bitte Stecker und Kabel prüfen.",
        "Der QR-Leser antwortet nicht. Bitte Stecker und Kabel prüfen.",
    ]

    tells(village, door, NIGHT + 5, type="device", part="scanner", fault="restored")

    (page,) = door_pages.doors_of_person(village.house, village.cast.frau_stolle)
    assert [event.data["part"] for event in page.alarms] == ["keypad"]


def test_a_shut_door_stands_open_no_more(village: Village, door: PaperDoor) -> None:
    tells(village, door, NIGHT, type="alarm", kind="held_open")
    tells(village, door, NIGHT + 9, type="alarm", kind="tamper")
    assert on_the_desk(village) == ["tamper", "held_open"]

    tells(village, door, NIGHT + 20, type="door", open=False)
    assert on_the_desk(village) == ["tamper"]

    village.clock.forward(hours=24, seconds=1)
    assert on_the_desk(village) == []


# With a booking


@pytest.fixture
def wedding(village: Village, door: PaperDoor) -> Booked:
    made = bookings.book(village.house, a_request())
    snapshots.refresh(village.house, door.id, door.hear)
    mails(village)
    return made


def code_of(door: PaperDoor) -> str:
    assert door.creds is not None
    return door.creds.pins[0].ref


def test_guests_are_no_burglars(village: Village, door: PaperDoor, wedding: Booked) -> None:
    tells(village, door, END - 7200, type="alarm", kind="forced_open")
    assert len(told(village)) == 1, "nobody has come in yet"
    village.clock.forward(hours=3)

    door.happen(END - 3600, granted=True, reason="ok", cls="pin", cred_ref=code_of(door))
    tells(village, door, END - 3500, type="alarm", kind="forced_open")
    tells(village, door, END + 600, type="alarm", kind="held_open")
    assert told(village) == []

    tells(village, door, END + 1200, type="alarm", kind="forced_open")
    assert len(told(village)) == 1


def test_a_door_left_open_is_told_to_the_organizer_and_the_caretaker(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    caretaker = a_helper(village, Role.CARETAKER, "kunze")
    tells(village, door, END + 900, type="alarm", kind="left_open", cred_ref=code_of(door))

    found: list[EmailMessage] = mails(village)

    assert [mail["To"] for mail in found] == ["anna.lehmann@example.org", caretaker]
    assert found[0]["Subject"] == "Die Tür steht noch offen: DGH Benken"
    assert wedding.booking.id in found[0].get_content()
    assert wedding.booking.id not in found[1].get_content()


def test_the_end_of_a_helper_s_time_is_no_end_of_the_booking(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    a_helper(village, Role.CARETAKER, "kunze")

    tells(village, door, END - 1, type="alarm", kind="left_open", cred_ref=code_of(door))

    assert told(village) == []


def test_the_booking_says_when_its_people_locked_up(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    assert booking_by_id(village.house, wedding.booking.id).left is None
    for ts in (END - 3600, END - 60):
        tells(village, door, ts, type="mode", kind="left", open=False, cred_ref=code_of(door))

    left = booking_by_id(village.house, wedding.booking.id).left

    assert left is not None
    assert int(left.at.timestamp()) == END - 60


def test_how_a_door_stands_is_as_it_said_itself(village: Village, door: PaperDoor) -> None:
    now = int(village.clock().timestamp())
    held = DoorReport("open", "hold_open", now + 3600, pin_off=True)
    door_reports.note_report(village.house, door.id, door.report(now, door=held), retained=False)

    (page,) = door_pages.doors_of_person(village.house, village.cast.frau_stolle)
    assert page.held_until is not None
    assert (page.door.contact, page.door.pin_off) == ("open", True)
    village.clock.forward(hours=1)
    (page,) = door_pages.doors_of_person(village.house, village.cast.frau_stolle)
    assert page.held_until is None
