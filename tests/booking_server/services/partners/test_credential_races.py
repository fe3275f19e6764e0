"""Another booking system and people at once, with real threads on both databases: nobody has a hall twice."""

from booking_server.services.bookings import bookings, cancellations
from booking_server.services.operation.verify import verify
from booking_server.services.partners import api_keys, credential_records, credentials, open_data
from booking_server.storage.tables import published_months
from tests.booking_server.keys import give
from tests.booking_server.publishing.test_open_data import switch_on
from tests.booking_server.services.bookings.test_cross_races import Volume, at_once, on_day
from tests.builders import Village, a_request


def test_a_program_and_a_visitor_never_both_get_a_hall(village: Village, volume: Volume) -> None:
    key = give(village).key
    for round_ in range(volume(1, 200)):
        period = on_day(round_)

        outcome = at_once(
            village,
            lambda house: credentials.make(house, key, venue="dgh-benken", spaces=(), period=period),
            lambda house: bookings.book(house, a_request(period=period)),
        )

        assert outcome == {"done": 1, "booking-overlaps": 1}
    assert verify(village.house) == ()


def test_what_is_moved_and_ended_at_once_is_ended(village: Village, volume: Volume) -> None:
    key, weber = give(village).key, village.cast.frau_weber
    for round_ in range(volume(1, 200)):
        period, later = on_day(2 * round_), on_day(2 * round_ + 1)
        made = credentials.make(village.house, key, venue="dgh-benken", spaces=(), period=period)

        outcome = at_once(
            village,
            lambda house: credentials.shift(house, key, made.credential.id, later),
            lambda house: cancellations.cancel(house, made.credential.id, person=weber, reason="Umbau"),
            lambda house: credentials.revoke(house, key, made.credential.id),
        )

        assert outcome.total() == outcome["done"] + outcome["transition-not-allowed"] == 3
        found = credential_records.one(village.house, made.credential.id)
        assert not found.booking.is_occupying
        assert credential_records.standing(village.house, made.credential.id).state == "revoked"
    assert verify(village.house) == ()


def test_of_two_programs_that_take_a_credential_over_one_has_it(village: Village, volume: Volume) -> None:
    before, first, second = give(village).key, give(village).key, give(village).key
    made = [
        credentials.make(village.house, before, venue="dgh-benken", spaces=(), period=on_day(2 * round_))
        for round_ in range(volume(2, 100))
    ]
    api_keys.end_by_number(village.house, before.id, actor="test")
    for round_, one in enumerate(made):
        later = on_day(2 * round_ + 1)

        outcome = at_once(
            village,
            lambda house: credentials.shift(house, first, one.credential.id, later),
            lambda house: credentials.shift(house, second, one.credential.id, later),
        )

        assert outcome == {"done": 1, "not-permitted": 1}


def test_two_workers_publish_a_month_once(village: Village) -> None:
    switch_on(village)
    village.clock.forward(days=100)

    at_once(village, *[lambda house: open_data.publish_months(house, 2)] * 2)

    with village.house.reading() as uow:
        months = [row.month for row in uow.connection.execute(published_months.select())]
    assert len(months) == len(set(months)) >= 2
