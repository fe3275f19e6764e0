"""Series come back as they were stored."""

from dataclasses import replace
from datetime import date, time

from booking_server.domain.series import DateState, Plan, Series, SeriesDate, SeriesRequest
from booking_server.domain.uses import Purpose, Use
from booking_server.domain.venues import SeriesCode
from calendars.recurrence import LAST, Clock, Frequency, Rule, Season
from tests.builders import FRAU_LEHMANN, NOW, WEDDING, Village

PLAN = Plan(
    rule=Rule(Frequency.MONTHLY, 4, LAST),
    season=Season(date(2026, 10, 1), date(2027, 6, 30)),
    clock=Clock(time(19), time(1, 30)),
    without_school_holidays=True,
    exceptions=(date(2026, 12, 25),),
)


def stored(village: Village) -> tuple[Series, SeriesDate]:
    hall = village.cast.benken
    use = Use(purpose=Purpose.CLUB_ACTIVITY, answers=(("getraenke", "ja"),), public_title="Chor")
    request = SeriesRequest(hall.slug, PLAN, 20, "Chorprobe", FRAU_LEHMANN, True, ("saal",), use)
    made = Series("5" * 16, hall.municipality_id, hall.id, request, "web", NOW, NOW)
    dated = SeriesDate(made.id, hall.id, date(2026, 10, 2), DateState.TAKEN, WEDDING, note="Schon belegt.")
    with village.house.unit_of_work() as uow:
        uow.series.add(made, [dated, replace(dated, day=date(2026, 9, 25), period=None)])
        uow.commit()
    return made, dated


def test_a_series_comes_back_as_it_was_stored(village: Village) -> None:
    made, dated = stored(village)

    with village.house.reading() as uow:
        assert uow.series.get(made.id) == made
        assert uow.series.date_on(made.id, dated.day) == dated
        assert [each.day for each in uow.series.dates(made.id)] == [date(2026, 9, 25), date(2026, 10, 2)]
        assert uow.series.waiting_for(dated.venue_id, WEDDING, NOW) == (dated,)
        assert uow.series.waiting_for(dated.venue_id, WEDDING, WEDDING.start) == ()


def test_a_hall_decides_whether_a_series_has_one_code(village: Village) -> None:
    assert village.cast.benken.series_code is SeriesCode.SERIES
    with village.house.unit_of_work() as uow:
        uow.venues.choose_series_code(village.cast.benken.id, SeriesCode.DATE)
        uow.commit()

    with village.house.reading() as uow:
        assert uow.venues.by_slug("dgh-benken").series_code is SeriesCode.DATE
        assert uow.venues.by_slug("dgh-reetz").series_code is SeriesCode.SERIES
