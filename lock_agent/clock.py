"""What a door believes of the time (protocol §7).

The server's signed answer is the best time there is: from then on the door counts monotonic seconds.
Without one in this boot a battery clock serves. Without that the door knows only a floor: no earlier
than the newest time it has stored or found in anything validly signed. No clock that is set back lowers
the floor, so none revives an expired code.

The server's clock may lie as well, and what it signs would push the floor for years. So a signed time is
*confirmed* when the machine's own clock agrees, or when the server has told the same for 48 hours. What the
door has lived through since a confirmed time, by its monotonic clock alone, is *proven*. That clock runs
wrong as well, by minutes in a hall that is months without network: so far proven time is put back, never
further.
A time signed far ahead of that is not believed until it is confirmed; a floor that an unconfirmed one or a
battery clock has raised falls back, to what is proven at most, when a confirmed one says so and the battery
clock no longer speaks for it. Else a battery clock that was once an hour ahead would end every booking an
hour early for good. What this costs: where server and battery clock are set back together, a code comes back
that ended while the door had no power.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lock_agent.contract.events import Quality, Reason
from lock_agent.contract.wire import LATEST_TIME

SYNC_HOLDS_S = 7 * 86400
TOLERANCE_S = 600
"""A degraded clock widens every window by ten minutes on both sides; clocks that agree differ by no more."""

LIE_S = 86400
"""A snapshot signed by a clock so far ahead leaves out what is still to come: the last one stays."""

GRACE_S = 48 * 3600
"""An untrusted clock takes what starts up to 48 hours after the floor."""

SLACK_S = 60
"""A clock corrected by less than this has not jumped back."""

DRIFT = 10_000
"""A clock runs wrong by less than a second in so many: crystals of small computers keep within 50 ppm."""

PLAUSIBLE_S = 180 * 86400
"""A battery clock further ahead of the floor is broken; believing it would push the floor for good.

So is a server's further ahead of a battery clock that is not.
"""

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

    def at(self, moment: "Moment | Anchor") -> int:
        """Return the time it has become since; time ends with what can be stored."""
        return min(LATEST_TIME, self.epoch_s + max(0, moment.mono_ms - self.mono_ms) // 1000)

    def drift(self, moment: "Moment | Anchor") -> int:
        """Return by how much (s) this count may have run wrong since."""
        return (moment.mono_ms - self.mono_ms) // (1000 * DRIFT)

    def corrected(self, told: "Anchor") -> "Anchor":
        """Return this count put right by a confirmed time: ahead to it, but back only as far as it may drift.

        Else who tells an old time again and again would stop the time, and no code would ever end; a part of
        a second lost with each would slow it down.
        """
        ahead = self.at(told) - told.epoch_s
        if ahead < 0:
            return told
        if ahead > self.drift(told):
            return self
        return Anchor(told.epoch_s, told.mono_ms - (told.mono_ms - self.mono_ms) % 1000)


@dataclass(frozen=True, slots=True)
class Reading:
    """The time a decision is made with, never before the floor, and how far it can be believed.

    `is_ahead`: a clock not to be distrusted says less, by some minutes. What has ended stays so.
    """

    now: int
    quality: Quality
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """What outlives a power cut (epoch s; `powered` in s of its own): `agreed` is the time confirmed last."""

    floor: int
    synced_at: int | None
    proven: int
    agreed: int
    powered: int


@dataclass(frozen=True, slots=True)
class ClockState:
    """`floor`, `proven` and `synced_at` (epoch s) outlive a boot; the anchors belong to this one.

    `counted` is the newest time believed in this boot: whatever the clocks say, it goes on from there.
    `lived` began with the time confirmed last and counts what is proven. `story` is since when the server has
    told the same, `aired` since when the radio has. `powered` counts the seconds the door has had power, from
    where it is, whatever the time may be: no clock can lie about them.
    """

    floor: int
    proven: int
    powered: int
    synced_at: int | None
    has_rtc: bool
    counted: Anchor
    lived: Anchor
    woken: Anchor
    answered: Anchor | None = None
    story: Anchor | None = None
    aired: Anchor | None = None
    is_confirmed: bool = False


def start(stored: Stored, *, has_rtc: bool, moment: Moment) -> ClockState:
    """Return the clock of a door that has just booted with what it had stored.

    A floor at the end of time is where a lie has led, and no code is valid there: it falls to what is proven.
    """
    proven = min(stored.proven, LATEST_TIME)
    floor = stored.floor if stored.floor < LATEST_TIME else proven
    lived = Anchor(stored.agreed, moment.mono_ms - 1000 * (proven - stored.agreed))
    return ClockState(
        floor,
        proven,
        stored.powered,
        stored.synced_at,
        has_rtc,
        counted=Anchor(floor, moment.mono_ms),
        lived=lived,
        woken=Anchor(stored.powered, moment.mono_ms),
    )


def read(clock: ClockState, moment: Moment) -> Reading:
    """Return the time and its quality."""
    known, quality = _best(clock, moment)
    least = max(clock.floor, clock.counted.at(moment), clock.lived.at(moment))
    if known is None or known + _allowed(clock, moment) < least:
        return Reading(least, Quality.UNTRUSTED)
    if known + SLACK_S < least:
        return Reading(least, Quality.DEGRADED, is_ahead=True)
    return Reading(min(LATEST_TIME, max(known, least)), quality)


def advance(clock: ClockState, moment: Moment) -> ClockState:
    """Raise the floor to the time it is, and count on from there, whatever the clocks will say."""
    known, _ = _best(clock, moment)
    clock = _counting(clock, Anchor(min(LATEST_TIME, known or 0), moment.mono_ms))
    proven, powered = clock.lived.at(moment), clock.woken.at(moment)
    return replace(clock, floor=read(clock, moment).now, proven=proven, powered=powered)


def hear(clock: ClockState, issued_at: int, moment: Moment) -> ClockState:
    """Raise the floor to the issue of something validly signed (epoch s): that moment has passed."""
    if issued_at <= clock.floor or is_too_far(clock, issued_at, moment):
        return clock
    return raised(clock, Anchor(issued_at, moment.mono_ms))


def raised(clock: ClockState, to: Anchor) -> ClockState:
    """Raise the floor to a time, and count on from there."""
    return replace(_counting(clock, to), floor=max(clock.floor, to.epoch_s))


def is_too_far(clock: ClockState, signed: int, moment: Moment, *, by: int = TOLERANCE_S) -> bool:
    """Return whether a signed time (epoch s) is so far ahead of the door's own that its signer must lie."""
    if clock.is_confirmed:
        return signed > clock.lived.at(moment) + by
    is_behind = moment.wall + TOLERANCE_S < clock.proven  # it lost its battery, and shows when it was built
    is_sound = clock.has_rtc and not is_behind and _plausible(clock.floor, moment.wall)
    return is_sound and signed > moment.wall + PLAUSIBLE_S


def synchronise(clock: ClockState, told: Anchor, moment: Moment) -> ClockState:
    """Take over the server's signed time, which arrived a little before `moment`.

    1. Note since when the server has told the same.
    2. A confirmed time is proven from now on, and the floor falls back to it from where a lie had raised it.
    3. One too far ahead to be true changes nothing.
    4. Any other one is believed, and raises the floor.
    """
    if clock.story is None or abs(told.epoch_s - clock.story.at(told)) > TOLERANCE_S:
        clock = replace(clock, story=told)
    if _is_confirmed(clock, told, moment):
        backed = _is_backed(clock, told, moment)
        clock = replace(prove(clock, told, keeps_floor=backed), is_confirmed=True)
    elif is_too_far(clock, told.epoch_s, moment):
        return clock
    return hear(replace(clock, answered=told, synced_at=told.epoch_s), told.epoch_s, moment)


def prove(clock: ClockState, told: Anchor, *, by: int = SLACK_S, keeps_floor: bool = False) -> ClockState:
    """Take a time as confirmed; a floor further above what is proven than `by` (s) falls back to it."""
    before, lived = clock.lived.at(told), clock.lived.corrected(told)
    clock = replace(clock, proven=lived.at(told), lived=lived)
    falls = clock.floor > clock.proven + by and not keeps_floor
    if falls or clock.counted.at(told) <= before + SLACK_S:
        clock = replace(clock, counted=lived)
    return replace(clock, floor=clock.proven) if falls else clock


def span(reading: Reading) -> tuple[int, int]:
    """Return the earliest and the latest moment it may be, as far as a decision is concerned (epoch s)."""
    if reading.quality is Quality.UNTRUSTED:
        return reading.now, reading.now + GRACE_S
    tolerance = TOLERANCE_S if reading.quality is Quality.DEGRADED else 0
    return reading.now - (0 if reading.is_ahead else tolerance), reading.now + tolerance


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


def _counting(clock: ClockState, to: Anchor) -> ClockState:
    return replace(clock, counted=to) if to.epoch_s > clock.counted.at(to) else clock


def _best(clock: ClockState, moment: Moment) -> tuple[int | None, Quality]:
    if clock.answered is not None:
        now = clock.answered.at(moment)
        return now, _freshness(now - clock.answered.epoch_s)
    if clock.has_rtc and _plausible(clock.floor, moment.wall):
        age = SYNC_HOLDS_S + 1 if clock.synced_at is None else moment.wall - clock.synced_at
        return moment.wall, _freshness(age)
    return None, Quality.UNTRUSTED


def _is_confirmed(clock: ClockState, told: Anchor, moment: Moment) -> bool:
    """Return whether more than the server's word speaks for a time.

    A door that never knew the time takes the first one: somebody stands there and has just enrolled it.
    """
    if clock.proven < EARLIEST:
        return True
    wall = moment.wall - (moment.mono_ms - told.mono_ms) // 1000
    told_for_ms = 0 if clock.story is None else told.mono_ms - clock.story.mono_ms
    return abs(wall - told.epoch_s) <= TOLERANCE_S or told_for_ms >= GRACE_S * 1000


def _is_backed(clock: ClockState, told: Anchor, moment: Moment) -> bool:
    """Return whether the battery clock still says what the floor says, and the server says less.

    A server that is a day behind for two days would else revive what ended while the door had no power.
    """
    says_so = abs(moment.wall - clock.floor) <= TOLERANCE_S
    return clock.has_rtc and says_so and moment.wall > told.epoch_s + TOLERANCE_S


def _allowed(clock: ClockState, moment: Moment) -> int:
    """Return by how much (s) a clock may be behind and still be believed.

    A battery clock, by what the monotonic one may have run ahead of it: where no network puts both right,
    that shows when the power fails, and nothing would mend it. One that is further behind has stood still.
    """
    if clock.answered is not None:
        return TOLERANCE_S
    return max(SLACK_S, min(TOLERANCE_S, clock.lived.drift(moment)))


def _plausible(floor: int, wall: int) -> bool:
    # A door without a floor has just been enrolled: any time since the protocol exists will do.
    return wall >= EARLIEST and (floor == 0 or wall <= floor + PLAUSIBLE_S)


def _freshness(age_s: int) -> Quality:
    return Quality.OK if age_s <= SYNC_HOLDS_S else Quality.DEGRADED
