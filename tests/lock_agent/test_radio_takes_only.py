"""Whatever a door is told over LoRaWAN: it opens nothing by it, and shuts what is named and nothing else."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from lock_agent.contract import damm, offline_pin
from lock_agent.contract.credentials import (
    KeyholderCredential,
    OfflineCredential,
    PinCredential,
    QrCredential,
)
from lock_agent.contract.lora import FURTHEST, CodeRevoked, DownFrame, HeldRevoked, Revoked
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.core.decide import decide
from lock_agent.core.values import CodeEntered, CredsReplaced, Pulse, RadioHeard, Scanned
from tests.lock_agent.bench import (
    DAY,
    HOUR,
    K_DOOR,
    NOON,
    SALT,
    WEDDING_FROM,
    WEDDING_UNTIL,
    Bench,
    creds,
    derive,
    token,
)

IN_FORCE = 8
"""The version of the snapshot in force."""


@dataclass(frozen=True)
class Booked:
    """A booking's code of the running day; the door `knows` it from its snapshot or never heard of it."""

    number: int
    knows: bool

    @property
    def id(self) -> bytes:
        return bytes([self.number, self.knows, *b"\xba\xdc\x0d"])

    @property
    def pin(self) -> str:
        return damm.with_check(f"{2_345_678 + 7919 * self.number}")

    @property
    def word(self) -> OfflineWord:
        start = WEDDING_FROM + (-self.number if self.knows else self.number) * HOUR
        return OfflineWord(*offline_pin.smallest_duration(start, WEDDING_UNTIL), self.number % 4)

    @property
    def named(self) -> Revoked:
        return CodeRevoked(self.id, self.word)

    @property
    def ways(self) -> dict[str, CodeEntered | Scanned]:
        scanned = Scanned(token(token_id=self.id))
        entered = {"offline": CodeEntered(offline_pin.derive(K_DOOR, self.word))}
        return {"qr": scanned, **entered, **({"pin": CodeEntered(self.pin)} if self.knows else {})}


@dataclass(frozen=True)
class Held:
    """A keyholder's code; all have the same number, and differ in what comes after it."""

    number: int

    @property
    def ref(self) -> str:
        return f"{self.number:016x}"

    @property
    def digits(self) -> str:
        return damm.with_check(f"07{self.number:06}")

    @property
    def named(self) -> Revoked:
        return HeldRevoked(self.ref)

    @property
    def ways(self) -> dict[str, CodeEntered | Scanned]:
        return {"held": CodeEntered(self.digits)}


KNOWN, UNHEARD = [Booked(one, knows=True) for one in range(4)], [Booked(one, knows=False) for one in (1, 2)]
HELD = [Held(one) for one in (1, 2, 17)]
GONE = Booked(3, knows=False)
"""Its revocation is said by the snapshot in force."""
ALL: list[Booked | Held] = [*KNOWN, *UNHEARD, *HELD, GONE]
NOBODYS: list[Revoked] = [CodeRevoked(bytes(5)), HeldRevoked(f"{1 << 32:016x}")]
WHOLE = creds(
    pins=tuple(
        PinCredential(f"b{one.number}", derive(one.pin, SALT), WEDDING_FROM, WEDDING_UNTIL) for one in KNOWN
    ),
    offline=tuple(
        OfflineCredential(f"b{one.number}", one.word, WEDDING_FROM, WEDDING_UNTIL) for one in KNOWN
    ),
    qr=tuple(QrCredential(f"b{one.number}", one.id, WEDDING_FROM, WEDDING_UNTIL) for one in KNOWN),
    revoked_qr=(GONE.id,),
    revoked_offline=(GONE.word,),
    keyholders=tuple(
        KeyholderCredential(one.ref, 7, derive(one.digits, SALT), NOON - DAY, NOON + DAY) for one in HELD
    ),
)
WAYS = {(one, name): event for one in ALL for name, event in one.ways.items()}


def open_ways(door: Bench) -> set[tuple[Booked | Held, str]]:
    """Return which codes would open now, and how; the door does not get to know of it."""

    def opens(event: CodeEntered | Scanned) -> bool:
        return any(isinstance(one, Pulse) for one in decide(door.state, event, door.moment)[1])

    return {way for way, event in WAYS.items() if opens(event)}


def test_a_frame_shuts_the_codes_it_names_and_changes_no_other_one(volume: Callable[[int, int], int]) -> None:
    for seed in range(volume(1, 200)):
        luck, door, newest = random.Random(seed), Bench(snapshot=WHOLE), 0
        shut: set[Booked | Held] = {GONE}
        door.later(5 * HOUR).happen(CredsReplaced(WHOLE, NOON, IN_FORCE))
        assert open_ways(door) == {way for way in WAYS if way[0] != GONE}
        for _ in range(3):
            named = luck.sample(ALL, luck.randint(0, 3))
            counter = luck.choice([newest, newest + 1, newest + 1, door.now + 2 * FURTHEST])
            revoked = (*(one.named for one in named), *luck.sample(NOBODYS, luck.randint(0, 2)))
            frame = DownFrame(
                counter, door.now - luck.randint(0, DAY), IN_FORCE + luck.randint(0, 3), revoked
            )

            door.happen(RadioHeard(frame))

            if counter == newest + 1:
                newest = counter
                shut |= set(named) if frame.covered_by > IN_FORCE else set()
            expected = {way for way in WAYS if way[0] not in shut}
            assert open_ways(door) == expected, f"seed {seed}: {frame}"
            if luck.random() < 0.3:
                door.boot()
                door.happen(CredsReplaced(WHOLE, NOON, IN_FORCE))
                assert open_ways(door) == expected, f"seed {seed}, after a power cut"
