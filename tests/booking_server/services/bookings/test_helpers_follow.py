"""Helpers over the life of a booking: what they keep, what they lose, and who is told of it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from booking_server.domain import errors
from booking_server.domain.privacy import Identity
from booking_server.services.bookings import bookings, callers, cancellations, changing, helpers
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_reports, door_watch
from booking_server.services.foundation import links
from booking_server.services.operation import privacy, retention
from booking_server.services.operation.verify import verify
from booking_server.services.promises.codes import pin_to_share
from booking_server.services.series import series
from booking_server.storage.tables import access_codes
from calendars.period import Period
from tests.booking_server.doors import PaperDoor
from tests.booking_server.series import a_series
from tests.booking_server.services.bookings.test_changing import A_WEEK_LATER, approved, change
from tests.booking_server.services.bookings.test_helpers import AN_HOUR, MORNING, codes_of, hear, invite, move
from tests.booking_server.services.doors.test_door_watch import mails
from tests.builders import WEDDING, Village, a_request
from tests.mails import text_of

COOK = "koch@example.org"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def wedding(village: Village, door: PaperDoor) -> Booked:
    return bookings.book(village.house, a_request())


def told(village: Village, address: str = COOK) -> list[str]:
    return [str(mail["Subject"]) for mail in mails(village) if mail["To"] == address]


def test_what_was_said_of_a_helper_s_code_leaves_the_booking_s_own_to_be_said(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    helper = invite(village, wedding)
    hear(village, door)
    village.clock.now = WEDDING.start - AN_HOUR
    for end in (
        lambda: helpers.end(village.house, wedding.booking.id, wedding.token, helper.id),
        lambda: cancellations.cancel(village.house, wedding.booking.id),
    ):
        end()
        village.clock.forward(minutes=11)
        assert door_watch.warn(village.house) == 1

    assert door_watch.warn(village.house) == 0


def test_the_mail_about_a_helper_s_code_says_that_it_was_a_helper_s(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    helper = invite(village, wedding)
    hear(village, door)
    village.clock.now = WEDDING.start - AN_HOUR
    helpers.end(village.house, wedding.booking.id, wedding.token, helper.id)
    village.clock.forward(minutes=11)
    door_watch.warn(village.house)

    (text,) = [text_of(mail) for mail in mails(village) if "gesperrter" in mail["Subject"]]

    assert "weil der Zugang einer Helferin oder eines Helfers endete" in text
    assert "abgesagt" not in text


def test_whose_time_stays_keeps_their_code_when_the_booking_changes(
    village: Village, wedding: Booked
) -> None:
    helper = invite(village, wedding, window=MORNING, email=COOK)
    before = codes_of(village, helper)
    told(village)
    longer = a_request(period=Period(WEDDING.start, WEDDING.end + AN_HOUR))
    look = changing.look(village.house, wedding.booking.id, wedding.token, longer)

    move(village, wedding, longer.period)

    assert look.helper_words == ()
    assert before is not None
    assert codes_of(village, helper) == before
    assert told(village) == []
    assert verify(village.house) == ()


def test_a_part_of_the_time_never_becomes_more(village: Village, wedding: Booked) -> None:
    part, whole = invite(village, wedding, window=MORNING), invite(village, wedding, "Aufbau")

    for period in (MORNING, WEDDING):
        move(village, wedding, period)

    windows = [shown.window for shown in (codes_of(village, part), codes_of(village, whole)) if shown]
    assert windows == [MORNING, WEDDING]


def test_nobody_helps_with_a_booking_that_asks_again(village: Village) -> None:
    booked = approved(village)
    helper = invite(village, booked)

    change(village, booked, period=A_WEEK_LATER)

    assert codes_of(village, helper) is None
    assert verify(village.house) == ()


def test_a_helper_hears_of_another_time_and_of_the_end(village: Village, wedding: Booked) -> None:
    invite(village, wedding, email=COOK)
    assert told(village) == ["Ihr Zugang: DGH Benken"]

    move(village, wedding, Period(WEDDING.start + AN_HOUR, WEDDING.end + AN_HOUR))
    found = [mail for mail in mails(village) if mail["To"] == COOK]
    assert [mail["Subject"] for mail in found] == ["Ihr Zugang hat sich geändert: DGH Benken"]
    assert "17:00" in text_of(found[0])
    cancellations.cancel(village.house, wedding.booking.id)

    assert told(village) == ["Ihr Zugang gilt nicht mehr: DGH Benken"]


def test_a_helper_hears_in_time_that_only_the_picture_opens(village: Village, wedding: Booked) -> None:
    helper, nameless = invite(village, wedding, email=COOK), invite(village, wedding, "Band")
    told(village)
    assert not helpers.own_by_id(village.house, helper.id)[1].must_do_without_the_pin
    assert not booking_by_id(village.house, wedding.booking.id).must_do_without_the_pin
    village.clock.now = WEDDING.start - AN_HOUR

    assert [door_watch.warn(village.house) for _ in range(2)] == [3, 0]

    found = mails(village)
    assert [mail["Subject"] for mail in found if mail["To"] == COOK] == [
        "Bitte nehmen Sie den QR-Code mit: DGH Benken"
    ]
    assert sum(f"„{nameless.name}“" in text_of(mail) for mail in found) == 1
    assert helpers.own_by_id(village.house, helper.id)[1].must_do_without_the_pin
    assert booking_by_id(village.house, wedding.booking.id).must_do_without_the_pin


def test_a_helper_who_was_refused_reads_why(village: Village, door: PaperDoor, wedding: Booked) -> None:
    helper = invite(village, wedding)
    with village.house.reading() as uow:
        ((code,),) = uow.access_codes.of_helpers(wedding.booking.id).values()
    ts = int(WEDDING.start.timestamp()) - 600
    door.happen(ts, cls="pin", cred_ref=code.id, granted=False, reason="early")
    village.clock.now = WEDDING.start - timedelta(minutes=8)
    door_reports.store_events(village.house, door.id, door.batch(1, 1, ts))

    page = helpers.own_by_id(village.house, helper.id)[1]

    assert page.why_it_stayed_shut.startswith("Um 15:50 Uhr blieb die Tür zu. Es war noch zu früh.")


def test_a_new_link_ends_whoever_was_invited_behind_the_old_one(village: Village, wedding: Booked) -> None:
    helper = invite(village, wedding, email=COOK)
    told(village)

    callers.renew_link(village.house, village.cast.frau_stolle, wedding.booking.id)

    assert codes_of(village, helper) is None
    assert told(village) == ["Ihr Zugang gilt nicht mehr: DGH Benken"]
    assert booking_by_id(village.house, wedding.booking.id).codes is not None


def test_a_time_that_is_over_is_no_time_for_a_helper(village: Village, wedding: Booked) -> None:
    village.clock.now = MORNING.end

    with pytest.raises(errors.RequestRefused, match="schon vorbei"):
        invite(village, wedding, window=MORNING)

    invite(village, wedding)
    village.clock.now = WEDDING.end
    with pytest.raises(errors.HelperRefused, match="Ihre Zeit ist vorbei"):
        invite(village, wedding, "Band")


def test_the_same_form_with_another_name_names_somebody_else(village: Village, wedding: Booked) -> None:
    named = [invite(village, wedding, name, key="one-form-open-twice") for name in ("Caterer", "Band")]

    assert [one.name for one in named] == ["Caterer", "Band"]
    assert named[0].id != named[1].id


def test_nobody_says_unused_once_the_log_is_deleted(village: Village, wedding: Booked) -> None:
    invite(village, wedding)
    page = booking_by_id(village.house, wedding.booking.id)
    assert page.use_of(page.helpers[0]) == "noch nicht benutzt"
    village.clock.now = WEDDING.end + timedelta(days=91)

    page = booking_by_id(village.house, wedding.booking.id)

    assert page.use_of(page.helpers[0]) == "das Tür-Protokoll ist gelöscht"


def test_an_address_goes_with_its_term_whatever_its_helper_is_called(
    village: Village, wedding: Booked
) -> None:
    helper = invite(village, wedding, "Angaben gelöscht", email=COOK)
    village.clock.now = WEDDING.end + timedelta(days=31)

    retention.keep_terms(village.house)

    with village.house.reading() as uow:
        assert uow.helpers.get(helper.id).email == ""


def test_a_helper_is_told_of_their_codes_and_what_the_door_wrote(
    village: Village, door: PaperDoor, wedding: Booked
) -> None:
    invite(village, wedding, email=COOK)
    with village.house.reading() as uow:
        ((code,),) = uow.access_codes.of_helpers(wedding.booking.id).values()
    ts = int(WEDDING.start.timestamp())
    door.happen(ts, cls="pin", cred_ref=code.id, granted=True, reason="ok")
    door_reports.store_events(village.house, door.id, door.batch(1, 1, ts))

    town = village.cast.municipality.id
    dossier, _ = privacy.look_up(village.house, village.cast.frau_weber, town, Identity(email=COOK))

    assert [row["id"] for row in dossier.tables["access_codes"]] == [code.id]
    assert [row["cred_ref"] for row in dossier.tables["door_events"]] == [code.id]


def test_dates_of_a_series_share_no_helper_s_pin(village: Village) -> None:
    saved = series.save(village.house, a_series())
    with village.house.reading() as uow:
        date = uow.bookings.of_series(saved.series.id)[0]
    village.clock.forward(minutes=1)
    invite(village, Booked(date, links.booking_token(village.house, date)))

    with village.house.reading() as uow:
        venue = uow.venues.by_id(date.venue_id)
        shared = pin_to_share(uow, venue, saved.series.id, date.period)

    assert shared is not None
    assert shared.helper_id is None


def test_the_oracle_sees_a_helper_s_code_that_opens_too_long(village: Village, wedding: Booked) -> None:
    invite(village, wedding, window=MORNING)
    with village.house.unit_of_work() as uow:
        of_helper = access_codes.c.helper_id.is_not(None)
        late = WEDDING.end + AN_HOUR
        uow.connection.execute(update(access_codes).where(of_helper).values(valid_until=late))
        uow.commit()

    assert verify(village.house) == (
        f"I10: a helper's code of booking {wedding.booking.id} is valid outside of its time",
    )
