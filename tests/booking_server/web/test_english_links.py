"""In English behind links: series, waiting list, helpers, changes; mail in the language of the form."""

import pytest

from booking_server.domain.bookings import Organizer
from booking_server.domain.languages import Language
from booking_server.domain.uses import Purpose, Use
from booking_server.notices import slips
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, cancellations, helpers, overriding
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from booking_server.services.promises import delivery
from booking_server.services.series import series, series_offers
from booking_server.services.waiting import waiting, waiting_offers
from tests.booking_server.notices.organizer_mail import SENDER
from tests.booking_server.series import SECOND, a_series, evening
from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.test_booking import FILLED_IN, FORM
from tests.booking_server.web.test_english_booking import german_in
from tests.booking_server.web.test_series import TYPED
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request
from tests.mails import text_of

ROSE = Organizer("Rose Taylor", "rose@example.org", language=Language.ENGLISH)
CHOIR = {**TYPED, "occasion": "Choir", "name": "Rose Taylor", "email": ROSE.email}


def in_english(visitor: Visitor, address: str) -> Page:
    """Open an address of ours, which is to be English."""
    page = visitor.open(address.removeprefix("http://127.0.0.1:8000"))
    assert ("html", "en") in [(tag, given.get("lang")) for tag, given in page.elements], address
    assert german_in(page) == []
    return page


def booked(village: Village, **changes: object) -> Booked:
    return bookings.book(village.house, a_request(organizer=ROSE, occasion="Birthday", **changes))


def address_of(made: Booked, page: str) -> str:
    return f"/en/buchungen/{made.booking.id}/{page}?t={made.token}"


def mails(village: Village) -> list[tuple[str, str]]:
    """Return subject and text of all mail that waits."""
    items = delivery.claim(village.house, ("mail",))
    return [
        (str(mail["Subject"]), text_of(mail))
        for item in items
        for mail in compose(village.house, item, SENDER)
    ]


@pytest.mark.parametrize(
    ("prefix", "subject"),
    [
        ("", "Ihre Buchung ist bestätigt"),
        ("/ls", "Ihre Buchung ist bestätigt"),
        ("/en", "Your booking is con"),
    ],
)
def test_who_books_is_written_to_in_the_language_of_the_form(
    visitor: Visitor, village: Village, prefix: str, subject: str
) -> None:
    visitor.send(visitor.open(f"{prefix}{FORM}"), {**FILLED_IN, "email": ROSE.email})

    ((told, text),) = mails(village)
    assert told.startswith(subject)
    assert f"http://127.0.0.1:8000{prefix}/buchungen/" in text


def test_the_slip_marks_the_names_of_rooms_as_german(village: Village) -> None:
    made = booked(village, space_slugs=("saal",))

    paper = slips.slip_page(booking_by_id(village.house, made.booking.id))

    assert '<span lang="de">Saal</span> · Birthday · Rose Taylor' in paper


def test_a_series_is_asked_for_and_changed_in_english(visitor: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request(period=evening(SECOND, 18, 20), space_slugs=("saal",)))
    form = in_english(visitor, "/en/hallen/dgh-benken/serie")
    wrong = visitor.send(form, {**CHOIR, "frequency": "", "start_time": "", "last_day": ""}, button="ansehen")
    assert wrong.status == 422
    assert german_in(wrong) == []

    looked = visitor.send(form, CHOIR, button="ansehen")
    done = visitor.send(looked, button="buchen")

    assert looked.shows("10 of 11 dates can be booked")
    assert german_in(looked) == []
    assert done.shows("every Monday, 19:00 to 21:00, from 5 October 2026 to 21 December 2026")
    assert german_in(done) == []
    ((_, text),) = [one for one in mails(village) if one[0].startswith("Your series is booked")]
    day = in_english(visitor, done.link("Change or give back Mon, 19 October 2026"))
    assert german_in(visitor.send(day, button="freigeben")) == []
    change = in_english(visitor, done.address.replace("?", "/aendern?ab=2026-11-02&"))
    assert change.shows("Change the series from Mon, 2 November 2026")
    assert german_in(visitor.send(change, {"end_time": "22:00"}, button="ansehen")) == []
    assert "/en/serien/" in text


def test_a_date_that_became_free_is_taken_in_english(visitor: Visitor, village: Village) -> None:
    rival = bookings.book(village.house, a_request(period=evening(SECOND), space_slugs=("saal",))).booking
    series.save(village.house, a_series(organizer=ROSE, occasion="Choir"))
    cancellations.cancel(village.house, rival.id)
    series_offers.offer_freed(village.house, rival.venue_id, rival.period)
    ((_, text),) = [one for one in mails(village) if "free again" in one[0]]

    page = in_english(visitor, next(line for line in text.split("\n") if "/en/serien/angebot/" in line))

    assert german_in(visitor.send(page)) == []


def test_the_waiting_list_is_english(visitor: Visitor, village: Village) -> None:
    taken = bookings.book(village.house, a_request()).booking
    wish = waiting.join(village.house, a_request(organizer=ROSE, occasion="Birthday"))
    page = in_english(visitor, waiting.waiting_url(village.house, wish))
    assert page.shows("You are the first on the list.")

    cancellations.cancel(village.house, taken.id)
    waiting_offers.offer_freed(village.house, taken.venue_id, taken.period)

    offered = in_english(visitor, waiting.waiting_url(village.house, wish))
    assert german_in(visitor.send(offered, button="nehmen")) == []
    in_english(visitor, waiting.waiting_url(village.house, wish))


def test_helpers_are_invited_in_english_and_get_in_so(visitor: Visitor, village: Village) -> None:
    made = booked(village)
    page = in_english(visitor, address_of(made, "helfer"))
    assert page.link("Deutsch") == "/", "the same page in German is behind the link alone"
    wrong = visitor.send(page, {"name": "", "email": "x", "end_date": "2026-10-09"}, form=-1)
    assert wrong.status == 422
    assert german_in(wrong) == []

    shown = visitor.send(page, {"name": "Caterer"}, form=-1)

    assert german_in(shown) == []
    own = in_english(visitor, shown.link("/en/helfer/"))
    assert own.shows("Your access")
    assert german_in(visitor.send(shown, form=0)) == []
    in_english(visitor, shown.link("/en/helfer/"))


def test_a_booking_is_changed_in_english(visitor: Visitor, village: Village) -> None:
    publish(village)
    made = booked(village, use=Use(purpose=Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),)))
    helpers.invite(village.house, made.booking.id, made.token, name="Caterer", email="", window=None, key="k")
    form = in_english(visitor, address_of(made, "aendern"))

    nothing = visitor.send(form, button="ansehen")
    look = visitor.send(form, {"end_date": "2026-10-04", "persons": "60"}, button="ansehen")

    assert (nothing.status, german_in(nothing)) == (422, [])
    assert (look.status, german_in(look)) == (200, [])
    done = visitor.send(look, button="aendern")
    assert done.address.startswith("/en/buchungen/")
    assert german_in(done) == []
    village.clock.forward(days=30)
    assert german_in(in_english(visitor, address_of(made, "aendern"))) == []


def test_who_has_to_give_way_chooses_another_time_in_english(visitor: Visitor, village: Village) -> None:
    made, clerk = booked(village), village.cast.frau_weber
    wanted = a_request(organizer=Organizer("Feuerwehr", "", "033849 112"), use=Use(purpose=Purpose.EMERGENCY))
    seen = overriding.look(village.house, clerk, wanted, reason="A flood")
    overriding.override(village.house, clerk, wanted, reason="A flood", agreed=seen.ids)

    page = in_english(visitor, address_of(made, "ersatz"))

    assert page.shows("In this hall")
    taken = visitor.send(page)
    assert german_in(taken) == []
    in_english(visitor, address_of(made, "ersatz"))
