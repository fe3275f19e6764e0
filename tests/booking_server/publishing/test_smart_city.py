"""Halls that Smart City Booking lets: rooms become drafts, taken times block, and nobody is named."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from booking_server.domain.bookings import FOREIGN
from booking_server.domain.imports import HallReport, ImportUnreadable
from booking_server.publishing.imports import smart_city
from booking_server.publishing.imports.smart_city import Answers
from booking_server.services.bookings import bookings
from booking_server.services.foreign.blocking_elsewhere import BlockOrder, bring_blocks
from booking_server.services.operation.verify import verify
from booking_server.storage.tables import bookings as booking_rows
from booking_server.storage.tables import metadata
from tests.builders import NOW, Village, a_request, berlin
from tests.calendars.far_server import far_server, ok

BENKEN: dict[str, Any] = {
    "id": "b-1",
    "tenantId": "wm",
    "type": "room",
    "title": "DGH Benken",
    "isPublic": True,
}
BARN = BENKEN | {"id": "b-2", "title": "Kulturscheune", "type": "event-location", "location": "Hof 3, Benken"}
PROJECTOR = BENKEN | {"id": "b-3", "title": "Beamer", "type": "resource"}
HIDDEN = BENKEN | {"id": "b-4", "title": "Geheimer Raum", "isPublic": False}
ROOMS = [BENKEN, BARN, PROJECTOR, HIDDEN]


def taken(key: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    """Return an occupancy as the platform tells it, in milliseconds."""
    times = {"timeBegin": berlin(start).timestamp() * 1000, "timeEnd": berlin(end).timestamp() * 1000}
    return {"bookableId": key, "title": "DGH Benken", **times, **more}


TIMES = [
    taken("b-1", "2026-10-02 19:00", "2026-10-02 22:00", mail="anna.lehmann@example.org"),
    taken("b-1", "2026-10-02 19:00", "2026-10-02 22:00"),
    taken("b-1", "2026-10-24 20:00", "2026-10-25 04:00"),
    taken("b-1", "2026-01-01 10:00", "2026-01-01 12:00"),
    taken("b-2", "2026-10-03 10:00", "2026-10-03 12:00"),
    taken("b-4", "2026-10-03 10:00", "2026-10-03 12:00"),
    {"bookableId": "b-1", "timeBegin": 1e300, "timeEnd": "gestern"},
]


def answers(rooms: Any = ROOMS, times: Any = TIMES) -> Answers:
    return Answers(json.dumps(rooms).encode(), json.dumps(times).encode())


def order(village: Village, *, real: bool = False, **said: Any) -> BlockOrder:
    with village.house.reading() as uow:
        here = uow.venues.district_at(village.cast.municipality.id, "benken")
    there = smart_city.read(said.pop("answers", answers()), NOW)
    return BlockOrder(village.cast.municipality, "smart-city", there, said.get("said", {}), here, real)


def told(reports: tuple[HallReport, ...]) -> list[tuple[str, bool, list[str]]]:
    return [(one.title, one.is_new, [each.verdict.value for each in one.told]) for one in reports]


def everything(village: Village) -> str:
    with village.house.reading() as uow:
        return str([uow.connection.execute(select(table)).all() for table in metadata.sorted_tables])


def test_rooms_become_drafts_and_taken_times_block_without_names(village: Village) -> None:
    before = everything(village)
    dry = bring_blocks(village.house, order(village))
    assert everything(village) == before

    real = bring_blocks(village.house, order(village, real=True))

    assert (
        told(real) == told(dry) == [("DGH Benken", False, ["new", "new"]), ("Kulturscheune", True, ["new"])]
    )
    with village.house.reading() as uow:
        rows = [row for row in uow.connection.execute(select(booking_rows)) if row.source == FOREIGN]
        barn = uow.venues.by_slug("kulturscheune")
    assert len(rows) == 3
    assert (barn.is_draft, barn.address) == (True, "Hof 3, Benken")
    assert "lehmann" not in everything(village).lower()
    assert verify(village.house) == ()


def test_a_second_time_changes_nothing_and_a_booking_there_before_wins(village: Village) -> None:
    bookings.book(village.house, a_request())
    first = bring_blocks(village.house, order(village, real=True))
    before = everything(village)

    again = bring_blocks(village.house, order(village, real=True))

    assert told(first)[0] == ("DGH Benken", False, ["overlaps", "new"])
    assert told(again) == [
        ("DGH Benken", False, ["overlaps", "exists"]),
        ("Kulturscheune", False, ["exists"]),
    ]
    assert everything(village) == before


def test_what_is_free_there_again_is_free_here(village: Village) -> None:
    bring_blocks(village.house, order(village, real=True))

    bring_blocks(village.house, order(village, real=True, answers=answers(times=TIMES[2:3])))

    assert bookings.book(village.house, a_request()).is_new
    assert verify(village.house) == ()


HALL_A = BARN | {"id": "s-1", "title": "Saal"}
HALL_B = BARN | {"id": "s-2", "title": "Saal"}
TWO_HALLS = answers([HALL_A, HALL_B], [
    taken("s-1", "2026-10-03 10:00", "2026-10-03 12:00"),
    taken("s-2", "2026-10-03 11:00", "2026-10-03 13:00"),
])  # fmt: skip


def test_two_rooms_of_one_title_become_two_halls_as_the_dry_run_says(village: Village) -> None:
    dry = bring_blocks(village.house, order(village, answers=TWO_HALLS))

    real = bring_blocks(village.house, order(village, real=True, answers=TWO_HALLS))
    before = everything(village)
    again = bring_blocks(village.house, order(village, real=True, answers=TWO_HALLS))

    assert told(real) == told(dry) == [("Saal", True, ["new"]), ("Saal", True, ["new"])]
    assert told(again) == [("Saal", False, ["exists"]), ("Saal", False, ["exists"])]
    assert everything(village) == before
    assert [one.venue and one.venue.slug for one in real] == ["saal", "saal-2"]


def test_two_rooms_of_one_title_in_one_hall_leave_each_other_alone(village: Village) -> None:
    both = {"said": {"Saal": "dgh-benken/saal"}, "answers": TWO_HALLS}

    dry = bring_blocks(village.house, order(village, **both))
    real = bring_blocks(village.house, order(village, real=True, **both))
    before = everything(village)
    again = bring_blocks(village.house, order(village, real=True, **both))

    assert told(real) == told(dry) == [("DGH Benken", False, ["new"]), ("DGH Benken", False, ["overlaps"])]
    assert told(again) == [("DGH Benken", False, ["exists"]), ("DGH Benken", False, ["overlaps"])]
    assert everything(village) == before


def test_a_room_that_is_called_otherwise_or_moved_takes_its_times_along(village: Village) -> None:
    first = {"answers": answers([BENKEN], TIMES[:1])}
    bring_blocks(village.house, order(village, real=True, **first))

    renamed = {"answers": answers([BENKEN | {"title": "Gemeindesaal"}], TIMES[:1])}
    same = bring_blocks(village.house, order(village, real=True, said={"b-1": "dgh-benken"}, **renamed))
    moved = bring_blocks(village.house, order(village, real=True, said={"b-1": "dgh-schlamau"}, **renamed))

    assert told(same) == [("DGH Benken", False, ["exists"])]
    assert told(moved) == [("DGH Schlamau", False, ["new"])]
    assert bookings.book(village.house, a_request()).is_new
    assert verify(village.house) == ()


@pytest.mark.parametrize("left", [[BARN], [BARN, BENKEN | {"isPublic": False}]], ids=["gone", "hidden"])
def test_a_room_nobody_lets_there_any_more_is_said_and_free_the_second_time(
    village: Village, left: list[dict[str, Any]]
) -> None:
    bring_blocks(village.house, order(village, real=True, answers=answers([BENKEN, BARN])))
    later = answers(left)

    once = bring_blocks(village.house, order(village, real=True, answers=later))
    twice = bring_blocks(village.house, order(village, real=True, answers=later))

    assert once[1].title == "DGH Benken: Raum wird dort nicht mehr angeboten"
    assert {one.said.split(". ")[1] for one in once[1].told} == {"Das steht dort nicht mehr"}
    assert twice[1].told[0].said.endswith("Das steht dort nicht mehr und wird hier frei.")
    assert bookings.book(village.house, a_request()).is_new
    assert len(bring_blocks(village.house, order(village, real=True, answers=later))) == 1


def test_every_time_is_told_also_one_that_is_too_far_or_too_many(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking_server.services.foreign.blocking_elsewhere.MOST_TIMES", 2)
    times = [*TIMES[:5], taken("b-1", "2026-11-02 19:00", "2026-11-02 22:00"),
             taken("b-2", "2028-11-02 19:00", "2028-11-02 22:00")]  # fmt: skip

    found = bring_blocks(village.house, order(village, answers=answers(times=times)))

    assert told(found) == [
        ("DGH Benken", False, ["new", "new", "broken"]),
        ("Kulturscheune", True, ["new", "broken"]),
    ]


def test_a_place_found_on_a_map_is_an_address_too() -> None:
    places = [{"display_address": "Hof 3, Benken", "lat": 52.1}, {"lat": 52.1}, 7]
    rooms = [BARN | {"id": str(at), "location": place} for at, place in enumerate(places)]

    there = smart_city.read(answers(rooms, []), NOW)

    assert [one.address for one in there.bookables] == ["Hof 3, Benken", "", ""]


def test_what_is_no_public_room_stays_there_and_is_said() -> None:
    there = smart_city.read(answers(), NOW)

    assert [one.title for one in there.bookables] == ["DGH Benken", "Kulturscheune"]
    assert there.past == 1
    assert there.notes == (
        "Belegung 7: Beginn oder Ende ist nicht zu lesen.",
        "„Beamer“ ist dort kein öffentlicher Raum und bleibt dort.",
        "„Geheimer Raum“ ist dort kein öffentlicher Raum und bleibt dort.",
    )


def test_rooms_go_where_it_is_said_and_to_no_other_municipality(village: Village) -> None:
    said = {"b-1": "dgh-schlamau/saal", "Kulturscheune": "dgh-luette"}

    found = bring_blocks(village.house, order(village, said=said))

    assert told(found) == [("DGH Schlamau", False, ["new", "new"]), ("Kulturscheune", False, ["unreadable"])]
    assert found[1].told[0].said == "Das Haus „dgh-luette“ gibt es in dieser Gemeinde nicht."


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b"[1]",
        b"[" * 100_000,
        b"[" + b"9" * 10_000 + b"]",
        b" " * (2 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_answer_of_the_platform_is_refused(body: bytes) -> None:
    with pytest.raises(ImportUnreadable):
        smart_city.read(replace(answers(), bookables=body), NOW)


def test_the_public_routes_are_asked_and_no_address_inside(village: Village) -> None:
    both = answers()
    with far_server(ok(both.bookables), ok(both.occupancy)) as server:
        got = smart_city.ask("http://buchung.example/", "wies/mark", server.network)

    assert got == both
    assert [one.split()[1] for one in server.asked] == [
        "/api/wies%2Fmark/bookables/public",
        "/api/wies%2Fmark/calendar/occupancy",
    ]
    with pytest.raises(ImportUnreadable, match="nicht ins öffentliche Internet"):
        smart_city.ask("http://127.0.0.1", "wm", village.house.network)
