"""A door fetches the release its hall may have: the agent's own command against the real server."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from booking_server.locks.release_shelf import Shelf
from booking_server.services.doors import releases
from lock_agent import identity
from lock_agent.contract import releases as contract
from lock_agent.key_file import load_key
from lock_agent.post import ServerRefused, post
from lock_agent.programs.fetch import PATH, fetch
from lock_agent.updates.slots import Slots
from tests.booking_server.web.conftest import MakeSite, signed_in
from tests.booking_server.web.serving import serving
from tests.booking_server.web.test_enrolment import BROKER, Device, enrolled
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village
from tests.lock_agent.releases import KEYS, a_release

HALL = "dgh-benken"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf", KEYS)


@pytest.fixture
def server(
    make_site: MakeSite, village: Village, tmp_path: Path, free_port: Callable[[], int]
) -> Iterator[str]:
    village.clock.now = datetime.now(UTC).replace(microsecond=0)
    site = make_site(broker=BROKER, releases_dir=tmp_path / "shelf", release_keys=KEYS)
    with serving(site, free_port()) as address:
        yield address


@pytest.fixture
def weber(make_site: MakeSite, village: Village, server: str) -> Visitor:
    """Frau Weber of the town hall, signed in."""
    return signed_in(make_site(broker=BROKER), village, village.cast.frau_weber.id)


@pytest.fixture
def device(tmp_path: Path, server: str, village: Village, weber: Visitor) -> Device:
    """An enrolled device with two places for its program."""
    one = Device(tmp_path / "device", server)
    enrolled(village, weber, one)
    (tmp_path / "program/a").mkdir(parents=True)
    for link in ("current", "good"):
        (tmp_path / "program" / link).symlink_to("a")
    Slots(tmp_path / "program").remember(keys=KEYS)
    return one


def fetched(device: Device) -> bytes:
    """What lies beside the database after the device has asked."""
    now = datetime.now(UTC).timestamp()
    device.said.clear()
    assert fetch(device.data, device.data.parent / "program", now=now, say=device.said.append) == 0
    file = device.data / "release.dgh"
    return file.read_bytes() if file.exists() else b""


def put(shelf: Shelf, tmp_path: Path, number: int) -> bytes:
    raw = a_release(number, f"0.{number}.0")
    (tmp_path / "added").write_bytes(raw)
    shelf.add(tmp_path / "added")
    return raw


def test_a_door_fetches_what_its_hall_may_have_and_no_more(
    village: Village, device: Device, shelf: Shelf, tmp_path: Path
) -> None:
    seven, eight = (put(shelf, tmp_path, number) for number in (7, 8))
    assert fetched(device) == b""
    releases.allow(village.house, 8, ["dgh-schlamau"])
    assert fetched(device) == b"", "another hall may have it"

    releases.allow(village.house, 7, [HALL])
    assert fetched(device) == seven
    (tmp_path / "program/a/release.json").write_text('{"number":7,"name":"0.7.0","keys":{}}')
    fetched(device)
    assert device.said == ["Es gibt kein neues Programm."]

    releases.allow(village.house, 8, [])
    assert fetched(device) == eight


def test_a_release_that_waits_is_not_fetched_again_every_hour(
    village: Village, device: Device, shelf: Shelf, tmp_path: Path
) -> None:
    seven = put(shelf, tmp_path, 7)
    releases.allow(village.house, 7, [HALL])
    assert fetched(device) == seven

    assert fetched(device) == seven
    assert device.said == ["Es gibt kein neues Programm."]
    for spoilt in (seven[:-1], seven[:-1] + b"\0"):
        (device.data / "release.dgh").write_bytes(spoilt)
        assert fetched(device) == seven, "what the card has spoilt is none"
    (device.data / "release.dgh").write_bytes(seven.replace(b'"ver":7', b'"ver":9'))
    assert fetched(device) == seven, "who writes here cannot keep releases away"


def test_what_is_not_on_the_shelf_any_more_is_not_given(
    village: Village, device: Device, shelf: Shelf, tmp_path: Path
) -> None:
    put(shelf, tmp_path, 7)
    releases.allow(village.house, 7, [HALL])
    (tmp_path / "shelf/7.dgh").write_bytes(b"rubbish")

    assert fetched(device) == b""


def test_only_a_device_that_counts_is_answered(
    village: Village, weber: Visitor, device: Device, server: str, tmp_path: Path
) -> None:
    now = int(datetime.now(UTC).timestamp())
    stranger = identity.own_key(tmp_path / "stranger.key")
    with pytest.raises(ServerRefused, match="nicht bekannt"):
        post(server, PATH, contract.ask(stranger, device.enrolment.device, iat=now, have=0).to_body())
    own = load_key(Path(device.enrolment.key_file))
    with pytest.raises(ServerRefused, match="Uhr"):
        post(server, PATH, contract.ask(own, device.enrolment.device, iat=now - 3600, have=0).to_body())
    with pytest.raises(ServerRefused, match="nicht lesbar"):
        post(server, PATH, b"{}")

    weber.send(weber.open(f"/schreibtisch/geraete/{device.enrolment.device}/sperren"))
    with pytest.raises(ServerRefused, match="nicht bekannt"):
        post(server, PATH, contract.ask(own, device.enrolment.device, iat=now, have=0).to_body())
