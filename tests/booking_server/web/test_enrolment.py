"""A device becomes a door: the agent's own commands against the real server, a person at the desk between."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from booking_server.domain.bookings import Booking
from booking_server.locks.codes import door_secret
from booking_server.notices import door_mail
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.doors import couriers
from booking_server.services.foundation import authority
from booking_server.services.operation.verify import verify
from booking_server.services.promises import snapshots
from booking_server.settings import BrokerAddress
from booking_server.storage.repositories.outbox import OutboxItem
from calendars.period import Period
from lock_agent import courier, identity
from lock_agent.contract import enrolling
from lock_agent.contract.code_hash import hash_code
from lock_agent.contract.enrolment import FILE_NAME, Enrolment, load_enrolment
from lock_agent.contract.envelope import parse_envelope
from lock_agent.contract.events import Event, EventType
from lock_agent.contract.snapshots import parse_creds
from lock_agent.incoming import Incoming
from lock_agent.post import ServerRefused, post
from lock_agent.programs.enrol import BAD_ADDRESS, COLLECT, enrol
from lock_agent.programs.renew import renew
from lock_agent.programs.wipe import wipe
from lock_agent.store import Store
from tests.booking_server.web.conftest import MakeSite, signed_in
from tests.booking_server.web.serving import serving
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request

BROKER = BrokerAddress("broker.example.org", 8883, "server", "")
RADIO = '[lora]\nkind = "rui3"\ndevice = "/dev/serial/by-id/usb-RAK3172"\nbaud = 115200\n'
HALL = "/schreibtisch/geraete/dgh-benken"


@pytest.fixture
def server(make_site: MakeSite, village: Village, free_port: Callable[[], int]) -> Iterator[str]:
    """The address of the running server."""
    village.clock.now = datetime.now(UTC).replace(microsecond=0)  # the device's clock is the machine's
    with serving(make_site(broker=BROKER), free_port()) as address:
        yield address


@pytest.fixture
def weber(make_site: MakeSite, village: Village, server: str) -> Visitor:
    """Frau Weber of the town hall, signed in."""
    return signed_in(make_site(broker=BROKER), village, village.cast.frau_weber.id)


class Device:
    """A device on the technician's table: what its commands said, and the desk's moves between two tries."""

    def __init__(self, data: Path, server: str) -> None:
        self.data, self.server = data, server
        self.said: list[str] = []

    def enrol(self, token: str, *between: Callable[["Device"], object]) -> int:
        moves = list(between)

        def pause(_: float) -> None:
            if not moves:
                raise AssertionError(f"nothing more to happen: {self.said}")
            moves.pop(0)(self)

        return enrol(self.data, server=self.server, typed=token, say=self.said.append, pause=pause)

    def renew(self, *, days: float, forced: bool = False) -> int:
        now = datetime.now(UTC).timestamp() + days * 86400
        return renew(self.data, now=now, is_forced=forced, say=self.said.append)

    @property
    def code(self) -> str:
        """The four digits it shows."""
        shown = [text for text in self.said if text.startswith("Vergleichs-Code: ")]
        return shown[-1].removeprefix("Vergleichs-Code: ")[:4]

    @property
    def enrolment(self) -> Enrolment:
        """Who it became."""
        return load_enrolment(self.data / FILE_NAME)

    def store(self) -> Store:
        return Store(self.data, self.enrolment, boot_id="monday")


@pytest.fixture
def device(tmp_path: Path, server: str) -> Device:
    return Device(tmp_path / "device", server)


def token_of(page: Page) -> str:
    (found,) = [word for word in page.text.split() if len(word) == 32 and word.count("-") == 6]
    return found


def begin(weber: Visitor) -> str:
    return token_of(weber.send(weber.open(HALL), {"name": "Eingang Hof"}))


def compare(weber: Visitor, code: str) -> Page:
    page = weber.open(HALL)
    return weber.send(page, {"code": code}, form=the_form(page, "vergleichen"))


def the_form(page: Page, action: str) -> int:
    (number,) = [n for n, form in enumerate(page.forms) if action in (form.action or "")]
    return number


def stamp(type_: EventType, data: dict[str, object]) -> Event:
    return Event(0, 1, 5, 1_790_000_000, "ok", type_, None, data)


def a_booking(village: Village) -> Booking:
    start = village.clock.now + timedelta(days=1)
    return bookings.book(village.house, a_request(period=Period(start, start + timedelta(hours=2)))).booking


def promises(village: Village, weber: Visitor, device: Device, booking: Booking) -> tuple[bool, bool, bool]:
    """Whether desk, page and mail say that an offline code opens the door of a device nobody reaches."""
    desk = weber.open(f"/schreibtisch/tueren/{device.enrolment.device}")
    doors = booking_by_id(village.house, booking.id).doors
    late = OutboxItem(1, "mail", booking.id, {"template": "late_to_door"}, 0, village.clock.now)
    ((_, (_, mail)),) = door_mail.letters(village.house, late)
    warned = desk.shows("Neue zweite Codes mit elf Ziffern öffnen diese Tür noch nicht")
    covered = desk.shows("Der QR-Code und der zweite Code mit elf Ziffern öffnen trotzdem.")
    assert warned is not covered
    page = [one.takes_offline for one in doors if one.door.id == device.enrolment.device]
    return covered, page == [True], "der Offline-Code" in mail


def opens(village: Village, device: Device, booking: Booking) -> bool:
    """Whether the PIN of a booking is among what the device took over, hashed with the salt it was given."""
    house = village.house
    with closing(device.store()) as store:
        name = store.enrolment.device
        brought = courier.bring(
            store, couriers.pack(house, village.cast.frau_stolle, name), stamp, lambda _: False
        )
    assert brought.applied == ("cfg", "creds")
    with house.reading() as uow:
        sealed = uow.doors.snapshot(name, "creds")
    codes = booking_by_id(house, booking.id).codes
    assert sealed is not None
    assert codes is not None
    creds = parse_creds(parse_envelope(sealed.envelope).body)
    return hash_code(codes.pin, creds.salt, digits=8) in [pin.h for pin in creds.pins]


def test_a_device_becomes_a_door_and_knows_its_codes(
    village: Village, weber: Visitor, device: Device
) -> None:
    token, booking = begin(weber), a_booking(village)

    assert device.enrol(token, lambda d: compare(weber, d.code)) == 0

    enrolment = device.enrolment
    assert (enrolment.host, enrolment.port, enrolment.tls) == ("broker.example.org", 8883, True)
    leaf, own = certificate(enrolment.cert_file), certificate(enrolment.ca_file)
    leaf.verify_directly_issued_by(own)
    assert leaf.subject.rfc4514_string() == f"CN={enrolment.device}"
    assert all(path.stat().st_mode & 0o077 == 0 for path in device.data.iterdir())
    assert token not in "".join(device.said)
    assert opens(village, device, booking)
    assert verify(village.house) == ()


def test_a_power_cut_at_any_moment_only_asks_for_the_command_again(
    village: Village, weber: Visitor, device: Device
) -> None:
    token = begin(weber)
    for cut in range(3):
        with pytest.raises(KeyboardInterrupt):
            device.enrol(token, *[lambda _: None] * cut, cut_off)
    compare(weber, device.code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "adopt", cut_off)
        with pytest.raises(KeyboardInterrupt):
            device.enrol(token)

    assert device.enrol(token) == 0
    assert device.enrolment.epoch == 1
    assert device.enrol(token) == 1
    assert device.said[-1].startswith("Dieses Gerät gehört schon zu einer Tür")


def test_whoever_saw_the_token_later_gets_nothing(
    village: Village, weber: Visitor, device: Device, tmp_path: Path, server: str
) -> None:
    token, thief = begin(weber), Device(tmp_path / "thief", server)

    def try_the_same(_: Device) -> None:
        assert thief.enrol(token) == 1
        assert thief.said[-1].startswith("Mit diesem Anmelde-Code hat sich schon ein anderes Gerät gemeldet.")

    assert device.enrol(token, try_the_same, lambda d: compare(weber, d.code), try_the_same) == 0
    stolen = enrolling.ask(identity.own_key(thief.data / "device.key.draft"), token_id(token), iat=now())
    with pytest.raises(ServerRefused, match="nicht bekannt"):
        post(server, COLLECT, stolen.to_body())
    try_the_same(device)


def test_three_wrong_codes_end_it_and_the_device_is_told(weber: Visitor, device: Device) -> None:
    def guess(d: Device) -> None:
        wrong = f"{(int(d.code) + 1) % 10_000:04d}"
        for left in ("Sie können es noch 2-mal versuchen.", "Sie können es noch 1-mal versuchen.", "beendet"):
            page = compare(weber, wrong)
            assert page.status == 422
            assert page.shows(left)

    assert device.enrol(begin(weber), guess) == 1
    assert device.said[-1] == "Am Schreibtisch wurde dieses Gerät abgelehnt. Bitte beginnen Sie dort neu."
    assert not list(device.data.iterdir())


@pytest.mark.parametrize("spoilt", ["", "ABCD", "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4"])
def test_a_token_nobody_gave_out_is_refused(device: Device, spoilt: str) -> None:
    assert device.enrol(spoilt) == 1
    assert not (device.data / FILE_NAME).exists()


def test_a_token_lasts_three_days_and_an_ended_one_no_longer(
    village: Village, weber: Visitor, device: Device
) -> None:
    ended = begin(weber)
    page = weber.open(HALL)
    weber.send(page, form=the_form(page, "beenden"))
    assert device.enrol(ended) == 1
    old = begin(weber)
    village.clock.forward(days=3)

    assert device.enrol(old) == 1
    assert device.said[-1].startswith("Dieser Anmelde-Code gilt nicht mehr.")


def enrolled(village: Village, weber: Visitor, device: Device) -> None:
    assert device.enrol(begin(weber), lambda d: compare(weber, d.code)) == 0


def test_another_device_takes_the_place_and_the_old_one_is_shut_out(
    village: Village, weber: Visitor, device: Device, tmp_path: Path, server: str
) -> None:
    enrolled(village, weber, device)
    booking, old = a_booking(village), device.enrolment
    assert opens(village, device, booking)
    page = weber.open(f"/schreibtisch/tueren/{old.device}")
    token, new = token_of(weber.send(page, form=the_form(page, "ersetzen"))), Device(tmp_path / "new", server)
    assert device.renew(days=0, forced=True) == 0  # until the new one is confirmed the old one serves
    serial = certificate(device.enrolment.cert_file).serial_number

    assert new.enrol(token, lambda d: compare(weber, d.code)) == 0

    assert (new.enrolment.device, new.enrolment.epoch) == (old.device, 2)
    assert new.enrolment.k_door != old.k_door
    assert new.enrolment.k_radio != old.k_radio
    assert opens(village, new, booking)
    assert serial in revoked(village)
    assert certificate(new.enrolment.cert_file).serial_number not in revoked(village)
    assert device.renew(days=0, forced=True) == 1
    assert verify(village.house) == ()


def test_the_other_door_of_a_hall_fetches_the_secret_that_changed(
    village: Village, weber: Visitor, device: Device, tmp_path: Path, server: str
) -> None:
    other = Device(tmp_path / "other", server)
    for one in (device, other):
        enrolled(village, weber, one)
    assert device.enrolment.door != other.enrolment.door
    booked = a_booking(village)
    assert opens(village, other, booked)
    assert other.renew(days=0) == 0
    assert other.said[-1].endswith("Es ist noch Zeit.")
    before, radio = other.enrolment.k_door, other.enrolment.k_radio
    assert len({radio, device.enrolment.k_radio, before}) == 3, "no door has the radio secret of another"
    assert before == device.enrolment.k_door

    assert promises(village, weber, other, booked) == (True, True, True)
    shown = booking_by_id(village.house, booked.id)
    assert shown.codes
    assert shown.has_offline_way
    assert not replace(shown, codes=replace(shown.codes, offline_pin="")).has_offline_way, "there is none"
    page = weber.open(f"/schreibtisch/geraete/{device.enrolment.device}/sperren")
    weber.send(page)
    assert promises(village, weber, other, booked) == (False, False, False)
    with closing(other.store()) as store:
        over_the_network = Incoming(store, stamp=stamp)
        snapshots.refresh(
            village.house, store.enrolment.device, lambda _, kind, raw: over_the_network.take(kind, raw)
        )
    assert other.renew(days=0) == 0

    assert other.enrolment.k_door != before
    assert other.enrolment.k_radio == radio, "a door nobody can reach but by radio still understands us"
    in_mail = False  # the blocked device may still hang at the other door, and the mail is for both
    assert promises(village, weber, other, booked) == (True, True, in_mail)
    assert other.renew(days=0) == 0
    assert other.said[-1].endswith("Es ist noch Zeit.")


def test_a_certificate_is_renewed_at_half_its_life(village: Village, weber: Visitor, device: Device) -> None:
    enrolled(village, weber, device)
    first = device.enrolment
    assert device.renew(days=300) == 0
    assert device.enrolment == first

    village.clock.forward(days=380)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "adopt", cut_off)
        with pytest.raises(KeyboardInterrupt):
            device.renew(days=380)
    assert device.renew(days=380) == 0

    assert certificate(device.enrolment.cert_file).not_valid_after_utc > village.clock.now + timedelta(700)
    assert device.enrolment.k_door == first.k_door
    assert not Path(first.key_file).exists()
    assert revoked(village) == set()
    assert device.renew(days=381) == 0
    assert device.said[-1].endswith("Es ist noch Zeit.")


def test_a_door_with_a_radio_enrolled_before_there_were_secrets_for_it_fetches_one(
    village: Village, weber: Visitor, device: Device
) -> None:
    enrolled(village, weber, device)
    secret = device.enrolment.k_radio
    replace(device.enrolment, k_radio=b"").save(device.data / FILE_NAME)
    assert device.renew(days=2) == 0
    assert device.enrolment.k_radio == b"", "a door without a radio needs none"
    profile = Path("firmware_config/doors/profile-a.toml").read_text(encoding="utf-8")
    (device.data / "door.toml").write_text(profile + RADIO, encoding="utf-8")

    assert device.renew(days=0.5) == 0
    assert device.enrolment.k_radio == b"", "a server that has none to give is not asked every hour"
    village.clock.forward(days=2)
    assert device.renew(days=2) == 0

    assert device.enrolment.k_radio == secret


def test_a_stolen_device_is_shut_out(village: Village, weber: Visitor, device: Device) -> None:
    enrolled(village, weber, device)
    name, serial = device.enrolment.device, certificate(device.enrolment.cert_file).serial_number
    door = weber.open(f"/schreibtisch/tueren/{name}")

    weber.send(weber.open(door.link("Gerät sperren")))

    assert revoked(village) == {serial}
    assert device.renew(days=0, forced=True) == 1
    assert device.said[-1].startswith("Der Server erneuert das Zertifikat nicht: Dieses Gerät ist uns nicht")
    hall = village.cast.benken.id
    with village.house.reading() as uow:
        cipher = uow.venues.door_secret_cipher(hall)
    assert device.enrolment.k_door != door_secret(village.house.keyring, hall, cipher)


def test_a_clock_that_is_wrong_is_said(village: Village, weber: Visitor, device: Device) -> None:
    token = begin(weber)
    village.clock.forward(minutes=16)

    assert device.enrol(token) == 1
    assert device.said[-1].startswith("Die Uhr des Geräts geht falsch.")


@pytest.mark.parametrize(
    "server", ["", "ftp://dgh.example.org", "http://dgh.example.org", "https://a@b.example.org/x"]
)
def test_only_a_safe_address_is_asked(tmp_path: Path, server: str) -> None:
    device = Device(tmp_path / "device", server)

    assert device.enrol(enrolling.say_token(bytes(16))) == 1
    assert device.said == [BAD_ADDRESS]


def test_a_server_that_is_away_is_waited_for(tmp_path: Path, free_port: Callable[[], int]) -> None:
    device = Device(tmp_path / "device", f"http://127.0.0.1:{free_port()}")

    with pytest.raises(KeyboardInterrupt):
        device.enrol(enrolling.say_token(bytes(16)), lambda _: None, cut_off)
    assert len(device.said) == 1
    assert device.said[0].startswith("Der Server antwortet nicht")


def test_a_device_is_emptied_but_not_while_events_wait(
    village: Village, weber: Visitor, device: Device
) -> None:
    enrolled(village, weber, device)
    (device.data / "door.toml").write_text("", encoding="utf-8")
    with closing(device.store()) as store, store.transaction() as connection:
        store.append(connection, stamp(EventType.ACCESS, {"granted": True, "reason": "ok"}))

    assert wipe(device.data, is_sure=False, say=device.said.append) == 1
    assert device.said[-1].startswith("1 Meldungen hat der Server noch nicht.")
    assert wipe(device.data, is_sure=True, say=device.said.append) == 0
    assert [path.name for path in device.data.iterdir()] == ["door.toml"]


def cut_off(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def certificate(path: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(Path(path).read_bytes())


def revoked(village: Village) -> set[int]:
    listed = x509.load_pem_x509_crl(authority.revocation_list(village.house))
    own = x509.load_pem_x509_certificate(authority.own_certificate(village.house).encode())
    assert listed.is_signature_valid(own.public_key())  # type: ignore[arg-type]
    return {one.serial_number for one in listed}


def token_id(token: str) -> str:
    return enrolling.token_id(enrolling.read_token(token))


def now() -> int:
    return int(datetime.now(UTC).timestamp())
