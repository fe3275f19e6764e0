"""Every kind of rule a regulation may have, each on its own."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from booking_server.domain.tariffs.cancellation import cancellation_fee
from booking_server.domain.tariffs.case import case_of
from booking_server.domain.tariffs.pricing import price
from booking_server.domain.tariffs.quote import ChargeKind, Quote
from booking_server.domain.tariffs.schedule import Decisive
from booking_server.domain.tariffs.versions import applying
from booking_server.domain.uses import Purpose, UserGroup
from tests.booking_server.domain.tariffs.cases import a_use, cents, period, rent, written

HALL = '[[miete]]\ntext = "Saal"\nraeume = "jede-buchung"\nje_tag = "100,00"\n'


def with_hall(rules: str, head: str = "", **facts: object) -> Quote:
    """Return the price of a use where the hall costs 100.00 a day and these rules come on top."""
    return price(written(f"{HALL}{rules}", head), a_use(**facts))  # type: ignore[arg-type]


class TestPrices:
    def test_per_day(self) -> None:
        quote = rent('je_tag = "45,00"', start="2026-11-14 10:00", end="2026-11-16 20:00")

        assert (cents(quote), quote.lines[0].quantity) == ([135_00], 3)

    def test_per_day_falling_with_the_days(self) -> None:
        falling = 'je_tag = ["220,00", "170,00", "135,00"]'

        assert cents(rent(falling, end="2026-11-17 20:00")) == [220_00, 170_00, 270_00]
        assert cents(rent(falling)) == [220_00]

    def test_a_package_of_days(self) -> None:
        package = 'paket = { tage = 2, preis = "80,00", weiterer_tag = "30,00" }'
        silent = 'paket = { tage = 2, preis = "80,00", weiterer_tag = "offen" }'

        assert cents(rent(package)) == [80_00]
        assert cents(rent(package, end="2026-11-17 20:00")) == [80_00, 60_00]
        assert not rent(silent, end="2026-11-17 20:00").is_final

    @pytest.mark.parametrize(("end", "total"), [("19:00", 12_00), ("19:01", 18_00), ("20:00", 24_00)])
    def test_per_started_half_hour(self, end: str, total: int) -> None:
        assert (
            rent('je_stunde = { preis = "12,00", takt_minuten = 30 }', end=f"2026-11-14 {end}").total_cents
            == total
        )

    def test_per_hour_within_bounds(self) -> None:
        bounded = (
            'je_stunde = { preis = "10,00", takt_minuten = 60, mindestens = "20,00", hoechstens = "40,00" }'
        )

        assert rent(bounded, end="2026-11-14 19:00").total_cents == 20_00
        assert rent(bounded, end="2026-11-14 21:00").total_cents == 30_00
        assert rent(bounded, end="2026-11-14 23:30").total_cents == 40_00

    @pytest.mark.parametrize(("night", "hours"), [("2026-10-24", 9), ("2026-03-28", 7), ("2026-06-06", 8)])
    def test_a_night_is_priced_by_the_hours_that_really_pass(self, night: str, hours: int) -> None:
        next_day = (date.fromisoformat(night) + timedelta(days=1)).isoformat()
        quote = rent(
            'je_stunde = { preis = "10,00", takt_minuten = 60 }',
            start=f"{night} 22:00",
            end=f"{next_day} 06:00",
        )

        assert quote.total_cents == hours * 10_00

    def test_a_bracket_over_the_clock_change_counts_real_hours(self) -> None:
        up_to_8 = 'staffel = [{ bis_stunden = 8, preis = "40,00" }]'

        assert rent(up_to_8, start="2026-06-06 22:00", end="2026-06-07 06:00").total_cents == 40_00
        assert not rent(up_to_8, start="2026-10-24 22:00", end="2026-10-25 06:00").is_final

    def test_a_space_the_regulation_is_silent_about_is_named_as_people_know_it(self) -> None:
        silent = written('[[miete]]\ntext = "Saal"\nraeume = "saal"\npauschal = "5,00"')
        use = a_use(spaces=("saal", "jugendraum"), space_names={"jugendraum": "Jugendraum"})

        (point,) = price(silent, use).open_points

        assert point.startswith("Jugendraum: Für diese Nutzung")

    def test_per_square_metre(self) -> None:
        assert rent('je_qm = "0,50"').total_cents == 60_00
        assert rent('je_qm_und_tag = "0,50"', end="2026-11-15 20:00").total_cents == 120_00
        assert rent('je_qm = "0,50"', spaces=("saal", "kueche")).open_points == (
            "Saal: Die Fläche von kueche ist nicht bekannt. Das entscheidet die Gemeinde.",
        )

    def test_per_person(self) -> None:
        assert rent('je_person = "1,50"', persons=40).total_cents == 60_00
        assert not rent('je_person = "1,50"', persons=0).is_final

    def test_percentage_of_another_price(self) -> None:
        half = '[[miete]]\ntext = "Einwohner"\nraeume = "jede-buchung"\nwenn = { gruppe = "einwohner" }\n'
        schedule = written(f'{half}prozent = {{ von = "voll", satz = 50 }}\n{HALL}code = "voll"')

        assert price(schedule, a_use()).total_cents == 50_00
        assert price(schedule, a_use(group=UserGroup.OUTSIDER)).total_cents == 100_00

    @pytest.mark.parametrize(("fixed", "total"), [(19_99, 0), (20_00, 20_00), (40_00, 40_00), (40_01, 0)])
    def test_a_price_range_takes_both_bounds_and_nothing_outside(self, fixed: int, total: int) -> None:
        quote = rent('code = "saal"\nspanne = { von = "20,00", bis = "40,00" }', fixed={"saal": fixed})

        assert (quote.total_cents, quote.is_final) == (total, total > 0)

    def test_a_range_nobody_fixed_goes_to_a_person(self) -> None:
        quote = rent('spanne = { von = "20,00", bis = "40,00" }')

        assert [(one.low_cents, one.high_cents) for one in quote.ranges] == [(20_00, 40_00)]
        assert quote.open_points == (
            "Saal: Den Preis legt die Gemeinde zwischen 20,00\xa0€ und 40,00\xa0€ fest.",
        )

    def test_nothing_to_pay_is_said_and_not_left_out(self) -> None:
        quote = rent("frei = true")

        assert (cents(quote), quote.lines[0].text, quote.is_final) == ([0], "Saal (entgeltfrei)", True)


class TestConditions:
    @pytest.mark.parametrize(
        ("when", "facts"),
        [
            ('zweck = "trauerfeier"', {"purpose": Purpose.FUNERAL}),
            ('gruppe = ["ortsverein", "auswaertig"]', {"group": UserGroup.OUTSIDER}),
            ('verein = "Landfrauen"', {"club": "LANDFRAUEN"}),
            ('plz = "14827"', {"postcode": "14827"}),
            ('haus = "dgh-benken"', {"hall": "dgh-benken"}),
            ('raum = "kueche"', {"spaces": ("saal", "kueche")}),
            ('wochentag = "so"', {"start": "2026-11-15 10:00", "end": "2026-11-15 12:00"}),
            ("personen = { von = 100 }", {"persons": 100}),
            ("tage = { von = 2 }", {"end": "2026-11-15 12:00"}),
            ("stunden = { ueber = 5 }", {"end": "2026-11-14 23:01"}),
            ("serie = true", {"is_series": True}),
        ],
    )
    def test_a_surcharge_applies_when_its_condition_holds_and_only_then(
        self, when: str, facts: dict[str, object]
    ) -> None:
        rule = f'[[zuschlag]]\ntext = "Z"\nwenn = {{ {when} }}\npauschal = "7,00"'

        assert with_hall(rule, **facts).lines[-1].cents == 7_00
        assert cents(with_hall(rule)) == [100_00]

    @pytest.mark.parametrize(
        ("day", "holds"),
        [("2026-09-30", False), ("2026-10-01", True), ("2027-03-31", True), ("2027-04-01", False)],
    )
    def test_the_start_decides_at_the_boundary_of_a_season(self, day: str, holds: bool) -> None:
        season = 'wenn = { saison = { von = "01.10.", bis = "31.03." } }'
        rule = f'[[zuschlag]]\ntext = "H"\n{season}\npauschal = "7,00"'
        next_day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()

        quote = with_hall(rule, 'kulanz_bis = "06:00"', start=f"{day} 20:00", end=f"{next_day} 02:00")

        assert cents(quote) == ([100_00, 7_00] if holds else [100_00])

    def test_one_of_several_conditions_is_enough(self) -> None:
        rule = '[[zuschlag]]\ntext = "Z"\nwenn = [{ persons }, { zweck = "kurs" }]\npauschal = "7,00"'
        rule = rule.replace("{ persons }", "{ personen = { von = 100 } }")

        assert cents(with_hall(rule, purpose=Purpose.COURSE)) == [100_00, 7_00]
        assert cents(with_hall(rule)) == [100_00]

    def test_what_is_certain_decides_before_an_open_question(self) -> None:
        rule = '[frage.wein]\ntext = "Wein?"\n[[zuschlag]]\ntext = "Z"\n'
        rule += 'wenn = { zweck = "kurs", antworten = { wein = "ja" } }\npauschal = "7,00"'

        assert with_hall(rule).is_final
        assert not with_hall(rule, purpose=Purpose.COURSE).is_final
        assert cents(with_hall(rule, purpose=Purpose.COURSE, answers=(("wein", "nein"),))) == [100_00]


class TestDays:
    @pytest.mark.parametrize(
        ("tag", "start", "end", "days"),
        [
            ('tag = "kalendertag"', "2026-11-14 18:00", "2026-11-15 00:00", 1),
            ('tag = "kalendertag"', "2026-11-14 18:00", "2026-11-15 00:01", 2),
            ('tag = "kalendertag"\nkulanz_bis = "06:00"', "2026-11-14 18:00", "2026-11-15 06:00", 1),
            ('tag = "kalendertag"\nkulanz_bis = "06:00"', "2026-11-14 18:00", "2026-11-15 06:01", 2),
            ('tag = "kalendertag"\nkulanz_bis = "06:00"', "2026-11-15 01:00", "2026-11-15 05:00", 1),
            ('tag = "11:00"', "2026-11-14 11:00", "2026-11-15 11:00", 1),
            ('tag = "11:00"', "2026-11-14 11:00", "2026-11-15 11:01", 2),
            ('tag = "11:00"', "2026-11-14 10:59", "2026-11-14 12:00", 2),
            ('tag = "11:00"', "2026-10-24 11:00", "2026-10-25 11:00", 1),
            ('tag = "11:00"', "2026-03-28 11:00", "2026-03-29 11:00", 1),
            ('tag = "24-stunden"', "2026-11-14 18:00", "2026-11-15 18:00", 1),
            ('tag = "24-stunden"', "2026-10-24 18:00", "2026-10-25 18:00", 2),
        ],
    )
    def test_a_day_is_what_the_regulation_calls_one(self, tag: str, start: str, end: str, days: int) -> None:
        assert written(HALL, tag).day.count(period(start, end)) == days

    @pytest.mark.parametrize(
        ("start", "end", "days"),
        [
            ("2026-11-14 11:00", "2026-11-15 11:00", 1),
            ("2026-11-14 11:00", "2026-11-16 11:00", 2),
            ("2026-10-24 11:00", "2026-10-25 11:00", 1),
        ],
    )
    @pytest.mark.parametrize("tag", ['tag = "kalendertag"', 'tag = "24-stunden"', 'tag = "10:00"'])
    def test_in_a_hall_let_by_whole_days_its_own_days_count(
        self, tag: str, start: str, end: str, days: int
    ) -> None:
        use = a_use(start, end, spaces=("saal",), booking_day=time(11))

        assert case_of(written(HALL, tag), use).days == days


class TestOnTop:
    def test_equipment_lent_per_piece_is_asked_for_in_the_form(self) -> None:
        rule = '[frage.stuehle]\ntext = "Wie viele Stühle?"\nanzahl_bis = 50\n'
        rule += '[[zuschlag]]\ntext = "Stühle"\nje_stueck = { preis = "0,50", frage = "stuehle" }'

        assert cents(with_hall(rule, answers=(("stuehle", "30"),))) == [100_00, 15_00]
        assert cents(with_hall(rule, answers=(("stuehle", "0"),))) == [100_00]
        assert not with_hall(rule).is_final
        assert not with_hall(rule, answers=(("stuehle", "51"),)).is_final

    def test_cleaning_on_demand_and_breakage_come_later(self) -> None:
        rules = '[[zuschlag]]\ncode = "putzen"\ntext = "Reinigung"\npauschal = "60,00"\nbei_bedarf = true\n'
        rules += 'art = "reinigung"\n[[bruch]]\ntext = "Teller"\nje_stueck = "3,00"'

        quote = with_hall(rules)

        assert quote.total_cents == 100_00
        assert [(one.kind, one.unit_cents) for one in quote.later] == [
            (ChargeKind.CLEANING, 60_00),
            (ChargeKind.BREAKAGE, 3_00),
        ]
        assert quote.later[1].line(Decimal(2)).cents == 6_00

    def test_meters_are_read_or_open(self) -> None:
        rule = '[[zuschlag]]\ncode = "strom"\ntext = "Strom"\nverbrauch = { preis = "0,33", einheit = "kWh" }'

        assert cents(with_hall(rule, readings={"strom": Decimal("40.5")})) == [100_00, 13_37]
        assert [one.code for one in with_hall(rule).later] == ["strom"]
        assert with_hall(rule).is_final

    def test_a_percentage_of_the_rent_may_be_added_or_taken_off(self) -> None:
        more = '[[zuschlag]]\ntext = "Auswärtige"\nprozent = { von = "miete", satz = 25 }'
        less = '[[zuschlag]]\ntext = "Nachlass"\nprozent = { von = "miete", satz = -100 }\n'

        assert cents(with_hall(more)) == [100_00, 25_00]
        assert cents(with_hall(less + less)) == [100_00, -100_00, 0]

    def test_the_deposit_is_fixed_or_a_multiple_of_the_rent(self) -> None:
        rules = '[[kaution]]\nwenn = { zweck = "kurs" }\nfrei = true\n'
        rules += '[[kaution]]\nwenn = { gruppe = "einwohner" }\nmietfaches = 2\n'
        rules += '[[kaution]]\nwenn = { gruppe = "auswaertig" }\nbetrag = "150,00"'

        assert with_hall(rules).deposit_cents == 200_00
        assert with_hall(rules, group=UserGroup.OUTSIDER).deposit_cents == 150_00
        assert with_hall(rules, purpose=Purpose.COURSE).deposit_cents == 0
        assert not with_hall(rules, group=UserGroup.OUTSIDE_CLUB).is_final

    def test_prices_contain_vat_or_get_it_on_top(self) -> None:
        included = with_hall("", '[umsatzsteuer]\nart = "enthalten"\nsatz = 19')
        added = with_hall("", '[umsatzsteuer]\nart = "zuzueglich"\nsatz = 19')

        assert (included.total_cents, included.vat_shares[0].vat_cents) == (100_00, 15_97)
        assert (cents(added), added.vat_shares[0].vat_cents) == ([100_00, 19_00], 19_00)

    def test_the_fee_of_an_invoice_needs_an_invoice(self) -> None:
        fee = '[rechnung]\ngebuehr = "11,00"'

        assert cents(with_hall(fee)) == [100_00, 11_00]
        free = HALL.replace('je_tag = "100,00"', "frei = true")
        assert cents(price(written(f"{free}{fee}"), a_use())) == [0]


class TestExemptions:
    RULE = '[[befreiung]]\ncode = "fest"\ntext = "Vereine"\nwenn = { gruppe = "ortsverein" }\n'
    RULE += 'umfang = "miete"\nje_jahr = 2\n'

    @pytest.mark.parametrize(("used", "total"), [(0, 0), (1, 0), (2, 100_00), (3, 100_00)])
    def test_a_yearly_quota_is_used_up(self, used: int, total: int) -> None:
        quote = with_hall(self.RULE, group=UserGroup.LOCAL_CLUB, free_uses={"fest": used})

        assert (quote.total_cents, quote.is_final) == (total, True)

    def test_a_quota_nobody_has_counted_goes_to_a_person(self) -> None:
        quote = with_hall(self.RULE, group=UserGroup.LOCAL_CLUB)

        assert quote.total_cents == 100_00
        assert "ist nicht bekannt" in quote.open_points[0]

    def test_only_the_named_parts_are_free(self) -> None:
        rules = f'{self.RULE}[[zuschlag]]\ntext = "Heizung"\npauschal = "9,00"\n[[kaution]]\nbetrag = "50,00"'

        quote = with_hall(rules, group=UserGroup.LOCAL_CLUB, free_uses={"fest": 0})

        assert (cents(quote), quote.deposit_cents) == ([0, 9_00], 50_00)


class TestCancelling:
    STEPS = (
        '[[storno]]\nbis_tage_vorher = 28\nfrei = true\n[[storno]]\nbis_tage_vorher = 7\nbetrag = "45,00"\n'
    )
    STEPS += '[[storno]]\nbis_tage_vorher = 0\nprozent = 80\nvon = "gesamt"\n'

    @pytest.mark.parametrize(
        ("days", "fee"), [(28, 0), (27, 45_00), (7, 45_00), (6, 80_00), (0, 80_00), (-1, None)]
    )
    def test_the_highest_step_still_kept_counts(self, days: int, fee: int | None) -> None:
        schedule = written(f"{HALL}{self.STEPS}")
        use = a_use()
        start = use.period.start

        found = cancellation_fee(
            schedule, price(schedule, use), starts_at=start, now=start - timedelta(days=days)
        )

        assert (None if found.open_points else found.cents) == fee

    def test_days_are_counted_by_the_calendar_and_not_by_hours(self) -> None:
        schedule = written(f"{HALL}{self.STEPS}")
        use = a_use("2026-11-14 08:00")
        late_at_night = period("2026-11-07 23:59", "2026-11-08 00:00")

        def fee(now: object) -> int:
            return cancellation_fee(schedule, price(schedule, use), starts_at=use.period.start, now=now).cents  # type: ignore[arg-type]

        assert (fee(late_at_night.start), fee(late_at_night.end)) == (45_00, 80_00)

    @pytest.mark.parametrize(
        ("rules", "said"),
        [
            ("", ""),
            ("[[storno]]\nbis_tage_vorher = 0\nfrei = true\n", ""),
            (
                STEPS,
                "bis 28 Tage vorher kostenlos; bis 7 Tage vorher 45,00\xa0€; später 80 % des Gesamtpreises",
            ),
            (
                '[[storno]]\nbis_tage_vorher = 1\nbetrag = "10,00"\n',
                "bis 1 Tag vorher 10,00\xa0€; später entscheidet die Gemeinde",
            ),
            (
                '[rechnung]\ngebuehr = "11,00"\ngebuehr_entfaellt_bei_storno_bis_tage_vorher = 7\n',
                "weniger als 7 Tage vorher dazu 11,00\xa0€ je Rechnung",
            ),
            (
                f'{STEPS}[rechnung]\ngebuehr = "11,00"\n',
                "bis 28 Tage vorher kostenlos; bis 7 Tage vorher 45,00\xa0€;"
                " später 80 % des Gesamtpreises; zu den Kosten dazu 11,00\xa0€ je Rechnung",
            ),
        ],
    )
    def test_what_cancelling_will_cost_is_told_with_the_price(self, rules: str, said: str) -> None:
        told = price(written(f"{HALL}{rules}"), a_use()).notes

        assert told == ((f"Stornieren: {said}.",) if said else ())

    def test_what_is_free_is_told_without_terms(self) -> None:
        free = written(f'[[miete]]\ntext = "Saal"\nraeume = "jede-buchung"\nfrei = true\n{self.STEPS}')

        assert price(free, a_use()).notes == ()

    def test_a_share_of_an_open_price_is_open(self) -> None:
        schedule = written(f'[[miete]]\ntext = "S"\nraeume = "saal"\noffen = "nach Absprache"\n{self.STEPS}')
        use = a_use()

        fee = cancellation_fee(
            schedule, price(schedule, use), starts_at=use.period.start, now=use.period.start
        )

        assert fee.open_points


class TestVersions:
    def test_each_version_holds_from_its_day_on(self) -> None:
        old = written(HALL)
        new = written(HALL.replace("100,00", "120,00"), "# neu")
        new = type(new)(**{**{f: getattr(new, f) for f in new.__slots__}, "valid_from": date(2026, 7, 1)})

        def used(day: date) -> object:
            return applying([new, old], booked_on=date(2026, 1, 1), used_on=day)

        assert old.decisive is Decisive.USED
        assert used(date(2026, 6, 30)) is old
        assert used(date(2026, 7, 1)) is new
        assert applying([new], booked_on=date(2026, 1, 1), used_on=date(2026, 6, 30)) is None
