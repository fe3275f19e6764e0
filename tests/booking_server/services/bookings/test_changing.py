"""Changing a booking behind its link: the same booking at another time, or nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking_server.domain import errors
from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus, Organizer
from booking_server.domain.uses import Purpose, Use
from booking_server.domain.venues import BookingLimits
from booking_server.domain.waiting import WaitingState
from booking_server.jobs import freed
from booking_server.services.bookings import bookings, cancellations, changing
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_reports
from booking_server.services.foundation.house import House
from booking_server.services.money import billing, payments
from booking_server.services.money.accounts import account_of
from booking_server.services.operation.verify import verify
from booking_server.services.promises import snapshots
from booking_server.services.requests import decisions, price_decisions
from booking_server.services.series import series
from booking_server.services.waiting import waiting
from booking_server.storage.tables import audit, outbox
from calendars.period import Period
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.series import a_series
from tests.booking_server.services.bookings.test_cross_races import at_once, on_day
from tests.booking_server.services.money.test_money import has_account, paid
from tests.booking_server.tariff_cast import publish
from tests.builders import WEDDING, Village, a_request, between

A_DAY = timedelta(days=1)
A_WEEK_LATER = Period(WEDDING.start + 7 * A_DAY, WEDDING.end + 7 * A_DAY)
SHORTER = Period(WEDDING.start, WEDDING.end - timedelta(hours=2))
PARTY = Use(Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))
Volume = Callable[[int, int], int]
in_one_place = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What does not depend on the database is looked at once."""


def change(village: Village, booked: Booked, **changes: object) -> Booking:
    """Look at a change and agree to it, as an organizer does."""
    wanted = replace(as_it_stands(village, booked), **changes)  # type: ignore[arg-type]
    seen = changing.look(village.house, booked.booking.id, booked.token, wanted)
    return changing.change(village.house, booked.booking.id, booked.token, wanted, agreed=seen.change.key)


def as_it_stands(village: Village, booked: Booked) -> BookingRequest:
    page = booking_by_id(village.house, booked.booking.id)
    now = page.booking
    slugs = () if page.is_whole_hall else tuple(space.slug for space in page.spaces)
    return a_request(
        page.venue.slug,
        now.period,
        persons=now.persons,
        occasion=now.occasion,
        use=now.use,
        space_slugs=slugs,
    )


def stored(village: Village, booking_id: str) -> Booking:
    with village.house.reading() as uow:
        return uow.bookings.get(booking_id)


def promised(village: Village, kind: str) -> list[dict[str, object]]:
    with village.house.reading() as uow:
        rows = uow.connection.execute(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id))
        return [row.payload for row in rows]


def test_a_booking_is_moved_and_stays_the_same_booking(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    before = booking_by_id(village.house, booked.booking.id)

    moved = change(village, booked, period=A_WEEK_LATER)

    after = booking_by_id(village.house, booked.booking.id)
    assert (moved, moved.period, moved.sequence) == (after.booking, A_WEEK_LATER, 1)
    assert (after.token, after.booking.status) == (before.token, BookingStatus.CONFIRMED)
    assert before.codes is not None
    assert after.codes is not None
    assert after.codes.window == A_WEEK_LATER
    assert after.codes.pin == before.codes.pin
    assert after.codes.qr != before.codes.qr
    assert after.codes.offline_pin != before.codes.offline_pin
    assert [was.period for was in after.earlier] == [WEDDING]
    assert verify(village.house) == ()


@in_one_place
def test_the_old_time_is_free_for_others_at_once(village: Village) -> None:
    booked = bookings.book(village.house, a_request())

    change(village, booked, period=A_WEEK_LATER)

    assert bookings.book(village.house, a_request()).booking.status is BookingStatus.CONFIRMED
    with pytest.raises(errors.BookingOverlaps):
        bookings.book(village.house, a_request(period=A_WEEK_LATER))
    assert verify(village.house) == ()


@in_one_place
def test_a_door_takes_the_code_in_the_new_time_and_no_more_in_the_old(village: Village) -> None:
    door: PaperDoor = enrol(village.house, village.cast.benken)
    booked = bookings.book(village.house, a_request())
    snapshots.refresh(village.house, door.id, door.hear)
    assert door.creds is not None
    (old_qr,), (old_word,) = door.creds.qr, door.creds.offline
    reported = door.report(int(village.clock().timestamp()))
    door_reports.note_report(village.house, door.id, reported, retained=False)

    change(village, booked, period=A_WEEK_LATER)
    snapshots.refresh(village.house, door.id, door.hear)

    (pin,), (qr,) = door.creds.pins, door.creds.qr
    window = (int(A_WEEK_LATER.start.timestamp()), int(A_WEEK_LATER.end.timestamp()))
    assert (pin.nbf, pin.exp) == (qr.nbf, qr.exp) == window
    assert door.creds.revoked_qr == (old_qr.id,)
    assert door.creds.revoked_offline == (old_word.word,)


@in_one_place
def test_a_change_of_persons_leaves_every_code_as_it_is(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    before = booking_by_id(village.house, booked.booking.id).codes

    change(village, booked, persons=60)

    assert booking_by_id(village.house, booked.booking.id).codes == before
    assert verify(village.house) == ()


@in_one_place
def test_who_stays_in_place_is_not_in_the_way_of_neighbours_although_buffers_came_since(
    village: Village,
) -> None:
    booked = bookings.book(village.house, a_request())
    bookings.book(village.house, a_request(period=Period(WEDDING.end, WEDDING.end + timedelta(hours=2))))
    saal = village.cast.benken.spaces[0]
    with village.house.unit_of_work() as uow:
        tidied = replace(saal, teardown_buffer=timedelta(minutes=30))
        uow.venues.save_spaces(village.cast.benken, (tidied, *village.cast.benken.spaces[1:]))
        uow.commit()

    change(village, booked, persons=60)

    with pytest.raises(errors.BookingOverlaps):
        change(village, booked, period=Period(WEDDING.start - timedelta(hours=1), WEDDING.end))
    assert verify(village.house) == ()


@in_one_place
def test_a_pin_that_is_somebody_else_s_near_the_new_time_becomes_another(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    far = Period(WEDDING.start + 90 * A_DAY, WEDDING.end + 90 * A_DAY)
    other = bookings.book(village.house, a_request(period=far))
    with village.house.unit_of_work() as uow:
        mine, theirs = (uow.access_codes.of_booking(one.booking.id) for one in (booked, other))
        assert mine is not None
        assert theirs is not None
        statement = "UPDATE access_codes SET pin_fingerprint = (SELECT c.pin_fingerprint FROM access_codes c"
        uow.connection.exec_driver_sql(f"{statement} WHERE c.id = '{mine.id}') WHERE id = '{theirs.id}'")
        uow.commit()
    before = booking_by_id(village.house, booked.booking.id).codes

    change(village, booked, period=Period(far.end, far.end + timedelta(hours=2)))

    after = booking_by_id(village.house, booked.booking.id).codes
    assert before is not None
    assert after is not None
    assert after.pin != before.pin


@in_one_place
def test_when_the_new_time_is_taken_nothing_changes(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    before = booking_by_id(village.house, booked.booking.id)
    wanted = a_request(period=A_WEEK_LATER)
    seen = changing.look(village.house, booked.booking.id, booked.token, wanted).change.key
    bookings.book(village.house, a_request(period=A_WEEK_LATER))

    with pytest.raises(errors.BookingOverlaps):
        changing.look(village.house, booked.booking.id, booked.token, wanted)
    with pytest.raises(errors.BookingOverlaps):
        changing.change(village.house, booked.booking.id, booked.token, wanted, agreed=seen)

    after = booking_by_id(village.house, booked.booking.id)
    assert (after.booking, after.codes) == (before.booking, before.codes)
    assert verify(village.house) == ()


@in_one_place
def test_set_up_and_tidy_up_time_counts_for_a_changed_booking(village: Village) -> None:
    evening = between("2026-10-10 18:00", "2026-10-10 20:00")
    booked = bookings.book(village.house, a_request("dgh-reetz"))
    bookings.book(village.house, a_request("dgh-reetz", evening))
    right_behind = Period(evening.end, evening.end + timedelta(hours=2))

    with pytest.raises(errors.BookingOverlaps):
        change(village, booked, period=right_behind)
    change(village, booked, period=right_behind.shifted(timedelta(hours=1)))

    assert verify(village.house) == ()


@in_one_place
def test_a_booking_may_overlap_what_it_gives_up_itself(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-reetz"))

    change(village, booked, period=WEDDING.shifted(timedelta(minutes=30)))
    change(village, booked, space_slugs=("vereinsraum",), persons=10)

    assert verify(village.house) == ()


@in_one_place
def test_the_rules_judge_a_changed_time_like_a_new_one_and_what_was_booked_in_time_stays(
    village: Village,
) -> None:
    booked = bookings.book(village.house, a_request())
    with_lead(village, 3)
    village.clock.now = WEDDING.start - timedelta(days=1)

    with pytest.raises(errors.RequestRefused) as refused:
        change(village, booked, period=Period(WEDDING.start, WEDDING.end + timedelta(hours=1)))
    assert [one.code for one in refused.value.errors] == ["booking-too-soon"]
    with pytest.raises(errors.RequestRefused):
        change(village, booked, persons=900)
    change(village, booked, period=SHORTER, persons=30)

    assert stored(village, booked.booking.id).period == SHORTER


def with_lead(village: Village, days: int) -> None:
    with village.house.unit_of_work() as uow:
        lead = BookingLimits(lead_time=days * A_DAY).lead_time
        minutes = int(lead.total_seconds() // 60)
        uow.connection.exec_driver_sql(f"UPDATE venues SET lead_time = {minutes} WHERE slug = 'dgh-benken'")
        uow.commit()


def approved(village: Village) -> Booked:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))
    decisions.approve(village.house, booked.booking.id, village.cast.herr_krueger)
    return booked


@in_one_place
def test_who_decides_is_asked_again_about_a_time_they_did_not_agree_to(village: Village) -> None:
    booked = approved(village)

    asked = change(village, booked, period=A_WEEK_LATER)

    page = booking_by_id(village.house, asked.id)
    assert (asked.status, page.codes) == (BookingStatus.REQUESTED, None)
    assert page.progress is not None
    assert page.progress.step == 0
    assert verify(village.house) == ()
    decisions.approve(village.house, asked.id, village.cast.herr_krueger)
    after = booking_by_id(village.house, asked.id)
    assert after.codes is not None
    assert after.codes.window == A_WEEK_LATER
    assert verify(village.house) == ()


@in_one_place
def test_who_takes_nothing_more_keeps_the_yes(village: Village) -> None:
    booked = approved(village)

    shorter = change(village, booked, period=SHORTER, persons=20)

    assert shorter.status is BookingStatus.CONFIRMED
    assert promised(village, "mail")[-1] == {"template": "changed"}


@in_one_place
def test_nobody_says_yes_to_what_was_changed_while_they_looked(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau"))
    change(village, booked, period=A_WEEK_LATER)
    krueger = village.cast.herr_krueger

    with pytest.raises(errors.AlreadyDecided, match="inzwischen geändert"):
        decisions.approve(village.house, booked.booking.id, krueger, step=0, seen=0)

    decisions.approve(village.house, booked.booking.id, krueger, step=0, seen=1)
    assert stored(village, booked.booking.id).status is BookingStatus.CONFIRMED


@in_one_place
def test_what_would_be_is_what_was_shown_or_nothing_happens(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    wanted = a_request(period=A_WEEK_LATER)
    seen = changing.look(village.house, booked.booking.id, booked.token, wanted).change.key
    change(village, booked, persons=50)

    with pytest.raises(errors.ChangeDiffers):
        changing.change(village.house, booked.booking.id, booked.token, wanted, agreed=seen)

    assert stored(village, booked.booking.id).period == WEDDING


@in_one_place
def test_pressing_twice_changes_once(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    wanted = a_request(period=A_WEEK_LATER)
    seen = changing.look(village.house, booked.booking.id, booked.token, wanted).change.key

    once, twice = (
        changing.change(village.house, booked.booking.id, booked.token, wanted, agreed=seen) for _ in range(2)
    )

    assert once == twice
    assert promised(village, "mail").count({"template": "changed"}) == 1


@in_one_place
def test_the_first_in_line_is_offered_the_time_that_was_given_up(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    wish = waiting.join(village.house, a_request(organizer=Organizer("Jens Brandt", "jens@example.org")))

    change(village, booked, period=A_WEEK_LATER)
    freed.keep_promises(village.house)

    assert waiting.page_of(village.house, wish.id).wish.state is WaitingState.OFFERED


@in_one_place
def test_a_change_is_told_to_doors_app_and_the_log(village: Village) -> None:
    use = Use(public_title="Sommerfest")
    booked = bookings.book(village.house, a_request(use=use))

    change(village, booked, period=A_WEEK_LATER, use=Use())

    assert len(promised(village, "doors")) == len(promised(village, "app")) == 2
    with village.house.reading() as uow:
        (line,) = uow.connection.execute(select(audit).where(audit.c.action == "changed"))
    assert (line.actor, line.subject) == ("organizer", booked.booking.id)
    assert line.details["ends"] == [WEDDING.end.isoformat(), A_WEEK_LATER.end.isoformat()]
    assert "Sommerfest" not in str(line.details)


@in_one_place
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda v, b: cancellations.cancel(v.house, b.id), "change-refused"),
        (lambda v, b: setattr(v.clock, "now", WEDDING.start), "changed-too-late"),
    ],
    ids=["cancelled", "begun"],
)
def test_what_is_over_or_has_begun_is_not_changed(
    village: Village, spoil: Callable[[Village, Booking], object], code: str
) -> None:
    booked = bookings.book(village.house, a_request())
    spoil(village, booked.booking)

    with pytest.raises(errors.RuleBroken) as refused:
        change(village, booked, persons=30)

    assert refused.value.code == code
    assert booking_by_id(village.house, booked.booking.id).unchangeable == refused.value.message


@in_one_place
def test_a_date_of_a_series_is_changed_on_the_page_of_the_series(village: Village) -> None:
    made = series.save(village.house, a_series()).series
    with village.house.reading() as uow:
        one = uow.bookings.of_series(made.id)[0]
    assert "Seite Ihrer Serie" in booking_by_id(village.house, one.id).unchangeable


@in_one_place
def test_a_link_changes_a_booking_six_times_and_a_wrong_one_never(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    for persons in range(1, 7):
        change(village, booked, persons=persons)

    with pytest.raises(errors.ChangedTooOften):
        change(village, booked, persons=50)
    with pytest.raises(errors.NotFound):
        changing.look(village.house, booked.booking.id, "x" * 22, a_request())


@in_one_place
def test_an_invoice_is_taken_back_and_written_anew_with_what_was_paid(village: Village) -> None:
    publish(village)
    has_account(village)
    booked = bookings.book(village.house, a_request(period=on_day(6), use=PARTY))
    billing.keep_promises(village.house)
    first = account_of_booking(village, booked)[0]
    payments.record(village.house, village.cast.frau_weber, first.invoice.id, paid(4500))

    two_days = Period(on_day(6).start, on_day(7).end)
    change(village, booked, period=two_days)
    billing.keep_promises(village.house)

    states = account_of_booking(village, booked)
    assert [state.invoice.total_cents for state in states] == [4500, -4500, 9000]
    old, _, new = states
    assert (old.cancelled_by, old.open_cents, new.open_cents) == (states[1].invoice.name, 0, 4500)
    assert "2026" in dict(new.invoice.facts)["Zeit"]
    assert new.invoice.facts != old.invoice.facts
    assert verify(village.house) == ()


def account_of_booking(village: Village, booked: Booked) -> list:  # type: ignore[type-arg]
    with village.house.reading() as uow:
        return list(account_of(uow, booked.booking.id).states)


@in_one_place
def test_once_cancelling_costs_a_change_gives_nothing_back(village: Village) -> None:
    publish(village)
    booked = bookings.book(village.house, a_request(period=on_day(6), use=PARTY))
    village.clock.now = on_day(6).start - timedelta(days=2)

    for given_back in ({"period": on_day(20)}, {"space_slugs": ("kueche",), "persons": 5}):
        with pytest.raises(errors.LateChangeGivesBack):
            change(village, booked, **given_back)
    longer = change(village, booked, period=Period(on_day(6).start, on_day(7).end))

    assert longer.status is BookingStatus.CONFIRMED


@in_one_place
def test_a_price_somebody_decided_about_is_not_changed_by_a_link(village: Village) -> None:
    publish(village)
    booked = bookings.book(village.house, a_request(period=on_day(6), use=PARTY))
    weber = village.cast.frau_weber
    price_decisions.waive(village.house, weber, booked.booking.id, 1000, reason="Trauerfall")

    with pytest.raises(errors.ChangeRefused, match="033849 12345"):
        change(village, booked, period=on_day(20))


def test_of_a_change_and_a_booking_for_the_same_time_one_wins(village: Village, volume: Volume) -> None:
    rounds = volume(3, 200)
    mine = [bookings.book(village.house, a_request("dgh-reetz", on_day(each))) for each in range(rounds)]
    for each, booked in enumerate(mine):
        start = on_day(60 + 2 * each)
        wanted = a_request("dgh-reetz", start)
        seen = changing.look(village.house, booked.booking.id, booked.token, wanted).change.key
        touching = a_request("dgh-reetz", Period(start.end, start.end + timedelta(hours=3)))

        outcome = at_once(
            village,
            lambda house, one=booked, wanted=wanted, seen=seen: changing.change(
                house, one.booking.id, one.token, wanted, agreed=seen
            ),
            *[lambda house, wish=touching: bookings.book(house, wish)] * 2,
        )

        assert outcome == {"done": 1, "booking-overlaps": 2}
        stands = stored(village, booked.booking.id)
        assert stands.period in (start, booked.booking.period)
    assert verify(village.house) == ()


def test_a_change_and_a_decision_at_once_never_agree_to_the_unseen(village: Village, volume: Volume) -> None:
    krueger = village.cast.herr_krueger
    for each in range(volume(3, 100)):
        booked = bookings.book(village.house, a_request("dgh-schlamau", on_day(each)))
        wanted = a_request("dgh-schlamau", on_day(100 + each))
        seen = changing.look(village.house, booked.booking.id, booked.token, wanted).change.key

        outcome = at_once(
            village,
            lambda house, one=booked, wanted=wanted, seen=seen: changing.change(
                house, one.booking.id, one.token, wanted, agreed=seen
            ),
            lambda house, key=booked.booking.id: decisions.approve(house, key, krueger, step=0, seen=0),
        )

        stands = stored(village, booked.booking.id)
        assert outcome["done"] == 1, outcome
        agreed = stands.status is BookingStatus.CONFIRMED
        assert agreed == (stands.period == on_day(each))
    assert verify(village.house) == ()


def test_of_two_changes_at_once_one_is_made(village: Village, volume: Volume) -> None:
    for each in range(volume(2, 100)):
        booked = bookings.book(village.house, a_request("dgh-reetz", on_day(each)))
        others = (on_day(100 + each), on_day(250 + each))

        outcome = at_once(village, *[_changes_to(village, booked, other) for other in others])

        assert outcome == {"done": 1, "change-differs": 1}
        assert stored(village, booked.booking.id).period in others
    assert verify(village.house) == ()


def test_what_is_cancelled_while_it_is_changed_takes_nothing(village: Village, volume: Volume) -> None:
    for each in range(volume(2, 100)):
        booked = bookings.book(village.house, a_request("dgh-reetz", on_day(each)))

        outcome = at_once(
            village,
            _changes_to(village, booked, on_day(100 + each)),
            lambda house, key=booked.booking.id: cancellations.cancel(house, key),
        )

        assert outcome in ({"done": 2}, {"done": 1, "change-refused": 1})
        assert stored(village, booked.booking.id).status is BookingStatus.CANCELLED
        with village.house.reading() as uow:
            assert uow.occupancy.spaces_of(booked.booking.id) == ()
    assert verify(village.house) == ()


def _changes_to(village: Village, booked: Booked, period: Period) -> Callable[[House], Booking]:
    wanted = a_request("dgh-reetz", period)
    key, token = booked.booking.id, booked.token
    seen = changing.look(village.house, key, token, wanted).change.key
    return lambda house: changing.change(house, key, token, wanted, agreed=seen)
