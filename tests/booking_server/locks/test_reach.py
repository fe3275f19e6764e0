"""A snapshot never grows beyond what a door takes: what starts last waits."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from booking_server.domain.access import AccessCode
from booking_server.domain.doors import Door
from booking_server.domain.holders import HolderCode, HolderKind
from booking_server.locks.reach import LIVE_BYTES, REVOKED_BYTES, within_reach
from booking_server.locks.snapshots import Draft, creds_draft
from booking_server.services.promises import snapshots
from calendars.period import Period
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.snapshots import parse_creds
from lock_agent.contract.wire import MAX_BODY
from tests.booking_server.doors import enrol
from tests.builders import WEDDING, Village

DAY = timedelta(days=1)


def codes_of(count: int, first: datetime, *, revoked: bool = False) -> list[AccessCode]:
    """As long as codes get: every form, held open, a helper's, a day each."""
    return [
        AccessCode(
            secrets.token_hex(8),
            secrets.token_hex(8),
            "v",
            Period(first + DAY * (number // 40), first + DAY * (number // 40 + 1)),
            b"",
            b"",
            secrets.token_bytes(5),
            first,
            OfflineWord(59198, 10, 3),
            first if revoked else None,
            hold_open=True,
            helper_id="h",
        )
        for number in range(count)
    ]


def door_of(village: Village) -> Door:
    enrol(village.house, village.cast.benken)
    return snapshots.doors_of(village.house, village.cast.benken.id)[0]


def draft(door: Door, codes: Sequence[AccessCode], until: datetime, holders: int = 0) -> Draft:
    held = [
        HolderCode(
            secrets.token_hex(8),
            "v",
            HolderKind.PERSON,
            number + 10,
            "p",
            "",
            WEDDING,
            b"",
            b"",
            WEDDING.start,
            "p",
            WEDDING.start,
        )
        for number in range(holders)
    ]
    pins = {one.id: secrets.token_bytes(16) for one in codes}
    held_hashes = {one.id: secrets.token_bytes(16) for one in held}
    return creds_draft(door, codes, pins, held, held_hashes, covers_until=until)


def test_what_fits_goes_as_it_is() -> None:
    codes = codes_of(800, WEDDING.start)

    assert within_reach(codes, WEDDING.start + 60 * DAY) == (tuple(codes), WEDDING.start + 60 * DAY)


def test_of_too_many_those_that_start_soonest_go_and_a_door_can_read_them(village: Village) -> None:
    codes = codes_of(1500, WEDDING.start)

    kept, until = within_reach(codes, WEDDING.start + 60 * DAY)

    made = draft(door_of(village), kept, until, holders=90)
    assert len(made.body) <= MAX_BODY
    assert parse_creds(made.body).horizon == int(until.timestamp())
    assert 800 < len(kept) < 1500
    assert list(kept) == [code for code in codes if code.window.start < until]


def test_a_code_needs_no_more_than_is_reckoned(village: Village) -> None:
    door, until = door_of(village), WEDDING.end

    def each(codes: Sequence[AccessCode]) -> float:
        return (len(draft(door, codes, until).body) - len(draft(door, [], until).body)) / len(codes)

    assert LIVE_BYTES * 0.8 <= each(codes_of(100, WEDDING.start)) <= LIVE_BYTES
    assert REVOKED_BYTES * 0.6 <= each(codes_of(100, WEDDING.start, revoked=True)) <= REVOKED_BYTES
