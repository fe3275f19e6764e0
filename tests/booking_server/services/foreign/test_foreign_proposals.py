"""What a club's calendar proposes is decided one by one, and becomes a booking like any other."""

import pytest

from booking_server.domain import errors
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.foreign_calendars import Mode, TimeState
from booking_server.services.foreign import foreign_proposals
from booking_server.services.foreign.foreign_calendars import CalendarPage, open_calendar
from booking_server.services.operation.verify import verify
from tests.booking_server.foreign import FRIDAYS, ONE_FRIDAY, take_over, wanted
from tests.builders import FRAU_LEHMANN, Village


@pytest.fixture
def database_kind() -> str:
    """One database is enough here; what depends on it stands in test_foreign_databases.py."""
    return "sqlite"


def proposing(village: Village, file: bytes = FRIDAYS) -> CalendarPage:
    """Take the calendar over as proposals, again or for the first time, and open its page."""
    calendar = take_over(village, wanted(Mode.PROPOSE, file=file))
    return open_calendar(village.house, village.cast.frau_stolle, calendar.id)


def reopened(village: Village, page: CalendarPage) -> CalendarPage:
    return open_calendar(village.house, village.cast.frau_stolle, page.calendar.id)


def accept(village: Village, page: CalendarPage, at: int = 0):  # type: ignore[no-untyped-def]
    wanted_time = page.times[at]
    return foreign_proposals.accept(
        village.house, village.cast.frau_stolle, page.calendar.id, wanted_time.id, FRAU_LEHMANN, persons=20
    )


def test_a_proposal_blocks_nothing_until_it_is_accepted(village: Village) -> None:
    page = proposing(village)
    assert [one.state.value for one in page.times] == ["proposed"] * 3

    booking = accept(village, page)

    assert (booking.status, booking.occasion) == (BookingStatus.CONFIRMED, "Chorprobe")
    assert booking.period == page.times[0].period
    assert [one.state.value for one in reopened(village, page).times] == ["accepted", "proposed", "proposed"]
    assert verify(village.house) == ()


def test_a_proposal_is_decided_once(village: Village) -> None:
    page = proposing(village)
    accept(village, page)
    foreign_proposals.decline(village.house, village.cast.frau_stolle, page.calendar.id, page.times[1].id)

    for at in (0, 1):
        with pytest.raises(errors.TransitionNotAllowed):
            accept(village, page, at)


def test_whoever_says_no_while_another_says_yes_is_told(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = proposing(village)
    accept(village, page)
    monkeypatch.setattr(foreign_proposals, "open_calendar", lambda *_: page)  # as it was a moment ago

    with pytest.raises(errors.TransitionNotAllowed):
        foreign_proposals.decline(village.house, village.cast.frau_stolle, page.calendar.id, page.times[0].id)

    assert reopened(village, page).times[0].state is TimeState.ACCEPTED


def test_what_was_decided_stays_decided_when_the_calendar_is_read_again(village: Village) -> None:
    page = proposing(village)
    accept(village, page)
    foreign_proposals.decline(village.house, village.cast.frau_stolle, page.calendar.id, page.times[1].id)

    again = proposing(village)

    assert [one.state.value for one in again.times] == ["accepted", "declined", "proposed"]


def test_an_accepted_proposal_that_is_gone_stays_a_booking_and_is_told(village: Village) -> None:
    page = proposing(village)
    accept(village, page, 2)

    again = proposing(village, ONE_FRIDAY)

    gone = again.in_state("gone")
    assert [one.period for one in gone] == [page.times[2].period]
    assert again.bookings[gone[0].id].status is BookingStatus.CONFIRMED


def test_a_proposal_keeps_the_rules_of_the_house(village: Village) -> None:
    page = proposing(village)

    with pytest.raises(errors.RequestRefused):
        foreign_proposals.accept(
            village.house,
            village.cast.frau_stolle,
            page.calendar.id,
            page.times[0].id,
            FRAU_LEHMANN,
            persons=500,
        )
    assert reopened(village, page).times[0].state is TimeState.PROPOSED


def test_the_next_proposal_is_offered_for_whom_the_last_one_was_taken(village: Village) -> None:
    page = proposing(village)
    assert foreign_proposals.last_organizer(page).name == ""

    accept(village, page)

    assert foreign_proposals.last_organizer(reopened(village, page)) == FRAU_LEHMANN
