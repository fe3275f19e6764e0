"""Whatever is typed, scanned and done to the door: only a rightful code moves the strike."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lock_agent.contract import damm
from lock_agent.core.values import (
    CodeEntered,
    ContactChanged,
    Effect,
    KeyPressed,
    LinkChanged,
    Pulse,
    Record,
    Scanned,
    Ticked,
    TimeAnswered,
)
from tests.lock_agent.bench import (
    NOON,
    SCHMIDT,
    UNHEARD_OFFLINE,
    WEDDING,
    WEDDING_FROM,
    WEDDING_OFFLINE,
    WEDDING_UNTIL,
    Bench,
    creds,
    token,
)

RIGHT = (WEDDING, WEDDING_OFFLINE, UNHEARD_OFFLINE, SCHMIDT)
NUMBERS = st.text("0123456789", max_size=20)
GUESSES = st.one_of(
    NUMBERS,
    *(st.text("0123456789", min_size=size, max_size=size).map(damm.with_check) for size in (7, 8, 10)),
    st.sampled_from(RIGHT).map(lambda code: code[:-1] + str((int(code[-1]) + 1) % 10)),
).filter(lambda digits: digits not in RIGHT)
SCANS = st.one_of(st.text(max_size=50), NUMBERS, st.integers(2**664, 2**665 - 1).map(str))
DOINGS = st.one_of(
    GUESSES.map(CodeEntered),
    SCANS.map(Scanned),
    st.sampled_from([Ticked(), LinkChanged(True), LinkChanged(False), ContactChanged(True)]),
    st.sampled_from("0123456789*#").map(KeyPressed),
    st.tuples(st.integers(NOON, 2 * NOON), st.integers(0, 10**9)).map(lambda answer: TimeAnswered(*answer)),
    st.sampled_from(["power", "back", "1970"]),
)


def in_order(effects: tuple[Effect, ...]) -> bool:
    """Return whether all records come before all pulses, and a pulse has one."""
    kinds = [type(effect) for effect in effects if isinstance(effect, Record | Pulse)]
    return kinds == sorted(kinds, key=lambda kind: kind is Pulse) and (Pulse not in kinds or Record in kinds)


def undergo(door: Bench, doing: object) -> None:
    """Let one of the doings happen."""
    if doing == "power":
        door.boot()
    elif doing == "back":
        door.set_clock(door.now - 86400)
    elif doing == "1970":
        door.set_clock(0)
    else:
        door.happen(doing)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(doings=st.lists(st.tuples(DOINGS, st.integers(0, 5000)), max_size=40), has_rtc=st.booleans())
def test_a_wrong_code_never_opens(doings: list[tuple[object, int]], has_rtc: bool) -> None:
    door = Bench(WEDDING_FROM, has_rtc=has_rtc)
    for doing, pause in doings:
        undergo(door.later(pause), doing)
        assert in_order(door.effects)

    assert door.pulses == 0


@settings(max_examples=150, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 4 * 3600), st.sampled_from([*RIGHT, "qr", "power", "dark", "bright"])),
        max_size=40,
    )
)
def test_a_rightful_code_opens_in_its_window_only(steps: list[tuple[int, str]]) -> None:
    door = Bench(NOON).connect()
    bright, picture = True, token()
    for pause, what in steps:
        door.later(pause)
        if what in ("bright", "dark", "power"):
            bright = what == "bright"
            door.boot()
        if bright:
            door.connect()
        if what in RIGHT:
            opened = door.enter(what) == "ok"
            inside = WEDDING_FROM <= door.now < WEDDING_UNTIL or what == SCHMIDT
            assert opened is (inside and not (bright and what == UNHEARD_OFFLINE)) or not allowed(door)
        elif what == "qr":
            assert (door.later(1).scan(picture) == "ok") is (WEDDING_FROM <= door.now < WEDDING_UNTIL)
        assert in_order(door.effects)


def allowed(door: Bench) -> bool:
    """Return whether the latest attempt was looked at."""
    return bool(door.record("access").data["reason"] != "throttled")


def test_a_code_taken_out_of_the_snapshot_opens_no_more() -> None:
    door = Bench(WEDDING_FROM).connect()
    assert door.enter(WEDDING) == "ok"

    door.receive(creds(pins=()))

    assert door.enter(WEDDING) == "unknown"
