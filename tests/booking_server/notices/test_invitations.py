"""Mails carry the booking for the organizer's calendar: entered, updated and removed there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import recurring_ical_events
from icalendar import Calendar, Component

from booking_server.domain.bookings import Organizer
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, cancellations, changing
from booking_server.services.promises import delivery
from booking_server.services.requests import decisions
from booking_server.services.series import series, series_changes
from booking_server.services.series.series_dates import move_date, release_date
from tests.booking_server.publishing.test_series_in_feeds import booked
from tests.booking_server.series import FIRST, SECOND, a_series, evening
from tests.builders import WEDDING, Village, a_request, between
from tests.calendars.readers import import_into_khal, read_vdir_with_khal, read_with_icaljs
from tests.mails import text_of

SENDER = "Dorfschlüssel <dgh@example.org>"
LEHMANN = "anna.lehmann@example.org"


def sent(village: Village) -> list[EmailMessage]:
    """What reaches Frau Lehmann when the worker works, as it goes over the wire."""
    items = delivery.claim(village.house, ("mail",))
    delivery.done(village.house, items)
    mails = [mail for item in items for mail in compose(village.house, item, SENDER)]
    read = [message_from_bytes(bytes(mail), policy=policy.SMTP) for mail in mails]
    return [mail for mail in read if mail["To"] == LEHMANN]  # type: ignore[misc]


def calendar_of(mail: EmailMessage) -> Calendar:
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    found = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == found["METHOD"]
    return found


@dataclass
class Program:
    """A calendar program that does what the standard says: newer entries replace, cancelled ones go."""

    entries: dict[str, tuple[int, Calendar]] = field(default_factory=dict)

    def receives(self, mail: EmailMessage) -> None:
        calendar = calendar_of(mail)
        events = calendar.walk("VEVENT")
        (uid,) = {str(event["UID"]) for event in events}
        sequence = int(events[0]["SEQUENCE"])
        known, _ = self.entries.get(uid, (-1, None))
        assert sequence > known, "a program leaves out what is not newer"
        if calendar["METHOD"] == "CANCEL":
            del self.entries[uid]
        else:
            self.entries[uid] = (sequence, calendar)

    @property
    def shown(self) -> list[Component]:
        return [
            event
            for _, calendar in self.entries.values()
            for event in recurring_ical_events.of(calendar).between((2026, 1, 1), (2028, 1, 1))
        ]


def test_a_confirmation_enters_the_booking(village: Village) -> None:
    made = bookings.book(village.house, a_request()).booking

    (mail,) = sent(village)

    (entry,) = calendar_of(mail).walk("VEVENT")
    assert entry["UID"] == f"{made.id}@dorfschluessel"
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (WEDDING.start, WEDDING.end)
    assert entry["ORGANIZER"] == "mailto:dgh@example.org"
    assert entry["ORGANIZER"].params["CN"] == "DGH Benken"
    assert entry["ATTENDEE"] == f"mailto:{LEHMANN}"
    assert entry["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
    assert (entry["STATUS"], entry["CLASS"]) == ("CONFIRMED", "PRIVATE")


def test_programs_find_the_calendar_where_each_of_them_looks(village: Village) -> None:
    """Outlook in the first part only, beside the text; others at what is attached."""
    bookings.book(village.house, a_request())

    (mail,) = sent(village)

    first, attached = mail.iter_parts()
    assert mail.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/calendar"]
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "termin.ics")
    assert attached.get_content() == calendar_bytes(first)
    assert "Ihre Buchung ist bestätigt." in text_of(mail)


def calendar_bytes(alternative: EmailMessage) -> bytes:
    *_, part = alternative.iter_parts()
    return part.get_payload(decode=True)


def test_the_calendar_opens_no_door(village: Village) -> None:
    made = bookings.book(village.house, a_request())

    (mail,) = sent(village)

    text = mail.as_bytes().decode().split("text/calendar")[1]
    assert made.token not in text
    assert made.token not in calendar_of(mail).to_ical().decode()


def test_a_request_is_entered_then_confirmed_then_removed(village: Village) -> None:
    program = Program()
    asked = bookings.book(village.house, a_request("dgh-schlamau")).booking
    program.receives(*sent(village))
    assert [str(event["STATUS"]) for event in program.shown] == ["TENTATIVE"]

    decisions.approve(village.house, asked.id, village.cast.herr_krueger)
    program.receives(*sent(village))
    assert [str(event["STATUS"]) for event in program.shown] == ["CONFIRMED"]

    cancellations.cancel(village.house, asked.id)
    (mail,) = sent(village)
    program.receives(mail)
    assert calendar_of(mail)["METHOD"] == "CANCEL"
    assert program.shown == []


def test_a_rejected_request_is_removed(village: Village) -> None:
    asked = bookings.book(village.house, a_request("dgh-schlamau")).booking
    program = Program()
    program.receives(*sent(village))

    decisions.reject(village.house, asked.id, village.cast.herr_krueger)
    program.receives(*sent(village))

    assert program.shown == []


def test_a_series_is_entered_once_and_follows_its_changes(village: Village) -> None:
    program = Program()
    saved = series.save(village.house, a_series())
    program.receives(*sent(village))
    assert len(program.shown) == len(booked(village))

    move_date(village.house, saved.series.id, FIRST, period=evening(FIRST, 17, 20))
    program.receives(*sent(village))
    release_date(village.house, saved.series.id, SECOND)
    series_changes.end_from(village.house, saved.series.id, evening(SECOND).start.date().replace(month=11))
    (mail,) = sent(village)
    program.receives(mail)

    assert sorted((one.decoded("DTSTART"), one.decoded("DTEND")) for one in program.shown) == booked(village)
    series_changes.end_from(village.house, saved.series.id, FIRST)
    program.receives(*sent(village))
    assert program.shown == []


def test_another_program_reads_it_too(village: Village) -> None:
    bookings.book(village.house, a_request())
    (mail,) = sent(village)
    octets = [part.get_content() for part in mail.iter_attachments()][-1]

    (found,) = read_with_icaljs(octets)
    assert (found.start, found.end) == (WEDDING.start, WEDDING.end)
    assert found.summary == "Hochzeit: DGH Benken"


def test_what_was_typed_stays_in_its_place(village: Village) -> None:
    hostile = Organizer('Eva"; CN=x:\r\nATTENDEE:mailto:dieb@example.org', LEHMANN)
    bookings.book(village.house, a_request(organizer=hostile, occasion="Fest\r\nEND:VEVENT"))

    (mail,) = sent(village)

    (entry,) = calendar_of(mail).walk("VEVENT")
    assert entry["ATTENDEE"] == f"mailto:{LEHMANN}"


def test_a_calendar_program_enters_moves_and_removes_what_mails_say(village: Village, tmp_path: Path) -> None:
    """khal files what it imports under its identity, whatever METHOD says, and marks what is cancelled."""
    folder = tmp_path / "mine"

    def shown() -> list[tuple[datetime, datetime]]:
        for mail in sent(village):
            import_into_khal(attached_to(mail), folder, tmp_path)
        return [
            (one.start, one.end) for one in read_vdir_with_khal(folder, tmp_path) if one.status != "CANCELLED"
        ]

    saved = series.save(village.house, a_series())
    assert shown() == booked(village)

    move_date(village.house, saved.series.id, FIRST, period=evening(FIRST, 17, 20))
    assert shown() == booked(village)
    assert len(list(folder.glob("*.ics"))) == 1

    series_changes.end_from(village.house, saved.series.id, FIRST)
    assert shown() == []


@pytest.mark.parametrize("what", ["booking", "series"])
def test_messages_keep_to_what_the_standard_demands_of_them(village: Village, what: str) -> None:
    """RFC 5546, 3.2.2 and 3.2.5: what must be there once, what may not, and which number grows."""
    mails = [*life_of(village, what)]

    messages = [calendar_of(mail) for mail in mails]
    assert [str(one["METHOD"]) for one in messages] == ["REQUEST"] * (len(messages) - 1) + ["CANCEL"]
    for message in messages:
        events = message.walk("VEVENT")
        assert len({str(event["UID"]) for event in events}) == 1
        assert [str(one) for one in (message["VERSION"], message["CALSCALE"])] == ["2.0", "GREGORIAN"]
        assert len([event for event in events if "RECURRENCE-ID" not in event]) == 1
        zones = {str(zone["TZID"]) for zone in message.walk("VTIMEZONE")}
        for event in events:
            for name in ("DTSTAMP", "DTSTART", "SEQUENCE", "ORGANIZER", "ATTENDEE", "SUMMARY"):
                assert not isinstance(event[name], list)
            assert {event[one].params.get("TZID", "Europe/Berlin") for one in ("DTSTART", "DTEND")} <= zones
            assert not {"REQUEST-STATUS", "DURATION"} & set(event)
            assert event["ORGANIZER"].lower().startswith("mailto:")
            is_gone = str(message["METHOD"]) == "CANCEL"
            assert (str(event["STATUS"]) == "CANCELLED") is is_gone
        assert "VALARM" not in message.to_ical().decode()
    numbers = [int(one.walk("VEVENT")[0]["SEQUENCE"]) for one in messages]
    stamps = [one.walk("VEVENT")[0].decoded("DTSTAMP") for one in messages]
    assert numbers == sorted(set(numbers))
    assert stamps == sorted(stamps)


def life_of(village: Village, what: str) -> Iterator[EmailMessage]:
    """What the organizer gets from the request to the end."""
    if what == "booking":
        asked = bookings.book(village.house, a_request("dgh-schlamau")).booking
        yield from sent(village)
        decisions.approve(village.house, asked.id, village.cast.herr_krueger)
        yield from sent(village)
        cancellations.cancel(village.house, asked.id)
    else:
        saved = series.save(village.house, a_series())
        yield from sent(village)
        move_date(village.house, saved.series.id, FIRST, period=evening(FIRST, 17, 20))
        yield from sent(village)
        series_changes.end_from(village.house, saved.series.id, FIRST)
    yield from sent(village)


def attached_to(mail: EmailMessage) -> bytes:
    """Return the calendar as a file, as people save it from their mail."""
    (found,) = (part for part in mail.iter_attachments() if part.get_content_type() == "application/ics")
    content: bytes = found.get_content()
    return content


def test_a_changed_booking_replaces_its_entry(village: Village) -> None:
    program = Program()
    made = bookings.book(village.house, a_request())
    (mail,) = sent(village)
    program.receives(mail)
    later = a_request(period=between("2026-10-09 16:00", "2026-10-09 22:00"))
    look = changing.look(village.house, made.booking.id, made.token, later)

    changing.change(village.house, made.booking.id, made.token, later, agreed=look.change.key)
    (mail,) = sent(village)
    program.receives(mail)

    ((sequence, calendar),) = program.entries.values()
    (event,) = calendar.walk("VEVENT")
    assert (sequence, event["DTSTART"].dt) == (1, later.period.start)
    assert mail["Subject"] == "Ihre Buchung ist geändert: DGH Benken"
    assert "Bisher: Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr" in text_of(mail)
