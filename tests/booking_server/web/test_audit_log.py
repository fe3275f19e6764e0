"""The audit log on a page: found by who, what, hall and days, of one's own municipality alone."""

import ast
import csv
import io
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

import booking_server
from booking_server.domain.api_keys import KeyScope
from booking_server.domain.audit_words import ACTION_WORDS
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.holders import holders
from booking_server.services.operation import audit_pages
from booking_server.services.operation.audit_pages import PAGE, Wanted
from booking_server.services.partners import api_keys
from booking_server.services.requests import decisions
from tests.booking_server.doors import enrol
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request

LOG = "/schreibtisch/protokoll"


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of the municipality, signed in."""
    return signed_in(site, village, village.cast.frau_weber.id)


def a_day_at_work(village: Village) -> None:
    """A wedding in Benken that is cancelled, a request for Schlamau that is declined, one next door."""
    house, cast = village.house, village.cast
    wedding = bookings.book(house, a_request()).booking
    request = bookings.book(house, a_request("dgh-schlamau")).booking
    bookings.book(house, a_request("dgh-luette"))
    decisions.reject(house, request.id, cast.herr_krueger, reason="Das Haus wird =gestrichen <b>.")
    village.clock.forward(minutes=90)
    cancellations.cancel(house, wedding.id)


def test_the_newest_deeds_stand_first_with_who_and_why(weber: Visitor, village: Village) -> None:
    a_day_at_work(village)

    page = weber.open(LOG)

    listed = page.text.split("Die neuesten Einträge")[1]
    assert listed.index("Buchung storniert") < listed.index("Anfrage abgelehnt")
    assert page.shows("Herr Krüger Buchung")
    assert page.shows("„Das Haus wird =gestrichen <b>.“")
    assert "<b>." not in page.html
    assert not page.shows("Lütte")
    for secret in ("Lehmann", "anna.lehmann"):
        assert secret not in page.html, "the log names people by number"


def test_it_is_narrowed_by_who_what_hall_and_day(weber: Visitor, village: Village) -> None:
    a_day_at_work(village)
    krueger = village.cast.herr_krueger.id
    found = {
        f"?wer={krueger}": ("Anfrage abgelehnt", "Buchung bestätigt"),
        "?was=Buchungen&haus=dgh-benken": ("Buchung storniert", "DGH Schlamau,"),
    }
    for query, (shown, hidden) in found.items():
        listed = weber.open(LOG + query).text.split("Die neuesten Einträge")[1]
        assert shown in listed, query
        assert hidden not in listed, query
    for query in ("?haus=dgh-luette", "?was=Unsinn", "?wer=niemand", "?bis=2026-09-27"):
        assert weber.open(LOG + query).shows("Nichts gefunden"), query


def test_a_program_and_a_door_are_named_and_a_code_is_found_at_its_hall(
    weber: Visitor, village: Village
) -> None:
    house, cast = village.house, village.cast
    key = api_keys.give_key(
        house, cast.municipality, name="Portal", scopes=[KeyScope.BOOKINGS_WRITE], actor="console"
    ).key
    bookings.book(house, a_request(), source="api", key=key)
    code = holders.give_brigade(house, cast.frau_weber, "dgh-benken", name="Benken")
    door, town = enrol(house, cast.benken).id, cast.municipality.id
    with house.unit_of_work() as uow:
        uow.audit.add(door, "brigade_code_used", code.id, municipality_id=town)
        uow.commit()

    listed = weber.open(f"{LOG}?haus=dgh-benken")

    assert listed.shows("das Programm „Portal“")
    assert listed.shows("Code der Feuerwehr benutzt")
    assert listed.shows("die Tür")
    assert listed.shows("Dauer-Code vergeben")
    assert not listed.shows("dessen Angaben gelöscht sind")


def test_who_fetches_the_file_slowly_holds_no_connection(village: Village) -> None:
    a_day_at_work(village)
    wanted = Wanted("", date(2026, 9, 1), date(2026, 10, 31))

    lines = audit_pages.all_lines(village.house, village.cast.frau_weber, wanted)
    first = next(lines)

    assert village.house.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert first.number > next(lines).number


def test_a_period_that_makes_no_sense_is_explained(weber: Visitor) -> None:
    page = weber.open(f"{LOG}?von=2026-09-28&bis=2026-09-01")

    assert page.status == 422
    assert page.message_at("bis")


def test_the_log_is_turned_page_by_page_without_a_line_lost_or_seen_twice(
    weber: Visitor, village: Village
) -> None:
    with village.house.unit_of_work() as uow:
        town, clerk = village.cast.municipality.id, village.cast.frau_weber.id
        for number in range(PAGE + 5):
            uow.audit.add(
                clerk, "postcodes_set", town, municipality_id=town, number=f"N{number:02d}", cents=1
            )
        uow.commit()

    first = weber.open(f"{LOG}?was=Häuser und Regeln")
    second = weber.open(first.link("Ältere Einträge →"))

    told = [f"Rechnung N{number:02d}" for number in range(PAGE + 5)]
    assert [line for line in told if first.shows(line)] == told[5:]
    assert [line for line in told if second.shows(line)] == told[:5]
    assert not second.shows("→")
    assert weber.open(f"{LOG}?vor=-1").status == weber.open(f"{LOG}?vor={'9' * 18}").status == 200


def test_the_file_holds_what_was_found_and_says_that_it_was_taken(weber: Visitor, village: Village) -> None:
    a_day_at_work(village)

    page = weber.open(f"{LOG}?haus=dgh-schlamau")
    csrf = page.forms[-1].values
    answer = weber.client.post(LOG, data=csrf)

    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    declined = next(row for row in rows if row[3] == "Anfrage abgelehnt")
    assert (declined[2], declined[4], declined[5]) == ("Herr Krüger", "rejected", "DGH Schlamau")
    assert declined[7] == "Das Haus wird =gestrichen <b>."
    assert not any("DGH Benken" in row for row in rows)
    assert weber.open(LOG).shows("Liste „Wer hat was getan“ geholt")


def test_nobody_but_the_administration_sees_it_and_nobody_another_towns(
    krueger: Visitor, site: Flask, village: Village
) -> None:
    a_day_at_work(village)

    assert krueger.client.get(LOG).status_code in {302, 403}
    voigt = signed_in(site, village, village.cast.herr_voigt.id)
    assert not voigt.open(LOG).shows("DGH Benken")
    assert voigt.open(f"{LOG}?gemeinde=wiesenburg-mark").status == 403


def test_an_address_with_a_number_of_next_door_tells_nothing(site: Flask, village: Village) -> None:
    a_day_at_work(village)
    voigt = signed_in(site, village, village.cast.herr_voigt.id)

    for number in range(1, 12):
        assert not voigt.open(f"{LOG}?vor={number}").shows("Herr Krüger")


def test_every_deed_that_is_logged_has_its_words() -> None:
    said = {
        node.args[1].value
        for file in Path(booking_server.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith((".audit.add", ".audit.add_all"))
        and isinstance(node.args[1], ast.Constant)
    }

    assert len(said) > 50
    assert said - set(ACTION_WORDS) == set()
