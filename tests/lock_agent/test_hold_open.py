"""A door held open: `#` opens it for everybody, for a booking that allows it, and not a second longer."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lock_agent.contract import damm
from lock_agent.contract.commands import Command, Result
from lock_agent.contract.credentials import PinCredential
from lock_agent.contract.snapshots import CredsSnapshot
from lock_agent.core import Effect, parse_durable, write
from lock_agent.core.orders import LONGEST_HOLD_S
from lock_agent.core.values import (
    Answer,
    Commanded,
    ContactChanged,
    CredsReplaced,
    KeyPressed,
    LinkChanged,
    Pulse,
    Record,
    Ticked,
    TimeAnswered,
)
from tests.lock_agent.bench import (
    HOUR,
    NOON,
    SALT,
    SCHMIDT,
    WEDDING,
    WEDDING_FROM,
    WEDDING_OFFLINE,
    WEDDING_UNTIL,
    Bench,
    creds,
    derive,
    named_token,
    token,
)

CLUB = damm.with_check("2345671")
"""Another booking of the same hours, which may not hold the door open."""
HOLD = Command(
    id="c0ffee01",
    op="hold_open",
    args={"until": NOON + 2 * HOUR},
    session="5e5510n0",
    exp=NOON + 10,
    by="schmidt",
    why="Lieferung",
)
RELEASE = replace(HOLD, id="c0ffee02", op="release", args={})


def wedding(**changes: object) -> PinCredential:
    pin = PinCredential("wedding", derive(WEDDING, SALT), WEDDING_FROM, WEDDING_UNTIL, hold_open=True)
    return replace(pin, **changes)  # type: ignore[arg-type]


def open_house(*others: PinCredential, **changes: object) -> CredsSnapshot:
    return creds(pins=(wedding(), *others), **changes)


def hall(now: int = WEDDING_FROM, snapshot: CredsSnapshot | None = None, **built: bool) -> Bench:
    """Return a connected door of a hall that lets its doors be held open."""
    door = Bench(now, snapshot=snapshot or open_house(), **{"may_hold_open": True, **built}).connect()
    door.happen(Ticked())
    return door


def feast(**built: bool) -> Bench:
    """Return the door once the wedding has come in."""
    door = hall(**built)
    assert door.enter(WEDDING) == "ok"
    return door


def mode(effects: tuple[Effect, ...]) -> list[object]:
    return [one.data["kind"] for one in effects if isinstance(one, Record) and one.type == "mode"]


def test_from_the_first_entry_on_one_key_opens() -> None:
    door = hall()
    assert not door.ring()

    door.enter(WEDDING)

    begun = door.record("mode")
    assert (begun.cred_ref, begun.data) == ("wedding", {"kind": "hold_open", "until": WEDDING_UNTIL})
    assert door.ring()
    opened = door.record("access")
    assert (opened.cred_ref, opened.data["cls"], opened.data["ms"]) == ("wedding", "hold", 5000)
    assert door.enter(WEDDING) == "ok"
    assert mode(door.effects) == []


@pytest.mark.parametrize("entry", [WEDDING_OFFLINE, "named", "unheard"])
def test_every_form_of_the_code_begins_it(entry: str) -> None:
    unheard = creds(pins=())
    snapshot = {"named": open_house(qr=(named_token(),)), "unheard": unheard}.get(entry, open_house())
    door = hall(snapshot=snapshot)

    done = door.enter(entry) if entry.isdigit() else door.scan(token(may_hold_open=True))

    assert (done, door.ring()) == ("ok", True)


@pytest.mark.parametrize("entry", ["club", "token", "named token", "keyholder", "hall"])
def test_who_may_not_does_not_begin_it(entry: str) -> None:
    club = PinCredential("club", derive(CLUB, SALT), WEDDING_FROM, WEDDING_UNTIL)
    door = hall(snapshot=open_house(club), may_hold_open=entry != "hall")
    if entry == "named token":  # the newest word of the server counts, not what the picture says
        door.receive(creds(pins=(wedding(hold_open=False),), qr=(named_token(),)))

    codes = {"club": CLUB, "keyholder": SCHMIDT, "hall": WEDDING}
    pictures = {"token": token(), "named token": token(may_hold_open=True)}
    opened = door.enter(codes[entry]) if entry in codes else door.scan(pictures[entry])

    assert opened == "ok"
    assert not door.ring()
    assert door.state.hold is None


def test_it_ends_with_the_booking_to_the_second() -> None:
    door = feast()
    door.later(WEDDING_UNTIL - door.now - 7)
    assert door.ring()

    door.later(1)
    assert not any(isinstance(effect, Pulse) for effect in door.happen(KeyPressed("#")))
    assert mode(door.happen(Ticked())) == ["secured"]
    assert door.state.hold is None
    assert not door.later(1).ring()


def test_a_degraded_clock_ends_it_early_rather_than_late() -> None:
    door = hall(now=WEDDING_FROM)
    door.stored = replace(door.stored, synced_at=WEDDING_FROM - 30 * 86400)
    door.boot()
    door.enter(WEDDING)
    door.later(WEDDING_UNTIL - door.now - 607)
    assert door.ring()

    assert not door.later(0).ring()


@pytest.mark.parametrize("wall", [0, WEDDING_FROM - 86400])
def test_a_clock_that_is_not_believed_holds_no_door_open(wall: int) -> None:
    door = feast()
    door.happen(Ticked())
    door.boot()
    door.set_clock(wall)

    assert not door.ring()
    assert door.state.hold is not None

    door.now = WEDDING_FROM + HOUR
    door.connect()
    assert door.ring()


def test_it_ends_although_the_clock_stands_still() -> None:
    door = feast()
    started = door.mono_ms

    door.happen(TimeAnswered(WEDDING_FROM, door.mono_ms))
    door.mono_ms = started + 1000 * (WEDDING_UNTIL - WEDDING_FROM)
    door.happen(TimeAnswered(WEDDING_UNTIL - 30, door.mono_ms))

    assert not door.ring()


def test_it_outlives_a_power_cut_with_its_end() -> None:
    door = feast()
    assert parse_durable(write(door.stored)) == door.stored
    door.later(HOUR).boot()
    assert door.ring()

    door.later(WEDDING_UNTIL - door.now)
    door.boot()

    assert not door.ring()
    assert mode(door.happen(Ticked())) == ["secured"]
    door.boot()
    assert not door.ring()


def test_a_revoked_booking_holds_nothing_open() -> None:
    door = feast()

    door.receive(creds(pins=()))

    assert not door.ring()
    door.happen(Ticked())
    assert door.record("mode").data == {"kind": "secured", "why": "withdrawn"}
    door.receive(open_house())
    assert not door.ring()


def test_a_revoked_token_holds_nothing_open() -> None:
    door = hall(snapshot=creds(pins=()))
    door.scan(token(may_hold_open=True))
    assert door.ring()

    door.receive(creds(pins=(), revoked_qr=(bytes.fromhex("0badc0ffee"),)))

    assert not door.ring()


def test_a_booking_moved_to_another_day_holds_nothing_open() -> None:
    door = feast()

    door.receive(creds(pins=(wedding(nbf=WEDDING_FROM + 86400, exp=WEDDING_UNTIL + 86400),)))

    assert not door.ring()


def test_a_hall_that_allows_it_no_more_holds_nothing_open() -> None:
    door = feast()

    door.may_hold_open = False
    door.boot()

    assert not door.ring()


def test_the_coil_rests_between_two_pulses() -> None:
    door = feast()
    assert door.ring()

    door.mono_ms += 5999
    assert not any(isinstance(effect, Pulse) for effect in door.happen(KeyPressed("#")))
    door.mono_ms += 1
    assert any(isinstance(effect, Pulse) for effect in door.happen(KeyPressed("#")))


def test_guests_go_in_and_out_without_an_alarm() -> None:
    door = feast()
    door.later(HOUR).happen(ContactChanged(True))
    assert door.records("alarm") == []
    for _ in range(10):
        door.later(60).happen(Ticked())
        assert door.records("alarm") == []

    door.later(WEDDING_UNTIL - door.now).happen(Ticked())
    assert door.records("alarm") == []
    door.later(300).happen(Ticked())
    assert door.record("alarm").data == {"kind": "held_open"}


# From the desk


def test_the_desk_holds_a_door_open_and_ends_it() -> None:
    door = hall(NOON)
    record, accepted, done = door.happen(Commanded(HOLD))
    assert isinstance(record, Record)
    assert record.data == {"kind": "hold_open", "until": NOON + 2 * HOUR, "command": HOLD.id}
    assert (accepted, done) == (Answer(Result(HOLD.id, "accepted")), Answer(Result(HOLD.id, "done")))
    assert door.pulses == 0
    assert door.ring()

    door.happen(Commanded(RELEASE))

    assert door.record("mode").data == {"kind": "secured", "why": "release", "command": RELEASE.id}
    assert not door.ring()


def test_what_the_desk_asked_for_ends_by_itself() -> None:
    door = hall(NOON)
    door.happen(Commanded(HOLD))

    assert not door.later(2 * HOUR).ring()


def test_what_the_desk_ended_the_same_booking_does_not_begin_again() -> None:
    door = feast()
    door.happen(Commanded(replace(RELEASE, exp=door.now + 10)))

    assert door.enter(WEDDING) == "ok"
    door.boot()
    assert door.enter(WEDDING) == "ok"

    assert not door.ring()


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (NOON, "until"),
        (NOON - 1, "until"),
        (NOON + LONGEST_HOLD_S + 1, "until"),
        (None, "until"),
        (True, "until"),
        ("2026", "until"),
    ],
)
def test_an_order_without_a_right_end_is_refused(until: object, reason: str) -> None:
    door = hall(NOON)

    assert door.happen(Commanded(replace(HOLD, args={"until": until}))) == (
        Answer(Result(HOLD.id, "refused", reason)),
    )
    assert not door.ring()


def test_an_order_is_refused_where_the_hall_allows_it_not_or_the_clock_is_not_believed() -> None:
    door = hall(NOON, may_hold_open=False)
    assert door.happen(Commanded(HOLD)) == (Answer(Result(HOLD.id, "refused", "not_allowed")),)

    dark = Bench(NOON, has_rtc=False, may_hold_open=True)
    assert Answer(Result(HOLD.id, "refused", "clock")) in dark.happen(Commanded(HOLD))


# Never by mistake

DOINGS = st.sampled_from(
    ["#", "power", "back", "1970", "bright", "dark", "open", "closed", "tick", "revoke", "restore", "release"]
)


@settings(max_examples=150, deadline=None)
@given(
    steps=st.lists(st.tuples(st.integers(0, 3 * HOUR), DOINGS | st.just("enter")), max_size=40),
    has_rtc=st.booleans(),
)
def test_one_key_opens_only_between_the_first_entry_and_the_end(
    steps: list[tuple[int, str]], has_rtc: bool
) -> None:
    door = Bench(NOON, snapshot=open_house(), has_rtc=has_rtc, may_hold_open=True)
    entered = revoked = released = False
    time = NOON  # the true one, whatever the door's clocks show
    for number, (pause, what) in enumerate(steps):
        time += pause
        door.later(pause)
        if what == "#":
            time += 6
            may = entered and not revoked and not released and WEDDING_FROM - 600 <= time < WEDDING_UNTIL
            assert may or not door.ring()
        elif what == "enter":
            entered = door.enter(WEDDING) == "ok" or entered
        elif what in ("revoke", "restore"):
            revoked = revoked or what == "revoke"
            door.receive(creds(pins=()) if what == "revoke" else open_house())
            door.happen(Ticked())
            entered = entered and what == "restore" and not revoked
            revoked = what == "revoke"
        elif what == "release":
            door.happen(Commanded(replace(RELEASE, id=f"c0ffee{number:03}", exp=2**32)))
            released = released or entered
        else:
            _undergo(door, what, time)


def _undergo(door: Bench, what: str, time: int) -> None:
    doings = {
        "dark": LinkChanged(False),
        "open": ContactChanged(True),
        "closed": ContactChanged(False),
        "tick": Ticked(),
    }
    if what == "power":
        door.boot()
    elif what == "bright":
        door.set_clock(time).connect()
    elif what in ("back", "1970"):
        door.set_clock(time - 86400 if what == "back" else 0)
    else:
        door.happen(doings[what])


def test_keys_open_nothing_before_anybody_came() -> None:
    door = hall()
    door.happen(CredsReplaced(open_house(), door.now))

    for key in "*#0#9*##":
        door.mono_ms += 7000
        assert not any(isinstance(effect, Pulse) for effect in door.happen(KeyPressed(key)))
