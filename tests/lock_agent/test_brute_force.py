"""A vandal with time: every class of code guessed, power cut and clocks set at will, without a network.

Whatever they do, no more guesses count than the policy grants, and the wedding party's QR code opens (§9).
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from lock_agent import clock
from lock_agent.contract import damm
from lock_agent.core.values import TimeAnswered
from lock_agent.throttle import HOLDER_FAILURES, PIN_FULL_DAYS, PIN_WRONG_A_DAY, pin_is_off
from tests.lock_agent.bench import DAY, HOUR, NOON, Bench, token

COUNTED = ("unknown", "ok", "early", "expired", "clock_untrusted")
SITUATIONS = {"wait": 60, "cut": 20, "set clock": 10, "signed time": 8, "party": 2}


@dataclass
class Vandal:
    """Somebody at a door, and what they got for it."""

    chance: random.Random
    door: Bench = field(default_factory=Bench)
    tried: dict[str, list[int]] = field(default_factory=lambda: {"pin": [], "offline": [], "holder": []})
    said: Counter[str] = field(default_factory=Counter)
    parties: int = 0
    truth: int = NOON

    @property
    def passed(self) -> int:
        """Seconds that have passed in truth, whatever any clock was made to say."""
        return self.truth - NOON

    def guess(self) -> None:
        """Try a code of some class; its check digit is right, for a typing error is no attempt."""
        kind, digits = self.chance.choice(
            (
                ("pin", f"{self.chance.randrange(10**7):07d}"),
                ("pin", f"{self.chance.randrange(10**7):07d}"),
                ("offline", f"{self.chance.randrange(10**10):010d}"),
                ("holder", f"07{self.chance.randrange(10**6):06d}"),
            )
        )
        reason = self.door.enter(damm.with_check(digits))
        self.said[f"{kind} {reason}"] += 1
        if reason in COUNTED:
            self.tried[kind].append(self.passed)

    def act(self) -> None:
        """Do something to the hall, or let it be."""
        (situation,) = self.chance.choices([*SITUATIONS], [*SITUATIONS.values()])
        match situation:
            case "wait":
                self.wait(self.chance.randrange(self.chance.choice((0, 1, 5, 60, 600)) + 1))
            case "cut":
                self.door.has_rtc = self.chance.random() < 0.5
                self.door.boot()
            case "set clock":
                wrong = self.truth + self.chance.randrange(-5 * DAY, 5 * DAY)
                self.door.set_clock(self.chance.choice((0, wrong)))
            case "signed time":
                self.door.happen(TimeAnswered(self.truth, self.door.mono_ms))
            case "party":
                self.let_in()

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.door.later(seconds)
        self.truth += seconds

    def let_in(self) -> None:
        """Let the wedding party come, with a QR code of this hour."""
        self.wait(2)  # a door looks at one code a second
        believed = clock.read(self.door.state.clock, self.door.moment).now
        start = believed // 60 * 60 - HOUR
        assert self.door.scan(token(not_before=start, duration_s=8 * HOUR, lead_hours=1)) == "ok"
        self.parties += 1


def test_guesses_with_power_cuts_and_clock_attacks_stay_within_the_policy(
    volume: Callable[[int, int], int],
) -> None:
    vandal = Vandal(random.Random(20261123))

    for _ in range(volume(10_000, 10_000_000)):
        vandal.act()
        vandal.guess()

    assert vandal.door.pulses == vandal.parties > volume(150, 150_000)
    pins, offline = vandal.tried["pin"], vandal.tried["offline"]
    days = 1 + vandal.passed // DAY
    assert PIN_FULL_DAYS * PIN_WRONG_A_DAY <= len(pins) <= days * PIN_WRONG_A_DAY, vandal.said
    assert pin_is_off(vandal.door.state.throttle)
    assert all(later - first >= DAY for first, later in zip(pins, pins[PIN_WRONG_A_DAY:], strict=False))
    assert all(place <= 4 + (moment - offline[0]) // HOUR for place, moment in enumerate(offline, start=1)), (
        vandal.said
    )
    assert 4 <= len(offline) <= 4 + vandal.passed // HOUR
    assert len(vandal.tried["holder"]) == HOLDER_FAILURES
    print(f"{vandal.said}; {vandal.parties} parties let in, in {days} days")
