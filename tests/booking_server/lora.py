"""A door of the tests that is reached over LoRaWAN: its place in the network, and what it would answer."""

from datetime import timedelta

from booking_server.domain.lora import LoraDoor
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.doors import door_reports
from booking_server.services.lora import lora, lora_bridges, lora_desk, lora_promises
from booking_server.services.lora.lora import Sending
from booking_server.services.promises import snapshots
from calendars.period import Period
from lock_agent.contract import lora as contract
from lock_agent.contract.events import Quality
from lock_agent.contract.lora import CodeRevoked, DownFrame, UpFrame
from tests.booking_server.doors import PaperDoor
from tests.builders import WEDDING, Village, a_request

APPLICATION = "17c82e96-be03-4f38-aef3-f83d48582d97"
EUI = "ac1f09fffe0e44ba"


class RadioDoor:
    """Benken's door as the network sees it."""

    def __init__(self, village: Village, door: PaperDoor) -> None:
        self.village, self.id, self.number = village, door.id, 0
        lora_bridges.note(village.house, village.cast.municipality.id)
        lora_desk.save(
            village.house,
            village.cast.frau_weber,
            door.id,
            dev_eui=EUI.upper(),
            is_on=True,
        )

    @property
    def secret(self) -> bytes:
        with self.village.house.reading() as uow:
            return self.village.house.keyring.radio_secret(self.id, uow.doors.get(self.id).epoch)

    @property
    def known(self) -> LoraDoor:
        with self.village.house.reading() as uow:
            known = uow.lora.of_door(self.id)
        assert known is not None
        return known

    @property
    def under_way(self) -> int:
        with self.village.house.reading() as uow:
            return len(lora.pending(uow, uow.doors.get(self.id)))

    def next_frame(self) -> DownFrame | None:
        """Return what the door is sent now."""
        sending = lora.next_frame(self.village.house, self.id)
        if not isinstance(sending, Sending):
            return None
        lora.note_sent(self.village.house, self.id)
        return self.read(sending.raw)

    def read(self, raw: bytes) -> DownFrame:
        return contract.open_down(raw, device=self.id, k_radio=self.secret)

    def answer(self, counter: int, *, number: int | None = None, device: str = "", version: int = 1) -> bytes:
        """Let the door answer; return the bytes."""
        self.number = self.number + 1 if number is None else number
        at = int(self.village.clock().timestamp())
        frame = UpFrame(self.number, counter, version, at, 30, 1, Quality.OK)
        raw = contract.seal_up(frame, device=device or self.id, k_radio=self.secret)
        self.take(raw)
        return raw

    def take(self, raw: bytes) -> None:
        lora.take(self.village.house, self.village.cast.municipality.id, EUI, raw)

    def promised(self) -> tuple[str, ...]:
        """Look what is due; return the doors for which a frame is promised and waits."""
        lora_promises.promise_due(self.village.house, self.village.cast.municipality.id)
        return self.waiting()

    def waiting(self) -> tuple[str, ...]:
        """Return the doors for which a promised frame waits."""
        with self.village.house.reading() as uow:
            return tuple(uow.outbox.waiting(lora.KIND))

    def later(self, **by: float) -> None:
        self.village.clock.now += timedelta(**by)


def book(village: Village, day: int = 0) -> str:
    later = timedelta(days=day)
    period = Period(WEDDING.start + later, WEDDING.end + later)
    return bookings.book(village.house, a_request(period=period)).booking.id


def cancel(village: Village, booking_id: str) -> None:
    cancellations.cancel(village.house, booking_id, person=village.cast.frau_weber, reason="Rohrbruch")


def code_of(village: Village, booking_id: str) -> CodeRevoked:
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booking_id)
    assert code is not None
    return CodeRevoked(code.qr_id, code.offline_word)


def hear(village: Village, door: PaperDoor) -> None:
    snapshots.refresh(village.house, door.id, door.hear)


def report(village: Village, door: PaperDoor) -> None:
    raw = door.report(int(village.clock().timestamp()))
    door_reports.note_report(village.house, door.id, raw, retained=False)
