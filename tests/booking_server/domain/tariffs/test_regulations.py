"""The published regulations, entered as data only; each vector with its figures."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from booking_server.domain.tariffs.cancellation import cancellation_fee
from booking_server.domain.tariffs.pricing import price
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.tariffs.versions import applying
from booking_server.domain.uses import Purpose, UserGroup
from calendars.local_time import from_local, local_date, to_local
from calendars.period import Period
from tests.booking_server.domain.tariffs.cases import a_use, cents, regulation

WIESENBURG = (regulation("wiesenburg_2020"), regulation("wiesenburg_2021"))
BERNSDORF = regulation("bernsdorf_2024")
BORGSTEDT = regulation("borgstedt_2016")
NUSSBAUM = regulation("nussbaum")
BODENFELDE = regulation("bodenfelde_2016")
MICHENDORF = regulation("michendorf")
BAERENBACH = regulation("baerenbach_2024")


def in_wiesenburg(use: PricedUse) -> Quote:
    version = applying(WIESENBURG, booked_on=use.booked_on, used_on=local_date(use.period.start))
    assert version is not None
    return price(version, use)


class TestT1WiesenburgMark:
    def test_benken_private_2_days_in_2021_costs_90(self) -> None:
        quote = in_wiesenburg(a_use("2021-06-05 10:00", "2021-06-06 20:00", hall="dgh-benken"))

        assert quote.total_cents == 90_00
        assert [(line.quantity, line.unit, line.unit_cents) for line in quote.lines] == [(2, "Tag", 45_00)]
        assert quote.is_final

    def test_benken_commercial_1_day_in_2021_costs_90(self) -> None:
        use = a_use("2021-06-05 10:00", "2021-06-05 20:00", hall="dgh-benken", purpose=Purpose.COMMERCIAL)

        assert in_wiesenburg(use).total_cents == 90_00

    def test_the_same_dated_2020_costs_76_and_76(self) -> None:
        private = a_use("2020-06-06 10:00", "2020-06-07 20:00", hall="dgh-benken")
        commercial = a_use(
            "2020-06-06 10:00", "2020-06-06 20:00", hall="dgh-benken", purpose=Purpose.COMMERCIAL
        )

        assert (in_wiesenburg(private).total_cents, in_wiesenburg(commercial).total_cents) == (76_00, 76_00)

    def test_schmerwitz_private_1_day_in_2021_costs_30(self) -> None:
        assert (
            in_wiesenburg(a_use("2021-06-05 10:00", "2021-06-05 20:00", hall="dgh-schmerwitz")).total_cents
            == 30_00
        )

    def test_reetz_costs_45_and_the_hall_of_lehnsdorf_50(self) -> None:
        reetz = a_use("2021-06-05 10:00", "2021-06-05 20:00", hall="dgh-reetz")
        lehnsdorf = replace(reetz, hall="dgh-lehnsdorf", spaces=("saal",), is_whole_hall=False)

        assert in_wiesenburg(reetz).total_cents == 45_00
        assert in_wiesenburg(lehnsdorf).total_cents == 50_00

    def test_the_club_room_of_lehnsdorf_is_agreed_on_its_own(self) -> None:
        both = a_use(
            "2021-06-05 10:00", "2021-06-05 20:00", hall="dgh-lehnsdorf", spaces=("saal", "vereinsraum")
        )

        quote = in_wiesenburg(both)

        assert quote.total_cents == 50_00
        assert quote.open_points == (
            "Dorfgemeinschaftshaus Lehnsdorf, Vereinsraum: Der Vereinsraum wird gesondert vereinbart."
            " Das entscheidet die Gemeinde.",
        )

    @pytest.mark.parametrize(("decisive", "total"), [("USED", 90_00), ("BOOKED", 76_00)])
    def test_whether_the_booked_or_the_used_date_counts_is_an_explicit_policy(
        self, decisive: str, total: int
    ) -> None:
        use = a_use("2021-01-02 10:00", "2021-01-03 20:00", hall="dgh-benken", booked_on=date(2020, 12, 1))
        versions = [replace(one, decisive=type(one.decisive)[decisive]) for one in WIESENBURG]

        version = applying(versions, booked_on=use.booked_on, used_on=local_date(use.period.start))

        assert version is not None
        assert price(version, use).total_cents == total


class TestT2Bernsdorf:
    def test_private_1_day_costs_240(self) -> None:
        quote = price(BERNSDORF, a_use())

        assert cents(quote) == [190_00, 50_00]
        assert quote.is_final

    def test_private_2_days_go_to_a_person_and_utilities_are_metered(self) -> None:
        quote = price(BERNSDORF, a_use("2026-11-14 10:00", "2026-11-15 20:00"))

        assert cents(quote) == [190_00]
        assert not quote.is_final
        assert quote.open_points == (
            "Private Nutzung: Für den 2. Tag nennt die Entgeltordnung keinen Preis."
            " Das entscheidet die Gemeinde.",
            "Nebenkosten: nach Verbrauch. Den Preis je Einheit nennt die Entgeltordnung nicht."
            " Das entscheidet die Gemeinde.",
        )

    def test_commercial_3_days_cost_380_and_200_for_each_further_day(self) -> None:
        quote = price(BERNSDORF, a_use("2026-11-13 10:00", "2026-11-15 20:00", purpose=Purpose.COMMERCIAL))

        assert cents(quote) == [380_00, 400_00]


class TestT3Borgstedt:
    SATURDAY = ("2026-11-14 11:00", "2026-11-15 11:00")

    def test_large_hall_and_kitchen_from_saturday_11_to_sunday_11_cost_115_and_a_deposit_of_230(self) -> None:
        quote = price(BORGSTEDT, a_use(*self.SATURDAY, spaces=("grosser-saal", "teekueche")))

        assert cents(quote) == [90_00, 25_00]
        assert (quote.total_cents, quote.deposit_cents) == (115_00, 230_00)
        assert quote.is_final

    def test_a_local_club_pays_nothing_and_leaves_no_deposit(self) -> None:
        use = a_use(*self.SATURDAY, spaces=("grosser-saal", "teekueche"), group=UserGroup.LOCAL_CLUB)

        quote = price(BORGSTEDT, use)

        assert (quote.total_cents, quote.deposit_cents, quote.is_final) == (0, 0, True)

    def test_private_5_hours_with_kitchen_cost_40(self) -> None:
        use = a_use("2026-11-14 14:00", "2026-11-14 19:00", spaces=("grosser-saal", "teekueche"))

        assert cents(price(BORGSTEDT, use)) == [30_00, 10_00]

    @pytest.mark.parametrize(
        ("end", "total"), [("18:00", 20_00), ("18:01", 30_00), ("20:00", 30_00), ("22:00", 40_00)]
    )
    def test_each_bracket_ends_with_its_hour(self, end: str, total: int) -> None:
        use = a_use("2026-11-14 14:00", f"2026-11-14 {end}", spaces=("grosser-saal",))

        assert price(BORGSTEDT, use).total_cents == total

    def test_9_hours_cost_a_day(self) -> None:
        use = a_use("2026-11-14 12:00", "2026-11-14 21:00", spaces=("grosser-saal", "teekueche"))

        assert price(BORGSTEDT, use).total_cents == 115_00


class TestT5Nussbaum:
    METERS = {"wasser": Decimal(3), "strom": Decimal(40)}  # noqa: RUF012

    def test_a_local_party_in_hall_and_kitchen_on_15_november_costs_229(self) -> None:
        use = a_use("2026-11-15 12:00", "2026-11-15 23:00", spaces=("halle", "kueche"), readings=self.METERS)

        quote = price(NUSSBAUM, use)

        assert cents(quote) == [95_00, 50_00, 25_00, 25_00, 18_00, 16_00]
        assert quote.total_cents == 229_00

    def test_meters_not_read_yet_are_charged_later(self) -> None:
        quote = price(NUSSBAUM, a_use("2026-11-15 12:00", "2026-11-15 23:00", spaces=("halle", "kueche")))

        assert quote.total_cents == 195_00
        assert [charge.line(self.METERS[charge.code]).cents for charge in quote.later] == [18_00, 16_00]

    @pytest.mark.parametrize(
        ("start", "heated"),
        [("2026-03-31 23:00", True), ("2026-04-01 00:00", False), ("2026-09-30 23:59", False)],
    )
    def test_the_start_decides_about_heating_at_the_boundary(self, start: str, heated: bool) -> None:
        end = f"{start[:10]} 23:59:30"
        quote = price(NUSSBAUM, a_use(start, end, spaces=("halle",)))

        assert any("Heizkosten" in line.text for line in quote.lines) == heated

    def test_a_commercial_event_of_a_club_over_4_days_in_all_rooms_costs_660_and_cleaning(self) -> None:
        use = a_use(
            "2026-05-01 10:00",
            "2026-05-04 20:00",
            spaces=("halle", "sitzungsraum", "kueche"),
            purpose=Purpose.COMMERCIAL,
            group=UserGroup.LOCAL_CLUB,
            club="VfL Nußbaum",
        )

        quote = price(NUSSBAUM, use)

        assert cents(quote)[:3] == [220_00, 170_00, 2 * 135_00]
        assert sum(cents(quote)[:3]) == 660_00
        assert cents(quote)[3:] == [25_00, 15_00]
        assert [charge.unit for charge in quote.later] == ["m³", "kWh"]

    def test_a_meeting_of_the_landfrauen_is_free(self) -> None:
        use = a_use(
            spaces=("sitzungsraum",), purpose=Purpose.MEETING, group=UserGroup.LOCAL_CLUB, club="Landfrauen"
        )

        quote = price(NUSSBAUM, use)

        assert (quote.total_cents, quote.is_final) == (0, True)

    def test_a_party_of_the_landfrauen_costs_what_it_costs_others(self) -> None:
        party = a_use("2026-11-15 12:00", "2026-11-15 23:00", spaces=("halle", "kueche"))
        of_the_club = replace(party, group=UserGroup.LOCAL_CLUB, club="Landfrauen")

        assert price(NUSSBAUM, of_the_club) == price(NUSSBAUM, party)

    def test_a_concert_nobody_has_set_a_price_for_goes_to_a_person(self) -> None:
        quote = price(NUSSBAUM, a_use(spaces=("halle",), purpose=Purpose.PUBLIC_EVENT))

        assert quote.open_points == (
            "Große Halle: Für diese Nutzung („Öffentliche Veranstaltung“, Einwohnerin oder Einwohner)"
            " nennt die Entgeltordnung keinen Preis. Das entscheidet die Gemeinde.",
        )


class TestT8Bodenfelde:
    def test_1_day_costs_90_and_a_deposit_of_100_due_7_days_before(self) -> None:
        quote = price(BODENFELDE, a_use("2026-11-14 10:00", "2026-11-14 23:00"))

        assert (quote.total_cents, quote.deposit_cents) == (90_00, 100_00)
        assert quote.due_on == date(2026, 11, 7)

    def test_2_hours_in_each_of_40_weeks_cost_240_over_both_clock_changes(self) -> None:
        first = a_use("2026-09-01 19:00", "2026-09-01 21:00", is_series=True)
        quotes = [
            price(BODENFELDE, replace(first, period=later_by_weeks(first.period, week))) for week in range(40)
        ]

        assert {quote.total_cents for quote in quotes} == {6_00}
        assert sum(quote.total_cents for quote in quotes) == 240_00
        assert {quote.deposit_cents for quote in quotes} == {0}


def later_by_weeks(period: Period, weeks: int) -> Period:
    ends = (to_local(end).replace(tzinfo=None) + timedelta(weeks=weeks) for end in (period.start, period.end))
    return Period(*(from_local(end) for end in ends))


STARTS = a_use("2026-11-20 10:00", "2026-11-20 20:00").period.start


class TestT11Michendorf:
    QUOTE = price(MICHENDORF, a_use("2026-11-20 10:00", "2026-11-20 20:00"))

    def cancelled(self, days_before: int) -> int:
        now = STARTS - timedelta(days=days_before)
        return cancellation_fee(MICHENDORF, self.QUOTE, starts_at=STARTS, now=now).cents

    def test_each_invoice_costs_11_for_administration(self) -> None:
        assert cents(self.QUOTE) == [60_00, 11_00]

    def test_group_1_is_free_and_gets_no_invoice(self) -> None:
        quote = price(MICHENDORF, a_use(group=UserGroup.MUNICIPALITY))

        assert (quote.total_cents, quote.is_final) == (0, True)

    def test_cancelled_8_days_before_costs_nothing_not_even_the_11(self) -> None:
        assert self.cancelled(8) == 0

    def test_cancelled_7_days_before_costs_nothing(self) -> None:
        assert self.cancelled(7) == 0

    def test_cancelled_6_days_before_nothing_is_waived(self) -> None:
        assert self.cancelled(6) == 71_00


class TestBaerenbach:
    """Bürgerhaus of the Ortsgemeinde Bärenbach (Rhineland-Palatinate), found at baerenbach.de.

    Fees by resolution of 2 December 2024 for the large hall with kitchen and bar, for three days (the day
    of use, one before, one after): funeral 100 rent + 50 running costs + 150 cleaning = 300; private party
    500 + 150 + 200 = 850; event of a club 250 + 150 + 200 = 600; each further day 50. Residents pay half the
    rent of a private party; local clubs get the rent of one event per calendar year waived; the large
    coffee machine comes with an operator for 50.
    """

    @pytest.mark.parametrize(
        ("purpose", "total"),
        [(Purpose.FUNERAL, 300_00), (Purpose.PRIVATE_PARTY, 850_00), (Purpose.CLUB_EVENT, 600_00)],
    )
    def test_the_totals_the_resolution_prints(self, purpose: Purpose, total: int) -> None:
        use = baerenbach(purpose, UserGroup.OUTSIDER)

        assert price(BAERENBACH, use).total_cents == total

    def test_a_resident_pays_half_the_rent_of_a_party(self) -> None:
        quote = price(BAERENBACH, baerenbach(Purpose.PRIVATE_PARTY, UserGroup.RESIDENT))

        assert cents(quote) == [250_00, 150_00, 200_00]
        assert "50 % von" in quote.lines[0].text

    def test_a_fifth_day_makes_100_more(self) -> None:
        use = baerenbach(Purpose.CLUB_EVENT, UserGroup.OUTSIDE_CLUB, days=5)

        assert cents(price(BAERENBACH, use)) == [250_00, 2 * 50_00, 150_00, 200_00]

    def test_whether_residents_get_further_days_cheaper_too_is_not_said(self) -> None:
        quote = price(BAERENBACH, baerenbach(Purpose.PRIVATE_PARTY, UserGroup.RESIDENT, days=4))

        assert len(quote.open_points) == 1

    @pytest.mark.parametrize(("used", "total"), [(0, 350_00), (1, 600_00)])
    def test_a_local_club_gets_the_rent_of_one_event_a_year_waived(self, used: int, total: int) -> None:
        use = replace(
            baerenbach(Purpose.CLUB_EVENT, UserGroup.LOCAL_CLUB),
            club="Karnevalsverein",
            free_uses={"erste-vereinsveranstaltung": used},
        )

        assert price(BAERENBACH, use).total_cents == total

    def test_the_coffee_machine_costs_50_and_is_asked_about(self) -> None:
        use = baerenbach(Purpose.FUNERAL, UserGroup.RESIDENT)

        assert price(BAERENBACH, replace(use, answers=(("kaffeemaschine", "ja"),))).total_cents == 350_00
        assert price(BAERENBACH, replace(use, answers=())).open_points == (
            "Die Frage „Brauchen Sie die große Kaffeemaschine?“ ist noch nicht beantwortet.",
        )


def baerenbach(purpose: Purpose, group: UserGroup, *, days: int = 3) -> PricedUse:
    return a_use(
        "2026-06-05 10:00",
        f"2026-06-{4 + days:02d} 20:00",
        purpose=purpose,
        group=group,
        answers=(("kaffeemaschine", "nein"),),
    )
