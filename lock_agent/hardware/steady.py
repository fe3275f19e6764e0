"""A switch that bounces, and the position it settles in. Pure; the moments are in ms, monotonic."""

from dataclasses import dataclass, replace

HOLD_MS = 30
LONGEST_HOLD_MS = 2000
RESTLESS = 8
CALM_MS = 10_000
"""A contact that settles eight times within ten seconds is loose: from then on it must hold for 2 s."""

PRESS_MS = 10
AGAIN_MS = 1000
"""One press opens for seconds; who leans on the button is not a hundred events."""


@dataclass(frozen=True, slots=True)
class Steady:
    """A two-way switch. `level` is where it settled last, None before the first time."""

    level: bool | None = None
    shaken_ms: int = 0
    changed_ms: int = 0
    changes: int = 0
    is_moving: bool = False

    @property
    def hold_ms(self) -> int:
        """How long it must stand still to be believed."""
        return LONGEST_HOLD_MS if self.changes >= RESTLESS else HOLD_MS


def shake(steady: Steady, now_ms: int) -> Steady:
    """Note that the switch moved: whatever it shows has to hold from now on."""
    return replace(steady, shaken_ms=now_ms, is_moving=True)


def settle(steady: Steady, level: bool, now_ms: int) -> Steady:
    """Take a look at the switch; its `level` follows once it has held for long enough."""
    if steady.level is None:
        return replace(steady, level=level)
    if now_ms - steady.shaken_ms < steady.hold_ms:
        return steady
    steady = replace(steady, is_moving=False)
    if level == steady.level:
        return steady
    again = steady.changes if now_ms - steady.changed_ms < CALM_MS else 0
    return replace(steady, level=level, changed_ms=now_ms, changes=again + 1)


@dataclass(frozen=True, slots=True)
class Press:
    """A button somebody needs: the way out, or the emergency release. It errs towards "pressed"."""

    first_ms: int | None = None
    since_ms: int | None = None
    bounces: int = 0
    held: bool = False
    opened_ms: int | None = None

    @property
    def due_ms(self) -> int | None:
        """When the press that has begun is to be decided on."""
        return None if self.first_ms is None else self.first_ms + PRESS_MS


def touch(press: Press, active: bool, at_ms: int) -> Press:
    """Note an edge of the button; the first that closes it begins a press."""
    if active:
        first = at_ms if press.first_ms is None else press.first_ms
        return replace(press, first_ms=first, since_ms=at_ms, bounces=press.bounces + 1)
    return replace(press, since_ms=None, held=press.held or _has_held(press, at_ms))


def judge(press: Press, now_ms: int) -> tuple[Press, bool]:
    """Say whether the button was pressed: for 10 ms, or bouncing. One short spike is no press."""
    if press.due_ms is None or now_ms < press.due_ms:
        return press, False
    pressed = press.held or press.bounces > 1 or _has_held(press, now_ms)
    if not pressed or (press.opened_ms is not None and now_ms - press.opened_ms < AGAIN_MS):
        return Press(opened_ms=press.opened_ms), False
    return Press(opened_ms=now_ms), True


def _has_held(press: Press, now_ms: int) -> bool:
    return press.since_ms is not None and now_ms - press.since_ms >= PRESS_MS
