"""Helpers of a booking: a code of their own, that ends alone and with the booking."""

from datetime import timedelta

import pytest

from booking_server.domain import errors
from booking_server.domain.helpers import Helper
from booking_server.domain.privacy import Identity
from booking_server.locks.codes import ShownCodes
from booking_server.notices.mail import compose
from booking_server.services.bookings import bookings, cancellations, changing, helpers
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_reports
from booking_server.services.operation import privacy, retention
from booking_server.services.operation.verify import verify
from booking_server.services.promises import snapshots
from booking_server.services.promises.delivery import claim
from calendars.period import Period
from lock_agent.contract.booking_pin import hash_pin
from tests.booking_server.doors import PaperDoor, enrol
from tests.builders import WEDDING, Village, a_request
from tests.mails import text_of

AN_HOUR = timedelta(hours=1)
MORNING = Period(WEDDING.start, WEDDING.start + 2 * AN_HOUR)
in_one_place = pytest.mark.parametrize("database_kind", ["sqlite"])


def invite(
    village: Village, booked: Booked, name: str = "Caterer", window: Period | None = None, **more: str
) -> Helper:
    given = {"email": "", "key": f"key-of-{name}", **more}
    return helpers.invite(village.house, booked.booking.id, booked.token, name=name, window=window, **given)


def codes_of(village: Village, helper: Helper) -> ShownCodes | None:
    return helpers.own_by_id(village.house, helper.id)[1].codes


def live_codes(village: Village, booked: Booked) -> int:
    with village.house.reading() as uow:
        found = uow.access_codes.of_bookings([booked.booking.id])
        return sum(code.revoked_at is None for code in found)


def hear(village: Village, door: PaperDoor) -> None:
    snapshots.refresh(village.house, door.id, door.hear)
    reported = door.report(int(village.clock().timestamp()))
    door_reports.note_report(village.house, door.id, reported, retained=False)


def test_a_helper_has_a_code_of_their_own_that_ends_alone(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    own = booking_by_id(village.house, booked.booking.id).codes

    helper = invite(village, booked, window=MORNING)

    theirs = codes_of(village, helper)
    assert theirs is not None
    assert own is not None
    assert (theirs.window, theirs.offline_pin) == (MORNING, "")
    assert theirs.pin != own.pin
    assert verify(village.house) == ()
    helpers.end(village.house, booked.booking.id, booked.token, helper.id)
    helpers.end(village.house, booked.booking.id, booked.token, helper.id)
    assert codes_of(village, helper) is None
    assert booking_by_id(village.house, booked.booking.id).codes == own
    assert verify(village.house) == ()


@in_one_place
def test_a_door_is_given_the_helper_s_code_and_told_by_name_when_it_ends(village: Village) -> None:
    door = enrol(village.house, village.cast.benken)
    booked = bookings.book(village.house, a_request())
    helper = invite(village, booked, window=MORNING)
    theirs = codes_of(village, helper)
    hear(village, door)

    assert door.creds is not None
    assert theirs is not None
    pins = {pin.h: (pin.nbf, pin.exp, pin.hold_open, pin.opens_only) for pin in door.creds.pins}
    window = (int(MORNING.start.timestamp()), int(MORNING.end.timestamp()))
    assert pins.pop(hash_pin(theirs.pin, door.creds.salt)) == (*window, False, True)
    assert [opens_only for *_, opens_only in pins.values()] == [False]
    assert len(door.creds.qr) == 2
    helpers.end(village.house, booked.booking.id, booked.token, helper.id)
    hear(village, door)
    assert len(door.creds.pins) == len(door.creds.qr) == len(door.creds.revoked_qr) == 1


@in_one_place
def test_cancelling_ends_every_helper(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    helper = invite(village, booked)

    cancellations.cancel(village.house, booked.booking.id)

    assert codes_of(village, helper) is None
    assert live_codes(village, booked) == 0
    assert verify(village.house) == ()


@in_one_place
def test_helpers_follow_a_booking_that_moves_as_far_as_their_time_does(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    all_day, morning = invite(village, booked, "Aufbau"), invite(village, booked, "Caterer", MORNING)
    before = codes_of(village, all_day)
    later = Period(WEDDING.start + AN_HOUR, WEDDING.end + AN_HOUR)

    move(village, booked, later)

    after = codes_of(village, all_day)
    assert before is not None
    assert after is not None
    assert (after.window, after.pin, after.qr == before.qr) == (later, before.pin, False)
    left = codes_of(village, morning)
    assert left is not None
    assert left.window == Period(later.start, MORNING.end)
    move(village, booked, Period(later.start + timedelta(days=7), later.end + timedelta(days=7)))
    assert codes_of(village, all_day) is not None
    assert codes_of(village, morning) is None
    assert verify(village.house) == ()


def move(village: Village, booked: Booked, period: Period) -> None:
    wanted = a_request(period=period)
    look = changing.look(village.house, booked.booking.id, booked.token, wanted)
    changing.change(village.house, booked.booking.id, booked.token, wanted, agreed=look.change.key)


@in_one_place
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "helper-name-missing"),
        ({"name": "x" * 61}, "text-too-long"),
        ({"email": "kein@"}, "email-invalid"),
        ({"window": Period(WEDDING.start - AN_HOUR, WEDDING.end)}, "helper-outside-booking"),
        ({"window": Period(WEDDING.start, WEDDING.end + AN_HOUR)}, "helper-outside-booking"),
    ],
)
def test_a_helper_has_a_name_and_a_time_within_the_booking(
    village: Village, given: dict[str, str], code: str
) -> None:
    booked = bookings.book(village.house, a_request())

    with pytest.raises(errors.RequestRefused) as refused:
        invite(village, booked, **given)

    assert [one.code for one in refused.value.errors] == [code]
    assert live_codes(village, booked) == 1


@in_one_place
def test_a_booking_has_five_helpers_and_the_same_form_names_one(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    five = [invite(village, booked, f"Helfer {number}") for number in range(5)]
    assert invite(village, booked, "Helfer 4") == five[4]

    with pytest.raises(errors.RequestRefused, match="Mehr als 5"):
        invite(village, booked, "Helfer 5")
    helpers.end(village.house, booked.booking.id, booked.token, five[0].id)
    invite(village, booked, "Helfer 5")

    assert verify(village.house) == ()


@in_one_place
def test_only_who_holds_the_link_of_a_standing_booking_names_and_ends_helpers(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    other = bookings.book(village.house, a_request("dgh-reetz"))
    helper = invite(village, booked)

    for key, token in ((booked.booking.id, other.token), (other.booking.id, other.token)):
        with pytest.raises(errors.NotFound):
            helpers.end(village.house, key, token, helper.id)
    asked = bookings.book(village.house, a_request("dgh-schlamau"))
    with pytest.raises(errors.HelperRefused):
        invite(village, asked)
    with pytest.raises(errors.NotFound):
        helpers.open_own(village.house, f"{helper.id}.falsch")
    assert codes_of(village, helper) is not None


@in_one_place
def test_the_organizer_reads_who_came_and_how_often(village: Village) -> None:
    door = enrol(village.house, village.cast.benken)
    booked = bookings.book(village.house, a_request())
    invite(village, booked)
    with village.house.reading() as uow:
        ((code,),) = uow.access_codes.of_helpers(booked.booking.id).values()
    ts = int(WEDDING.start.timestamp())
    door.happen(ts + 60, cls="pin", cred_ref=code.id, granted=True, reason="ok")
    door.happen(ts + 120, cls="qr", token=code.qr_id.hex(), granted=True, reason="ok")
    door.happen(ts + 180, cls="pin", cred_ref=code.id, granted=False, reason="throttled")

    door_reports.store_events(village.house, door.id, door.batch(1, 3, ts + 200))

    page = booking_by_id(village.house, booked.booking.id)
    (helping,) = page.helpers
    assert helping.say_use(page.events) == "2-mal benutzt, zuletzt Fr., 02.10.2026, 16:02 Uhr"
    assert [page.whose(event) for event in page.events] == [helping] * 3


@in_one_place
def test_a_helper_is_mailed_where_when_and_nothing_anybody_typed(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    helper = invite(village, booked, "Bitte hier klicken", email="koch@example.org", window=MORNING)

    mails = [
        mail
        for item in claim(village.house, ("mail",))
        for mail in compose(village.house, item, "haus@example.org")
        if mail["To"] == "koch@example.org"
    ]

    (mail,) = mails
    assert helpers.url_of(village.house, helper) in text_of(mail)
    for private in ("Bitte hier klicken", "Lehmann", "Hochzeit", booked.token):
        assert private not in mail.as_string()


@in_one_place
def test_what_a_helper_is_called_goes_with_its_term_and_on_request(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    helper = invite(village, booked, email="koch@example.org")
    other = invite(village, booked, "Band")
    identity = Identity(email="koch@example.org")
    town = village.cast.municipality.id

    dossier, _ = privacy.look_up(village.house, village.cast.frau_weber, town, identity)
    assert [row["name"] for row in dossier.tables["helpers"]] == ["Caterer"]
    privacy.erase(village.house, village.cast.frau_weber, town, identity)
    named = [one.helper.name for one in booking_by_id(village.house, booked.booking.id).helpers]
    assert sorted(named) == ["Angaben gelöscht", "Band"]
    assert codes_of(village, helper) is not None
    village.clock.now = WEDDING.end + timedelta(days=31)
    retention.keep_terms(village.house)

    with village.house.reading() as uow:
        assert uow.helpers.get(other.id).name == "Angaben gelöscht"
    assert verify(village.house) == ()
