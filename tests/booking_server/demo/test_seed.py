"""What the demo's database holds after its first and after its second start."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from booking_server.demo.layout import Layout
from booking_server.demo.places import read_towns
from booking_server.demo.sample_bookings import book_samples
from booking_server.demo.sample_payees import SAMPLES
from booking_server.demo.sample_rules import close_for_repairs
from booking_server.demo.sample_series import book_series
from booking_server.demo.seed import seed
from booking_server.demo.welcome import welcome
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.finding import Wish
from booking_server.domain.people import Deed
from booking_server.domain.regulation import PERMISSIVE
from booking_server.domain.slugs import slug
from booking_server.domain.venues import ApprovalPolicy
from booking_server.services.desk import desk
from booking_server.services.foundation.house import House
from booking_server.services.halls.finding import find_halls
from booking_server.services.operation.verify import verify
from booking_server.web.overview_map import _box, _meets, draw
from tests.builders import StoppedClock, a_house, migrated

TOWNS = read_towns()


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database after a first start, made once; every test gets a copy."""
    path = tmp_path_factory.mktemp("seeded") / "demo.db"
    one = a_house(migrated(f"sqlite:///{path}"), StoppedClock())
    seed(one, TOWNS)
    book_samples(one, TOWNS)
    with one.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    one.database.close()
    return path


@pytest.fixture
def house(first_start: Path, tmp_path: Path) -> Iterator[House]:
    one = a_house(f"sqlite:///{shutil.copyfile(first_start, tmp_path / 'demo.db')}", StoppedClock())
    yield one
    one.database.close()


def contents(house: House) -> tuple[object, ...]:
    with house.reading() as uow:
        halls = uow.venues.all()
        found = uow.bookings.find(
            venue_ids=[hall.id for hall in halls], statuses=list(BookingStatus), between=None
        )
        return (
            [hall.slug for hall in halls],
            sorted((one.id, one.status) for one in found),
            uow.people.all(),
            uow.venues.districts(),
        )


def test_every_village_of_both_municipalities_has_a_hall(house: House) -> None:
    with house.reading() as uow:
        halls = uow.venues.all()

    assert len(halls) == 29
    assert {"dgh-benken", "dgh-gross-briesen", "dgh-jeserig-flaeming", "dgh-muetzdorf"} <= {
        hall.slug for hall in halls
    }


def test_halls_without_approval_permit_everything(house: House) -> None:
    with house.reading() as uow:
        free = [hall for hall in uow.venues.all() if hall.approval is ApprovalPolicy.NONE]
        assert {hall.regulation for hall in free} == {PERMISSIVE}
        assert len(free) * 2 >= len(uow.venues.all())
        assert uow.venues.by_slug("dgh-grubo").regulation.booking_day is not None
        assert uow.venues.by_slug("dgh-wiesenburg").spaces[0].shares


def test_one_hall_is_closed_once(house: House) -> None:
    for _ in range(2):
        close_for_repairs(house)

    with house.reading() as uow:
        halls = [hall.id for hall in uow.venues.all()]
        assert len(uow.bookings.blackouts(halls, uow.now)) == 1
    assert verify(house) == ()


def test_every_surveyed_figure_is_marked_as_a_sample(house: House) -> None:
    with house.reading() as uow:
        assert all(hall.is_sample for hall in uow.venues.all())


def test_at_least_half_of_the_halls_ask_nobody(house: House) -> None:
    with house.reading() as uow:
        policies = [hall.approval for hall in uow.venues.all()]

    assert policies.count(ApprovalPolicy.NONE) >= len(policies) / 2
    assert ApprovalPolicy.REQUIRED in policies


def test_some_halls_need_time_for_tidying_and_most_do_not(house: House) -> None:
    with house.reading() as uow:
        buffered = [
            any(space.setup_buffer == timedelta(minutes=30) for space in hall.spaces)
            for hall in uow.venues.all()
        ]

    assert 0 < buffered.count(True) < len(buffered) / 2


def test_the_hall_of_a_village_is_looked_after_by_its_own_head(house: House) -> None:
    with house.reading() as uow:
        schlamau, benken = uow.venues.by_slug("dgh-schlamau"), uow.venues.by_slug("dgh-benken")
        head = uow.people.by_email("schlamau@example.org")

    assert head is not None
    decides = [
        head.may(Deed.DECIDE_REQUEST, municipality_id=hall.municipality_id, venue_id=hall.id)
        for hall in (schlamau, benken)
    ]
    assert decides == [True, False]


def test_the_desk_of_a_hall_that_asks_has_requests_to_decide(house: House) -> None:
    with house.reading() as uow:
        clerk = uow.people.by_email("verwaltung.wiesenburg-mark@example.org")

    assert clerk is not None
    assert desk.open_desk(house, clerk).requests


def test_the_next_two_days_stay_free_for_trying_out(house: House) -> None:
    with house.reading() as uow:
        found = uow.bookings.find(
            venue_ids=[hall.id for hall in uow.venues.all()], statuses=list(BookingStatus), between=None
        )

    assert found
    assert min(one.period.start for one in found) > house.clock() + timedelta(days=2)


def test_a_second_start_changes_nothing(house: House) -> None:
    before = contents(house)

    seed(house, TOWNS)
    book_samples(house, TOWNS)

    assert contents(house) == before


def test_a_start_in_a_later_week_adds_what_comes_then(house: House) -> None:
    assert isinstance(house.clock, StoppedClock)
    house.clock.forward(weeks=2)
    before = contents(house)

    book_samples(house, TOWNS)

    assert len(contents(house)[1]) > len(before[1])


def test_the_seeded_database_keeps_every_invariant(house: House) -> None:
    assert verify(house) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Jeserig/Fläming", "jeserig-flaeming"), ("Groß Briesen", "gross-briesen"), ("Lütte", "luette")],
)
def test_a_name_in_an_address_has_no_umlauts(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_choir_in_each_municipality_sings_every_monday(house: House) -> None:
    for _ in "ab":
        book_series(house, TOWNS)

    with house.reading() as uow:
        halls = [venue.id for venue in uow.venues.all()]
        found = uow.series.of_venues(halls, ends_after=date(2026, 1, 1))
    assert len(found) == len(TOWNS)
    assert verify(house) == ()


def test_who_is_paid_in_the_demo_can_be_asked_and_is_nobody() -> None:
    assert set(SAMPLES) == {town.slug for town in TOWNS}
    for payee in SAMPLES.values():
        assert payee.name.endswith("(Vorführung)")
        assert payee.street.startswith("Muster")
        assert payee.bic
        assert re.fullmatch(
            r"Kämmerei \(Vorführung\), Telefon 030 23125 9\d\d, [a-z.-]+@example\.org", payee.contact
        )


def test_the_villages_are_drawn_without_a_name_over_another(house: House) -> None:
    drawing = draw(find_halls(house, Wish()))

    assert drawing is not None
    boxes = [_box(dot.name, dot.label) for dot in drawing.dots]
    assert len(boxes) == sum(len(town.halls) for town in TOWNS)
    assert [box for at, box in enumerate(boxes) if _meets(box, boxes[:at])] == []
    assert len(drawing.patches) == len(TOWNS)


def test_the_welcome_says_who_signs_in_as_what(house: House, tmp_path: Path) -> None:
    lines = welcome(house, "http://127.0.0.1:8000", "mosquitto", Layout(tmp_path)).splitlines()

    head = next(line for line in lines if "Ortsvorsteherin" in line)
    assert re.search(r"^  \S+ \S+ +Ortsvorsteherin oder Ortsvorsteher +http://\S+$", head)
    for role in ("Verwaltung", "Kämmerei"):
        assert any(re.search(rf"Wiesenburg/Mark +{role} +http", line) for line in lines)
