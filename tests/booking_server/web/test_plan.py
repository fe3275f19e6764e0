"""The year plan on the desk: upload, look, enter; without JavaScript."""

import io

from booking_server.services.bookings import bookings
from tests.booking_server.series import SECOND, evening
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request

PLAN = (
    "Datum;Von;Bis;Anlass;Raum\n"
    "12.10.2026;19:00;21:00;Chorprobe;Saal\n"
    "13.10.2026;19:00;21:00;<b>Yoga</b>;Saal\n"
    "14.10.2026;abends;;Kino;Saal\n"
)


def upload(visitor: Visitor, data: bytes, hall: str = "dgh-benken") -> Page:
    form = visitor.open("/schreibtisch/einlesen").forms[-1]
    body = {**form.values.to_dict(), "hall": hall, "plan": (io.BytesIO(data), "plan.csv")}
    answer = visitor.client.post(form.action, data=body, content_type="multipart/form-data")
    return Page(answer.status_code, form.action, answer.headers, answer.get_data(as_text=True))


def test_a_plan_is_looked_at_line_by_line_and_entered(stolle: Visitor, village: Village) -> None:
    looked = upload(stolle, PLAN.encode())
    assert looked.shows("Das würde geschehen")
    assert looked.shows("Zeile 3: <b>Yoga</b> wird eingetragen")
    assert looked.shows("Zeile 4: Kino nicht lesbar Der Beginn „abends“ ist keine Uhrzeit. Das Ende fehlt.")

    done = stolle.send(looked, form=0)

    assert done.shows("2 Buchungen sind eingetragen")
    assert upload(stolle, PLAN.encode()).shows("Es gibt nichts einzutragen.")


def test_what_changed_in_between_is_shown_and_nothing_entered(stolle: Visitor, village: Village) -> None:
    looked = upload(stolle, PLAN.encode())
    bookings.book(village.house, a_request(period=evening(SECOND), space_slugs=("saal",), occasion="Skat"))

    answer = stolle.send(looked, form=0)

    assert answer.status == 409
    assert answer.shows("Es wurde nichts eingetragen")
    assert answer.shows("Dort ist schon belegt: „Skat“")


def test_a_file_that_is_no_plan_is_refused_in_words(stolle: Visitor) -> None:
    for data in (b"", b"\x89PNG\x00", b"a;b\n1;2"):
        page = upload(stolle, data)
        assert page.status == 422
        assert page.message_at("plan")
        assert page.title.startswith("Fehler: ")
    huge = b"x" * (2 * 1024 * 1024 + 1)
    answer = stolle.client.post(
        "/schreibtisch/einlesen", data=huge, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413


def test_a_plan_for_a_foreign_hall_is_refused(stolle: Visitor) -> None:
    assert upload(stolle, PLAN.encode(), hall="dgh-schlamau").status == 403


def test_the_template_reads_as_a_plan(stolle: Visitor) -> None:
    template = stolle.client.get("/schreibtisch/einlesen/vorlage.csv")

    assert template.data.startswith(
        b"\xef\xbb\xbfHaus;Raum;Datum;Von;Bis;Anlass;Name;Telefon;E-Mail;Personen"
    )
    assert upload(stolle, template.data).shows("2 neu")
