"""How often a code may be guessed (protocol §9). A value that is stored with every attempt.

Times are the seconds the door has had power, which no clock can lie about. A bucket is one number: the time
at which it would be full again. A right code while throttled is refused as well, else the throttle would only
slow down the honest; QR, cards and remote release stay open.
"""

from dataclasses import dataclass, replace

DAY_S = 86400
PIN_WRONG_A_DAY = 30
PIN_FULL_DAYS = 3
HOLDER_FAILURES = 10
CARETAKER_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, then one every `seconds`."""

    burst: int
    seconds: int

    def allows(self, full_at: int, now: int) -> bool:
        """Return whether a bucket that is full again at `full_at` still holds a token."""
        return full_at <= now + (self.burst - 1) * self.seconds

    def taken(self, full_at: int, now: int) -> int:
        """Return when the bucket is full again after one token is taken."""
        return max(full_at, now) + self.seconds


PIN = Rate(6, 1800)
OFFLINE = Rate(4, 3600)
QR = Rate(1, 1)


@dataclass(frozen=True, slots=True)
class Throttle:
    """All counters of a door. `*_full_at` are buckets, `pin_wrong` and `failures` times of the last 24 hours.

    `holders` counts failures by what a holder's code is (its `lock_name`), so that a new code starts
    anew; each locks at `holder_tries`. `pin_days` counts days that reached 30 wrong PINs; at three the class
    is off.
    """

    pin_full_at: int = 0
    pin_wrong: tuple[int, ...] = ()
    pin_days: int = 0
    pin_day_at: int = 0
    offline_full_at: int = 0
    qr_full_at: int = 0
    holders: tuple[tuple[str, int], ...] = ()
    holder_tries: int = HOLDER_FAILURES
    failures: tuple[int, ...] = ()
    warned_at: int = 0


def exhausted(now: int) -> Throttle:
    """Return the counters of a door that lost its own: buckets empty, since losing them may be the attack.

    A keyholder's code may be failed once until one is right: nobody is kept out, and ten guesses are not had
    again with every loss.
    """
    return Throttle(
        pin_full_at=now + PIN.burst * PIN.seconds,
        offline_full_at=now + OFFLINE.burst * OFFLINE.seconds,
        holder_tries=1,
    )


def bounded(throttle: Throttle, now: int) -> Throttle:
    """Return the counters a door wakes up with: emptier than empty, or tried in the future, they cannot be.

    Counters written under a clock that was years ahead would otherwise lock the door for years.
    """
    return replace(
        throttle,
        pin_full_at=min(throttle.pin_full_at, now + PIN.burst * PIN.seconds),
        pin_wrong=tuple(min(time, now) for time in throttle.pin_wrong),
        pin_day_at=min(throttle.pin_day_at, now),
        offline_full_at=min(throttle.offline_full_at, now + OFFLINE.burst * OFFLINE.seconds),
        qr_full_at=min(throttle.qr_full_at, now),  # to wake takes longer than a second
        failures=tuple(min(time, now) for time in throttle.failures),
        warned_at=min(throttle.warned_at, now),
    )


def pin_is_off(throttle: Throttle) -> bool:
    """Return whether the PIN class waits for a keyholder."""
    return throttle.pin_days >= PIN_FULL_DAYS


def allows_pin(throttle: Throttle, now: int) -> bool:
    """Return whether a PIN may be tried."""
    fewer = len(_last_day(throttle.pin_wrong, now)) < PIN_WRONG_A_DAY
    return not pin_is_off(throttle) and fewer and PIN.allows(throttle.pin_full_at, now)


def wrong_pin(throttle: Throttle, now: int) -> Throttle:
    """Count a PIN that did not open."""
    wrong = (*_last_day(throttle.pin_wrong, now), now)
    counted = replace(throttle, pin_full_at=PIN.taken(throttle.pin_full_at, now), pin_wrong=wrong)
    another_day = throttle.pin_days == 0 or now >= throttle.pin_day_at + DAY_S
    if len(wrong) < PIN_WRONG_A_DAY or not another_day:
        return counted
    return replace(counted, pin_days=throttle.pin_days + 1, pin_day_at=now)


def allows_offline(throttle: Throttle, now: int) -> bool:
    """Return whether an offline PIN may be tried."""
    return OFFLINE.allows(throttle.offline_full_at, now)


def wrong_offline(throttle: Throttle, now: int) -> Throttle:
    """Count an offline PIN that did not open."""
    return replace(throttle, offline_full_at=OFFLINE.taken(throttle.offline_full_at, now))


def allows_scan(throttle: Throttle, now: int) -> bool:
    """Return whether a QR token may be looked at: once a second, never locked out."""
    return QR.allows(throttle.qr_full_at, now)


def scanned(throttle: Throttle, now: int) -> Throttle:
    """Count a scan, right or wrong."""
    return replace(throttle, qr_full_at=QR.taken(throttle.qr_full_at, now))


def allows_holder(throttle: Throttle, lock_name: str) -> bool:
    """Return whether a keyholder's code may be tried."""
    return dict(throttle.holders).get(lock_name, 0) < throttle.holder_tries


def locked_holders(throttle: Throttle) -> frozenset[str]:
    """Return the names of the codes that were failed too often."""
    return frozenset(name for name, failures in throttle.holders if failures >= throttle.holder_tries)


def wrong_holder(throttle: Throttle, lock_name: str) -> Throttle:
    """Count a failure of one keyholder's code."""
    counts = dict(throttle.holders)
    counts[lock_name] = counts.get(lock_name, 0) + 1
    return replace(throttle, holders=tuple(sorted(counts.items())))


def holder_entered(throttle: Throttle, lock_name: str) -> Throttle:
    """Forget a keyholder's failures, and re-arm the PIN class: a person who may is standing there."""
    others = tuple(entry for entry in throttle.holders if entry[0] != lock_name)
    armed = replace(throttle, pin_days=0, pin_wrong=(), pin_day_at=0)
    return replace(armed, holders=others, holder_tries=HOLDER_FAILURES)


def keep_holders(throttle: Throttle, lock_names: frozenset[str]) -> Throttle:
    """Drop the counters of codes that no longer exist."""
    return replace(throttle, holders=tuple(entry for entry in throttle.holders if entry[0] in lock_names))


def failed(throttle: Throttle, now: int) -> tuple[Throttle, bool]:
    """Count any failure; the second value says that the caretaker is to be told: 20 in a day, once a day."""
    failures = (*_last_day(throttle.failures, now), now)[-CARETAKER_FAILURES:]
    warn = len(failures) == CARETAKER_FAILURES and now >= throttle.warned_at + DAY_S
    return replace(throttle, failures=failures, warned_at=now if warn else throttle.warned_at), warn


def _last_day(times: tuple[int, ...], now: int) -> tuple[int, ...]:
    return tuple(time for time in times if time > now - DAY_S)
