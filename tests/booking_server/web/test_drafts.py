"""A hall that is a draft is seen at the desk alone, until somebody who may edit it publishes it."""

from dataclasses import replace

from flask import Flask
from werkzeug.test import TestResponse

from booking_server.domain.api_keys import KeyScope
from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings.occupying import enter, new_booking
from booking_server.services.foundation import setup
from booking_server.web.access import MATRIX, Who
from tests.booking_server.doors import enrol
from tests.booking_server.keys import bearing, give
from tests.booking_server.web.conftest import signed_in
from tests.builders import FRAU_LEHMANN, Village, a_space, a_venue, between

EVENING = between("2026-10-02 19:00", "2026-10-02 22:00")


def a_draft(village: Village) -> str:
    """Store a draft; return its slug."""
    with village.house.reading() as uow:
        here = uow.venues.district_at(village.cast.municipality.id, "benken")
    draft = replace(a_venue("dgh-entwurf", here, a_space("saal", 20)), name="DGH Nochnicht", is_draft=True)
    return setup.add_venue(village.house, draft).slug


def public_addresses(site: Flask, slug: str) -> list[str]:
    """Return every address everybody may read, with the slug where a hall's is asked for."""
    bind = site.url_map.bind("localhost")
    given = {"slug": slug, "space": "saal", "kind": "atom", "town": "wiesenburg-mark", "district": "benken"}
    return [
        bind.build(rule.endpoint, {name: given[name] for name in rule.arguments})
        for rule in site.url_map.iter_rules()
        if MATRIX[rule.endpoint].who is Who.EVERYONE
        and "GET" in (rule.methods or ())
        and rule.arguments <= set(given)
    ]


def test_nobody_outside_finds_a_draft(village: Village, site: Flask) -> None:
    slug = a_draft(village)
    visitor = site.test_client()
    addresses = public_addresses(site, slug)
    assert sum(slug in address for address in addresses) > 10

    for address in addresses:
        answer = visitor.get(address)
        assert "Nochnicht" not in answer.text, address
        if slug in address:
            assert answer.status_code == 404, address


def test_no_key_leads_to_a_draft(village: Village, site: Flask) -> None:
    slug = a_draft(village)
    with village.house.unit_of_work() as uow:
        draft = uow.venues.by_slug(slug)
        booking = replace(
            new_booking(uow, draft, draft.spaces, EVENING, BookingStatus.CONFIRMED), organizer=FRAU_LEHMANN
        )
        enter(uow, booking, draft.spaces)
        uow.commit()
    enrol(village.house, draft, "d-entwurf")
    client = site.test_client()
    headers = bearing(give(village, *KeyScope))

    def ask(path: str) -> TestResponse:
        return client.get(f"/api/v1/{path}", headers=headers)

    assert [ask(f"bookings?venue={slug}").status_code, ask(f"bookings/{booking.id}").status_code] == [
        404,
        404,
    ]
    assert [ask(f"doors?venue={slug}").status_code, ask("doors/d-entwurf").status_code] == [404, 404]
    assert "d-entwurf" not in ask("doors").text
    assert booking.id not in ask("bookings").text


def test_who_may_edit_it_publishes_it(village: Village, site: Flask) -> None:
    slug = a_draft(village)
    weber = signed_in(site, village, village.cast.frau_weber.id)
    halls = weber.open("/schreibtisch/haeuser")
    assert "Entwurf:" in halls.text
    assert halls.forms[-1].action == f"/schreibtisch/haeuser/{slug}/veroeffentlichen"

    after = weber.send(halls)

    assert "Entwurf:" not in after.text
    assert site.test_client().get(f"/hallen/{slug}").status_code == 200
