"""For the treasury: a municipality's bank statements, and its account as it stands on invoices."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.domain.money.errors import StatementUnreadable
from booking_server.domain.money.matching import VERDICT_WORDS
from booking_server.publishing.problems import status_of
from booking_server.services.money import payees, statements
from booking_server.services.money.statements import StatementReport
from booking_server.web.desk.who import who
from booking_server.web.forms.mistakes import Mistakes
from booking_server.web.forms.money_forms import PayeeForm, payee_form, read_payee_form
from booking_server.web.headers import keep_private
from booking_server.web.the_house import the_house

money_of_town = Blueprint("money_of_town", __name__)

MOST_UNKNOWN = 200
"""Transfers nobody knows are shown so far; an account has many that are none of our business."""


@money_of_town.get("/schreibtisch/geld/<slug:town>/kontoauszug")
def statement(town: str) -> Response:
    """Ask for a bank statement."""
    return _show_statement(town)


@money_of_town.post("/schreibtisch/geld/<slug:town>/kontoauszug")
def look(town: str) -> Response:
    """Say what a bank statement would record; nothing is recorded yet."""
    house, person = the_house(), who()
    payees.open_payee(house, person, town)
    upload = request.files.get("statement")
    data = upload.read() if upload else b""
    try:
        if not data:
            raise StatementUnreadable("Bitte wählen Sie die Datei mit dem Kontoauszug aus.")
        report = statements.dry_run(house, person, town, data)
    except RuleBroken as error:
        return _show_statement(town, mistakes=Mistakes.of(error), status=status_of(error))
    return _show_statement(town, report)


@money_of_town.post("/schreibtisch/geld/<slug:town>/kontoauszug/<key:draft_id>")
def apply(town: str, draft_id: str) -> Response:
    """Record what the person was shown."""
    house, person = the_house(), who()
    payees.open_payee(house, person, town)
    return _show_statement(town, statements.apply(house, person, draft_id), is_applied=True)


@money_of_town.get("/schreibtisch/geld/<slug:town>/konto")
def account(town: str) -> Response:
    """Show a municipality's account."""
    page = payees.open_payee(the_house(), who(), town)
    return _show_account(page, payee_form(page.payee, page.municipality.name))


@money_of_town.post("/schreibtisch/geld/<slug:town>/konto")
def save(town: str) -> AnyResponse:
    """Store a municipality's account."""
    house, person = the_house(), who()
    page = payees.open_payee(house, person, town)
    typed = read_payee_form(request.form)
    try:
        payees.save_payee(house, person, typed.payee(page.municipality.id))
    except (RuleBroken, RequestRefused) as error:
        return _show_account(page, typed, Mistakes.of(error), status_of(error))
    return redirect(url_for("money_of_town.account", town=town, gespeichert=1), 303)


def _show_statement(
    town: str,
    report: StatementReport | None = None,
    *,
    is_applied: bool = False,
    mistakes: Mistakes | None = None,
    status: int = 200,
) -> Response:
    page = payees.open_payee(the_house(), who(), town)
    shown = render_template(
        "desk/money_statement.html",
        page=page,
        report=report,
        is_applied=is_applied,
        mistakes=mistakes or Mistakes(),
        verdict_words=VERDICT_WORDS,
        most_unknown=MOST_UNKNOWN,
    )
    return keep_private(make_response(shown, status))


def _show_account(
    page: payees.PayeePage, typed: PayeeForm, mistakes: Mistakes | None = None, status: int = 200
) -> Response:
    shown = render_template(
        "desk/money_account.html", page=page, form=typed, mistakes=mistakes or Mistakes(),
        is_saved="gespeichert" in request.args,
    )  # fmt: skip
    return keep_private(make_response(shown, status))
