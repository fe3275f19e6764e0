"""Handing over and taking back, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NotFound, NotPermitted, TransitionNotAllowed
from booking_server.domain.handover.errors import DepositWaits, PhotoRefused, SignedMeanwhile
from booking_server.domain.handover.protocol import Broken, Finding, Protocol, ProtocolKind, Statement
from booking_server.domain.handover.readings import Meter, Reading
from booking_server.domain.money.errors import DepositNotBalanced
from booking_server.domain.money.invoices import InvoiceKind
from booking_server.domain.tariffs.quote import Quote
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.foundation.photos import LONGEST_SIDE, small_photo
from booking_server.services.handover import defects, handover
from booking_server.services.handover.handover import Entry
from booking_server.services.money.accounts import account_of
from booking_server.services.operation.retention import keep_terms
from booking_server.services.operation.verify import verify
from booking_server.storage.tables import handover_photos, handover_protocols
from booking_server.web.forms.handover_form import empty_handover_form
from tests.booking_server.domain.money.sums import WIESENBURG
from tests.booking_server.domain.test_handover import NUSSBAUM
from tests.builders import Village, a_request

HANDOVER, RETURN = ProtocolKind.HANDOVER, ProtocolKind.RETURN
NAMES = {"keeper": "Frau Stolle", "organizer": "Anna Lehmann"}


def power(value: str, **more: Any) -> Statement:
    """What both sides state when only the power meter was read."""
    reading = Reading(Meter("strom", "Strom", "kWh"), Decimal(value))
    water = Reading(Meter("wasser", "Wasser", "m³"), Decimal(7))
    return replace(Statement((reading, water), **NAMES), **more)


def priced(village: Village, *, has_account: bool = True, quote: Quote = NUSSBAUM, **changes: Any) -> Booking:
    """The wedding at a hall whose power is metered; it has just begun."""
    booking = bookings.book(village.house, a_request(**changes)).booking
    with village.house.unit_of_work() as uow:
        if has_account:
            uow.payees.save(replace(WIESENBURG, municipality_id=village.cast.municipality.id))
        uow.quotes.add(booking.id, quote)
        uow.commit()
    village.clock.now = booking.period.start  # nothing is taken back before it was used
    return booking


def sign(
    village: Village, booking: Booking, kind: ProtocolKind, stated: Statement, key: str, **more: object
) -> Protocol:
    """Frau Stolle signs with the organizer."""
    entry = Entry(key * 16, 0, stated)
    return handover.sign(village.house, village.cast.frau_stolle, booking.id, kind, replace(entry, **more))


def a_jpeg(width: int = 60, height: int = 40, **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG", **more)
    return out.getvalue()


def test_a_use_is_settled_from_the_readings_and_the_deposit_goes_back(village: Village) -> None:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("1000"), "a", deposit_cents=10000)
    assert booking_by_id(village.house, booking.id).status_word == "läuft"

    signed = sign(village, booking, RETURN, power("1040"), "b", pays_back_now=True)

    page = booking_by_id(village.house, booking.id)
    assert (signed.settlement.total_cents, signed.settlement.back_cents) == (1600, 8400)
    assert page.status_word == "abgerechnet"
    assert page.account.deposit is not None
    assert "84,00\N{NO-BREAK SPACE}€ zurückgezahlt (bar)" in page.account.deposit.words()
    state = page.account.standing(InvoiceKind.SETTLEMENT)
    assert state is not None
    assert (state.invoice.total_cents, state.open_cents) == (1600, 0)
    assert verify(village.house) == ()


def test_until_the_deposit_went_back_the_hall_is_only_returned(village: Village) -> None:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("1000"), "a", deposit_cents=10000)

    sign(village, booking, RETURN, power("1000"), "b")

    assert booking_by_id(village.house, booking.id).status_word == "zurückgegeben"


def test_a_form_sent_twice_is_one_protocol_and_one_deposit(village: Village) -> None:
    booking = priced(village)

    first, again = (sign(village, booking, HANDOVER, power("5"), "a", deposit_cents=10000) for _ in range(2))

    assert first == again
    account = booking_by_id(village.house, booking.id).account
    assert account.deposit is not None
    assert account.deposit.received_cents == 10000


def test_a_correction_of_a_cash_deposit_says_what_came_in_instead(village: Village) -> None:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("5"), "a", deposit_cents=10000)

    held = []
    for version, cents in enumerate((5000, 5000, 12000, 0), start=1):
        sign(
            village, booking, HANDOVER, power("5"), "bcde"[version - 1], based_on=version, deposit_cents=cents
        )
        deposit = booking_by_id(village.house, booking.id).account.deposit
        assert deposit is not None
        held.append(deposit.held_cents)

    assert held == [5000, 5000, 12000, 0]
    assert deposit.moves[1].reason == "Übergabe berichtigt"
    assert verify(village.house) == ()


def test_a_deposit_that_went_back_is_corrected_no_more(village: Village) -> None:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("5"), "a", deposit_cents=10000)
    sign(village, booking, RETURN, power("5"), "b", pays_back_now=True)

    with pytest.raises(DepositNotBalanced, match="schon abgerechnet"):
        sign(village, booking, HANDOVER, power("5"), "c", based_on=1, deposit_cents=5000)


def test_a_correction_begins_with_the_cash_that_was_noted(village: Village) -> None:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("5"), "a", deposit_cents=5000)

    found = handover.open_handover(village.house, village.cast.frau_stolle, booking.id)

    assert empty_handover_form(found, HANDOVER, "Frau Stolle")["deposit"] == "50,00"


def test_of_two_who_sign_at_once_the_second_is_told(village: Village) -> None:
    booking = priced(village)

    def attempt(key: str) -> str:
        try:
            sign(village, booking, RETURN, power("5"), key)
        except SignedMeanwhile as error:
            return error.message
        return "signed"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(attempt, "abcd"))

    assert answers.count("signed") == 1
    assert all("von Frau Stolle. Es wurde nichts doppelt gespeichert" in one for one in answers[:3])
    assert len(booking_by_id(village.house, booking.id).protocols) == 1


def test_a_correction_is_a_new_version_and_settles_anew(village: Village) -> None:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("1000"), "a")
    wrong = sign(village, booking, RETURN, power("1400", findings=(Finding("Fenster"),)), "b")

    right = sign(village, booking, RETURN, power("1040"), "c", based_on=1)

    page = booking_by_id(village.house, booking.id)
    standing = page.account.standing(InvoiceKind.SETTLEMENT)
    assert (wrong.version, right.version, right.title) == (1, 2, "Rückgabe-Protokoll, Berichtigung 1")
    assert [one.stated.readings[0].value for one in page.protocols if one.kind is RETURN] == [1400, 1040]
    assert standing is not None
    assert standing.invoice.total_cents == 1600
    assert [one.text for one in right.stated.findings] == ["Fenster"]
    (hall,) = defects.of_person(village.house, village.cast.frau_stolle)
    assert len(hall.defects) == 1, "a correction reports nothing twice"


def test_a_signed_protocol_is_never_changed_by_any_program(village: Village) -> None:
    sign(village, priced(village), HANDOVER, power("1"), "a")

    with pytest.raises(DBAPIError), village.house.unit_of_work() as uow:
        uow.connection.execute(update(handover_protocols).values(version=9))


def test_while_something_is_open_the_deposit_stays(village: Village) -> None:
    booking = priced(village)
    sign(village, booking, HANDOVER, power("1000"), "a", deposit_cents=10000)
    broken = power("1000", broken=(Broken("breakage", "Spiegel", 1, None),))

    with pytest.raises(DepositWaits, match=r"wählen Sie „später“.*1 x Spiegel"):
        sign(village, booking, RETURN, broken, "b", pays_back_now=True)
    signed = sign(village, booking, RETURN, broken, "b")

    assert signed.settlement.open_points
    assert booking_by_id(village.house, booking.id).status_word == "zurückgegeben"


def test_without_an_account_the_return_is_signed_and_the_invoice_left_open(village: Village) -> None:
    booking = priced(village, has_account=False)
    sign(village, booking, HANDOVER, power("1000"), "a")

    signed = sign(village, booking, RETURN, power("1040"), "b")

    assert "noch kein Konto eingetragen" in signed.settlement.open_points[-1]
    with village.house.reading() as uow:
        assert account_of(uow, booking.id).states == ()


def test_only_a_confirmed_booking_is_handed_over(village: Village) -> None:
    requested = bookings.book(village.house, a_request("dgh-schlamau")).booking

    with pytest.raises(TransitionNotAllowed, match="nur eine bestätigte"):
        handover.sign(
            village.house, village.cast.herr_krueger, requested.id, HANDOVER, Entry("a" * 16, 0, power("1"))
        )


def test_nobody_hands_over_a_foreign_hall(village: Village) -> None:
    booking = priced(village)

    for stranger in (village.cast.herr_krueger, village.cast.frau_richter):
        with pytest.raises(NotPermitted):
            handover.sign(village.house, stranger, booking.id, HANDOVER, Entry("a" * 16, 0, power("1")))
        with pytest.raises(NotPermitted):
            handover.keep_photo(village.house, stranger, booking.id, a_jpeg(), field="photo_0")


def test_a_photo_loses_its_place_and_most_of_its_pixels() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Zeisigphone"

    small = small_photo(a_jpeg(4000, 3000, exif=exif), field="photo_0")

    with Image.open(BytesIO(small)) as photo:
        assert photo.size == (LONGEST_SIDE * 3 // 4, LONGEST_SIDE)
        assert dict(photo.getexif()) == {}
    assert b"Zeisigphone" not in small


def a_bomb() -> bytes:
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GIF89a" + b"\0" * 100, "kein Foto"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kein Foto"),
        (b"", "kein Foto"),
        (a_jpeg()[:300], "kein Foto"),
        (a_bomb(), "Foto"),
        (b"\xff\xd8" + b"\0" * 13 * 1024 * 1024, "größer als 12 MB"),
    ],
    ids=["gif", "svg", "nothing", "cut", "bomb", "huge"],
)
def test_what_is_no_photo_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(PhotoRefused, match=why):
        small_photo(data, field="photo_0")


def test_a_defect_is_open_until_it_is_mended(village: Village) -> None:
    house, stolle, booking = village.house, village.cast.frau_stolle, priced(village)
    photo = handover.keep_photo(house, stolle, booking.id, a_jpeg(), field="photo_0")
    sign(village, booking, HANDOVER, power("1", findings=(Finding("Fenster klemmt", (photo,)),)), "a")
    (hall,) = defects.of_person(house, stolle)

    defects.mark(house, stolle, hall.defects[0].id, done=True)

    (after,) = defects.of_person(house, stolle)
    assert (hall.open_count, after.open_count) == (1, 0)
    with pytest.raises(NotPermitted):
        defects.mark(house, village.cast.herr_krueger, hall.defects[0].id, done=False)


def test_protocols_and_photos_go_with_their_booking_s_names(village: Village) -> None:
    booking = priced(village)
    photo = handover.keep_photo(
        village.house, village.cast.frau_stolle, booking.id, a_jpeg(), field="photo_0"
    )
    sign(village, booking, HANDOVER, power("1", findings=(Finding("Fenster", (photo,)),)), "a")

    with village.house.unit_of_work() as uow:
        uow.retention.anonymise_bookings([booking.id])
        uow.commit()

    with village.house.reading() as uow:
        assert uow.connection.execute(select(handover_protocols)).all() == []
        assert uow.connection.execute(select(handover_photos)).all() == []


def test_a_photo_that_no_protocol_names_is_deleted_after_two_days_with_proof(village: Village) -> None:
    house, keeper, booking = village.house, village.cast.frau_stolle, priced(village)
    used, left = (handover.keep_photo(house, keeper, booking.id, a_jpeg(), field="photo_0") for _ in range(2))
    stated = power("1000", findings=(Finding("Kratzer an der Tür", (used,)),))
    sign(village, booking, HANDOVER, stated, "a")
    village.clock.forward(hours=47)
    assert keep_terms(house)["photos"] == 0
    village.clock.forward(hours=2)

    assert keep_terms(house)["photos"] == 1

    assert handover.find_photo(house, keeper, used)
    with pytest.raises(NotFound):
        handover.find_photo(house, keeper, left)
    with house.reading() as uow:
        (proof,) = [one for one in uow.retention.proofs() if one.data_class == "photos"]
    assert proof.removed == 1
