"""The demo's tariffs: published figures come out, every other is marked as a sample value."""

from pathlib import Path

import pytest

from booking_server.demo.places import read_towns
from booking_server.demo.sample_bookings import ANSWERS
from booking_server.demo.sample_tariffs import FOLDER
from booking_server.demo.seed import seed
from booking_server.domain.tariffs.reading import read_schedule
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings.quoting import hall_prices, look_up
from tests.builders import StoppedClock, a_house, a_request, between, migrated

DAY = between("2026-10-10 10:00", "2026-10-10 22:00")
SOLD_NOTHING = (("verkauf", "nein"),)


def test_every_hall_has_prices_and_the_published_ones_are_right(tmp_path: Path) -> None:
    towns = read_towns()
    house = a_house(migrated(f"sqlite:///{tmp_path / 'demo.db'}"), StoppedClock())
    seed(house, towns)
    seed(house, towns)

    with house.reading() as uow:
        halls = uow.venues.all()
        versions = [uow.tariffs.versions_for(hall.id) for hall in halls]
    assert [len(found or ()) for found in versions] == [1] * len(halls)
    assert all(hall_prices(house, hall) for hall in halls)

    party = Use(Purpose.PRIVATE_PARTY, postcode="14827", answers=SOLD_NOTHING)
    for hall, rent in (("dgh-benken", 45_00), ("dgh-schlamau", 30_00), ("dgh-reetz", 45_00)):
        quote = look_up(house, a_request(hall, DAY, use=party))
        assert quote is not None
        assert quote.rent_cents == rent
    days = [
        look_up(house, a_request("dgh-grubo", between("2026-10-10 11:00", end), use=party))
        for end in ("2026-10-11 11:00", "2026-10-12 11:00")
    ]
    (one, two) = (quote.rent_cents for quote in days if quote)
    assert two == 2 * one, "from 11:00 to 11:00 is one day there, whatever the calendar says"
    house.database.close()


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_every_invented_figure_is_marked_as_a_sample(file: Path) -> None:
    published = ("Benken", "Schlamau", "Reetz", "Lehnsdorf")
    texts = [line for line in file.read_text(encoding="utf-8").split("\n") if line.startswith("text = ")]

    prices = [text for text in texts if not text.endswith('?"')]

    assert [
        text for text in prices if "Beispielwert" not in text and not any(p in text for p in published)
    ] == []


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_the_sample_bookings_answer_what_the_sample_tariffs_ask(file: Path) -> None:
    answers = dict(ANSWERS)

    for question in read_schedule(file.read_text(encoding="utf-8")).questions:
        assert question.accepts(answers[question.code]), question.text
