"""Series on the desk: decided once for all dates, entered for a caller, changed."""

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.venues import SeriesCode
from booking_server.services.series import series
from tests.booking_server.series import FIRST, SECOND, a_series, states
from tests.booking_server.web.test_series import TYPED, noted, priced
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village


def asked(village: Village) -> series.SavedSeries:
    return series.save(village.house, a_series("dgh-schlamau", space_slugs=()))


def statuses(village: Village, made: series.SavedSeries) -> list[BookingStatus]:
    with village.house.reading() as uow:
        return [booking.status for booking in uow.bookings.of_series(made.series.id)]


def test_a_series_is_said_yes_to_once_with_one_date_refused(krueger: Visitor, village: Village) -> None:
    made = asked(village)
    desk = krueger.open("/schreibtisch/serien")
    assert desk.shows("zu entscheiden 12 Termine warten.")
    page = krueger.open(desk.link("Chorprobe, Anna Lehmann"))

    after = krueger.send(page, {"nicht": str(SECOND), "reason": "Blutspende"}, button="zusagen")

    assert after.shows("Mo., 12.10.2026, 19:00 bis 21:00 Uhr abgelehnt Blutspende")
    assert after.shows("Mo., 19.10.2026, 19:00 bis 21:00 Uhr bestätigt")
    assert statuses(village, made).count(BookingStatus.CONFIRMED) == 11
    again = krueger.send(page, button="absagen")
    assert again.status == 409
    assert again.shows("Diese Serie wurde schon zugesagt: am")


def test_a_series_of_another_hall_is_out_of_reach(stolle: Visitor, village: Village) -> None:
    made = asked(village)

    for path in ("", f"/termine/{SECOND}", f"/aendern?ab={SECOND}"):
        assert stolle.open(f"/schreibtisch/serien/{made.series.id}{path}").status == 403
    assert stolle.open("/schreibtisch/serien/neu/dgh-schlamau").status == 403
    assert not stolle.open("/schreibtisch/serien").shows("Chorprobe")


def test_a_caller_s_series_is_entered_without_house_rules_to_tick(krueger: Visitor, village: Village) -> None:
    form = krueger.open(krueger.open("/schreibtisch/serien").link("DGH Schlamau: neue Serie"))
    typed = {k: v for k, v in TYPED.items() if k not in ("house_rules", "adult", "extent", "spaces", "email")}

    looked = krueger.send(form, {**typed, "phone": "033849 555", "purpose": "municipal"}, button="ansehen")
    assert looked.shows("11 Termine können gebucht werden")
    done = krueger.send(looked, button="buchen")

    assert done.shows("Mo., 05.10.2026, 19:00 bis 21:00 Uhr bestätigt")
    assert done.shows("033849 555")


def test_the_desk_releases_moves_and_ends(krueger: Visitor, village: Village) -> None:
    made = asked(village)
    base = f"/schreibtisch/serien/{made.series.id}"

    released = krueger.send(krueger.open(f"{base}/termine/{SECOND}"), button="freigeben")
    assert released.shows("Mo., 12.10.2026, 19:00 bis 21:00 Uhr freigegeben")
    form = krueger.open(f"{base}/termine/2026-10-19")
    moved = krueger.send(form, {"start_time": "17", "end_time": "18"}, button="verlegen")
    assert moved.shows("Mo., 19.10.2026, 17:00 bis 18:00 Uhr bestätigt verlegt")
    changed = krueger.send(
        krueger.open(f"{base}/aendern?ab=2026-11-02"), {"end_time": "22"}, button="ansehen"
    )
    done = krueger.send(changed, button="buchen")
    assert done.shows("Mo., 02.11.2026, 19:00 bis 22:00 Uhr bestätigt")
    krueger.send(krueger.open(f"{base}/aendern?ab=2026-10-26"), button="beenden")
    assert max(states(village, made)).isoformat() == "2026-10-19"


def test_a_hall_decides_about_the_codes_of_its_series(krueger: Visitor, village: Village) -> None:
    page = krueger.open("/schreibtisch/serien")
    number = [form.action for form in page.forms].index("/schreibtisch/serien/code/dgh-schlamau")

    krueger.send(page, {"code": "date"}, form=number)

    with village.house.reading() as uow:
        assert uow.venues.by_slug("dgh-schlamau").series_code is SeriesCode.DATE
    assert krueger.send(page, {"code": "none"}, form=number).status == 400


def test_a_series_waits_as_one_card_that_leads_to_all_its_dates(krueger: Visitor, village: Village) -> None:
    asked(village)

    desk, queue = krueger.open("/schreibtisch"), krueger.open("/schreibtisch/anfragen")

    assert desk.title.startswith("Schreibtisch (1 zu entscheiden)")
    assert krueger.open(desk.link("Alle Termine der Serie")).shows("Zu entscheiden: 12 Termine")
    assert queue.shows("Serie: 12 Termine warten, über alle wird zusammen entschieden.")
    assert krueger.open(queue.link("Alle Termine ansehen")).shows("Zu entscheiden: 12 Termine")


def test_a_date_given_back_at_the_desk_costs_nothing_and_the_page_says_so(
    stolle: Visitor, village: Village
) -> None:
    made = priced(village)
    day = stolle.open(f"/schreibtisch/serien/{made.series.id}/termine/{FIRST}")

    stolle.send(day, button="freigeben")

    assert day.shows("Geben Sie selbst frei, kostet das die Nutzerin oder den Nutzer nichts.")
    assert day.shows("Nach der Entgeltordnung wären es 22,50 €.")
    assert noted(village, made) == [None]
