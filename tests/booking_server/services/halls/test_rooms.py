"""Shared rooms, buffers and bundles in the database, and the oracle over changed settings (I1)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from booking_server.domain import errors
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.people import Person
from booking_server.domain.regulation import Bundle, Layout
from booking_server.domain.regulation_document import RegulationRefused
from booking_server.domain.uses import Purpose, Use
from booking_server.domain.venues import Space, Venue
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.foundation import setup
from booking_server.services.halls import hall_rules
from booking_server.services.operation.verify import verify
from booking_server.storage.tables import bookings as booking_rows
from booking_server.storage.tables import occupancy, outbox, venues
from tests.builders import Village, a_request, a_space, a_venue, between

HALF_AN_HOUR = timedelta(minutes=30)
MORNING = between("2026-10-05 09:00", "2026-10-05 12:00")
NOON = between("2026-10-05 12:00", "2026-10-05 15:00")


@pytest.fixture
def house_with_foyer(village: Village) -> Venue:
    """Two halls that share a foyer, which takes half an hour to tidy."""
    district = village.house.reading()
    with district as uow:
        benken = uow.venues.districts()[0]
    foyer = a_space("foyer", 20, teardown_buffer=HALF_AN_HOUR)
    return setup.add_venue(
        village.house,
        a_venue(
            "dgh-doppelt",
            benken,
            a_space("gross", 80, shares=(foyer,)),
            a_space("klein", 40, shares=(foyer,)),
            foyer,
        ),
    )


def book(village: Village, *spaces: str, period: object = MORNING) -> str:
    request = a_request("dgh-doppelt", period, space_slugs=spaces, persons=5)  # type: ignore[arg-type]
    return bookings.book(village.house, request).booking.id


def widened(venue: Venue, slug: str, by: timedelta) -> tuple[Space, ...]:
    return tuple(replace(one, teardown_buffer=by) if one.slug == slug else one for one in venue.spaces)


def save(village: Village, venue: Venue, spaces: tuple[Space, ...], **changes: object) -> Venue:
    return hall_rules.save_rooms(
        village.house,
        village.cast.frau_weber,
        venue.slug,
        **{
            "spaces": spaces,
            "bundles": venue.regulation.bundles,
            "layouts": venue.regulation.layouts,
            **changes,
        },  # type: ignore[arg-type]
    )


@pytest.mark.usefixtures("house_with_foyer")
@pytest.mark.parametrize(("first", "second"), [("gross", "klein"), ("gross", "foyer"), ("foyer", "klein")])
def test_who_shares_a_room_blocks_the_other(village: Village, first: str, second: str) -> None:
    made = book(village, first)

    with pytest.raises(errors.BookingOverlaps):
        book(village, second)
    with pytest.raises(errors.BookingOverlaps):
        book(village, second, period=NOON)  # the foyer is being tidied

    cancellations.cancel(village.house, made)
    book(village, second)
    assert verify(village.house) == ()


@pytest.mark.usefixtures("house_with_foyer")
def test_a_cancelled_hall_frees_its_shared_room_too(village: Village) -> None:
    made = book(village, "gross")
    cancellations.cancel(village.house, made)

    with village.house.reading() as uow:
        (promise,) = uow.connection.execute(select(outbox).where(outbox.c.kind == "freed")).all()
        spaces = {one.id: one.slug for one in uow.venues.by_slug("dgh-doppelt").spaces}
    assert {spaces[one] for one in promise.payload["spaces"]} == {"gross", "foyer"}


def test_a_bundle_is_booked_under_its_name(village: Village, house_with_foyer: Venue) -> None:
    bundle = Bundle("fest", "Fest", ("gross", "foyer"))
    save(village, house_with_foyer, house_with_foyer.spaces, bundles=(bundle,))

    made = book(village, "fest")

    with village.house.reading() as uow:
        venue, booking = uow.venues.by_slug("dgh-doppelt"), uow.bookings.get(made)
    assert {one.slug for one in venue.spaces if one.id in booking.space_ids} == {"gross", "foyer"}
    assert verify(village.house) == ()


def test_a_layout_limits_the_persons(village: Village, house_with_foyer: Venue) -> None:
    layout = Layout("tische", "Tische", (("gross", 30),))
    save(village, house_with_foyer, house_with_foyer.spaces, layouts=(layout,))
    request = a_request(
        "dgh-doppelt",
        MORNING,
        space_slugs=("gross",),
        persons=31,
        use=Use(Purpose.PRIVATE_PARTY, layout="tische"),
    )

    with pytest.raises(errors.RequestRefused, match="„Tische“ höchstens 30"):
        bookings.book(village.house, request)
    assert bookings.book(village.house, replace(request, persons=30)).booking.use.layout == "tische"


def test_changed_buffers_hold_for_new_bookings_only_and_verify_knows(
    village: Village, house_with_foyer: Venue
) -> None:
    book(village, "gross")
    changed = save(village, house_with_foyer, widened(house_with_foyer, "foyer", 4 * HALF_AN_HOUR))
    assert changed.rooms_version == 1

    book(village, "gross", period=between("2026-10-05 12:30", "2026-10-05 15:00"))
    with pytest.raises(errors.BookingOverlaps):
        book(village, "klein", period=between("2026-10-05 16:30", "2026-10-05 18:00"))

    assert verify(village.house) == ()


def test_verify_sees_occupancy_that_the_settings_of_its_time_do_not_explain(
    village: Village, house_with_foyer: Venue
) -> None:
    made = book(village, "gross")
    foyer = next(space for space in house_with_foyer.spaces if space.slug == "foyer")
    with village.house.unit_of_work() as uow:
        uow.connection.execute(delete(occupancy).where(occupancy.c.space_id == foyer.id))
        uow.commit()

    (told,) = verify(village.house)
    assert made in told


def test_verify_sees_a_booking_that_names_another_version(village: Village, house_with_foyer: Venue) -> None:
    made = book(village, "gross")
    save(village, house_with_foyer, widened(house_with_foyer, "foyer", 4 * HALF_AN_HOUR))
    with village.house.unit_of_work() as uow:
        uow.connection.execute(update(booking_rows).where(booking_rows.c.id == made).values(rooms_version=1))
        uow.connection.execute(
            update(venues).where(venues.c.id == house_with_foyer.id).values(rooms_version=7)
        )
        uow.commit()

    told = verify(village.house)
    assert any(made in one for one in told)
    assert any("version remembers" in one for one in told)


def test_a_bundle_of_rooms_that_are_not_there_is_refused_as_a_whole(
    village: Village, house_with_foyer: Venue
) -> None:
    wanted = widened(house_with_foyer, "foyer", 4 * HALF_AN_HOUR)
    with pytest.raises(RegulationRefused):
        save(village, house_with_foyer, wanted, bundles=(Bundle("a", "A", ("keller",)),))

    with village.house.reading() as uow:
        assert uow.venues.by_slug("dgh-doppelt").spaces == house_with_foyer.spaces


def test_only_who_may_edit_a_hall_edits_it(village: Village, house_with_foyer: Venue) -> None:
    strangers: tuple[Person, ...] = (
        village.cast.frau_stolle, village.cast.herr_krueger, village.cast.herr_voigt,
    )  # fmt: skip
    for person in strangers:
        with pytest.raises(errors.NotPermitted):
            hall_rules.save_rules(village.house, person, house_with_foyer.slug, {})


def test_a_preview_tells_which_bookings_new_rules_would_refuse_and_changes_nothing(
    village: Village, house_with_foyer: Venue
) -> None:
    made = book(village, "gross")
    clerk, slug = village.cast.frau_weber, house_with_foyer.slug
    week = dict.fromkeys(("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), "14:00-22:00")

    fine = hall_rules.preview_rules(village.house, clerk, slug, {"everybody": {"lead_days": 3}})
    strict = hall_rules.preview_rules(village.house, clerk, slug, {"opening": week})

    assert (fine.looked_at, fine.refused) == (1, ())
    (refused,) = strict.refused
    assert (refused.booking.id, refused.errors[0].code) == (made, "outside-opening-hours")
    with village.house.reading() as uow:
        assert uow.venues.by_slug(slug).regulation.opening == ()
        assert uow.bookings.get(made).status is BookingStatus.CONFIRMED


def test_new_rules_hold_for_new_bookings_and_calendars_notice(
    village: Village, house_with_foyer: Venue
) -> None:
    clerk, slug = village.cast.frau_weber, house_with_foyer.slug
    with village.house.reading() as uow:
        before = uow.venues.revision(slug)[1]

    hall_rules.save_rules(village.house, clerk, slug, {"everybody": {"lead_days": 14}})

    with pytest.raises(errors.RequestRefused, match=r"Frühestens ab Mo\., 12\.10\.2026 möglich"):
        book(village, "gross")
    with village.house.reading() as uow:
        assert uow.venues.revision(slug)[1] > before
