"""Feeds of a space, a village, a municipality; of some days; packed; with titles or busy only."""

import gzip
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from booking_server.domain.uses import Use
from booking_server.services.bookings import bookings
from tests.booking_server.publishing.reading import FEED, entries, the_entry
from tests.builders import WEDDING, Village, a_request, between

TITLED = Use(public_title="Erntefest")


def summaries(visitor: FlaskClient, path: str) -> list[str]:
    return [str(entry["SUMMARY"]) for entry in entries(visitor.get(path))]


def test_the_feed_of_a_space_shows_what_takes_it(village: Village, visitor: FlaskClient) -> None:
    bookings.book(village.house, a_request(space_slugs=("saal",)))

    assert len(entries(visitor.get("/kalender/dgh-benken/saal.ics"))) == 1
    assert entries(visitor.get("/kalender/dgh-benken/kueche.ics")) == []
    assert visitor.get("/kalender/dgh-benken/keller.ics").status_code == 404


def test_the_feed_of_a_space_shows_what_takes_it_along(village: Village, visitor: FlaskClient) -> None:
    venue = village.cast.benken
    hall, kitchen = venue.spaces
    with village.house.unit_of_work() as uow:
        uow.venues.save_spaces(venue, (replace(hall, shares=(kitchen,)), kitchen))
        uow.commit()
    bookings.book(village.house, a_request(space_slugs=("saal",)))

    assert len(entries(visitor.get("/kalender/dgh-benken/kueche.ics"))) == 1


def test_the_feed_of_a_municipality_names_each_hall_and_no_other_municipalitys(
    village: Village, visitor: FlaskClient
) -> None:
    for hall in ("dgh-benken", "dgh-reetz", "dgh-luette"):
        bookings.book(village.house, a_request(hall))

    assert summaries(visitor, "/kalender/gemeinde/wiesenburg-mark.ics") == [
        "DGH Benken: belegt",
        "DGH Reetz: belegt",
    ]
    assert summaries(visitor, "/kalender/gemeinde/wiesenburg-mark/reetz.ics") == ["belegt"]
    assert visitor.get("/kalender/gemeinde/nirgendwo.ics").status_code == 404
    assert visitor.get("/kalender/gemeinde/bad-belzig/reetz.ics").status_code == 404


def test_a_booking_anywhere_in_the_municipality_changes_its_feed(
    village: Village, visitor: FlaskClient
) -> None:
    path = "/kalender/gemeinde/wiesenburg-mark.ics"
    tag = {"If-None-Match": visitor.get(path).headers["ETag"]}
    assert visitor.get(path, headers=tag).status_code == 304

    bookings.book(village.house, a_request("dgh-reetz"))

    assert visitor.get(path, headers=tag).status_code == 200


def test_a_title_shows_only_when_its_organizer_published_it_and_nobody_asked_for_busy_only(
    village: Village, visitor: FlaskClient
) -> None:
    bookings.book(village.house, a_request(use=TITLED))
    bookings.book(village.house, a_request("dgh-reetz"))

    assert summaries(visitor, FEED) == ["Erntefest"]
    assert summaries(visitor, f"{FEED}?titel=nein") == ["belegt"]
    assert summaries(visitor, "/kalender/dgh-reetz.ics") == ["belegt"]
    assert visitor.get(FEED).headers["ETag"] != visitor.get(f"{FEED}?titel=nein").headers["ETag"]


def test_a_title_waits_until_its_booking_is_confirmed(village: Village, visitor: FlaskClient) -> None:
    bookings.book(village.house, a_request("dgh-schlamau", use=TITLED))

    assert summaries(visitor, "/kalender/dgh-schlamau.ics") == ["vorgemerkt"]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("?from=2026-10-02", 2),
        ("?from=2026-10-03", 2),  # it lasts until two
        ("?from=2026-10-04", 1),
        ("?to=2026-10-01", 0),
        ("?to=2026-10-02", 1),
        ("?from=2026-10-03&to=2026-10-04", 1),
        ("?from=2001-01-01", 2),
    ],
)
def test_a_range_of_days_leaves_out_the_rest(
    village: Village, visitor: FlaskClient, asked: str, count: int
) -> None:
    bookings.book(village.house, a_request())
    bookings.book(village.house, a_request(period=between("2026-11-06 18:00", "2026-11-06 22:00")))

    assert len(entries(visitor.get(FEED + asked))) == count


@pytest.mark.parametrize(
    "asked", ["?from=gestern", "?to=2026-13-01", "?from=2026-10-03&to=2026-10-02", "?from=0001-01-01"]
)
def test_days_that_cannot_be_read_are_refused(visitor: FlaskClient, asked: str) -> None:
    assert visitor.get(FEED + asked).status_code == 400


def test_a_feed_is_packed_for_those_who_unpack_it(village: Village, visitor: FlaskClient) -> None:
    bookings.book(village.house, a_request(period=WEDDING))
    plain = visitor.get(FEED)

    packed = visitor.get(FEED, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert visitor.get(FEED, headers=again).status_code == 304
    assert "Content-Encoding" not in plain.headers
    assert the_entry(plain)["SUMMARY"] == "belegt"
