"""The part of a door's mind that outlives a power cut, and how a door wakes up with it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from lock_agent import clock, throttle
from lock_agent.clock import ClockState, Moment
from lock_agent.contract import wire
from lock_agent.contract.credentials import read_word, word_fields
from lock_agent.contract.errors import MalformedMessage
from lock_agent.contract.fields import Fields
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.snapshots import CredsSnapshot
from lock_agent.core.state import Place, State
from lock_agent.core.stays import Hold, Visit, hold_fields, read_hold, read_visit, visit_fields
from lock_agent.core.vault import EMPTY, open_vault
from lock_agent.core.withdrawals import NOTHING, Withdrawals, masked, read_withdrawals, withdrawal_fields
from lock_agent.throttle import Throttle

_COUNTERS = tuple(part.name for part in fields(Throttle))
_LISTS = ("pin_wrong", "failures")


@dataclass(frozen=True, slots=True)
class Durable:
    """What is stored with every record: floor, last sync (epoch s), counters, used tokens, entered words.

    And the mode the door is in, the bookings barred from it, who opened last, how much of the floor is
    proven, since which time confirmed, how long the door has had power, and what was revoked over the radio;
    all of it where the version before did not say.
    """

    floor: int
    synced_at: int | None = None
    throttle: Throttle = field(default_factory=Throttle)
    used: Mapping[bytes, int] = field(default_factory=dict)
    entered: Mapping[OfflineWord, int] = field(default_factory=dict)
    hold: Hold | None = None
    barred: Mapping[str, int] = field(default_factory=dict)
    visit: Visit | None = None
    proven: int | None = None
    agreed: int | None = None
    powered: int | None = None
    withdrawals: Withdrawals = NOTHING


def first_boot(floor: int) -> Durable:
    """Return what a new door starts with; `floor` is its enrolment, epoch s."""
    return Durable(floor)


def after_loss(floor: int) -> Durable:
    """Return what a door starts with whose stored part is unreadable: every bucket empty.

    `floor` is what its last snapshot was signed at, perhaps by a clock that lied: of that nothing is proven.
    """
    return Durable(floor, throttle=throttle.exhausted(floor), proven=min(floor, clock.EARLIEST))


def durable(state: State) -> Durable:
    """Return the part of a state that is stored."""
    counters = Durable(state.clock.floor, state.clock.synced_at, state.throttle, state.used, state.entered)
    counters = replace(counters, hold=state.hold, barred=state.barred, visit=state.visit)
    ticking = state.clock
    counters = replace(counters, proven=ticking.proven, agreed=ticking.lived.epoch_s, powered=ticking.powered)
    return replace(counters, withdrawals=state.withdrawals)


def must_store(stored: Durable, state: State) -> bool:
    """Return whether the durable part has to be written although there is nothing to record."""
    now = durable(state)
    clock_apart = replace(now, floor=stored.floor, synced_at=stored.synced_at, proven=stored.proven)
    clock_apart = replace(clock_apart, agreed=stored.agreed, powered=stored.powered)
    if clock_apart != stored or now.floor < stored.floor:
        return True
    counts = ((stored.proven, state.clock.proven), (stored.powered, state.clock.powered))
    is_fresh = all(old is not None and new - old < clock.STORE_EVERY_S for old, new in counts)
    return not is_fresh or clock.must_store(stored.floor, now.floor, state.vault.next_end)


def wake(
    place: Place, stored: Durable, *, moment: Moment, has_rtc: bool, creds: CredsSnapshot | None = None
) -> State:
    """Return the mind of a door that boots with what it had stored and its last good snapshot."""
    ticking = start_clock(stored, moment=moment, has_rtc=has_rtc)
    vault = EMPTY if creds is None else masked(open_vault(creds, place.k_door), stored.withdrawals)
    counters = throttle.bounded(stored.throttle, ticking.powered)
    awake = State(place, ticking, counters, vault, used=stored.used, entered=stored.entered)
    awake = replace(awake, withdrawals=stored.withdrawals)
    return replace(awake, hold=stored.hold, barred=stored.barred, visit=stored.visit)


def start_clock(stored: Durable, *, moment: Moment, has_rtc: bool) -> ClockState:
    """Return the clock of a unit that begins with what the door had stored."""
    proven = stored.floor if stored.proven is None else stored.proven
    agreed = proven if stored.agreed is None else min(stored.agreed, proven)
    powered = max(proven, clock.EARLIEST) if stored.powered is None else stored.powered  # 0 counts as never
    known = clock.Stored(stored.floor, stored.synced_at, proven=proven, agreed=agreed, powered=powered)
    return clock.start(known, has_rtc=has_rtc, moment=moment)


def write(stored: Durable) -> bytes:
    """Return the durable part as JSON."""
    body = {
        "floor": stored.floor,
        "synced_at": stored.synced_at,
        "throttle": asdict(stored.throttle),
        "used": {token_id.hex(): end for token_id, end in stored.used.items()},
        "entered": [{**word_fields(word), "end": end} for word, end in stored.entered.items()],
        "hold": hold_fields(stored.hold),
        "barred": dict(stored.barred),
        "visit": visit_fields(stored.visit),
        "proven": stored.floor if stored.proven is None else stored.proven,
        "agreed": stored.agreed,
        "powered": stored.powered,
        "withdrawals": withdrawal_fields(stored.withdrawals),
    }
    return wire.proved(wire.dump(body), parse_durable)


def parse_durable(raw: bytes) -> Durable:
    """Read the durable part. Raises `MalformedMessage`: then use `after_loss`, never nothing."""
    known = "floor synced_at throttle used entered hold barred visit proven agreed powered withdrawals"
    body = Fields(wire.load(raw), known=known, where="durable")
    used = body.object("used")
    ends = Fields(used, known="", where="used")
    return Durable(
        floor=min(body.integer("floor"), wire.LATEST_TIME),
        synced_at=body.time("synced_at") if body.has("synced_at") else None,
        throttle=_throttle(body.object("throttle")),
        used={_token_id(name): ends.time(name) for name in used},
        entered=dict(body.items("entered", _entered, 10_000)),
        hold=read_hold(body.object("hold")) if body.has("hold") else None,
        barred=_barred(body.object("barred")) if body.has("barred") else {},
        visit=read_visit(body.object("visit")) if body.has("visit") else None,
        proven=body.time("proven") if body.has("proven") else None,
        agreed=body.time("agreed") if body.has("agreed") else None,
        powered=body.time("powered") if body.has("powered") else None,
        withdrawals=read_withdrawals(body.object("withdrawals")) if body.has("withdrawals") else NOTHING,
    )


def _throttle(value: dict[str, Any]) -> Throttle:
    counters = Fields(value, known=" ".join(_COUNTERS), where="throttle")
    # What the version before did not count stands as it does in a new door.
    named = [name for name in _COUNTERS if name not in (*_LISTS, "holders", "holder_tries")]
    numbers = {name: counters.integer(name) for name in named}
    if counters.has("holder_tries"):
        numbers["holder_tries"] = counters.integer("holder_tries", 1)
    times = {name: counters.items(name, _number, 1000) for name in _LISTS}
    return Throttle(**numbers, **times, holders=counters.items("holders", _holder, 1000))  # type: ignore[arg-type]


def _number(value: object) -> int:
    return Fields({"number": value}, known="", where="throttle").integer("number")


def _holder(value: object) -> tuple[str, int]:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str):
        raise MalformedMessage("throttle.holders")
    return value[0], _number(value[1])


def _entered(value: object) -> tuple[OfflineWord, int]:
    return read_word(value), Fields(value, known="start dur seq end", where="entered").time("end")


def _barred(value: dict[str, Any]) -> dict[str, int]:
    ends = Fields(value, known="", where="barred")
    return {name: ends.time(name) for name in value}


def _token_id(name: str) -> bytes:
    return Fields({"id": name}, known="", where="used").octets("id", 5)
