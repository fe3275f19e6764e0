"""Signing in by a mailed link."""

from flask import Flask

from booking_server.services.people import sign_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village


def link_for_krueger(village: Village) -> str:
    link = sign_in.make_link(village.house, village.cast.herr_krueger.id)
    return link.removeprefix(village.house.policy.public_url)


def test_nobody_learns_whether_an_address_is_known(visitor: Visitor) -> None:
    known = visitor.send(visitor.open("/anmelden"), {"email": "krueger@example.org"})
    unknown = visitor.send(visitor.open("/anmelden"), {"email": "niemand@example.org"})

    assert known.status == unknown.status == 200
    assert known.text.replace("krueger", "niemand") == unknown.text


def test_an_address_without_at_is_a_mistake_at_its_field(visitor: Visitor) -> None:
    page = visitor.send(visitor.open("/anmelden"), {"email": "krueger"})

    assert page.status == 422
    assert page.message_at("email")
    assert page.typed("email") == "krueger"


def test_looking_at_the_link_uses_nothing_up(visitor: Visitor, village: Village) -> None:
    link = link_for_krueger(village)

    for _ in range(3):
        page = visitor.open(link)
        assert page.shows("Anmelden als Herr Krüger?")
        assert "noindex" in page.headers["X-Robots-Tag"]
    visitor.client.head(link)
    desk = visitor.send(page)

    assert desk.shows("Guten Tag, Herr Krüger.")


def test_a_link_signs_in_once(visitor: Visitor, site: Flask, village: Village) -> None:
    link = link_for_krueger(village)
    other = Visitor(site.test_client())
    seen_by_other = other.open(link)
    visitor.send(visitor.open(link))

    assert other.send(seen_by_other).status == 410
    assert visitor.open(link).status == 410
    assert other.open("/schreibtisch").address == "/anmelden"


def test_an_old_link_is_refused_with_the_way_out(visitor: Visitor, village: Village) -> None:
    link = link_for_krueger(village)
    village.clock.forward(minutes=31)

    page = visitor.open(link)

    assert page.status == 410
    assert page.shows("Bitte fordern Sie einen neuen an.")
    assert page.link("Neue E-Mail anfordern") == "/anmelden"


def test_signing_in_begins_a_fresh_cookie(visitor: Visitor, village: Village) -> None:
    visitor.open("/anmelden")
    before = visitor.client.get_cookie("dorfschluessel")
    with visitor.client.session_transaction() as planted:
        planted["desk"] = "planted"

    visitor.send(visitor.open(link_for_krueger(village)))
    with visitor.client.session_transaction() as session:
        assert session["desk"] != "planted"

    assert before is not None
    assert visitor.open("/schreibtisch").shows("Herr Krüger")


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(
    krueger: Visitor, site: Flask, village: Village
) -> None:
    cookie = krueger.client.get_cookie("dorfschluessel")
    assert cookie is not None
    thief = Visitor(site.test_client())
    thief.client.set_cookie("dorfschluessel", cookie.value)
    assert thief.open("/schreibtisch").shows("Herr Krüger")

    out = krueger.send(krueger.open("/schreibtisch"), form=0)

    assert out.address == "/"
    assert krueger.open("/schreibtisch").address == "/anmelden"
    assert thief.open("/schreibtisch").address == "/anmelden"


def test_a_session_ends_after_thirty_days(krueger: Visitor, village: Village) -> None:
    village.clock.forward(days=30, seconds=1)

    assert krueger.open("/schreibtisch").address == "/anmelden"
