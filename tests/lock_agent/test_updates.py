"""A new version is believed first, tried when nobody needs the door, and kept only if it works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lock_agent.contract.releases import Manifest, Wheel, requirements
from tests.lock_agent.releases import HOUR, KEYS, PUBLISHER, Device, a_release, unzip
from tests.waiting import until

STEPS = ("believed", "checked", "emptied", "installed", "prepared", "remembered", "switched", "restarted")


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Device]:
    """A device on which pip installs."""
    one = Device(tmp_path)
    yield one
    one.off()


@pytest.fixture
def device(real: Device, monkeypatch: pytest.MonkeyPatch) -> Device:
    """A device on which something quicker than pip installs."""
    monkeypatch.setattr("lock_agent.programs.update.install", unzip)
    return real


def state_of(device: Device) -> tuple[str, str, str]:
    """Return where both links point and what the door runs."""
    return device.slots.good.name, device.slots.current.name, device.runs()


OLD, NEW = ("a", "a", "0.1.0"), ("b", "b", "0.2.0")


def test_a_release_is_installed_tried_and_kept(real: Device) -> None:
    assert real.update(a_release(7, "0.2.0")) == 0

    assert state_of(real) == NEW
    assert real.said == ["Neues Programm: 0.2.0 (Nummer 7)."]
    assert real.slots.newest == 7
    assert not real.was_told_of_failure()
    assert real.update() == 0
    assert real.said[-1] == "Es gibt kein neues Programm."
    assert state_of(real) == NEW


def test_the_next_release_takes_the_other_place(device: Device) -> None:
    device.update(a_release(7, "0.2.0"))

    assert device.update(a_release(8, "0.3.0")) == 0

    assert state_of(device) == ("a", "a", "0.3.0")


@pytest.mark.parametrize(
    ("sick", "why"),
    [("door", "door"), ("out of its mind", "door"), ("link", "link"), ("cut off", "server")],
)
def test_a_release_the_door_does_not_work_with_is_taken_back_for_good(
    device: Device, sick: str, why: str
) -> None:
    bad = a_release(7, "0.2.0", sick=sick)

    assert device.update(bad) == 1

    assert state_of(device) == OLD
    assert device.said == [
        f"Das neue Programm hat sich nicht bewährt ({why}). Die Tür arbeitet mit dem alten."
    ]
    assert device.was_told_of_failure()
    assert device.update(bad) == 0
    assert "checked" not in device.reached, "what failed once is not tried again"
    assert device.update(a_release(8, "0.2.1")) == 0
    assert state_of(device) == ("b", "b", "0.2.1")


def test_a_hall_that_was_dark_before_is_not_asked_for_its_network(device: Device) -> None:
    (device.data / "cable pulled").touch()

    assert device.update(a_release(7, "0.2.0", sick="cut off")) == 0
    assert state_of(device) == NEW


def test_a_program_that_does_not_start_never_comes_on_trial(device: Device) -> None:
    assert device.update(a_release(7, "0.2.0", sick="does not start")) == 1

    assert state_of(device) == OLD
    assert "switched" not in device.reached


def test_a_program_that_cannot_be_installed_is_told_and_does_not_wear_the_card_down_every_hour(
    device: Device,
) -> None:
    release = a_release(7, "0.2.0", sick="does not start")
    assert device.update(release) == 1
    assert device.was_told_of_failure()

    assert device.update() == 0
    assert (device.said[-1], device.reached) == ("Es gibt kein neues Programm.", [])
    assert device.update(a_release(8, "0.3.0", sick="does not start"), forced=True, by_hand=True) == 1
    assert device.update(a_release(8, "0.3.0"), forced=True, by_hand=True) == 0, "a person tries again"


@pytest.mark.parametrize(
    "windows",
    [((-HOUR, HOUR),), ((3 * HOUR - 60, 5 * HOUR),), ((-9 * HOUR, 1),), ((9 * HOUR, 10 * HOUR), (0, HOUR))],
    ids=["now", "in less than three hours", "to the last second", "one of several"],
)
def test_nobody_updates_a_door_that_is_needed(device: Device, windows: tuple[tuple[int, int], ...]) -> None:
    device.books(*windows)

    assert device.update(a_release(7, "0.2.0")) == 0

    assert (state_of(device), device.reached) == (OLD, ["believed"])
    assert device.said[-1].endswith("Das neue Programm wartet.")


def test_it_waits_until_the_door_is_quiet_or_somebody_stands_there(device: Device) -> None:
    device.books((-HOUR, 0), (3 * HOUR + 60, 5 * HOUR))
    assert device.update(a_release(7, "0.2.0")) == 0
    assert state_of(device) == NEW

    device.books((0, HOUR))
    assert device.update(a_release(8, "0.3.0"), forced=True) == 0
    assert state_of(device) == ("a", "a", "0.3.0")


def test_a_booking_that_comes_while_it_is_installed_comes_first(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def book(*_: object) -> None:
        device.books((HOUR, 2 * HOUR))

    monkeypatch.setattr("lock_agent.programs.update.prove", book)

    assert device.update(a_release(7, "0.2.0")) == 0
    assert (state_of(device), device.reached[-1]) == (OLD, "prepared")


@pytest.mark.parametrize("trouble", ["no clock", "held open", "no snapshot", "no door"])
def test_a_door_that_cannot_tell_or_is_held_open_is_left_alone(device: Device, trouble: str) -> None:
    match trouble:
        case "no clock" | "held open":
            (device.data / trouble).touch()
        case "no snapshot":
            (device.data / "agent.db").unlink()
        case "no door":
            device.kill("door")

    assert device.update(a_release(7, "0.2.0")) == 0
    assert device.reached == ["believed"]


@pytest.mark.parametrize(
    "spoilt",
    [
        a_release(7, "0.2.0", key=Ed25519PrivateKey.generate()),
        a_release(7, "0.2.0", kid="s3"),
        a_release(7, "0.2.0", needs=2),
        a_release(7, "0.2.0")[:-1],
        a_release(7, "0.2.0") + b"x",
        b"",
        b"PK\3\4" * 1000,
    ],
    ids=["a stranger's", "a server's key", "needs another first", "short", "long", "empty", "garbage"],
)
def test_what_is_not_signed_by_the_publisher_is_not_looked_at(device: Device, spoilt: bytes) -> None:
    assert device.update(spoilt, forced=True) == 1

    assert (state_of(device), device.reached) == (OLD, [])


def test_a_wheel_that_was_changed_is_never_handed_to_pip(real: Device) -> None:
    whole = bytearray(a_release(7, "0.2.0"))
    whole[-1] ^= 1

    assert real.update(bytes(whole)) == 1

    assert (state_of(real), real.reached) == (OLD, ["believed"])
    assert not (real.root / "b").exists()
    assert not (real.root / "wheels").exists()


def test_an_older_release_and_the_same_again_are_refused(device: Device) -> None:
    device.update(a_release(7, "0.2.0"))

    for number in (6, 7):
        assert device.update(a_release(number, "0.1.5"), by_hand=True, forced=True) == 1
        assert device.said[-1] == "Dieses Programm ist nicht neuer als das der Tür."
    assert state_of(device) == NEW


def test_a_release_may_hand_on_the_right_to_publish(device: Device) -> None:
    heir = Ed25519PrivateKey.generate()
    device.update(a_release(7, "0.2.0", keys={"r2": heir.public_key().public_bytes_raw()}))

    assert device.update(a_release(8, "0.3.0")) == 1
    assert device.update(a_release(8, "0.3.0", key=heir, kid="r2")) == 0
    assert state_of(device) == ("a", "a", "0.3.0")


def test_a_release_that_failed_hands_nothing_on(device: Device) -> None:
    device.update(a_release(7, "0.2.0", sick="door", keys={"r2": KEYS["r1"]}))

    assert device.update(a_release(8, "0.3.0", key=PUBLISHER, kid="r2")) == 1
    assert device.update(a_release(8, "0.3.0")) == 0


@pytest.mark.parametrize("step", [*STEPS, "judged"])
def test_a_power_cut_at_any_step_leaves_a_door_that_works_and_the_rest_is_done_later(
    device: Device, step: str
) -> None:
    assert device.update_in_a_process(a_release(7, "0.2.0"), cut_at=step) == 9

    device.off()
    device.restart()
    until(device.runs, "the door serves")
    assert device.slots.good.name == "a"
    assert device.update() == 0
    assert state_of(device) == NEW


@pytest.mark.parametrize("step", ["emptied", "switched"])
def test_a_power_cut_while_pip_is_at_work_is_made_good(real: Device, step: str) -> None:
    assert real.update_in_a_process(a_release(7, "0.2.0"), cut_at=step) == 9
    if step == "emptied":
        (real.root / "b/bin").mkdir(parents=True)
        (real.root / "b/bin/python").write_text("half of it")

    real.off()
    real.restart()
    until(real.runs, "the door serves")
    assert real.update() == 0
    assert state_of(real) == NEW


@pytest.mark.parametrize("step", ["restarted", "judged", "failed", "turned back"])
def test_a_power_cut_while_a_bad_version_is_on_trial_ends_with_the_good_one(
    device: Device, step: str
) -> None:
    assert device.update_in_a_process(a_release(7, "0.2.0", sick="door"), cut_at=step) == 9

    device.off()
    device.restart()
    device.update()

    until(device.runs, "the door serves")
    assert state_of(device) == OLD
    assert device.slots.newest == 7


def test_a_file_somebody_else_put_there_cannot_lead_away(device: Device, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    real.write_bytes(a_release(7, "0.2.0"))
    (device.data / "release.dgh").symlink_to(real)

    assert device.update(forced=True) == 1
    assert device.reached == []


def test_a_device_without_two_places_is_told_so(device: Device) -> None:
    (device.root / "good").unlink()

    assert device.update(a_release(7, "0.2.0")) == 1
    assert device.said[0].startswith("Dieses Gerät hat keine zwei Programm-Plätze.")


def test_pip_is_told_every_wheel_by_version_and_all_its_hashes() -> None:
    wheels = (
        Wheel("lgpio-0.2.2-cp311-cp311-linux_aarch64.whl", "a" * 64, 1),
        Wheel("lgpio-0.2.2-cp313-cp313-linux_aarch64.whl", "b" * 64, 1),
        Wheel("dorfschluessel-0.2.0-py3-none-any.whl", "c" * 64, 1),
    )

    assert requirements(Manifest("0.2.0", wheels)) == (
        f"lgpio==0.2.2 --hash=sha256:{'a' * 64} --hash=sha256:{'b' * 64}\n"
        f"dorfschluessel==0.2.0 --hash=sha256:{'c' * 64}\n"
    )
