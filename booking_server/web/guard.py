"""Every request is held to the matrix of access.py before its view runs."""

from flask import Flask, abort, g, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from booking_server.domain.errors import NotPermitted, PasskeyNeeded
from booking_server.domain.people import Deed, Person
from booking_server.domain.sign_ins import SignedIn
from booking_server.services.foundation.house import House
from booking_server.web import form_token, signed_in
from booking_server.web.access import MATRIX, Row, Who
from booking_server.web.api_keys import let_key_in
from booking_server.web.operator import let_operator_in
from booking_server.web.rate_limit import SAFE
from booking_server.web.the_house import the_settings


def guard_routes(app: Flask, house: House, *, demo: bool) -> None:
    """Hold every request to the matrix before its view runs."""
    csrf = CSRFProtect()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)

    @app.before_request
    def guard() -> Response | None:
        if request.endpoint is None:
            return None  # there is no such route: the answer is 404 or 405
        row = MATRIX.get(request.endpoint)
        if row is None or (row.who is Who.DEMO and not demo):
            abort(403 if row is None else 404)
        if row.who is Who.OPERATOR:
            let_operator_in(the_settings())
        if request.path.startswith("/api/"):
            let_key_in(house, row.scope, is_needed=row.who is Who.KEY)
        answer = _person_or_sign_in(house, row) if row.who in (Who.DESK, Who.SELF) else None
        if answer is None and row.largest and request.method not in SAFE:
            request.max_content_length = row.largest
        if row.is_form and request.method not in SAFE:
            form_token.demand(csrf, needs_cookie=row.needs_cookie)
        return answer


def _person_or_sign_in(house: House, row: Row) -> Response | None:
    """Note who is signed in; send everybody else to the sign-in page, or refuse what they wanted done.

    The view then works in a house that knows nothing of other municipalities.
    """
    known = signed_in.who_is_it(house)
    if known is None:
        return _send_to("sign_in.ask")
    g.signed_in, g.person = known, known.acting
    g.house = house.within(known.person.municipality_ids)
    if row.who is Who.SELF:
        return None
    if not known.is_strong and _is_missing_a_passkey(known, row):
        if request.method in SAFE:  # a form's address is no page to come back to
            signed_in.want(request.path)
        return _send_to("passkeys.page")
    _demand(known.acting, row.deed)
    return None


def _is_missing_a_passkey(known: SignedIn, row: Row) -> bool:
    """Whether a passkey would let somebody in whom this session does not."""
    if row.deed is None or not known.person.may_somewhere(row.deed):
        return False
    return row.strong or not known.acting.may_somewhere(row.deed)


def _send_to(endpoint: str) -> Response:
    if request.method in SAFE:
        return redirect(url_for(endpoint))
    if endpoint == "passkeys.page":
        raise PasskeyNeeded("Dafür melden Sie sich bitte mit einem Passkey an.")
    abort(403)


def _demand(person: Person, deed: Deed | None) -> None:
    """Refuse who may do this nowhere; for which hall they may, the service decides."""
    if not person.grants:
        raise NotPermitted("Für Ihre Anmeldung ist noch kein Haus eingetragen.")
    if deed is None or not person.may_somewhere(deed):
        raise NotPermitted("Dafür haben Sie keine Berechtigung.")
