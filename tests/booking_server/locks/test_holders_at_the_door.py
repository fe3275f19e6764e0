"""From the desk to the mind of a real door, by signed snapshot: what a code opens, how long, offline."""

from datetime import timedelta

import pytest

from booking_server.services.doors import door_reports
from booking_server.services.holders import holders
from booking_server.services.promises import snapshots
from lock_agent import derivation
from lock_agent.contract.damm import with_check
from lock_agent.core import Place, wake
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.holders import a_code, a_keyholder, digits
from tests.builders import NOW, Village
from tests.lock_agent.bench import DOOR, K_DOOR, KEY, SITE, Bench

BEGINNING = int(NOW.timestamp())
DAY = 86400


class RealBench(Bench):
    """A door on the bench that derives codes as a real one does."""

    def boot(self) -> None:
        place = Place(SITE, DOOR, 5000, K_DOOR, {1: KEY.public_key()}, derivation.derive)
        self.mono_ms = 1000
        self.state = wake(place, self.stored, moment=self.moment, has_rtc=self.has_rtc, creds=self.snapshot)


@pytest.fixture
def paper(village: Village) -> PaperDoor:
    return enrol(village.house, village.cast.benken)


def fresh_snapshot(village: Village, paper: PaperDoor):  # type: ignore[no-untyped-def]
    snapshots.refresh(village.house, paper.id, paper.hear)
    raw = paper.report(int(village.clock().timestamp()))
    door_reports.note_report(village.house, paper.id, raw, retained=False)
    assert paper.creds is not None
    return paper.creds


def another(code: str) -> str:
    """Other digits under the same number."""
    return with_check(f"{code[:2]}{(int(code[2:8]) + 123_457) % 1_000_000:06}")


def test_it_opens_for_months_without_network_or_clock_and_not_after_its_end(
    village: Village, paper: PaperDoor
) -> None:
    code = digits(village, a_code(village, a_keyholder(village)))
    snapshot = fresh_snapshot(village, paper)

    door = RealBench(BEGINNING, snapshot=snapshot)
    assert door.type(code) == "ok"
    assert door.later(99 * DAY).enter(code) == "ok"
    assert door.later(DAY + 601).enter(code) == "expired", "a clock that was not set for long is given 10 min"
    dark = RealBench(BEGINNING - 300 * DAY, snapshot=snapshot, has_rtc=False)
    assert dark.enter(code) == "ok"
    assert dark.record("alarm").data == {"kind": "untrusted_clock"}
    dark.boot()
    assert dark.enter(code) == "ok"


def test_a_renewed_code_opens_on_and_a_blocked_one_no_more(village: Village, paper: PaperDoor) -> None:
    otto = a_keyholder(village)
    given = a_code(village, otto)
    code = digits(village, given)
    door = RealBench(BEGINNING, snapshot=fresh_snapshot(village, paper))
    village.clock.forward(days=90)
    holders.renew(village.house, otto, given.id)

    door.later(90 * DAY).receive(fresh_snapshot(village, paper))
    assert door.later(20 * DAY).enter(code) == "ok"

    village.clock.now = NOW + timedelta(days=110)
    holders.revoke(village.house, village.cast.frau_stolle, given.id)
    door.receive(fresh_snapshot(village, paper))
    assert door.enter(code) == "unknown"


def test_a_code_locked_by_wrong_tries_is_told_and_a_new_one_opens(village: Village, paper: PaperDoor) -> None:
    given = a_code(village, a_keyholder(village))
    code = digits(village, given)
    door = RealBench(BEGINNING, snapshot=fresh_snapshot(village, paper))
    for _ in range(10):
        assert door.enter(another(code)) == "unknown"
    (alarm,) = door.records("alarm")
    assert (alarm.data, alarm.cred_ref) == ({"kind": "holder_locked"}, given.id)
    assert door.enter(code) == "throttled"

    fresh = holders.replace_code(village.house, village.cast.frau_stolle, given.id)
    door.receive(fresh_snapshot(village, paper))

    assert door.enter(digits(village, fresh)) == "ok"
