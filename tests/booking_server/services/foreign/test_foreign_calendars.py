"""Calendars of clubs block a hall: what was there before stays, what stands still changes nothing."""

import logging
from dataclasses import replace

import pytest

from booking_server.domain import errors
from booking_server.domain.bookings import FOREIGN, Booking, BookingStatus
from booking_server.domain.foreign_calendars import ForeignTime
from booking_server.services.bookings import bookings
from booking_server.services.bookings.cancellations import cancel
from booking_server.services.foreign import foreign_calendars, foreign_look
from booking_server.services.halls import blackouts
from booking_server.services.operation.retention import keep_terms
from booking_server.services.operation.verify import verify
from booking_server.storage.tables import foreign_calendars as calendar_rows
from booking_server.storage.tables import foreign_drafts, metadata
from calendars.fetching.exchange import Network
from tests.booking_server.foreign import (
    EMPTY,
    FRIDAYS,
    ONE_FRIDAY,
    UNCHANGED,
    URL,
    look,
    subscription,
    take_over,
    wanted,
)
from tests.builders import Village, a_request, between
from tests.calendars.far_server import moved, ok
from tests.calendars.foreign import CHOIR, WEEKLY, calendar

FIRST, SECOND, THIRD = (between(f"2026-10-{day} 19:00", f"2026-10-{day} 21:00") for day in ("02", "09", "16"))
GONE_AWAY = b"HTTP/1.1 500 Sorry\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def database_kind() -> str:
    """One database is enough here; what depends on it stands in test_foreign_databases.py."""
    return "sqlite"


def blocks(village: Village) -> list[Booking]:
    """Return what foreign calendars block, by start."""
    with village.house.reading() as uow:
        halls = [venue.id for venue in uow.venues.all()]
        found = uow.bookings.find(venue_ids=halls, statuses=[BookingStatus.CONFIRMED])
    return [one for one in found if one.source == FOREIGN]


def times(village: Village, calendar_id: str) -> tuple[ForeignTime, ...]:
    with village.house.reading() as uow:
        return uow.foreign_calendars.times(calendar_id)


def everything(village: Village) -> dict[str, object]:
    """Return every row of the database but what counts fetches."""
    with village.house.reading() as uow:
        counting = {"foreign_calendars", "audit"}
        tables = [table for table in metadata.sorted_tables if table.name not in counting]
        return {table.name: sorted(map(str, uow.connection.execute(table.select()))) for table in tables}


def test_a_calendar_is_looked_at_and_then_blocks(village: Village) -> None:
    preview = look(village)
    assert [one.word for one in preview.times] == ["new"] * 3
    assert blocks(village) == []

    taken = take_over(village)

    assert [one.period for one in blocks(village)] == [FIRST, SECOND, THIRD]
    assert {one.state.value for one in times(village, taken.id)} == {"blocks"}
    with pytest.raises(errors.BookingOverlaps):
        bookings.book(village.house, a_request(period=SECOND))
    assert verify(village.house) == ()


def test_what_was_booked_before_stays_and_is_named(village: Village) -> None:
    booked = bookings.book(village.house, a_request(period=SECOND)).booking

    preview = look(village)
    taken = take_over(village)

    assert [one.word for one in preview.times] == ["new", "taken", "new"]
    assert preview.times[1].in_the_way == booked
    assert [one.period for one in blocks(village)] == [FIRST, THIRD]
    page = foreign_calendars.open_calendar(village.house, village.cast.frau_stolle, taken.id)
    (in_the_way,) = page.in_state("in_the_way")
    assert page.bookings[in_the_way.id] == booked
    assert verify(village.house) == ()


def test_the_same_file_read_again_changes_nothing(village: Village) -> None:
    first = take_over(village)
    before = everything(village)

    again = take_over(village)

    assert again.id == first.id
    assert everything(village) == before


def test_a_newer_file_of_the_same_name_takes_the_place_of_the_older_one(village: Village) -> None:
    take_over(village)

    preview = look(village, wanted(file=ONE_FRIDAY))
    assert preview.continues is not None
    take_over(village, wanted(file=ONE_FRIDAY))

    assert [one.period for one in blocks(village)] == [FIRST]
    assert verify(village.house) == ()


def test_entries_that_overlap_block_once_and_each_by_itself_when_the_other_is_gone(village: Village) -> None:
    later = CHOIR.replace("UID:chor", "UID:tanz").replace("T190000", "T200000").replace("T210000", "T230000")
    take_over(village, wanted(file=calendar(CHOIR, later)))
    assert [one.period for one in blocks(village)] == [between("2026-10-02 19:00", "2026-10-02 23:00")]

    take_over(village, wanted(file=calendar(later)))

    assert [one.period for one in blocks(village)] == [between("2026-10-02 20:00", "2026-10-02 23:00")]
    assert verify(village.house) == ()


def test_an_entry_that_cannot_be_read_any_more_stays_as_it_was(village: Village) -> None:
    take_over(village)

    broken = WEEKLY.replace("FREQ=WEEKLY;COUNT=3", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")
    take_over(village, wanted(file=calendar(broken, "UID:y\nDTSTART:20261201\n")))

    assert [one.period for one in blocks(village)][:3] == [FIRST, SECOND, THIRD]


def test_half_a_calendar_removes_nothing(village: Village) -> None:
    take_over(village)

    take_over(village, wanted(file=calendar("UID:y\nDTSTART:20261201")[:-15]))

    assert len(blocks(village)) == 4


def test_only_the_named_spaces_are_blocked(village: Village) -> None:
    take_over(village, wanted(space_slugs=("kueche",)))

    bookings.book(village.house, a_request(period=SECOND, space_slugs=("saal",)))
    with pytest.raises(errors.BookingOverlaps):
        bookings.book(village.house, a_request(period=SECOND, space_slugs=("kueche",), persons=5))


def test_what_cannot_be_taken_over_is_told_in_words(village: Village) -> None:
    for asked, words in (
        (wanted(file=b"<html>"), "kein Kalender"),
        (wanted(file=EMPTY), "keine Termine"),
        (wanted(file=b"x" * (2 * 1024 * 1024 + 1)), "größer als 2 MB"),
        (wanted(file=b"", url="http://127.0.0.1/x.ics"), "nicht ins öffentliche Internet"),
        (wanted(file=b"", url="ftp://tsv.example/"), "muss mit https://"),
        (wanted(file=b""), "Adresse an oder"),
        (wanted(title=""), "wessen Kalender"),
    ):
        with pytest.raises(foreign_look.CalendarRefused, match=words):
            look(village, asked)


def test_a_feed_that_changes_is_followed(village: Village) -> None:
    with subscription(village, ok(ONE_FRIDAY)) as feed:
        assert len(blocks(village)) == 3
        calendar_ = feed.ask_later()

    assert [one.period for one in blocks(village)] == [FIRST]
    assert (calendar_.failure, calendar_.good_at) == ("", village.clock.now)
    assert verify(village.house) == ()


def test_an_unchanged_feed_changes_nothing_and_is_asked_for_with_its_mark(village: Village) -> None:
    with subscription(village, UNCHANGED, ok(FRIDAYS, 'ETag: "1"')) as feed:
        before = everything(village)
        feed.ask_later()
        calendar_ = feed.ask_later()

    assert everything(village) == before
    assert 'If-None-Match: "1"' in feed.server.asked[1]
    assert calendar_.good_at == village.clock.now


def test_an_unchanged_feed_is_read_once_a_day_so_that_series_reach_further(
    village: Village,
) -> None:
    with subscription(village, ok(FRIDAYS)) as feed:
        feed.ask_later(hours=25)

    assert "If-None-Match" not in feed.server.asked[1]


def test_a_feed_is_asked_for_about_once_an_hour(village: Village) -> None:
    with subscription(village, UNCHANGED) as feed:
        feed.ask_later(hours=0.8)
        assert len(feed.server.asked) == 1
        feed.ask_later(hours=0.4)
        feed.ask_later(hours=0.1)

    assert len(feed.server.asked) == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (GONE_AWAY, "status"),
        (ok(b"<html>Wartung</html>"), "not-a-calendar"),
        (moved("http://169.254.169.254/"), "not-public"),
        (ok(FRIDAYS)[:-20], "protocol"),
    ],
)
def test_a_feed_that_fails_leaves_everything_as_it_was_and_says_so(
    village: Village, answer: bytes, code: str
) -> None:
    with subscription(village, answer, ok(ONE_FRIDAY)) as feed:
        good_at = feed.calendar.good_at
        before = everything(village)
        failed = feed.ask_later()
        assert everything(village) == before
        assert (failed.failure, failed.good_at) == (code, good_at)
        assert feed.ask_later(hours=2.5).failure == ""

    assert len(blocks(village)) == 1


def test_the_first_empty_answer_removes_nothing_the_second_does(village: Village) -> None:
    with subscription(village, ok(EMPTY, 'ETag: "2"'), ok(EMPTY, 'ETag: "2"')) as feed:
        assert feed.ask_later().empty_answers == 1
        assert len(blocks(village)) == 3
        assert feed.ask_later().empty_answers == 2
        assert blocks(village) == []

    assert verify(village.house) == ()


def test_an_empty_answer_and_a_good_one_count_from_the_start_again(village: Village) -> None:
    with subscription(village, ok(EMPTY), ok(FRIDAYS), ok(EMPTY)) as feed:
        for _ in range(3):
            feed.ask_later()

    assert len(blocks(village)) == 3


def test_a_time_that_becomes_free_is_blocked_the_next_time_even_when_the_feed_is_unchanged(
    village: Village,
) -> None:
    booked = bookings.book(village.house, a_request(period=SECOND))
    with subscription(village, UNCHANGED) as feed:
        assert len(blocks(village)) == 2
        cancel(feed.house, booked.booking.id)
        feed.ask_later()

    assert len(blocks(village)) == 3


def test_a_calendar_that_ends_gives_everything_back_and_forgets_its_address(village: Village) -> None:
    with subscription(village) as feed:
        foreign_calendars.end_calendar(feed.house, village.cast.frau_stolle, feed.id)

    assert blocks(village) == []
    bookings.book(village.house, a_request(period=SECOND))
    with village.house.reading() as uow:
        assert uow.foreign_calendars.url_cipher(feed.id) == b""
    assert verify(village.house) == ()


def test_the_address_of_a_feed_stands_nowhere_in_the_open(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with subscription(village, GONE_AWAY) as feed:
        feed.ask_later()

    with village.house.reading() as uow:
        stored = " ".join(
            str(uow.connection.execute(table.select()).all()) for table in metadata.sorted_tables
        )
    assert "geheim-7f3a" not in stored + caplog.text
    assert "tsv.example" in stored


def test_an_error_nobody_foresaw_says_where_it_was_and_tells_no_address(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> list[str]:
        try:
            raise ValueError(URL)
        except ValueError as error:
            raise RuntimeError(f"cannot ask {URL}") from error

    caplog.set_level(logging.DEBUG)
    with subscription(village) as feed:
        feed.house = replace(feed.house, network=Network(resolve=broken))
        failed = feed.ask_later()

    assert failed.failure == "reader-failed"
    assert "geheim-7f3a" not in caplog.text
    assert "builtins.RuntimeError" in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert "in broken" in caplog.text


def test_only_who_manages_the_hall_may_take_a_calendar_over(village: Village) -> None:
    with pytest.raises(errors.NotPermitted):
        foreign_look.look(village.house, village.cast.herr_krueger, wanted())
    mine = take_over(village)
    for stranger in (village.cast.herr_krueger, village.cast.herr_voigt):
        with pytest.raises(errors.NotPermitted):
            foreign_calendars.open_calendar(village.house, stranger, mine.id)
        with pytest.raises(errors.NotPermitted):
            foreign_calendars.end_calendar(village.house, stranger, mine.id)
    foreign_calendars.open_calendar(village.house, village.cast.frau_weber, mine.id)


def test_a_closing_finds_what_a_calendar_blocks_in_its_way(village: Village) -> None:
    take_over(village)

    with pytest.raises(blackouts.BookingsInTheWay):
        blackouts.close(village.house, village.cast.frau_stolle, "dgh-benken", SECOND, reason="Maler")
    with pytest.raises(errors.NotFound):
        blackouts.reopen(village.house, village.cast.frau_stolle, blocks(village)[0].id)


def test_drafts_times_and_ended_calendars_are_gone_after_their_terms(village: Village) -> None:
    look(village)
    ended = take_over(village)
    foreign_calendars.end_calendar(village.house, village.cast.frau_stolle, ended.id)
    other = take_over(village, wanted(title="Schule"))

    village.clock.forward(days=100)
    keep_terms(village.house)

    with village.house.reading() as uow:
        assert uow.connection.execute(foreign_drafts.select()).all() == []
        assert [row.id for row in uow.connection.execute(calendar_rows.select())] == [other.id]
        assert uow.foreign_calendars.times(other.id) == ()
    assert verify(village.house) == ()


def test_the_oracle_sees_a_time_that_blocks_nothing(village: Village) -> None:
    taken = take_over(village)
    with village.house.unit_of_work() as uow:
        now = uow.foreign_calendars.times(taken.id)
        uow.foreign_calendars.replace_times(taken, now, now[1:])
        uow.commit()

    (told,) = verify(village.house)
    assert "blocks for a foreign calendar that does not ask for it" in told
