"""Finding a hall and seeing when it is free."""

from booking_server.services.bookings import bookings
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request, between


def test_the_start_page_lists_the_halls_by_municipality_and_village(visitor: Visitor) -> None:
    page = visitor.open("/")

    assert page.status == 200
    assert page.shows("Wiesenburg/Mark")
    assert page.text.index("Benken") < page.text.index("Reetz") < page.text.index("Schlamau")
    assert page.link("DGH Benken") == "/hallen/dgh-benken"


def test_a_free_hall_on_saturday_is_one_tap_away(visitor: Visitor, village: Village) -> None:
    bookings.book(
        village.house, a_request("dgh-luette", between("2026-10-03 09:00", "2026-10-03 13:00"), persons=9)
    )
    start = visitor.open("/")

    page = visitor.open(start.link("Frei am Sa., 03.10.2026"))

    assert page.shows("Frei am Sa., 03.10.2026: 3 Häuser")
    assert page.shows("Nur zu anderen Stunden frei Lütte DGH Lütte ◐ frei: 08:00–09:00, 13:00–22:00")
    assert page.shows("Benken DGH Benken ○ frei bis 90 Personen")
    assert page.link("DGH Benken") == "/hallen/dgh-benken?datum=2026-10-03"


def test_what_was_asked_stays_in_the_form_and_in_the_address(visitor: Visitor) -> None:
    page = visitor.open("/?datum=2026-10-10&personen=95&stufenfrei=1&kueche=1&zeit=abend&nahe=reetz")

    assert (page.typed("datum"), page.typed("personen"), page.typed("stufenfrei")) == (
        "2026-10-10",
        "95",
        "1",
    )
    assert (page.typed("zeit"), page.typed("nahe")) == ("abend", "reetz")
    assert page.shows("Kein Haus passt zu allem.")
    assert page.shows("Häuser, bei denen das noch nicht bekannt ist, stehen hier nicht.")


def test_a_question_that_cannot_be_read_says_so_at_its_field(visitor: Visitor) -> None:
    for asked, field in (
        ("datum=2026-09-27", "datum"), ("datum=<script>", "datum"), ("datum=2031-01-01", "datum"),
        ("personen=viele", "personen"), ("personen=0", "personen"), ("personen=99999999", "personen"),
    ):  # fmt: skip
        page = visitor.open(f"/?{asked}")

        assert page.status == 400, asked
        assert page.message_at(field), asked
        assert "<script>" not in page.html
        assert page.shows("DGH Benken"), "the halls are there all the same"


def test_english_visitors_search_in_english(visitor: Visitor) -> None:
    page = visitor.open("/en/?datum=2026-10-03&stufenfrei=1&personen=x")

    assert page.shows("Free on Sat, 03.10.2026: 0 halls")
    assert page.shows("Please enter a number, for example 40.")


def test_surveyed_figures_are_marked_as_sample_values(visitor: Visitor) -> None:
    page = visitor.open("/hallen/dgh-benken")

    assert page.shows("Saal: bis 80 Personen Beispielwert")


def test_a_hall_shows_what_is_taken_and_never_by_whom(visitor: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request(space_slugs=("saal",)))

    page = visitor.open("/hallen/dgh-benken?monat=2026-10")

    assert page.shows("Fr., 02.10.2026 ◐ teils belegt ab 16:00 Uhr: Saal")
    assert page.shows("Sa., 03.10.2026 ◐ teils belegt bis 02:00 Uhr: Saal")
    asked = visitor.open("/hallen/dgh-benken?datum=2026-10-03")
    assert asked.shows("teils belegt belegt bis 02:00 Uhr: Saal Die übrige Zeit ist frei. Diesen Tag buchen")
    assert page.shows("So., 04.10.2026 ○ frei")
    assert "Lehmann" not in page.html
    assert "Hochzeit" not in page.html


def test_a_day_taken_from_its_first_to_its_last_minute_cannot_be_picked(
    visitor: Visitor, village: Village
) -> None:
    bookings.book(village.house, a_request(period=between("2026-10-09 12:00", "2026-10-11 00:00")))

    page = visitor.open("/hallen/dgh-benken?monat=2026-10")

    assert page.shows("Sa., 10.10.2026 ● belegt ganztägig: ganzes Haus")
    assert "datum=2026-10-09" in page.html
    assert 'datum=2026-10-10"' not in page.html, "one can wait for it, not book it"
    assert "datum=2026-10-11" in page.html


def test_set_up_and_tidy_up_time_is_shown_as_taken(visitor: Visitor, village: Village) -> None:
    period = between("2026-10-02 16:00", "2026-10-02 20:00")
    bookings.book(village.house, a_request("dgh-reetz", period, space_slugs=("saal",)))

    page = visitor.open("/hallen/dgh-reetz?monat=2026-10")

    assert page.shows("15:30 bis 20:30 Uhr: Saal")


def test_months_follow_each_other_until_the_horizon(visitor: Visitor) -> None:
    page = visitor.open("/hallen/dgh-benken")
    seen = [page.title.partition(",")[2]]
    while 'rel="next"' in page.html:
        page = visitor.open(page.link("→"))
        seen.append(page.title.partition(",")[2])

    assert seen[0] == " September 2026 – Dorfschlüssel"
    assert seen[-1] == " März 2028 – Dorfschlüssel"
    assert len(seen) == 19


def test_a_month_nobody_can_book_in_is_not_a_page(visitor: Visitor) -> None:
    for month in ("2026-08", "2031-01", "2026-13", "x", "2026-10-01", "9999-12"):
        assert visitor.open(f"/hallen/dgh-benken?monat={month}").status == 404, month


def test_a_day_that_is_over_is_not_shown_as_asked_for(visitor: Visitor) -> None:
    for day in ("2026-09-01", "2031-01-01", "x"):
        page = visitor.open(f"/hallen/dgh-benken?datum={day}&personen=<b>")

        assert page.status == 200
        assert page.shows("Jetzt buchen")


def test_a_hall_that_decides_says_so(visitor: Visitor) -> None:
    assert visitor.open("/hallen/dgh-schlamau").shows("Jetzt anfragen")
    assert visitor.open("/hallen/dgh-benken").shows("Jetzt buchen")


def test_looking_at_halls_leaves_no_cookie(visitor: Visitor) -> None:
    for address in ("/", "/hallen/dgh-benken", "/hilfe", "/impressum", "/anmeldenx", "/api/v1/venues"):
        assert "Set-Cookie" not in visitor.open(address).headers, address


def test_a_week_says_room_by_room_when_each_is_taken(visitor: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request(space_slugs=("saal",)))

    page = visitor.open(visitor.open("/hallen/dgh-benken").link("Als Woche ansehen"))

    assert page.shows("Fr., 02.10.2026 Saal ● belegt ab 16:00 Uhr Kueche ○ frei Buchen am Fr., 02.10.2026")
    assert page.shows("Sa., 03.10.2026 Saal ● belegt bis 02:00 Uhr Kueche ○ frei")
    assert visitor.open(page.link("→")).shows("Woche ab Mo., 05.10.2026")
    for week in ("2026-09-27", "2031-01-01", "x", ""):
        assert visitor.open(f"/hallen/dgh-benken?woche={week}").status == 404, week


def test_at_the_end_of_a_month_the_list_goes_on(visitor: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request(space_slugs=("saal",)))

    page = visitor.open("/hallen/dgh-benken")

    assert page.shows("Mi., 30.09.2026 ○ frei")
    assert page.shows("Fr., 02.10.2026 ◐ teils belegt ab 16:00 Uhr: Saal")
    assert page.shows("So., 11.10.2026 ○ frei")
    assert not page.shows("Mo., 12.10.2026")


def test_the_day_and_the_persons_of_the_search_arrive_in_the_form(visitor: Visitor) -> None:
    found = visitor.open("/?datum=2026-11-07&personen=40")

    hall = visitor.open(found.link("DGH Benken"))
    form = visitor.open(hall.link("Diesen Tag buchen"))

    assert hall.shows("Sa., 07.11.2026: ○ frei")
    assert hall.title.startswith("DGH Benken, November 2026")
    assert (form.typed("start_date"), form.typed("persons")) == ("2026-11-07", "40")
