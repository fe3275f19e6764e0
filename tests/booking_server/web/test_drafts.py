"""A hall that is a draft is seen at the desk alone, until somebody who may edit it publishes it."""

from dataclasses import replace

from flask import Flask

from booking_server.services import setup
from booking_server.web.access import MATRIX, Who
from tests.booking_server.web.conftest import signed_in
from tests.builders import Village, a_space, a_venue


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


def test_who_may_edit_it_publishes_it(village: Village, site: Flask) -> None:
    slug = a_draft(village)
    weber = signed_in(site, village, village.cast.frau_weber.id)
    halls = weber.open("/schreibtisch/haeuser")
    assert "Entwurf:" in halls.text
    assert halls.forms[-1].action == f"/schreibtisch/haeuser/{slug}/veroeffentlichen"

    after = weber.send(halls)

    assert "Entwurf:" not in after.text
    assert site.test_client().get(f"/hallen/{slug}").status_code == 200
