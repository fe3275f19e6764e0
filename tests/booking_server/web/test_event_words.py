"""Door events in words a person understands."""

from dataclasses import replace

import pytest

from booking_server.domain.doors import DoorEvent
from booking_server.web.event_words import say_event
from lock_agent.contract.events import EventType, Reason
from tests.builders import WEDDING, berlin


def event(kind: str = "access", **changes: object) -> DoorEvent:
    told = ("cls", "kind", "open", "exit", "found", "part", "fault", "cause", "jumped")
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


def test_nothing_happened_after_it_was_told_though_the_clock_of_the_door_says_so() -> None:
    ahead = replace(event(granted=True), received_at=berlin("2026-10-02 16:00"))

    assert say_event(ahead).moment == say_event(event(granted=True, at="2026-10-02 16:00")).moment
    late = replace(event(reason="expired", granted=False, at="2026-10-03 03:00"), received_at=WEDDING.start)
    assert say_event(late, WEDDING).sentence.endswith("blieb zu: die Uhr der Tür ging vor.")


@pytest.mark.parametrize("reason", ["early", "expired"])
def test_a_door_that_keeps_to_the_time_of_before_a_change_is_not_laid_at_the_new_one(reason: str) -> None:
    words = say_event(event(reason=reason, granted=False, at="2026-10-02 18:00"), WEDDING)

    assert words.sentence == "Tür-Code eingegeben, Tür blieb zu: dort galt für ihn noch eine andere Zeit."


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


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            {"kind": "hold_open", "until": 1790960400},
            "Die Tür wird bis 19:00 Uhr offen gehalten: Die Taste #",
        ),
        ({"kind": "hold_open", "until": 10**30}, "Die Tür wird offen gehalten: Die Taste #"),
        ({"kind": "secured", "why": "end"}, "Die Tür wird nicht mehr offen gehalten: Die Zeit ist um."),
        ({"kind": "secured", "why": "new"}, "Die Tür wird nicht mehr offen gehalten."),
        ({"kind": "left", "open": False}, "Die Letzten haben abgeschlossen."),
        ({"kind": "left", "open": True}, "Die Letzten haben abgeschlossen. Die Tür stand dabei noch offen."),
        ({"kind": "pin_rearmed"}, "Die Tür nimmt wieder PINs an."),
    ],
)
def test_a_mode_is_told_with_its_end(data: dict[str, object], sentence: str) -> None:
    assert say_event(replace(event("mode"), data=data)).sentence.startswith(sentence)


def test_a_clock_that_jumped_and_a_storage_that_broke_are_warnings() -> None:
    jumped = say_event(event("clock", jumped=True))
    broken = say_event(event("lost", cause="storage"))

    assert (jumped.kind, broken.kind) == ("warning", "warning")
    assert "gesprungen" in jumped.sentence
    assert "Speicherkarte" not in broken.sentence
    assert "Speicher der Tür war beschädigt" in broken.sentence


def test_the_holder_of_a_code_is_named_behind_what_happened() -> None:
    opened = event(granted=True)

    assert say_event(opened, holder="Frau Otto").sentence.endswith(" (Frau Otto).")
    assert "(" not in say_event(opened).sentence
