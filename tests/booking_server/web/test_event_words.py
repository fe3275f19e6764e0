"""Door events in words a person understands."""

import pytest

from booking_server.domain.doors import DoorEvent
from booking_server.web.event_words import say_event
from lock_agent.contract.events import EventType, Reason
from tests.builders import WEDDING, berlin


def event(kind: str = "access", **changes: object) -> DoorEvent:
    told = ("cls", "kind", "open", "exit", "found", "part", "fault")
    data = {"cls": "pin", **{name: value for name, value in changes.items() if name in told}}
    return DoorEvent(
        door_id="tuer-benken",
        epoch=1,
        seq=1,
        type=kind,
        at=berlin(str(changes.get("at", "2026-10-02 18:00"))),
        clock_quality="ok",
        granted=changes.get("granted") is True,
        reason=str(changes.get("reason", "ok")),
        data=data,
    )


@pytest.mark.parametrize("reason", [reason.value for reason in Reason if reason is not Reason.OK])
def test_every_reason_of_the_contract_has_words_of_its_own(reason: str) -> None:
    words = say_event(event(reason=reason, granted=False))

    assert words.kind == "danger"
    assert words.sentence.startswith("Tür-Code eingegeben, Tür blieb zu: ")
    assert "nicht angenommen" not in words.sentence
    assert reason not in words.sentence


@pytest.mark.parametrize("kind", [kind.value for kind in EventType])
def test_every_type_of_the_contract_has_words_of_its_own(kind: str) -> None:
    assert "noch nicht kennt" not in say_event(event(kind, granted=True)).sentence


def test_what_a_newer_door_tells_is_not_hidden() -> None:
    assert say_event(event("levitation")).sentence.startswith("Die Tür meldet etwas")


def test_an_early_code_on_another_day_names_the_day() -> None:
    words = say_event(event(reason="early", granted=False, at="2026-10-01 18:00"), WEDDING)

    assert words.sentence.endswith("gültig ab Fr., 02.10.2026, 16:00 Uhr.")


@pytest.mark.parametrize(
    ("means", "word"), [("pin", "Tür-Code"), ("offline", "Offline-Code"), ("qr", "QR-Code"), ("new", "Code")]
)
def test_an_opening_names_what_was_used(means: str, word: str) -> None:
    assert say_event(event(granted=True, cls=means)).sentence == f"Tür geöffnet mit {word}."


@pytest.mark.parametrize(
    ("part", "fault", "sentence"),
    [
        ("scanner", "missing", "Der QR-Leser antwortet nicht. Bitte Stecker und Kabel prüfen."),
        ("keypad", "stuck", "Das Tastenfeld: Eine Taste klemmt."),
        ("housing", "closed", "Das Gehäuse ist wieder geschlossen."),
        ("antenna", "melted", "Ein Gerät der Tür meldet eine Störung."),
    ],
)
def test_a_part_that_fails_is_named(part: str, fault: str, sentence: str) -> None:
    assert say_event(event("device", part=part, fault=fault)).sentence == sentence


def test_how_the_door_stood_at_boot_is_no_movement() -> None:
    assert say_event(event("door", open=True, found=True)).sentence == "Beim Einschalten war die Tür offen."
