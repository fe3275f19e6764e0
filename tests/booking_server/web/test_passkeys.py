"""Signing in strongly, on the pages: what a session may do, devices, passkeys of one's own."""

import json

import pytest
from flask import Flask

from booking_server.domain.people import ADMINISTRATION, Role
from booking_server.domain.people import MATRIX as DEEDS
from booking_server.services.people import sign_in
from booking_server.web.access import MATRIX, Place, Who
from booking_server.web.app import create_app
from booking_server.web.device_words import device_words
from tests.booking_server.authenticator import Authenticator
from tests.booking_server.web.conftest import MakeSite
from tests.booking_server.web.matrix.scene import BIRDS, set_scene
from tests.booking_server.web.matrix.walk import steps
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def by_mail(site: Flask, village: Village, email: str) -> Visitor:
    """Somebody who signed in with the code of a mail, as the pages ask for it."""
    someone = Visitor(site.test_client())
    sent = someone.send(someone.open("/anmelden"), {"email": email})
    with someone.client.session_transaction() as cookie:
        link_id = cookie["asked"].partition(".")[0]
    desk = someone.send(sent, {"code": sign_in.code_of(village.house, link_id)})
    assert desk.status == 200
    return someone


def question(visitor: Visitor, page: Page) -> dict[str, object]:
    """What the page's script would ask the authenticator."""
    form = next(given for tag, given in page.elements if tag == "form" and "data-frage" in given)
    token = page.forms[-1].values["csrf_token"]
    answer = visitor.client.post(form["data-frage"], data={"csrf_token": token})
    found = json.loads(answer.data)
    assert isinstance(found, dict)
    return found


def add_key(visitor: Visitor, phone: Authenticator, name: str = "Handy") -> Page:
    page = visitor.open("/schreibtisch/anmeldung/passkey")
    return visitor.send(page, {"antwort": phone.create(question(visitor, page)), "name": name})


def use_key(visitor: Visitor, phone: Authenticator) -> Page:
    page = visitor.open("/anmelden/passkey")
    return visitor.send(page, {"antwort": phone.get(question(visitor, page))})


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk, signed in from the server."""
    someone = Visitor(site.test_client())
    link = sign_in.make_link(village.house, village.cast.frau_weber.id)
    someone.send(someone.open(link.removeprefix(village.house.policy.public_url)))
    return someone


def test_what_only_administration_may_do_asks_for_a_passkey() -> None:
    for endpoint, row in MATRIX.items():
        office_only = row.deed is not None and not DEEDS[row.deed] - ADMINISTRATION
        assert row.strong == office_only, endpoint
    assert {Role.CLERK, Role.TECHNICIAN, Role.ADMIN, Role.TREASURY} == ADMINISTRATION
    assert sum(row.strong for row in MATRIX.values()) > 40


def test_with_a_mailbox_alone_nobody_administers_anything(village: Village, settings) -> None:  # type: ignore[no-untyped-def]
    site, scene = create_app(village.house, settings), set_scene(village)
    walk = [step for step in steps(site, scene, Who.DESK) if step.place is Place.OWN_HALL]
    site.config["WTF_CSRF_METHODS"] = set()
    clerk = by_mail(site, village, scene.people[(Role.CLERK, True)].email).client

    told = {}
    for step in walk:
        answer = clerk.open(step.address, method=step.method)
        leads = answer.headers.get("Location", "") if step.method == "GET" else "/anmelden/passkey"
        bird = BIRDS[Place.OWN_HALL] in answer.get_data(as_text=True)
        told[str(step)] = (answer.status_code, leads, bird)

    wanted = {(302, "/anmelden/passkey", False), (403, "/anmelden/passkey", False)}
    assert {step: seen for step, seen in told.items() if seen not in wanted} == {}


def test_a_form_that_asks_for_a_passkey_is_no_page_to_come_back_to(site: Flask, village: Village) -> None:
    clerk = by_mail(site, village, "weber@example.org")
    token = clerk.open("/schreibtisch/anmeldung").forms[-1].values["csrf_token"]
    addresses = ("/schreibtisch/rollen/0123456789abcdef/ende", "/schreibtisch/gemeinde/wiesenburg-mark")

    for address in addresses:
        assert clerk.client.post(address, data={"csrf_token": token}).status_code == 403
    with clerk.client.session_transaction() as cookie:
        assert cookie["wanted"] not in addresses


def test_a_clerk_who_signed_in_by_mail_is_led_to_the_passkey_and_back(
    site: Flask, village: Village, weber: Visitor
) -> None:
    phone = Authenticator()
    add_key(weber, phone)
    clerk = by_mail(site, village, "weber@example.org")

    page = clerk.open("/schreibtisch/personen")
    assert page.address == "/anmelden/passkey"
    assert page.shows("Für die Verwaltung brauchen wir zusätzlich Ihren Passkey")
    back = clerk.send(page, {"antwort": phone.get(question(clerk, page))})

    assert back.address == "/schreibtisch/personen"
    assert back.shows("Herr Krüger")


def test_a_refused_deed_says_where_to_show_the_passkey(site: Flask, village: Village, weber: Visitor) -> None:
    form = weber.open("/schreibtisch/personen")
    clerk = by_mail(site, village, "weber@example.org")
    own = clerk.open("/schreibtisch/anmeldung")
    form.forms[-1].values["csrf_token"] = own.forms[-1].values["csrf_token"]

    page = clerk.send(form, {"name": "Eva", "email": "eva@example.org", "role": "clerk"})

    assert page.status == 403
    assert page.link("Mit Passkey anmelden") == "/anmelden/passkey"


def test_a_volunteer_needs_no_passkey(site: Flask, village: Village) -> None:
    assert by_mail(site, village, "krueger@example.org").open("/schreibtisch").shows("Herr Krüger")


def test_in_the_demo_every_sign_in_is_strong_and_said_so(make_site: MakeSite, village: Village) -> None:
    from dataclasses import replace

    policy = replace(village.house.policy, mail_is_strong=True)
    object.__setattr__(village, "house", replace(village.house, policy=policy))
    clerk = by_mail(make_site(demo=True), village, "weber@example.org")

    assert clerk.open("/schreibtisch/personen").address == "/schreibtisch/personen"
    assert clerk.open("/schreibtisch/anmeldung").shows("In der Vorführung zählt jede Anmeldung")


def test_every_sign_in_begins_another_session_and_a_planted_cookie_none(
    site: Flask, village: Village, weber: Visitor
) -> None:
    def current(someone: Visitor) -> str:
        with someone.client.session_transaction() as cookie:
            return str(cookie["desk"])

    phone, first = Authenticator(), current(weber)
    add_key(weber, phone)
    second = current(weber)
    use_key(weber, phone)
    third = current(weber)

    assert len({first, second, third}) == 3
    for old in (first, second):
        thief = Visitor(site.test_client())
        with thief.client.session_transaction() as cookie:
            cookie["desk"] = old
        assert thief.open("/schreibtisch").address == "/anmelden"


def test_an_answer_works_in_the_browser_that_was_asked_only(site: Flask, weber: Visitor) -> None:
    phone = Authenticator()
    add_key(weber, phone)
    phished, thief = Visitor(site.test_client()), Visitor(site.test_client())
    page = phished.open("/anmelden/passkey")
    answer = phone.get(question(phished, page))

    assert thief.send(thief.open("/anmelden/passkey"), {"antwort": answer}).status == 403
    assert phished.send(page, {"antwort": answer}).address == "/schreibtisch"
    assert phished.send(phished.open("/anmelden/passkey"), {"antwort": answer}).status == 403


def test_only_the_pages_that_need_a_script_may_run_one(weber: Visitor) -> None:
    for address in ("/anmelden/passkey", "/schreibtisch/anmeldung/passkey"):
        page = weber.open(address)
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'self'; connect-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        scripts = [given for tag, given in page.elements if tag == "script"]
        assert [list(given) for given in scripts] == [["src", "defer"]]
        assert weber.client.get(scripts[0]["src"]).content_type == "text/javascript; charset=utf-8"
    assert "script-src" not in weber.open("/schreibtisch/anmeldung").headers["Content-Security-Policy"]


def test_devices_are_listed_by_kind_and_signed_out_one_by_one(site: Flask, village: Village) -> None:
    here, there = (by_mail(site, village, "krueger@example.org") for _ in range(2))
    here.client.environ_base["HTTP_USER_AGENT"] = FIREFOX

    page = here.open("/schreibtisch/anmeldung")
    assert page.text.count("Abmelden") == 2
    assert page.shows("(dieses hier)")
    left = here.send(page, form=[form.action for form in page.forms].index("/schreibtisch/anmeldung/andere"))

    assert left.text.count("Abmelden") == 1
    assert there.open("/schreibtisch").address == "/anmelden"
    out = here.send(left, form=next(i for i, one in enumerate(left.forms) if "/geraete/" in one.action))
    assert out.address == "/"
    assert here.open("/schreibtisch").address == "/anmelden"


def test_nobody_signs_another_person_out(site: Flask, village: Village, weber: Visitor) -> None:
    krueger = by_mail(site, village, "krueger@example.org")
    page = krueger.open("/schreibtisch/anmeldung")
    action = next(form.action for form in page.forms if "/geraete/" in form.action)
    form = weber.open("/schreibtisch/anmeldung")
    form.forms[-1].action = action

    assert weber.send(form).status == 404
    form.forms[-1].action = action[:-8]
    assert weber.send(form).status == 404
    assert krueger.open("/schreibtisch").shows("Herr Krüger")


def test_a_passkey_is_renamed_and_removed_by_its_owner_only(
    site: Flask, village: Village, weber: Visitor
) -> None:
    hostile = '<b onclick="x">Stick</b>'
    page = add_key(weber, Authenticator(), hostile)
    assert page.shows(hostile)
    own = weber.open(page.link("Umbenennen oder entfernen"))
    krueger = by_mail(site, village, "krueger@example.org")

    assert krueger.open(own.address).status == 404
    assert weber.send(own, {"name": "Rechner im Amt"}, form=0).shows("Rechner im Amt")
    asked = weber.send(weber.open(own.address))
    assert asked.status == 409
    assert asked.shows("Das ist Ihr letzter Passkey.")
    assert weber.send(asked, {"letzter": "ja"}).shows("Sie haben noch keinen Passkey.")


def test_a_clerk_sends_somebody_a_link_to_set_up_a_passkey(
    village: Village, weber: Visitor, site: Flask
) -> None:
    page = weber.open(f"/schreibtisch/personen/{village.cast.herr_krueger.id}")
    form = next(i for i, one in enumerate(page.forms) if one.action.endswith("/passkey"))

    assert weber.send(page, form=form).shows("Zuletzt geschickt: Mo., 28.09.2026, 12:00 Uhr")


def test_a_code_is_typed_in_the_browser_that_asked(site: Flask, village: Village) -> None:
    asking, other = Visitor(site.test_client()), Visitor(site.test_client())
    sent = asking.send(asking.open("/anmelden"), {"email": "krueger@example.org"})
    with asking.client.session_transaction() as cookie:
        code = sign_in.code_of(village.house, cookie["asked"].partition(".")[0])
    typed = other.open("/anmelden")
    typed.forms[-1].action = "/anmelden/code"

    refused = other.send(typed, {"code": code})
    assert refused.status == 422
    assert refused.message_at("code")
    assert asking.send(sent, {"code": f"{code[:3]} {code[3:]}"}).shows("Herr Krüger")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox auf Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1", "Safari auf iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge auf Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome auf Android"),
        ("<script>", "ein Gerät"),
        ("", "ein Gerät"),
    ],
)
def test_a_device_is_named_as_its_owner_would(agent: str, words: str) -> None:
    assert device_words(agent) == words
