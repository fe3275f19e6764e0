"""Tariffs at work: the price of a booking is kept with it, and a bad file changes nothing."""

import threading
from dataclasses import replace

import pytest

from booking_server.domain.errors import NotPermitted, TransitionNotAllowed
from booking_server.domain.tariffs.errors import (
    DecisionUnexplained,
    PriceOutOfBounds,
    TariffRefused,
    VersionOutdated,
    WaiverOutOfBounds,
)  # fmt: skip
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings.bookings import book
from booking_server.services.bookings.cancellations import cancel, cost_of_cancelling
from booking_server.services.bookings.quoting import hall_prices, look_up
from booking_server.services.money import tariffs
from booking_server.services.requests import price_decisions
from tests.booking_server.tariff_cast import BENKEN, HEAD, publish
from tests.builders import Village, a_request, between

PARTY = Use(Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))
WEDDING_NIGHT = between("2026-10-10 16:00", "2026-10-11 02:00")


def kept(village: Village, booking_id: str) -> Quote:
    with village.house.reading() as uow:
        quote = uow.quotes.of_booking(booking_id)
    assert quote is not None
    return quote


def audit(village: Village, subject: str) -> list[str]:
    with village.house.reading() as uow:
        return [row.action for row in uow.audit.of_subject(subject)]


def test_a_booking_keeps_the_price_it_was_told(village: Village) -> None:
    schedule_id = publish(village)
    told = look_up(village.house, a_request(period=WEDDING_NIGHT, use=PARTY))
    booked = book(village.house, a_request(period=WEDDING_NIGHT, use=PARTY)).booking

    later = BENKEN.replace("2026-01-01", "2026-09-28").replace("45,00", "60,00")
    tariffs.publish(village.house, village.cast.frau_weber, schedule_id, later)

    assert kept(village, booked.id) == told
    assert (kept(village, booked.id).total_cents, kept(village, booked.id).deposit_cents) == (45_00, 100_00)
    new = look_up(village.house, a_request(period=WEDDING_NIGHT, use=PARTY))
    assert new is not None
    assert new.total_cents == 60_00


def test_a_hall_without_a_tariff_has_no_price(village: Village) -> None:
    booked = book(village.house, a_request()).booking

    assert look_up(village.house, a_request()) is None
    with village.house.reading() as uow:
        assert uow.quotes.of_booking(booked.id) is None


def test_drinks_sold_make_a_party_commercial(village: Village) -> None:
    publish(village)
    sold = replace(PARTY, answers=(("getraenke", "ja"),))

    quote = look_up(village.house, a_request(period=WEDDING_NIGHT, use=sold))

    assert quote is not None
    assert [line.text for line in quote.lines] == ["Haus, gewerbliche Nutzung"]


def test_a_question_not_answered_stays_open(village: Village) -> None:
    publish(village)

    quote = look_up(village.house, a_request(use=Use(Purpose.PRIVATE_PARTY)))

    assert quote is not None
    assert quote.open_points == ("Die Frage „Werden Getränke verkauft?“ ist noch nicht beantwortet.",)


def test_before_the_first_version_a_person_names_the_price(village: Village) -> None:
    publish(village, BENKEN.replace("2026-01-01", "2027-01-01"))

    booked = book(village.house, a_request(use=PARTY)).booking

    assert kept(village, booked.id).tariff_version == ""
    assert not kept(village, booked.id).is_final


def test_a_file_with_a_mistake_is_refused_with_its_line_and_the_old_one_stays(village: Village) -> None:
    schedule_id = publish(village)
    bad = BENKEN.replace('je_tag = "45,00"', 'je_tag = "45 Euro"')

    with pytest.raises(TariffRefused) as refused:
        tariffs.publish(village.house, village.cast.frau_weber, schedule_id, bad)

    wrong_line = bad.split("\n").index('je_tag = "45 Euro"') + 1
    assert [mistake.line for mistake in refused.value.mistakes] == [wrong_line]
    quote = look_up(village.house, a_request(period=WEDDING_NIGHT, use=PARTY))
    assert quote is not None
    assert quote.total_cents == 45_00


def test_a_draft_may_have_mistakes_and_changes_no_price(village: Village) -> None:
    schedule_id = publish(village)
    clerk = village.cast.frau_weber

    tariffs.save_draft(village.house, clerk, schedule_id, "unsinn")

    draft = tariffs.open_draft(village.house, clerk, schedule_id)
    assert [mistake.line for mistake in draft.mistakes] == [1]
    assert hall_prices(village.house, village.cast.benken) is not None


def test_a_new_version_begins_no_earlier_than_today_and_the_last_one(village: Village) -> None:
    schedule_id = publish(village)
    backdated = BENKEN.replace("2026-01-01", "2026-06-01").replace("45,00", "1,00")

    with pytest.raises(VersionOutdated, match=r"frühestens ab Mo., 28.09.2026"):
        tariffs.publish(village.house, village.cast.frau_weber, schedule_id, backdated)
    with pytest.raises(VersionOutdated, match="schon veröffentlicht"):
        tariffs.publish(village.house, village.cast.frau_weber, schedule_id, BENKEN)


def test_a_preview_says_what_changes_and_shows_examples(village: Village) -> None:
    schedule_id = publish(village)
    text = BENKEN.replace("2026-01-01", "2027-01-01").replace("45,00", "60,00")

    draft = tariffs.open_draft(village.house, village.cast.frau_weber, schedule_id, text)

    assert draft.changes == ("Haus, private Nutzung: bisher 45,00\xa0€ je Tag, neu 60,00\xa0€ je Tag.",)
    assert {example.hall.slug for example in draft.examples} == {"dgh-benken"}
    single = next(one for one in draft.examples if one.what.endswith("1 Tag, nur Saal"))
    assert [(one.low_cents, one.high_cents) for one in single.quote.ranges] == [(20_00, 40_00)]
    assert any(one.what.endswith("jede Woche 2 Stunden") for one in draft.examples)


def test_nobody_edits_the_tariff_of_another_municipality(village: Village) -> None:
    schedule_id = publish(village)

    for person in (village.cast.herr_voigt, village.cast.frau_stolle):
        with pytest.raises(NotPermitted):
            tariffs.open_draft(village.house, person, schedule_id)
        with pytest.raises(NotPermitted):
            tariffs.publish(village.house, person, schedule_id, BENKEN.replace("45,00", "1,00"))
    with pytest.raises(NotPermitted):
        tariffs.set_halls(village.house, village.cast.frau_weber, schedule_id, ["dgh-luette"])


def test_a_price_is_fixed_inside_its_range_with_a_reason_and_a_log_entry(village: Village) -> None:
    publish(village)
    booked = book(village.house, a_request(space_slugs=("saal",), use=PARTY)).booking
    clerk = village.cast.frau_weber

    assert kept(village, booked.id).ranges
    for cents in (19_99, 40_01):
        with pytest.raises(PriceOutOfBounds, match=r"mindestens 20,00.*höchstens 40,00"):
            price_decisions.fix_price(village.house, clerk, booked.id, "saal", cents, reason="halbe Größe")
    with pytest.raises(DecisionUnexplained):
        price_decisions.fix_price(village.house, clerk, booked.id, "saal", 40_00, reason=" ")
    price_decisions.fix_price(village.house, clerk, booked.id, "saal", 40_00, reason="halbe Größe")

    assert kept(village, booked.id).total_cents == 40_00
    assert kept(village, booked.id).is_final
    assert audit(village, booked.id)[-1] == "price_fixed"


def test_a_waiver_stays_below_what_the_regulation_allows(village: Village) -> None:
    publish(village)
    booked = book(village.house, a_request(period=WEDDING_NIGHT, use=PARTY)).booking
    clerk = village.cast.frau_weber

    with pytest.raises(WaiverOutOfBounds, match="bis 22,50"):
        price_decisions.waive(village.house, clerk, booked.id, 22_51, reason="Jugendgruppe")
    price_decisions.waive(village.house, clerk, booked.id, 20_00, reason="Jugendgruppe")
    with pytest.raises(WaiverOutOfBounds, match="bis 2,50"):
        price_decisions.waive(village.house, clerk, booked.id, 20_00, reason="Jugendgruppe")

    assert kept(village, booked.id).total_cents == 25_00
    assert audit(village, booked.id)[-1] == "fee_waived"


def test_who_may_not_waive_fees_decides_no_price(village: Village) -> None:
    publish(village)
    booked = book(village.house, a_request(period=WEDDING_NIGHT, use=PARTY)).booking

    for person in (village.cast.frau_stolle, village.cast.herr_voigt):
        with pytest.raises(NotPermitted):
            price_decisions.waive(village.house, person, booked.id, 1_00, reason="weil ich es sage")


def test_what_the_regulation_leaves_open_is_decided_by_a_person(village: Village) -> None:
    text = f"""{HEAD}
[[miete]]
text = "Haus"
raeume = "jede-buchung"
je_tag = ["190,00", "offen"]
[[kaution]]
mietfaches = 2
"""
    publish(village, text)
    two_days = between("2026-10-10 10:00", "2026-10-11 20:00")
    booked = book(village.house, a_request(period=two_days)).booking
    rent, deposit = kept(village, booked.id).open_points
    clerk = village.cast.frau_weber

    price_decisions.decide_open_point(
        village.house, clerk, booked.id, rent, 100_00, reason="wie gewerblich", as_deposit=False
    )
    price_decisions.decide_open_point(
        village.house, clerk, booked.id, deposit, 580_00, reason="zweifache Miete", as_deposit=True
    )

    quote = kept(village, booked.id)
    assert (quote.total_cents, quote.deposit_cents, quote.is_final) == (290_00, 580_00, True)
    with pytest.raises(PriceOutOfBounds):
        price_decisions.decide_open_point(
            village.house, clerk, booked.id, rent, 1_00, reason="noch einmal", as_deposit=False
        )


def test_cancelling_early_is_free_and_late_costs_half(village: Village) -> None:
    publish(village)
    booked = book(village.house, a_request(period=WEDDING_NIGHT, use=PARTY)).booking
    with village.house.reading() as uow:
        early = cost_of_cancelling(uow, booked)
    village.clock.forward(days=10)
    with village.house.reading() as uow:
        late = cost_of_cancelling(uow, booked)
    cancel(village.house, booked.id)

    assert early is not None
    assert early.sentence.startswith("Die Stornierung ist jetzt kostenlos.")
    assert late is not None
    assert late.sentence.startswith("Die Stornierung kostet jetzt 22,50\xa0€.")
    with village.house.reading() as uow:
        assert uow.quotes.cancellation_of(booked.id) == 22_50
    with pytest.raises(TransitionNotAllowed):
        price_decisions.waive(village.house, village.cast.frau_weber, booked.id, 1_00, reason="zu spät dafür")


def test_a_request_nobody_said_yes_to_is_withdrawn_for_nothing(village: Village) -> None:
    publish(village, BENKEN, "dgh-schlamau")
    asked = book(village.house, a_request("dgh-schlamau", use=PARTY)).booking

    with village.house.reading() as uow:
        fee = cost_of_cancelling(uow, asked)

    assert fee is not None
    assert fee.cents == 0


def test_two_waivers_at_once_keep_to_the_bound_together(village: Village) -> None:
    publish(village)
    booked = book(village.house, a_request(period=WEDDING_NIGHT, use=PARTY)).booking
    outcomes: list[str] = []

    def waive() -> None:
        try:
            price_decisions.waive(
                village.house, village.cast.frau_weber, booked.id, 15_00, reason="Jugendgruppe"
            )
            outcomes.append("waived")
        except WaiverOutOfBounds:
            outcomes.append("refused")

    threads = [threading.Thread(target=waive) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused"] * 5 + ["waived"]
    assert kept(village, booked.id).total_cents == 30_00
