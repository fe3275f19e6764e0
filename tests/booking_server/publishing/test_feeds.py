"""The calendar feeds, fetched over HTTP from a real database and read by another program."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import delete

from booking_server.domain.approval import Patience
from booking_server.domain.bookings import Organizer
from booking_server.domain.errors import NotPermitted
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.plans import feed_links
from booking_server.services.requests import approval_policies, decisions, silence
from booking_server.services.waiting import holds
from booking_server.storage.tables import grants
from calendars.local_time import from_local
from calendars.period import Period
from tests.booking_server.publishing.reading import FEED, end_links, entries, the_entry
from tests.builders import WEDDING, Village, a_request


def private_path(village: Village) -> str:
    address = feed_links.give(village.house, village.cast.frau_stolle, "dgh-benken", "Handy")
    return address.removeprefix(village.house.policy.public_url)


def test_everybody_sees_when_a_hall_is_taken_and_not_by_whom(village: Village, visitor: FlaskClient) -> None:
    booked = bookings.book(village.house, a_request()).booking

    answer = visitor.get(FEED)

    entry = the_entry(answer)
    assert entry["UID"] == f"{booked.id}@dorfschluessel"
    assert entry["SUMMARY"] == "belegt"
    assert entry["DESCRIPTION"] == "Ganzes Haus"
    assert entry["STATUS"] == "CONFIRMED"
    assert Period(entry.decoded("DTSTART"), entry.decoded("DTEND")) == WEDDING
    for secret in ("Lehmann", "lehmann", "example.org", "Hochzeit", "40"):
        assert secret not in answer.text.replace(f"{booked.id}", "").split("BEGIN:VEVENT")[1]


def test_a_feed_says_what_it_is(village: Village, visitor: FlaskClient) -> None:
    answer = visitor.get(FEED)

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="dgh-benken.ics"'
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert Calendar.from_ical(answer.data)["X-WR-CALNAME"] == "DGH Benken"


def test_who_looks_after_a_hall_sees_everything_behind_a_private_link(
    village: Village, visitor: FlaskClient
) -> None:
    bookings.book(village.house, a_request(space_slugs=("saal",)))

    answer = visitor.get(private_path(village))

    entry = the_entry(answer)
    assert entry["SUMMARY"] == "Hochzeit – Anna Lehmann"
    assert entry["CLASS"] == "PRIVATE"
    assert str(entry["DESCRIPTION"]).split("\n") == [
        "Saal",
        "Verantwortlich: Anna Lehmann",
        "E-Mail: anna.lehmann@example.org",
        "Personen: 40",
        "Stand: bestätigt",
    ]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_what_an_organizer_typed_adds_no_line_to_a_feed(village: Village, visitor: FlaskClient) -> None:
    organizer = Organizer("Eva\r\nATTENDEE:mailto:dieb@example.org", "", "033849 1")
    bookings.book(village.house, a_request(organizer=organizer, occasion="Fest;,\\ 🎉" * 12))

    answer = visitor.get(private_path(village))

    assert "\r\nATTENDEE" not in answer.text
    assert str(the_entry(answer)["SUMMARY"]).startswith("Fest;,\\ 🎉Fest;,\\ 🎉")


def test_a_request_is_tentative_until_it_is_decided(village: Village, visitor: FlaskClient) -> None:
    feed = "/kalender/dgh-schlamau.ics"
    asked = bookings.book(village.house, a_request("dgh-schlamau")).booking
    before = the_entry(visitor.get(feed))
    assert (before["STATUS"], before["SUMMARY"]) == ("TENTATIVE", "vorgemerkt")

    decisions.approve(village.house, asked.id, village.cast.herr_krueger)

    after = the_entry(visitor.get(feed))
    assert (after["STATUS"], after["SUMMARY"]) == ("CONFIRMED", "belegt")
    assert int(after["SEQUENCE"]) == asked.sequence + 1


def test_a_cancellation_reaches_subscribers_under_the_same_uid(
    village: Village, visitor: FlaskClient
) -> None:
    booked = bookings.book(village.house, a_request()).booking
    before = the_entry(visitor.get(FEED))
    village.clock.forward(hours=3)

    cancellations.cancel(village.house, booked.id)

    after = the_entry(visitor.get(FEED))
    assert after["UID"] == before["UID"]
    assert (after["STATUS"], after["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert after.decoded("LAST-MODIFIED") == village.clock.now
    assert after["SUMMARY"] == "storniert"


def test_a_rejected_request_is_taken_back_from_subscribers(village: Village, visitor: FlaskClient) -> None:
    asked = bookings.book(village.house, a_request("dgh-schlamau")).booking

    decisions.reject(village.house, asked.id, village.cast.herr_krueger)

    assert the_entry(visitor.get("/kalender/dgh-schlamau.ics"))["STATUS"] == "CANCELLED"


def test_a_request_that_ran_out_is_taken_back_and_a_hold_was_never_told(
    village: Village, visitor: FlaskClient
) -> None:
    ends = Patience(request_ends=timedelta(days=2))
    approval_policies.set_patience(village.house, village.cast.frau_weber, "dgh-schlamau", ends)
    later = Period(WEDDING.start + timedelta(days=30), WEDDING.end + timedelta(days=30))
    bookings.book(village.house, a_request("dgh-schlamau", period=later))
    holds.hold(village.house, "dgh-schlamau", (), WEDDING, visitor="a")
    village.clock.forward(days=2)

    silence.end_requests(village.house)
    holds.expire_holds(village.house)

    assert the_entry(visitor.get("/kalender/dgh-schlamau.ics"))["STATUS"] == "CANCELLED"


def test_a_cancellation_is_told_for_90_days(village: Village, visitor: FlaskClient) -> None:
    booked = bookings.book(village.house, a_request()).booking
    cancellations.cancel(village.house, booked.id)

    village.clock.forward(days=90)
    assert len(entries(visitor.get(FEED))) == 1
    village.clock.forward(days=1)
    assert entries(visitor.get(FEED)) == []


def test_a_booking_is_shown_for_a_year_after_it_was(village: Village, visitor: FlaskClient) -> None:
    bookings.book(village.house, a_request())

    village.clock.now = WEDDING.end + timedelta(days=365)
    assert len(entries(visitor.get(FEED))) == 1
    village.clock.forward(days=2)
    assert entries(visitor.get(FEED)) == []


def test_a_hold_is_nobodys_business(village: Village, visitor: FlaskClient) -> None:
    holds.hold(village.house, "dgh-benken", (), WEDDING, visitor="a")

    assert entries(visitor.get(FEED)) == []


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2026, 10, 24, 20, 0), datetime(2026, 10, 25, 4, 0), 9),
        (datetime(2027, 3, 27, 20, 0), datetime(2027, 3, 28, 4, 0), 7),
    ],
)
def test_a_booking_over_a_change_of_the_clock_keeps_its_real_hours(
    village: Village, visitor: FlaskClient, start: datetime, end: datetime, hours: int
) -> None:
    period = Period(from_local(start), from_local(end))
    bookings.book(village.house, a_request(period=period))

    entry = the_entry(visitor.get(FEED))

    assert entry.decoded("DTSTART").replace(tzinfo=None) == start
    assert entry.decoded("DTEND").replace(tzinfo=None) == end
    read = entry.decoded("DTEND").astimezone(UTC) - entry.decoded("DTSTART").astimezone(UTC)
    assert read == timedelta(hours=hours)


def test_a_booking_that_ends_in_the_second_half_past_two_does(village: Village, visitor: FlaskClient) -> None:
    night = Period(
        from_local(datetime(2026, 10, 24, 20, 0)), from_local(datetime(2026, 10, 25, 2, 30), fold=1)
    )
    bookings.book(village.house, a_request(period=night))

    entry = the_entry(visitor.get(FEED))

    assert entry.decoded("DTEND").astimezone(UTC) == night.end


@pytest.mark.parametrize(
    "path",
    [
        "/kalender/dgh-nirgendwo.ics",
        "/kalender/.ics",
        "/kalender/privat/x.ics",
        "/kalender/privat/a.b.ics",
        "/kalender/privat/%F0%9F%8E%89.%C3%A4.ics",
    ],
)
def test_there_is_no_feed_at_an_address_nobody_was_given(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_a_private_link_ends_when_it_is_revoked(village: Village, visitor: FlaskClient) -> None:
    path = private_path(village)
    seen = visitor.get(path)
    end_links(village)

    assert visitor.get(path).status_code == 404
    assert visitor.get(path, headers={"If-None-Match": seen.headers["ETag"]}).status_code == 404
    again = private_path(village)
    assert again != path
    assert visitor.get(again).status_code == 200


def test_a_private_link_ends_with_its_persons_right(village: Village, visitor: FlaskClient) -> None:
    path = private_path(village)
    with village.house.unit_of_work() as uow:
        uow.connection.execute(delete(grants).where(grants.c.person_id == village.cast.frau_stolle.id))
        uow.commit()

    assert visitor.get(path).status_code == 404


def test_a_private_link_opens_one_feed_only(village: Village, visitor: FlaskClient) -> None:
    """A changed letter, a public feed's tag, another purpose's token: none of them opens it."""
    path = private_path(village)
    public, private = visitor.get(FEED), visitor.get(path)

    assert visitor.get(path.replace(path[-6], "A" if path[-6] != "A" else "B")).status_code == 404
    assert public.headers["ETag"] != private.headers["ETag"]
    assert visitor.get(path, headers={"If-None-Match": public.headers["ETag"]}).status_code == 200


def test_only_who_looks_after_a_hall_is_given_its_private_link(village: Village) -> None:
    with pytest.raises(NotPermitted):
        feed_links.give(village.house, village.cast.herr_krueger, "dgh-benken", "Handy")

    (hers,) = feed_links.halls_of(village.house, village.cast.frau_stolle)
    assert (hers.venue.slug, hers.links) == ("dgh-benken", ())
