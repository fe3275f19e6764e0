"""Codes held for good on the pages: given and shown once, renewed by link, one's own after signing in."""

from datetime import timedelta

from flask import Flask

from booking_server.services.doors import door_reports
from booking_server.services.holders import holder_pages
from booking_server.services.promises import snapshots
from booking_server.storage.tables import outbox
from tests.booking_server.doors import PaperDoor
from tests.booking_server.holders import a_code, a_keyholder, an_envelope, digits, stored
from tests.booking_server.notices.printed import text
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor, address_in
from tests.builders import Village

HALL = "/schreibtisch/dauer-codes/dgh-benken"


def in_groups(village: Village, code) -> str:  # type: ignore[no-untyped-def]
    plain = digits(village, code)
    return f"{plain[:3]} {plain[3:6]} {plain[6:]}"


def test_a_code_is_given_shown_in_large_type_and_only_for_a_while(
    stolle: Visitor, village: Village, door: PaperDoor
) -> None:
    otto = a_keyholder(village)
    page = stolle.open(stolle.open("/schreibtisch/dauer-codes").link("DGH Benken"))
    assert page.shows("Noch niemand.")

    shown = stolle.send(page, {"person": otto.id}, form=_form(page, HALL))

    code = holder_pages.open_hall(village.house, village.cast.frau_stolle, "dgh-benken").people[0].code
    assert shown.shows(in_groups(village, code))
    assert shown.headers["Cache-Control"] == "no-store"
    assert digits(village, code) not in shown.address
    hall = stolle.open(HALL)
    assert hall.shows("Frau Otto")
    assert hall.shows("Haupteingang: noch nicht am Schloss")
    assert not hall.shows(in_groups(village, code))
    village.clock.forward(minutes=16)
    assert stolle.open(shown.address).status == 409


def test_nobody_but_the_giver_sees_a_code_that_was_just_given(
    site: Flask, stolle: Visitor, village: Village
) -> None:
    code = a_code(village, a_keyholder(village))
    weber = signed_in(site, village, village.cast.frau_weber.id)

    assert stolle.open(f"/schreibtisch/dauer-code/{code.id}").status == 200
    refused = weber.open(f"/schreibtisch/dauer-code/{code.id}")

    assert refused.status == 409
    assert not refused.shows(in_groups(village, code))


def test_the_slip_is_printed_in_large_type(stolle: Visitor, village: Village) -> None:
    code, envelope = a_code(village, a_keyholder(village)), an_envelope(village)

    slip, sealed = (
        stolle.client.get(f"/schreibtisch/dauer-code/{one.id}.pdf").get_data() for one in (code, envelope)
    )

    assert in_groups(village, code) in text(slip)
    told = text(sealed)
    assert in_groups(village, envelope) in told
    for words in ("Feuerwehr Benken", "mechanischen Schlüssel", "von Hand öffnen", "Nur im Einsatz öffnen"):
        assert words in told
    assert (
        digits(village, code)
        not in stolle.client.get(f"/schreibtisch/dauer-code/{code.id}.pdf").headers["Content-Disposition"]
    )


def test_without_a_person_the_form_says_what_is_missing(stolle: Visitor, village: Village) -> None:
    a_keyholder(village)
    page = stolle.open(HALL)

    answer = stolle.send(page, {"person": ""}, form=_form(page, HALL))

    assert answer.status == 422
    assert answer.message_at("person")


def test_a_code_is_replaced_and_blocked_at_the_desk(
    stolle: Visitor, village: Village, door: PaperDoor
) -> None:
    code = a_code(village, a_keyholder(village))
    snapshots.refresh(village.house, door.id, door.hear)

    fresh = stolle.send(stolle.open(HALL), button="ersetzen")

    assert not fresh.shows(in_groups(village, code))
    assert fresh.shows("Code für Frau Otto")
    assert stolle.open(HALL).shows("Ein gesperrter Code kann noch öffnen")
    assert stolle.send(stolle.open(HALL), button="sperren").shows("Noch niemand.")


def test_an_opened_envelope_asks_to_be_replaced(stolle: Visitor, village: Village) -> None:
    envelope = an_envelope(village)
    assert not stolle.open(HALL).shows("Der Umschlag ist offen")
    with village.house.unit_of_work() as uow:
        uow.holders.note(envelope.id, used_at=uow.now)
        uow.commit()

    assert stolle.open(HALL).shows("Der Umschlag ist offen")
    stolle.send(stolle.open(HALL), button="ersetzen")
    assert not stolle.open(HALL).shows("Der Umschlag ist offen")


def test_the_link_of_the_reminder_renews_once_and_looking_renews_nothing(
    visitor: Visitor, village: Village
) -> None:
    code = a_code(village, a_keyholder(village))
    village.clock.forward(days=90)
    link = address_in(holder_pages.renewal_url(village.house, code))

    page = visitor.open(link)
    assert page.shows("Haben Sie ihn noch")
    assert stored(village, code).window == code.window
    done = visitor.send(page)

    assert done.shows("Danke! Der Code gilt weiter")
    assert stored(village, code).window.end == village.clock() + timedelta(days=100)
    village.clock.forward(days=1)
    assert visitor.send(page).status == 409
    assert visitor.open(link).shows("Der Code wurde schon verlängert.")
    assert visitor.open(link[:-1] + ("A" if link[-1] != "A" else "B")).status == 404


def test_a_renewal_link_is_dead_with_its_code(visitor: Visitor, village: Village) -> None:
    code = a_code(village, a_keyholder(village))
    link = address_in(holder_pages.renewal_url(village.house, code))
    village.clock.forward(days=100)

    assert visitor.open(link).shows("Hier ist nichts mehr zu tun")


def test_who_holds_a_code_sees_it_only_just_after_signing_in(site: Flask, village: Village) -> None:
    otto = a_keyholder(village)
    code = a_code(village, otto)
    browser = signed_in(site, village, otto.id)
    page = browser.open(browser.open("/schreibtisch").link("Mein Code"))
    assert not page.shows(in_groups(village, code))

    shown = browser.send(page, form=_form(page, "/schreibtisch/mein-code"))

    assert shown.shows(in_groups(village, code))
    village.clock.forward(minutes=31)
    later = browser.send(page, form=_form(page, "/schreibtisch/mein-code"))
    assert not later.shows(in_groups(village, code))
    asked = browser.send(later, form=_form(later, "/schreibtisch/mein-code/anmelden"))
    assert asked.shows("E-Mail ist unterwegs")
    with village.house.reading() as uow:
        promised = uow.connection.execute(outbox.select()).all()
    assert [row.payload["template"] for row in promised if row.kind == "mail"][-1] == "sign_in"


def test_a_keyholder_sees_no_codes_but_their_own(site: Flask, village: Village) -> None:
    a_code(village, village.cast.frau_stolle)
    browser = signed_in(site, village, a_keyholder(village).id)

    assert browser.open(HALL).status == 403
    assert browser.open("/schreibtisch/mein-code").shows("Sie haben keinen Dauer-Code.")


def test_who_can_hold_no_code_is_not_led_to_one(site: Flask, village: Village) -> None:
    weber = signed_in(site, village, village.cast.frau_weber.id).open("/schreibtisch")

    assert not weber.shows("Mein Code")
    assert weber.shows("Dauer-Codes")


def test_the_door_log_names_the_holder(stolle: Visitor, village: Village, door: PaperDoor) -> None:
    code, now = a_code(village, a_keyholder(village)), int(village.clock().timestamp())
    door.happen(now, cred_ref=code.id, granted=True, reason="ok", cls="keyholder")
    door_reports.store_events(village.house, door.id, door.batch(1, 1, now))

    assert stolle.open(f"/schreibtisch/tueren/{door.id}").shows("Tür geöffnet mit Dauer-Code (Frau Otto).")


def _form(page, action: str) -> int:  # type: ignore[no-untyped-def]
    """Return which form of a page goes to an address."""
    return next(at for at, form in enumerate(page.forms) if form.action == action)
