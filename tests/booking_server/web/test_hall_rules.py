"""A clerk edits rules and rooms; Ortsvorsteher and clerk close halls and enter elections."""

import pytest
from flask import Flask

from booking_server.domain.regulation import OvernightStay
from booking_server.domain.uses import Purpose, UserGroup
from booking_server.domain.venues import Venue
from booking_server.services.bookings import bookings
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request

RULES = "/schreibtisch/haeuser/dgh-benken/regeln"
ROOMS = "/schreibtisch/haeuser/dgh-benken/raeume"
BLACKOUTS = "/schreibtisch/sperrzeiten"


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of the municipality, signed in."""
    return signed_in(site, village, village.cast.frau_weber.id)


def benken(village: Village) -> Venue:
    with village.house.reading() as uow:
        return uow.venues.by_slug("dgh-benken")


def test_rules_are_edited_and_shown_as_sentences(weber: Visitor, village: Village) -> None:
    page = weber.send(
        weber.open(RULES),
        {
            "everybody.lead_days": "7",
            "groups.local_club.lead_days": "0",
            "opening": "hours",
            **{f"opening.{day}": "08:00-22:00" for day in ("Di", "Mi", "Do", "Fr", "Sa", "So")},
            "quiet.end_before": ["private_party"],
            "overnight": "refused",
            "closed_on": ["Karfreitag"],
        },
        button="speichern",
    )

    regulation = benken(village).regulation
    assert regulation.everybody.lead_days == 7
    assert [group for group, _ in regulation.groups] == [UserGroup.LOCAL_CLUB]
    assert regulation.opening[0] is None
    assert regulation.quiet is not None
    assert regulation.quiet.end_before == (Purpose.PRIVATE_PARTY,)
    assert regulation.overnight is OvernightStay.REFUSED
    for sentence in (
        "Bitte mindestens 7 Tage vorher buchen.",
        "ortsansässiger Verein: kurzfristig möglich.",
        "Ruhezeit: 22:00 bis 06:00 Uhr.",
        "Geschlossen ist an diesen Feiertagen: Karfreitag.",
    ):
        assert page.shows(sentence), sentence
    assert page.typed("opening.Di") == "08:00-22:00"
    assert weber.open("/hallen/dgh-benken/buchen").shows("Bitte mindestens 7 Tage vorher buchen.")
    hall = weber.open("/hallen/dgh-benken")
    assert hall.shows("Mo. geschlossen")
    assert hall.shows("Di. bis So. 08:00 bis 22:00 Uhr")


def test_mistakes_are_told_at_their_field_and_nothing_is_stored(weber: Visitor, village: Village) -> None:
    page = weber.send(
        weber.open(RULES),
        {"everybody.lead_days": "bald", "opening": "hours", "opening.Mo": "8 bis 22", "booking_day": "11:00"},
        button="speichern",
    )

    assert page.status == 422
    assert page.title.startswith("Fehler: ")
    for place in ("everybody.lead_days", "opening.Mo"):
        assert page.message_at(place)
        assert f'href="#{place}"' in page.html
    assert (page.typed("everybody.lead_days"), page.typed("booking_day")) == ("bald", "11:00")
    assert benken(village).regulation.booking_day is None


def test_a_preview_shows_what_would_be_refused_and_stores_nothing(weber: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request())

    page = weber.send(weber.open(RULES), {"quiet.end_before": ["other"]}, button="probe")

    assert page.shows("Von 1 kommenden Buchungen wären 1 unter diesen Regeln nicht möglich.")
    assert page.shows("Ab 22:00 Uhr ist Ruhezeit.")
    assert benken(village).regulation.quiet.end_before == ()  # type: ignore[union-attr]


def test_rooms_bundles_and_layouts_are_edited(weber: Visitor, village: Village) -> None:
    weber.send(
        weber.open(ROOMS),
        {
            "space.saal.teardown": "45",
            "space.neu.name": "Foyer & Garderobe",
            "space.neu.capacity": "20",
            "bundle.1.name": "Feier",
            "bundle.1.spaces": ["saal", "kueche"],
            "layout.1.name": "Stuhlreihen",
            "layout.1.seats.saal": "75",
        },
    )
    page = weber.send(weber.open(ROOMS), {"space.saal.shares": ["foyer-garderobe"]})

    venue = benken(village)
    saal, _, foyer = venue.spaces
    assert page.shows("Gespeichert")
    assert (saal.teardown_buffer.total_seconds(), foyer.name) == (45 * 60, "Foyer & Garderobe")
    assert [shared.slug for shared in saal.shares] == [foyer.slug]
    assert venue.regulation.bundles[0].spaces == ("saal", "kueche")
    assert venue.regulation.layouts[0].capacities == (("saal", 75),)
    form = weber.open("/hallen/dgh-benken/buchen")
    assert form.shows("Feier: Saal, Kueche")
    assert form.shows("Stuhlreihen")


def test_wrong_rooms_are_told_at_their_field(weber: Visitor, village: Village) -> None:
    before = benken(village)

    page = weber.send(
        weber.open(ROOMS),
        {"space.saal.capacity": "viele", "space.neu.name": "Saal", "space.kueche.setup": "-1"},
    )

    assert page.status == 422
    for place in ("space.saal.capacity", "space.neu.name", "space.kueche.setup"):
        assert page.message_at(place)
    assert page.typed("space.saal.capacity") == "viele"
    assert benken(village) == before


def test_an_ortsvorsteher_sees_no_rules_to_edit(stolle: Visitor) -> None:
    assert stolle.open(RULES).status == 403
    assert "/schreibtisch/haeuser" not in stolle.open("/schreibtisch").html


def test_a_closed_hall_is_shown_as_closed_without_the_reason(stolle: Visitor, visitor: Visitor) -> None:
    page = stolle.send(
        stolle.open(BLACKOUTS),
        {
            "hall": "dgh-benken",
            "start_date": "2026-10-05",
            "end_date": "2026-10-07",
            "reason": "Rohrbruch",
        },
        form=0,
    )

    assert page.shows("Mo., 05.10.2026 bis Mi., 07.10.2026, ganztägig")
    assert page.shows("Rohrbruch")
    public = visitor.open("/hallen/dgh-benken?monat=2026-10")
    assert public.shows("Di., 06.10.2026 ✕ geschlossen")
    for address in ("/hallen/dgh-benken?monat=2026-10", "/kalender/dgh-benken.ics", "/api/v1/venues"):
        assert "Rohrbruch" not in visitor.open(address).html
    assert "geschlossen" in visitor.open("/kalender/dgh-benken.ics").html


def test_what_is_in_the_way_of_a_blackout_is_listed_and_kept(stolle: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request())

    page = stolle.send(
        stolle.open(BLACKOUTS),
        {"hall": "dgh-benken", "start_date": "2026-10-02", "reason": "Heizung"},
        form=0,
    )

    assert page.status == 409
    assert page.shows("Es wurde nichts eingetragen und nichts verdrängt.")
    assert page.shows("Hochzeit, Anna Lehmann")
    assert page.typed("reason") == "Heizung"
    assert page.shows("Zurzeit ist nichts gesperrt.")


def test_a_blackout_ends_sooner_and_a_wrong_day_is_told_at_its_field(stolle: Visitor) -> None:
    closing = {"hall": "dgh-benken", "start_date": "2026-10-05", "end_date": "2026-10-07", "reason": "Dach"}
    closed = stolle.send(stolle.open(BLACKOUTS), closing, form=0)

    assert "Bitte geben Sie den neuen letzten Tag an" in stolle.send(closed, {"last_day": ""}, form=0).html
    wrong = stolle.send(closed, {"last_day": "2026-10-07"}, form=0)
    assert wrong.status == 422
    assert "Der neue letzte Tag muss in der Sperrzeit liegen" in wrong.html
    assert wrong.typed("last_day") == "2026-10-07"

    page = stolle.send(wrong, {"last_day": "2026-10-05"}, form=0)
    assert page.shows("Mo., 05.10.2026, ganztägig")
    assert not page.shows("Neuer letzter Tag")


def test_an_election_day_is_entered_by_the_municipality(weber: Visitor, stolle: Visitor) -> None:
    weber.send(weber.open(RULES), {"elections": "polling_place"}, button="speichern")

    page = weber.send(weber.open(BLACKOUTS), {"day": "2027-09-26", "name": "Bundestagswahl"})

    assert page.shows("So., 26.09.2027: Bundestagswahl")
    assert page.shows("DGH Benken: reserviert")
    assert not stolle.open(BLACKOUTS).shows("Wahltag eintragen")
    wrong = weber.send(weber.open(BLACKOUTS), {"day": "", "name": "Wahl"})
    assert wrong.status == 422
    assert wrong.message_at("day")
