"""A choir books a season without JavaScript, changes it, and is offered what becomes free."""

from datetime import date, timedelta

from flask import Flask

from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.series import series, series_offers
from tests.booking_server.series import FIRST, SECOND, THIRD, a_series, evening, states
from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request

TYPED = {
    "extent": "raeume",
    "spaces": ["saal"],
    "frequency": "weekly",
    "weekday": "0",
    "start_time": "19:00",
    "end_time": "21.00 Uhr",
    "first_day": "2026-10-05",
    "last_day": "21.12.2026",
    "exceptions": "Do., 24.12.2026; 26.10.2026",
    "purpose": "club_activity",
    "occasion": "Chorprobe",
    "persons": "25",
    "name": "Anna Lehmann",
    "email": "anna.lehmann@example.org",
    "house_rules": "1",
    "without_school_holidays": [],
    "adult": "1",
}


def typed_in(visitor: Visitor, **changes: object) -> Page:
    form = visitor.open("/hallen/dgh-benken/serie")
    values = {**TYPED, **changes}
    return visitor.send(form, {k: v for k, v in values.items() if v is not None}, button="ansehen")


def rival(village: Village, day: date = SECOND) -> str:
    wanted = a_request(period=evening(day, 18, 20), space_slugs=("saal",), occasion="Skat")
    return bookings.book(village.house, wanted).booking.id


def saved(village: Village) -> series.SavedSeries:
    return series.save(village.house, a_series())


def series_page(visitor: Visitor, made: series.SavedSeries) -> Page:
    return visitor.open(f"/serien/{made.series.id}?t={made.token}")


def test_a_season_is_looked_at_date_by_date_and_booked(visitor: Visitor, village: Village) -> None:
    rival(village)
    start = visitor.open(visitor.open("/hallen/dgh-benken").link("viele Termine auf einmal"))
    assert start.title.startswith("DGH Benken: Serie buchen")

    looked = typed_in(visitor)

    assert looked.status == 200
    assert looked.shows("10 von 11 Terminen können gebucht werden")
    assert looked.shows("Belegt: Mo., 12.10.2026, 18:00 bis 20:00 Uhr.")
    assert looked.shows("später: 20:00 bis 22:00 Uhr")
    assert not looked.shows("Mo., 26.10.2026")
    done = visitor.send(looked, button="buchen")
    assert done.title.startswith("Ihre Serie: Chorprobe")
    assert done.shows("Mo., 05.10.2026, 19:00 bis 21:00 Uhr bestätigt")
    assert done.shows("Mo., 12.10.2026, 19:00 bis 21:00 Uhr belegt, Sie bekommen Bescheid")
    assert done.shows("Ihr Tür-Code für alle Termine")


def test_the_holidays_are_left_out_unless_asked_for(visitor: Visitor) -> None:
    looked = typed_in(visitor, without_school_holidays="1")

    assert looked.shows("Mo., 19.10.2026 entfällt Mo., 19.10.2026, 19:00 bis 21:00 Uhr Herbstferien.")
    done = visitor.send(looked, {"wahl_2026-10-19": "nehmen"}, button="buchen")
    assert done.shows("Mo., 19.10.2026, 19:00 bis 21:00 Uhr bestätigt")


def test_a_suggestion_an_own_time_and_a_skip_are_taken(visitor: Visitor, village: Village) -> None:
    rival(village)
    looked = typed_in(visitor)
    select = next(form for form in looked.forms if "wahl_2026-10-12" in form.values)
    assert select.values["wahl_2026-10-12"] == "warten"

    later = evening(SECOND, 20, 22)
    done = visitor.send(
        looked,
        {
            "wahl_2026-10-12": f"zeit:{later.start:%Y%m%d%H%M}-{later.end:%Y%m%d%H%M}/saal",
            "wahl_2026-10-05": "auslassen",
            "wahl_2026-11-02": "eigene",
            "von_2026-11-02": "17:30",
            "bis_2026-11-02": "18:30",
        },
        button="buchen",
    )

    assert done.shows("Mo., 12.10.2026, 20:00 bis 22:00 Uhr bestätigt verlegt, geplant war")
    assert done.shows("Mo., 05.10.2026, 19:00 bis 21:00 Uhr ausgelassen")
    assert done.shows("Mo., 02.11.2026, 17:30 bis 18:30 Uhr bestätigt")


def test_an_own_time_that_cannot_be_read_is_asked_again(visitor: Visitor) -> None:
    looked = typed_in(visitor)

    again = visitor.send(looked, {"wahl_2026-11-02": "eigene", "von_2026-11-02": "abends"}, button="buchen")

    assert again.status == 422
    assert again.message_at("wahl_2026-11-02")
    assert again.typed("von_2026-11-02") == "abends"


def test_every_mistake_is_named_at_its_field_and_what_was_typed_stays(visitor: Visitor) -> None:
    page = typed_in(
        visitor,
        frequency="",
        weekday="9",
        last_day="1.10.2026",
        start_time="25",
        persons="",
        exceptions="31.2.2026",
    )

    assert page.status == 422
    for field in ("frequency", "weekday", "start_time", "last_day", "exceptions", "persons"):
        assert page.message_at(field), field
    assert page.typed("occasion") == "Chorprobe"
    assert page.typed("exceptions") == "31.2.2026"


def test_going_back_from_the_preview_keeps_everything(visitor: Visitor) -> None:
    form = visitor.send(typed_in(visitor), button="aendern")

    assert form.title.startswith("DGH Benken: Serie buchen")
    assert (form.typed("start_time"), form.typed("name")) == ("19:00", "Anna Lehmann")
    assert form.typed("frequency") == "weekly"


def test_a_preview_sent_twice_makes_one_series(visitor: Visitor) -> None:
    looked = typed_in(visitor)

    first, again = (visitor.send(looked, button="buchen") for _ in "ab")

    assert first.address == again.address


def test_a_date_is_released_and_taken_again(visitor: Visitor, village: Village) -> None:
    made = saved(village)
    day = visitor.open(f"/serien/{made.series.id}/termine/{SECOND}?t={made.token}")

    after = visitor.send(day, button="freigeben")

    assert after.shows("Mo., 12.10.2026, 19:00 bis 21:00 Uhr freigegeben")
    day = visitor.open(f"/serien/{made.series.id}/termine/{SECOND}?t={made.token}")
    assert visitor.send(day, button="buchen").shows("Mo., 12.10.2026, 19:00 bis 21:00 Uhr bestätigt")


def test_a_date_is_moved_or_told_why_not(visitor: Visitor, village: Village) -> None:
    made = saved(village)
    bookings.book(village.house, a_request(period=evening(SECOND, 16, 18), space_slugs=("saal",)))
    day = visitor.open(f"/serien/{made.series.id}/termine/{SECOND}?t={made.token}")

    refused = visitor.send(day, {"start_time": "17", "end_time": "18:30"}, button="verlegen")

    assert refused.status == 422
    assert refused.shows("Zu dieser Zeit ist schon belegt: Mo., 12.10.2026, 16:00 bis 18:00 Uhr.")
    assert refused.typed("start_time") == "17"
    moved = visitor.send(refused, {"start_date": "13.10.2026", "start_time": "18"}, button="verlegen")
    assert moved.shows("Di., 13.10.2026, 18:00 bis 18:30 Uhr bestätigt verlegt, geplant war Mo., 12.10.2026")


def test_from_one_day_on_another_time(visitor: Visitor, village: Village) -> None:
    made = saved(village)
    form = visitor.open(f"/serien/{made.series.id}/aendern?ab={THIRD}&t={made.token}")
    assert form.title.startswith("Serie ändern ab Mo., 19.10.2026")
    assert form.typed("start_time") == "19:00"

    looked = visitor.send(form, {"start_time": "20:00", "end_time": "22:00"}, button="ansehen")
    assert looked.shows("10 Termine können gebucht werden")
    done = visitor.send(looked, button="buchen")

    assert done.shows("Mo., 19.10.2026, 20:00 bis 22:00 Uhr bestätigt")
    assert done.shows("Zu den früheren Terminen dieser Serie")
    before = series_page(visitor, made)
    assert before.shows("Mo., 12.10.2026, 19:00 bis 21:00 Uhr bestätigt")
    assert not before.shows("Mo., 19.10.2026")
    assert before.shows("Die Serie geht mit anderen Angaben weiter")


def test_a_series_ends_from_one_day_on(visitor: Visitor, village: Village) -> None:
    made = saved(village)
    form = visitor.open(f"/serien/{made.series.id}/aendern?ab={THIRD}&t={made.token}")

    after = visitor.send(form, button="beenden")

    assert after.shows("Mo., 12.10.2026, 19:00 bis 21:00 Uhr bestätigt")
    assert not after.shows("Mo., 19.10.2026")


def test_a_freed_date_is_accepted_from_the_mail(visitor: Visitor, village: Village) -> None:
    other = rival(village)
    made = saved(village)
    cancellations.cancel(village.house, other)
    series_offers.offer_freed(village.house, made.series.venue_id, evening(SECOND))
    with village.house.reading() as uow:
        link = series_offers.offer_url(village.house, uow.series.date_on(made.series.id, SECOND))
    address = link.removeprefix(village.house.policy.public_url)
    for _ in "scanner":
        assert visitor.open(address).shows("Ein Termin Ihrer Serie ist wieder frei")
    looked = visitor.open(address)

    first, again = (visitor.send(looked) for _ in "ab")

    assert first.shows("Dieser Termin ist gebucht")
    assert (again.status, again.address) == (200, first.address)
    assert states(village, made)[SECOND].value == "booked"


def test_an_offer_that_is_gone_is_said_kindly(visitor: Visitor, village: Village) -> None:
    other = rival(village)
    made = saved(village)
    cancellations.cancel(village.house, other)
    series_offers.offer_freed(village.house, made.series.venue_id, evening(SECOND))
    with village.house.reading() as uow:
        link = series_offers.offer_url(village.house, uow.series.date_on(made.series.id, SECOND))
    looked = visitor.open(link.removeprefix(village.house.policy.public_url))
    rival(village)

    gone = visitor.send(looked)

    assert gone.status == 409
    assert gone.shows("Sie bekommen Bescheid, wenn er noch einmal frei wird.")


def test_a_series_opens_only_with_its_own_link(site: Flask, visitor: Visitor, village: Village) -> None:
    mine, other = saved(village), series.save(village.house, a_series(space_slugs=("kueche",), persons=5))

    for path in ("", f"/termine/{SECOND}", f"/aendern?ab={SECOND}"):
        sign = "&" if "?" in path else "?"
        address = f"/serien/{mine.series.id}{path}{sign}t="
        assert visitor.open(address + mine.token).status == 200
        assert visitor.open(address + other.token).status == 404
    form = visitor.open(f"/serien/{other.series.id}/termine/{SECOND}?t={other.token}")
    form.forms[-1].action = f"/serien/{mine.series.id}/termine/{SECOND}"
    assert visitor.send(form, button="verlegen", form=-1).status == 404
    assert visitor.open(f"/serien/{mine.series.id}/termine/2026-02-31?t={mine.token}").status == 404


def test_choices_made_up_by_hand_do_no_harm(visitor: Visitor) -> None:
    looked = typed_in(visitor)
    nonsense = {
        "wahl_2026-10-05": "zeit:999999999999-000000000000",
        "wahl_2026-10-12": "zeit:202610121700-202610121600/saal",
        "wahl_2026-11-02": "zeit:202611081800-202611082000/saal",
        "wahl_2026-11-09": "zeit:202611091800-202611092000/keller",
        "wahl_heute": "nehmen",
        "wahl_2026-11-16": "\x00<script>",
    }

    done = visitor.send(looked, nonsense, button="buchen")

    assert done.status == 200
    assert done.shows("Bitte wählen Sie einen Beginn am Mo., 02.11.2026.")
    assert done.shows("Diesen Raum gibt es hier nicht.")


def priced(village: Village) -> series.SavedSeries:
    """The choir pays 45 euros an evening, half of it for an evening given back late."""
    publish(village)
    use = Use(Purpose.OTHER, answers=(("getraenke", "nein"),))
    made = series.save(village.house, a_series(use=use, space_slugs=()))
    village.clock.now = evening(FIRST).start - timedelta(hours=5)
    return made


def noted(village: Village, made: series.SavedSeries) -> list[int | None]:
    """What the dates that were given back cost, by what is stored."""
    with village.house.reading() as uow:
        ended = [one for one in uow.bookings.of_series(made.series.id) if not one.is_occupying]
        return [uow.quotes.cancellation_of(one.id) for one in ended]


def test_what_giving_a_date_back_costs_is_said_before_and_is_what_is_charged(
    visitor: Visitor, village: Village
) -> None:
    made = priced(village)
    late, early = (
        visitor.open(f"/serien/{made.series.id}/termine/{day}?t={made.token}") for day in (FIRST, SECOND)
    )

    visitor.send(late, button="freigeben")

    assert late.shows("Die Freigabe kostet jetzt 22,50 €.")
    assert late.shows("Überschneidet sich die neue Zeit mit der alten, kostet das Verlegen nichts.")
    assert early.shows("Die Freigabe kostet nichts.")
    assert noted(village, made) == [2250]


def test_who_was_told_that_it_costs_nothing_is_asked_again_when_it_does(
    visitor: Visitor, village: Village
) -> None:
    made = priced(village)
    address = f"/serien/{made.series.id}/termine/{SECOND}?t={made.token}"
    change = f"/serien/{made.series.id}/aendern?ab={SECOND}&t={made.token}"
    early, ending = visitor.open(address), visitor.open(change)
    village.clock.now = evening(SECOND).start - timedelta(hours=5)

    released = visitor.send(early, button="freigeben")
    moved = visitor.send(early, {"start_date": "13.10.2026"}, button="verlegen")
    ended = visitor.send(ending, button="beenden")

    for page in (released, moved, ended):
        assert page.shows("Inzwischen kostet die Freigabe 22,50 €.")
        assert page.shows("Die Freigabe kostet jetzt 22,50 €.")
    assert noted(village, made) == []
    visitor.send(released, button="freigeben")
    assert noted(village, made) == [2250]


def test_what_ending_or_changing_a_series_costs_is_said_before(visitor: Visitor, village: Village) -> None:
    made = priced(village)
    form = visitor.open(f"/serien/{made.series.id}/aendern?ab={FIRST}&t={made.token}")

    other_day = visitor.send(form, {"weekday": "1"}, button="ansehen")
    same_evening = visitor.send(form, {"start_time": "20", "end_time": "22"}, button="ansehen")
    visitor.send(form, button="beenden")

    assert form.shows("Die Freigabe kostet jetzt 22,50 €.")
    assert other_day.shows("Die Freigabe kostet jetzt 22,50 €.")
    assert not same_evening.shows("Die Freigabe kostet")
    assert [one for one in noted(village, made) if one] == [2250]


def test_the_form_of_a_series_is_there_for_whoever_goes_back(visitor: Visitor) -> None:
    form, preview = visitor.open("/hallen/dgh-benken/serie"), typed_in(visitor)

    assert form.headers["Cache-Control"] == preview.headers["Cache-Control"] == "private, no-cache"
    for name in ("start_time", "end_time", "exceptions"):
        assert "autocomplete" not in form.by_id[name]
