"""Every mail to who looks after a hall: which hall, what to do, whom to ask, no words of ours."""

import re
from dataclasses import replace
from email.message import EmailMessage

from booking_server.notices.approval_texts import decide
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from tests.booking_server.notices.desk_mails import DIETER, KINDS, OTTO, every_mail
from tests.booking_server.notices.organizer_mail import TOWN_HALL
from tests.booking_server.services.bookings.test_changing import change
from tests.builders import WEDDING, Village, a_request, between
from tests.mails import text_of

OF_NO_HALL = {"sign_in", "sign_in_setup", "passkey_added", "passkey_removed", "feedback"}
TO_CLERKS = {"silence", "series_silence", "digest"}
ACT_FIRST = {
    "requested", "decide", "silence", "digest", "series_requested", "series_asked_on", "series_silence",
    "late_to_door", "holder_reminder", "sign_in_setup",
}  # fmt: skip
"""Kinds whose first sentence asks somebody to do something."""
NOTHING_TO_OPEN = {"feedback", "holder_ended", "holder_locked"}
HUMAN = re.compile(rf"Rufen Sie (die Gemeinde an: {TOWN_HALL}|an: 033849 12345)\n")
"""Keyholders call the number of the hall, its head the municipality."""
JARGON = re.compile(r"(?i)\b(token|snapshot|credential|mqtt|broker|outbox|server|sync|revok\w+|link-id)\b")


def test_every_mail_names_the_hall_what_to_do_and_whom_to_ask(village: Village) -> None:
    found = every_mail(village)

    assert set(found) >= KINDS
    for kind in sorted(KINDS):
        assert found[kind], kind
        for mail in found[kind]:
            subject, text = str(mail["Subject"]), text_of(mail)
            said = text.split("\n")[2]
            assert kind in OF_NO_HALL or "DGH " in subject, subject
            assert kind in NOTHING_TO_OPEN or "http" in text, (kind, text)
            assert kind in TO_CLERKS | OF_NO_HALL or HUMAN.search(text), (kind, text)
            assert kind not in ACT_FIRST or said.startswith("bitte "), (kind, text)
            assert JARGON.search(f"{subject} {text}") is None, (kind, text)
            assert text.startswith("Guten Tag")
            assert text.endswith("\n\nIhr Dorfschlüssel\n"), (kind, text)
    _nobody_is_asked_for_what_they_cannot_do(found)


def _nobody_is_asked_for_what_they_cannot_do(found: dict[str, list[EmailMessage]]) -> None:
    """Only the desk replaces a code; who met a barrier may have left no address."""
    told = {(mail["To"], "/schreibtisch/dauer-codes/" in text_of(mail)) for mail in found["holder_locked"]}
    answered, silent = (text_of(mail) for mail in found["feedback"])

    assert told == {("stolle@example.org", True), (OTTO, False)}
    assert "Bitte antworten Sie innerhalb eines Monats an: lind@example.org" in answered
    assert "Bitte antworten" not in silent
    assert "Eine Antwort ist nicht möglich" in silent


def test_who_decides_can_call_back_and_sees_what_was_changed(village: Village) -> None:
    made = _changed_request(village)

    page, head = booking_by_id(village.house, made), village.cast.herr_krueger
    booking = replace(page.booking, hold_until=WEDDING.end)
    subject, text = decide(replace(page, booking=booking), head, "https://x", TOWN_HALL)

    assert f"Name: {DIETER.name}\nTelefon: {DIETER.phone}\nE-Mail: {DIETER.email}" in text
    assert subject.startswith("Geänderte Anfrage: DGH Schlamau, ")
    assert f"{DIETER.name} hat die Anfrage geändert und möchte DGH Schlamau nutzen." in text
    assert "Ohne Antwort verfällt die Anfrage am Sa., 03.10.2026, 02:00 Uhr." in text


def _changed_request(village: Village) -> str:
    times = [between(f"2026-10-{day} 15:00", f"2026-10-{day} 22:00") for day in (24, 25)]
    booked = bookings.book(village.house, a_request("dgh-schlamau", times[0], organizer=DIETER))
    return change(village, booked, period=times[1]).id
