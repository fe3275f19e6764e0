"""For who looks after halls and their money: pictures of use, with the numbers behind them."""

from datetime import date

from flask import Blueprint, Response, make_response, render_template, request

from booking_server.domain.errors import TimeUnreadable
from booking_server.domain.figures.span import Span, a_span, last_twelve
from booking_server.notices.figures.pictures import pictures_of
from booking_server.notices.figures.report import figures_pdf, title_of
from booking_server.publishing.exports.csv_file import CSV
from booking_server.publishing.exports.figures_file import write_figures
from booking_server.services.desk import figures as service
from booking_server.services.desk.figures import Figures
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.headers import keep_private, pdf_answer
from booking_server.web.months import Month, month_of, read_any_month
from booking_server.web.the_house import the_house
from calendars import local_time

figures = Blueprint("desk_figures", __name__)

BACK, AHEAD = 36, 12
"""Months one can choose, before this one and after it."""


@figures.get("/schreibtisch/auswertung")
def overview() -> Response:
    """Show of what the person may see figures."""
    found = service.places(the_house(), who())
    return keep_private(make_response(render_template("desk/figures_all.html", places=found)))


@figures.get("/schreibtisch/auswertung/haus/<slug:slug>")
def hall(slug: str) -> Response:
    """Show the pictures of one hall."""
    span, mistakes = _span()
    return _page(service.of_hall(the_house(), who(), slug, span), mistakes)


@figures.get("/schreibtisch/auswertung/haus/<slug:slug>/zahlen.csv")
def hall_numbers(slug: str) -> Response:
    """Return the numbers of one hall as a file."""
    return _file(service.of_hall(the_house(), who(), slug, _span()[0]))


@figures.get("/schreibtisch/auswertung/haus/<slug:slug>/bericht.pdf")
def hall_report(slug: str) -> Response:
    """Return the pictures of one hall on paper."""
    return _paper(service.of_hall(the_house(), who(), slug, _span()[0]))


@figures.get("/schreibtisch/auswertung/gemeinde/<slug:town>")
def of_town(town: str) -> Response:
    """Show the pictures of all halls of a municipality."""
    span, mistakes = _span()
    return _page(service.of_town(the_house(), who(), town, span), mistakes)


@figures.get("/schreibtisch/auswertung/gemeinde/<slug:town>/zahlen.csv")
def town_numbers(town: str) -> Response:
    """Return the numbers of a municipality as a file."""
    return _file(service.of_town(the_house(), who(), town, _span()[0]))


@figures.get("/schreibtisch/auswertung/gemeinde/<slug:town>/bericht.pdf")
def town_report(town: str) -> Response:
    """Return the pictures of a municipality on paper."""
    return _paper(service.of_town(the_house(), who(), town, _span()[0]))


def _span() -> tuple[Span, Mistakes]:
    """Return the months that are asked for; the last twelve where the question makes no sense, and why."""
    usual = last_twelve(local_time.local_date(the_house().clock()))
    first = _month(request.args.get("von", ""), usual.first)
    last = _month(request.args.get("bis", ""), usual.last)
    try:
        return a_span(first, last), Mistakes()
    except TimeUnreadable as error:
        return usual, Mistakes.of(error)


def _month(text: str, usual: date) -> date:
    found = read_any_month(text)
    return date(found.year, found.number, 1) if found else usual


def _page(found: Figures, mistakes: Mistakes) -> Response:
    this = month_of(local_time.local_date(found.made_at))
    months = [(str(one), one.words) for one in (this.moved(n) for n in range(AHEAD, -BACK - 1, -1))]
    asked = {"von": str(Month(found.span.first.year, found.span.first.month))}
    asked["bis"] = str(Month(found.span.last.year, found.span.last.month))
    shown = render_template(
        "desk/figures.html",
        figures=found,
        pictures=pictures_of(found),
        months=months,
        asked=asked,
        mistakes=mistakes,
    )
    return keep_private(make_response(shown, 422 if mistakes.all else 200))


def _file(found: Figures) -> Response:
    answer = Response(write_figures(found), content_type=CSV)
    name = f"auswertung-{found.span.first:%Y-%m}-{found.span.last:%Y-%m}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return keep_private(answer)


def _paper(found: Figures) -> Response:
    return pdf_answer(figures_pdf(found), title_of(found))
