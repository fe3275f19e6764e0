"""What a door believes of the time (protocol §7).

The server's signed answer is the best time there is: from then on the door counts monotonic seconds.
Without one in this boot a battery clock serves. Without that the door knows only a floor: no earlier
than the newest time it has stored or found in anything validly signed. The floor never decreases,
so setting a clock back never revives an expired code.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lock_agent.contract.events import Quality, Reason

SYNC_HOLDS_S = 7 * 86400
TOLERANCE_S = 600
"""A degraded clock widens every window by ten minutes on both sides."""

GRACE_S = 48 * 3600
"""An untrusted clock takes what starts up to 48 hours after the floor."""

SLACK_S = 60
"""A clock corrected by less than this has not jumped back."""

PLAUSIBLE_S = 180 * 86400
"""A battery clock further ahead of the floor is broken; believing it would push the floor for good."""

EARLIEST = 1_577_836_800
"""2020-01-01: a battery clock that says less, 1970 above all, has lost its battery."""

STORE_EVERY_S = 300
"""How far the stored floor may lag behind while nothing happens: 288 small writes a day."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at the machine's clocks: wall clock in epoch seconds, monotonic clock in ms since boot."""

    wall: int
    mono_ms: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time known to be right when the monotonic clock stood at `mono_ms`, in this boot."""

    epoch_s: int
    mono_ms: int

    def at(self, moment: Moment) -> int:
        """Return the time it has become since."""
        return self.epoch_s + max(0, moment.mono_ms - self.mono_ms) // 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """The time a decision is made with, never before the floor, and how far it can be believed."""

    now: int
    quality: Quality


@dataclass(frozen=True, slots=True)
class ClockState:
    """`floor` and `synced_at` (epoch s) outlive a boot; `counted` and `answered` belong to this one.

    `counted` is the newest time believed in this boot: whatever else fails, it goes on from there.
    """

    floor: int
    synced_at: int | None
    has_rtc: bool
    counted: Anchor
    answered: Anchor | None = None


def start(*, floor: int, synced_at: int | None, has_rtc: bool, moment: Moment) -> ClockState:
    """Return the clock of a door that has just booted with what it had stored."""
    return ClockState(floor, synced_at, has_rtc, counted=Anchor(floor, moment.mono_ms))


def read(clock: ClockState, moment: Moment) -> Reading:
    """Return the time and its quality."""
    known, quality = _best(clock, moment)
    if known is None or known + SLACK_S < clock.floor:
        return Reading(max(clock.floor, clock.counted.at(moment)), Quality.UNTRUSTED)
    return Reading(max(known, clock.floor), quality)


def advance(clock: ClockState, moment: Moment) -> ClockState:
    """Raise the floor to the time it is, and count on from there, whatever the clocks will say."""
    now = read(clock, moment).now
    if now > clock.counted.at(moment):
        clock = replace(clock, counted=Anchor(now, moment.mono_ms))
    return hear(clock, now)


def hear(clock: ClockState, issued_at: int) -> ClockState:
    """Raise the floor to the issue of something validly signed (epoch s): that moment has passed."""
    return clock if issued_at <= clock.floor else replace(clock, floor=issued_at)


def synchronise(clock: ClockState, server_now: int, answered_mono_ms: int) -> ClockState:
    """Take over the server's signed time, which arrived at `answered_mono_ms` of the monotonic clock."""
    answered = Anchor(server_now, answered_mono_ms)
    return hear(replace(clock, answered=answered, synced_at=server_now), server_now)


def span(reading: Reading) -> tuple[int, int]:
    """Return the earliest and the latest moment it may be, as far as a decision is concerned (epoch s)."""
    if reading.quality is Quality.UNTRUSTED:
        return reading.now, reading.now + GRACE_S
    tolerance = TOLERANCE_S if reading.quality is Quality.DEGRADED else 0
    return reading.now - tolerance, reading.now + tolerance


def judge(nbf: int, exp: int, reading: Reading) -> Reason:
    """Say whether a window `[nbf, exp)` is open: `OK`, `EARLY` or `EXPIRED`.

    `CLOCK_UNTRUSTED` for a window that may have begun, if only the door knew the time.
    """
    earliest, latest = span(reading)
    if exp <= earliest:
        return Reason.EXPIRED
    if nbf <= latest:
        return Reason.OK
    return Reason.CLOCK_UNTRUSTED if reading.quality is Quality.UNTRUSTED else Reason.EARLY


def must_store(stored_floor: int, floor: int, next_end: Callable[[int], int | None]) -> bool:
    """Return whether the floor has to be written now.

    Every five minutes, and as soon as a known code has ended, for a good clock and for a degraded
    one: a power cut right then must not bring the code back. `next_end(t)` is the first end after `t`.
    """
    ends = [(next_end(stored_floor - tolerance), tolerance) for tolerance in (0, TOLERANCE_S)]
    ended = any(end is not None and end + tolerance <= floor for end, tolerance in ends)
    return ended or floor - stored_floor >= STORE_EVERY_S


def _best(clock: ClockState, moment: Moment) -> tuple[int | None, Quality]:
    if clock.answered is not None:
        now = clock.answered.at(moment)
        return now, _freshness(now - clock.answered.epoch_s)
    if clock.has_rtc and _plausible(clock.floor, moment.wall):
        age = SYNC_HOLDS_S + 1 if clock.synced_at is None else moment.wall - clock.synced_at
        return moment.wall, _freshness(age)
    return None, Quality.UNTRUSTED


def _plausible(floor: int, wall: int) -> bool:
    # A door without a floor has just been enrolled: any time since the protocol exists will do.
    return wall >= EARLIEST and (floor == 0 or wall <= floor + PLAUSIBLE_S)


def _freshness(age_s: int) -> Quality:
    return Quality.OK if age_s <= SYNC_HOLDS_S else Quality.DEGRADED
